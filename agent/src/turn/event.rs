use futures::{
    Stream, StreamExt,
    channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded},
    future, stream,
};

use super::AgentError;
use crate::store::TurnRecord;

/// What happens while a question is answered, in order. The last one is [`Event::Finished`] or [`Event::Failed`].
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The words of the question have been recognised; planning begins.
    Linked,
    ToolStarted {
        tool: String,
        arguments: serde_json::Value,
    },
    /// The tool returned this Evidence.
    ToolFinished {
        evidence: String,
        title: String,
    },
    /// The tool returned nothing; the model is told why and may mend its call.
    ToolFailed {
        tool: String,
        reason: String,
    },
    /// A checked sentence, its figures formatted: ready to show.
    Sentence(String),
    /// A sentence that must be shown beside the answer.
    Caveat(String),
    /// The answer will be simpler than it could have been, and why.
    Degraded(String),
    Finished(Box<TurnRecord>),
    Failed(AgentError),
}

/// Where a turn reports its events. Reports after the listener has gone are dropped.
#[derive(Debug, Clone)]
pub(super) struct Reporter(UnboundedSender<Event>);

impl Reporter {
    pub(super) fn say(&self, event: Event) {
        let _ = self.0.unbounded_send(event);
    }
}

pub(super) fn channel() -> (Reporter, UnboundedReceiver<Event>) {
    let (sender, events) = unbounded();
    (Reporter(sender), events)
}

/// The events that `work` reports, while it is driven by whoever polls the stream: dropping the stream drops the work.
pub(super) fn reported<'a, W>(work: impl FnOnce(Reporter) -> W) -> impl Stream<Item = Event> + Send + 'a
where
    W: Future<Output = ()> + Send + 'a,
{
    let (reporter, events) = channel();
    let driven = stream::once(work(reporter)).filter_map(|()| future::ready(None));
    stream::select(events, driven)
}
