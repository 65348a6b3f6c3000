//! The walk through a statement: every node is either known to be harmless and kept, or refused. Names are resolved as
//! the database will resolve them, and each table becomes a sub-select of what the person may see of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sqlparser::{
    ast::{Ident, Query, SetExpr, Statement, TableFactor},
    parser::Parser,
};

use super::{SqlRefusal, names::ident, visible::Visible};
use crate::{
    Dialect, Value,
    catalogue::Dataset,
    compile::{Binds, scoped_rows},
};

/// Expressions and queries within each other.
const MOST_DEEP: usize = 60;
/// Table references, each of which is a sub-select.
const MOST_TABLES: usize = 30;
/// Concatenations: each may double a text.
const MOST_CONCATENATIONS: usize = 16;

pub(super) type Outcome<T = ()> = Result<T, SqlRefusal>;

/// A common table expression, under a name that no table has.
pub(super) struct Common {
    pub name: String,
    pub internal: String,
    pub columns: Vec<String>,
}

pub(super) struct Rewriter<'a> {
    pub visible: &'a Visible<'a>,
    pub dialect: Dialect,
    pub today: Date,
    /// Common table expressions in sight, the nearest last.
    pub commons: Vec<Common>,
    /// What the statement reads, by dataset id.
    pub read: BTreeMap<&'a str, &'a Dataset>,
    binds: Binds,
    named: usize,
    depth: usize,
    tables: usize,
    concatenations: usize,
}

impl<'a> Rewriter<'a> {
    pub(super) fn new(visible: &'a Visible<'a>, today: Date) -> Self {
        Rewriter {
            visible,
            dialect: visible.dialect,
            today,
            commons: Vec::new(),
            read: BTreeMap::new(),
            binds: Binds::default(),
            named: 0,
            depth: 0,
            tables: 0,
            concatenations: 0,
        }
    }

    pub(super) fn into_binds(self) -> Vec<Value> {
        self.binds.into_values()
    }

    /// Goes one level down. A refusal ends the walk, so that only success comes back up.
    pub(super) fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        self.depth += 1;
        if self.depth > MOST_DEEP {
            return Err(SqlRefusal::not_allowed(
                "a statement that is nested so deeply",
                "write it flatter, with fewer brackets and sub-queries",
            ));
        }
        let done = work(self)?;
        self.depth -= 1;
        Ok(done)
    }

    pub(super) fn one_more_concatenation(&mut self) -> Outcome {
        self.concatenations += 1;
        refuse(self.concatenations > MOST_CONCATENATIONS, "so many concatenations", "join fewer texts")
    }

    /// The placeholder of a text.
    pub(super) fn bind(&mut self, text: &str) -> String {
        self.binds.add(text)
    }

    /// A name for a common table expression that is no table's, so that neither can be taken for the other.
    pub(super) fn internal_name(&mut self, name: &str) -> String {
        let plain: String = name.chars().filter(|letter| letter.is_ascii_alphanumeric()).collect();
        loop {
            self.named += 1;
            let candidate = format!("with{}_{plain}", self.named);
            let mut tables = self.visible.tables.schema.tables();
            if !tables.any(|(table, _)| {
                table.rsplit('.').next().is_some_and(|table| table.eq_ignore_ascii_case(&candidate))
            }) {
                return candidate;
            }
        }
    }

    /// The sub-select that stands for a table, and the columns it has.
    pub(super) fn scoped_table(
        &mut self,
        schema: Option<&str>,
        name: &str,
    ) -> Outcome<(Box<Query>, Vec<String>)> {
        self.tables += 1;
        refuse(
            self.tables > MOST_TABLES,
            "so many tables at once",
            "read fewer, or read them once in a WITH",
        )?;
        let table = self.visible.find(schema, name)?;
        let sql = scoped_rows::select(
            self.visible.tables,
            self.dialect,
            self.today,
            self.visible.scope,
            table.dataset,
            &table.columns,
            &mut self.binds,
        );
        let query = sql.and_then(|sql| parsed(self.dialect, &sql));
        let query = query.ok_or_else(|| {
            SqlRefusal::not_allowed(format!("the table {name}"), "run `sentia config check` on the catalogue")
        })?;
        self.read.insert(table.dataset.id.as_str(), table.dataset);
        let folded = |column: &String| match self.dialect {
            Dialect::Sqlite => column.to_ascii_lowercase(),
            Dialect::Postgres => column.clone(),
        };
        Ok((query, table.columns.iter().map(folded).collect()))
    }
}

/// A statement of our own as a query.
fn parsed(dialect: Dialect, sql: &str) -> Option<Box<Query>> {
    let mut statements = Parser::parse_sql(dialect.parser().as_ref(), sql).ok()?;
    match (statements.pop(), statements.is_empty()) {
        (Some(Statement::Query(query)), true) => Some(query),
        _ => None,
    }
}

pub(super) fn refuse(is_there: bool, what: &str, instead: &str) -> Outcome {
    if is_there { Err(SqlRefusal::not_allowed(what, instead)) } else { Ok(()) }
}

/// What a statement or set operand is called in a refusal.
pub(super) fn changes_data(body: &SetExpr) -> Option<&'static str> {
    match body {
        SetExpr::Insert(_) => Some("INSERT"),
        SetExpr::Update(_) => Some("UPDATE"),
        SetExpr::Delete(_) => Some("DELETE"),
        SetExpr::Merge(_) => Some("MERGE"),
        _ => None,
    }
}

/// `FROM internal AS name`.
pub(super) fn common_reference(internal: &str) -> TableFactor {
    TableFactor::Table {
        name: vec![ident(internal)].into(),
        alias: None,
        args: None,
        with_hints: Vec::new(),
        version: None,
        with_ordinality: false,
        partitions: Vec::new(),
        json_path: None,
        sample: None,
        index_hints: Vec::new(),
    }
}

pub(super) fn alias(name: Ident) -> sqlparser::ast::TableAlias {
    sqlparser::ast::TableAlias { explicit: true, name, columns: Vec::new(), at: None }
}
