use std::collections::BTreeSet;

use jiff::civil::Date;
use sqlparser::ast::Expr;

use super::Tables;
use crate::{
    Derivation, Grain, Period, QueryError, Scope,
    catalogue::{Aggregate, Dataset, Dimension, Measure},
};

/// A query whose names are resolved and whose permissions are checked.
pub(crate) struct Plan<'a> {
    pub tables: Tables<'a>,
    pub measures: Vec<&'a Measure>,
    pub dimensions: Vec<&'a Dimension>,
    pub grain: Option<Grain>,
    /// The window of time that each bucket stands for, where it is not the bucket itself.
    pub window: Option<Derivation>,
    pub filters: Vec<PlannedFilter<'a>>,
    pub scope: &'a Scope,
    /// One for each dataset (and way of dating its rows) that is aggregated.
    pub parts: Vec<Part<'a>>,
    /// All different aggregates, in order of appearance.
    pub aggregates: Vec<&'a Aggregate>,
    /// Stands for CURRENT_DATE in the catalogue.
    pub today: Date,
}

/// A filter of the query, or a row filter of the scope.
#[derive(Debug, Clone)]
pub(crate) struct PlannedFilter<'a> {
    pub dimension: &'a Dimension,
    pub condition: Condition,
}

#[derive(Debug, Clone)]
pub(crate) enum Condition {
    /// The member key is one of these.
    Keys(BTreeSet<String>),
    /// It is none of these, or there is no member.
    NotKeys(BTreeSet<String>),
    /// Key or label is one of these texts: for dimensions whose members are not indexed.
    Named(BTreeSet<String>),
    NotNamed(BTreeSet<String>),
    /// It is none of these, nor is there no member where `and_none` is set: what rows of their own leave over.
    Beyond {
        keys: BTreeSet<String>,
        and_none: bool,
    },
}

/// The rows of one dataset, dated one way.
pub(crate) struct Part<'a> {
    pub root: &'a Dataset,
    /// None for datasets that know no time: all of their rows count, whatever the period.
    pub time: Option<&'a Expr>,
    /// Indices into [`Plan::aggregates`].
    pub aggregates: Vec<usize>,
}

/// First and last day with rows of a part; none where it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    pub first: Date,
    pub last: Date,
}

impl Extent {
    /// The days of `period` that lie within.
    pub(crate) fn clip(&self, period: Period) -> Option<Period> {
        let clipped = Period::new(period.from.max(self.first), period.to.min(self.last));
        (clipped.from <= clipped.to).then_some(clipped)
    }
}

impl<'a> Plan<'a> {
    pub(crate) fn new(
        tables: Tables<'a>,
        measures: Vec<&'a Measure>,
        dimensions: Vec<&'a Dimension>,
        grain: Option<Grain>,
        filters: Vec<PlannedFilter<'a>>,
        scope: &'a Scope,
        today: Date,
    ) -> Result<Self, QueryError> {
        let mut plan = Plan {
            tables,
            measures,
            dimensions,
            grain,
            window: None,
            filters,
            scope,
            parts: Vec::new(),
            aggregates: Vec::new(),
            today,
        };
        plan.split_into_parts();
        plan.check_areas()?;
        plan.check_reach()?;
        Ok(plan)
    }

    /// The same question in another cut.
    pub(crate) fn recut(
        &self,
        measures: Vec<&'a Measure>,
        dimensions: Vec<&'a Dimension>,
        grain: Option<Grain>,
        filters: Vec<PlannedFilter<'a>>,
    ) -> Result<Self, QueryError> {
        Plan::new(self.tables, measures, dimensions, grain, filters, self.scope, self.today)
    }

    fn split_into_parts(&mut self) {
        for aggregate in self.measures.iter().flat_map(|measure| measure.expression.aggregates()) {
            if self.aggregates.contains(&aggregate) {
                continue;
            }
            let Some(root) = self.tables.catalogue.datasets.get(&aggregate.dataset) else {
                continue;
            };
            let index = self.aggregates.len();
            self.aggregates.push(aggregate);
            let time = aggregate.time.as_ref();
            match self.parts.iter_mut().find(|part| part.root.id == root.id && part.time == time) {
                Some(part) => part.aggregates.push(index),
                None => self.parts.push(Part { root, time, aggregates: vec![index] }),
            }
        }
    }

