use std::{collections::BTreeSet, fmt::Write};

use jiff::civil::Date;
use sqlparser::ast::Expr;

use super::{Dialect, Tables, expression};
use crate::{
    catalogue::{Dataset, Dimension, Relationship},
    warehouse::ColumnType,
};

/// The FROM clause of one sub-select: its dataset, and what is joined to it many-to-one as it becomes needed.
pub(super) struct From<'a> {
    pub tables: Tables<'a>,
    pub dialect: Dialect,
    pub today: Date,
    pub root: &'a Dataset,
    /// What the root is called.
    pub root_alias: String,
    /// What is read in the place of the root's table.
    pub stand_in: Option<String>,
    joined: Vec<Joined<'a>>,
    /// Columns of the root that are named outside of conditions of joins.
    named: BTreeSet<String>,
}

struct Joined<'a> {
    /// Names of the relationships followed from the root.
    way: Vec<&'a str>,
    alias: String,
    dataset: &'a Dataset,
    on: String,
    /// Columns of the dataset before it that it is joined by.
    by: &'a [String],
}

impl<'a> From<'a> {
    pub(super) fn new(tables: Tables<'a>, dialect: Dialect, today: Date, root: &'a Dataset) -> Self {
        From {
            tables,
            dialect,
            today,
            root,
            root_alias: root.id.clone(),
            stand_in: None,
            joined: Vec::new(),
            named: BTreeSet::new(),
        }
    }

    /// `FROM …` with all its joins.
    pub(super) fn sql(&self) -> String {
        let root = match &self.stand_in {
            Some(rows) => format!("{rows} AS {}", expression::name(&self.root_alias)),
            None => self.aliased(self.root, &self.root_alias),
        };
        let mut sql = format!("FROM {root}");
        for joined in &self.joined {
            let _ =
                write!(sql, "\nLEFT JOIN {} ON {}", self.aliased(joined.dataset, &joined.alias), joined.on);
        }
        sql
    }

    fn aliased(&self, dataset: &Dataset, alias: &str) -> String {
        let (table, alias) = (self.dialect.table(&dataset.source), expression::name(alias));
        if table == alias { table } else { format!("{table} AS {alias}") }
    }

    /// The name under which a dataset can be used, joining it first where needed. None where the root does not reach it.
    pub(super) fn alias_of(&mut self, dataset: &str) -> Option<String> {
        let path = self.tables.catalogue.path(&self.root.id, dataset)?;
        self.alias_at(&path)
    }

    fn alias_at(&mut self, path: &[&'a Relationship]) -> Option<String> {
        let Some((last, before)) = path.split_last() else {
            return Some(self.root_alias.clone());
        };
        let way: Vec<&str> = path.iter().map(|relationship| relationship.name.as_str()).collect();
        if let Some(joined) = self.joined.iter().find(|joined| joined.way == way) {
            return Some(joined.alias.clone());
        }
        let from_alias = self.alias_at(before)?;
        let dataset = self.tables.catalogue.datasets.get(&last.to)?;
        let from = self.tables.catalogue.datasets.get(&last.from)?;
        let alias = self.free_alias(&dataset.id);
        let on = on_clause(last, from, dataset, &from_alias, &alias);
        self.joined.push(Joined { way, alias: alias.clone(), dataset, on, by: &last.from_columns });
        Some(alias)
    }

    fn free_alias(&self, dataset: &str) -> String {
        let taken =
            |name: &str| name == self.root_alias || self.joined.iter().any(|joined| joined.alias == name);
        let numbered = (2..).map(|number| format!("{dataset}_{number}"));
        let mut candidates = std::iter::once(dataset.to_owned()).chain(numbered);
        candidates.find(|name| !taken(name)).unwrap_or_default()
    }

    /// The columns of the root that all of this needs.
    pub(super) fn columns_of_root(&self) -> BTreeSet<String> {
        let mut columns = self.named.clone();
        for joined in self.joined.iter().filter(|joined| joined.way.len() == 1) {
            columns.extend(joined.by.iter().cloned());
        }
        columns
    }

    /// A row-level expression over the root and what it reaches. None where it names something out of reach.
    pub(super) fn write(&mut self, row_expression: &Expr) -> Option<String> {
        let (dialect, today) = (self.dialect, self.today);
        let mut out_of_reach = false;
        let of_root = crate::catalogue::columns(row_expression).into_iter();
        self.named.extend(of_root.filter(|(dataset, _)| *dataset == self.root.id).map(|(_, column)| column));
        let sql = expression::write(row_expression, dialect, today, &mut |dataset| {
            let alias = self.alias_of(dataset);
            out_of_reach |= alias.is_none();
            alias
        });
        (!out_of_reach).then_some(sql)
    }

    /// The same, to stand beside an operator.
    pub(super) fn operand(&mut self, row_expression: &Expr) -> Option<String> {
        let sql = self.write(row_expression)?;
        Some(if crate::catalogue::is_simple(row_expression) { sql } else { format!("({sql})") })
    }

    /// The key of the member that a row belongs to, as text. A foreign key that equals it is taken where it stands.
    pub(super) fn key(&mut self, dimension: &Dimension) -> Option<String> {
        let Some(key) = &dimension.key else {
            let kind = self.tables.of(&dimension.expression);
            let label = self.operand(&dimension.expression)?;
            return Some(as_text(label, kind));
        };
        let path = self.tables.catalogue.path(&self.root.id, &dimension.dataset)?;
        let foreign_key = path.split_last().and_then(|(last, before)| {
            let position = last.to_columns.iter().position(|column| column == key)?;
            Some((before, last, last.from_columns.get(position)?))
        });
        let (alias, dataset, column) = match foreign_key {
            Some((before, last, column)) => (self.alias_at(before)?, last.from.as_str(), column),
            None => (self.alias_at(&path)?, dimension.dataset.as_str(), key),
        };
        if alias == self.root_alias {
            self.named.insert(column.clone());
        }
        let kind = self.tables.column(dataset, column).unwrap_or(ColumnType::Other);
        Some(as_text(expression::qualified(&alias, column), kind))
    }

    /// The label of the member that a row belongs to, as text.
    pub(super) fn label(&mut self, dimension: &Dimension) -> Option<String> {
        let kind = self.tables.of(&dimension.expression);
        self.operand(&dimension.expression).map(|label| as_text(label, kind))
    }

    /// `alias.tenant` as text, where the root has a tenant.
    pub(super) fn tenant(&self) -> Option<String> {
        let tenant = self.root.tenant.as_ref()?;
        let kind = self.tables.column(&self.root.id, tenant).unwrap_or(ColumnType::Text);
        Some(as_text(expression::qualified(&self.root_alias, tenant), kind))
    }
}

pub(super) fn as_text(sql: String, kind: ColumnType) -> String {
    if kind == ColumnType::Text { sql } else { format!("CAST({sql} AS TEXT)") }
}

/// The pairs of columns, and the tenant where both sides have one.
fn on_clause(
    relationship: &Relationship,
    from: &Dataset,
    to: &Dataset,
    from_alias: &str,
    to_alias: &str,
) -> String {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    if let (Some(from), Some(to)) = (&from.tenant, &to.tenant) {
        pairs.push((from, to));
    }
    for pair in relationship.from_columns.iter().zip(&relationship.to_columns) {
        let pair = (pair.0.as_str(), pair.1.as_str());
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    let equals = |(from, to): &(&str, &str)| {
        format!("{} = {}", expression::qualified(to_alias, to), expression::qualified(from_alias, from))
    };
    pairs.iter().map(equals).collect::<Vec<_>>().join(" AND ")
}
