//! An [`sentia_agent::Answer`] made ready to be shown, whatever shows it: figures as their text, with all that says what
//! they are. The terminal takes the parts, the web page and the API take [`ShownTurn`] as a whole.

mod alternative;
mod bridge;
mod chart;
mod explain;
mod figure;
mod passages;
mod prose;
mod series;
mod table;
mod turn;

pub(crate) use chart::{Role as ChartRole, Shape as ChartShape, ShownChart, ShownPoint, ShownSeries};
pub(crate) use explain::{Definition, Note, definitions, notes, words};
pub(crate) use passages::{ShownPassage, ShownPassages};
pub(crate) use prose::Span;
pub(crate) use series::{Point, Series, series};
pub(crate) use table::{RowRole, ShownCell, ShownRow, ShownTable, Tone, laid_out, says_something, tone};
pub(crate) use turn::{Block, Outcome, ShownTurn};
