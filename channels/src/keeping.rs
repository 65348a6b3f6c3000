use std::sync::Arc;

use sentia_agent::store::{Store, TurnRecord};

use crate::{
    config::Config,
    failure::Failure,
    render::{Style, paint},
    screen::Screen,
    turn::View,
    wiring,
};

/// Keeps turns in the store, which is opened when the first one is there to be kept.
pub(crate) struct Keeper<'a> {
    pub(crate) config: &'a Config,
    store: Option<Arc<dyn Store>>,
}

impl<'a> Keeper<'a> {
    pub(crate) fn new(config: &'a Config) -> Self {
        Keeper { config, store: None }
    }

    pub(crate) async fn store(&mut self) -> Result<Arc<dyn Store>, Failure> {
        match &self.store {
            Some(store) => Ok(store.clone()),
            None => Ok(self.store.insert(wiring::store(self.config).await?).clone()),
        }
    }

    /// Stores a turn whose answer was shown, says under which id, and returns it with its ids. As JSON it is shown only
    /// now, since only now it has them; also where it could not be kept.
    pub(crate) async fn keep(
        &mut self,
        record: TurnRecord,
        view: View,
        screen: &mut Screen,
    ) -> Result<TurnRecord, Failure> {
        let stored = self.append(&record).await;
        let record = match &stored {
            Ok((conversation, id)) => {
                TurnRecord { id: id.clone(), conversation: conversation.clone(), ..record }
            }
            Err(_) => record,
        };
        if view.json {
            screen.line(&serde_json::to_string(&record)?)?;
        }
        stored.map_err(|failure| Failure::NotStored(Box::new(failure)))?;
        if !view.json {
            let line = format!("Turn {id}; sentia replay {id} runs it again", id = record.id);
            screen.write(&format!("\n{}\n", paint(&line, Style::Faint, &screen.terminal)))?;
        }
        Ok(record)
    }

    async fn append(&mut self, record: &TurnRecord) -> Result<(String, String), Failure> {
        let stored = self.store().await?.append(record).await?;
        Ok((stored.conversation, stored.turn))
    }
}
