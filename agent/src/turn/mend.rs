//! Sentences that did not pass are written again by the model, once; what fails again is replaced by the narrator's.

use serde_json::json;

use super::{AgentError, reply::Listening, run::Turn, sentences::plain, understand::Understood};
use crate::{
    narrate,
    prompts::Prompt,
    provider::{Message, Request},
    verify::references,
};

impl Turn<'_> {
    pub(super) async fn mend(
        &mut self,
        request: &mut Request,
        understood: &Understood,
    ) -> Result<(), AgentError> {
        if let Some(prompt) = self.repair_prompt()? {
            request.messages.push(Message::User(prompt));
            if self.exhausted(request).is_none() {
                match self.take_reply(request, Listening::Quietly).await? {
                    Ok(reply) => self.repair(&reply.text()),
                    Err(error) => self.degrade(&format!(
                        "Part of this answer is worded without the model, because {error}."
                    )),
                }
            }
        }
        self.draft.replace_failed(narrate::narrate(&understood.question, &self.evidence));
        self.say_ready(true);
        self.state_a_figure(&understood.question);
        Ok(())
    }

    /// The request for better sentences; none where all have passed.
    fn repair_prompt(&self) -> Result<Option<String>, AgentError> {
        let failed = self.draft.failed();
        if failed.is_empty() {
            return Ok(None);
        }
        let sentences: Vec<_> = failed
            .iter()
            .map(|failed| {
                let faults: Vec<String> = failed.faults.iter().map(ToString::to_string).collect();
                json!({ "text": failed.text, "faults": faults })
            })
            .collect();
        let context = json!({ "sentences": sentences });
        Ok(Some(self.agent.shared.prompts.render(Prompt::Repair, &context)?))
    }

    fn repair(&mut self, text: &str) {
        let places: Vec<usize> = self.draft.failed().iter().map(|failed| failed.place).collect();
        for (number, sentence) in text.lines().filter_map(numbered) {
            let place = number.checked_sub(1).and_then(|index| places.get(index));
            if let (Some(place), Ok(checked)) = (place, self.checked(&sentence, place.copied().unwrap_or(0)))
            {
                self.draft.mend(*place, checked);
            }
        }
    }

    /// Words without a single figure answer no question: then the narrator says what the figures are.
    fn state_a_figure(&mut self, question: &str) {
        let has_figures = self.evidence.iter().any(|evidence| !evidence.facts.is_empty());
        let states_one = self.draft.prose().is_some_and(|prose| !references(&prose).is_empty());
        if has_figures && !states_one {
            self.narrate(question);
        }
    }
}

/// `2. Scrap fell.` as its number and sentence.
fn numbered(line: &str) -> Option<(usize, String)> {
    let (number, rest) = line.trim().split_once(['.', ')', ':'])?;
    Some((number.trim().parse().ok()?, plain(rest)?))
}
