//! One measure within an Evidence, and what there is to tell of it.

use sentia_semantic::{Direction, Unit};
use sentia_tools::{Cell, Evidence, Fact, FactKind, Figure, FigureKind};

use super::words::{before, is_sum, name, reference, whose, within};

pub(super) struct Story<'a> {
    pub evidence: &'a Evidence,
    /// Measure label.
    pub label: &'a str,
    /// Members that all its figures share: the filters.
    pub shared: Vec<(String, String)>,
    /// Whether the answer speaks of several measures, so that each sentence must say which.
    pub several: bool,
    pub rows: Vec<Row<'a>>,
}

/// The figures of the measure in one row of the table.
#[derive(Debug, Clone, Default)]
pub(super) struct Row<'a> {
    /// Texts of the row that are no figures: members as the table names them, with their dimension.
    pub members: Vec<(String, String)>,
    pub value: Option<&'a Figure>,
    pub change: Option<&'a Figure>,
}

impl<'a> Story<'a> {
    /// The measures in the order in which the facts speak of them.
    pub(super) fn all(evidence: &'a Evidence) -> Vec<Story<'a>> {
        let mut labels: Vec<&str> = Vec::new();
        for fact in &evidence.facts {
            if !labels.contains(&fact.measure.as_str()) {
                labels.push(&fact.measure);
            }
        }
        let several = labels.len() > 1;
        labels.into_iter().map(|label| Story::new(evidence, label, several)).collect()
    }

    fn new(evidence: &'a Evidence, label: &'a str, several: bool) -> Self {
        let shared = shared_members(evidence, label);
        let rows = evidence.table.rows.iter().map(|cells| row(evidence, label, cells, &shared)).collect();
        Story { evidence, label, shared, several, rows }
    }

    pub(super) fn has(&self, kind: FactKind) -> bool {
        self.fact(kind).is_some()
    }

    pub(super) fn fact(&self, kind: FactKind) -> Option<&'a Fact> {
        self.evidence.facts.iter().find(|fact| fact.kind == kind && fact.measure == self.label)
    }

