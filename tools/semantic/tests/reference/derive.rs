//! Derived columns, conditions and the row of the rest, the slow and obvious way: every window and every rest is added
//! up from the rows of the facts anew.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};
use sentia_semantic::{
    Additivity, Derivation, Derived, Grain, Having, Measure, Period, Query, Scope, Threshold, Unit,
    catalogue::Aggregate,
};

use super::{
    Reference,
    aggregate::Number,
    answer::{Answer, AnswerRow, Beyond, Group, Groups, evaluated, is_exact, nothing},
    compare::{compare, is_tie, shown},
};

/// Stands for the members that have no row of their own.
pub(crate) const REST: &str = "\u{0}rest";

type Rows = BTreeMap<Group, AnswerRow>;
type Periods = (Period, Option<Period>);

impl Reference {
    pub(super) fn complete(&self, answer: &mut Answer, query: &Query, scope: &Scope) {
        let periods = (answer.period, answer.comparison_period);
        self.derive(&mut answer.rows, query, query, scope, periods, None);
        if query.others {
            return self.with_rest(answer, query, scope);
        }
        answer.rows.retain(|_, row| self.passes(query, row));
    }

    fn with_rest(&self, answer: &mut Answer, query: &Query, scope: &Scope) {
        let periods = (answer.period, answer.comparison_period);
        let whole = Query { grain: None, ..query.clone() };
        let members = self.rows(&whole, scope, periods, None);
        let mut ranked: Vec<(&Group, &AnswerRow)> =
            members.iter().filter(|(_, row)| self.passes(query, row)).collect();
        ranked.sort_by(|a, b| compare(&whole, *a, *b));
        let limit = query.limit.unwrap() as usize;
        answer.truncated = ranked.len() > limit;
        answer.is_ambiguous = answer.truncated && is_tie(&whole, ranked[limit - 1], ranked[limit]);
        ranked.truncate(limit);
        let shown: Beyond =
            (query.dimensions[0].clone(), ranked.iter().map(|(group, _)| group.1[0].clone()).collect());
        answer.rows.retain(|group, _| shown.1.contains(&group.1[0]));
        if shown.1.len() == members.len() {
            return;
        }
        let cut = Query { dimensions: Vec::new(), ..query.clone() };
        let mut rest = self.rows(&cut, scope, periods, Some(&shown));
        self.derive(&mut rest, &cut, query, scope, periods, Some(&shown));
        let plural = &self.catalogue.dimension(&query.dimensions[0]).unwrap().plural;
        for (group, mut row) in rest {
            (row.is_rest, row.labels) = (true, vec![Some(format!("All other {}", plural.to_lowercase()))]);
            answer.rows.insert((group.0, vec![Some(REST.to_owned())]), row);
        }
    }

    /// Fills the derived columns of rows that `query` gave; `whole` is the query that totals are taken of.
    fn derive(
        &self,
        rows: &mut Rows,
        query: &Query,
        whole: &Query,
        scope: &Scope,
        periods: Periods,
        beyond: Option<&Beyond>,
    ) {
        let windows: Vec<Option<BTreeMap<Group, Option<Number>>>> = query
            .derived
            .iter()
            .map(|derived| {
                derived.how.is_window().then(|| self.window(derived, query, scope, periods.0, beyond))
            })
            .collect();
        let nothing = nothing(&self.measures(query));
        let previous = periods.1.map(|_| nothing.clone()).unwrap_or_default();
        for group in windows.iter().flatten().flat_map(BTreeMap::keys) {
            rows.entry(group.clone()).or_insert_with(|| AnswerRow {
                values: nothing.clone(),
                previous: previous.clone(),
                labels: (query.dimensions.iter().zip(&group.1))
                    .map(|(id, key)| self.label(id, key.as_deref(), scope))
                    .collect(),
                ..AnswerRow::default()
            });
        }
        for (derived, window) in query.derived.iter().zip(&windows) {
            let totals = window.is_none().then(|| self.totals(derived, whole, scope, periods));
            let at = query.measures.iter().position(|id| *id == derived.measure).unwrap();
            for (group, row) in rows.iter_mut() {
                row.derived.push(match (&totals, window) {
                    (Some(totals), _) => share(totals, group, row.values[at]),
                    (None, window) => window.as_ref().and_then(|window| window.get(group).copied().flatten()),
                });
            }
        }
    }

    fn totals(&self, derived: &Derived, whole: &Query, scope: &Scope, periods: Periods) -> Rows {
        let grain = whole.grain.filter(|_| !whole.dimensions.is_empty());
        let measures = vec![derived.measure.clone()];
        self.rows(&Query { measures, dimensions: Vec::new(), grain, ..whole.clone() }, scope, periods, None)
    }

    /// A measure over the window of each bucket, by bucket and members.
    fn window(
        &self,
        derived: &Derived,
        query: &Query,
        scope: &Scope,
        period: Period,
        beyond: Option<&Beyond>,
    ) -> BTreeMap<Group, Option<Number>> {
        let (grain, measure) = (query.grain.unwrap(), self.catalogue.measure(&derived.measure).unwrap());
        let aggregates = measure.expression.aggregates();
        let whole = Query { grain: None, ..query.clone() };
        let mut found = BTreeMap::new();
        for (bucket, days) in self.windows(derived.how, grain, period, &aggregates, scope) {
            let mut groups = Groups::new();
            for (index, aggregate) in aggregates.iter().enumerate() {
                if self.has_window(derived.how, grain, period, bucket, days, aggregate, scope) {
                    self.collect((index, aggregate), &whole, scope, days, beyond, &mut groups);
                }
            }
            for (group, sums) in groups {
                let known = |one: &Measure| self.period_days(one, scope, days, None, None);
                let value = evaluated(&[measure], &aggregates, &sums, known)[0];
                found.insert((Some(bucket), group.1), averaged(derived.how, measure, value));
            }
        }
        found
    }

