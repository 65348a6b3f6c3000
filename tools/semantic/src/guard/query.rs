//! Queries: WITH, set operations, SELECT, ORDER BY, LIMIT.

use sqlparser::ast::{
    Cte, Distinct, Expr, Function, GroupByExpr, NamedWindowDefinition, NamedWindowExpr, OrderBy, OrderByExpr,
    OrderByKind, OrderByOptions, OrderBySort, Query, Select, SelectFlavor, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, SetOperator, SetQuantifier, TableAlias, Values,
    WildcardAdditionalOptions, With,
};

use super::{
    SqlRefusal,
    limit::check_limit,
    names::{Frame, folded, ident, rewrite},
    rewrite::{Common, Outcome, Rewriter, changes_data, refuse},
};
use crate::Dialect;

/// Columns of a query, by name where they have one.
pub(super) type Columns = Vec<Option<String>>;

/// The body of a query: its columns, and what its ORDER BY may name.
struct Body<'p> {
    columns: Columns,
    frame: Frame<'p>,
}

impl Rewriter<'_> {
    pub(super) fn query(&mut self, query: &mut Query, outer: Option<&Frame<'_>>) -> Outcome<Columns> {
        self.deeper(|walk| {
            let Query {
                with,
                body,
                order_by,
                limit_clause,
                fetch,
                locks,
                for_clause,
                settings,
                format_clause,
                pipe_operators,
            } = query;
            refuse(fetch.is_some(), "FETCH", "write LIMIT")?;
            refuse(!locks.is_empty(), "FOR UPDATE or FOR SHARE", "read without locks")?;
            let foreign = for_clause.is_some()
                || settings.is_some()
                || format_clause.is_some()
                || !pipe_operators.is_empty();
            refuse(foreign, "a clause of another database", "write plain SELECT … FROM … WHERE …")?;
            let in_sight = walk.commons.len();
            if let Some(with) = with {
                walk.with(with, outer)?;
            }
            let body = walk.body(body, outer)?;
            if let Some(order_by) = order_by {
                walk.order_by(order_by, &body.frame)?;
            }
            if let Some(limit) = limit_clause {
                check_limit(limit)?;
            }
            walk.commons.truncate(in_sight);
            Ok(body.columns)
        })
    }

    fn with(&mut self, with: &mut With, outer: Option<&Frame<'_>>) -> Outcome {
        let With { with_token: _, recursive, cte_tables } = with;
        refuse(*recursive, "WITH RECURSIVE", "write the steps out, or join the table to itself")?;
        for common in cte_tables {
            let Cte { alias, query, from, materialized: _, closing_paren_token: _ } = common;
            refuse(from.is_some(), "FROM after a common table expression", "leave it out")?;
            let columns = self.query(query, outer)?;
            let name = folded(self.dialect, &alias.name)?;
            let internal = self.internal_name(&name);
            alias.name = ident(internal.clone());
            let columns = self.renamed(alias, columns)?;
            self.commons.push(Common { name, internal, columns });
        }
        Ok(())
    }

    /// The columns of a table or sub-select under its alias; its name is written anew elsewhere.
    pub(super) fn renamed(&mut self, alias: &mut TableAlias, columns: Columns) -> Outcome<Vec<String>> {
        let TableAlias { explicit: _, name: _, columns: given, at } = alias;
        refuse(at.is_some(), "AT after an alias", "leave it out")?;
        let mut names = Vec::with_capacity(columns.len());
        let mut left = columns.into_iter();
        for column in given {
            refuse(column.data_type.is_some(), "a column with a type in an alias", "leave the type out")?;
            names.push(rewrite(self.dialect, &mut column.name)?);
            left.next();
        }
        names.extend(left.flatten());
        Ok(names)
    }

    fn body<'p>(&mut self, body: &mut SetExpr, outer: Option<&'p Frame<'p>>) -> Outcome<Body<'p>> {
        if let Some(verb) = changes_data(body) {
            return Err(SqlRefusal::not_allowed(verb, "data can only be read: write a SELECT"));
        }
        let columns = match body {
            SetExpr::Select(select) => return self.deeper(|walk| walk.select(select, outer)),
            SetExpr::Query(query) => self.query(query, outer)?,
            SetExpr::SetOperation { left, op, set_quantifier, right } => {
                refuse(*op == SetOperator::Minus, "MINUS", "write EXCEPT")?;
                let known = matches!(
                    set_quantifier,
                    SetQuantifier::All | SetQuantifier::Distinct | SetQuantifier::None
                );
                refuse(!known, "BY NAME", "list the columns in the same order")?;
                let columns = self.deeper(|walk| Ok(walk.body(left, outer)?.columns))?;
                self.deeper(|walk| walk.body(right, outer).map(drop))?;
                columns
            }
            SetExpr::Values(values) => self.values(values, outer)?,
            _ => {
                return Err(SqlRefusal::not_allowed("TABLE", "write SELECT * FROM and the table"));
            }
        };
        let aliases = columns.iter().flatten().cloned().collect();
        Ok(Body { columns, frame: Frame { aliases, ..Frame::within(outer) } })
    }

    fn values(&mut self, values: &mut Values, outer: Option<&Frame<'_>>) -> Outcome<Columns> {
        let Values { explicit_row, value_keyword, rows } = values;
        refuse(*explicit_row || *value_keyword, "ROW in VALUES", "write VALUES (…), (…)")?;
        let frame = Frame::within(outer);
        let mut width = 0;
        for row in rows {
            width = row.content.len();
            self.expressions(&mut row.content, &frame)?;
        }
        Ok((1..=width).map(|number| Some(format!("column{number}"))).collect())
    }

    fn select<'p>(&mut self, select: &mut Select, outer: Option<&'p Frame<'p>>) -> Outcome<Body<'p>> {
        let Select {
            select_token: _,
            optimizer_hints,
            distinct,
            select_modifiers,
            top,
            top_before_distinct: _,
            projection,
            exclude,
            into,
            from,
            lateral_views,
            prewhere,
            selection,
            connect_by,
            group_by,
            cluster_by,
            distribute_by,
            sort_by,
            having,
            named_window,
            qualify,
            window_before_qualify: _,
            value_table_mode,
            flavor,
        } = select;
        optimizer_hints.clear();
        refuse(into.is_some(), "INTO", "data can only be read: leave it out")?;
        refuse(top.is_some(), "TOP", "write LIMIT at the end")?;
        refuse(qualify.is_some(), "QUALIFY", "filter in a query around this one")?;
        let foreign = select_modifiers.is_some()
            || exclude.is_some()
            || prewhere.is_some()
            || value_table_mode.is_some()
            || *flavor != SelectFlavor::Standard
            || !(lateral_views.is_empty() && connect_by.is_empty())
            || !(cluster_by.is_empty() && distribute_by.is_empty() && sort_by.is_empty());
        refuse(foreign, "a clause of another database", "write plain SELECT … FROM … WHERE …")?;
        let mut frame = Frame::within(outer);
        for tables in from {
            self.tables(tables, &mut frame)?;
        }
        let columns = self.projection(projection, &frame)?;
        if let Some(Distinct::On(expressions)) = distinct {
            self.expressions(expressions, &frame)?;
        }
        let aliases: Vec<String> = columns.iter().flatten().cloned().collect();
        if self.dialect == Dialect::Sqlite {
            frame.aliases.clone_from(&aliases);
        }
        self.maybe(selection.as_mut(), &frame)?;
        frame.aliases = aliases;
        self.group_by(group_by, &frame)?;
        self.maybe(having.as_mut(), &frame)?;
        for NamedWindowDefinition(name, window) in named_window {
            rewrite(self.dialect, name)?;
            match window {
                NamedWindowExpr::NamedWindow(other) => drop(rewrite(self.dialect, other)?),
                NamedWindowExpr::WindowSpec(window) => self.window(window, &frame)?,
            }
        }
        Ok(Body { columns, frame })
    }

    fn projection(&mut self, items: &mut [SelectItem], frame: &Frame<'_>) -> Outcome<Columns> {
        let mut columns = Columns::new();
        for item in items {
            match item {
                SelectItem::UnnamedExpr(expression) => {
                    self.expression(expression, frame)?;
                    columns.push(self.name_of(expression));
                }
                SelectItem::ExprWithAlias { expr, alias } => {
                    self.expression(expr, frame)?;
                    columns.push(Some(rewrite(self.dialect, alias)?));
                }
                SelectItem::Wildcard(options) => {
                    check_wildcard(options)?;
                    refuse(frame.relations.is_empty(), "* without FROM", "name the table")?;
                    columns
                        .extend(frame.relations.iter().flat_map(|of| of.columns.iter().cloned().map(Some)));
                }
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), options) => {
                    check_wildcard(options)?;
                    let [part] = name.0.as_mut_slice() else {
                        return Err(SqlRefusal::not_allowed(format!("{name}.*"), "write table.*"));
                    };
                    let mut of = part.as_ident().cloned().unwrap_or_else(|| ident(""));
                    let relation = rewrite(self.dialect, &mut of)?;
                    let Some(found) = frame.relation(&relation) else {
                        return Err(SqlRefusal::not_allowed(format!("{relation}.*"), "name a table of FROM"));
                    };
                    columns.extend(found.columns.iter().cloned().map(Some));
                    *name = vec![of].into();
                }
                other => return Err(SqlRefusal::not_allowed(other, "select columns and expressions")),
            }
        }
        Ok(columns)
    }

    /// What the database calls a column without an alias, where it can be referred to.
    fn name_of(&self, expression: &Expr) -> Option<String> {
        let named = match expression {
            Expr::Identifier(name) => name,
            Expr::CompoundIdentifier(path) => path.last()?,
            Expr::Function(Function { name, .. }) if self.dialect == Dialect::Postgres => {
                name.0.last()?.as_ident()?
            }
            _ => return None,
        };
        folded(self.dialect, named).ok()
    }

    fn group_by(&mut self, group_by: &mut GroupByExpr, frame: &Frame<'_>) -> Outcome {
        match group_by {
            GroupByExpr::Expressions(expressions, modifiers) if modifiers.is_empty() => {
                self.expressions(expressions, frame)
            }
            _ => Err(SqlRefusal::not_allowed("this GROUP BY", "list the columns to group by")),
        }
    }

    fn order_by(&mut self, order_by: &mut OrderBy, frame: &Frame<'_>) -> Outcome {
        let OrderBy { kind, interpolate } = order_by;
        refuse(interpolate.is_some(), "INTERPOLATE", "leave it out")?;
        match kind {
            OrderByKind::Expressions(expressions) => self.sorted(expressions, frame),
            OrderByKind::All(_) => {
                Err(SqlRefusal::not_allowed("ORDER BY ALL", "list the columns to sort by"))
            }
        }
    }

    pub(super) fn sorted(&mut self, expressions: &mut [OrderByExpr], frame: &Frame<'_>) -> Outcome {
        for OrderByExpr { expr, options, with_fill } in expressions {
            let OrderByOptions { sort, nulls_first: _ } = options;
            let foreign = with_fill.is_some() || matches!(sort, Some(OrderBySort::Using(_)));
            refuse(foreign, "this ORDER BY", "sort with ASC or DESC")?;
            self.expression(expr, frame)?;
        }
        Ok(())
    }
}

fn check_wildcard(options: &WildcardAdditionalOptions) -> Outcome {
    let WildcardAdditionalOptions {
        wildcard_token: _,
        opt_ilike,
        opt_exclude,
        opt_except,
        opt_replace,
        opt_rename,
        opt_alias,
    } = options;
    let foreign = opt_ilike.is_some()
        || opt_exclude.is_some()
        || opt_except.is_some()
        || opt_replace.is_some()
        || opt_rename.is_some()
        || opt_alias.is_some();
    refuse(foreign, "an addition to *", "list the columns")
}
