//! FROM: each table becomes a sub-select of the person's rows and columns; common table expressions keep their place.

use sqlparser::ast::{
    Ident, Join, JoinConstraint, JoinOperator, ObjectName, Query, TableAlias, TableFactor, TableWithJoins,
};

use super::{
    SqlRefusal,
    names::{Frame, Relation, folded, ident, rewrite},
    rewrite::{Outcome, Rewriter, alias as named, common_reference, refuse},
};
use crate::Dialect;

impl Rewriter<'_> {
    pub(super) fn tables(&mut self, tables: &mut TableWithJoins, frame: &mut Frame<'_>) -> Outcome {
        let TableWithJoins { relation, joins } = tables;
        self.factor(relation, frame)?;
        for Join { relation, global, join_operator } in joins {
            refuse(*global, "GLOBAL", "leave it out")?;
            self.factor(relation, frame)?;
            self.join(join_operator, frame)?;
        }
        Ok(())
    }

    fn join(&mut self, operator: &mut JoinOperator, frame: &Frame<'_>) -> Outcome {
        use JoinOperator as Kind;
        let constraint = match operator {
            Kind::Join(constraint)
            | Kind::Inner(constraint)
            | Kind::Left(constraint)
            | Kind::LeftOuter(constraint)
            | Kind::Right(constraint)
            | Kind::RightOuter(constraint)
            | Kind::FullOuter(constraint)
            | Kind::CrossJoin(constraint) => constraint,
            _ => return Err(SqlRefusal::not_allowed("this kind of join", "write JOIN or LEFT JOIN … ON …")),
        };
        match constraint {
            JoinConstraint::On(condition) => self.expression(condition, frame),
            JoinConstraint::Using(columns) => columns.iter_mut().try_for_each(|column| {
                let mut name = single(column)?;
                let folded = rewrite(self.dialect, &mut name)?;
                frame.check_column(None, &folded)?;
                *column = vec![name].into();
                Ok(())
            }),
            JoinConstraint::Natural | JoinConstraint::None => Ok(()),
        }
    }

    fn factor(&mut self, factor: &mut TableFactor, frame: &mut Frame<'_>) -> Outcome {
        self.deeper(|walk| match factor {
            TableFactor::Table {
                name,
                alias,
                args,
                with_hints,
                version,
                with_ordinality,
                partitions,
                json_path,
                sample,
                index_hints,
            } => {
                if args.is_some() || *with_ordinality {
                    return Err(no_table_function(name));
                }
                let foreign = version.is_some() || json_path.is_some() || sample.is_some();
                let hinted = !(with_hints.is_empty() && partitions.is_empty() && index_hints.is_empty());
                refuse(foreign || hinted, "an addition to a table", "name the table alone")?;
                let (replaced, relation) = walk.table(name, alias.take())?;
                *factor = replaced;
                frame.relations.push(relation);
                Ok(())
            }
            TableFactor::Derived { lateral, subquery, alias, sample } => {
                refuse(sample.is_some(), "TABLESAMPLE", "filter rows with WHERE")?;
                let relation = walk.derived(*lateral, subquery, alias.as_mut(), frame)?;
                frame.relations.push(relation);
                Ok(())
            }
            TableFactor::NestedJoin { table_with_joins, alias } => {
                refuse(alias.is_some(), "an alias for joined tables", "name each table")?;
                walk.tables(table_with_joins, frame)
            }
            TableFactor::Function { name, .. } => Err(no_table_function(name)),
            _ => Err(SqlRefusal::not_allowed("this in FROM", "read tables, and sub-queries in brackets")),
        })
    }

    fn derived(
        &mut self,
        lateral: bool,
        subquery: &mut Query,
        alias: Option<&mut TableAlias>,
        frame: &Frame<'_>,
    ) -> Outcome<Relation> {
        refuse(lateral && self.dialect == Dialect::Sqlite, "LATERAL", "this database does not know it")?;
        let columns = self.query(subquery, if lateral { Some(frame) } else { frame.outer })?;
        match alias {
            None => Ok(Relation { name: None, columns: columns.into_iter().flatten().collect() }),
            Some(alias) => {
                let name = rewrite(self.dialect, &mut alias.name)?;
                Ok(Relation { name: Some(name), columns: self.renamed(alias, columns)? })
            }
        }
    }

    fn table(&mut self, name: &ObjectName, alias: Option<TableAlias>) -> Outcome<(TableFactor, Relation)> {
        let (schema, own) =
            match name.0.iter().map(|part| part.as_ident()).collect::<Option<Vec<_>>>().as_deref() {
                Some([table]) => (None, (*table).clone()),
                Some([schema, table]) => (Some(folded(self.dialect, schema)?), (*table).clone()),
                _ => {
                    return Err(SqlRefusal::not_allowed(
                        format!("the table {name}"),
                        "write the table's name alone",
                    ));
                }
            };
        let folded = folded(self.dialect, &own)?;
        if is_of_the_system(schema.as_deref(), &folded) {
            return Err(SqlRefusal::not_allowed(
                format!("the system table {name}"),
                "read the tables of the company: `sentia sql` without a statement lists them",
            ));
        }
        let common = self.commons.iter().rev().find(|common| schema.is_none() && common.name == folded);
        let (mut factor, columns) = match common {
            Some(common) => (common_reference(&common.internal), common.columns.clone()),
            None => {
                let (subquery, columns) = self.scoped_table(schema.as_deref(), &folded)?;
                (TableFactor::Derived { lateral: false, subquery, alias: None, sample: None }, columns)
            }
        };
        let mut alias = alias.unwrap_or_else(|| named(own));
        alias.explicit = true;
        let name = rewrite(self.dialect, &mut alias.name)?;
        let columns = self.renamed(&mut alias, columns.into_iter().map(Some).collect())?;
        if let TableFactor::Table { alias: of, .. } | TableFactor::Derived { alias: of, .. } = &mut factor {
            *of = Some(alias);
        }
        Ok((factor, Relation { name: Some(name), columns }))
    }
}

fn single(name: &ObjectName) -> Outcome<Ident> {
    match name.0.as_slice() {
        [part] => Ok(part.as_ident().cloned().unwrap_or_else(|| ident(""))),
        _ => Err(SqlRefusal::not_allowed(format!("{name} in USING"), "write the column's name alone")),
    }
}

fn no_table_function(name: &ObjectName) -> SqlRefusal {
    SqlRefusal::not_allowed(
        format!("the function {name} in FROM"),
        "read tables, and sub-queries in brackets",
    )
}

/// Catalogues of the databases themselves, for a refusal that says so; whatever is no table of the catalogue is refused
/// anyway.
fn is_of_the_system(schema: Option<&str>, table: &str) -> bool {
    let system =
        |name: &str| name.starts_with("pg_") || name.starts_with("sqlite_") || name == "information_schema";
    schema.is_some_and(system) || system(table)
}
