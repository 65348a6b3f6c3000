use std::sync::Arc;

use sentia_agent::{Conversation, Person};

use super::{KEPT, Key, Run, frame::End, translate::Translator};
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
}

/// The run of this id, which is begun unless it is there.
pub(in crate::serve) async fn start(server: &Arc<Server>, order: Order) -> Result<Arc<Run>, Problem> {
    let scope = &order.person.scope;
    let key = (scope.tenant.clone(), scope.person.clone(), order.run.clone());
    if let Some(run) = server.runs.find(&key) {
        return Ok(run);
    }
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
        run.push(translator.answered(&given.record)?);
        given.kept
    });
    run.push([match told {
        Ok(()) => translator.finished(End::Success),
        Err(failure) => Translator::failed(&failure),
    }]);
}
