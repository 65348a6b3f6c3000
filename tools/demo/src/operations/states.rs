//! The states of a machine through a shift, kept for the last five weeks.

use jiff::civil::Date;

use super::line::{Line, ShiftAt};
use super::rows::Codes;
use super::station::Doing;
use super::stops::category;
use super::work::number_text;
use crate::calendar::days_between;
use crate::context::Context;
use crate::table::Error;
use crate::tables::MachineState;
use crate::writer::Writer;

const KEPT_DAYS: i64 = 35;

/// Whether the states of a day are kept.
pub(super) fn are_kept(context: &Context, day: Date) -> bool {
    days_between(day, context.options.today) <= KEPT_DAYS
}

/// Writes a worked shift, planned maintenance included, so that the states fill the calendar.
pub(super) fn write(
    line: &Line,
    place: usize,
    at: &ShiftAt,
    codes: &Codes,
    out: &mut Writer,
) -> Result<(), Error> {
    let stretches = &line.stations[place].stretches;
    let before_s = stretches.first().map_or(at.window.length_s, |first| first.from_s);
    if before_s > 0 {
        put(at, codes, "off", (0, before_s), 0, out)?;
    }
    for stretch in stretches {
        let state = match stretch.doing {
            Doing::Producing => "producing",
            Doing::Stopped(reason) => match category(reason) {
                "setup" => "setup",
                "no_order" | "material" => "waiting",
                _ => "down",
            },
        };
        put(at, codes, state, (stretch.from_s, stretch.to_s), stretch.work_order, out)?;
    }
    Ok(())
}

/// Writes a shift that is not worked.
pub(super) fn write_off(at: &ShiftAt, codes: &Codes, out: &mut Writer) -> Result<(), Error> {
    put(at, codes, "off", (0, at.window.length_s), 0, out)
}

fn put(
    at: &ShiftAt,
    codes: &Codes,
    state: &'static str,
    (from_s, to_s): (i64, i64),
    work_order: u32,
    out: &mut Writer,
) -> Result<(), Error> {
    let id = out.next_id::<MachineState>();
    out.put(MachineState {
        business_date: at.window.day,
        id,
        plant_id: codes.plant.clone(),
        line_id: codes.line.clone(),
        machine_id: codes.machine.clone(),
        shift_id: codes.shift.clone(),
        state: state.into(),
        work_order_id: (work_order > 0).then(|| number_text(work_order)),
        started_at: at.window.start.plus(from_s),
        ended_at: at.window.start.plus(to_s),
        duration_s: to_s - from_s,
    })
}
