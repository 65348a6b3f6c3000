//! Evidence and answers built by hand.

use jiff::civil::date;
use sentia_agent::{Answer, Block, Hashes, ModelUse, Outcome, Voice};
use sentia_semantic::{Direction, Freshness, Period, Unit, Value, catalogue::LineRole};
use sentia_tools::{
    Cell, Chart, ChartKind, Evidence, Figure, FigureKind, HowComputed, MeasureNote, RowLayout, Table,
    TableColumn,
};

pub(super) fn week() -> Period {
    Period::new(date(2026, 9, 21), date(2026, 9, 27))
}

/// Builds the table and its figures row by row.
pub(super) struct Sample {
    pub(super) evidence: Evidence,
    direction: Direction,
}

impl Sample {
    pub(super) fn new(title: &str, columns: &[(&str, &str, Option<Unit>)]) -> Self {
        let column = |(id, label, unit): &(&str, &str, Option<Unit>)| TableColumn {
            id: (*id).into(),
            label: (*label).into(),
            unit: unit.clone(),
        };
        let evidence = Evidence {
            id: "e1".into(),
            title: title.into(),
            table: Table {
                columns: columns.iter().map(column).collect(),
                rows: Vec::new(),
                layout: Vec::new(),
            },
            figures: Vec::new(),
            facts: Vec::new(),
            computed: computed(),
            as_of: date(2026, 9, 30),
            completeness: Vec::new(),
            freshness: Freshness { data_through: Some(date(2026, 9, 29)), period_incomplete_after: None },
            caveats: Vec::new(),
            charts: Vec::new(),
            passages: Vec::new(),
        };
        Sample { evidence, direction: Direction::UpIsGood }
    }

    pub(super) fn row(mut self, label: &str, values: &[Option<f64>]) -> Self {
        let mut row = vec![Cell::Text(label.into())];
        for (at, value) in values.iter().enumerate() {
            let column = self.evidence.table.columns[at + 1].clone();
            row.push(value.map_or(Cell::Empty, |value| Cell::Figure(self.figure(value, &column))));
        }
        self.evidence.table.rows.push(row);
        self
    }

    pub(super) fn target(mut self, value: f64) -> Self {
        let column = self.evidence.table.columns[1].clone();
        self.figure(value, &TableColumn { id: format!("{}.target", column.id), ..column });
        self
    }

    pub(super) fn chart(mut self, kind: ChartKind, series: Option<&str>) -> Self {
        let ids: Vec<&String> = self.evidence.table.columns.iter().map(|column| &column.id).collect();
        let value = ids
            .iter()
            .position(|id| self.evidence.table.columns.iter().any(|c| c.id == **id && c.unit.is_some()));
        let chart = Chart {
            kind,
            title: self.evidence.title.clone(),
            x: ids[0].clone(),
            y: vec![ids[value.unwrap()].clone()],
            series: series.map(str::to_owned),
        };
        self.evidence.charts.push(chart);
        self
    }

    fn figure(&mut self, value: f64, column: &TableColumn) -> String {
        let unit = column.unit.clone().unwrap_or(Unit::Ratio);
        let id = format!("f{}", self.evidence.figures.len() + 1);
        let (measure, kind) = column.id.split_once('.').unwrap_or((&column.id, "value"));
        self.evidence.figures.push(Figure {
            id: id.clone(),
            value: if unit.is_exact() { Value::Integer(value as i64) } else { Value::Real(value) },
            unit,
            kind: match kind {
                "previous" => FigureKind::Previous,
                "change" => FigureKind::Change,
                "target" => FigureKind::Target,
                _ => FigureKind::Value,
            },
            measure: measure.into(),
            label: column.label.clone(),
            direction: self.direction,
            members: Vec::new(),
            period: week(),
            against: None,
        });
        id
    }

    pub(super) fn answer(self) -> Answer {
        let mut blocks = vec![Block::Prose("OEE was [[e1.f1]].".into()), Block::Table("e1".into())];
        blocks.extend((0..self.evidence.charts.len()).map(|at| Block::Chart("e1".into(), at)));
        Answer {
            outcome: Outcome::Answered,
            blocks,
            evidence: vec![self.evidence],
            caveats: vec!["The data ends on 29 September 2026, before the end of the period.".into()],
            follow_ups: vec!["And by shift?".into(), "How does that compare with the week before?".into()],
            model: ModelUse {
                id: None,
                voice: Voice::Narrator,
                input_tokens: 0,
                output_tokens: 0,
                repaired: 0,
                replaced: 0,
                tried: Vec::new(),
                cost: None,
            },
            hashes: Hashes { catalogue: String::new(), prompt: String::new(), evidence: String::new() },
        }
    }
}

