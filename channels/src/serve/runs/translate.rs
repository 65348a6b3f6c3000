use std::collections::VecDeque;

use sentia_agent::{Event, store::TurnRecord};
use serde_json::json;

use super::frame::{End, Frame};
use crate::{failure::Failure, present::ShownTurn};

const UNDERSTAND: &str = "understand";
/// The activity that carries the whole answer, as [`ShownTurn`].
const ANSWER: &str = "sentia.answer";

/// Tells the turn loop's events as those of AG-UI.
pub(super) struct Translator {
    thread: String,
    run: String,
    understanding: bool,
    /// Calls that have not returned yet; they return in the order in which they were made.
    calls: VecDeque<String>,
    made: usize,
    /// The message that sentences go to, while one is open.
    message: Option<String>,
    messages: usize,
}

impl Translator {
    pub(super) fn new(thread: &str, run: &str) -> Self {
        Translator {
            thread: thread.to_owned(),
            run: run.to_owned(),
            understanding: true,
            calls: VecDeque::new(),
            made: 0,
            message: None,
            messages: 0,
        }
    }

    pub(super) fn begin(&self) -> Vec<Frame> {
        vec![
            Frame::RunStarted { thread_id: self.thread.clone(), run_id: self.run.clone() },
            Frame::StepStarted { step_name: UNDERSTAND.to_owned() },
        ]
    }

    pub(super) fn event(&mut self, event: Event) -> Vec<Frame> {
        match event {
            Event::Linked => self.understood(),
            Event::ToolStarted { tool, arguments } => self.called(tool, arguments.to_string()),
            Event::ToolFinished { title, .. } => self.returned(title),
            Event::ToolFailed { reason, .. } => self.returned(reason),
            Event::Sentence(sentence) => self.said(&sentence),
            Event::Caveat(text) => vec![Frame::Custom { name: "caveat", value: text.into() }],
            Event::Degraded(text) => vec![Frame::Custom { name: "degraded", value: text.into() }],
            // These two end the turn, which is told by `finished` and `failed`.
            Event::Finished(_) | Event::Failed(_) => Vec::new(),
        }
    }

    /// The answer as a whole, and where it is kept.
    pub(super) fn answered(&mut self, record: &TurnRecord) -> Result<Vec<Frame>, Failure> {
        let shown = ShownTurn::of(&record.id, &record.conversation, &record.question, &record.answer);
        let mut frames = self.close();
        let state = json!({ "conversation": record.conversation, "turn": record.id });
        frames.push(Frame::StateSnapshot { snapshot: state });
        let message_id = format!("{}-answer", self.run);
        let content = serde_json::to_value(shown)?;
        frames.push(Frame::ActivitySnapshot { message_id, activity_type: ANSWER, content, replace: true });
        Ok(frames)
    }

    pub(super) fn finished(&self, outcome: End) -> Frame {
        Frame::RunFinished { thread_id: self.thread.clone(), run_id: self.run.clone(), outcome }
    }

    pub(super) fn failed(failure: &Failure) -> Frame {
        let code = if matches!(failure, Failure::NotStored(_)) { "not_kept" } else { "failed" };
        Frame::RunError { message: failure.to_string(), code: code.to_owned() }
    }

    /// Ends what is open, as a run that ends well must.
    pub(super) fn close(&mut self) -> Vec<Frame> {
        let mut frames = self.understood();
        while !self.calls.is_empty() {
            frames.extend(self.returned("stopped".to_owned()));
        }
        frames.extend(self.message.take().map(|message_id| Frame::TextMessageEnd { message_id }));
        frames
    }

    fn understood(&mut self) -> Vec<Frame> {
        let ended = std::mem::take(&mut self.understanding);
        ended.then(|| Frame::StepFinished { step_name: UNDERSTAND.to_owned() }).into_iter().collect()
    }

    fn called(&mut self, tool: String, arguments: String) -> Vec<Frame> {
        self.made += 1;
        let id = format!("{}-call-{}", self.run, self.made);
        self.calls.push_back(id.clone());
        let closing = self.message.take().map(|message_id| Frame::TextMessageEnd { message_id });
        let call = [
            Frame::ToolCallStart { tool_call_id: id.clone(), tool_call_name: tool },
            Frame::ToolCallArgs { tool_call_id: id.clone(), delta: arguments },
            Frame::ToolCallEnd { tool_call_id: id },
        ];
        closing.into_iter().chain(call).collect()
    }

    fn returned(&mut self, content: String) -> Vec<Frame> {
        let call = self.calls.pop_front();
        let result = call.map(|tool_call_id| Frame::ToolCallResult {
            message_id: format!("{tool_call_id}-result"),
            tool_call_id,
            content,
            role: "tool",
        });
        result.into_iter().collect()
    }

    fn said(&mut self, sentence: &str) -> Vec<Frame> {
        if let Some(message_id) = self.message.clone() {
            return vec![Frame::TextMessageContent { message_id, delta: format!(" {sentence}") }];
        }
        self.messages += 1;
        let message_id = format!("{}-message-{}", self.run, self.messages);
        self.message = Some(message_id.clone());
        vec![
            Frame::TextMessageStart { message_id: message_id.clone(), role: "assistant" },
            Frame::TextMessageContent { message_id, delta: sentence.to_owned() },
        ]
    }
}
