use async_trait::async_trait;
use schemars::JsonSchema;
use sentia_semantic::{Direction, Freshness, Period, Scope, SqlLimits, SqlResult, Unit, Value};
use serde::{Deserialize, Serialize};

use crate::{
    Cell, Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, Table, TableColumn, Tool, ToolContext,
    ToolError,
    from_result::{Figures, in_words},
};

/// Runs one SELECT of your own over the tables that the person may see: only for what no measure answers. It is read-only,
/// already limited to the person's rows, and its numbers carry no unit. Leave sql out to list the tables and their columns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunSqlArgs {
    /// One SELECT in the SQL of the warehouse. Give each column a telling alias. CURRENT_DATE is the day of the company's
    /// data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// A word, to list only the tables that have it in their name or in that of a column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// See [`RunSqlArgs`].
pub struct RunSql;

#[async_trait]
impl Tool for RunSql {
    const NAME: &'static str = "run_sql";
    type Args = RunSqlArgs;

    fn is_open_to(&self, scope: &Scope) -> bool {
        scope.sql
    }

    async fn call(&self, args: RunSqlArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        match args.sql.as_deref().map(str::trim).filter(|sql| !sql.is_empty()) {
            Some(sql) => {
                let result = context.engine.run_sql(sql, &context.scope, SqlLimits::default()).await?;
                Ok(evidence(result, context))
            }
            None => Ok(tables(args.about.as_deref().unwrap_or_default(), context)),
        }
    }
}

fn evidence(result: SqlResult, context: &ToolContext) -> Evidence {
    let today = context.engine.today();
    let period = result.covers.unwrap_or(Period::new(today, today));
    let columns = columns(&result);
    let mut figures = Figures::default();
    let rows: Vec<Vec<Cell>> =
        result.rows.iter().map(|row| cells(row, &columns, period, &mut figures)).collect();
    let facts = facts(&columns, &rows, period, &mut figures);
    Evidence {
        id: String::new(),
        title: title(&result.sources),
        table: Table { columns, rows, ..Table::default() },
        figures: figures.0,
        facts,
        computed: HowComputed {
            scope: context.scope_in_words.clone(),
            sql: vec![result.sql],
            sources: result.sources,
            ..HowComputed::described(period)
        },
        as_of: today,
        freshness: result.freshness,
        completeness: Vec::new(),
        caveats: caveats(result.truncated, result.rows.len(), context),
        charts: Vec::new(),
        passages: Vec::new(),
    }
}

fn title(sources: &[String]) -> String {
    match sources {
        [] => "Result of the SQL".to_owned(),
        some => format!("Result of the SQL over {}", in_words(some)),
    }
}

/// Headings as the statement gives them; ids are unique. A column of nothing but numbers holds figures.
fn columns(result: &SqlResult) -> Vec<TableColumn> {
    let mut columns: Vec<TableColumn> = Vec::with_capacity(result.columns.len());
    for (at, heading) in result.columns.iter().enumerate() {
        let taken = columns.iter().any(|column| column.id == *heading);
        let id = if taken { format!("{heading}.{}", at + 1) } else { heading.clone() };
        let cells = || result.rows.iter().filter_map(|row| row.get(at));
        let is_figures = !names_something(heading)
            && cells().any(|cell| cell.as_f64().is_some())
            && cells().all(|cell| cell.is_null() || cell.as_f64().is_some());
        // The unit is not known: nothing says what a statement computes.
        let unit = is_figures.then(|| Unit::Quantity(String::new()));
        columns.push(TableColumn { id, label: heading.clone(), unit });
    }
    columns
}

/// Whether a number under this heading is a name, such as a year or an id, that nobody adds up or groups in thousands.
fn names_something(heading: &str) -> bool {
    let last = heading.rsplit(['_', ' ', '.']).next().unwrap_or_default().to_lowercase();
    ["id", "no", "number", "code", "key", "year", "quarter", "month", "week", "day", "hour"]
        .contains(&last.as_str())
}

