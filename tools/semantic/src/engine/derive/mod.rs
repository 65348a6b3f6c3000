//! What is computed from rows that are aggregated already: shares, running and rolling figures, conditions on figures,
//! and the row of the rest. None of it adds up what cannot be added: a total, a window or a rest is the same query in
//! another cut (without the split, over the window, without the members shown), set beside the rows by bucket and
//! member. So ratios are Σ ÷ Σ and distinct counts are distinct there too, in both databases.

mod column;
mod having;
mod rest;
mod share;
mod window;

use std::collections::HashSet;

use super::{
    resolve::Resolved,
    rows::{self, Row},
    run::Run,
};
use crate::{Derivation, Order, Query, QueryError, SortBy, SortDirection, compile::Plan};

pub(super) use column::{Column, resolve as resolve_columns};
pub(super) use having::{Condition, resolve as resolve_conditions};
pub(super) use rest::check as check_rest;

/// Whether rows are finished here and not by the database.
pub(super) fn is_wanted(query: &Query) -> bool {
    !query.derived.is_empty() || !query.having.is_empty() || query.others
}

/// The rows of a query, in order and cut.
pub(super) struct Answer {
    pub rows: Vec<Row>,
    /// Rows before conditions and limit took their part.
    pub before: usize,
    pub truncated: bool,
}

/// Completes the rows of a query: derived columns, conditions, order, limit, the rest.
pub(super) async fn complete(
    run: &mut Run<'_>,
    resolved: &Resolved<'_>,
    query: &Query,
    mut rows: Vec<Row>,
    limit: usize,
) -> Result<Answer, QueryError> {
    let plan = &resolved.plan;
    add_columns(run, plan, plan, &resolved.columns, &mut rows).await?;
    if query.others && plan.grain.is_some() {
        return over_time(run, resolved, query, rows, limit).await;
    }
    let before = rows.len();
    having::keep(&mut rows, &resolved.conditions);
    rows::sort(&mut rows, plan, query.order.as_ref());
    let truncated = rows.len() > limit;
    rows.truncate(limit);
    if query.others && rows.len() < before {
        let rest = rest(run, resolved, &rows).await?;
        rows.extend(rest);
    }
    Ok(Answer { rows, before, truncated })
}

/// Members are ranked over the whole period; each bucket has their rows and one of the rest.
async fn over_time(
    run: &mut Run<'_>,
    resolved: &Resolved<'_>,
    query: &Query,
    mut rows: Vec<Row>,
    limit: usize,
) -> Result<Answer, QueryError> {
    let plan = &resolved.plan;
    let whole = plan.recut(plan.measures.clone(), plan.dimensions.clone(), None, plan.filters.clone())?;
    let mut ranking = run.rows(&whole, None).await?;
    let before = ranking.len();
    having::keep(&mut ranking, &resolved.conditions);
    rows::sort(&mut ranking, &whole, Some(&ranking_order(query)));
    let truncated = ranking.len() > limit;
    ranking.truncate(limit);
    let shown: HashSet<_> = ranking.iter().map(|row| row.place().1).collect();
    rows.retain(|row| shown.contains(&row.place().1));
    if ranking.len() < before {
        rows.extend(rest(run, resolved, &ranking).await?);
    }
    rows::sort(&mut rows, plan, query.order.as_ref());
    Ok(Answer { rows, before, truncated })
}

/// The order that says which members are shown: that of the query, where it is one of figures.
fn ranking_order(query: &Query) -> Order {
    let by_figure = |order: &&Order| matches!(order.by, SortBy::Measure(_) | SortBy::Change(_));
    query.order.as_ref().filter(by_figure).cloned().unwrap_or_else(|| Order {
        by: SortBy::Measure(query.measures.first().cloned().unwrap_or_default()),
        direction: SortDirection::Descending,
    })
}

/// The rows of all the members that are not shown.
async fn rest(run: &mut Run<'_>, resolved: &Resolved<'_>, shown: &[Row]) -> Result<Vec<Row>, QueryError> {
    let plan = rest::plan(&resolved.plan, shown)?;
    let mut rows = run.rows(&plan, None).await?;
    add_columns(run, &plan, &resolved.plan, &resolved.columns, &mut rows).await?;
    rest::name(&resolved.plan, &mut rows);
    Ok(rows)
}

/// Computes the derived columns of rows of a plan, which are rows of the `whole`.
async fn add_columns(
    run: &mut Run<'_>,
    plan: &Plan<'_>,
    whole: &Plan<'_>,
    columns: &[Column<'_>],
    rows: &mut Vec<Row>,
) -> Result<(), QueryError> {
    let mut figures = Vec::with_capacity(columns.len());
    for column in columns {
        figures.push(match column.how {
            Derivation::Share => Figures::Shares(share::totals(run, whole, column).await?),
            _ => Figures::Windows(window::figures(run, plan, column).await?),
        });
    }
    for figures in &figures {
        if let Figures::Windows(windows) = figures {
            windows.add_missing(plan, rows)?;
        }
    }
    for row in rows {
        let figure = |(column, figures): (&Column<'_>, &Figures)| match figures {
            Figures::Shares(totals) => totals.share(plan, column, row),
            Figures::Windows(windows) => windows.figure(row),
        };
        row.derived = columns.iter().zip(&figures).map(figure).collect();
    }
    Ok(())
}

/// What a derived column is computed from.
enum Figures {
    Shares(share::Totals),
    Windows(window::Figures),
}
