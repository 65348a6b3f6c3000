//! What the rows say: totals, distance from target, highest and lowest, changes, trend. Each finding is bound to figures.

use sentia_semantic::{
    Additivity, ColumnKind, Derivation, Measure, ResolvedCondition, SortBy, SortDirection, Threshold, Unit,
    Value,
};

use crate::{
    Fact, FactKind, Figure, FigureKind, deriving, format,
    from_result::{Answered, Figures, derived},
};

/// The figures of one measure in one row, by column.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowFigures(Vec<(ColumnKind, String)>);

impl RowFigures {
    pub(crate) fn set(&mut self, kind: ColumnKind, id: String) {
        self.0.push((kind, id));
    }

    pub(crate) fn get(&self, kind: ColumnKind) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == kind).map(|(_, id)| id.as_str())
    }

    fn value(&self) -> Option<&str> {
        self.get(ColumnKind::Measure)
    }

    fn previous(&self) -> Option<&str> {
        self.get(ColumnKind::Previous)
    }

    fn change(&self) -> Option<&str> {
        self.get(ColumnKind::Change)
    }

    /// Value, previous, change, change percent: those that there are.
    fn moves(&self) -> Vec<String> {
        let kinds =
            [ColumnKind::Measure, ColumnKind::Previous, ColumnKind::Change, ColumnKind::ChangePercent];
        kinds.into_iter().filter_map(|kind| self.get(kind)).map(str::to_owned).collect()
    }

    fn share(&self) -> Option<&str> {
        self.get(ColumnKind::Derived(Derivation::Share))
    }

    /// The first of its figures over a window of time.
    fn window(&self) -> Option<&str> {
        let is_window =
            |(kind, _): &&(ColumnKind, String)| matches!(kind, ColumnKind::Derived(how) if how.is_window());
        self.0.iter().find(is_window).map(|(_, id)| id.as_str())
    }
}

/// Findings for each measure in turn, most important first.
pub(crate) fn of(
    answered: &Answered<'_>,
    rows: &[Vec<RowFigures>],
    totals: Option<&[Vec<RowFigures>]>,
    figures: &mut Figures,
) -> Vec<Fact> {
    let catalogue = answered.context.engine.catalogue();
    let mut facts = Vec::new();
    for (at, id) in answered.query.measures.iter().enumerate() {
        let Some(measure) = catalogue.measure(id) else { continue };
        let is_rest = |row: usize| answered.result.rest.contains(&row);
        let of_measure = |rest: bool| {
            let rows = rows.iter().enumerate().filter(move |(row, _)| is_rest(*row) == rest);
            rows.filter_map(|(_, row)| row.get(at)).collect::<Vec<&RowFigures>>()
        };
        let (column, rest) = (of_measure(false), of_measure(true));
        let total = match totals {
            Some(totals) => totals.first().and_then(|row| row.get(at)),
            None => column.first().copied(),
        };
        let split = totals.is_some();
        let mut found = Finder { measure, figures, facts: Vec::new() };
        found.of_measure(answered, &column, total, split);
        if at == 0 {
            found.meeting(answered, total);
        }
        if let ([rest], None) = (rest.as_slice(), answered.query.grain) {
            found.rest(rest, total);
        }
        facts.append(&mut found.facts);
    }
    facts
}

struct Finder<'a> {
    measure: &'a Measure,
    figures: &'a mut Figures,
    facts: Vec<Fact>,
}

