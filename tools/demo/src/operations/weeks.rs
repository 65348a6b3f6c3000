//! The shifts that a line works in a week, and the demand that planning believes in.

use jiff::civil::{Date, Weekday};

use super::planning::USUAL_OUTPUT;
use crate::calendar::{Shift, days_between, holiday, is_winter_shutdown, plus_days};
use crate::context::Context;
use crate::demand::foreseen_pieces;
use crate::world::{LineIndex, ProductIndex, is_planned};

/// The shifts of one line in one week, Monday first.
pub(super) type Week = [[bool; 3]; 7];

/// Pieces a calendar day that planning expects around a day: what an honest forecast says, times what is wrong with it.
pub(super) fn believed(context: &Context, product: ProductIndex, day: Date) -> f64 {
    let month = plus_days(day, 20).first_of_month();
    let family = context.world.products[product.at()].family;
    foreseen_pieces(context, product, month) / f64::from(month.days_in_month())
        * context.incidents.forecast_factor(family, day)
}

/// The shifts of a week: those of the pattern, fewer when little is needed, overtime when much is.
pub(super) fn week(context: &Context, index: LineIndex, monday: Date, required_s: f64) -> Week {
    let line = &context.world.lines[index.at()];
    let plant = &context.world.plants[line.plant.at()];
    let day = |at: usize| plus_days(monday, at as i64);
    let mut week: Week =
        std::array::from_fn(|at| Shift::ALL.map(|shift| is_planned(plant, line, day(at), shift)));
    let planned = week.iter().flatten().filter(|&&is_worked| is_worked).count();
    let needed = (required_s / (28_800.0 * USUAL_OUTPUT)).ceil() as usize;
    let mut spare = planned.saturating_sub(needed.max(planned / 2));
    // Saturday goes first, then nights, then the late shift of Friday and Thursday.
    for (at, shift) in [(5, 0), (3, 2), (2, 2), (1, 2), (0, 2), (4, 1), (3, 1)] {
        if spare > 0 && week[at][shift] {
            week[at][shift] = false;
            spare -= 1;
        }
    }
    let mut missing = needed.saturating_sub(planned).min(3);
    for (at, shift) in [(5, 1), (4, 2), (6, 0)] {
        let is_free = holiday(plant.country, day(at)).is_none() && !is_winter_shutdown(day(at));
        if missing > 0 && is_free && !week[at][shift] {
            week[at][shift] = true;
            missing -= 1;
        }
    }
    week
}

/// Whether a new week begins for planning.
pub(super) fn is_planning_day(context: &Context, day: Date) -> bool {
    day.weekday() == Weekday::Monday || days_between(context.options.first_day, day) == 0
}
