//! The figures as they were, and as they would be.

use std::collections::BTreeMap;

use sentia_semantic::{
    Comparison, Composition, Freshness, Measure, Period, Query, ResolvedFilter, catalogue::MeasureExpression,
};

use super::{
    change::Change,
    graph::{Graph, Link},
    words,
};
use crate::{Completeness, ToolContext, ToolError, completeness};

/// Every measure between those that change and those that the effect is shown on.
pub(super) struct Model<'a> {
    nodes: BTreeMap<&'a str, Node<'a>>,
    pub(super) period: Period,
    pub(super) freshness: Freshness,
    pub(super) filters: Vec<ResolvedFilter>,
    pub(super) completeness: Vec<Completeness>,
    pub(super) sql: Vec<String>,
}

struct Node<'a> {
    measure: &'a Measure,
    /// What was recorded.
    base: f64,
    links: Vec<(&'a Measure, Link<'a>)>,
    /// What it is computed from, where parts of that may change.
    parts: Option<(Composition, Vec<f64>)>,
}

/// Values by measure, in the making.
struct Values<'m, 'a> {
    model: &'m Model<'a>,
    set: BTreeMap<&'m str, f64>,
    done: BTreeMap<&'a str, Option<f64>>,
}

impl<'a> Model<'a> {
    /// Reads what was recorded. Errors: where a measure has no value in the period, or cannot be taken apart.
    pub(super) async fn read(
        graph: &Graph<'a>,
        levers: &[&'a Measure],
        effects: &[&'a Measure],
        query: &Query,
        context: &ToolContext,
    ) -> Result<Model<'a>, ToolError> {
        let mut between: Vec<&Measure> = levers.to_vec();
        effects.iter().for_each(|effect| gather(effect, graph, levers, &mut between));
        let ids = between.iter().map(|measure| measure.id.clone()).collect();
        let whole = Query { measures: ids, ..query.clone() };
        let result = context.engine.query(&whole, &context.scope).await?;
        let mut model = Model {
            nodes: BTreeMap::new(),
            period: result.period,
            freshness: result.freshness.clone(),
            filters: result.filters.clone(),
            completeness: completeness::of(&whole, result.period, context).await?,
            sql: result.sql.clone(),
        };
        for (at, measure) in between.iter().enumerate() {
            let value = result.rows.first().and_then(|row| row.get(at)).and_then(|value| value.as_f64());
            let Some(base) = value else { return Err(words::no_value(measure, result.period)) };
            let is_between =
                |(mover, _): &&(&Measure, Link<'_>)| between.iter().any(|known| known.id == mover.id);
            let is_lever = levers.iter().any(|lever| lever.id == measure.id);
            let links = graph.links(&measure.id).iter().filter(is_between).copied();
            let links: Vec<(&Measure, Link<'_>)> = if is_lever { Vec::new() } else { links.collect() };
            let has_parts = links.iter().any(|(_, link)| matches!(link, Link::Part));
            let parts = if has_parts { Some(taken_apart(measure, query, context).await?) } else { None };
            if let Some((composition, _)) = &parts {
                model.sql.extend(composition.sql.iter().cloned());
            }
            model.nodes.insert(&measure.id, Node { measure, base, links, parts });
        }
        model.sql.dedup();
        Ok(model)
    }

    /// What was recorded of a measure of the model.
    pub(super) fn base(&self, id: &str) -> f64 {
        self.nodes.get(id).map_or(0.0, |node| node.base)
    }

    /// What a measure would be under these changes; none where it would have no value.
    pub(super) fn value(&self, id: &'a str, changes: &[Change<'_>]) -> Option<f64> {
        let set = changes.iter().map(|change| (change.measure.id.as_str(), change.to)).collect();
        Values { model: self, set, done: BTreeMap::new() }.of(id)
    }

    /// Whether one of the levers moves a measure.
    fn leads_from<'s>(&'s self, id: &'s str, levers: &[&str], seen: &mut Vec<&'s str>) -> bool {
        if seen.contains(&id) {
            return false;
        }
        seen.push(id);
        let links = self.nodes.get(id).map_or(&[][..], |node| node.links.as_slice());
        links
            .iter()
            .any(|(mover, _)| levers.contains(&mover.id.as_str()) || self.leads_from(&mover.id, levers, seen))
    }

    /// How each measure on the way is worked out, the ones that change aside.
    pub(super) fn assumptions(&self) -> Vec<String> {
        self.nodes.values().filter_map(|node| words::worked_out(node.measure, &node.links)).collect()
    }
}

/// A measure, and before it whatever stands between it and the levers.
fn gather<'a>(
    measure: &'a Measure,
    graph: &Graph<'a>,
    levers: &[&'a Measure],
    between: &mut Vec<&'a Measure>,
) {
    if between.iter().any(|known| known.id == measure.id) {
        return;
    }
    between.push(measure);
    for (mover, link) in graph.links(&measure.id) {
        let is_lever = levers.iter().any(|lever| lever.id == mover.id);
        if !is_lever && !link.ends_at_lever() && graph.is_moved(mover, levers) {
            gather(mover, graph, levers, between);
        }
    }
}

async fn taken_apart(
    measure: &Measure,
    query: &Query,
    context: &ToolContext,
) -> Result<(Composition, Vec<f64>), ToolError> {
    let alone = Query {
        measures: vec![measure.id.clone()],
        comparison: Some(Comparison::PreviousPeriod),
        ..query.clone()
    };
    let composition = context.engine.compose(&alone, &context.scope).await?;
    let (sums, _) = composition.totals();
    Ok((composition, sums))
}

impl<'a> Values<'_, 'a> {
    fn of(&mut self, id: &'a str) -> Option<f64> {
        if let Some(value) = self.set.get(id) {
            return Some(*value);
        }
        if let Some(done) = self.done.get(id) {
            return *done;
        }
        let model = self.model;
        let node = model.nodes.get(id)?;
        // Where measures move one another in a circle, the one asked for first is held while the other is worked out.
        self.done.insert(id, Some(node.base));
        let value = self.recomputed(node).unwrap_or_else(|| self.scaled(node));
        self.done.insert(id, value);
        value
    }

