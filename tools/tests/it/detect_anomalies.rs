//! What is out of the ordinary in the demo company, and whether it is in control: the figures told are what SQL by hand finds,
//! within the person's scope.

use sentia_semantic::{Grain, Value};
use sentia_tools::{
    Cell, ControlChart, ControlChartArgs, DetectAnomalies, DetectAnomaliesArgs, Evidence, FactKind, Figure,
    FigureKind, FilterArg, Tool, ToolError,
};

use crate::company::Company;

async fn detect(company: &Company, person: &str, args: DetectAnomaliesArgs) -> Result<Evidence, ToolError> {
    DetectAnomalies.call(args, &company.context(person)).await
}

fn scrap_by_line() -> DetectAnomaliesArgs {
    DetectAnomaliesArgs {
        measures: vec!["scrap_quantity".to_owned()],
        by: Some("line".to_owned()),
        period: Some("last_26_weeks".to_owned()),
        grain: Some(Grain::Day),
        ..DetectAnomaliesArgs::default()
    }
}

fn of_kind(evidence: &Evidence, kind: FigureKind) -> Vec<&Figure> {
    evidence.figures.iter().filter(|figure| figure.kind == kind).collect()
}

#[tokio::test]
async fn what_stands_out_is_what_was_recorded() {
    let company = Company::sqlite().await;

    let found = detect(&company, "cfo", scrap_by_line()).await.unwrap();
    let values = of_kind(&found, FigureKind::Value);
    assert!(!values.is_empty(), "half a year of twelve lines without an incident: {:?}", found.caveats);
    assert_eq!(values.len(), of_kind(&found, FigureKind::Expected).len());
    for figure in &values {
        let (_, line) = &figure.members[0];
        let sql = format!(
            "SELECT CAST(ROUND(SUM(s.scrap_quantity) * 1000) AS INTEGER) FROM scrap s JOIN line l ON l.tenant = s.tenant \
             AND l.line_id = s.line_id WHERE l.name = '{line}' AND s.business_date BETWEEN '{}' AND '{}'",
            figure.period.from, figure.period.to
        );
        let by_hand = company.by_hand(&sql).await[0].as_f64().unwrap_or(0.0); // no scrap, no rows
        let told = figure.value.as_f64().unwrap() * 1000.0;
        assert!((by_hand - told).abs() < 1.0, "{line} {}: {by_hand} {told}", figure.period.describe());
    }

    let own = detect(&company, "derby", scrap_by_line()).await.unwrap();
    let sees =
        |figure: &&Figure| ["Line 5", "Line 6", "Line 7", "Line 8"].contains(&figure.members[0].1.as_str());
    assert!(of_kind(&own, FigureKind::Value).iter().all(sees), "{:?}", own.table.rows);

    let several = DetectAnomaliesArgs {
        measures: vec!["oee".to_owned(), "scrap_ratio".to_owned()],
        period: Some("last_week".to_owned()),
        ..DetectAnomaliesArgs::default()
    };
    let several = detect(&company, "line3", several).await.unwrap();
    let kinds = [FactKind::Unusual, FactKind::NothingUnusual];
    assert!(several.facts.iter().all(|fact| kinds.contains(&fact.kind)), "{:?}", several.facts);
    assert!(!several.facts.is_empty());
    let finite = |figure: &Figure| matches!(&figure.value, Value::Integer(_) | Value::Real(_));
    assert!(several.figures.iter().all(finite));
}

#[tokio::test]
async fn what_cannot_be_looked_at_is_said() {
    let company = Company::sqlite().await;
    let refused =
        async |args: DetectAnomaliesArgs| detect(&company, "cfo", args).await.unwrap_err().to_string();

    let none = refused(DetectAnomaliesArgs::default()).await;
    assert!(none.contains("between one and 8 measures"), "{none}");
    let to_come = refused(DetectAnomaliesArgs { period: Some("next_month".to_owned()), ..scrap_by_line() });
    assert!(to_come.await.contains("still to come"));
    let years = refused(DetectAnomaliesArgs { grain: Some(Grain::Year), ..scrap_by_line() }).await;
    assert!(years.contains("days, weeks or months"), "{years}");
    let sales =
        DetectAnomaliesArgs { measures: vec!["revenue".to_owned()], ..DetectAnomaliesArgs::default() };
    assert!(detect(&company, "line3", sales).await.is_err());
}

