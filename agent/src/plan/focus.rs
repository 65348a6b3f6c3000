use sentia_semantic::{Catalogue, Direction, Grain, Statement};
use sentia_tools::{
    ChangeArg, ColumnArg, ComparePeriods, ComparePeriodsArgs, ControlChart, ControlChartArgs,
    DetectAnomalies, DetectAnomaliesArgs, ExplainChange, ExplainChangeArgs, FilterArg, Forecast,
    ForecastArgs, HavingArg, PlanInventory, PlanInventoryArgs, PlanPayments, PlanPaymentsArgs, PlanSchedule,
    PlanScheduleArgs, PredictMaintenance, PredictMaintenanceArgs, QueryMetrics, QueryMetricsArgs,
    StatementArgs, StatementTool, Tool, Trace, TraceArgs, WhatIf, WhatIfArgs,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::PlannedCall;

/// What the conversation is about: the figures of the last answer, as ids of the catalogue. It converts to a tool call and
/// back, so that turns planned by a model and by the embedded planner continue one another.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Focus {
    /// Measure ids.
    pub measures: Vec<String>,
    /// A whole statement, whose lines the measures make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// What is done with the measures.
    #[serde(default, skip_serializing_if = "Aim::is_shown")]
    pub aim: Aim,
    /// Dimension ids that split the rows.
    #[serde(default)]
    pub by: Vec<String>,
    #[serde(default)]
    pub grain: Option<Grain>,
    /// As tools write periods: `last_week`, `2026-Q3`.
    #[serde(default)]
    pub period: Option<String>,
    /// Nobody named the period: it is the measure's usual one.
    #[serde(default)]
    pub period_assumed: bool,
    #[serde(default)]
    pub filters: Vec<FilterArg>,
    /// What the period is set against: `previous_period`, `previous_year`, or a period; of a statement also `budget`.
    #[serde(default)]
    pub against: Option<String>,
    #[serde(default)]
    pub sort: Option<Sort>,
    #[serde(default)]
    pub limit: Option<u32>,
    /// Shares, running and rolling figures beside the measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnArg>,
    /// Conditions on the figures of a row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub having: Vec<HavingArg>,
    /// What a what-if takes to be otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ChangeArg>,
    /// What the first measure is to reach by the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// All members beyond the limit as one more row.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub others: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    pub order: SortOrder,
    /// Sort by the change against the comparison instead of by the value.
    #[serde(default)]
    pub of_change: bool,
    /// Measure id to sort by; the first measure where none is named.
    #[serde(default)]
    pub measure: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortOrder {
    Highest,
    Lowest,
    /// Highest or lowest, whichever is good for the measure.
    Best,
    Worst,
}

/// What is done with the measures of a focus.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// They are shown as they were recorded.
    #[default]
    Show,
    /// What the measure will be in the period.
    Forecast,
    /// What the change of the measure is made of.
    Explain,
    /// What of it is out of the ordinary.
    Detect,
    /// Whether it is in statistical control.
    Control,
    /// Which members are likely to fail.
    Risk,
    /// How much of them is needed.
    Stock,
    /// Which bills to pay.
    Payments,
    /// In which order to make what is to be made.
    Schedule,
    /// What one thing was made from and where it went.
    Trace,
    /// What they would have been, had others been otherwise.
    WhatIf,
}

impl Aim {
    fn is_shown(&self) -> bool {
        *self == Aim::Show
    }
}

impl SortOrder {
    /// Whether rows go from the lowest up for a measure of this direction.
    pub fn is_ascending(self, direction: Direction) -> bool {
        match self {
            SortOrder::Highest => false,
            SortOrder::Lowest => true,
            SortOrder::Best => direction == Direction::DownIsGood,
            SortOrder::Worst => direction != Direction::DownIsGood,
        }
    }
}

