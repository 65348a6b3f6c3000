//! Cash in the weeks to come with chances: simulated from open invoices, payment habits, orders, agreed payments and flows that
//! recur. What it reads is declared beside the outlook of a statement; nothing here knows a table.

mod days;
mod ledger;
mod page;
mod read;
mod scenario;
mod words;

use async_trait::async_trait;
use schemars::JsonSchema;
use sentia_analytics::cash::{self, Habits, Paths, Scenario, Tried};
use sentia_semantic::{QueryError, Statement, catalogue::Outlook, catalogue::Simulation};
use serde::{Deserialize, Serialize};

use self::{ledger::Ledger, page::Page, scenario::Asked};
use crate::{Evidence, Tool, ToolContext, ToolError};

/// Courses drawn where that does not take too long; and the fewest.
const COURSES: usize = 5_000;
const FEWEST_COURSES: usize = 1_000;
/// Payments drawn in all.
const DRAWS: usize = 40_000_000;
/// Courses drawn for each day of the past on which the simulation is tried.
const COURSES_TRIED: usize = 200;
/// Days of the past on which it is tried, so many days apart.
const TRIED: i32 = 6;
const APART: i32 = 28;
/// No more weeks are simulated.
const MOST_WEEKS: u8 = 26;
/// Where the luck of all courses begins: the same question has the same answer.
const SEED: u64 = 13;

/// Simulates cash week by week for the thirteen weeks to come, from open invoices and how late each customer really pays:
/// receipts, disbursements, closing cash and liquidity with limits, the lowest week, and the chance that money runs out or
/// falls below an amount; also under a scenario. Use it for "chance that cash falls below", "run out of cash", "simulate
/// cash", "what if customers pay 10 days later", "what if X does not pay".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulateCashArgs {
    /// Weeks to simulate, 1 to 26. Left out: the usual thirteen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks: Option<u8>,
    /// Give the chance that cash falls below this amount, such as £2m. Left out: the chance that liquidity runs out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
    /// Whether `below` is meant of liquidity: cash with what can still be drawn from credit lines.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub liquidity: bool,
    /// Scenario: customers pay so many days later than they would; negative is earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_later: Option<i32>,
    /// The customers that pay later. Left out: all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub late_customers: Vec<String>,
    /// Scenario: customers that pay nothing; `largest` is the one that owes most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unpaid_customers: Vec<String>,
    /// Scenario: change of all receipts to come, such as -10%.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipts: Option<String>,
    /// Scenario: change of all payments to come, such as +5%.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disbursements: Option<String>,
}

/// See [`SimulateCashArgs`].
pub struct SimulateCash;

/// What the question is put to, and where the declaration stands.
#[derive(Clone, Copy)]
struct Declared<'a> {
    statement: &'a Statement,
    outlook: &'a Outlook,
    simulation: &'a Simulation,
}

#[async_trait]
impl Tool for SimulateCash {
    const NAME: &'static str = "simulate_cash";
    type Args = SimulateCashArgs;

    async fn call(&self, args: SimulateCashArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        let declared = declared(context)?;
        let weeks = args.weeks.unwrap_or(declared.outlook.weeks);
        if !(1..=MOST_WEEKS).contains(&weeks) {
            return Err(ToolError::BadArguments(format!(
                "Cash can be simulated for 1 to {MOST_WEEKS} weeks."
            )));
        }
        let (ledger, gatherer) = read::ledger(declared, weeks, context).await?;
        let asked = Asked::read(&args, declared, &ledger, context).await?;
        let (ledger, outcome) = compute(ledger, asked.scenario.clone()).await?;
        Ok(Page::new(declared, &ledger, &outcome, &asked, context).evidence(gatherer))
    }
}

/// The first outlook that says what a simulation is made from, if the person may read it.
fn declared(context: &ToolContext) -> Result<Declared<'_>, ToolError> {
    let statements = &context.engine.catalogue().statements;
    let found = statements.iter().find_map(|statement| {
        let outlook = statement.outlook.as_ref()?;
        Some(Declared { statement, outlook, simulation: outlook.simulation.as_ref()? })
    });
    let Some(declared) = found else { return Err(words::not_declared()) };
    let Statement { label, area, .. } = declared.statement;
    if !context.scope.may_read(*area) {
        return Err(QueryError::AreaForbidden { what: label.clone(), area: *area }.into());
    }
    Ok(declared)
}

/// What the simulation came to.
struct Outcome {
    /// One for each book.
    habits: Vec<Habits>,
    /// As things stand, and under the scenario where there is one.
    base: Paths,
    scenario: Option<Paths>,
    tried: Option<Tried>,
}

impl Outcome {
    /// The courses that the question is about.
    fn asked(&self) -> &Paths {
        self.scenario.as_ref().unwrap_or(&self.base)
    }
}

/// Millions of payments are drawn: not on a thread that others wait for.
async fn compute(ledger: Ledger, scenario: Option<Scenario>) -> Result<(Ledger, Outcome), ToolError> {
    let drawing = move || outcome(&ledger, scenario.as_ref()).map(|outcome| (ledger, outcome));
    let stopped =
        |_| ToolError::BadArguments("The simulation was stopped before it was done; ask again.".to_owned());
    tokio::task::spawn_blocking(drawing).await.map_err(stopped)?.map_err(|error| words::cannot(&error))
}

fn outcome(ledger: &Ledger, scenario: Option<&Scenario>) -> Result<Outcome, cash::CannotSimulate> {
    let Ledger { history, start, .. } = ledger;
    let habits: Vec<Habits> = history.books.iter().map(|book| Habits::learn(book, history.today)).collect();
    let count = (DRAWS / ledger.payments().max(1)).clamp(FEWEST_COURSES, COURSES);
    let simulate = |scenario: &Scenario| cash::simulate(history, &habits, *start, scenario, count, SEED);
    let base = simulate(&Scenario::NONE)?;
    let scenario = scenario.map(simulate).transpose()?;
    let origins = ledger.origins(TRIED, APART);
    let tried = cash::tried(history, &ledger.actual, &origins, start.weeks, COURSES_TRIED, SEED)?;
    Ok(Outcome { habits, base, scenario, tried })
}
