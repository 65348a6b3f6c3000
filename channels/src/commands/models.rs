use std::{io, sync::Arc};

use sentia_agent::{
    router::{Allowance, Candidate, Cost, Health, Limit, Spending, Tariff, since},
    store::{Lately, Spent, Totals},
};
use sentia_semantic::{Clock, SystemClock};
use sentia_tools::format::decimals;
use serde::Serialize;

use super::Context;
use crate::{
    checks,
    config::Models,
    exit::Exit,
    failure::Failure,
    people::Directory,
    render::{Align, Column, Entry, Grid, clean},
    screen::Screen,
    wiring,
};

/// One line of the table.
#[derive(Serialize)]
struct Line {
    id: String,
    model: String,
    data_in: String,
    sees: String,
    window: Option<u64>,
    /// As `2.00 / 10.00 USD`: read and written, for a million tokens.
    price: Option<String>,
    price_source: Option<String>,
    shutdown: Option<String>,
    state: String,
}

/// The models, how they do, what they cost, and what the asking person has spent.
pub(super) async fn run(context: &Context<'_>, online: bool) -> Result<Exit, Failure> {
    let mut screen = context.screen();
    let router = match &context.config.models {
        Models::Routed(registry) => Some(wiring::routed(registry, Arc::new(SystemClock), 0)),
        _ => wiring::router(&context.config)?,
    };
    let mut lines = Vec::new();
    for (candidate, health) in router.iter().flat_map(|router| router.models()) {
        lines.push(line(candidate, health, online).await);
    }
    let person = Directory::of(&context.config)?.find(context.shared.person.as_deref())?.clone();
    let store = wiring::store(&context.config).await?;
    let spent = store.spent(&person.scope).await?;
    let spending = wiring::spending(&context.config, store.clone());
    let now = SystemClock.now();
    let since = since(&now.to_zoned(spending.zone.clone()))
        .map_err(|error| Failure::Runtime(io::Error::other(error)))?;
    let lately = store.spent_since(&person.scope, since).await?;
    let budgets = budgets(&spending, store.totals(&person.scope, &spending.limits.currency, since).await?);
    if context.shared.json {
        screen.line(
            &serde_json::json!({ "models": lines, "spent": spent, "lately": lately, "budgets": budgets })
                .to_string(),
        )?;
    } else {
        show(&lines, &spent, &lately, &mut screen)?;
        show_budgets(&budgets, &mut screen)?;
    }
    Ok(Exit::Done)
}

async fn line(candidate: &Candidate, health: Health, online: bool) -> Line {
    let card = &candidate.card;
    let today = SystemClock.today();
    let state = match &candidate.provider {
        Err(reason) => reason.clone(),
        Ok(_) if card.is_shut_down_on(today) => "was shut down by its provider".to_owned(),
        Ok(provider) if online => {
            checks::answers(provider.as_ref()).await.map_or_else(|error| error, |()| "answers".to_owned())
        }
        Ok(_) => in_words(health),
    };
    let tariff = card.tariff_on(today);
    Line {
        id: card.id.clone(),
        model: card.model.clone(),
        data_in: card.residency.clone(),
        sees: card.clearance_in_words().to_owned(),
        window: (card.window < u64::MAX).then_some(card.window),
        price: tariff.map(price),
        price_source: tariff.map(|tariff| format!("{}, since {}", tariff.source, tariff.since)),
        shutdown: card.shutdown.map(|day| day.to_string()),
        state,
    }
}

fn in_words(health: Health) -> String {
    match health {
        Health::Good => "ready".to_owned(),
        Health::Shaky(failures) => format!("failed {failures} times in a row"),
        Health::Resting(rest) => format!("rests for {} s", rest.as_secs()),
        Health::OnTrial => "is being tried".to_owned(),
    }
}

fn price(tariff: &Tariff) -> String {
    let amount =
        |micros: u64| decimals(micros as f64 / 1e6, if micros.is_multiple_of(10_000) { 2 } else { 6 });
    format!("{} / {} {}", amount(tariff.price.input), amount(tariff.price.output), tariff.price.currency)
}

fn cost(cost: &Cost) -> String {
    format!("{}.{:06} {}", cost.micros / 1_000_000, cost.micros % 1_000_000, cost.currency)
}