impl Finder<'_> {
    fn of_measure(
        &mut self,
        answered: &Answered<'_>,
        column: &[&RowFigures],
        total: Option<&RowFigures>,
        split: bool,
    ) {
        let anything = total.is_some_and(|total| total.value().is_some() || total.previous().is_some())
            || column.iter().any(|row| row.value().is_some());
        if !anything {
            return self.state(FactKind::NoData, Vec::new());
        }
        if let Some(total) = total {
            self.of_total(total);
        }
        if !split {
            return;
        }
        match answered.query.grain {
            Some(_) if answered.query.dimensions.is_empty() && answered.result.conditions.is_empty() => {
                self.of_windows(column);
                self.of_buckets(answered, column);
            }
            Some(_) => {}
            None => self.of_rows(answered, column, total),
        }
    }

    fn state(&mut self, kind: FactKind, figures: Vec<String>) {
        self.facts.push(Fact { kind, measure: self.measure.label.clone(), figures });
    }

    fn number(&self, id: Option<&str>) -> Option<f64> {
        self.figures.get(id?)?.value.as_f64()
    }

    fn of_total(&mut self, total: &RowFigures) {
        if let Some(change) = self.changed(total) {
            self.facts.push(change);
        } else if let Some(value) = total.value() {
            self.state(FactKind::Value, vec![value.to_owned()]);
        }
        self.against_target(total);
    }

    /// A value beside its comparison; equal at the precision shown is no change.
    fn changed(&self, row: &RowFigures) -> Option<Fact> {
        let (value, previous, _) = (row.value()?.to_owned(), row.previous()?.to_owned(), row.change()?);
        let shown = |id: &str| self.figures.get(id).map(format::figure_in_table);
        let measure = self.measure.label.clone();
        if shown(&value) == shown(&previous) {
            return Some(Fact { kind: FactKind::Unchanged, measure, figures: vec![value, previous] });
        }
        Some(Fact { kind: FactKind::Changed, measure, figures: row.moves() })
    }

    fn against_target(&mut self, total: &RowFigures) {
        let Some(target) = self.measure.target else { return };
        let Some(base) = total.value().and_then(|id| self.figures.get(id)).cloned() else { return };
        let Some(value) = base.value.as_f64() else { return };
        let difference = self.measure.unit.of_difference();
        let target_id = self.figures.add(derived(
            &base,
            FigureKind::Target,
            Value::Real(target),
            self.measure.unit.clone(),
        ));
        let gap_id =
            self.figures.add(derived(&base, FigureKind::Gap, Value::Real(value - target), difference));
        self.state(FactKind::AgainstTarget, vec![base.id, target_id, gap_id]);
    }

    /// How it ran from the first bucket to the last, and its extremes; of ranked buckets, the extremes alone.
    fn of_buckets(&mut self, answered: &Answered<'_>, column: &[&RowFigures]) {
        let known: Vec<&str> = column.iter().filter_map(|row| row.value()).collect();
        if answered.query.order.as_ref().is_some_and(|order| order.by != SortBy::Time) {
            let (high, low) = (self.shows_end(answered, false), self.shows_end(answered, true));
            return self.extremes(column, FactKind::Peak, FactKind::Trough, high, low);
        }
        let [first, .., last] = known.as_slice() else { return };
        let (Some(first_figure), Some(last_figure)) = (self.figures.get(first), self.figures.get(last))
        else {
            return;
        };
        let (Some(before), Some(after)) = (first_figure.value.as_f64(), last_figure.value.as_f64()) else {
            return;
        };
        let change = Figure { against: Some(first_figure.period), ..last_figure.clone() };
        let difference =
            exact_difference(&last_figure.value, &first_figure.value).unwrap_or(Value::from(after - before));
        let unit = self.measure.unit.of_difference();
        let change = self.figures.add(derived(&change, FigureKind::Change, difference, unit));
        self.state(FactKind::Trend, vec![(*first).to_owned(), (*last).to_owned(), change]);
        if known.len() > 2 {
            self.extremes(column, FactKind::Peak, FactKind::Trough, true, true);
        }
    }

    fn of_rows(&mut self, answered: &Answered<'_>, column: &[&RowFigures], total: Option<&RowFigures>) {
        let cut = answered.result.truncated || !answered.result.conditions.is_empty();
        let (top, bottom) = (self.shows_end(answered, false), self.shows_end(answered, true));
        if column.len() > 1 {
            self.movers(column, cut);
            self.extremes(column, FactKind::Highest, FactKind::Lowest, top, bottom);
        } else if let Some(only) = column.first().and_then(|row| row.value()).map(str::to_owned) {
            match (top, bottom) {
                (true, _) => self.state(FactKind::Highest, vec![only]),
                (false, true) => self.state(FactKind::Lowest, vec![only]),
                (false, false) => {}
            }
        }
        if top {
            self.largest_share(column, total);
            self.together(answered, column);
        }
        if !cut && !column.is_empty() {
            self.how_many(column);
        }
    }

    /// Whether the lowest (or the highest) of all rows is among those kept: a cut keeps one end, and only of the measure
    /// that the rows are sorted by; a condition keeps the end that it names of its own measure.
    fn shows_end(&self, answered: &Answered<'_>, lowest: bool) -> bool {
        let keeps_end = |condition: &ResolvedCondition| {
            let below = matches!(condition.operator, Threshold::Below | Threshold::AtMost);
            condition.measure == self.measure.id && below == lowest
        };
        if !answered.result.conditions.iter().all(keeps_end) {
            return false;
        }
        let ascending = if lowest { SortDirection::Ascending } else { SortDirection::Descending };
        !answered.result.truncated
            || answered.query.order.as_ref().is_some_and(|order| {
                order.direction == ascending && order.by == SortBy::Measure(self.measure.id.clone())
            })
    }

    /// The highest and the lowest row; neither where all are equal.
    fn extremes(
        &mut self,
        column: &[&RowFigures],
        highest: FactKind,
        lowest: FactKind,
        state_high: bool,
        state_low: bool,
    ) {
        let known =
            column.iter().filter_map(|row| Some((self.number(row.value())?, row.value()?.to_owned())));
        let mut known: Vec<(f64, String)> = known.collect();
        known.sort_by(|a, b| a.0.total_cmp(&b.0));
        let ([low, .., high], false) = (known.as_slice(), known.is_empty()) else { return };
        if low.0 == high.0 {
            return;
        }
        if state_high {
            self.state(highest, vec![high.1.clone()]);
        }
        if state_low {
            self.state(lowest, vec![low.1.clone()]);
        }
    }

    fn movers(&mut self, column: &[&RowFigures], cut: bool) {
        let moved = column.iter().filter_map(|row| Some((self.number(row.change())?, *row)));
        let mut moved: Vec<(f64, &RowFigures)> = moved.collect();
        moved.sort_by(|a, b| a.0.total_cmp(&b.0));
        if cut || moved.len() < 2 {
            return;
        }
        if let Some((_, row)) = moved.last().filter(|(change, _)| *change > 0.0) {
            self.moved(FactKind::RoseMost, row);
        }
        if let Some((_, row)) = moved.first().filter(|(change, _)| *change < 0.0) {
            self.moved(FactKind::FellMost, row);
        }
    }

    fn moved(&mut self, kind: FactKind, row: &RowFigures) {
        self.state(kind, row.moves());
    }

    /// Shares are told of sums alone, and only where no part is negative.
    fn largest_share(&mut self, column: &[&RowFigures], total: Option<&RowFigures>) {
        if self.measure.additivity == Additivity::Ratio || column.len() < 2 {
            return;
        }
        let Some(whole) = total.and_then(|total| self.number(total.value())).filter(|whole| *whole > 0.0)
        else {
            return;
        };
        let parts: Vec<(f64, &RowFigures)> =
            column.iter().filter_map(|row| Some((self.number(row.value())?, *row))).collect();
        if parts.iter().any(|(part, _)| *part < 0.0) {
            return;
        }
        let Some((_, row)) = parts.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)) else { return };
        self.share_of(FactKind::LargestShare, row, whole);
    }

    /// States a row's value and its share of the whole; the share of the table where it has one.
    fn share_of(&mut self, kind: FactKind, row: &RowFigures, whole: f64) {
        let Some(base) = row.value().and_then(|id| self.figures.get(id)).cloned() else { return };
        let Some(part) = base.value.as_f64() else { return };
        let share = row.share().map(str::to_owned).unwrap_or_else(|| {
            self.figures.add(derived(&base, FigureKind::Share, Value::from(part / whole), Unit::Percent))
        });
        self.state(kind, vec![base.id, share]);
    }

    /// The share of the first rows of a ranking together, where each has its own.
    fn together(&mut self, answered: &Answered<'_>, column: &[&RowFigures]) {
        let ([only], true) = (answered.query.dimensions.as_slice(), answered.result.truncated) else {
            return;
        };
        let shares: Option<Vec<f64>> = column.iter().map(|row| self.number(row.share())).collect();
        let first = column.first().and_then(|row| row.share()).and_then(|id| self.figures.get(id)).cloned();
        let (Some(shares), Some(first), true) = (shares, first, column.len() > 1) else { return };
        let mut members = first.members.clone();
        members.retain(|(dimension, _)| dimension != only);
        members.push((only.clone(), format!("These {} {}", column.len(), answered.plural(only))));
        let first = Figure { members, ..first };
        let sum = Value::from(shares.iter().sum::<f64>());
        let share = self.figures.add(derived(&first, FigureKind::Share, sum, Unit::Percent));
        self.state(FactKind::Together, vec![share]);
    }

    /// All members without a row of their own, and their share where the measure is a sum.
    fn rest(&mut self, rest: &RowFigures, total: Option<&RowFigures>) {
        let whole = total.and_then(|total| self.number(total.value())).filter(|whole| *whole > 0.0);
        match (whole, rest.value()) {
            (Some(whole), Some(_)) if self.measure.additivity != Additivity::Ratio => {
                self.share_of(FactKind::Rest, rest, whole);
            }
            (_, Some(value)) => self.state(FactKind::Rest, vec![value.to_owned()]),
            (_, None) => {}
        }
    }

    /// How many of the rows meet the conditions.
    fn meeting(&mut self, answered: &Answered<'_>, total: Option<&RowFigures>) {
        let result = &answered.result;
        let Some(first) = result.conditions.first() else { return };
        let base = total.and_then(RowFigures::value).and_then(|id| self.figures.get(id)).cloned();
        let Some(base) = base.filter(|_| !result.truncated) else { return };
        let base = Figure { members: Vec::new(), ..base };
        let noun = match (answered.query.dimensions.as_slice(), answered.query.grain) {
            ([only], None) => answered.plural(only),
            ([], Some(grain)) => format!("{}s", grain.name()),
            _ => "rows".to_owned(),
        };
        let kept = result.rows.len() - result.rest.len();
        let counts = [kept, result.rows_before].map(|count| {
            let count = Value::Integer(i64::try_from(count).unwrap_or(i64::MAX));
            self.figures.add(derived(&base, FigureKind::Count, count, Unit::Count(noun.clone())))
        });
        let mut figures = counts.to_vec();
        if result.conditions.len() == 1 && first.measure == self.measure.id {
            let value = deriving::threshold(first);
            let unit = self.measure.unit.clone();
            figures.push(self.figures.add(derived(&base, FigureKind::Threshold, value, unit)));
        }
        self.state(FactKind::Meeting, figures);
    }

    /// The first and the last bucket's figure over its window.
    fn of_windows(&mut self, column: &[&RowFigures]) {
        let known: Vec<&str> = column.iter().filter_map(|row| row.window()).collect();
        if let [first, .., last] = known.as_slice() {
            self.state(FactKind::Window, vec![(*first).to_owned(), (*last).to_owned()]);
        }
    }

    fn how_many(&mut self, column: &[&RowFigures]) {
        let Some(base) = column.iter().find_map(|row| self.figures.get(row.value()?)).cloned() else {
            return;
        };
        let count = Value::Integer(i64::try_from(column.len()).unwrap_or(i64::MAX));
        let unit = Unit::Count("rows".to_owned());
        let figure = Figure { members: Vec::new(), ..derived(&base, FigureKind::Count, count, unit) };
        let id = self.figures.add(figure);
        self.state(FactKind::HowMany, vec![id]);
    }
}

/// Integers are subtracted as integers, so that money stays exact.
fn exact_difference(after: &Value, before: &Value) -> Option<Value> {
    match (after, before) {
        (Value::Integer(after), Value::Integer(before)) => after.checked_sub(*before).map(Value::Integer),
        _ => None,
    }
}
