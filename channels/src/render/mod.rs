//! An [`sentia_agent::Answer`] as text for a terminal or a pipe. Figures are formatted by `sentia_tools::format` alone;
//! here they are only placed.

mod answer;
mod chart;
mod explain;
mod grid;
mod paint;
mod passages;
mod prose;
mod results;
mod statement;
mod terminal;
mod text;

#[cfg(test)]
mod tests;

pub(crate) use answer::{Detail, remainder};
pub(crate) use explain::evidence;
pub(crate) use grid::{Align, Column, Entry, Grid, Rule};
pub(crate) use paint::{Style, paint};
pub(crate) use passages::excerpt;
pub(crate) use prose::Flow;
pub(crate) use terminal::Terminal;
pub(crate) use text::{clean, clean_lines, indented, wrap};
