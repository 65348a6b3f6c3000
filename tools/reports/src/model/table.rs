use super::NumberFormat;

/// A table with named columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What the table shows. May be empty.
    pub caption: String,
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// The rows, from top to bottom. A short row is filled with empty cells; cells past the last column are refused.
    pub rows: Vec<Row>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The heading.
    pub label: String,
    /// Where its cells stand.
    pub align: Align,
    /// What its numbers are; none for a column of text.
    pub format: Option<NumberFormat>,
}

impl Column {
    /// A column of text, aligned to the left.
    pub fn text(label: impl Into<String>) -> Self {
        Self { label: label.into(), align: Align::Left, format: None }
    }

    /// A column of numbers, aligned to the right.
    pub fn number(label: impl Into<String>, format: NumberFormat) -> Self {
        Self { label: label.into(), align: Align::Right, format: Some(format) }
    }
}

/// Where the text of a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At the left edge.
    Left,
    /// In the middle.
    Centre,
    /// At the right edge.
    Right,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What the row is to the rows above it.
    pub role: RowRole,
    /// Steps that the first cell is set in, from 0.
    pub indent: u8,
    /// The cells, from left to right.
    pub cells: Vec<Cell>,
}

impl Row {
    /// A normal row.
    pub fn new(cells: Vec<Cell>) -> Self {
        Self { role: RowRole::Normal, indent: 0, cells }
    }

    /// The same row in another role.
    #[must_use]
    pub fn role(mut self, role: RowRole) -> Self {
        self.role = role;
        self
    }

    /// The same row, set in by `indent` steps.
    #[must_use]
    pub fn indent(mut self, indent: u8) -> Self {
        self.indent = indent;
        self
    }
}

/// What a row is to the rows above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowRole {
    /// One row among others.
    Normal,
    /// A heading over the rows that follow.
    Heading,
    /// A sum of some of the rows above it.
    Subtotal,
    /// The sum of the table.
    Total,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number and the exact text that every format shows for it.
    Number {
        /// The value, in the unit of the column. One that is not finite is shown and not reckoned with.
        value: f64,
        /// The text that is shown.
        shown: String,
    },
    /// Nothing.
    Empty,
}

impl Cell {
    /// A cell of words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A cell with a number.
    pub fn number(value: f64, shown: impl Into<String>) -> Self {
        Self::Number { value, shown: shown.into() }
    }

    /// The text that is read.
    pub fn shown(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Number { shown, .. } => shown,
            Self::Empty => "",
        }
    }
}
