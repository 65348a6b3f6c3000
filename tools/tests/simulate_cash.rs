//! Cash of the demo company, simulated: that it ties out, that scenarios do what they say, that who pays late is found, and what
//! is said where it cannot be done.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

mod company;

use company::Company;
use sentia_semantic::Value;
use sentia_tools::{
    Cell, Evidence, FactKind, Figure, FigureKind, SimulateCash, SimulateCashArgs, Tool, ToolError,
};

async fn simulate(company: &Company, person: &str, args: SimulateCashArgs) -> Result<Evidence, ToolError> {
    SimulateCash.call(args, &company.context(person)).await
}

async fn of_cfo(company: &Company, args: SimulateCashArgs) -> Evidence {
    simulate(company, "cfo", args).await.unwrap()
}

/// The numbers of the first finding of a kind.
fn numbers(evidence: &Evidence, kind: FactKind) -> Vec<f64> {
    let fact = evidence.facts.iter().find(|fact| fact.kind == kind).unwrap();
    fact.figures.iter().map(|id| number(evidence.figure(id).unwrap())).collect()
}

fn number(figure: &Figure) -> f64 {
    figure.value.as_f64().unwrap()
}

/// The amounts of a week: opening, receipts, disbursements, closing, low, high, liquidity.
fn week(evidence: &Evidence, at: usize) -> Vec<f64> {
    let amount = |cell: &Cell| match cell {
        Cell::Figure(id) => number(evidence.figure(id).unwrap()),
        Cell::Text(_) | Cell::Empty => panic!("{cell:?}"),
    };
    evidence.table.rows[at].iter().skip(1).map(amount).collect()
}

