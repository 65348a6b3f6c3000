//! Analyses over plain arrays: no databases, no clocks, no models of language. [`forecast`] says what a series will be, within
//! which limits, and how well it would have said so before; [`accuracy`] has the measures of error that it is judged by.
//! [`anomaly`] says what is out of the ordinary, in live signals, business series and controlled processes; [`cause`] which
//! members a change comes from; [`probability`] has the tails, and the control of false discoveries across many series.
//! [`contribution`] says what each part did to a change, so that the parts add up to it; [`mix`] parts what the parts' own ratios
//! did from what their sizes did; [`surprise`] says how far a few values are from those before them.
//! [`risk`] learns from rows of the past how likely something is to happen, [`survival`] from lives how long things last,
//! and [`fleet`] which of many machines will fail soon.
//! [`stock`] says how low a stock may fall before more is ordered, and [`sequence`] in which order to make what waits for a place.
//! What cannot be said is an error or a [`Note`], never a figure made up.

pub mod accuracy;
pub mod anomaly;
mod backtest;
mod candidate;
pub mod cause;
pub mod contribution;
pub mod fleet;
mod forecast;
mod history;
mod interval;
pub mod mix;
mod models;
mod note;
mod numeric;
pub mod probability;
pub mod risk;
pub mod sequence;
pub mod stock;
pub mod surprise;
pub mod survival;

pub use forecast::{Accuracy, Forecast, LEVELS, Limits, Request, Step, forecast};
pub use history::SHORTEST;
pub use models::naive::{naive2, seasonal_naive};
pub use note::{CannotForecast, Note};
