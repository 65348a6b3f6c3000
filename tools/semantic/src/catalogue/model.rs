use std::{collections::BTreeMap, fmt};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlparser::ast;

use super::{FailureModel, Location, PaymentModel, Record, ScheduleModel, Statement, StockModel, Trace};
use crate::Unit;

/// A checked catalogue. Ids are unique, every expression parses, every name resolves, every join is unambiguous.
#[derive(Debug, Clone)]
pub struct Catalogue {
    pub name: String,
    pub description: String,
    /// By dataset id.
    pub datasets: BTreeMap<String, Dataset>,
    pub relationships: Vec<Relationship>,
    /// In file order.
    pub measures: Vec<Measure>,
    /// In file order.
    pub dimensions: Vec<Dimension>,
    /// In file order.
    pub statements: Vec<Statement>,
    /// Ids of the measures that say how things stand where a question names none, the first to tell first.
    pub headlines: Vec<String>,
    /// In file order.
    pub failure_models: Vec<FailureModel>,
    /// In file order.
    pub stock_models: Vec<StockModel>,
    /// In file order.
    pub payment_models: Vec<PaymentModel>,
    /// In file order.
    pub schedule_models: Vec<ScheduleModel>,
    /// In file order.
    pub records: Vec<Record>,
    /// In file order.
    pub traces: Vec<Trace>,
    /// Month (1–12) in which the fiscal year begins.
    pub fiscal_year_start: i8,
    /// BLAKE3 of the source text, hex: stored with each answer.
    pub hash: String,
    /// Datasets may do without a tenant column: everything belongs to one company.
    pub single_tenant: bool,
    /// The day that stands for today, where the data have ended.
    pub as_of: Option<jiff::civil::Date>,
    /// For each pair of datasets with an unambiguous many-to-one path: the relationships to follow, by index.
    pub(crate) paths: BTreeMap<(String, String), Vec<usize>>,
}

impl Catalogue {
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == id)
    }

    pub fn dimension(&self, id: &str) -> Option<&Dimension> {
        self.dimensions.iter().find(|dimension| dimension.id == id)
    }

    pub fn statement(&self, id: &str) -> Option<&Statement> {
        self.statements.iter().find(|statement| statement.id == id)
    }

    /// The dimensions by which every fact of a measure can be split.
    pub fn dimensions_of(&self, measure: &Measure) -> Vec<&Dimension> {
        let aggregates = measure.expression.aggregates();
        let reached = |dimension: &&Dimension| {
            aggregates.iter().all(|aggregate| self.path(&aggregate.dataset, &dimension.dataset).is_some())
        };
        self.dimensions.iter().filter(reached).collect()
    }

    /// Whether rows belong to tenants, so that a question must say for which it is asked.
    pub fn has_tenants(&self) -> bool {
        self.datasets.values().any(|dataset| dataset.tenant.is_some())
    }

    /// The relationships that lead from each row of `from` to its one row of `to`, nearest first; empty when they are
    /// the same dataset, none when no such path exists or it is ambiguous.
    pub(crate) fn path(&self, from: &str, to: &str) -> Option<Vec<&Relationship>> {
        if from == to {
            return Some(Vec::new());
        }
        let path = self.paths.get(&(from.to_owned(), to.to_owned()))?;
        Some(path.iter().filter_map(|index| self.relationships.get(*index)).collect())
    }
}

/// A table (or view) of the warehouse.
#[derive(Debug, Clone)]
pub struct Dataset {
    pub id: String,
    /// Table name, optionally qualified.
    pub source: String,
    pub primary_key: Vec<String>,
    pub description: String,
    /// Columns or sets of columns, beside the primary key, that no two rows share.
    pub unique_keys: Vec<Vec<String>>,
    /// Row-level expressions by field id. Columns are written `dataset.column`.
    pub fields: BTreeMap<String, ast::Expr>,
    /// The area that reads its rows one by one; none where all areas of its measures and dimensions are needed.
    pub area: Option<Area>,
    /// Field that dates a row, for facts: a field or column of this dataset, or `dataset.field` of one that it reaches.
    pub time: Option<String>,
    /// Nothing dates the rows, whatever dates stand in them or in what they lead to: figures are over all of them.
    pub undated: bool,
    /// Rows are balances at a date: only those of the last date within a bucket count.
    pub snapshot: bool,
    /// Column that holds the tenant. A dataset without one is refused unless the catalogue says `single_tenant`.
    pub tenant: Option<String>,
    /// Period that a question about this fact means when it names none, such as `last_week`.
    pub default_period: Option<String>,
    /// Rows dated after today are meant (plans, budgets, forecasts) and count as data.
    pub future: bool,
    /// Rows are events that need not happen every day (complaints, accidents): a day without any is no gap in the data,
    /// which reach as far as those of the facts that are recorded daily.
    pub sparse: bool,
    /// Measure that says which share of the rows expected on the days of a query came.
    pub completeness: Option<String>,
    /// Row-level expression that dates a row: `time`, or the only calendar that the dataset refers to.
    pub dated_by: Option<ast::Expr>,
    /// Sums over its rows that are kept beside them, the smallest first.
    pub rollups: Vec<Rollup>,
    /// Relationships to follow to another dataset, where more than one shortest way leads there.
    pub named_paths: BTreeMap<String, Vec<String>>,
    /// Where it stands in the files.
    pub at: Location,
}

