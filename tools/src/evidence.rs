use jiff::civil::Date;
use schemars::JsonSchema;
use sentia_semantic::{Direction, Freshness, Period, Unit, Value, catalogue::LineRole};
use serde::{Deserialize, Serialize};

use crate::Fact;

/// What a tool found: the only source of figures for an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// `e1`, `e2`… within a conversation's turn; given by the agent.
    pub id: String,
    /// `OEE by Line, week 39 (21 – 27 Sep 2026)`.
    pub title: String,
    pub table: Table,
    /// Every number that may be said: those of the table, and those of `facts` (totals, shares, differences).
    pub figures: Vec<Figure>,
    /// Findings, most important first.
    pub facts: Vec<Fact>,
    pub computed: HowComputed,
    /// "Today" when it was computed.
    pub as_of: Date,
    pub freshness: Freshness,
    /// How many of the expected rows came, for each source that says so.
    #[serde(default)]
    pub completeness: Vec<Completeness>,
    /// Sentences that must stand beside the answer: incomplete period, corrected spelling, rows cut off.
    pub caveats: Vec<String>,
    pub charts: Vec<Chart>,
    /// What documents say, the best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passages: Vec<CitedPassage>,
}

impl Evidence {
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id == id)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub columns: Vec<TableColumn>,
    /// Each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
    /// How each row of a statement stands on the page; empty for tables whose rows are alike.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layout: Vec<RowLayout>,
}

impl Table {
    /// Whether its rows are the lines of a statement, which sum to one another.
    pub fn is_statement(&self) -> bool {
        !self.layout.is_empty()
    }
}

/// The place of a line within a statement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowLayout {
    /// How far it is set in.
    pub level: u8,
    pub role: LineRole,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableColumn {
    pub id: String,
    pub label: String,
    /// None for members and time.
    pub unit: Option<Unit>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// A member's label, or a date of a time bucket in words. Data, never instruction.
    Text(String),
    /// The id of the [`Figure`] in this cell.
    Figure(String),
    /// No rows behind this cell.
    Empty,
}

/// One number, with all that a reader or the verifier needs to know what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// `f1`, `f2`… within its Evidence. In prose it is referred to as `[[e1.f3]]`.
    pub id: String,
    /// Never null, never text.
    pub value: Value,
    pub unit: Unit,
    pub kind: FigureKind,
    /// Measure id and label.
    pub measure: String,
    pub label: String,
    pub direction: Direction,
    /// The members it belongs to: (dimension id, label). Empty for a total over everything asked for.
    pub members: Vec<(String, String)>,
    /// The days it covers.
    pub period: Period,
    /// The days it is set against, for changes.
    pub against: Option<Period>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// The measure itself in its period.
    Value,
    /// The measure in the comparison period.
    Previous,
    /// Value − previous.
    Change,
    /// Change ÷ |previous|.
    ChangePercent,
    /// Part of the total of an additive measure, a fraction.
    Share,
    /// The target of the measure.
    Target,
    /// Value − target.
    Gap,
    /// How many members or rows there are.
    Count,
    /// The measure over a window of time that ends with the row's bucket: a running total, to date, rolling. `period` is
    /// that of the bucket.
    Window,
    /// The value that a condition compares the measure with.
    Threshold,
    /// What the measure is forecast to be in its period, which is to come.
    Forecast,
    /// The limits that a forecast of the period, or the values of a process, are to be held between.
    LowerLimit,
    UpperLimit,
    /// How far off forecasts of the past were on average, a fraction.
    Error,
    /// What the measure would have been, had nothing out of the ordinary happened.
    Expected,
    /// What the measure would have been under what a question takes to be otherwise.
    Scenario,
    /// What a member, or a factor, did to the change of the whole.
    Contribution,
}

/// "How this was computed", for people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HowComputed {
    /// Each measure asked for, with its definition.
    pub measures: Vec<MeasureNote>,
    /// `Plant is Leeds`, `Shift is not Night`.
    pub filters: Vec<String>,
    /// `OEE below 60.0%`: conditions on the figures of the rows shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
    /// What each derived column is: `Cumulative revenue: from the first day of the period to the end of each month`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// What the person's permissions cut the rows down to, in words; none where nothing was cut.
    pub scope: Option<String>,
    pub period: Period,
    pub comparison_period: Option<Period>,
    /// As it ran, with values in place.
    pub sql: Vec<String>,
    /// Tables the rows came from.
    pub sources: Vec<String>,
    /// What was found to hold between the figures, each a sentence: `Total assets equal total equity and liabilities`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasureNote {
    pub id: String,
    pub label: String,
    pub description: String,
    /// The formula as it stands in the catalogue.
    pub formula: String,
    /// Of the definition ([`sentia_semantic::Catalogue::version_of`]): two answers with different versions of a measure
    /// cannot be set beside each other.
    #[serde(default)]
    pub version: String,
    pub synonyms: Vec<String>,
    pub target: Option<f64>,
}

/// A passage of a document that the asking person may read. Its text is data, whatever it says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CitedPassage {
    /// Its number in the answer, from 1, by which prose cites it: `[1]`; given by the agent.
    pub number: u32,
    /// Id, title and place of the document.
    pub document: String,
    pub title: String,
    pub source: String,
    /// The headings above it, the outermost first.
    pub section: Vec<String>,
    /// Page, slide or sheet, from 1.
    pub page: Option<u32>,
    pub date: Option<Date>,
    pub text: String,
    /// The sentences of it that say most of what was asked, white space aside.
    pub quote: String,
    /// The share of the words looked for that it has, its title and headings among them: 0 … 1.
    pub covered: f64,
    /// The share that its own text has.
    pub told: f64,
}

impl CitedPassage {
    /// `Press brake SOP, Changing the tools, page 4, 1 Mar 2026`.
    pub fn place(&self) -> String {
        let mut parts = vec![self.title.clone()];
        parts.extend(self.section.iter().cloned());
        parts.dedup();
        parts.extend(self.page.map(|page| format!("page {page}")));
        parts.extend(self.date.map(|date| date.strftime("%-d %b %Y").to_string()));
        parts.join(", ")
    }
}

/// Which share of the rows expected from a source came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Completeness {
    /// Label of the measure that says so: `Completeness of quality data`.
    pub label: String,
    /// 0 … 1.
    pub share: f64,
    pub period: Period,
    /// The days with fewer rows than expected, in words, worst first; empty where there are none or too many.
    pub missing: Vec<String>,
    /// The source does not tell the rows asked for from others, so that more are counted than were asked for.
    pub wider: bool,
}

/// What to draw; each channel draws it its own way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chart {
    pub kind: ChartKind,
    pub title: String,
    /// Column id of the table for the horizontal axis (or the bars' names).
    pub x: String,
    /// Column ids of the values.
    pub y: Vec<String>,
    /// Column id that splits into series.
    pub series: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    Bar,
    Line,
    /// Parts of a whole from the greatest down, all above zero, and what they add up to.
    Pareto,
    /// A cell for each member of `x` and of `series`, the darker the greater its value.
    Heat,
    /// A process against its limits: `y` are the columns of its values, its centre, its lower and its upper limit. Rows with a
    /// text in the column `signal` break a rule.
    Control,
    /// From one value to another by steps. The first row is the whole; the steps are the rows behind it that say the same
    /// in the column of `series`; `y` are the columns of what was, what is, and the steps.
    Bridge,
}
