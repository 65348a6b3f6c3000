//! What a person may see of the warehouse in statements of their own: the tables that the catalogue maps to an area and
//! to the person's rows, and of those the columns that it mentions. What it does not mention is hidden.

use std::collections::{BTreeMap, BTreeSet};

use sqlparser::ast::Expr;

use super::SqlRefusal;
use crate::{
    Area, Dialect, Scope,
    catalogue::{Dataset, columns},
    compile::{Tables, scoped_rows},
    warehouse::Table,
};

pub(super) struct Visible<'a> {
    pub tables: Tables<'a>,
    pub dialect: Dialect,
    pub scope: &'a Scope,
    /// Areas of the dimensions, and of the measures over one column alone, that show a column: any of them opens it.
    shown: BTreeMap<(&'a str, String), BTreeSet<Area>>,
    /// Areas of the measures that only mix a column with others. Such a column goes with its table where a measure of the
    /// table's own area mixes it; else all of them are needed, since a ratio may be read by more people than its parts.
    mixed: BTreeMap<(&'a str, String), BTreeSet<Area>>,
    /// Columns that hold a table together: keys, references, tenant, date.
    structure: BTreeSet<(&'a str, String)>,
    areas: BTreeMap<&'a str, BTreeSet<Area>>,
}

/// A table that the person may see, cut down to their rows and columns.
pub(super) struct VisibleTable<'a> {
    pub dataset: &'a Dataset,
    pub columns: Vec<String>,
}

impl<'a> Visible<'a> {
    pub(super) fn new(tables: Tables<'a>, dialect: Dialect, scope: &'a Scope) -> Self {
        let mut visible = Visible {
            tables,
            dialect,
            scope,
            shown: BTreeMap::new(),
            mixed: BTreeMap::new(),
            structure: BTreeSet::new(),
            areas: BTreeMap::new(),
        };
        visible.read_measures();
        visible.read_dimensions();
        visible.read_structure();
        visible
    }

    fn note(&mut self, named: Vec<(String, String)>, area: Area, alone: bool) {
        for (dataset, column) in named {
            if let Some((id, _)) = self.tables.catalogue.datasets.get_key_value(&dataset) {
                let columns = if alone { &mut self.shown } else { &mut self.mixed };
                columns.entry((id.as_str(), column)).or_default().insert(area);
            }
        }
    }

    fn read_measures(&mut self) {
        for measure in &self.tables.catalogue.measures {
            let aggregates = measure.expression.aggregates();
            let alone = aggregates.len() == 1
                && aggregates.iter().all(|aggregate| {
                    let argument = aggregate.argument.as_ref();
                    argument.is_none_or(|argument| matches!(argument, Expr::CompoundIdentifier(_)))
                });
            for aggregate in aggregates {
                if let Some((id, _)) = self.tables.catalogue.datasets.get_key_value(&aggregate.dataset) {
                    self.areas.entry(id.as_str()).or_default().insert(measure.area);
                }
                let parts = [&aggregate.argument, &aggregate.condition, &aggregate.time];
                parts.into_iter().flatten().for_each(|part| self.note(columns(part), measure.area, alone));
            }
        }
    }

    fn read_dimensions(&mut self) {
        for dimension in &self.tables.catalogue.dimensions {
            self.areas.entry(dimension.dataset.as_str()).or_default().insert(dimension.area);
            self.note(columns(&dimension.expression), dimension.area, true);
        }
    }

    fn read_structure(&mut self) {
        let catalogue = self.tables.catalogue;
        for (id, dataset) in &catalogue.datasets {
            if let Some(area) = dataset.area {
                self.areas.insert(id, BTreeSet::from([area]));
            }
            let names = dataset.primary_key.iter().chain(&dataset.tenant);
            self.structure.extend(names.map(|column| (id.as_str(), column.clone())));
            let dated = dataset.dated_by.as_ref().map(columns).unwrap_or_default();
            let own = dated.into_iter().filter(|(of, _)| of == id);
            self.structure.extend(own.map(|(_, column)| (id.as_str(), column)));
        }
        for relationship in &catalogue.relationships {
            let ends = [
                (&relationship.from, &relationship.from_columns),
                (&relationship.to, &relationship.to_columns),
            ];
            for (dataset, names) in ends {
                self.structure.extend(names.iter().map(|column| (dataset.as_str(), column.clone())));
            }
        }
    }

    /// The table of this name, as its catalogue source or dataset id gives it; `schema` where one was written.
    pub(super) fn find(&self, schema: Option<&str>, name: &str) -> Result<VisibleTable<'a>, SqlRefusal> {
        let candidates = self.candidates(schema, name);
        let mut refusal = None;
        let mut found: Option<VisibleTable<'a>> = None;
        for dataset in candidates {
            match self.check(dataset) {
                Ok(table) => match &mut found {
                    Some(first) => merge(&mut first.columns, self.columns(dataset, table)),
                    None => found = Some(VisibleTable { dataset, columns: self.columns(dataset, table) }),
                },
                Err(fault) => refusal = refusal.or(Some(fault)),
            }
        }
        match (found, refusal) {
            (Some(table), _) => Ok(table),
            (None, Some(fault)) => Err(fault),
            (None, None) => Err(self.unknown(name)),
        }
    }

    fn candidates(&self, schema: Option<&str>, name: &str) -> Vec<&'a Dataset> {
        let all = || self.tables.catalogue.datasets.values();
        let of_source = |dataset: &&Dataset| {
            let mut parts = dataset.source.rsplit('.');
            let table = parts.next().is_some_and(|table| self.same(table, name));
            table && schema.is_none_or(|schema| parts.next().is_none_or(|own| self.same(own, schema)))
        };
        let mut found: Vec<&Dataset> = all().filter(of_source).collect();
        // The dataset that is called as its table stands for it.
        found.sort_by_key(|dataset| !self.same(&dataset.id, name));
        if found.is_empty() && schema.is_none() {
            found = all().filter(|dataset| self.same(&dataset.id, name)).collect();
        }
        found
    }

    /// `typed` is folded already.
    fn same(&self, name: &str, typed: &str) -> bool {
        match self.dialect {
            Dialect::Sqlite => name.eq_ignore_ascii_case(typed),
            Dialect::Postgres => name == typed,
        }
    }

    /// That the person may read every area of the table, and that its rows can be cut down to theirs.
    fn check(&self, dataset: &'a Dataset) -> Result<&'a Table, SqlRefusal> {
        let table = self.tables.table(dataset).ok_or_else(|| self.unknown(&dataset.id))?;
        let Some(areas) = self.areas.get(dataset.id.as_str()) else {
            return Err(self.unknown(&dataset.id));
        };
        let missing: Vec<String> =
            areas.iter().filter(|area| !self.scope.may_read(**area)).map(ToString::to_string).collect();
        if !missing.is_empty() {
            let (table, areas) = (dataset.id.clone(), missing.join(" and "));
            return Err(SqlRefusal::AreaForbidden { table, areas });
        }
        match scoped_rows::obstacle(self.tables, self.scope, dataset) {
            None => Ok(table),
            Some((dimension, allowed)) => {
                Err(SqlRefusal::OutOfScope { table: dataset.id.clone(), dimension, allowed })
            }
        }
    }

    fn columns(&self, dataset: &Dataset, table: &Table) -> Vec<String> {
        let readable = |area: &Area| self.scope.may_read(*area);
        let none = BTreeSet::new();
        let own = self.areas.get(dataset.id.as_str()).unwrap_or(&none);
        let may_see = |column: &&String| {
            let key = (dataset.id.as_str(), (*column).clone());
            let opened = match (self.shown.get(&key), self.mixed.get(&key)) {
                (Some(areas), _) => areas.iter().any(readable),
                (None, Some(areas)) => !areas.is_disjoint(own) || areas.iter().all(readable),
                (None, None) => false,
            };
            opened || self.structure.contains(&key)
        };
        table.columns.keys().filter(may_see).cloned().collect()
    }

    fn unknown(&self, name: &str) -> SqlRefusal {
        let visible = self.names();
        let nearest = crate::lookup::nearest(name, visible.iter().map(String::as_str));
        let possible = if nearest.is_empty() { visible } else { nearest };
        SqlRefusal::UnknownTable { name: name.to_owned(), possible }
    }

    fn names(&self) -> Vec<String> {
        let visible =
            self.tables.catalogue.datasets.values().filter(|dataset| {
                self.areas.contains_key(dataset.id.as_str()) && self.check(dataset).is_ok()
            });
        let names: BTreeSet<String> =
            visible.filter_map(|dataset| Some(dataset.source.rsplit('.').next()?.to_owned())).collect();
        names.into_iter().collect()
    }

    /// Every table that the person may see, with its columns.
    pub(super) fn all(&self) -> Vec<(String, Vec<String>)> {
        let names = self.names().into_iter();
        names.filter_map(|name| self.find(None, &name).ok().map(|table| (name, table.columns))).collect()
    }
}

fn merge(columns: &mut Vec<String>, others: Vec<String>) {
    columns.extend(others);
    columns.sort();
    columns.dedup();
}
