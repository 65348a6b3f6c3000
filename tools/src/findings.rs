//! What the rows say: totals, distance from target, highest and lowest, changes, trend. Each finding is bound to figures.

use sentia_semantic::{Additivity, Grain, Measure, SortBy, SortDirection, Unit, Value};

use crate::{
    Fact, FactKind, Figure, FigureKind, format,
    from_result::{Answered, Figures, derived},
};

/// The figures of one measure in one row.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowFigures {
    value: Option<String>,
    previous: Option<String>,
    change: Option<String>,
    change_percent: Option<String>,
}

impl RowFigures {
    pub(crate) fn set(&mut self, kind: FigureKind, id: String) {
        match kind {
            FigureKind::Value => self.value = Some(id),
            FigureKind::Previous => self.previous = Some(id),
            FigureKind::Change => self.change = Some(id),
            FigureKind::ChangePercent => self.change_percent = Some(id),
            _ => {}
        }
    }

    pub(crate) fn get(&self, kind: FigureKind) -> Option<&str> {
        match kind {
            FigureKind::Value => self.value.as_deref(),
            FigureKind::Previous => self.previous.as_deref(),
            FigureKind::Change => self.change.as_deref(),
            FigureKind::ChangePercent => self.change_percent.as_deref(),
            _ => None,
        }
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
        let column: Vec<&RowFigures> = rows.iter().filter_map(|row| row.get(at)).collect();
        let total = match totals {
            Some(totals) => totals.first().and_then(|row| row.get(at)),
            None => column.first().copied(),
        };
        let split = totals.is_some();
        let mut found = Finder { measure, figures, facts: Vec::new() };
        found.of_measure(answered, &column, total, split);
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
        let anything = total.is_some_and(|total| total.value.is_some() || total.previous.is_some())
            || column.iter().any(|row| row.value.is_some());
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
            Some(_) if answered.query.dimensions.is_empty() => self.of_buckets(column, answered.query.grain),
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
        } else if let Some(value) = &total.value {
            self.state(FactKind::Value, vec![value.clone()]);
        }
        self.against_target(total);
    }

    /// A value beside its comparison; equal at the precision shown is no change.
    fn changed(&self, row: &RowFigures) -> Option<Fact> {
        let (value, previous, change) = (row.value.clone()?, row.previous.clone()?, row.change.clone()?);
        let shown = |id: &str| self.figures.get(id).map(format::figure_in_table);
        let measure = self.measure.label.clone();
        if shown(&value) == shown(&previous) {
            return Some(Fact { kind: FactKind::Unchanged, measure, figures: vec![value, previous] });
        }
        let figures = [Some(value), Some(previous), Some(change), row.change_percent.clone()];
        Some(Fact { kind: FactKind::Changed, measure, figures: figures.into_iter().flatten().collect() })
    }

    fn against_target(&mut self, total: &RowFigures) {
        let Some(target) = self.measure.target else { return };
        let Some(base) = total.value.as_deref().and_then(|id| self.figures.get(id)).cloned() else { return };
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

    fn of_buckets(&mut self, column: &[&RowFigures], grain: Option<Grain>) {
        let known: Vec<&str> = column.iter().filter_map(|row| row.value.as_deref()).collect();
        let ([first, .., last], Some(_)) = (known.as_slice(), grain) else { return };
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
        let cut = answered.result.truncated;
        let (top, bottom) = (self.shows_end(answered, false), self.shows_end(answered, true));
        if column.len() > 1 {
            self.movers(column, cut);
            self.extremes(column, FactKind::Highest, FactKind::Lowest, top, bottom);
        } else if let Some(only) = column.first().and_then(|row| row.value.clone()) {
            match (top, bottom) {
                (true, _) => self.state(FactKind::Highest, vec![only]),
                (false, true) => self.state(FactKind::Lowest, vec![only]),
                (false, false) => {}
            }
        }
        if top {
            self.largest_share(column, total);
        }
        if !cut && !column.is_empty() {
            self.how_many(column);
        }
    }

    /// Whether the lowest (or the highest) of all rows is among those kept: a cut keeps one end, and only of the measure
    /// that the rows are sorted by.
    fn shows_end(&self, answered: &Answered<'_>, lowest: bool) -> bool {
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
            column.iter().filter_map(|row| Some((self.number(row.value.as_deref())?, row.value.clone()?)));
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
        let moved = column.iter().filter_map(|row| Some((self.number(row.change.as_deref())?, *row)));
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
        let figures = [&row.value, &row.previous, &row.change, &row.change_percent];
        self.state(kind, figures.into_iter().flatten().cloned().collect());
    }

    /// Shares are told of sums alone, and only where no part is negative.
    fn largest_share(&mut self, column: &[&RowFigures], total: Option<&RowFigures>) {
        if self.measure.additivity == Additivity::Ratio || column.len() < 2 {
            return;
        }
        let Some(whole) =
            total.and_then(|total| self.number(total.value.as_deref())).filter(|whole| *whole > 0.0)
        else {
            return;
        };
        let parts: Vec<(f64, &str)> = column
            .iter()
            .filter_map(|row| Some((self.number(row.value.as_deref())?, row.value.as_deref()?)))
            .collect();
        if parts.iter().any(|(part, _)| *part < 0.0) {
            return;
        }
        let Some((part, id)) = parts.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)) else { return };
        let Some(base) = self.figures.get(id).cloned() else { return };
        let share = derived(&base, FigureKind::Share, Value::from(part / whole), Unit::Percent);
        let share = self.figures.add(share);
        self.state(FactKind::LargestShare, vec![base.id, share]);
    }

    fn how_many(&mut self, column: &[&RowFigures]) {
        let Some(base) = column.iter().find_map(|row| self.figures.get(row.value.as_deref()?)).cloned()
        else {
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
