//! The question as the rules read it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use sentia_semantic::{Area, Engine, MemberIndex, Scope};
use sentia_tools::ToolError;

use super::{Agent, AgentError};
use crate::{
    Person,
    link::{Linker, Links, MemberNames},
    order::{change, request},
    plan::{Asking, Plan, chosen},
    store::Recall,
};

/// Scopes whose names are kept.
const SCOPES: usize = 64;

pub(super) struct Understood {
    /// The question that is answered: the one typed, or the option of a clarification that it chose.
    pub(super) question: String,
    pub(super) links: Links,
    pub(super) plan: Plan,
}

impl Understood {
    /// Whether a model may answer: what the rules refuse or ask back stays refused or asked back, unless documents say it.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.plan.without_documents(), Plan::Call { .. } | Plan::OutOfReach { .. })
    }
}

impl Agent {
    /// What is done without documents that should be there; where nothing else answers, the person is told.
    fn left_without(&self, otherwise: Plan) -> Plan {
        match (&self.no_documents, otherwise) {
            (Some(why), Plan::OutOfReach { reason, instead }) => {
                let reason = format!("Documents cannot be searched now: {why}. {reason}");
                Plan::OutOfReach { reason, instead }
            }
            (_, otherwise) => otherwise,
        }
    }

    pub(super) async fn understand(
        &self,
        person: &Person,
        typed: &str,
        recall: &Recall,
    ) -> Result<Understood, AgentError> {
        let option = recall.pending.as_ref().and_then(|pending| chosen(pending, typed));
        let question = option.map_or_else(|| typed.to_owned(), |option| option.question.clone());
        if let Some(plan) = self.ordered(person, &question, recall).await? {
            return Ok(Understood { question, links: Links::default(), plan });
        }
        self.understood(person, &question, recall).await
    }

    /// What is done where the text is an order.
    async fn ordered(
        &self,
        person: &Person,
        text: &str,
        recall: &Recall,
    ) -> Result<Option<Plan>, AgentError> {
        if let Some(change) = change(text)
            && let Some(plan) = self.changed(person, &change, recall).await?
        {
            return Ok(Some(plan));
        }
        match request(text) {
            Some(request) => self.order(person, &request, recall).await,
            None => Ok(None),
        }
    }

    /// The question as one that is to be answered.
    pub(super) async fn understood(
        &self,
        person: &Person,
        question: &str,
        recall: &Recall,
    ) -> Result<Understood, AgentError> {
        let names = self.shared.names.of(&self.engine, &self.shared.linker, &person.scope).await?;
        let today = self.engine.today();
        let links = self.shared.linker.link(question, &names, today);
        let asking = Asking { question, links: &links, focus: recall.focus.as_ref(), person, today };
        let plan = match self.shared.planner.plan(&asking) {
            Plan::Documents { otherwise, .. } if self.documents.is_none() => self.left_without(*otherwise),
            plan => plan,
        };
        Ok(Understood { question: question.to_owned(), links, plan })
    }
}

/// Names of members, which take milliseconds to prepare, kept for as long as the members stay the same.
#[derive(Default)]
pub(super) struct NamesByScope {
    /// Latest last.
    kept: Mutex<VecDeque<Kept>>,
}

struct Kept {
    visible: Arc<MemberIndex>,
    known: Arc<MemberIndex>,
    names: Arc<MemberNames>,
}

impl NamesByScope {
    pub(super) async fn of(
        &self,
        engine: &Engine,
        linker: &Linker,
        scope: &Scope,
    ) -> Result<Arc<MemberNames>, AgentError> {
        let visible = engine.members(scope).await.map_err(ToolError::from)?;
        let known = engine.members(&whole_tenant(scope)).await.map_err(ToolError::from)?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |one: &Kept| Arc::ptr_eq(&one.visible, &visible) && Arc::ptr_eq(&one.known, &known);
        if let Some(found) = kept.iter().find(|one| same(one)) {
            return Ok(Arc::clone(&found.names));
        }
        let names = Arc::new(linker.names(engine.catalogue(), &visible, Some(&known)));
        kept.push_back(Kept { visible, known, names: Arc::clone(&names) });
        if kept.len() > SCOPES {
            kept.pop_front();
        }
        Ok(names)
    }
}

/// Every name of the tenant's, so that a question about what the person may not see is recognised and refused, instead of
/// answered for something else.
fn whole_tenant(scope: &Scope) -> Scope {
    Scope { row_filters: Vec::new(), areas: Area::ALL.into_iter().collect(), ..scope.clone() }
}
