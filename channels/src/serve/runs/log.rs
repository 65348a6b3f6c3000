use std::sync::Arc;

use async_stream::stream;
use futures::Stream;
use tokio::sync::watch;

use super::frame::Frame;

/// The events of one run, which any number of listeners may read from where they like.
pub(in crate::serve) struct Run {
    /// Empty where it begins one.
    pub(super) conversation: String,
    log: watch::Sender<Log>,
    cancelled: watch::Sender<bool>,
}

#[derive(Default)]
struct Log {
    /// As JSON.
    frames: Vec<Arc<str>>,
    ended: bool,
}

impl Run {
    pub(super) fn new(conversation: &str) -> Self {
        Run {
            conversation: conversation.to_owned(),
            log: watch::Sender::default(),
            cancelled: watch::Sender::default(),
        }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.log.borrow().ended
    }

    pub(super) fn push(&self, frames: impl IntoIterator<Item = Frame>) {
        let texts: Vec<Arc<str>> = frames.into_iter().map(|frame| frame.to_json().into()).collect();
        self.log.send_modify(|log| log.frames.extend(texts));
    }

    pub(super) fn end(&self) {
        self.log.send_modify(|log| log.ended = true);
    }

    pub(in crate::serve) fn cancel(&self) {
        self.cancelled.send_replace(true);
    }

    pub(super) async fn cancelled(&self) {
        let mut cancelled = self.cancelled.subscribe();
        // The sender lives as long as this.
        let _ = cancelled.wait_for(|cancelled| *cancelled).await;
    }

    /// The events behind the first `seen`, with their numbers from 1, until the run has ended.
    pub(in crate::serve) fn events(
        self: Arc<Self>,
        seen: usize,
    ) -> impl Stream<Item = (usize, Arc<str>)> + Send {
        let mut changes = self.log.subscribe();
        stream! {
            let mut seen = seen;
            loop {
                let (frames, ended) = {
                    let log = changes.borrow_and_update();
                    (log.frames.get(seen..).map(<[_]>::to_vec).unwrap_or_default(), log.ended)
                };
                for frame in frames {
                    seen += 1;
                    yield (seen, frame);
                }
                if ended || changes.changed().await.is_err() {
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures::StreamExt;

    use super::*;

    fn step(name: &str) -> Frame {
        Frame::StepStarted { step_name: name.to_owned() }
    }

    #[tokio::test]
    async fn a_listener_goes_on_where_it_was_cut() {
        let run = Arc::new(Run::new(""));
        run.push([step("a"), step("b")]);
        {
            let mut cut = pin!(run.clone().events(0));
            assert_eq!(cut.next().await.unwrap().0, 1);
        }
        run.push([step("c")]);
        let late = run.clone().events(1);
        run.push([step("d")]);
        run.end();
        let numbers: Vec<usize> = late.map(|(number, _)| number).collect().await;
        assert_eq!(numbers, [2, 3, 4]);
        assert_eq!(run.events(99).count().await, 0);
    }
}
