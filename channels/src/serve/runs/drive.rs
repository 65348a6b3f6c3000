use std::sync::Arc;

use sentia_agent::{Conversation, Person};

use super::{KEPT, Key, Run, Turn, frame::End, translate::Translator};
use crate::serve::{ask::ask, orders::Behalf, problem::Problem, server::Server};

/// A question to be answered as a run.
pub(in crate::serve) struct Order {
    pub(in crate::serve) person: Person,
    pub(in crate::serve) behalf: Behalf,
    /// As the client calls them.
    pub(in crate::serve) thread: String,
    pub(in crate::serve) run: String,
    /// Id of the conversation; empty to begin one.
    pub(in crate::serve) conversation: String,
    pub(in crate::serve) question: String,
    /// What it has become, or will.
    pub(in crate::serve) turn: Turn,
}

/// The run of this id, which is begun unless it is there.
pub(in crate::serve) async fn start(server: &Arc<Server>, order: Order) -> Result<Arc<Run>, Problem> {
    let scope = &order.person.scope;
    let key = (scope.tenant.clone(), scope.person.clone(), order.run.clone());
    if let Some(run) = server.runs.find(&key) {
        return Ok(run);
    }
    if let Some(turn) = order.turn.get() {
        return told_again(server, &order, turn).await;
    }
    server.limits.turn(&order.person.id)?;
    let conversation = match order.conversation.as_str() {
        "" => Conversation::default(),
        id => server.store.conversation(scope, id).await?,
    };
    let (run, is_new) = server.runs.enter(&key, &conversation.id)?;
    if is_new {
        tokio::spawn(drive(server.clone(), key, run.clone(), conversation, order));
    }
    Ok(run)
}

/// A run whose events are gone, from the turn that is kept of it: the same answer, as a whole.
async fn told_again(server: &Server, order: &Order, turn: &str) -> Result<Arc<Run>, Problem> {
    let record = server.store.turn(&order.person.scope, turn).await?;
    let mut translator = Translator::new(&order.thread, &order.run);
    let run = Run::new(&record.conversation);
    run.push(translator.begin());
    run.push(translator.answered(&record)?);
    run.push([translator.finished(End::Success)]);
    run.end();
    Ok(Arc::new(run))
}

/// Ends a run however its task ends, so that no listener waits for ever.
struct Ending(Arc<Run>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.end();
    }
}

async fn drive(server: Arc<Server>, key: Key, run: Arc<Run>, conversation: Conversation, order: Order) {
    let ending = Ending(run.clone());
    let mut translator = Translator::new(&order.thread, &order.run);
    run.push(translator.begin());
    let cancelled = {
        let answering = answer(&server, &run, &conversation, &order, &mut translator);
        tokio::select! {
            () = run.cancelled() => true,
            () = answering => false,
        }
    };
    if cancelled {
        run.push(translator.close());
        run.push([translator.finished(End::Cancelled)]);
    }
    drop(ending);
    tokio::time::sleep(KEPT).await;
    server.runs.forget(&key);
}

async fn answer(
    server: &Server,
    run: &Run,
    conversation: &Conversation,
    order: &Order,
    translator: &mut Translator,
) {
    let given = ask(server, conversation, (&order.person, &order.behalf), &order.question, |event| {
        run.push(translator.event(event));
    });
    let given = given.await;
    let told = given.and_then(|given| {
        if !given.record.id.is_empty() {
            // Under one id there is one run, and it becomes one turn.
            let _ = order.turn.set(given.record.id.clone());
        }
        run.push(translator.answered(&given.record)?);
        given.kept
    });
    run.push([match told {
        Ok(()) => translator.finished(End::Success),
        Err(failure) => Translator::failed(&failure),
    }]);
}
