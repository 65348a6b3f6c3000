//! What every department may look at: the world, the incidents, the rates, the options.

use jiff::civil::Date;

use crate::events::Event;
use crate::incident::{Dirt, Incidents};
use crate::money::Rates;
use crate::options::Options;
use crate::table::Error;
use crate::weather::Weather;
use crate::world::World;
use crate::writer::Writer;

/// The unchanging surroundings of the simulation.
#[derive(Debug)]
pub struct Context {
    pub options: Options,
    pub world: World,
    pub incidents: Incidents,
    pub rates: Rates,
    pub weather: Weather,
}

impl Context {
    /// Builds the world and plants the incidents of the options' history.
    pub(crate) fn new(options: &Options) -> Self {
        let mut world = World::new(options);
        let incidents = Incidents::planted(options, &world);
        for at in 0..world.crews.len() {
            if let Some(day) = incidents.crew_formed(crate::world::CrewIndex::new(at)) {
                world.crews[at].formed_on = day;
            }
        }
        let rates = Rates::new(options.seed, options.today, &incidents.currency_moves());
        let weather = Weather::new(options, &world, &incidents);
        Self { options: options.clone(), world, incidents, rates, weather }
    }
}

/// A part of the company that lives through the history day by day.
pub(crate) trait Department {
    /// Lives one day: reads the day's events so far, adds its own, writes the rows that are final.
    fn day(
        &mut self,
        context: &Context,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error>;

    /// Writes what only the end can tell: documents still open, plans, balances as of today. Reports the dirt it left.
    fn finish(self: Box<Self>, context: &Context, out: &mut Writer) -> Result<Vec<Dirt>, Error>;
}