    /// The buckets of the days that any fact has data for, each with its window.
    fn windows(
        &self,
        how: Derivation,
        grain: Grain,
        period: Period,
        aggregates: &[&Aggregate],
        scope: &Scope,
    ) -> Vec<(Date, Period)> {
        let extents: Vec<(Date, Date)> =
            aggregates.iter().filter_map(|aggregate| self.extent(aggregate, scope)).collect();
        let (Some(first), Some(last)) =
            (extents.iter().map(|extent| extent.0).min(), extents.iter().map(|extent| extent.1).max())
        else {
            return Vec::new();
        };
        let known = Period::new(period.from.max(first), period.to.min(last));
        if known.from > known.to {
            return Vec::new();
        }
        let window = |bucket: Date| {
            let last = grain.end_of(bucket).min(period.to);
            let year_start = |month: i8| {
                let year = if last.month() < month { last.year() - 1 } else { last.year() };
                Date::new(year, month, 1).unwrap()
            };
            let from = match how {
                Derivation::Running | Derivation::Share => known.from,
                Derivation::ToDate(Grain::Year) => year_start(1),
                Derivation::ToDate(Grain::Quarter) => Date::new(
                    last.year(),
                    [1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10][last.month() as usize - 1],
                    1,
                )
                .unwrap(),
                Derivation::ToDate(other) => panic!("no test asks for {other:?} to date"),
                Derivation::FiscalYearToDate => year_start(4),
                Derivation::Rolling(count) | Derivation::MovingAverage(count) => {
                    let mut from = bucket;
                    for _ in 1..count {
                        from = grain.start_of(from.saturating_sub(1.day()));
                    }
                    from
                }
            };
            (bucket, Period::new(from, last))
        };
        known.buckets(grain).into_iter().map(window).collect()
    }

    /// Whether a fact has data in the bucket, and enough behind it where the window rolls.
    #[expect(clippy::too_many_arguments, reason = "a test helper that spells out what it looks at")]
    fn has_window(
        &self,
        how: Derivation,
        grain: Grain,
        period: Period,
        bucket: Date,
        days: Period,
        aggregate: &Aggregate,
        scope: &Scope,
    ) -> bool {
        let Some((first, last)) = self.extent(aggregate, scope) else { return false };
        let rolls = matches!(how, Derivation::Rolling(_) | Derivation::MovingAverage(_));
        let of_bucket = Period::new(bucket.max(period.from), grain.end_of(bucket).min(period.to));
        of_bucket.from <= last && first <= of_bucket.to && (!rolls || grain.start_of(first) <= days.from)
    }

    fn passes(&self, query: &Query, row: &AnswerRow) -> bool {
        query.having.iter().all(|having| {
            let at = query.measures.iter().position(|id| *id == having.measure).unwrap();
            let measure = self.catalogue.measure(&having.measure).unwrap();
            let Some(value) = row.values[at].map(|value| shown(value, is_exact(measure)).real()) else {
                return false;
            };
            holds(value, having, &measure.unit)
        })
    }
}

fn share(totals: &Rows, group: &Group, value: Option<Number>) -> Option<Number> {
    let by_bucket = totals.keys().any(|(bucket, _)| bucket.is_some());
    let total = totals.get(&(group.0.filter(|_| by_bucket), Vec::new()))?.values[0]?.real();
    Some(Number::Real(value?.real() / total)).filter(|_| total > 0.0)
}

fn averaged(how: Derivation, measure: &Measure, value: Option<Number>) -> Option<Number> {
    match how {
        Derivation::MovingAverage(count) if measure.additivity == Additivity::Additive => {
            Some(Number::Real(value?.real() / f64::from(count)))
        }
        _ => value,
    }
}

/// Reads the thresholds that the random queries write.
fn holds(value: f64, having: &Having, unit: &Unit) -> bool {
    let text = having.value.replace("GBP ", "").replace('£', "");
    let number = |text: &str| text.trim().parse::<f64>().unwrap();
    let threshold = match unit {
        Unit::Percent | Unit::Points => number(text.trim_end_matches('%')) / 100.0,
        Unit::Money { .. } => {
            let scaled = text.strip_suffix('k').map_or_else(|| number(&text), |text| number(text) * 1000.0);
            (scaled * 100.0).round()
        }
        Unit::Duration => match text.strip_suffix(" min") {
            Some(minutes) => number(minutes) * 60.0,
            None => number(text.trim_end_matches(" h")) * 3600.0,
        },
        _ => number(text.split(' ').next().unwrap()),
    };
    match having.operator {
        Threshold::Above => value > threshold,
        Threshold::AtLeast => value >= threshold,
        Threshold::Below => value < threshold,
        Threshold::AtMost => value <= threshold,
    }
}
