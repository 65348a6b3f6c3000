//! What a question asks for, and what it takes to be otherwise.

use sentia_analytics::cash::Scenario;
use sentia_semantic::{Filter, FilterOperator, Measure, Period, QueryError, Unit};

use super::{Declared, SimulateCashArgs, ledger::Ledger, words};
use crate::{ToolContext, ToolError, from_result::in_words, statement::gather::over};

/// How many days later or earlier customers can be taken to pay.
const MOST_DAYS: i32 = 180;
/// By how much flows can be taken to differ.
const LARGEST_CHANGE: f64 = 10.0;
/// The customer that owes most.
const LARGEST: &str = "largest";

pub(super) struct Asked {
    /// The amount below which the chance is asked for.
    pub below: Option<i64>,
    /// Whether that is one of liquidity.
    pub of_liquidity: bool,
    pub scenario: Option<Scenario>,
    /// What it takes to be otherwise, in words: `all customers pay 10 days later`, `{} pays nothing`.
    pub conditions: Vec<String>,
    /// The customers that are meant by `{}`.
    pub named: Vec<(usize, String)>,
    /// Their dimension.
    pub dimension: String,
}

/// The book of customers.
struct Customers<'a> {
    book: usize,
    dimension: &'a str,
    measure: &'a str,
    labels: &'a [String],
}

impl Asked {
    /// Errors: amounts and names that cannot be read, and changes beyond what can be.
    pub(super) async fn read(
        args: &SimulateCashArgs,
        declared: Declared<'_>,
        ledger: &Ledger,
        context: &ToolContext,
    ) -> Result<Asked, ToolError> {
        let below = args.below.as_deref().map(|text| amount(text, declared, context)).transpose()?;
        let mut scenario = Scenario::NONE;
        let mut conditions = Vec::new();
        let mut named = Vec::new();
        let customers = customers(declared, ledger);
        if !args.late_customers.is_empty() && !args.unpaid_customers.is_empty() {
            return Err(words::one_at_a_time());
        }
        if let Some(days) = args.days_later.filter(|days| *days != 0) {
            if days.abs() > MOST_DAYS {
                return Err(words::too_many_days(MOST_DAYS));
            }
            let customers = customers.as_ref().ok_or_else(words::no_customers)?;
            named = customers.named(&args.late_customers, ledger, context).await?;
            scenario.later = days;
            scenario.late = (!named.is_empty()).then(|| named.iter().map(|(number, _)| *number).collect());
            conditions.push(words::later(days, named.len()));
        } else if !args.late_customers.is_empty() {
            return Err(words::no_days());
        }
        if !args.unpaid_customers.is_empty() {
            let customers = customers.as_ref().ok_or_else(words::no_customers)?;
            named = customers.named(&args.unpaid_customers, ledger, context).await?;
            scenario.unpaid = named.iter().map(|(number, _)| *number).collect();
            conditions.push(words::unpaid(named.len()));
        }
        for (text, factor, noun) in [
            (&args.receipts, &mut scenario.receipts, "receipts"),
            (&args.disbursements, &mut scenario.disbursements, "disbursements"),
        ] {
            if let Some(text) = text {
                let (by, said) = change(text, noun, declared, context)?;
                *factor = 1.0 + by;
                conditions.push(said);
            }
        }
        let is_otherwise = scenario != Scenario::NONE;
        let dimension = customers.map_or_else(String::new, |customers| customers.dimension.to_owned());
        let scenario = is_otherwise.then_some(scenario);
        Ok(Asked { below, of_liquidity: args.liquidity, scenario, conditions, named, dimension })
    }

    /// With `{}` for names.
    pub(super) fn conditions_in_words(&self) -> String {
        in_words(&self.conditions)
    }

    /// The customers, as figures have them.
    pub(super) fn members(&self) -> Vec<(String, String)> {
        self.named.iter().map(|(_, label)| (self.dimension.clone(), label.clone())).collect()
    }
}

fn amount(text: &str, declared: Declared<'_>, context: &ToolContext) -> Result<i64, ToolError> {
    let cash = context.engine.measure(&declared.outlook.balance)?;
    let (sign, rest) = match text.trim().strip_prefix(['-', '−']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let amount = sign * cash.amount(rest)?;
    if amount.abs() < 9e15 { Ok(amount.round() as i64) } else { Err(words::amount_too_large()) }
}

/// A change in percent, as a share, and in words.
fn change(
    text: &str,
    noun: &str,
    declared: Declared<'_>,
    context: &ToolContext,
) -> Result<(f64, String), ToolError> {
    let cash: &Measure = context.engine.measure(&declared.outlook.balance)?;
    let text = text.trim();
    let (sign, rest) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let by = sign * cash.difference(rest, &Unit::Percent).map_err(|_| words::no_percent(noun))?;
    if !(-1.0..=LARGEST_CHANGE).contains(&by) {
        return Err(words::change_too_large(noun));
    }
    let direction = if by < 0.0 { "lower" } else { "higher" };
    Ok((by, format!("{noun} to come are {} {direction}", rest.trim())))
}

fn customers<'a>(declared: Declared<'a>, ledger: &'a Ledger) -> Option<Customers<'a>> {
    let (book, of) = declared.simulation.books.iter().enumerate().find(|(_, book)| !book.payable)?;
    Some(Customers { book, dimension: &of.party, measure: &of.open, labels: ledger.parties.get(book)? })
}

impl Customers<'_> {
    /// The number and label of each customer named; what is misspelt is looked up by the engine.
    async fn named(
        &self,
        names: &[String],
        ledger: &Ledger,
        context: &ToolContext,
    ) -> Result<Vec<(usize, String)>, ToolError> {
        let (largest, names): (Vec<&String>, Vec<&String>) =
            names.iter().partition(|name| name.trim().eq_ignore_ascii_case(LARGEST));
        let mut labels = self.looked_up(&names, context).await?;
        if !largest.is_empty() {
            let owed = |number: &usize| ledger.owed(self.book, *number);
            let most = (0..self.labels.len()).max_by_key(owed).ok_or_else(words::no_customers)?;
            labels.push(self.labels[most].clone());
        }
        let number = |label: String| match self.labels.iter().position(|known| *known == label) {
            Some(number) => Ok((number, label)),
            None => Err(words::owes_nothing(&label)),
        };
        let mut named: Vec<(usize, String)> = labels.into_iter().map(number).collect::<Result<_, _>>()?;
        named.sort();
        named.dedup();
        Ok(named)
    }

    async fn looked_up(&self, names: &[&String], context: &ToolContext) -> Result<Vec<String>, ToolError> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let filter = Filter {
            dimension: self.dimension.to_owned(),
            operator: FilterOperator::In,
            members: names.iter().map(|name| (*name).clone()).collect(),
        };
        let query = sentia_semantic::Query {
            filters: vec![filter],
            ..over(&[self.measure.to_owned()], Period::EVER)
        };
        let table: Result<_, QueryError> = context.engine.query(&query, &context.scope).await;
        Ok(table?.filters.into_iter().flat_map(|filter| filter.labels).collect())
    }
}
