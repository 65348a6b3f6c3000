//! Questions for cash to come with chances: "what is the chance that cash falls below £2m?", "when do we run out of cash?",
//! "what happens to cash if customers pay 10 days later?", "what if our largest customer doesn't pay?".

mod words;

use sentia_semantic::{
    Statement,
    catalogue::{SimulatedBook, Simulation},
};
use sentia_tools::SimulateCashArgs;

use super::{
    Aim, Focus,
    ask::{Ask, Step},
    choices::Choices,
    draft::Draft,
    gates::{self, refuse},
    names,
    say::{focus_in_words, list},
};
use crate::link::{DimensionRole, Span};
use words::{Said, Words};

pub(super) use words::in_words;

/// The customer that owes most, as the tool calls it.
const LARGEST: &str = "largest";

/// The draft of a question for simulated cash; none where the question is another.
pub(super) fn draft(ask: &Ask<'_>) -> Step<Option<Draft>> {
    let words = Words::of(ask.asking.question);
    let said = words.read();
    if !is_asked(ask, &words, &said) {
        return Ok(None);
    }
    let Some((statement, simulation)) = declared(ask) else { return Ok(None) };
    if !ask.may_read(statement.area) {
        let reason = format!(
            "{} belongs to {}, which your permissions do not include; ask your administrator if you need it.",
            statement.label, statement.area
        );
        return refuse(reason, super::topics::examples(ask));
    }
    let before = ask.asking.focus.and_then(|focus| focus.cash.as_ref());
    let mut args = arguments(ask, &said, simulation, before)?;
    args.weeks = weeks(ask, &said)?.or(before.and_then(|before| before.weeks));
    is_whole(ask, &said, &args)?;
    let focus = Focus { aim: Aim::Cash, cash: Some(args), ..Focus::default() };
    Ok(Some(Draft { focus, assumptions: Vec::new() }))
}

/// The first statement that says what cash is simulated from.
fn declared<'a>(ask: &Ask<'a>) -> Option<(&'a Statement, &'a Simulation)> {
    let mut statements = ask.catalogue.statements.iter();
    statements.find_map(|statement| Some((statement, statement.outlook.as_ref()?.simulation.as_ref()?)))
}

/// Whether words say what cash is to be simulated for, and speak of cash or carry on a talk about it.
fn is_asked(ask: &Ask<'_>, words: &Words, said: &Said) -> bool {
    let links = ask.asking.links;
    let statement = declared(ask).map(|(statement, _)| statement.id.as_str());
    let is_it = |id: &String| Some(id.as_str()) == statement;
    let names_it = links.statements.iter().any(|linked| linked.ids.iter().any(is_it));
    let focus = ask.asking.focus;
    let carries_on =
        focus.is_some_and(|focus| focus.aim == Aim::Cash || focus.statement.as_ref().is_some_and(is_it));
    if links.measures.iter().any(|linked| !words::is_known(&ask.typed(linked.span))) {
        return false; // another figure is asked for
    }
    let of_cash = words.name_cash() || names_it;
    let of_payment = said.delay.is_some() || said.is_unpaid;
    let asks = said.asks_chance || said.runs_out || said.simulates;
    let changes = said.receipts.is_some() || said.disbursements.is_some();
    let is_supposed = words.supposes();
    asks && of_cash
        || said.runs_out && words.name_money()
        || of_payment && (of_cash || is_supposed || carries_on)
        || changes && (of_cash && is_supposed || carries_on)
        || carries_on && (asks || said.below.is_some())
}

