//! The page that a channel keeps for an account. It takes the way of a reply, so that the latest of several stands.

use super::{Crew, turn};
use crate::{Channel, Home, Line, Section, StoreError, Way, Who, store::Waiting};

pub(super) async fn show(crew: &Crew, channel: &dyn Channel, waiting: &Waiting) -> Result<(), StoreError> {
    let account = &waiting.inbound.account;
    let mut home = match crew.desk.who(account).await {
        Ok(Who::Stranger { sign_in }) => Ok(stranger(crew, sign_in)),
        Ok(Who::Person(person)) => crew.desk.home(&person, account).await,
        Err(error) => Err(error),
    };
    if let Err(error) = &home {
        tracing::error!(%error, channel = channel.name(), "the page of an account stays as it is");
    }
    let actions = home.iter_mut().flat_map(Home::actions_mut);
    let buttons = turn::token_buttons(waiting.number, Some(account), actions);
    let target = turn::target(crew, waiting, Way::Here, None);
    let parcels: Vec<_> = home.ok().and_then(|home| channel.home(&home, &target)).into_iter().collect();
    crew.shared.store.finish(waiting, &parcels, &buttons, false).await?;
    crew.shared.to_send.notify_one();
    Ok(())
}

fn stranger(crew: &Crew, address: String) -> Home {
    let line = Line { text: crew.wording.sign_in.clone(), button: Some(turn::sign_in(crew, address)) };
    Home { sections: vec![Section { title: String::new(), lines: vec![line] }] }
}
