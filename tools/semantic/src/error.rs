use crate::{Area, CatalogueError, SqlRefusal, WarehouseError, time::PeriodError};

/// Why a query was not answered, in words for the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    #[error("there is no measure \"{name}\"{}", suggestion(.nearest))]
    UnknownMeasure { name: String, nearest: Vec<String> },
    #[error("there is no dimension \"{name}\"{}", suggestion(.nearest))]
    UnknownDimension { name: String, nearest: Vec<String> },
    #[error("no {dimension} is called \"{name}\"{}", suggestion(.nearest))]
    UnknownMember { dimension: String, name: String, nearest: Vec<String> },
    #[error("\"{name}\" fits more than one {dimension}: {}; name one of them", .candidates.join(", "))]
    AmbiguousMember { dimension: String, name: String, candidates: Vec<String> },
    /// The rows behind the measure do not know the dimension.
    #[error("{measure} cannot be split or filtered by {dimension}; it can be by {}", .possible.join(", "))]
    NotSplittable { measure: String, dimension: String, possible: Vec<String> },
    #[error(
        "{what} belongs to {area}, which your permissions do not include; ask your administrator if you need it"
    )]
    AreaForbidden { what: String, area: Area },
    #[error(
        "{measure} is not recorded by {dimension}, and your permissions are limited to {allowed}; so it cannot be shown to you"
    )]
    OutOfScope { measure: String, dimension: String, allowed: String },
    #[error("a query needs at least one measure; name one, for example OEE or revenue")]
    NoMeasure,
    #[error(
        "the query cannot be ordered by {0}, which it does not contain; add it to the query or order by something else"
    )]
    UnknownOrder(String),
    /// A column, a condition or the row of the rest that makes no sense for this query.
    #[error("{0}")]
    Underivable(String),
    /// The value of a condition cannot be set beside the measure.
    #[error(
        "\"{value}\" cannot be compared with {measure}, which is counted in {unit}; write for example {example}"
    )]
    WrongUnit { value: String, measure: String, unit: String, example: String },
    #[error(
        "the answer has more than {0} rows before it is sorted; ask for fewer dimensions, a coarser grain or a filter"
    )]
    TooManyRows(usize),
    /// The catalogue does not fit the tables.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    #[error(transparent)]
    Period(#[from] PeriodError),
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
    /// A statement of the person's own.
    #[error(transparent)]
    Sql(#[from] SqlRefusal),
    /// The SQL we wrote did not parse: a fault of the catalogue or of this engine, never of the question.
    #[error(
        "the catalogue's definition of {measure} gave SQL that does not parse ({detail}); run `sentia config check`"
    )]
    InvalidSql { measure: String, detail: String },
}

fn suggestion(nearest: &[String]) -> String {
    if nearest.is_empty() {
        "; `sentia ask \"what can you answer?\"` lists what there is".to_owned()
    } else {
        format!("; did you mean {}?", nearest.join(", "))
    }
}