impl Focus {
    /// The tool call that computes this focus: `statement` for a statement, `forecast` for what is to come, `explain_change` for
    /// what a change is made of, `detect_anomalies` for what stands out, `control_chart` for what is stable,
    /// `predict_maintenance` for what is likely to fail, `plan_inventory` for how much stock is needed,
    /// `plan_payments` for what to pay, `plan_schedule` for an order of work, `trace` for what went into what, `what_if` for what would have been, `compare_periods` where it is set against something, else `query_metrics`.
    pub fn to_call(&self, catalogue: &Catalogue) -> PlannedCall {
        if let Some(statement) = &self.statement {
            return call::<StatementTool, _>(&StatementArgs {
                statement: statement.clone(),
                period: self.period.clone(),
                against: self.against.clone(),
                filters: self.filters.clone(),
            });
        }
        let measure = || self.measures.first().cloned().unwrap_or_default();
        let (period, filters) = (|| self.period.clone(), || self.filters.clone());
        match self.aim {
            Aim::Forecast => {
                let (grain, measure) = (self.grain, measure());
                return call::<Forecast, _>(&ForecastArgs {
                    measure,
                    period: period(),
                    grain,
                    filters: filters(),
                });
            }
            Aim::Explain => {
                let (against, measure) = (self.against.clone(), measure());
                let args = ExplainChangeArgs { measure, period: period(), against, filters: filters() };
                return call::<ExplainChange, _>(&args);
            }
            Aim::Detect => {
                return call::<DetectAnomalies, _>(&DetectAnomaliesArgs {
                    measures: self.measures.clone(),
                    by: self.by.first().cloned(),
                    period: period(),
                    grain: self.grain,
                    filters: filters(),
                });
            }
            Aim::Control => {
                let (grain, measure) = (self.grain, measure());
                let args = ControlChartArgs { measure, period: period(), grain, filters: filters() };
                return call::<ControlChart, _>(&args);
            }
            Aim::Risk => {
                let args = PredictMaintenanceArgs { period: period(), filters: filters() };
                return call::<PredictMaintenance, _>(&args);
            }
            Aim::Stock => {
                let service = self.goal.as_deref().and_then(super::stock::fraction);
                return call::<PlanInventory, _>(&PlanInventoryArgs { service, filters: filters() });
            }
            Aim::Payments => {
                let (period, at_most) = (period(), self.goal.clone());
                return call::<PlanPayments, _>(&PlanPaymentsArgs { period, at_most, filters: filters() });
            }
            Aim::Schedule => {
                let args = PlanScheduleArgs { period: period(), filters: filters() };
                return call::<PlanSchedule, _>(&args);
            }
            Aim::Trace => {
                let traced = self.filters.first();
                return call::<Trace, _>(&TraceArgs {
                    of: traced.map(|filter| filter.dimension.clone()).unwrap_or_default(),
                    number: traced.and_then(|filter| filter.members.first().cloned()).unwrap_or_default(),
                    way: super::record::way_of(self.goal.as_deref()),
                });
            }
            Aim::WhatIf => {
                return call::<WhatIf, _>(&WhatIfArgs {
                    changes: self.changes.clone(),
                    measures: self.measures.clone(),
                    goal: self.goal.clone(),
                    period: period(),
                    filters: filters(),
                });
            }
            Aim::Show => {}
        }
        if self.against.is_some() { self.comparison(catalogue) } else { self.query(catalogue) }
    }

    fn query(&self, catalogue: &Catalogue) -> PlannedCall {
        let sort_by = self
            .sort
            .as_ref()
            .and_then(|sort| sort.measure.clone().or_else(|| self.measures.first().cloned()));
        call::<QueryMetrics, _>(&QueryMetricsArgs {
            measures: self.measures.clone(),
            by: self.by.clone(),
            grain: self.grain,
            period: self.period.clone(),
            filters: self.filters.clone(),
            ascending: self.is_ascending(catalogue),
            sort_by,
            limit: self.limit,
            columns: self.columns.clone(),
            having: self.having.clone(),
            others: self.others,
        })
    }

    fn comparison(&self, catalogue: &Catalogue) -> PlannedCall {
        call::<ComparePeriods, _>(&ComparePeriodsArgs {
            measures: self.measures.clone(),
            by: self.by.clone(),
            period: self.period.clone(),
            against: self.against.clone(),
            filters: self.filters.clone(),
            sort_by_change: self.sort.as_ref().is_some_and(|sort| sort.of_change),
            ascending: self.is_ascending(catalogue),
            limit: self.limit,
            having: self.having.clone(),
        })
    }

