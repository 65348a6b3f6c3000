//! What the leader of a crew writes at the end of a shift, where there is something to say.

use rand::RngExt;

use super::line::{Floor, Line, ShiftAt};
use super::station::{Doing, Station};
use super::stops::{self, category};
use crate::context::Context;
use crate::table::Error;
use crate::tables::ShiftNote;
use crate::world::reference::DOWNTIME_REASONS;
use crate::writer::Writer;

/// A stop worth a note, and pieces of scrap worth one.
const LONG_S: i64 = 4_800;
const MUCH_SCRAP: i64 = 7;
/// Share of quiet shifts with a note all the same.
const QUIET: f64 = 0.04;

/// Writes the note of a worked shift, if there is one.
pub(super) fn write(
    context: &Context,
    floor: &Floor,
    line: &mut Line,
    at: &ShiftAt,
    out: &mut Writer,
) -> Result<(), Error> {
    let Some((kind, note)) = worth_saying(context, line, at) else { return Ok(()) };
    let Some(author_id) = floor.staff.leader(context, line.index, at.crew, at.window.day) else {
        return Ok(());
    };
    let world = &context.world;
    let id = out.next_id::<ShiftNote>();
    out.put(ShiftNote {
        business_date: at.window.day,
        id,
        plant_id: world.plants[line.plant.at()].code.clone(),
        line_id: world.lines[line.index.at()].code.clone(),
        shift_id: at.shift.code().into(),
        crew_id: world.crews[at.crew.at()].code.clone(),
        author_id,
        kind: kind.into(),
        note: note.into(),
    })
}

fn worth_saying(context: &Context, line: &mut Line, at: &ShiftAt) -> Option<(&'static str, String)> {
    let name = |station: &Station| &context.world.machines[station.machine.at()].name;
    let longest =
        line.stations.iter().filter_map(|station| longest_stop(station).map(|stop| (station, stop)));
    if let Some((station, (reason, seconds))) = longest.max_by_key(|(_, stop)| stop.1) {
        let kind = if category(reason) == "breakdown" { "maintenance" } else { "production" };
        let minutes = seconds / 60;
        let what = DOWNTIME_REASONS[reason].1.to_lowercase();
        return Some((kind, format!("{} stood {minutes} min: {what}.", name(station))));
    }
    let scrap = |station: &Station| station.laps.iter().map(|lap| lap.scrap).sum::<i64>();
    if let Some(station) = line.stations.iter().max_by_key(|station| scrap(station))
        && scrap(station) >= MUCH_SCRAP
    {
        let pieces = scrap(station);
        return Some(("quality", format!("{pieces} pieces scrapped at {}, more than usual.", name(station))));
    }
    planted(context, line, at).or_else(|| quiet(line))
}

/// A stop of more than an hour that is neither a set-up nor waiting.
fn longest_stop(station: &Station) -> Option<(usize, i64)> {
    let stops = station.stretches.iter().filter_map(|stretch| match stretch.doing {
        Doing::Stopped(reason)
            if reason != stops::CHANGEOVER
                && reason != stops::NO_ORDER
                && reason != stops::WAITING_FOR_THE_MACHINE_BEFORE =>
        {
            Some((reason, stretch.to_s - stretch.from_s))
        }
        _ => None,
    });
    stops.max_by_key(|stop| stop.1).filter(|stop| stop.1 >= LONG_S)
}

/// What people noticed of the larger troubles, in their own words.
fn planted(context: &Context, line: &mut Line, at: &ShiftAt) -> Option<(&'static str, String)> {
    let (incidents, day) = (&context.incidents, at.window.day);
    let names: Vec<_> = line.stations.iter().map(|station| station.machine).collect();
    let random = &mut line.stations[0].random;
    for machine in names {
        let name = &context.world.machines[machine.at()].name;
        if incidents.run_factor(machine, day) > 1.04 && random.random_bool(0.06) {
            return Some(("maintenance", format!("{name}: feed reduced again to hold the limits.")));
        }
        if incidents.bearing_wear(machine, day).is_some_and(|(wear, ..)| (0.3..1.0).contains(&wear))
            && random.random_bool(0.12)
        {
            return Some(("maintenance", format!("{name} is louder than usual at high speed.")));
        }
    }
    if incidents.absence_share(line.index, day) > 0.0 && random.random_bool(0.3) {
        return Some((
            "production",
            "Two operators off sick, one machine at a time left standing.".to_owned(),
        ));
    }
    if incidents.is_new_crew_night(at.crew, at.shift, day) && random.random_bool(0.2) {
        return Some((
            "quality",
            "New people on the crew; parts set aside for the morning to judge.".to_owned(),
        ));
    }
    None
}

fn quiet(line: &mut Line) -> Option<(&'static str, String)> {
    const SAYINGS: [(&str, &str); 5] = [
        ("production", "Quiet shift, handed over tidy."),
        ("production", "Changeover went well; first piece released by quality."),
        ("safety", "Oil on the walkway by the last machine, cleaned up and reported."),
        ("quality", "Gauges checked at the start of the shift, all in order."),
        ("maintenance", "Coolant topped up, filter to be changed at the next service."),
    ];
    let random = &mut line.stations[0].random;
    let (kind, note) = SAYINGS[random.random_range(0..SAYINGS.len())];
    random.random_bool(QUIET).then(|| (kind, note.to_owned()))
}
