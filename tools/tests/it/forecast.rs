//! Forecasts of the demo company: their history is what SQL by hand finds, within the person's scope, and what cannot be
//! forecast is said.

use sentia_semantic::{Grain, Value};
use sentia_tools::{Cell, Evidence, FigureKind, Forecast, ForecastArgs, Tool, ToolError};

use crate::company::Company;

async fn forecast(company: &Company, person: &str, args: ForecastArgs) -> Result<Evidence, ToolError> {
    Forecast.call(args, &company.context(person)).await
}

fn args(measure: &str, period: &str) -> ForecastArgs {
    ForecastArgs { measure: measure.to_owned(), period: Some(period.to_owned()), ..ForecastArgs::default() }
}

fn column(evidence: &Evidence, at: usize) -> Vec<Value> {
    let cells = evidence.table.rows.iter().filter_map(|row| match &row[at] {
        Cell::Figure(id) => Some(evidence.figure(id).unwrap().value.clone()),
        _ => None,
    });
    cells.collect()
}

#[tokio::test]
async fn a_forecast_rests_on_the_whole_months_of_its_scope() {
    let company = Company::sqlite().await;

    let whole = forecast(&company, "cfo", args("revenue", "next_3_months")).await.unwrap();
    let months = |scope: &str| {
        format!(
            "SELECT SUM(net_group_minor) FROM invoice_line WHERE business_date < '2026-09-01' {scope} \
             GROUP BY SUBSTR(business_date, 1, 7) ORDER BY SUBSTR(business_date, 1, 7) DESC LIMIT 12"
        )
    };
    let mut recorded = company.by_hand(&months("")).await;
    recorded.reverse();
    assert_eq!(column(&whole, 1), recorded, "{:#?}", whole.caveats);
    let ahead = column(&whole, 2);
    // September, which is not over, and the three months asked for.
    assert_eq!(ahead.len(), 4, "{:?}", whole.table.rows);
    for at in 0..4 {
        let limits: Vec<f64> = [5, 3, 2, 4, 6].map(|of| column(&whole, of)[at].as_f64().unwrap()).to_vec();
        assert!(limits.is_sorted() && limits[0] >= 0.0, "{limits:?}");
        assert!(matches!(ahead[at], Value::Integer(_)), "money is whole minor units: {ahead:?}");
    }
    assert!(
        whole.caveats.iter().any(|caveat| caveat.contains("September 2026 is not over")),
        "{:?}",
        whole.caveats
    );
    assert!(whole.caveats.iter().any(|caveat| caveat.starts_with("Tried from ")), "{:?}", whole.caveats);
    assert!(whole.figures.iter().any(|figure| figure.kind == FigureKind::Error));

    let scrap = forecast(
        &company,
        "leeds",
        ForecastArgs { grain: Some(Grain::Week), ..args("scrap_quantity", "next_2_weeks") },
    );
    let scrap = scrap.await.unwrap();
    assert_eq!(column(&scrap, 2).len(), 3);
    let own = "SELECT CAST(ROUND(SUM(scrap_quantity) * 1000) AS INTEGER) FROM scrap WHERE plant_id = 'LEE' AND \
               business_date BETWEEN '2026-09-14' AND '2026-09-20'";
    let all = own.replace("plant_id = 'LEE' AND", "");
    let (own, all) = (company.by_hand(own).await[0].clone(), company.by_hand(&all).await[0].clone());
    assert_ne!(own, all);
    let weeks = column(&scrap, 1);
    let near = |value: &Value| (value.as_f64().unwrap() * 1000.0 - own.as_f64().unwrap()).abs() < 1.0;
    assert!(weeks.iter().any(near), "{weeks:?} lack {own:?} of Leeds");
}

#[tokio::test]
async fn what_cannot_be_forecast_is_said() {
    let company = Company::sqlite().await;
    let refused = async |args: ForecastArgs| forecast(&company, "cfo", args).await.unwrap_err().to_string();

    let by_year = refused(ForecastArgs { grain: Some(Grain::Year), ..args("revenue", "2027") }).await;
    assert!(by_year.contains("No year of Revenue is over yet"), "{by_year}");
    let far = refused(args("revenue", "next_40_months")).await;
    assert!(far.contains("no further can be seen ahead than back"), "{far}");
    let over = refused(args("revenue", "2026-07")).await;
    assert!(over.contains("July 2026 is over"), "{over}");
    let unknown = refused(args("happiness", "next_month")).await;
    assert!(unknown.contains("happiness"), "{unknown}");
    let sales = forecast(&company, "line3", args("revenue", "next_month")).await;
    assert!(sales.is_err());
}
