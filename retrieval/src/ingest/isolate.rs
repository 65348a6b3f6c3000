use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

use tokio::sync::oneshot;

use super::{Extract, Fault, Limits, detect, format};
use crate::DocumentKind;

/// Parsers that go down once for each level of a file get far with this.
const STACK: usize = 64 << 20;

/// Reads a file on a thread of its own, so that a parser that panics or does not end harms nobody. One that does not end
/// in time is left to itself: a thread cannot be stopped from outside.
pub(crate) async fn read_isolated(
    bytes: Vec<u8>,
    name: String,
    limits: Limits,
) -> Result<(DocumentKind, Extract), Fault> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Fault::Empty);
    }
    let kind = detect::detect(&bytes, &name)?;
    let (sender, receiver) = oneshot::channel();
    let work = move || {
        let read = catch_unwind(AssertUnwindSafe(|| format::read(kind, &bytes, &limits)));
        let read = read.unwrap_or_else(|panic| {
            Err(Fault::Panicked { kind: kind.name(), detail: message_of(panic.as_ref()) })
        });
        // Nobody listens any more where it took too long.
        let _ = sender.send(read);
    };
    let started = thread::Builder::new().name("document".to_owned()).stack_size(STACK).spawn(work);
    started.map_err(|error| Fault::Unreadable { detail: error.to_string() })?;
    let in_time = tokio::time::timeout(limits.time, receiver).await;
    let answered = in_time.map_err(|_| Fault::TooSlow { limit: limits.time })?;
    let ended = |_| Fault::Panicked { kind: kind.name(), detail: "it ended without an answer".to_owned() };
    let mut extract = answered.map_err(ended)??;
    extract.notes.extend(detect::wrong_extension(kind, &name));
    extract.cut_to(limits.text);
    match extract.pieces.is_empty() {
        true => Err(Fault::NoText),
        false => Ok((kind, extract)),
    }
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no reason given".to_owned())
}
