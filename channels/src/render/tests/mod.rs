mod sample;

use sample::{Sample, by_line, by_week, profit_and_loss};
use sentia_semantic::Unit;
use sentia_tools::{Cell, ChartKind, TableColumn};

use super::{Detail, Terminal, remainder, text::width};

fn wide(columns: usize) -> Terminal {
    Terminal { width: Some(columns), colour: false, unicode: true }
}

const PIPE: Terminal = Terminal { width: None, colour: false, unicode: true };

fn shown(sample: Sample, terminal: Terminal) -> String {
    let text = remainder(&sample.answer(), Detail { sql: false }, &terminal);
    if let Some(columns) = terminal.width {
        let longest = text.lines().map(width).max().unwrap_or(0);
        assert!(longest <= columns, "a line is {longest} wide on {columns} columns:\n{text}");
    }
    text
}

#[test]
fn a_table_with_bars_on_80_columns() {
    insta::assert_snapshot!(shown(by_line().target(0.75).chart(ChartKind::Bar, None), wide(80)));
}

#[test]
fn a_narrow_screen_gets_one_block_for_each_row() {
    insta::assert_snapshot!(shown(by_line().target(0.75).chart(ChartKind::Bar, None), wide(36)));
}

#[test]
fn a_pipe_gets_unbroken_lines_and_all_rows() {
    let text = shown(by_week(80), PIPE);
    assert!(text.contains("w/c 79"), "{text}");
    insta::assert_snapshot!(shown(by_line(), PIPE));
}

#[test]
fn a_screen_gets_a_screenful_of_rows_and_is_told_of_the_others() {
    let text = shown(by_week(80), wide(80));
    assert!(!text.contains("w/c 79") && text.contains("and 30 more rows"), "{text}");
}

#[test]
fn a_statement_sets_its_lines_in_and_rules_its_sums_off() {
    insta::assert_snapshot!(shown(profit_and_loss(), wide(80)));
}

#[test]
fn every_width_is_kept_to() {
    for columns in 24..140 {
        shown(profit_and_loss(), wide(columns));
        shown(by_line().target(0.75).chart(ChartKind::Bar, None), wide(columns));
        shown(by_week(30).target(0.71).chart(ChartKind::Line, None), wide(columns));
    }
}

#[test]
fn colour_marks_the_change_for_the_better_and_for_the_worse() {
    let terminal = Terminal { colour: true, ..wide(80) };
    let text = remainder(&by_line().answer(), Detail { sql: true }, &terminal);
    assert!(text.contains("\u{1b}[32m+1.9 points\u{1b}[0m"), "{text}");
    assert!(text.contains("\u{1b}[31m−1.4 points\u{1b}[0m"), "{text}");
    assert!(text.contains("NULLIF(SUM(y), 0)"), "{text}");
}

#[test]
fn a_line_over_time_with_a_gap_and_a_target() {
    insta::assert_snapshot!(shown(by_week(13).target(0.75).chart(ChartKind::Line, None), wide(80)));
}

#[test]
fn charts_without_utf8_are_plain_ascii() {
    let terminal = Terminal { unicode: false, ..wide(80) };
    let line = shown(by_week(13).target(0.75).chart(ChartKind::Line, None), terminal);
    let bars = shown(by_week(6).target(0.75).chart(ChartKind::Bar, None), terminal);
    let drawn = |letter: char| ('\u{2500}'..='\u{259f}').contains(&letter);
    assert!(!line.contains(drawn) && !bars.contains(drawn), "{line}{bars}");
    insta::assert_snapshot!(format!("{line}{bars}"));
}

#[test]
fn a_line_of_more_points_than_columns_says_that_it_shows_the_last() {
    let text = shown(by_week(300).chart(ChartKind::Line, None), wide(60));
    assert!(text.contains("of 300"), "{text}");
}

#[test]
fn values_below_zero_run_to_the_left_of_the_axis() {
    let columns = [
        ("plant", "Plant", None),
        ("profit", "Profit", Some(Unit::Money { currency: "GBP".into(), per: None })),
    ];
    let sample = Sample::new("Profit by plant", &columns)
        .row("Leeds", &[Some(90_000_000.0)])
        .row("Derby", &[Some(-30_000_000.0)])
        .row("Wrocław", &[Some(0.0)])
        .chart(ChartKind::Bar, None);
    insta::assert_snapshot!(shown(sample, wide(80)));
}

#[test]
fn several_lines_over_time_become_sparklines_on_one_scale() {
    let columns = [("time", "Week", None), ("oee", "OEE", Some(Unit::Percent))];
    let mut sample = Sample::new("OEE by plant and week", &columns);
    for week in 0..8 {
        for (plant, level) in [("Leeds", 0.7), ("Derby", 0.65), ("Wrocław", 0.75)] {
            sample = sample.row(&format!("w/c {week}"), &[Some(level + f64::from(week) * 0.005)]);
            sample.evidence.table.rows.last_mut().unwrap().push(Cell::Text(plant.into()));
        }
    }
    sample.evidence.table.columns.push(TableColumn { id: "plant".into(), label: "Plant".into(), unit: None });
    insta::assert_snapshot!(shown(sample.chart(ChartKind::Line, Some("plant")), wide(80)));
}

#[test]
fn text_in_data_cannot_steer_the_terminal() {
    let columns = [("line", "Line\u{1b}[2J", None), ("oee", "OEE", Some(Unit::Percent))];
    let sample = Sample::new("OEE\u{7}", &columns).row("Line\u{1b}]0;x\u{7} 3\r\n", &[Some(0.5)]);
    let text = shown(sample.chart(ChartKind::Bar, None), wide(80));
    assert!(!text.chars().any(|letter| letter.is_control() && letter != '\n'), "{text:?}");
}

#[test]
fn nothing_is_drawn_of_an_empty_table() {
    let sample = Sample::new("OEE", &[("line", "Line", None), ("oee", "OEE", Some(Unit::Percent))]);
    let text = shown(sample.chart(ChartKind::Bar, None), wide(80));
    assert!(text.contains("Line"), "{text}");
}