    /// Where an aggregate stands among [`Plan::aggregates`].
    pub(crate) fn index_of(&self, aggregate: &Aggregate) -> Option<usize> {
        self.aggregates.iter().position(|other| *other == aggregate)
    }

    /// The parts that a measure draws on.
    pub(crate) fn parts_of(&self, measure: &Measure) -> impl Iterator<Item = (usize, &Part<'a>)> {
        let indices: Vec<usize> =
            measure.expression.aggregates().iter().filter_map(|aggregate| self.index_of(aggregate)).collect();
        let is_of_measure =
            move |part: &Part<'a>| part.aggregates.iter().any(|index| indices.contains(index));
        self.parts.iter().enumerate().filter(move |(_, part)| is_of_measure(part))
    }

    fn check_areas(&self) -> Result<(), QueryError> {
        let measures = self.measures.iter().map(|measure| (&measure.label, measure.area));
        let dimensions =
            self.dimensions.iter().copied().chain(self.filters.iter().map(|filter| filter.dimension));
        let dimensions = dimensions.map(|dimension| (&dimension.label, dimension.area));
        match measures.chain(dimensions).find(|(_, area)| !self.scope.may_read(*area)) {
            Some((what, area)) => Err(QueryError::AreaForbidden { what: what.clone(), area }),
            None => Ok(()),
        }
    }

    /// Every part must know every dimension that it is split or filtered by, its time, and what the scope cuts by.
    fn check_reach(&self) -> Result<(), QueryError> {
        for measure in &self.measures {
            for (_, part) in self.parts_of(measure) {
                let split =
                    self.dimensions.iter().copied().chain(self.filters.iter().map(|filter| filter.dimension));
                for dimension in split {
                    if !self.reaches(part.root, dimension) {
                        return Err(self.not_splittable(measure, dimension.label.clone()));
                    }
                }
                if self.grain.is_some() && part.time.is_none() {
                    return Err(self.not_splittable(measure, "time".to_owned()));
                }
                self.check_scope(measure, part)?;
            }
        }
        Ok(())
    }

    fn reaches(&self, root: &Dataset, dimension: &Dimension) -> bool {
        self.tables.catalogue.path(&root.id, &dimension.dataset).is_some()
    }

    fn not_splittable(&self, measure: &Measure, dimension: String) -> QueryError {
        let allowed = self.tables.catalogue.dimensions_of(measure);
        let possible = allowed.iter().filter(|dimension| self.scope.may_read(dimension.area));
        QueryError::NotSplittable {
            measure: measure.label.clone(),
            dimension,
            possible: possible.map(|dimension| dimension.label.clone()).collect(),
        }
    }

    /// A row filter that a part does not know, or whose dimension is gone from the catalogue, hides the part.
    fn check_scope(&self, measure: &Measure, part: &Part<'a>) -> Result<(), QueryError> {
        for filter in &self.scope.row_filters {
            let dimension = self.tables.catalogue.dimension(&filter.dimension);
            if !dimension.is_some_and(|dimension| self.reaches(part.root, dimension)) {
                let keys: Vec<&str> = filter.keys.iter().map(String::as_str).collect();
                return Err(QueryError::OutOfScope {
                    measure: measure.label.clone(),
                    dimension: dimension.map_or(&filter.dimension, |dimension| &dimension.label).clone(),
                    allowed: keys.join(", "),
                });
            }
        }
        Ok(())
    }

    /// The scope's row filters as conditions. Each must hold; [`Plan::check_scope`] has seen that each can.
    pub(crate) fn row_filters(&self) -> impl Iterator<Item = PlannedFilter<'a>> {
        self.scope.row_filters.iter().filter_map(|filter| {
            let dimension = self.tables.catalogue.dimension(&filter.dimension)?;
            Some(PlannedFilter { dimension, condition: Condition::Keys(filter.keys.clone()) })
        })
    }
}