    fn is_ascending(&self, catalogue: &Catalogue) -> bool {
        let Some(sort) = &self.sort else { return false };
        let sorted_by = sort.measure.as_ref().or(self.measures.first());
        let direction = sorted_by
            .and_then(|id| catalogue.measure(id))
            .map_or(Direction::Neutral, |measure| measure.direction);
        sort.order.is_ascending(direction)
    }

    /// What a call (of a model, or an earlier one of ours) was about; none for tools that compute no figures.
    pub fn from_call(call: &PlannedCall, catalogue: &Catalogue) -> Option<Focus> {
        if call.tool == QueryMetrics::NAME {
            arguments::<QueryMetricsArgs>(call).map(from_query)
        } else if call.tool == ComparePeriods::NAME {
            arguments::<ComparePeriodsArgs>(call).map(from_comparison)
        } else if call.tool == StatementTool::NAME {
            arguments::<StatementArgs>(call).map(|args| from_statement(args, catalogue))
        } else if call.tool == Forecast::NAME {
            arguments::<ForecastArgs>(call).map(from_forecast)
        } else if call.tool == ExplainChange::NAME {
            arguments::<ExplainChangeArgs>(call).map(from_explanation)
        } else if call.tool == DetectAnomalies::NAME {
            arguments::<DetectAnomaliesArgs>(call).map(from_search)
        } else if call.tool == ControlChart::NAME {
            arguments::<ControlChartArgs>(call).map(from_control)
        } else if call.tool == PredictMaintenance::NAME {
            arguments::<PredictMaintenanceArgs>(call).map(|args| from_risk(args, catalogue))
        } else if call.tool == PlanInventory::NAME {
            arguments::<PlanInventoryArgs>(call).map(|args| from_stock(args, catalogue))
        } else if call.tool == PlanPayments::NAME {
            arguments::<PlanPaymentsArgs>(call).map(|args| from_payments(args, catalogue))
        } else if call.tool == PlanSchedule::NAME {
            arguments::<PlanScheduleArgs>(call).map(|args| from_schedule(args, catalogue))
        } else if call.tool == Trace::NAME {
            arguments::<TraceArgs>(call).map(|args| from_trace(args, catalogue))
        } else if call.tool == WhatIf::NAME {
            arguments::<WhatIfArgs>(call).map(from_what_if)
        } else {
            None
        }
    }
}

fn from_query(args: QueryMetricsArgs) -> Focus {
    let order = if args.ascending { SortOrder::Lowest } else { SortOrder::Highest };
    let sort = args.sort_by.map(|measure| Sort {
        order,
        of_change: false,
        measure: (args.measures.first() != Some(&measure)).then_some(measure),
    });
    Focus {
        measures: args.measures,
        statement: None,
        aim: Aim::Show,
        by: args.by,
        grain: args.grain,
        period_assumed: args.period.is_none(),
        period: args.period,
        filters: args.filters,
        against: None,
        sort,
        limit: args.limit,
        columns: args.columns,
        having: args.having,
        others: args.others,
        ..Focus::default()
    }
}

fn from_statement(args: StatementArgs, catalogue: &Catalogue) -> Focus {
    Focus {
        measures: catalogue.statement(&args.statement).map(Statement::measures).unwrap_or_default(),
        statement: Some(args.statement),
        period_assumed: args.period.is_none(),
        period: args.period,
        filters: args.filters,
        against: args.against,
        ..Focus::default()
    }
}

fn from_forecast(args: ForecastArgs) -> Focus {
    Focus {
        measures: vec![args.measure],
        aim: Aim::Forecast,
        grain: args.grain,
        period_assumed: args.period.is_none(),
        period: args.period,
        filters: args.filters,
        ..Focus::default()
    }
}

fn from_search(args: DetectAnomaliesArgs) -> Focus {
    Focus {
        measures: args.measures,
        aim: Aim::Detect,
        by: args.by.into_iter().collect(),
        grain: args.grain,
        period_assumed: args.period.is_none(),
        period: args.period,
        filters: args.filters,
        ..Focus::default()
    }
}

