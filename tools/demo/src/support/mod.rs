//! The departments around the factory: training and certificates, safety, permits and audits, weather and tariffs,
//! targets, data feeds, and the documents that people wrote.

mod compliance;
mod documents;
mod feeds;
mod people;
mod safety;
mod targets;
mod utilities;

use jiff::civil::Date;

use crate::context::{Context, Department};
use crate::events::Event;
use crate::incident::Dirt;
use crate::table::Error;
use crate::writer::Writer;

/// Everything that neither makes nor counts.
pub(crate) struct Support {
    people: people::Training,
    safety: safety::Safety,
    feeds: feeds::Feeds,
}

impl Support {
    pub(crate) fn new(context: &Context) -> Self {
        Self {
            people: people::Training::new(context),
            safety: safety::Safety::new(context),
            feeds: feeds::Feeds::new(context),
        }
    }
}

impl Department for Support {
    fn day(
        &mut self,
        context: &Context,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        utilities::write_climate(context, day, out)?;
        self.people.day(context, day, events, out)?;
        self.safety.day(context, day, out)?;
        self.feeds.day(context, day, out)
    }

    fn finish(self: Box<Self>, context: &Context, out: &mut Writer) -> Result<Vec<Dirt>, Error> {
        utilities::write_tariffs(context, out)?;
        self.people.finish(context, out)?;
        people::write_rota(context, out)?;
        compliance::write(context, out)?;
        targets::write(context, out)?;
        feeds::write_feeds(context, out)?;
        documents::write(context, out)?;
        Ok(Vec::new())
    }
}
