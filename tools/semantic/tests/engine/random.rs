//! Random queries and scopes over any catalogue.

use jiff::{ToSpan, civil::Date};
use proptest::{prelude::*, sample::Index};
use sentia_semantic::{
    Comparison, Engine, Filter, FilterOperator, Grain, MemberIndex, Order, Period, Query, RowFilter, Scope,
    SortBy, SortDirection,
};

/// What a query is made of, independent of the catalogue.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    measures: Vec<Index>,
    dimensions: Vec<Index>,
    /// Whether dimensions are taken only from those that the measures know.
    is_sensible: bool,
    grain: Option<Grain>,
    period: (i64, PeriodKind),
    filters: Vec<(Index, bool, Vec<Index>)>,
    cuts: Vec<(Index, Vec<Index>)>,
    order: Option<(Index, bool)>,
    limit: Option<u32>,
    comparison: Option<(u8, i64, PeriodKind)>,
}

#[derive(Debug, Clone)]
enum PeriodKind {
    Whole(Grain),
    Days(i64),
    ToDate(Grain, i64),
}

fn grain() -> impl Strategy<Value = Grain> {
    proptest::sample::select(Grain::ALL.to_vec())
}

fn period_kind() -> impl Strategy<Value = PeriodKind> {
    prop_oneof![
        3 => grain().prop_map(PeriodKind::Whole),
        3 => (1_i64..420).prop_map(PeriodKind::Days),
        1 => (grain(), 0_i64..80).prop_map(|(grain, days)| PeriodKind::ToDate(grain, days)),
    ]
}

pub(crate) fn choice() -> impl Strategy<Value = Choice> {
    let indices = |most| prop::collection::vec(any::<Index>(), 0..=most);
    let some_indices = |most| prop::collection::vec(any::<Index>(), 1..=most);
    let filter = (any::<Index>(), any::<bool>(), some_indices(3));
    let cut = (any::<Index>(), some_indices(2));
    (
        (some_indices(3), indices(3), prop::bool::weighted(0.92), prop::option::weighted(0.4, grain())),
        (-760_i64..120, period_kind()),
        prop::collection::vec(filter, 0..=2),
        prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(cut, 1..=2)],
        (prop::option::of((any::<Index>(), any::<bool>())), prop::option::weighted(0.4, 1_u32..20)),
        prop::option::weighted(0.35, (0_u8..3, -900_i64..60, period_kind())),
    )
        .prop_map(
            |(
                (measures, dimensions, is_sensible, grain),
                period,
                filters,
                cuts,
                (order, limit),
                comparison,
            )| {
                Choice {
                    measures,
                    dimensions,
                    is_sensible,
                    grain,
                    period,
                    filters,
                    cuts,
                    order,
                    limit,
                    comparison,
                }
            },
        )
}

fn period(today: Date, (offset, kind): &(i64, PeriodKind)) -> Period {
    let day = today.saturating_add(offset.days());
    match kind {
        PeriodKind::Whole(grain) => Period::bucket(*grain, day),
        PeriodKind::Days(days) => Period::new(day, day.saturating_add((days - 1).days())),
        PeriodKind::ToDate(grain, days) => {
            Period::new(grain.start_of(day), grain.start_of(day).saturating_add(days.days()))
        }
    }
}

impl Choice {
    /// The query and the scope over the measures, dimensions and members of an engine.
    pub(crate) fn over(&self, engine: &Engine, members: &MemberIndex, tenant: &Scope) -> (Query, Scope) {
        let catalogue = engine.catalogue();
        let measures: Vec<String> =
            unique(self.measures.iter().map(|index| index.get(&catalogue.measures).id.clone()));
        let sensible: Vec<String> = catalogue
            .dimensions
            .iter()
            .filter(|dimension| {
                let known =
                    |id: &String| engine.dimensions_of(id).iter().any(|other| other.id == dimension.id);
                !self.is_sensible || measures.iter().all(known)
            })
            .map(|dimension| dimension.id.clone())
            .collect();
        let pick = |index: &Index| (!sensible.is_empty()).then(|| index.get(&sensible).clone());
        let dimensions = unique(self.dimensions.iter().filter_map(pick));
        let filters = self
            .filters
            .iter()
            .filter_map(|(index, excludes, chosen)| {
                let dimension = pick(index)?;
                let members =
                    unique(chosen.iter().filter_map(|index| member_of(&dimension, members, *index)));
                let operator = if *excludes { FilterOperator::NotIn } else { FilterOperator::In };
                (!members.is_empty()).then_some(Filter { dimension, operator, members })
            })
            .collect();
        let row_filters = self.cuts.iter().filter_map(|(index, chosen)| {
            let dimension = pick(index).filter(|id| !members.of(id).is_empty())?;
            let keys = chosen.iter().map(|index| index.get(members.of(&dimension)).key.clone()).collect();
            Some(RowFilter { dimension, keys })
        });
        let scope = Scope { row_filters: row_filters.collect(), ..tenant.clone() };
        let comparison = self.comparison.as_ref().map(|(kind, offset, length)| match kind {
            0 => Comparison::PreviousPeriod,
            1 => Comparison::PreviousYear,
            _ => Comparison::Period(period(engine.today(), &(*offset, length.clone()))),
        });
        let mut query = Query {
            measures,
            dimensions,
            grain: self.grain,
            period: period(engine.today(), &self.period),
            filters,
            order: None,
            limit: self.limit,
            comparison,
        };
        query.order = self.order.as_ref().map(|(index, down)| order(&query, *index, *down));
        (query, scope)
    }
}

/// Exact keys, so that a person whose scope hides a member can still name it.
fn member_of(dimension: &str, members: &MemberIndex, index: Index) -> Option<String> {
    let all = members.of(dimension);
    match all.is_empty() {
        true if dimension == "record" => Some(index.index(500).to_string()),
        true => None,
        false => Some(index.get(all).key.clone()),
    }
}

fn order(query: &Query, index: Index, down: bool) -> Order {
    let mut choices: Vec<SortBy> = query.measures.iter().cloned().map(SortBy::Measure).collect();
    choices.extend(query.dimensions.iter().cloned().map(SortBy::Dimension));
    choices.extend(query.grain.map(|_| SortBy::Time));
    if query.comparison.is_some() {
        choices.extend(query.measures.iter().cloned().map(SortBy::Change));
    }
    let direction = if down { SortDirection::Descending } else { SortDirection::Ascending };
    Order { by: index.get(&choices).clone(), direction }
}

fn unique(ids: impl Iterator<Item = String>) -> Vec<String> {
    let mut unique: Vec<String> = Vec::new();
    for id in ids {
        if !unique.contains(&id) {
            unique.push(id);
        }
    }
    unique
}