fn from_control(args: ControlChartArgs) -> Focus {
    Focus {
        measures: vec![args.measure],
        aim: Aim::Control,
        grain: args.grain,
        period_assumed: args.period.is_none(),
        period: args.period,
        filters: args.filters,
        ..Focus::default()
    }
}

fn from_risk(args: PredictMaintenanceArgs, catalogue: &Catalogue) -> Focus {
    Focus {
        measures: catalogue.failure_models.first().map(|model| model.failures.clone()).into_iter().collect(),
        aim: Aim::Risk,
        period_assumed: args.period.is_none(),
        period: args.period,
        filters: args.filters,
        ..Focus::default()
    }
}

fn from_stock(args: PlanInventoryArgs, catalogue: &Catalogue) -> Focus {
    Focus {
        measures: catalogue.stock_models.first().map(|model| model.value.clone()).into_iter().collect(),
        aim: Aim::Stock,
        goal: args.service.map(|service| format!("{}%", (service * 1e6).round() / 1e4)),
        filters: args.filters,
        ..Focus::default()
    }
}

fn from_payments(args: PlanPaymentsArgs, catalogue: &Catalogue) -> Focus {
    Focus {
        measures: catalogue.payment_models.first().map(|model| model.open.clone()).into_iter().collect(),
        aim: Aim::Payments,
        goal: args.at_most,
        period_assumed: args.period.is_none(),
        period: args.period,
        filters: args.filters,
        ..Focus::default()
    }
}

fn from_schedule(args: PlanScheduleArgs, catalogue: &Catalogue) -> Focus {
    Focus {
        measures: catalogue.schedule_models.first().map(|model| model.run.clone()).into_iter().collect(),
        aim: Aim::Schedule,
        period_assumed: args.period.is_none(),
        period: args.period,
        filters: args.filters,
        ..Focus::default()
    }
}

fn from_trace(args: TraceArgs, catalogue: &Catalogue) -> Focus {
    let model = catalogue.traces.iter().find(|trace| trace.of.contains(&args.of));
    Focus {
        measures: model.map(|model| model.links.clone()).into_iter().collect(),
        aim: Aim::Trace,
        goal: super::record::goal_of(args.way).map(str::to_owned),
        filters: vec![FilterArg { dimension: args.of, members: vec![args.number], exclude: false }],
        ..Focus::default()
    }
}

fn from_what_if(args: WhatIfArgs) -> Focus {
    Focus {
        measures: args.measures,
        aim: Aim::WhatIf,
        changes: args.changes,
        goal: args.goal,
        period_assumed: args.period.is_none(),
        period: args.period,
        filters: args.filters,
        ..Focus::default()
    }
}

fn from_explanation(args: ExplainChangeArgs) -> Focus {
    Focus {
        measures: vec![args.measure],
        aim: Aim::Explain,
        period_assumed: args.period.is_none(),
        period: args.period,
        against: Some(args.against.unwrap_or_else(|| "previous_period".to_owned())),
        filters: args.filters,
        ..Focus::default()
    }
}

fn from_comparison(args: ComparePeriodsArgs) -> Focus {
    let order = if args.ascending { SortOrder::Lowest } else { SortOrder::Highest };
    let is_sorted = args.sort_by_change || args.ascending;
    Focus {
        measures: args.measures,
        statement: None,
        aim: Aim::Show,
        by: args.by,
        grain: None,
        period_assumed: args.period.is_none(),
        period: args.period,
        filters: args.filters,
        against: Some(args.against.unwrap_or_else(|| "previous_period".to_owned())),
        sort: is_sorted.then_some(Sort { order, of_change: args.sort_by_change, measure: None }),
        limit: args.limit,
        columns: Vec::new(),
        having: args.having,
        ..Focus::default()
    }
}

fn call<T: Tool, A: Serialize>(arguments: &A) -> PlannedCall {
    PlannedCall { tool: T::NAME.to_owned(), arguments: serde_json::to_value(arguments).unwrap_or_default() }
}

fn arguments<A: DeserializeOwned>(call: &PlannedCall) -> Option<A> {
    serde_json::from_value(call.arguments.clone()).ok()
}