fn chart_of(measure: &str, line: &str) -> ControlChartArgs {
    let filters =
        vec![FilterArg { dimension: "line".to_owned(), members: vec![line.to_owned()], exclude: false }];
    ControlChartArgs { measure: measure.to_owned(), filters, ..ControlChartArgs::default() }
}

/// The limits of single values by the textbook, over what SQL finds for each week; and the weeks beyond them.
#[tokio::test]
async fn a_control_chart_has_the_limits_of_the_textbook() {
    let company = Company::sqlite().await;
    for line in ["Line 1", "Line 3", "Line 6"] {
        let found =
            ControlChart.call(chart_of("scrap_quantity", line), &company.context("cfo")).await.unwrap();
        let told = |kind| of_kind(&found, kind)[0].value.as_f64().unwrap();
        let weeks = of_kind(&found, FigureKind::Value);
        assert_eq!(weeks.len(), 26);
        let mut by_hand = Vec::new();
        for week in &weeks {
            let sql = format!(
                "SELECT CAST(ROUND(SUM(s.scrap_quantity) * 1000) AS INTEGER) FROM scrap s JOIN line l ON l.tenant = s.tenant \
                 AND l.line_id = s.line_id WHERE l.name = '{line}' AND s.business_date BETWEEN '{}' AND '{}'",
                week.period.from, week.period.to
            );
            by_hand.push(company.by_hand(&sql).await[0].as_f64().unwrap_or(0.0) / 1000.0);
        }
        let mean = by_hand.iter().sum::<f64>() / 26.0;
        let ranges: f64 = by_hand.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum();
        let reach = 3.0 / 1.128 * ranges / 25.0;
        let is_near = |one: f64, other: f64| (one - other).abs() < 0.01;
        assert!(is_near(told(FigureKind::Expected), mean), "{line}: {mean}");
        assert!(is_near(told(FigureKind::UpperLimit), mean + reach), "{line}");
        assert!(is_near(told(FigureKind::LowerLimit), (mean - reach).max(0.0)), "{line}: never below nought");
        let beyond = by_hand.iter().filter(|value| (**value - mean).abs() > reach).count();
        let facts = |kind| found.facts.iter().filter(|fact| fact.kind == kind).count();
        assert_eq!(facts(FactKind::BeyondLimit), beyond, "{line}");
        let marked = |row: &&Vec<Cell>| matches!(row.last(), Some(Cell::Text(_)));
        let is_marked = found.table.rows.iter().filter(marked).count() > 0;
        assert_eq!(is_marked, facts(FactKind::OutOfControl) == 1, "{line}");
        assert_eq!(facts(FactKind::InControl) + facts(FactKind::OutOfControl), 1);
    }
}

#[tokio::test]
async fn what_cannot_be_charted_is_said() {
    let company = Company::sqlite().await;
    let refused = async |person: &str, args| {
        ControlChart.call(args, &company.context(person)).await.unwrap_err().to_string()
    };
    let short = ControlChartArgs { period: Some("last_week".to_owned()), ..chart_of("oee", "Line 3") };
    assert!(refused("cfo", short).await.contains("needs at least 12 days in a row with values"));
    let long = ControlChartArgs {
        period: Some("last_12_months".to_owned()),
        grain: Some(Grain::Day),
        ..chart_of("oee", "Line 3")
    };
    assert!(refused("cfo", long).await.contains("shows up to 120 values"));
    assert!(ControlChart.call(chart_of("revenue", "Line 3"), &company.context("line3")).await.is_err());
    assert!(ControlChart.call(chart_of("oee", "Line 1"), &company.context("derby")).await.is_err());
}
