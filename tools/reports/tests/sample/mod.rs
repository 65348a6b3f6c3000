//! A month's report of a company that does not exist, with every kind of block and of chart.

pub(crate) mod charts;

use jiff::civil::date;
use sentia_reports::{Align, Block, Cell, Column, NumberFormat, Report, Row, RowRole, Run, Section, Table};

/// The report.
pub(crate) fn report() -> Report {
    let mut report = Report::new("Monthly operations and finance review", date(2026, 11, 28));
    report.subtitle = "October 2026, against budget and October 2025".to_owned();
    report.company = "Brontë & Søn Fördertechnik Ltd".to_owned();
    report.sections = vec![summary(), finance(), operations(), quality(), supply()];
    report.sources = vec![
        "General ledger, closed 5 November 2026".to_owned(),
        "Machine states from the MES of Leeds, Derby and Łódź, to 31 October 2026".to_owned(),
    ];
    report
}

fn text(words: &str) -> Run {
    Run::Text(words.to_owned())
}

fn summary() -> Section {
    let prose = vec![
        text("Revenue was "),
        Run::figure("e1.f1", "£4.82m"),
        text(", "),
        Run::figure("e1.f2", "3.1%"),
        text(" below budget, and operating profit "),
        Run::figure("e1.f3", "£612,400"),
        text(". "),
        Run::Strong("The shortfall is one plant’s: Leeds".to_owned()),
        text(" lost "),
        Run::figure("e2.f1", "−£183,250"),
        text(
            " of contribution to stoppages on line 3, while Derby and Łódź gained a little in price and in mix.",
        ),
    ];
    let bullets = vec![
        vec![
            text("OEE at Leeds fell to "),
            Run::figure("e3.f1", "61.8%"),
            text(", from "),
            Run::figure("e3.f2", "71.2%"),
            text("."),
        ],
        vec![text("Scrap cost "), Run::figure("e4.f1", "€48,910"), text(", most of it burrs and porosity.")],
        vec![text("Cash is "), Run::figure("e5.f1", "£2.07m"), text(", enough for the plan until February.")],
    ];
    Section::new(
        "What happened",
        vec![
            Block::Paragraph(prose),
            Block::Bullets(bullets),
            Block::note(
                "Machine states of 14 and 15 October are missing for Łódź: an outage of the feed, not a standstill.",
            ),
        ],
    )
}

fn finance() -> Section {
    Section::new(
        "Profit and loss",
        vec![
            Block::Table(profit_and_loss()),
            Block::text(
                "Material rose with volume; energy fell, since the new tariff took effect on 1 October.",
            ),
            Block::Chart(charts::bridge()),
            Block::Chart(charts::revenue()),
        ],
    )
}

fn money(value: f64) -> Cell {
    let whole = value.abs().round() as i64;
    let (thousands, rest) = (whole / 1000, whole % 1000);
    let sign = if value < 0.0 { "−" } else { "" };
    let shown = match thousands {
        0 => format!("{sign}£{rest}"),
        t if t < 1000 => format!("{sign}£{t},{rest:03}"),
        t => format!("{sign}£{},{:03},{rest:03}", t / 1000, t % 1000),
    };
    Cell::number(value, shown)
}

fn percent(value: f64) -> Cell {
    let sign = if value < 0.0 { "−" } else { "" };
    Cell::number(value, format!("{sign}{:.1}%", value.abs() * 100.0))
}

fn profit_and_loss() -> Table {
    let pounds = NumberFormat::Money { currency: "£".to_owned(), decimals: 0 };
    let line = |label: &str, actual: f64, budget: f64| {
        let variance = (actual - budget) / budget.abs();
        Row::new(vec![
            Cell::text(label),
            money(actual),
            money(budget),
            money(actual - budget),
            percent(variance),
        ])
    };
    let rows = vec![
        Row::new(vec![Cell::text("Income")]).role(RowRole::Heading),
        line("Conveyors", 3_112_400.0, 3_240_000.0).indent(1),
        line("Spare parts and service – Überholung", 1_284_150.0, 1_260_000.0).indent(1),
        line("Retrofit", 423_450.0, 474_000.0).indent(1),
        line("Revenue", 4_820_000.0, 4_974_000.0).role(RowRole::Subtotal),
        Row::new(vec![Cell::text("Cost")]).role(RowRole::Heading),
        line("Material", -2_205_600.0, -2_238_000.0).indent(1),
        line("Labour", -1_162_000.0, -1_124_000.0).indent(1),
        line("Energy", -318_000.0, -352_000.0).indent(1),
        line("Other", -522_000.0, -509_000.0).indent(1),
        line("Costs", -4_207_600.0, -4_223_000.0).role(RowRole::Subtotal),
        line("Operating profit", 612_400.0, 751_000.0).role(RowRole::Total),
    ];
    Table {
        caption: "Profit and loss, October 2026".to_owned(),
        columns: vec![
            Column::text("Line"),
            Column::number("Actual", pounds.clone()),
            Column::number("Budget", pounds.clone()),
            Column::number("Difference", pounds),
            Column::number("In %", NumberFormat::Percent { decimals: 1 }),
        ],
        rows,
    }
}

fn operations() -> Section {
    let blocks = vec![
        Block::Chart(charts::oee()),
        Block::text(
            "The line fell after the bearing of press 7 was changed late; availability explains three quarters of it.",
        ),
        Block::Chart(charts::plants()),
        Block::Chart(charts::targets()),
        Block::PageBreak,
        Block::Chart(charts::shifts()),
        Block::Chart(charts::repair()),
        Block::Chart(charts::lines()),
        Block::Chart(charts::quarters()),
        Block::Table(stops()),
    ];
    Section::new("Operations", blocks)
}

fn stops() -> Table {
    let hours = NumberFormat::Quantity { unit: "h".to_owned(), decimals: 1 };
    let row = |(index, minutes): (usize, u32)| {
        let cause = [
            "Bearing of press 7",
            "Waiting for material",
            "Change-over",
            "=HYPERLINK(\"http://x\") typed by an operator",
        ];
        let cause = cause[index % cause.len()];
        let hours = f64::from(minutes) / 60.0;
        Row::new(vec![
            Cell::text(format!("{:02} October", index % 31 + 1)),
            Cell::text(["Leeds", "Derby", "Łódź"][index % 3]),
            Cell::text(cause),
            Cell::number(hours, format!("{hours:.1} h")),
        ])
    };
    let minutes = (0..44).map(|i: u32| 12 + (i * 37) % 150);
    Table {
        caption: "Stoppages of more than ten minutes".to_owned(),
        columns: vec![
            Column::text("Day"),
            Column { align: Align::Centre, ..Column::text("Plant") },
            Column::text("Cause"),
            Column::number("Lost", hours),
        ],
        rows: minutes.enumerate().map(row).collect(),
    }
}

fn quality() -> Section {
    let blocks = vec![
        Block::Chart(charts::scrap()),
        Block::Chart(charts::diameter()),
        Block::Chart(charts::speed()),
        Block::note(
            "Limits are those of the last 25 subgroups in control; the recalibration of 9 October is within them.",
        ),
    ];
    let mut section = Section::new("Quality", blocks);
    section.level = 2;
    section
}

fn supply() -> Section {
    Section::new(
        "What we do not know",
        vec![Block::text(
            "Whether the supplier of castings delivers in week 49: Προμηθευτής Α.Ε. and Завод № 5 have not confirmed. Voilà – more next week 🙂.",
        )],
    )
}
