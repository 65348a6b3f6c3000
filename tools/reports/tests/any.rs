//! No report, however odd, makes a writer panic.

use jiff::civil::date;
use proptest::prelude::*;
use sentia_reports::{
    Axis, AxisScale, Block, Cell, Chart, ChartKind, Column, Format, Limits, NumberFormat, Point, PointRole,
    Report, Row, RowRole, Run, Section, Series, Table, write,
};

const KINDS: [ChartKind; 12] = [
    ChartKind::Line,
    ChartKind::Bar,
    ChartKind::Stacked,
    ChartKind::Waterfall,
    ChartKind::Pareto,
    ChartKind::Control,
    ChartKind::HeatMap,
    ChartKind::Bullet,
    ChartKind::Scatter,
    ChartKind::Gantt,
    ChartKind::LineGrid,
    ChartKind::BarGrid,
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[ -~]{0,40}",
        3 => "\\PC{0,30}",
        1 => any::<String>(),
        1 => "[\\u{0}-\\u{1f}\\u{202a}-\\u{202e}\\u{e000}\\u{ffff}\\u{feff}]{0,8}",
        1 => Just("שלום עולם مرحبا 🙂👩‍👩‍👧 e\u{301}\u{301}".to_owned()),
        1 => Just("=cmd|' /C calc'!A0 \"<&>' ]]> ".repeat(40)),
    ]
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![3 => -1e7..1e7, 1 => any::<f64>(), 1 => Just(0.0), 1 => Just(f64::NAN)]
}

fn format() -> impl Strategy<Value = NumberFormat> {
    prop_oneof![
        (text(), 0u8..5).prop_map(|(currency, decimals)| NumberFormat::Money { currency, decimals }),
        (0u8..5).prop_map(|decimals| NumberFormat::Percent { decimals }),
        Just(NumberFormat::Count),
        any::<u8>().prop_map(|decimals| NumberFormat::Ratio { decimals }),
        (text(), 0u8..5).prop_map(|(unit, decimals)| NumberFormat::Quantity { unit, decimals }),
    ]
}

fn runs() -> impl Strategy<Value = Vec<Run>> {
    let run = prop_oneof![
        text().prop_map(Run::Text),
        text().prop_map(Run::Strong),
        (text(), text()).prop_map(|(id, shown)| Run::Figure { id, shown }),
    ];
    prop::collection::vec(run, 0..5)
}

fn table() -> impl Strategy<Value = Table> {
    let cell = prop_oneof![
        text().prop_map(Cell::Text),
        (number(), text()).prop_map(|(value, shown)| Cell::Number { value, shown }),
        Just(Cell::Empty),
    ];
    let role =
        prop::sample::select(vec![RowRole::Normal, RowRole::Heading, RowRole::Subtotal, RowRole::Total]);
    let row = (role, any::<u8>(), prop::collection::vec(cell, 0..8));
    let row = row.prop_map(|(role, indent, cells)| Row { role, indent, cells });
    let column = (text(), format()).prop_map(|(label, format)| Column::number(label, format));
    (text(), prop::collection::vec(column, 7..30), prop::collection::vec(row, 0..12))
        .prop_map(|(caption, columns, rows)| Table { caption, columns, rows })
}

fn chart() -> impl Strategy<Value = Chart> {
    let role = prop::sample::select(vec![
        PointRole::Normal,
        PointRole::Total,
        PointRole::Marked,
        PointRole::Forecast,
    ]);
    let point = (text(), number(), text(), prop::option::of((number(), number())), role);
    let point = point.prop_map(|(label, value, shown, limits, role)| {
        let point = Point::new(label, value, shown).role(role);
        limits.map_or(point.clone(), |(low, high)| {
            point.within(low, high).against(high, "target").across(low, "start")
        })
    });
    let series =
        (text(), prop::collection::vec(point, 0..30)).prop_map(|(name, points)| Series { name, points });
    let limits = prop::option::of((number(), number(), number()).prop_map(|(centre, lower, upper)| {
        let named = |value: f64| (value, value.to_string());
        Limits { centre: named(centre), lower: named(lower), upper: named(upper) }
    }));
    let kind = prop::sample::select(KINDS.to_vec());
    let scale = prop_oneof![format().prop_map(AxisScale::Number), Just(AxisScale::Time)];
    let axis = (text(), text(), scale).prop_map(|(title, against, scale)| Axis { title, against, scale });
    let across = prop::option::of(axis);
    (text(), text(), kind, format(), prop::collection::vec(series, 0..4), limits, across).prop_map(
        |(title, alt, kind, format, series, limits, across)| Chart {
            title,
            alt,
            kind,
            format,
            series,
            limits,
            across,
        },
    )
}

fn block() -> impl Strategy<Value = Block> {
    prop_oneof![
        runs().prop_map(Block::Paragraph),
        prop::collection::vec(runs(), 0..4).prop_map(Block::Bullets),
        runs().prop_map(Block::Note),
        table().prop_map(Block::Table),
        chart().prop_map(Block::Chart),
        Just(Block::PageBreak),
    ]
}

fn report() -> impl Strategy<Value = Report> {
    let section = (text(), any::<u8>(), prop::collection::vec(block(), 0..4));
    let section = section.prop_map(|(heading, level, blocks)| Section { heading, level, blocks });
    (text(), text(), prop::collection::vec(section, 0..3), prop::collection::vec(text(), 0..3)).prop_map(
        |(title, company, sections, sources)| {
            let mut report = Report::new(format!("Report {title}"), date(2026, 11, 28));
            (report.company, report.sections, report.sources) = (company, sections, sources);
            report
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, rng_seed: proptest::test_runner::RngSeed::Fixed(9), ..ProptestConfig::default() })]

    #[test]
    fn any_report_is_written_or_refused_for_a_fault_of_its_own(report in report()) {
        for format in Format::ALL {
            match write(&report, format) {
                Ok(bytes) => prop_assert!(!bytes.is_empty()),
                Err(error) => prop_assert!(error.to_string().contains("series") || error.to_string().contains("more cells"), "{error}"),
            }
        }
    }
}

#[test]
fn large_tables_and_long_cells_are_written() -> Result<(), sentia_reports::ReportError> {
    let row = |index: u32| {
        Row::new(vec![Cell::text(format!("Line {index}")), Cell::number(f64::from(index), index.to_string())])
    };
    let mut rows: Vec<Row> = (0..10_000).map(row).collect();
    rows.push(Row::new(vec![
        Cell::text("a cell as long as a page ".repeat(200)),
        Cell::number(f64::NAN, "n/a"),
    ]));
    let columns = vec![Column::text("Line"), Column::number("Pieces", NumberFormat::Count)];
    let table = Table { caption: "All lines".to_owned(), columns, rows };
    let mut report = Report::new("Long", date(2026, 11, 28));
    report.sections = vec![Section::new("Table", vec![Block::Table(table)])];
    for format in Format::ALL {
        assert!(write(&report, format)?.len() > 10_000, "{format:?}");
    }
    Ok(())
}
