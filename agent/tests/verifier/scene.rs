//! A question's Evidence, and which rows the letters of the templates stand for.

use sentia_semantic::{Grain, Period};
use sentia_tools::{Cell, Evidence, Figure, FigureKind, format};

use crate::company::{Asked, evidence, month, week};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Rows with a comparison and a target.
    RowsTarget,
    /// Rows with a comparison, a sum.
    RowsSum,
    /// Rows of a sum without a comparison.
    RowsPlain,
    /// One total with a comparison and a target.
    Total,
    /// Buckets of time.
    Trend,
    /// Two measures by row, with a comparison.
    Two,
    /// Rows by two dimensions.
    Cross,
    /// The first few rows of many.
    Top,
    /// Two pieces of Evidence.
    Pair,
}

pub(crate) struct Scene {
    pub kind: Kind,
    pub question: String,
    pub evidence: Vec<Evidence>,
    /// Rows of the first Evidence by the first measure, highest first.
    pub order: Vec<usize>,
    pub period: &'static str,
    pub previous: &'static str,
}

impl Scene {
    fn new(
        kind: Kind,
        question: &str,
        asked: &[Asked],
        seed: u64,
        period: &'static str,
        previous: &'static str,
    ) -> Self {
        let evidence: Vec<Evidence> = asked
            .iter()
            .enumerate()
            .map(|(at, asked)| evidence(asked, seed.wrapping_mul(31).wrapping_add(at as u64 * 101)))
            .collect();
        let mut scene =
            Scene { kind, question: question.to_owned(), evidence, order: Vec::new(), period, previous };
        let rows = scene.evidence[0].table.rows.len();
        let mut order: Vec<usize> = (0..rows).collect();
        let value = |row: usize| {
            scene
                .figure(Row::At(row), 1, FigureKind::Value)
                .and_then(|figure| figure.value.as_f64())
                .unwrap_or(0.0)
        };
        order.sort_by(|a, b| value(*b).total_cmp(&value(*a)));
        scene.order = order;
        scene
    }

    /// A figure of the first Evidence (or, for measure 3, of the second).
    pub(crate) fn figure(&self, row: Row, measure: usize, kind: FigureKind) -> Option<&Figure> {
        let evidence = if measure == 3 { self.evidence.get(1)? } else { &self.evidence[0] };
        let id = if measure == 3 {
            &evidence.computed.measures.first()?.id
        } else {
            &evidence.computed.measures.get(measure - 1)?.id
        };
        let in_rows = |figure: &Figure| {
            evidence
                .table
                .rows
                .iter()
                .position(|cells| cells.iter().any(|cell| *cell == Cell::Figure(figure.id.clone())))
        };
        evidence.figures.iter().find(|figure| {
            if figure.measure != *id || figure.kind != kind {
                return false;
            }
            match (row, in_rows(figure)) {
                (Row::Total, None) => kind != FigureKind::Change || figure.period == evidence.computed.period,
                (Row::Total, Some(_)) => {
                    evidence.table.rows.len() == 1
                        && evidence.table.columns.iter().all(|column| column.unit.is_some())
                }
                (Row::At(row), Some(at)) => row == at,
                (Row::At(row), None) => {
                    kind == FigureKind::Share
                        && self.name(Row::At(row)) == figure.members.last().map(|(_, label)| label.clone())
                }
            }
        })
    }

    pub(crate) fn reference(&self, figure: &Figure) -> String {
        let owner = self
            .evidence
            .iter()
            .find(|evidence| evidence.figures.iter().any(|known| std::ptr::eq(known, figure)));
        format!("[[{}.{}]]", owner.map_or("e1", |owner| owner.id.as_str()), figure.id)
    }

    /// The member or bucket of a row.
    pub(crate) fn name(&self, row: Row) -> Option<String> {
        let Row::At(row) = row else { return None };
        let evidence = &self.evidence[0];
        let cells = evidence.table.rows.get(row)?;
        let figure = cells.iter().find_map(|cell| match cell {
            Cell::Figure(id) => evidence.figure(id),
            Cell::Text(_) | Cell::Empty => None,
        })?;
        if figure.period != evidence.computed.period {
            return Some(format!("week {}", figure.period.from.iso_week_date().week()));
        }
        figure.members.last().map(|(_, label)| label.clone())
    }

    /// Every row that a letter may stand for instead.
    pub(crate) fn rows(&self) -> Vec<Row> {
        (0..self.order.len()).map(Row::At).collect()
    }

    pub(crate) fn row(&self, letter: char) -> Option<Row> {
        let last = self.order.len().checked_sub(1)?;
        let at = |position: usize| self.order.get(position).map(|row| Row::At(*row));
        match letter {
            't' => Some(Row::Total),
            'a'..='f' => at(letter as usize - 'a' as usize),
            'z' => at(last),
            'y' => at(last.checked_sub(1)?),
            'r' => self.moved(true),
            'w' => self.moved(false),
            // Buckets in time.
            'i' => Some(Row::At(0)),
            'j' => Some(Row::At(1)),
            'l' => Some(Row::At(last)),
            'm' => Some(Row::At(last.checked_sub(1)?)),
            _ => None,
        }
    }

    /// The row that rose most, or fell most.
    fn moved(&self, up: bool) -> Option<Row> {
        let change =
            |row: &Row| self.figure(*row, 1, FigureKind::Change).and_then(|figure| figure.value.as_f64());
        let rows = self.rows();
        let by = |a: &&Row, b: &&Row| change(a).unwrap_or(0.0).total_cmp(&change(b).unwrap_or(0.0));
        let found = if up { rows.iter().max_by(by) } else { rows.iter().min_by(by) };
        found
            .copied()
            .filter(|row| change(row).is_some_and(|change| if up { change > 0.0 } else { change < 0.0 }))
    }