    /// The figures of the fact of this kind; none where one of them is missing.
    pub(super) fn figures(&self, kind: FactKind) -> Option<Vec<&'a Figure>> {
        self.fact(kind)?.figures.iter().map(|id| self.evidence.figure(id)).collect()
    }

    /// The value over everything asked for.
    pub(super) fn whole(&self) -> Option<&'a Figure> {
        let kinds = [FactKind::Changed, FactKind::Unchanged, FactKind::Value];
        kinds.into_iter().find_map(|kind| self.figures(kind)?.first().copied())
    }

    pub(super) fn of(&self, figure: &Figure) -> String {
        reference(self.evidence, figure)
    }

    /// The heading of the column that a figure stands in.
    pub(super) fn heading(&self, figure: &Figure) -> Option<&'a str> {
        let is_it = |cell: &Cell| matches!(cell, Cell::Figure(id) if *id == figure.id);
        let at = self.evidence.table.rows.iter().find_map(|row| row.iter().position(is_it))?;
        self.evidence.table.columns.get(at).map(|column| column.label.as_str())
    }

    /// The measure within a sentence.
    pub(super) fn measure(&self) -> String {
        within(self.label)
    }

    pub(super) fn whose(&self) -> String {
        whose(&self.shared)
    }

    pub(super) fn unit(&self) -> Option<&'a Unit> {
        self.evidence
            .figures
            .iter()
            .find(|figure| figure.label == self.label && figure.kind == FigureKind::Value)
            .map(|figure| &figure.unit)
    }

    pub(super) fn is_sum(&self) -> bool {
        self.unit().is_some_and(is_sum)
    }

    /// Of sums below zero none is the largest: they are highest and lowest.
    pub(super) fn has_negative_rows(&self) -> bool {
        self.rows.iter().filter_map(|row| row.value).any(|value| super::words::number(value) < 0.0)
    }

    /// The days that its whole is of: those asked for, or the last one of them for a balance.
    pub(super) fn period(&self) -> sentia_semantic::Period {
        self.whole().filter(|_| self.is_balance()).map_or(self.evidence.computed.period, |whole| whole.period)
    }

    /// What the previous figure is from: `the week before`, `a year earlier`, else its days.
    pub(super) fn earlier(&self, value: &Figure, previous: &Figure) -> String {
        let period = if self.is_balance() { self.evidence.computed.period } else { value.period };
        before(&period, &previous.period)
    }

    /// Whether its figures are of the last day of the days asked for.
    fn is_balance(&self) -> bool {
        let asked = self.evidence.computed.period;
        self.whole().is_some_and(|whole| whole.period.days() == 1 && asked.days() > 1)
    }

    /// `412 stops` names its measure already.
    pub(super) fn counts_itself(&self) -> bool {
        matches!(self.unit(), Some(Unit::Count(noun)) if noun.eq_ignore_ascii_case(self.label))
    }

    pub(super) fn direction(&self) -> Direction {
        self.evidence
            .figures
            .iter()
            .find(|figure| figure.label == self.label)
            .map_or(Direction::Neutral, |figure| figure.direction)
    }

    /// `came to` for sums, `stood at` for the rest; either fits singular and plural names.
    pub(super) fn verb(&self) -> &'static str {
        if self.is_sum() && !self.is_balance() { "came to" } else { "stood at" }
    }

    /// Whether the rows differ by members, not by time.
    pub(super) fn is_split(&self) -> bool {
        self.dimension().is_some() && !self.has_time()
    }

    /// Whether the rows are buckets of time in the order of their values, so that none is the first or the last.
    pub(super) fn is_ranked_over_time(&self) -> bool {
        let has_extreme = self.has(FactKind::Peak) || self.has(FactKind::Trough);
        self.has_time() && self.dimension().is_none() && has_extreme && !self.has(FactKind::Trend)
    }

    fn has_time(&self) -> bool {
        self.evidence.table.columns.iter().any(|column| column.id == "time")
    }

    /// The heading of the first column of members, within a sentence: `line`, `stop reason`.
    pub(super) fn dimension(&self) -> Option<String> {
        let column =
            self.evidence.table.columns.iter().find(|column| column.unit.is_none() && column.id != "time")?;
        Some(within(&column.label))
    }

    pub(super) fn name(&self, figure: &Figure) -> String {
        let own: Vec<(String, String)> =
            figure.members.iter().filter(|member| !self.shared.contains(member)).cloned().collect();
        if own.is_empty() { name(&figure.members) } else { name(&own) }
    }

    /// Rows with a value, the highest first.
    pub(super) fn ordered(&self) -> Vec<&'a Figure> {
        let mut values: Vec<&Figure> = self.rows.iter().filter_map(|row| row.value).collect();
        values.sort_by(|a, b| super::words::number(b).total_cmp(&super::words::number(a)));
        values
    }

    /// Whether every row that there is stands in the table.
    pub(super) fn shows_all(&self) -> bool {
        self.has(FactKind::HowMany)
    }
}

fn shared_members(evidence: &Evidence, label: &str) -> Vec<(String, String)> {
    let mut of_measure =
        evidence.figures.iter().filter(|figure| figure.label == label && figure.kind != FigureKind::Count);
    let Some(first) = of_measure.next() else { return Vec::new() };
    let mut shared = first.members.clone();
    for figure in of_measure {
        shared.retain(|member| figure.members.contains(member));
    }
    shared
}

fn row<'a>(evidence: &'a Evidence, label: &str, cells: &'a [Cell], shared: &[(String, String)]) -> Row<'a> {
    let mut row = Row::default();
    for (cell, column) in cells.iter().zip(&evidence.table.columns) {
        match cell {
            Cell::Text(text) if column.id != "time" => row.members.push((column.id.clone(), text.clone())),
            Cell::Figure(id) => match evidence.figure(id).filter(|figure| figure.label == label) {
                Some(figure) if figure.kind == FigureKind::Value => row.value = Some(figure),
                Some(figure) if figure.kind == FigureKind::Change => row.change = Some(figure),
                _ => {}
            },
            Cell::Text(_) | Cell::Empty => {}
        }
    }
    row.members.retain(|member| !shared.contains(member));
    row
}
