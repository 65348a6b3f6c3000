//! Puts the cases to the agent on the demo company and grades what comes back.

use std::{collections::BTreeSet, path::Path, sync::Arc, time::Duration};

use futures::StreamExt;
use sentia_agent::{Agent, AgentError, Budget, Conversation, Event, PastTurn, Person, store::TurnRecord};
use sentia_demo::Options;
use sentia_retrieval::{IndexError, Library};
use sentia_semantic::{
    Catalogue, CatalogueError, Engine, FixedClock, QueryError, Warehouse, WarehouseError,
    warehouse::{Access, ColumnType},
};
use sentia_tools::{Evidence, Toolbox, demo_company, scope_in_words};

use crate::{
    case::{Case, Turn},
    grade::{self, Fault},
    report::Graded,
};

#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error(transparent)]
    Demo(#[from] demo_company::DemoCompanyError),
    #[error(transparent)]
    Documents(#[from] IndexError),
    #[error(transparent)]
    Agent(#[from] AgentError),
    /// A turn that ends without an answer or an error: a fault of the agent.
    #[error("the turn ended without an answer")]
    NoAnswer,
    #[error("case {case} is asked by {person}, who is none of the demo company's people; correct the case")]
    NoSuchPerson { case: String, person: String },
    #[error("the demo company cannot be put in {path} ({source}); choose another --warehouse")]
    Place { path: String, source: std::io::Error },
}

/// The agent over the demo company, without a model: what a newcomer with no key gets.
pub struct Bench {
    agent: Agent,
    engine: Arc<Engine>,
}

impl Bench {
    /// Opens the demo company in this file, making it first where it is not there or is of another version.
    pub async fn open(file: &Path) -> Result<Self, RunError> {
        let engine = Arc::new(engine(file).await?);
        let toolbox = Toolbox::standard().with_documents();
        let agent = Agent::new(engine.clone(), toolbox, clock(), None, Budget::default())?;
        Ok(Bench { agent: agent.with_documents(documents(file).await?), engine })
    }

    /// Runs one case through all its turns.
    pub async fn run(&self, case: &Case) -> Result<Graded, RunError> {
        let person = person(&self.engine, &case.person, &case.id).await?;
        let mut conversation = Conversation { id: case.id.clone(), turns: Vec::new() };
        let mut graded = Graded {
            id: case.id.clone(),
            tags: case.tags.clone(),
            faults: Vec::new(),
            compute: Vec::new(),
            turns: Vec::new(),
        };
        for turn in &case.turns {
            let record = match ended(&self.agent, &conversation, &person, &turn.ask).await {
                Ok(record) => record,
                Err(error) => {
                    graded.faults.push((turn.ask.clone(), Fault::Outcome(error.to_string())));
                    break;
                }
            };
            let faults = self.grade(turn, &record).await?;
            graded.faults.extend(faults.into_iter().map(|fault| (turn.ask.clone(), fault)));
            if record.timings.tools > 0 {
                graded.compute.push(Duration::from_micros(record.timings.tools));
            }
            graded.turns.push(Duration::from_micros(record.timings.total));
            conversation.turns.push(PastTurn {
                question: turn.ask.clone(),
                answer: record.answer,
                focus: record.focus,
            });
        }
        Ok(graded)
    }

    async fn grade(&self, turn: &Turn, record: &TurnRecord) -> Result<Vec<Fault>, RunError> {
        let rows = match (&turn.expect.sql, record.answer.evidence.first()) {
            (Some(sql), Some(evidence)) => {
                match self.engine.warehouse().fetch(sql, &[], &kinds(evidence)).await {
                    Ok(rows) => Some(rows),
                    // Other columns than expected do not decode: the answer is not to what was asked, though no figure is false.
                    Err(error) => {
                        return Ok(vec![Fault::Outcome(format!(
                            "{error}; the answer was {}",
                            evidence.title
                        ))]);
                    }
                }
            }
            (Some(_), None) => Some(Vec::new()),
            (None, _) => None,
        };
        Ok(grade::grade(&turn.expect, &record.answer, record.focus.as_ref(), rows.as_deref()))
    }
}

/// A turn to its end.
pub(crate) async fn ended(
    agent: &Agent,
    conversation: &Conversation,
    person: &Person,
    question: &str,
) -> Result<TurnRecord, RunError> {
    let mut events = Box::pin(agent.turn(conversation, person, question));
    while let Some(event) = events.next().await {
        match event {
            Event::Finished(record) => return Ok(*record),
            Event::Failed(error) => return Err(error.into()),
            _ => {}
        }
    }
    Err(RunError::NoAnswer)
}

/// One of the demo company's people.
pub(crate) async fn person(engine: &Engine, id: &str, case: &str) -> Result<Person, RunError> {
    let people = sentia_demo::people();
    let found = people.iter().find(|person| person.id == id);
    let found =
        found.ok_or_else(|| RunError::NoSuchPerson { case: case.to_owned(), person: id.to_owned() })?;
    let scope = demo_company::scope_of(found);
    let scope_in_words = scope_in_words(engine, &scope).await?;
    Ok(Person {
        id: found.id.into(),
        name: found.name.into(),
        title: found.title.into(),
        scope,
        scope_in_words,
        groups: BTreeSet::new(),
        zone: None,
        mailbox: false,
    })
}

/// How the columns of the answer's table are read, so that the case's rows are read alike.
fn kinds(evidence: &Evidence) -> Vec<ColumnType> {
    let kind = |unit: Option<&sentia_semantic::Unit>| match unit {
        None => ColumnType::Text,
        Some(unit) if unit.is_exact() => ColumnType::Integer,
        Some(_) => ColumnType::Real,
    };
    evidence.table.columns.iter().map(|column| kind(column.unit.as_ref())).collect()
}

/// The demo company's documents, beside its warehouse.
pub(crate) async fn documents(warehouse: &Path) -> Result<Library, RunError> {
    let library = Library::open(&warehouse.with_extension("documents.db")).await?;
    demo_company::add_documents(&library).await?;
    Ok(library)
}

pub(crate) fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::at(Options::default().today))
}

/// The engine over the demo company in this file, made first where it is not there or is of another version.
pub(crate) async fn engine(file: &Path) -> Result<Engine, RunError> {
    if !file.exists() || !is_of_this_version(file).await? {
        make(file).await?;
    }
    let warehouse = Arc::new(Warehouse::open(&file.to_string_lossy(), Access::ReadOnly).await?);
    Ok(Engine::open(Arc::new(Catalogue::shipped()?), warehouse, clock()).await?)
}

async fn is_of_this_version(file: &Path) -> Result<bool, WarehouseError> {
    let warehouse = Warehouse::open(&file.to_string_lossy(), Access::ReadOnly).await?;
    let is_migrated = warehouse.is_migrated().await;
    warehouse.close().await;
    is_migrated
}

/// Makes the demo company beside its place and moves it there when it is whole.
async fn make(file: &Path) -> Result<(), RunError> {
    let place = |source| RunError::Place { path: file.display().to_string(), source };
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(place)?;
    }
    let making = file.with_extension("making");
    let _ = std::fs::remove_file(&making);
    let warehouse = Warehouse::open(&making.to_string_lossy(), Access::ReadWrite).await?;
    demo_company::build(&warehouse, Options::default(), |_| ()).await?;
    warehouse.close().await;
    std::fs::rename(&making, file).map_err(place)
}
