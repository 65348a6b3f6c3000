use jiff::civil::date;
use sentia_semantic::{Direction, Freshness, Period, Unit, Value};
use sentia_tools::{Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, Table};

use super::*;

fn figure(id: &str, kind: FigureKind, value: f64, unit: Unit, members: &[(&str, &str)]) -> Figure {
    let members = members.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    Figure {
        id: id.into(),
        value: Value::Real(value),
        unit,
        kind,
        measure: "oee".into(),
        label: "OEE".into(),
        direction: Direction::UpIsGood,
        members,
        period: Period::new(date(2026, 9, 21), date(2026, 9, 27)),
        against: None,
    }
}

fn evidence(figures: Vec<Figure>, facts: &[(FactKind, &[&str])]) -> Evidence {
    let period = Period::new(date(2026, 9, 21), date(2026, 9, 27));
    let facts = facts.iter().map(|(kind, ids)| Fact {
        kind: *kind,
        measure: "OEE".into(),
        figures: ids.iter().map(|id| (*id).to_owned()).collect(),
    });
    Evidence {
        id: "e1".into(),
        title: "OEE".into(),
        table: Table { columns: Vec::new(), rows: Vec::new() },
        facts: facts.collect(),
        figures,
        computed: HowComputed {
            measures: Vec::new(),
            filters: vec!["Plant is Leeds".into()],
            scope: None,
            period,
            comparison_period: None,
            sql: Vec::new(),
            sources: Vec::new(),
        },
        as_of: date(2026, 9, 30),
        freshness: Freshness { data_through: None, period_incomplete_after: None },
        caveats: Vec::new(),
        charts: Vec::new(),
    }
}

#[test]
fn a_split_answer_reads_like_an_analysts() {
    let leeds = ("plant", "Leeds");
    let figures = vec![
        figure("f1", FigureKind::Value, 0.712, Unit::Percent, &[leeds]),
        figure("f2", FigureKind::Target, 0.75, Unit::Percent, &[leeds]),
        figure("f3", FigureKind::Gap, -0.038, Unit::Points, &[leeds]),
        figure("f4", FigureKind::Value, 0.81, Unit::Percent, &[leeds, ("line", "Line 3")]),
        figure("f5", FigureKind::Value, 0.62, Unit::Percent, &[leeds, ("line", "Line 1")]),
    ];
    let facts: [(FactKind, &[&str]); 4] = [
        (FactKind::Value, &["f1"]),
        (FactKind::AgainstTarget, &["f1", "f2", "f3"]),
        (FactKind::Highest, &["f4"]),
        (FactKind::Lowest, &["f5"]),
    ];
    let said = narrate("", &[evidence(figures, &facts)]);
    assert_eq!(
        said,
        [
            "OEE for Leeds stood at [[e1.f1]] in week 39 (21 – 27 Sep 2026).",
            "That is [[e1.f3]] below the target of [[e1.f2]].",
            "Line 3 was highest at [[e1.f4]] and Line 1 lowest at [[e1.f5]].",
        ]
    );
}

#[test]
fn nothing_recorded_is_said_with_its_filters() {
    let said = narrate("", &[evidence(Vec::new(), &[(FactKind::NoData, &[])])]);
    assert_eq!(said, ["No data were recorded for OEE where Plant is Leeds in week 39 (21 – 27 Sep 2026)."]);
}
