//! Whether names stay in: generated questions about every kind of name are put to a model that is said to be outside, all
//! that it was sent is searched for the names, and what it says must come back with them.
//!
//! Each turn is taken a second time with names left as they are, by a model that is here: how often it is told a name there is
//! what recall is counted from. What is searched is what a provider is handed, before it is put in the bytes of one wire.

mod asks;
mod echo;
mod names;

use std::{collections::BTreeMap, fmt::Write as _, path::Path, sync::Arc};

use sentia_agent::{
    Agent, Budget, Conversation, PastTurn, Person, Provider, PseudonymKey, Voice,
    router::{Candidate, HERE, ModelCard, Router, Task},
    store::TurnRecord,
};
use sentia_semantic::{Engine, Sensitivity};
use sentia_tools::{Cell, Toolbox};

use crate::run::{RunError, clock, documents, ended, engine, person};
use asks::{Ask, Asks};
use echo::Echo;
use names::{Class, Names};

/// Turns of one conversation.
const TURNS: usize = 4;
/// Who asks, in turn: of everything, of sales, of purchases.
const PEOPLE: [&str; 3] = ["cfo", "sales", "buyer"];
/// Leaked names that are printed.
const SHOWN: usize = 12;

/// What was seen of one class of names.
#[derive(Default)]
struct Seen {
    /// Names that were told where they are not hidden, and of these those that were told all the same where they are.
    told: usize,
    leaked: usize,
    examples: Vec<String>,
}

#[derive(Default)]
struct Tally {
    turns: usize,
    bytes: usize,
    seen: BTreeMap<Class, Seen>,
    /// Answers in the model's words with names in them, and of these those that had every name back.
    worded: usize,
    restored: usize,
    /// Tokens that a reader was shown.
    tokens_shown: usize,
}

/// One side of a turn: the agent, its model, and the conversation so far.
struct Side {
    agent: Agent,
    echo: Arc<Echo>,
    conversation: Conversation,
}

/// Puts so many turns that reach the model.
///
/// # Errors
/// A company that cannot be made or asked.
pub async fn run(file: &Path, turns: usize, seed: u64) -> Result<String, RunError> {
    let engine = Arc::new(engine(file).await?);
    let mut people = Vec::new();
    for id in PEOPLE {
        people.push(person(&engine, id, "pseudonyms").await?);
    }
    let names = Names::read(&engine, &people[0].scope).await?;
    let mut asks = Asks::new(&engine, &names, seed);
    let mut hidden = Side::new(&engine, file, "us", seed).await?;
    let mut open = Side::new(&engine, file, HERE, seed).await?;
    let mut tally = Tally::default();
    // Some questions are answered by rules alone; a generator that never reached the model must end as well.
    for at in 0..turns * 4 {
        if tally.turns >= turns {
            break;
        }
        let person = &people[at / TURNS % people.len()];
        if at % TURNS == 0 {
            hidden.begin(at);
            open.begin(at);
        }
        let ask = asks.next(at % TURNS, &person.scope);
        let Some(record) = hidden.turn(person, &ask).await? else { continue };
        open.turn(person, &ask).await?;
        tally.add(&names, &hidden.echo.told(), &open.echo.told(), &record);
    }
    Ok(tally.table(&names))
}

impl Side {
    async fn new(engine: &Arc<Engine>, file: &Path, residency: &str, seed: u64) -> Result<Side, RunError> {
        let echo = Arc::new(Echo::new(seed));
        let router = router(Arc::clone(&echo) as Arc<dyn Provider>, residency);
        let toolbox = Toolbox::standard().with_documents();
        let agent =
            Agent::new(Arc::clone(engine), toolbox, clock(), Some(Arc::new(router)), Budget::default())?;
        let agent = agent.with_documents(documents(file).await?).with_pseudonyms(PseudonymKey::new([7; 32]));
        let conversation = Conversation { id: String::new(), turns: Vec::new() };
        Ok(Side { agent, echo, conversation })
    }

    fn begin(&mut self, at: usize) {
        self.conversation = Conversation { id: format!("c{at}"), turns: Vec::new() };
    }