/// What is simulated, and what is taken to be otherwise. What carries on keeps the amount that was asked about before.
fn arguments(
    ask: &Ask<'_>,
    said: &Said,
    simulation: &Simulation,
    before: Option<&SimulateCashArgs>,
) -> Step<SimulateCashArgs> {
    let mut named = customers(ask, simulation)?;
    if said.names_largest {
        named.push(LARGEST.to_owned());
    }
    if said.is_unpaid && named.is_empty() {
        let reason = "Name the customer that does not pay, or say \"the largest customer\".".to_owned();
        return refuse(reason, vec!["Simulate cash if the largest customer does not pay".to_owned()]);
    }
    let kept = before.filter(|_| said.below.is_none());
    let late = if said.is_unpaid || said.delay.is_none() { Vec::new() } else { named.clone() };
    Ok(SimulateCashArgs {
        below: said.below.clone().or(kept.and_then(|kept| kept.below.clone())),
        liquidity: if said.below.is_some() {
            said.of_liquidity
        } else {
            kept.is_some_and(|kept| kept.liquidity)
        },
        days_later: said.delay,
        late_customers: late,
        unpaid_customers: if said.is_unpaid { named } else { Vec::new() },
        receipts: said.receipts.clone(),
        disbursements: said.disbursements.clone(),
        weeks: None,
    })
}

/// The customers that are named; other names cannot be kept to.
fn customers(ask: &Ask<'_>, simulation: &Simulation) -> Step<Vec<String>> {
    if let Some(unknown) = ask.asking.links.unknown_members.first() {
        return Err(gates::unknown_member(ask, unknown, Vec::new()));
    }
    let Some(book) = simulation.books.iter().find(|book| !book.payable) else { return Ok(Vec::new()) };
    let SimulatedBook { open, party, .. } = book;
    let members =
        names::members(ask, &Choices::default(), std::slice::from_ref(open), std::slice::from_ref(party))?;
    let others: Vec<&str> = [&members.include, &members.exclude]
        .into_iter()
        .flatten()
        .filter(|filter| filter.dimension != *party)
        .flat_map(|filter| filter.members.iter().map(String::as_str))
        .collect();
    if !others.is_empty() {
        let reason = format!(
            "Cash is simulated for all that you may see together, not for {} alone: money moves between accounts.",
            list(others)
        );
        return refuse(reason, vec!["Simulate cash".to_owned()]);
    }
    Ok(members.include.into_iter().flat_map(|filter| filter.members).collect())
}

/// Weeks up to the end of the period named; none where none is.
fn weeks(ask: &Ask<'_>, said: &Said) -> Step<Option<u8>> {
    let is_delay =
        |span: Span| said.delay_span.is_some_and(|delay| span.start < delay.end && delay.start < span.end);
    if said.weeks.is_some() {
        return Ok(said.weeks);
    }
    let named = ask.asking.links.periods.iter().find(|linked| !is_delay(linked.span));
    let Some(named) = named else { return Ok(None) };
    let today = ask.asking.today;
    let days = named.spec().and_then(|spec| spec.resolve(today, ask.catalogue.fiscal_year_start).ok());
    let Some(days) = days else { return Ok(None) };
    if days.to < today {
        let reason = format!("Cash is simulated for weeks to come, and {} is over.", days.describe());
        return refuse(reason, vec!["Simulate cash".to_owned()]);
    }
    let monday = sentia_semantic::Grain::Week.start_of(today);
    let until = sentia_semantic::Period::new(monday, days.to).days();
    Ok(Some(u8::try_from((until + 6) / 7).unwrap_or(u8::MAX)))
}

/// Cash is one account of all: it is not split.
fn is_whole(ask: &Ask<'_>, said: &Said, args: &SimulateCashArgs) -> Step<()> {
    let links = ask.asking.links;
    // "the largest customer" names one, it splits nothing.
    let is_split = |role| matches!(role, DimensionRole::By) && !said.names_largest;
    if !links.dimensions.iter().any(|linked| is_split(linked.role)) {
        return Ok(());
    }
    let whole = Focus { aim: Aim::Cash, cash: Some(args.clone()), ..Focus::default() };
    let reason = "Cash is simulated as a whole, week by week, not split.".to_owned();
    refuse(reason, vec![focus_in_words(&whole, ask.catalogue)])
}

/// Whether words that nothing else claimed are those of such a question.
pub(super) fn claims(draft: &Draft, words: &str) -> bool {
    draft.focus.aim == Aim::Cash && words::is_known(words)
}