fn computed() -> HowComputed {
    HowComputed {
        measures: vec![MeasureNote {
            id: "oee".into(),
            label: "OEE".into(),
            description: "Overall equipment effectiveness: the share of planned time in which good pieces were made at full speed"
                .into(),
            formula: "availability * effectiveness * quality_ratio".into(),
            version: "3f2a9c1e".into(),
            synonyms: Vec::new(),
            target: Some(0.75),
        }],
        conditions: Vec::new(),
        columns: Vec::new(),
        filters: vec!["Plant is Leeds".into(), "Shift is not Night".into()],
        scope: Some("Leeds only".into()),
        period: week(),
        comparison_period: None,
        sql: vec!["SELECT line_id,\n  SUM(x) / NULLIF(SUM(y), 0)\nFROM machine_time\nGROUP BY 1".into()],
        sources: vec!["machine_time".into(), "production".into()],
        checks: Vec::new(),
    }
}

pub(super) fn by_line() -> Sample {
    let columns = [
        ("line", "Line", None),
        ("oee", "OEE", Some(Unit::Percent)),
        ("oee.previous", "OEE, week before", Some(Unit::Percent)),
        ("oee.change", "Change", Some(Unit::Points)),
        ("revenue", "Revenue", Some(Unit::Money { currency: "GBP".into(), per: None })),
    ];
    Sample::new("OEE and revenue by line, week 39 (21 – 27 Sep 2026)", &columns)
        .row("Line 1", &[Some(0.781), Some(0.762), Some(0.019), Some(123_456_789.0)])
        .row("Line 2 – Gearbox housings, heavy", &[Some(0.698), Some(0.712), Some(-0.014), Some(4_512_345.0)])
        .row("Wrocław 製造ライン", &[Some(0.643), None, None, Some(99_900.0)])
        .row("Line 4", &[None, Some(0.7), None, None])
}

pub(super) fn by_week(weeks: i16) -> Sample {
    let columns = [("time", "Week", None), ("oee", "OEE", Some(Unit::Percent))];
    let mut sample = Sample::new("OEE by week", &columns);
    for week in 0..weeks {
        let value = 0.70 + f64::from(week % 7) * 0.01 - f64::from(week % 3) * 0.015;
        sample = sample.row(&format!("w/c {week}"), &[(week != 4).then_some(value)]);
    }
    sample
}

/// A short profit and loss, in pence.
pub(super) fn profit_and_loss() -> Sample {
    let pounds = || Some(Unit::Money { currency: "GBP".into(), per: None });
    let mut sample = Sample::new(
        "Profit and loss, August 2026 against July 2026",
        &[
            ("line", "Profit and loss", None),
            ("amount", "August 2026", pounds()),
            ("previous", "July 2026", pounds()),
            ("change", "Change", pounds()),
        ],
    )
    .row("Income", &[None, None, None])
    .row("Revenue", &[Some(880_375_978.0), Some(1_003_134_574.0), Some(-122_758_596.0)])
    .row("Cost of sales", &[Some(-580_379_650.0), Some(-650_000_001.0), Some(69_620_351.0)])
    .row("Gross profit", &[Some(299_996_328.0), Some(353_134_573.0), Some(-53_138_245.0)])
    .row("Tax", &[Some(-5.0), None, None])
    .row("Net profit", &[Some(299_996_323.0), Some(353_134_573.0), Some(-53_138_250.0)]);
    for figure in &mut sample.evidence.figures {
        figure.value = Value::Integer(figure.value.as_f64().unwrap_or_default() as i64);
    }
    let layout = |level, role| RowLayout { level, role };
    sample.evidence.table.layout = vec![
        layout(0, LineRole::Heading),
        layout(1, LineRole::Item),
        layout(1, LineRole::Item),
        layout(0, LineRole::Subtotal),
        layout(1, LineRole::Item),
        layout(0, LineRole::Total),
    ];
    sample.evidence.computed.checks =
        vec!["Net profit equals all income less all expenses in the ledger".to_owned()];
    sample
}