fn customers(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// One company for all: it takes longer to make than to simulate.
#[tokio::test]
async fn cash_of_the_demo_company() {
    let company = Company::sqlite().await;
    let base = of_cfo(&company, SimulateCashArgs::default()).await;
    ties_out(&company, &base).await;
    tells_who_pays_late(&base);
    says_how_it_would_have_done(&base);
    scenarios_are_worse(&company, &base).await;
    chances_grow_with_the_amount(&company).await;
    refuses(&company).await;
}

async fn ties_out(company: &Company, base: &Evidence) {
    assert_eq!(base.table.rows.len(), 13);
    let weeks: Vec<Vec<f64>> = (0..13).map(|at| week(base, at)).collect();
    let by_hand = company
        .by_hand(
            "SELECT SUM(closing_group_minor) FROM bank_balance WHERE tenant = 'demo' AND business_date = '2026-09-27' \
             UNION ALL SELECT SUM(limit_group_minor - drawn_group_minor) FROM facility WHERE kind = 'revolving credit'",
        )
        .await;
    let [Value::Integer(cash), Value::Integer(undrawn)] = by_hand.as_slice() else { panic!("{by_hand:?}") };
    // Mondays: the as-of day is a Wednesday, so the first week has begun.
    assert!((weeks[0][0] - *cash as f64).abs() < 1.0, "{} {cash}", weeks[0][0]);
    for (at, week) in weeks.iter().enumerate() {
        let [opening, receipts, disbursements, closing, low, high, liquidity] = week.as_slice() else {
            panic!()
        };
        assert!(low <= closing && closing <= high, "week {at}: {week:?}");
        assert!(*receipts > 0.0 && *disbursements < 0.0, "week {at}: {week:?}");
        assert_eq!(*liquidity, closing + *undrawn as f64);
        if at > 0 {
            assert_eq!(*opening, weeks[at - 1][3]);
        }
    }
    // What is far off is less certain.
    assert!(weeks[12][5] - weeks[12][4] > weeks[0][5] - weeks[0][4]);
    let low = numbers(base, FactKind::CashLow);
    assert_eq!(low[0], weeks.iter().map(|week| week[6]).fold(f64::INFINITY, f64::min));
    let chart = &base.charts[0];
    assert!(chart.y.iter().all(|id| base.table.columns.iter().any(|column| column.id == *id)));
}

/// The planted incident: the largest customer pays 25 days later than it did.
fn tells_who_pays_late(base: &Evidence) {
    let [before, since] = numbers(base, FactKind::PaysOtherwise)[..] else { panic!() };
    assert!((15.0..35.0).contains(&(since - before)), "{before} {since}");
    let found = base.facts.iter().filter(|fact| fact.kind == FactKind::PaysOtherwise).count();
    assert_eq!(found, 1, "{:?}", base.facts);
}

fn says_how_it_would_have_done(base: &Evidence) {
    let tried = base.caveats.iter().find(|caveat| caveat.starts_with("Tried from")).unwrap();
    assert!(tried.contains("the 80% limits held in"), "{tried}");
    assert!(base.caveats.iter().any(|caveat| caveat.starts_with("The simulation assumes")));
    assert!(
        base.computed.columns.iter().any(|line| line.contains("5,000 simulations")),
        "{:?}",
        base.computed.columns
    );
}

async fn scenarios_are_worse(company: &Company, base: &Evidence) {
    let usual = numbers(base, FactKind::CashEnd)[1];
    for args in [
        SimulateCashArgs { days_later: Some(10), ..SimulateCashArgs::default() },
        SimulateCashArgs { unpaid_customers: customers(&["Aldermoor"]), ..SimulateCashArgs::default() },
        SimulateCashArgs { receipts: Some("-10%".to_owned()), ..SimulateCashArgs::default() },
    ] {
        let evidence = of_cfo(company, args.clone()).await;
        assert!(numbers(&evidence, FactKind::CashEnd)[1] < usual, "{args:?}");
        let [before, after, change, ..] = numbers(&evidence, FactKind::CashScenario)[..] else { panic!() };
        assert_eq!(before, numbers(base, FactKind::CashLow)[0]);
        assert_eq!(change, after - before);
        assert!(change < 0.0, "{args:?}");
        let is_told = |figure: &Figure| figure.kind == FigureKind::Scenario;
        assert!(evidence.figures.iter().any(is_told));
        // The same question has the same answer.
        if args.days_later.is_some() {
            assert_eq!(evidence.figures, of_cfo(company, args).await.figures);
        }
    }
}

async fn chances_grow_with_the_amount(company: &Company) {
    let mut last = -1.0;
    for below in ["£18m", "£60m"] {
        let args = SimulateCashArgs { below: Some(below.to_owned()), ..SimulateCashArgs::default() };
        let evidence = of_cfo(company, args).await;
        let [chance, count, all, amount] = numbers(&evidence, FactKind::Chance)[..] else { panic!() };
        assert!(chance >= last && (0.0..=1.0).contains(&chance), "{below}: {chance}");
        assert_eq!(
            (chance, amount),
            (count / all, below.trim_start_matches('£').trim_end_matches('m').parse::<f64>().unwrap() * 1e8)
        );
        last = chance;
    }
    assert_eq!(last, 1.0);
}

async fn refuses(company: &Company) {
    for (args, said) in [
        (SimulateCashArgs { weeks: Some(0), ..SimulateCashArgs::default() }, "1 to 26 weeks"),
        (SimulateCashArgs { days_later: Some(900), ..SimulateCashArgs::default() }, "at most 180 days"),
        (
            SimulateCashArgs { receipts: Some("a lot".to_owned()), ..SimulateCashArgs::default() },
            "how many percent",
        ),
        (SimulateCashArgs { receipts: Some("-200%".to_owned()), ..SimulateCashArgs::default() }, "-100% to"),
        (SimulateCashArgs { below: Some("5 days".to_owned()), ..SimulateCashArgs::default() }, "5 days"),
        (
            SimulateCashArgs { late_customers: customers(&["Aldermoor"]), ..SimulateCashArgs::default() },
            "how many days",
        ),
        (
            SimulateCashArgs { unpaid_customers: customers(&["Nobody Ltd"]), ..SimulateCashArgs::default() },
            "Nobody",
        ),
    ] {
        let error = simulate(company, "cfo", args).await.unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    let error = simulate(company, "leeds", SimulateCashArgs::default()).await.unwrap_err().to_string();
    assert!(error.contains("finance"), "{error}");
}
