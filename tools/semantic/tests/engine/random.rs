//! Random queries and scopes over any catalogue.

use jiff::{ToSpan, civil::Date};
use proptest::{prelude::*, sample::Index};
use sentia_semantic::{
    Additivity, Comparison, Derivation, Derived, Engine, Filter, FilterOperator, Grain, Having, MemberIndex,
    Order, Period, Query, RowFilter, Scope, SortBy, SortDirection, Threshold, Unit,
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
    derived: Vec<(Index, u8, u32)>,
    having: Option<(Index, u8, Index, i64)>,
    others: bool,
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
        (
            prop_oneof![
                1 => Just(Vec::new()),
                1 => prop::collection::vec((any::<Index>(), 0_u8..8, 2_u32..6), 1..=2),
            ],
            prop::option::weighted(0.2, (any::<Index>(), 0_u8..4, any::<Index>(), 0_i64..1_000)),
            prop::bool::weighted(0.3),
        ),
    )
        .prop_map(
            |(
                (measures, dimensions, is_sensible, grain),
                period,
                filters,
                cuts,
                (order, limit),
                comparison,
                (derived, having, others),
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
                    derived,
                    having,
                    others,
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
            dimensions,
            grain: self.grain,
            filters,
            limit: self.limit,
            comparison,
            ..Query::of(measures, period(engine.today(), &self.period))
        };
        query.order = self.order.as_ref().map(|(index, down)| order(&query, *index, *down));
        self.derive(engine, &mut query);
        (query, scope)
    }
}

impl Choice {
    /// Columns, conditions and the row of the rest, as far as the query can have them.
    fn derive(&self, engine: &Engine, query: &mut Query) {
        let measures = query.measures.clone();
        let measure = |index: &Index| engine.catalogue().measure(index.get::<String>(&measures)).unwrap();
        for (index, how, count) in &self.derived {
            let (measure, how) = (measure(index), derivation(*how, *count));
            let fits = match (how, measure.additivity, query.grain) {
                (Derivation::Share, Additivity::Ratio, _) => false,
                (Derivation::Share, Additivity::SemiAdditive, _) => !query.dimensions.is_empty(),
                (Derivation::Share, ..) => query.grain.is_some() || !query.dimensions.is_empty(),
                (_, Additivity::SemiAdditive, _) | (_, _, None) => false,
                (Derivation::ToDate(span), _, Some(grain)) => span >= grain,
                _ => true,
            };
            if fits {
                query.derived.push(Derived { measure: measure.id.clone(), how });
            }
        }
        let has_rows = query.grain.is_some() || !query.dimensions.is_empty();
        if let Some((index, operator, unit, number)) = self.having.as_ref().filter(|_| has_rows) {
            let operators = [Threshold::Above, Threshold::AtLeast, Threshold::Below, Threshold::AtMost];
            let measure = measure(index);
            let value = threshold(&measure.unit, *unit, *number);
            let operator = operators[usize::from(*operator)];
            query.having.push(Having { measure: measure.id.clone(), operator, value });
        }
        query.others = self.others && query.dimensions.len() == 1 && query.limit.is_some();
        // Whole units are ranked without ties by rounding, and so is the rest the same however it is found.
        if query.others {
            query.order = Some(Order {
                by: SortBy::Measure(query.measures[0].clone()),
                direction: SortDirection::Descending,
            });
        }
    }
}

fn derivation(kind: u8, count: u32) -> Derivation {
    match kind {
        0 | 1 => Derivation::Share,
        2 => Derivation::Running,
        3 => Derivation::ToDate(Grain::Year),
        4 => Derivation::ToDate(Grain::Quarter),
        5 => Derivation::FiscalYearToDate,
        6 => Derivation::Rolling(count),
        _ => Derivation::MovingAverage(count),
    }
}

/// A figure in a unit, as a person may write it.
fn threshold(unit: &Unit, way: Index, number: i64) -> String {
    let either = |one: String, other: String| if way.index(2) == 0 { one } else { other };
    match unit {
        Unit::Percent | Unit::Points => format!("{}%", number as f64 / 10.0 + 0.05),
        Unit::Ratio | Unit::Days => format!("{}.5", number / 10),
        Unit::Count(noun) => either(format!("{number}"), format!("{number} {noun}")),
        Unit::Quantity(symbol) => either(format!("{number}.3"), format!("{number}.3 {symbol}")),
        Unit::Money { .. } => either(format!("£{}", number * 10), format!("GBP {number}.01k")),
        Unit::Duration => either(format!("{number} min"), format!("{}.25 h", number / 60)),
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