    /// From its definition, where parts of that have changed; the outer none where none has.
    fn recomputed(&mut self, node: &Node<'a>) -> Option<Option<f64>> {
        let (composition, sums) = node.parts.as_ref()?;
        let mut changed: Vec<(&MeasureExpression, f64)> = Vec::new();
        for (part, link) in self.counted(node) {
            if matches!(link, Link::Part) {
                let Some(value) = self.of(&part.id) else { return Some(None) };
                if value != self.model.base(&part.id) {
                    changed.push((&part.expression, value));
                }
            }
        }
        if changed.is_empty() {
            return None;
        }
        let known = |part: &MeasureExpression| {
            changed.iter().find(|(expression, _)| *expression == part).map(|(_, value)| *value)
        };
        Some(composition.value_given(sums, &known))
    }

    /// In proportion to what moves it, or along with it.
    fn scaled(&mut self, node: &Node<'a>) -> Option<f64> {
        let mut value = node.base;
        let mut added = 0.0;
        for (mover, link) in self.counted(node) {
            let base = self.model.base(&mover.id);
            let moved = self.of(&mover.id)?;
            match link {
                _ if moved == base => {}
                Link::Part => {}
                Link::Product { own_quotient: true, .. } if !self.set.contains_key(mover.id.as_str()) => {}
                Link::Product { .. } | Link::Stated => value *= moved / base,
                Link::Follows(part) => added += part * (moved - base),
            }
        }
        Some(value + added).filter(|value| value.is_finite())
    }

    /// What moves a measure under these changes. What moves only along with another that is itself set is not counted: that
    /// other already has its value, and whatever else stands beside it is held.
    fn counted(&self, node: &Node<'a>) -> Vec<(&'a Measure, Link<'a>)> {
        let is_beside = |id: &str| node.links.iter().any(|(mover, _)| mover.id == id);
        let others: Vec<&str> = self.set.keys().copied().filter(|id| !is_beside(id)).collect();
        let is_counted = |(mover, _): &&(&'a Measure, Link<'a>)| {
            self.set.contains_key(mover.id.as_str())
                || self.model.leads_from(&mover.id, &others, &mut Vec::new())
        };
        node.links.iter().filter(is_counted).copied().collect()
    }
}