fn show(lines: &[Line], spent: &[Spent], lately: &[Lately], screen: &mut Screen) -> Result<(), Failure> {
    if lines.is_empty() {
        screen.line("No model is configured: Sentia plans and words by itself. Add [model] or [router] to sentia.toml.")?;
    } else {
        let rows = lines.iter().map(|line| {
            let window = line.window.map(|window| decimals(window as f64, 0)).unwrap_or_default();
            let shutdown = line.shutdown.as_ref().map(|day| format!("; ends on {day}")).unwrap_or_default();
            let state = format!("{}{shutdown}", line.state);
            let price = line.price.clone().unwrap_or_else(|| "not known".to_owned());
            vec![
                line.id.clone(),
                line.model.clone(),
                line.data_in.clone(),
                line.sees.clone(),
                window,
                price,
                state,
            ]
        });
        let headings = [
            ("Model", Align::Left),
            ("Is", Align::Left),
            ("Data in", Align::Left),
            ("Sees up to", Align::Left),
            ("Tokens", Align::Right),
            ("Read / written, a million", Align::Right),
            ("State", Align::Left),
        ];
        table(&headings, rows.collect(), screen)?;
    }
    if spent.is_empty() {
        return Ok(());
    }
    screen.line("")?;
    let rows = spent.iter().map(|spent| {
        let unknown = spent.turns - spent.priced.min(spent.turns);
        let cost = spent.cost.as_ref().map(cost).unwrap_or_else(|| "not known".to_owned());
        let note = if unknown > 0 && spent.cost.is_some() {
            format!("{unknown} without a price")
        } else {
            String::new()
        };
        let currency = spent.cost.as_ref().map(|cost| cost.currency.as_str());
        let lately =
            lately.iter().find(|one| one.model == spent.model && Some(one.currency.as_str()) == currency);
        let amount = |micros: fn(&Lately) -> u64| match lately {
            Some(one) => self::cost(&Cost { micros: micros(one), currency: one.currency.clone() }),
            None => String::new(),
        };
        let (today, month) = (amount(|one| one.today), amount(|one| one.this_month));
        vec![spent.model.clone(), spent.turns.to_string(), today, month, cost, note]
    });
    let headings = [
        ("Spent on", Align::Left),
        ("Questions", Align::Right),
        ("Today", Align::Right),
        ("This month", Align::Right),
        ("In all", Align::Right),
        ("", Align::Left),
    ];
    table(&headings, rows.collect(), screen)
}

/// A budget of money with what is spent of it.
#[derive(Serialize)]
struct BudgetLine {
    allowance: Allowance,
    spent: Cost,
    soft: Option<Cost>,
    hard: Option<Cost>,
}

fn budgets(spending: &Spending, totals: Totals) -> Vec<BudgetLine> {
    let cost = |micros| Cost { micros, currency: spending.limits.currency.clone() };
    let limited = spending.limits.each().into_iter().filter(|(_, limit)| *limit != Limit::default());
    let line = |(allowance, limit): (Allowance, Limit)| BudgetLine {
        allowance,
        spent: cost(allowance.of(&totals)),
        soft: limit.soft.map(cost),
        hard: limit.hard.map(cost),
    };
    limited.map(line).collect()
}

fn show_budgets(budgets: &[BudgetLine], screen: &mut Screen) -> Result<(), Failure> {
    if budgets.is_empty() {
        return Ok(());
    }
    screen.line("")?;
    let amount = |limit: &Option<Cost>| limit.as_ref().map(Cost::to_string).unwrap_or_default();
    let rows = budgets.iter().map(|line| {
        let whose = format!("{}, the {}", line.allowance.whose(), line.allowance.period());
        vec![whose, cost(&line.spent), amount(&line.soft), amount(&line.hard)]
    });
    let headings = [
        ("Budget of", Align::Left),
        ("Spent", Align::Right),
        ("Cheapest first from", Align::Right),
        ("Nothing from", Align::Right),
    ];
    table(&headings, rows.collect(), screen)
}

fn table(headings: &[(&str, Align)], rows: Vec<Vec<String>>, screen: &mut Screen) -> Result<(), Failure> {
    let column = |(heading, align): &(&str, Align)| Column { heading: (*heading).to_owned(), align: *align };
    let entry = |text: String| Entry { text: clean(&text), ..Entry::default() };
    let grid = Grid {
        columns: headings.iter().map(column).collect(),
        rows: rows.into_iter().map(|row| row.into_iter().map(entry).collect()).collect(),
        rules: Vec::new(),
    };
    let text = grid.lines(&screen.terminal).join("\n") + "\n";
    Ok(screen.write(&text)?)
}
