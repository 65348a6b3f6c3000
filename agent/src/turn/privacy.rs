//! The edge of the company: what leaves for a model outside has tokens for names, and what comes back has names again.
//! Everything else of a turn, its record too, knows real names, so that models here and there can take turns.

use sentia_semantic::{Area, Catalogue, Scope};
use sentia_tools::{ToolError, Toolbox};

use super::{AgentError, control, run::Turn};
use crate::{
    ProviderError,
    privacy::{Incoming, Ordinary, PseudonymKey, Vault},
    prompts::{Prompt, Prompts},
    provider::{Delta, Request},
    router::Choice,
};

impl Turn<'_> {
    /// The request as this model may have it, where that is not as it is.
    ///
    /// # Errors
    /// Where the names cannot be read: then this model cannot be asked, and the next one is.
    pub(super) async fn outgoing(
        &mut self,
        choice: &Choice,
        request: &Request,
    ) -> Result<Option<Request>, ProviderError> {
        let Some(key) = self.agent.pseudonyms.as_ref().filter(|_| choice.is_outside) else {
            return Ok(None);
        };
        let refused = |detail: String| ProviderError::Elsewhere {
            provider: choice.provider.id().to_owned(),
            detail: format!("the names that it may not be told cannot be read: {detail}"),
        };
        self.read_names(key).await.map_err(|error| refused(error.to_string()))?;
        let note = self.agent.shared.prompts.render(Prompt::Pseudonyms, &());
        let note = note.map_err(|error| refused(error.to_string()))?;
        // Never as it is: a request that cannot be hidden does not leave.
        let vault = self.vault.as_mut().ok_or_else(|| refused("there are none".to_owned()))?;
        Ok(Some(vault.outgoing(request, &note)))
    }

    /// Names as they are now: rows may have come since the last request.
    async fn read_names(&mut self, key: &PseudonymKey) -> Result<(), AgentError> {
        let (engine, scope) = (&self.agent.engine, &self.person.scope);
        let names = self.agent.shared.kept_in.of(engine, &scope.tenant).await.map_err(ToolError::from)?;
        let seen = self.agent.shared.kept_in.seen(engine, scope).await.map_err(ToolError::from)?;
        match &mut self.vault {
            Some(vault) => vault.update(names, seen),
            None => {
                let mut vault = Vault::new(key.of(&self.conversation_of_key()), names, seen);
                self.hear_names(&mut vault).await?;
                self.vault = Some(vault);
            }
        }
        Ok(())
    }

    /// What the person typed for a name, as the rules read it: misspelt, or a piece of it.
    async fn hear_names(&self, vault: &mut Vault) -> Result<(), AgentError> {
        let (shared, catalogue) = (&self.agent.shared, self.agent.engine.catalogue());
        let names = shared.names.of(&self.agent.engine, &shared.linker, &self.person.scope).await?;
        let today = self.agent.engine.today();
        let before = self.recall.said.iter().map(|said| said.question.as_str());
        for question in before.chain([self.question.as_str()]) {
            for linked in shared.linker.link(question, &names, today).members {
                let best = linked.candidates.first().map(|candidate| &candidate.member);
                let kind =
                    best.and_then(|member| catalogue.dimension(&member.dimension)?.pseudonym.as_deref());
                if let (Some(member), Some(kind)) = (best, kind) {
                    vault.hear(linked.span.of(question), member, kind);
                }
            }
        }
        Ok(())
    }

    /// The first turn of a conversation has no id yet, and shares its tokens with no other.
    fn conversation_of_key(&self) -> String {
        match self.conversation.as_str() {
            "" => format!("{} {} {}", self.agent.clock.now(), self.person.id, self.question),
            id => id.to_owned(),
        }
    }

    /// What came from the model, with names again.
    pub(super) fn incoming(&self, choice: &Choice, delta: Delta, incoming: &mut Incoming) -> Vec<Delta> {
        match self.vault.as_ref().filter(|_| choice.is_outside) {
            Some(vault) => incoming.take(delta, vault),
            None => vec![delta],
        }
    }

    /// What came of a reply before it broke off.
    pub(super) fn rest(&self, incoming: &mut Incoming) -> Vec<Delta> {
        self.vault.as_ref().and_then(|vault| incoming.rest(vault)).into_iter().collect()
    }
}

/// The words of the program's own texts: prompts, tools and catalogue. They are no names by themselves.
pub(super) fn program_words(catalogue: &Catalogue, toolbox: &Toolbox) -> Ordinary {
    let mut words = Ordinary::default();
    Prompts::texts().for_each(|text| words.add_text(text));
    let everything = Scope { areas: Area::ALL.into_iter().collect(), sql: true, ..crate::privacy::whole("") };
    let tools = toolbox.descriptions(&everything).into_iter().chain(control::descriptions());
    for tool in tools.chain([control::create_report()]) {
        words.add_text(&tool.description);
        words.add_text(&tool.parameters.to_string());
    }
    for measure in &catalogue.measures {
        let texts = [&measure.id, &measure.label, &measure.description];
        texts.into_iter().chain(&measure.synonyms).for_each(|text| words.add_text(text));
    }
    for dimension in &catalogue.dimensions {
        let texts = [&dimension.id, &dimension.label, &dimension.plural, &dimension.description];
        texts.into_iter().chain(&dimension.synonyms).for_each(|text| words.add_text(text));
    }
    words
}
