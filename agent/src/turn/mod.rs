//! From a question to a checked answer, as events.
//!
//! A question is linked and planned by rules first. What the rules refuse or ask back is refused or asked back, whoever
//! words the answer. Otherwise a model plans and words where there is one, and the embedded planner and the narrator do
//! where there is none, or where the model fails.

mod alert;
mod assemble;
mod briefing;
mod budget;
mod calls;
mod control;
mod data;
mod draft;
mod embedded;
mod error;
mod event;
mod evidence_text;
mod lane;
mod mend;
mod model_loop;
mod order;
mod privacy;
mod question;
mod recall;
mod reply;
mod report;
mod run;
mod sentences;
mod summary;
mod understand;

use std::sync::Arc;

use futures::Stream;
use sentia_retrieval::Library;
use sentia_semantic::{Clock, Engine};
use sentia_tools::{Documents, Evidence, ToolContext, ToolDescription, ToolError, Toolbox};

use self::{event::reported, run::Turn, understand::NamesByScope};
use crate::{
    Conversation, Person,
    link::Linker,
    plan::{Planner, Reach},
    privacy::{NamesByTenant, PseudonymKey},
    prompts::Prompts,
    router::{Decision, Router},
    store::Recall,
};

#[cfg(test)]
pub(crate) use control::{create_report as control_report, descriptions as control_descriptions};

pub use budget::Budget;
pub use error::AgentError;
pub use event::Event;
pub use evidence_text::text as evidence_in_words;
pub use summary::Summary;

/// Answers questions over one catalogue and warehouse, for anybody: each turn brings the asking person.
pub struct Agent {
    engine: Arc<Engine>,
    clock: Arc<dyn Clock>,
    router: Option<Arc<Router>>,
    budget: Budget,
    documents: Option<Library>,
    /// Why there are none although there should be.
    no_documents: Option<String>,
    /// What names are hidden with from models outside the company; none where they may be told.
    pseudonyms: Option<PseudonymKey>,
    shared: Arc<Shared>,
}

/// What is made once for a catalogue, whoever asks and whichever model answers.
struct Shared {
    toolbox: Toolbox,
    linker: Linker,
    planner: Planner,
    prompts: Prompts,
    names: NamesByScope,
    kept_in: NamesByTenant,
}

impl Agent {
    /// `clock` dates the records; "today" of the questions is the engine's. Without a router no model is asked.
    ///
    /// # Errors
    /// [`AgentError::Prompt`] where a prompt cannot be used.
    pub fn new(
        engine: Arc<Engine>,
        toolbox: Toolbox,
        clock: Arc<dyn Clock>,
        router: Option<Arc<Router>>,
        budget: Budget,
    ) -> Result<Agent, AgentError> {
        let catalogue = engine.catalogue();
        let pseudonyms = PseudonymKey::random().map_err(|error| AgentError::Internal(error.to_string()))?;
        let shared = Shared {
            kept_in: NamesByTenant::new(privacy::program_words(catalogue, &toolbox)),
            toolbox,
            linker: Linker::new(catalogue),
            planner: Planner::new(Arc::clone(catalogue), Reach::of(&engine)),
            prompts: Prompts::shipped()?,
            names: NamesByScope::default(),
        };
        Ok(Agent {
            engine,
            clock,
            router,
            budget,
            documents: None,
            no_documents: None,
            pseudonyms: Some(pseudonyms),
            shared: Arc::new(shared),
        })
    }

    /// Answers from these documents too, each person from those that they may read. The toolbox is one
    /// [`Toolbox::with_documents`].
    #[must_use]
    pub fn with_documents(self, library: Library) -> Agent {
        Agent { documents: Some(library), ..self }
    }

    /// Answers without documents, and says why where they are asked for.
    #[must_use]
    pub fn without_documents(self, why: String) -> Agent {
        Agent { no_documents: Some(why), ..self }
    }

    /// Hides names with this key, so that they have the same tokens after a restart.
    #[must_use]
    pub fn with_pseudonyms(self, key: PseudonymKey) -> Agent {
        Agent { pseudonyms: Some(key), ..self }
    }

    /// Tells every model real names, wherever it is.
    #[must_use]
    pub fn without_pseudonyms(self) -> Agent {
        Agent { pseudonyms: None, ..self }
    }

    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// The tools that this person may call by themselves, as a model is offered them.
    pub fn tools(&self, person: &Person) -> Vec<ToolDescription> {
        self.shared.toolbox.descriptions(&person.scope)
    }

    /// Calls one tool within what the person may see. No turn is made of it, so nothing is kept.
    ///
    /// # Errors
    /// As the tool has them.
    pub async fn call(
        &self,
        person: &Person,
        tool: &str,
        arguments: &serde_json::Value,
    ) -> Result<Evidence, ToolError> {
        let mut evidence = self.shared.toolbox.call(tool, arguments, &self.context(person)).await?;
        evidence.id = "e1".to_owned();
        Ok(evidence)
    }

    /// What tools compute with for this person: every read of theirs goes through it.
    pub(crate) fn context(&self, person: &Person) -> ToolContext {
        let documents = self.documents.clone();
        ToolContext {
            engine: Arc::clone(&self.engine),
            scope: person.scope.clone(),
            scope_in_words: person.scope_in_words.clone(),
            documents: documents.map(|library| Documents { library, reader: person.reader() }),
        }
    }

    /// Which models a question would be put to, and why the others not, without asking any; none where the rules alone
    /// answer, refuse or ask back.
    ///
    /// # Errors
    /// As for a turn.
    pub async fn route(
        &self,
        conversation: &Conversation,
        person: &Person,
        question: &str,
    ) -> Result<Option<Decision>, AgentError> {
        let (reporter, _) = event::channel();
        let turn = Turn::new(self, person, question, recall::recall(conversation), reporter)?;
        let understood = self.understand(person, &turn.question, &turn.recall).await?;
        turn.decision(&understood).await
    }

    /// Answers a question. Nothing happens until the stream is polled, and nothing is left behind when it is dropped: the
    /// caller stores the record of [`Event::Finished`], or nothing.
    pub fn turn<'a>(
        &'a self,
        conversation: &'a Conversation,
        person: &'a Person,
        question: &'a str,
    ) -> impl Stream<Item = Event> + Send + 'a {
        self.continued(recall::recall(conversation), conversation.id.clone(), person, question)
    }

    /// The turn over what it builds on of the conversation, which is all that a replay has.
    pub(crate) fn continued<'a>(
        &'a self,
        recall: Recall,
        conversation: String,
        person: &'a Person,
        question: &'a str,
    ) -> impl Stream<Item = Event> + Send + 'a {
        reported(move |reporter| async move {
            let end = match Turn::new(self, person, question, recall, reporter.clone()) {
                Ok(turn) => turn.run(conversation).await,
                Err(error) => Err(error),
            };
            reporter.say(end.map_or_else(Event::Failed, |record| Event::Finished(Box::new(record))));
        })
    }

    /// The same agent at another time, with other models.
    pub(crate) fn at(
        &self,
        engine: Arc<Engine>,
        clock: Arc<dyn Clock>,
        router: Option<Arc<Router>>,
    ) -> Agent {
        Agent {
            engine,
            clock,
            router,
            budget: self.budget,
            documents: self.documents.clone(),
            no_documents: self.no_documents.clone(),
            pseudonyms: self.pseudonyms.clone(),
            shared: Arc::clone(&self.shared),
        }
    }
}