    pub(crate) fn shown(&self, figure: &Figure) -> String {
        format::figure_in_prose(figure)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row {
    At(usize),
    Total,
}

/// Scenes of every kind, from one seed.
pub(crate) fn scenes(seed: u64) -> Vec<Scene> {
    let four_weeks = Period::new(week(36).from, week(39).to);
    let six_weeks = Period::new(week(34).from, week(39).to);
    let last_week = ("last week", "the week before");
    let august = ("in August", "in July");
    let scene = |kind, question: &str, asked: Vec<Asked>, words: (&'static str, &'static str)| {
        Scene::new(kind, question, &asked, seed.wrapping_add(question.len() as u64 * 7), words.0, words.1)
    };
    vec![
        scene(
            Kind::RowsTarget,
            "OEE by line last week against the week before",
            vec![Asked::new("e1", &["oee"], &["line"]).against(week(38))],
            last_week,
        ),
        scene(
            Kind::RowsTarget,
            "scrap ratio by plant in August vs July",
            vec![Asked::new("e1", &["scrap_ratio"], &["plant"]).over(month(8)).against(month(7))],
            august,
        ),
        scene(
            Kind::RowsTarget,
            "energy per piece by product family",
            vec![Asked::new("e1", &["energy_per_piece"], &["family"]).against(week(38))],
            last_week,
        ),
        scene(
            Kind::RowsTarget,
            "first-pass yield by shift at Leeds",
            vec![
                Asked::new("e1", &["first_pass_yield"], &["shift"]).only("plant", "Leeds").against(week(38)),
            ],
            last_week,
        ),
        scene(
            Kind::RowsTarget,
            "DSO by customer in August",
            vec![Asked::new("e1", &["dso"], &["customer"]).over(month(8)).against(month(7))],
            august,
        ),
        scene(
            Kind::RowsSum,
            "revenue by customer in August against July",
            vec![Asked::new("e1", &["revenue"], &["customer"]).over(month(8)).against(month(7))],
            august,
        ),
        scene(
            Kind::RowsSum,
            "stops by line last week",
            vec![Asked::new("e1", &["stops"], &["line"]).against(week(38))],
            last_week,
        ),
        scene(
            Kind::RowsSum,
            "good pieces by plant",
            vec![Asked::new("e1", &["good_pieces"], &["plant"]).over(month(8)).against(month(7))],
            august,
        ),
        scene(
            Kind::RowsPlain,
            "downtime by reason last week",
            vec![Asked::new("e1", &["downtime"], &["reason"])],
            last_week,
        ),
        scene(Kind::RowsPlain, "energy by line", vec![Asked::new("e1", &["energy"], &["line"])], last_week),
        scene(
            Kind::RowsPlain,
            "revenue by family in August",
            vec![Asked::new("e1", &["revenue"], &["family"]).over(month(8))],
            august,
        ),
        scene(
            Kind::Total,
            "what was OTIF in August",
            vec![Asked::new("e1", &["otif"], &[]).over(month(8)).against(month(7))],
            august,
        ),
        scene(
            Kind::Total,
            "DSO",
            vec![Asked::new("e1", &["dso"], &[]).over(month(8)).against(month(7))],
            august,
        ),
        scene(
            Kind::Total,
            "scrap cost in August",
            vec![Asked::new("e1", &["scrap_cost"], &[]).over(month(8)).against(month(7))],
            august,
        ),
        scene(
            Kind::Total,
            "OEE of Line 3 last week",
            vec![Asked::new("e1", &["oee"], &[]).only("line", "Line 3").against(week(38))],
            last_week,
        ),
        scene(
            Kind::Trend,
            "OEE by week",
            vec![Asked::new("e1", &["oee"], &[]).each(Grain::Week).over(four_weeks)],
            ("over the four weeks", "before"),
        ),
        scene(
            Kind::Trend,
            "revenue by week",
            vec![Asked::new("e1", &["revenue"], &[]).each(Grain::Week).over(six_weeks)],
            ("over the six weeks", "before"),
        ),
        scene(
            Kind::Trend,
            "stops by week",
            vec![Asked::new("e1", &["stops"], &[]).each(Grain::Week).over(six_weeks)],
            ("over the six weeks", "before"),
        ),
        scene(
            Kind::Two,
            "OEE and scrap by plant",
            vec![Asked::new("e1", &["oee", "scrap_ratio"], &["plant"]).against(week(38))],
            last_week,
        ),
        scene(
            Kind::Two,
            "revenue and OTIF by customer",
            vec![Asked::new("e1", &["revenue", "otif"], &["customer"]).over(month(8)).against(month(7))],
            august,
        ),
        scene(
            Kind::Two,
            "downtime and stops by reason",
            vec![Asked::new("e1", &["downtime", "stops"], &["reason"]).against(week(38))],
            last_week,
        ),
        scene(
            Kind::Cross,
            "OEE by line and shift",
            vec![Asked { members: 3, ..Asked::new("e1", &["oee"], &["line", "shift"]) }],
            last_week,
        ),
        scene(
            Kind::Top,
            "top 3 customers by revenue in August",
            vec![Asked::new("e1", &["revenue"], &["customer"]).over(month(8)).top(3)],
            august,
        ),
        scene(
            Kind::Pair,
            "OEE and why",
            vec![
                Asked::new("e1", &["oee"], &["plant"]).against(week(38)),
                Asked::new("e2", &["downtime"], &["reason"]),
            ],
            last_week,
        ),
    ]
}