fn cells(row: &[Value], columns: &[TableColumn], period: Period, figures: &mut Figures) -> Vec<Cell> {
    let named = row.iter().zip(columns).filter(|(cell, column)| column.unit.is_none() && !cell.is_null());
    let members: Vec<(String, String)> =
        named.map(|(cell, column)| (column.id.clone(), plain(cell))).collect();
    let cell = |(value, column): (&Value, &TableColumn)| match &column.unit {
        _ if value.is_null() => Cell::Empty,
        None => Cell::Text(plain(value)),
        Some(unit) => Cell::Figure(figures.add(figure(value.clone(), unit, column, members.clone(), period))),
    };
    row.iter().zip(columns).map(cell).collect()
}

fn figure(
    value: Value,
    unit: &Unit,
    column: &TableColumn,
    members: Vec<(String, String)>,
    period: Period,
) -> Figure {
    Figure {
        id: String::new(),
        value,
        unit: unit.clone(),
        kind: FigureKind::Value,
        measure: column.id.clone(),
        label: column.label.replace('_', " "),
        direction: Direction::Neutral,
        members,
        period,
        against: None,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Integer(whole) => whole.to_string(),
        Value::Real(real) => real.to_string(),
        Value::Null => String::new(),
    }
}

/// The figures themselves where there is one row, else how many rows there are.
fn facts(columns: &[TableColumn], rows: &[Vec<Cell>], period: Period, figures: &mut Figures) -> Vec<Fact> {
    let [only] = rows else {
        return vec![how_many(rows.len(), period, figures)];
    };
    let of_cell = |(cell, column): (&Cell, &TableColumn)| match cell {
        Cell::Figure(id) => Some(Fact {
            kind: FactKind::Value,
            measure: column.label.replace('_', " "),
            figures: vec![id.clone()],
        }),
        _ => None,
    };
    only.iter().zip(columns).filter_map(of_cell).collect()
}

fn how_many(rows: usize, period: Period, figures: &mut Figures) -> Fact {
    if rows == 0 {
        return Fact { kind: FactKind::NoData, measure: "rows".to_owned(), figures: Vec::new() };
    }
    let count = Value::Integer(i64::try_from(rows).unwrap_or(i64::MAX));
    let column = TableColumn { id: String::new(), label: "rows".to_owned(), unit: None };
    let counted = figure(count, &Unit::Count("rows".to_owned()), &column, Vec::new(), period);
    let id = figures.add(Figure { kind: FigureKind::Count, ..counted });
    Fact { kind: FactKind::HowMany, measure: "rows".to_owned(), figures: vec![id] }
}

fn caveats(truncated: bool, rows: usize, context: &ToolContext) -> Vec<String> {
    let mut caveats = vec![
        "These are plain numbers as the tables hold them: money in pence or other minor units.".to_owned(),
    ];
    if truncated {
        caveats.push(format!("Only the first {rows} rows are shown."));
    }
    if let Some(scope) = &context.scope_in_words {
        caveats.push(format!("You see {scope}, as your permissions allow."));
    }
    caveats
}

/// The tables that may be named, with their columns: those that have the word.
fn tables(word: &str, context: &ToolContext) -> Evidence {
    let today = context.engine.today();
    let column =
        |id: &str, label: &str| TableColumn { id: id.to_owned(), label: label.to_owned(), unit: None };
    let row =
        |(table, columns): (String, Vec<String>)| vec![Cell::Text(table), Cell::Text(columns.join(", "))];
    let word = word.trim().to_lowercase();
    let has_word = |(table, columns): &(String, Vec<String>)| {
        std::iter::once(table).chain(columns).any(|name| name.to_lowercase().contains(&word))
    };
    let visible = context.engine.sql_tables(&context.scope).into_iter();
    let rows: Vec<Vec<Cell>> = visible.filter(has_word).map(row).collect();
    let mut figures = Figures::default();
    let period = Period::new(today, today);
    let facts = vec![how_many(rows.len(), period, &mut figures)];
    Evidence {
        id: String::new(),
        title: "Tables that SQL may read".to_owned(),
        table: Table {
            columns: vec![column("table", "Table"), column("columns", "Columns")],
            rows,
            ..Table::default()
        },
        figures: figures.0,
        facts,
        computed: HowComputed { scope: context.scope_in_words.clone(), ..HowComputed::described(period) },
        as_of: today,
        freshness: Freshness { data_through: None, period_incomplete_after: None },
        completeness: Vec::new(),
        caveats: Vec::new(),
        charts: Vec::new(),
        passages: Vec::new(),
    }
}