impl Dataset {
    /// The column of this dataset that dates its rows, where it is nothing more than a column.
    pub(crate) fn own_time(&self) -> Option<&str> {
        match self.dated_by.as_ref()? {
            ast::Expr::CompoundIdentifier(path) => match path.as_slice() {
                [dataset, column] if dataset.value == self.id => Some(&column.value),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Rows of a dataset summed by day or month and by some of its columns: what the catalogue wants kept. What is kept of it
/// follows from the measures.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rollup {
    pub by: RollupGrain,
    /// Columns beside the tenant and the time, those of foreign keys above all.
    pub columns: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RollupGrain {
    Day,
    Month,
}

/// Many rows of `from` to one of `to`.
#[derive(Debug, Clone)]
pub struct Relationship {
    pub name: String,
    pub from: String,
    pub to: String,
    pub from_columns: Vec<String>,
    pub to_columns: Vec<String>,
    pub at: Location,
}

/// A figure that a person can ask for.
#[derive(Debug, Clone)]
pub struct Measure {
    pub id: String,
    /// How a person names it: `First-pass yield`.
    pub label: String,
    pub description: String,
    pub synonyms: Vec<String>,
    pub unit: Unit,
    pub direction: Direction,
    pub additivity: Additivity,
    pub area: Area,
    pub sensitivity: Sensitivity,
    /// Arithmetic over aggregates.
    pub expression: MeasureExpression,
    /// The expression as it stands in the file.
    pub source: String,
    /// Time field by dataset where it is not the dataset's own.
    pub time: BTreeMap<String, String>,
    pub default_period: String,
    pub target: Option<f64>,
    /// Share of the expected rows (0 … 1) below which the figure is withheld.
    pub min_completeness: f64,
    /// Ids of the measures that move this one.
    pub drivers: Vec<String>,
    /// Words of a question that ask for a split without naming it, and the id of its dimension: "what stopped" the line, the reason.
    pub split_by: BTreeMap<String, String>,
    /// Words of a question that ask for what is on the wrong side of the target: "over their credit limit".
    pub beyond_target: Vec<String>,
    /// Ids of measures with which this one rises and falls in proportion, the others held: what the company takes to be so
    /// and no formula says. Only a what-if goes by it.
    pub proportional_to: Vec<String>,
    /// How much of the change of another measure this one takes over, in the same unit: 1 of gross profit, −1 of a cost. As
    /// stated as the above.
    pub follows: BTreeMap<String, f64>,
    pub at: Location,
}

/// Arithmetic over aggregates. Division by zero gives null.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "an expression has few parts, and most are aggregates")]
pub enum MeasureExpression {
    Aggregate(Aggregate),
    Number(f64),
    /// Days of the period (or bucket) up to the last day with data, as in DSO.
    PeriodDays,
    Binary(Box<MeasureExpression>, Operator, Box<MeasureExpression>),
    /// `LEAST(a, b)` or `GREATEST(a, b)`.
    Extreme(Extreme, Vec<MeasureExpression>),
    /// Null where the operand is negative.
    SquareRoot(Box<MeasureExpression>),
    /// The first, or the second where the first is null.
    Coalesce(Box<MeasureExpression>, Box<MeasureExpression>),
    /// The first, or null where the two are equal.
    NullIf(Box<MeasureExpression>, Box<MeasureExpression>),
}

impl MeasureExpression {
    /// Every aggregate of the expression, in reading order.
    pub fn aggregates(&self) -> Vec<&Aggregate> {
        let mut found = Vec::new();
        self.visit(&mut |part| {
            if let MeasureExpression::Aggregate(aggregate) = part {
                found.push(aggregate);
            }
        });
        found
    }

    /// The same arithmetic over other parts; what has no parts stays as it is.
    pub(crate) fn with_parts<E>(&self, of: &impl Fn(&Self) -> Result<Self, E>) -> Result<Self, E> {
        let boxed = |part: &Self| of(part).map(Box::new);
        Ok(match self {
            MeasureExpression::Aggregate(_)
            | MeasureExpression::Number(_)
            | MeasureExpression::PeriodDays => self.clone(),
            MeasureExpression::Binary(left, operator, right) => {
                MeasureExpression::Binary(boxed(left)?, *operator, boxed(right)?)
            }
            MeasureExpression::Extreme(extreme, parts) => {
                MeasureExpression::Extreme(*extreme, parts.iter().map(of).collect::<Result<_, _>>()?)
            }
            MeasureExpression::SquareRoot(inner) => MeasureExpression::SquareRoot(boxed(inner)?),
            MeasureExpression::Coalesce(first, second) => {
                MeasureExpression::Coalesce(boxed(first)?, boxed(second)?)
            }
            MeasureExpression::NullIf(first, second) => {
                MeasureExpression::NullIf(boxed(first)?, boxed(second)?)
            }
        })
    }

    /// Whether another expression stands within this one, itself not counted.
    pub fn holds(&self, other: &Self) -> bool {
        let mut found = false;
        self.visit(&mut |part| found |= !std::ptr::eq(part, self) && part == other);
        found
    }

    /// Calls `on_part` for this expression and everything within it.
    pub(crate) fn visit<'a>(&'a self, on_part: &mut impl FnMut(&'a MeasureExpression)) {
        on_part(self);
        match self {
            MeasureExpression::Aggregate(_)
            | MeasureExpression::Number(_)
            | MeasureExpression::PeriodDays => {}
            MeasureExpression::Binary(left, _, right)
            | MeasureExpression::Coalesce(left, right)
            | MeasureExpression::NullIf(left, right) => {
                left.visit(on_part);
                right.visit(on_part);
            }
            MeasureExpression::Extreme(_, parts) => parts.iter().for_each(|part| part.visit(on_part)),
            MeasureExpression::SquareRoot(inner) => inner.visit(on_part),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Plus,
    Minus,
    Times,
    Divide,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extreme {
    Least,
    Greatest,
}

/// One aggregate over the rows of one dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    pub dataset: String,
    pub function: AggregateFunction,
    /// Row-level expression over the dataset's columns; none for `COUNT(*)`.
    pub argument: Option<ast::Expr>,
    /// `FILTER (WHERE …)`: rows that count.
    pub condition: Option<ast::Expr>,
    /// Row-level expression that dates a row; none for datasets that know no time.
    pub time: Option<ast::Expr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AggregateFunction {
    Sum,
    Count,
    CountDistinct,
    Min,
    Max,
    Average,
}

/// A way to split or filter measures.
#[derive(Debug, Clone)]
pub struct Dimension {
    pub id: String,
    /// How a person names it: `Line`.
    pub label: String,
    pub plural: String,
    pub description: String,
    pub synonyms: Vec<String>,
    pub dataset: String,
    /// Row-level expression that gives the label.
    pub expression: ast::Expr,
    /// Column of the dataset that identifies the member; the label itself where absent.
    pub key: Option<String>,
    pub area: Area,
    /// The dimension one level up: `plant` for `line`.
    pub parent: Option<String>,
    /// Whether members may be named in a question and are worth an index (a batch number is not).
    pub searchable: bool,
    /// Whether it only says more of a record: no question is read as naming it.
    pub detail: bool,
    /// What the numbers of its members begin with: `PO-`.
    pub prefix: Option<String>,
    /// What stands for its members where a model outside the company is asked: `CUSTOMER` for `CUSTOMER_482913`. None where
    /// their names may be told to anybody.
    pub pseudonym: Option<String>,
    pub at: Location,
}

impl Dimension {
    /// What a number that was typed may be in the data, where numbers are written in capitals: `po-10422` and, behind the word for
    /// it, `10422` are `PO-10422`.
    pub fn spellings(&self, typed: &str) -> Vec<String> {
        let typed = typed.trim();
        let mut spellings = vec![typed.to_owned()];
        if typed.contains(|letter: char| letter.is_ascii_digit()) {
            spellings.push(typed.to_uppercase());
        }
        if let Some(prefix) = self
            .prefix
            .as_ref()
            .filter(|_| !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()))
        {
            spellings.push(format!("{prefix}{typed}"));
        }
        spellings.dedup();
        spellings
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    UpIsGood,
    DownIsGood,
    Neutral,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Additivity {
    /// May be summed over everything.
    Additive,
    /// A balance: may be summed over members, not over time.
    SemiAdditive,
    /// Σ numerator ÷ Σ denominator; never summed, never averaged.
    Ratio,
}

/// Part of the business that a measure or dimension belongs to; permissions are given by area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    Production,
    Quality,
    Maintenance,
    Energy,
    People,
    Supply,
    Sales,
    /// Standard and actual cost of products and orders, cost centres and their budgets: what a plant manager sees of
    /// the money.
    Cost,
    /// The group's books, margins, cash, receivables, payables, payroll.
    Finance,
}

impl Area {
    pub const ALL: [Area; 9] = [
        Area::Production,
        Area::Quality,
        Area::Maintenance,
        Area::Energy,
        Area::People,
        Area::Supply,
        Area::Sales,
        Area::Cost,
        Area::Finance,
    ];
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Area::Production => "production",
            Area::Quality => "quality",
            Area::Maintenance => "maintenance",
            Area::Energy => "energy",
            Area::People => "people",
            Area::Supply => "supply",
            Area::Sales => "sales",
            Area::Cost => "cost",
            Area::Finance => "finance",
        })
    }
}

/// How closely a measure is held; decides which models may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    Internal,
    Confidential,
    Restricted,
}
