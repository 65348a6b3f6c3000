//! SQL that a person writes. It is parsed, and rebuilt from parts that are known to be harmless: one SELECT, its tables
//! replaced by the rows and columns that the person may see, its functions from a list, its literals checked. What is not
//! known is refused. It then runs read-only, within limits of time, rows and bytes.
//!
//! What guards what: no name reaches the database that was not resolved here, so that nothing beside the person's own
//! sub-selects can be read; common table expressions get names that no table has, so that none can stand in for a
//! table; the text that runs is parsed again and must be the same tree, so that parser and writer cannot disagree.

mod call;
mod expression;
mod from;
mod functions;
mod limit;
mod literal;
mod names;
mod query;
mod refusal;
mod rewrite;
mod run;
mod visible;

pub use refusal::SqlRefusal;
pub use run::{SqlLimits, SqlResult};

use jiff::civil::Date;
use sqlparser::{
    ast::{Query, Statement},
    parser::{Parser, ParserError},
    tokenizer::Tokenizer,
};

use self::{limit::limit_rows, rewrite::Rewriter, visible::Visible};
use crate::{Dialect, Value, catalogue::Dataset};

const MOST_BYTES_OF_TEXT: usize = 20_000;
const MOST_TOKENS: usize = 3_000;
const MOST_COLUMNS: usize = 100;
/// Brackets within each other, as the parser counts them.
const MOST_NESTED: usize = 50;

/// A statement that may run.
#[derive(Debug)]
struct Guarded<'a> {
    sql: String,
    binds: Vec<Value>,
    /// What it reads.
    datasets: Vec<&'a Dataset>,
}

fn guard<'a>(
    visible: &'a Visible<'a>,
    today: Date,
    text: &str,
    rows: usize,
) -> Result<Guarded<'a>, SqlRefusal> {
    let mut query = parse(visible.dialect, text)?;
    let mut rewriter = Rewriter::new(visible, today);
    let columns = rewriter.query(&mut query, None)?;
    rewrite::refuse(columns.len() > MOST_COLUMNS, "so many columns", "select those you need")?;
    limit_rows(&mut query, rows + 1);
    let sql = query.to_string();
    let datasets = rewriter.read.values().copied().collect();
    let binds = rewriter.into_binds();
    check_written(visible.dialect, &sql, query)?;
    Ok(Guarded { sql, binds, datasets })
}

/// That the text is read as the tree it was written from.
fn check_written(dialect: Dialect, sql: &str, query: Box<Query>) -> Result<(), SqlRefusal> {
    let again = Parser::new(dialect.parser().as_ref())
        .with_recursion_limit(4 * MOST_NESTED)
        .try_with_sql(sql)
        .and_then(|mut parser| parser.parse_statements());
    match again.as_deref() {
        Ok([statement]) if *statement == Statement::Query(query) => Ok(()),
        _ => Err(SqlRefusal::not_allowed("this way to write it", "write it more plainly")),
    }
}

fn parse(dialect: Dialect, text: &str) -> Result<Box<Query>, SqlRefusal> {
    rewrite::refuse(text.len() > MOST_BYTES_OF_TEXT, "so long a statement", "write at most 20,000 letters")?;
    let parser = dialect.parser();
    let tokens = Tokenizer::new(parser.as_ref(), text)
        .tokenize_with_location()
        .map_err(|error| SqlRefusal::Unreadable(error.to_string()))?;
    rewrite::refuse(tokens.len() > MOST_TOKENS, "so long a statement", "split it")?;
    let mut statements = Parser::new(parser.as_ref())
        .with_recursion_limit(MOST_NESTED)
        .with_tokens_with_locations(tokens)
        .parse_statements()
        .map_err(unreadable)?;
    match (statements.pop(), statements.len()) {
        (Some(Statement::Query(query)), 0) => Ok(query),
        (Some(statement), 0) => {
            let verb = statement.to_string().split_whitespace().next().unwrap_or("this").to_uppercase();
            Err(SqlRefusal::not_allowed(verb, "data can only be read: write one SELECT"))
        }
        (None, _) => Err(SqlRefusal::Unreadable("there is no statement".to_owned())),
        (Some(_), more) => {
            Err(SqlRefusal::not_allowed(format!("{} statements at once", more + 1), "write one SELECT"))
        }
    }
}

fn unreadable(error: ParserError) -> SqlRefusal {
    match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => {
            SqlRefusal::Unreadable(message.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        ParserError::RecursionLimitExceeded => SqlRefusal::not_allowed(
            "a statement that is nested so deeply",
            "write it flatter, with fewer brackets and sub-queries",
        ),
    }
}