    /// The record of a turn that the model was asked in.
    async fn turn(&mut self, person: &Person, ask: &Ask) -> Result<Option<TurnRecord>, RunError> {
        self.echo.wish(ask);
        let record = ended(&self.agent, &self.conversation, person, &ask.question).await?;
        self.conversation.turns.push(PastTurn {
            question: ask.question.clone(),
            answer: record.answer.clone(),
            focus: record.focus.clone(),
        });
        Ok(self.echo.was_asked().then_some(record))
    }
}

/// One model for everything, which may see everything.
fn router(provider: Arc<dyn Provider>, residency: &str) -> Router {
    let card = ModelCard {
        id: "model".to_owned(),
        model: provider.id().to_owned(),
        window: 1_000_000,
        tools: true,
        residency: residency.to_owned(),
        clearance: Sensitivity::Restricted,
        shutdown: None,
        tariffs: Vec::new(),
    };
    let routes = BTreeMap::from([(Task::Question, vec![card.id.clone()])]);
    Router::new(vec![Candidate { card, provider: Ok(provider) }], routes, clock(), 1).with_retries(0)
}

impl Tally {
    fn add(&mut self, names: &Names, hidden: &str, open: &str, record: &TurnRecord) {
        self.turns += 1;
        self.bytes += hidden.len();
        let leaked = names.found(hidden);
        for name in names.found(open) {
            let seen = self.seen.entry(names.class(name)).or_default();
            seen.told += 1;
        }
        for name in leaked {
            let seen = self.seen.entry(names.class(name)).or_default();
            seen.leaked += 1;
            let label = names.label(name).to_owned();
            if seen.examples.len() < SHOWN && !seen.examples.contains(&label) {
                seen.examples.push(label);
            }
        }
        let answer = serde_json::to_string(&record.answer).unwrap_or_default();
        self.tokens_shown += names.tokens(&answer).count();
        self.restore(record);
    }

    /// Whether the names of the rows that the model spoke of are in its words.
    fn restore(&mut self, record: &TurnRecord) {
        let answer = &record.answer;
        let Some(evidence) = answer.evidence.first().filter(|_| answer.model.voice == Voice::Model) else {
            return;
        };
        let prose: String = answer
            .blocks
            .iter()
            .filter_map(|block| match block {
                sentia_agent::Block::Prose(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let rows = evidence.table.rows.iter().take(echo::ROWS);
        let of_rows: Vec<&String> = rows
            .filter_map(|row| match row.first()? {
                Cell::Text(label) => Some(label),
                _ => None,
            })
            .collect();
        if answer.model.replaced == 0 && prose.contains(echo::PHRASE) && !of_rows.is_empty() {
            self.worded += 1;
            self.restored += usize::from(of_rows.iter().all(|label| prose.contains(label.as_str())));
        }
    }

    fn table(&self, names: &Names) -> String {
        let mut text = format!(
            "turns that reached the model: {}, {} characters sent\n\n{:<14}{:>8}{:>12}{:>10}{:>10}\n",
            self.turns, self.bytes, "class", "names", "occurrences", "leaked", "recall"
        );
        for (class, count) in names.classes() {
            let none = Seen::default();
            let seen = self.seen.get(class).unwrap_or(&none);
            let recall = 100.0 * (1.0 - seen.leaked as f64 / seen.told.max(1) as f64);
            let recall = if seen.told == 0 { "not told".to_owned() } else { format!("{recall:.2}%") };
            let _ = writeln!(text, "{class:<14}{count:>8}{:>12}{:>10}{recall:>10}", seen.told, seen.leaked);
            if !seen.examples.is_empty() {
                let _ = writeln!(text, "{:14}leaked: {}", "", seen.examples.join(", "));
            }
        }
        let _ = writeln!(
            text,
            "\nanswers in the model's words with names: {}, all names back in {}; tokens shown to readers: {}",
            self.worded, self.restored, self.tokens_shown
        );
        text.push_str(
            "Searched for: whole names as the data write them, in any case, and IBANs. Not searched for: a surname or another \
             part of a name alone, and names that a document has and the data have not.",
        );
        text
    }
}
