//! Accidents and near misses.

use jiff::civil::Date;
use rand::RngExt;

use crate::calendar::{Shift, is_working_day, plus_days};
use crate::context::Context;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables;
use crate::value::Text;
use crate::world::{Employee, PlantIndex};
use crate::writer::Writer;

/// Chance of an event in a factory on a working day; more in winter, when floors are wet.
const DAILY: f64 = 0.085;

/// Kind, share of events, whether recordable, days lost at most.
const KINDS: [(&str, f64, bool, i64); 4] = [
    ("near miss", 0.66, false, 0),
    ("first aid", 0.20, false, 0),
    ("recordable", 0.10, true, 0),
    ("lost time", 0.04, true, 14),
];

/// Category, what happened, what was done.
const EVENTS: [(&str, &str, &str); 7] = [
    (
        "slips and trips",
        "Slipped on coolant beside the machine",
        "Drip tray fitted, floor cleaned each shift",
    ),
    ("hands", "Cut finger on a burr while deburring", "Cut-resistant gloves made compulsory"),
    ("lifting", "Strained back lifting a housing by hand", "Hoist moved nearer, lifting reminder given"),
    ("vehicles", "Fork-lift passed too near to a walkway", "Walkway marked anew, mirror fitted"),
    ("machines", "Guard found open while the spindle ran down", "Interlock repaired and tested"),
    ("eyes", "Swarf reached an eye behind the glasses", "Closed goggles issued for the job"),
    ("heat", "Touched a hot part at the furnace", "Cooling time added to the instruction"),
];

/// Writes the events.
#[derive(Debug)]
pub(super) struct Safety {
    random: Stream,
}

impl Safety {
    pub(super) fn new(context: &Context) -> Self {
        Self { random: stream(context.options.seed, "safety") }
    }

    pub(super) fn day(&mut self, context: &Context, day: Date, out: &mut Writer) -> Result<(), Error> {
        let factories: Vec<PlantIndex> = context.world.factories().map(|(at, _)| at).collect();
        for plant in factories {
            let winter = if matches!(day.month(), 11 | 12 | 1 | 2) { 1.3 } else { 1.0 };
            let works = is_working_day(context.world.plants[plant.at()].country, day);
            if works && self.random.random_bool(DAILY * winter) {
                self.write(context, day, plant, out)?;
            }
        }
        Ok(())
    }

    fn write(
        &mut self,
        context: &Context,
        day: Date,
        plant: PlantIndex,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let world = &context.world;
        let (kind, _, is_recordable, most_lost) = self.kind();
        let (category, description, action) = EVENTS[self.random.random_range(0..EVENTS.len())];
        let at_work = |employee: &&Employee| {
            employee.plant == plant && employee.line.is_some() && employee.is_employed(day)
        };
        let people: Vec<&Employee> = world.employees.iter().filter(at_work).collect();
        let hurt = people.get(self.random.random_range(0..people.len().max(1)));
        let closed_on = plus_days(day, self.random.random_range(3..45));
        let days_lost = if most_lost > 0 { self.random.random_range(2..=most_lost) } else { 0 };
        let shift = Shift::ALL[self.random.random_range(0..3)];
        let id = out.next_id::<tables::SafetyIncident>();
        out.put(tables::SafetyIncident {
            business_date: day,
            id,
            plant_id: world.plants[plant.at()].code.clone(),
            line_id: hurt.and_then(|employee| Some(world.lines[employee.line?.at()].code.clone())),
            shift_id: Text::from(shift.code()),
            kind: kind.into(),
            is_recordable,
            category: category.into(),
            days_lost,
            employee_id: hurt.filter(|_| kind != "near miss").map(|employee| employee.code.clone()),
            description: description.into(),
            action: action.into(),
            closed_on: (closed_on < context.options.today).then_some(closed_on),
        })
    }

    fn kind(&mut self) -> (&'static str, f64, bool, i64) {
        let mut left: f64 = self.random.random();
        for kind in KINDS {
            left -= kind.1;
            if left <= 0.0 {
                return kind;
            }
        }
        KINDS[0]
    }
}
