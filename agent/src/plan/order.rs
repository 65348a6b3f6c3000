//! Order, number of rows, and the width of time buckets.

use sentia_semantic::{Grain, PeriodSpec};

use super::{
    Focus, Sort, SortOrder,
    ask::{Ask, sort_order},
};
use crate::link::{ChangeKind, Cue};

/// Rows shown where "top" or "worst" is said without a number.
const USUAL_LIMIT: u32 = 10;

#[derive(Debug, Clone, Default)]
pub(super) struct Order {
    pub(super) sort: Option<Sort>,
    pub(super) limit: Option<u32>,
}

/// The order that the question's words ask for.
pub(super) fn order(ask: &Ask<'_>, sorted_by: Option<String>) -> Order {
    let limit = ask
        .asking
        .links
        .numbers
        .iter()
        .find(|number| number.is_limit)
        .map(|number| number.value.min(10_000.0) as u32);
    let by_value = ask.asking.links.cues.iter().find_map(|linked| match linked.cue {
        Cue::Order(word) => Some((sort_order(word), false)),
        _ => None,
    });
    let by_change = ask.asking.links.cues.iter().find_map(|linked| match linked.cue {
        Cue::OrderOfChange(kind) => Some((order_of_change(kind), true)),
        _ => None,
    });
    let implied = (limit.is_some() || sorted_by.is_some()).then_some((SortOrder::Highest, false));
    let sort = by_change.or(by_value).or(implied).map(|(order, of_change)| Sort {
        order,
        of_change,
        measure: sorted_by,
    });
    let limit = limit.or_else(|| (sort.is_some() && ranks_many(ask)).then_some(USUAL_LIMIT));
    Order { sort, limit }
}

pub(super) fn order_of_change(kind: ChangeKind) -> SortOrder {
    match kind {
        ChangeKind::Any | ChangeKind::Rise => SortOrder::Highest,
        ChangeKind::Fall => SortOrder::Lowest,
        ChangeKind::Improve => SortOrder::Best,
        ChangeKind::Worsen => SortOrder::Worst,
    }
}

/// "top customers", "worst machines": an order word right before the plural of a dimension.
fn ranks_many(ask: &Ask<'_>) -> bool {
    let links = ask.asking.links;
    links.dimensions.iter().filter(|dimension| dimension.plural).any(|dimension| {
        links.cues.iter().any(|linked| {
            let is_order = matches!(linked.cue, Cue::Order(_) | Cue::OrderOfChange(_));
            let said = ask.typed(linked.span).to_lowercase();
            is_order
                && !said.starts_with("rank")
                && linked.span.end <= dimension.span.start
                && ask.words_between(linked.span.end, dimension.span.start).is_empty()
        })
    })
}

/// The change that a word such as "improved" asks for, to order rows by it.
pub(super) fn change_order(ask: &Ask<'_>) -> Option<Sort> {
    ask.asking.links.cues.iter().find_map(|linked| match linked.cue {
        Cue::Change(kind) if kind != ChangeKind::Any => {
            Some(Sort { order: order_of_change(kind), of_change: true, measure: None })
        }
        _ => None,
    })
}

/// Buckets for a trend over a period: some six to fifty of them.
pub(super) fn grain_for(ask: &Ask<'_>, period: Option<&str>) -> Grain {
    let spec = period.and_then(|period| period.parse::<PeriodSpec>().ok());
    let days = spec
        .and_then(|spec| spec.resolve(ask.asking.today, ask.catalogue.fiscal_year_start).ok())
        .map_or(90, |period| period.days());
    match days {
        ..=31 => Grain::Day,
        32..=190 => Grain::Week,
        191..=1100 => Grain::Month,
        _ => Grain::Quarter,
    }
}

/// The usual period of measures that cover all there is.
pub(super) const ALL_TIME: &str = "all_time";

/// The time that a trend covers when nobody says: as many buckets as make one, before (or, for plans, after) today.
pub(super) fn trend_period(grain: Grain, usual: &str) -> String {
    let count = match grain {
        Grain::Day => 14,
        Grain::Week => 13,
        Grain::Month => 12,
        Grain::Quarter => 8,
        Grain::Year => 3,
    };
    if usual == ALL_TIME && !matches!(grain, Grain::Day | Grain::Week) {
        return usual.to_owned();
    }
    let looks_ahead = usual.starts_with("next");
    PeriodSpec::to_string(&if looks_ahead {
        PeriodSpec::Next(count, grain)
    } else {
        PeriodSpec::Last(count, grain)
    })
}

/// The bucket that goes with a measure's usual period.
pub(super) fn usual_grain(usual: &str) -> Grain {
    match usual {
        usual if usual.contains("day") => Grain::Day,
        usual if usual.contains("week") => Grain::Week,
        usual if usual.contains("quarter") => Grain::Quarter,
        usual if usual.contains("year") && !usual.contains("to_date") => Grain::Year,
        _ => Grain::Month,
    }
}

/// Takes the order over into a focus that has rows to order.
pub(super) fn apply(order: Order, focus: &mut Focus) {
    if order.sort.is_some() {
        focus.sort = order.sort;
        focus.limit = order.limit;
    } else if order.limit.is_some() {
        focus.limit = order.limit;
    }
}
