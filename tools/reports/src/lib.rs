//! Reports that an analyst would sign: one model of a document, and its writers for PDF, Excel, Word, PowerPoint, HTML,
//! CSV and Markdown. [`Report`] holds prose, tables and charts whose figures are already worded; [`write()`] puts them into a
//! [`Format`], each with the same figures, and the same report gives the same bytes; [`fill()`] puts them into a template
//! of the company's own. There is no SQL here, no model of
//! language, no clock, and no file but the fonts that are built in.

mod chart;
mod csv;
mod docx;
mod error;
mod fill;
mod font;
mod format;
mod html;
mod markdown;
mod model;
mod ooxml;
mod pdf;
mod pptx;
mod text;
mod xlsx;
mod xml;

pub use chart::picture;
pub use error::ReportError;
pub use fill::{TemplateError, fill};
pub use format::{Format, write};
pub use model::{
    Align, Axis, AxisScale, Block, Cell, Chart, ChartKind, Column, Limits, NumberFormat, Point, PointRole,
    Report, Row, RowRole, Run, Section, Series, Table, Words,
};
