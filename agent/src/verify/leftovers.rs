//! Claims that nothing has checked by now are refused.

use sentia_tools::FigureKind;

use super::{
    bind::Roles,
    fault::FaultKind,
    item::Kind,
    page::Page,
    reading,
    role::Role,
    select::Selector,
    sense::{Heading, Sense, Side},
    shape::Opener,
};

pub(super) fn check(page: &mut Page<'_>, roles: &Roles) {
    for item in 0..page.items.len() {
        check_item(page, item);
    }
    check_ends(page, roles);
    check_periods(page);
    check_respectively(page, roles);
    check_listed(page);
}

fn check_item(page: &mut Page<'_>, item: usize) {
    let Kind::Sense(sense) = page.items[item].kind else { return };
    let settled = page.settled.contains(&item);
    let (kind, advice) = match sense {
        Sense::Cause => (
            FaultKind::Cause,
            "no figure of the evidence says why; state what changed and leave the cause out",
        ),
        Sense::Future if !speaks_of_forecasts(page) => {
            (FaultKind::Unsupported, "nothing in the evidence speaks of what may or will be; leave it out")
        }
        Sense::Ever => (
            FaultKind::Unsupported,
            "the evidence covers only its own period; leave out comparisons with all others",
        ),
        Sense::Verdict(good) if !is_borne_out(page, item, good) => (
            FaultKind::Unsupported,
            "no target or change bears this verdict out; say how it stands to the target or to before",
        ),
        Sense::Not if !settled => {
            (FaultKind::Unsupported, "it cannot be told what is denied; say what is the case")
        }
        Sense::Comparative(_) if !settled && !is_loose(page, item) => return check_comparative(page, item),
        Sense::Multiple(_) if !settled => {
            (FaultKind::Unsupported, "nothing in the evidence bears this multiple out")
        }
        Sense::Without => return check_without(page, item),
        Sense::NoData => return check_no_data(page, item),
        Sense::Average => return check_average(page, item),
        Sense::Whole => return check_whole(page, item),
        _ => return,
    };
    let said = page.text(item).to_owned();
    page.fault(kind, &said, advice);
}

/// Whether every figure of the sentence is of a forecast, and there is one.
fn speaks_of_forecasts(page: &Page<'_>) -> bool {
    let kind = |at: &usize| page.background.universe.cells[*at].figure.kind;
    let is_to_come = |kind: FigureKind| {
        matches!(
            kind,
            FigureKind::Forecast | FigureKind::LowerLimit | FigureKind::UpperLimit | FigureKind::Error
        )
    };
    // What was to be expected, or would have been, stands beside what was.
    page.bound.values().any(|at| matches!(kind(at), FigureKind::Expected | FigureKind::Scenario))
        || !page.bound.is_empty() && page.bound.values().all(|at| is_to_come(kind(at)))
}

/// `more detail`, `less the same`: no figure and no subject is compared.
fn is_loose(page: &Page<'_>, item: usize) -> bool {
    let word = page.text(item).to_lowercase();
    matches!(word.as_str(), "more" | "different" | "extra") && !page.has_figures(page.segment_of(item))
}

/// `OEE was higher`: a change, or the highest of all rows.
fn check_comparative(page: &mut Page<'_>, item: usize) {
    let Kind::Sense(Sense::Comparative(heading)) = page.items[item].kind else { return };
    let segment = page.segment_of(item);
    let selector = Selector { background: page.background };
    let readings = reading::of_segment(page, segment);
    let cells = &page.background.universe.cells;
    let mut known = false;
    let mut right = true;
    for reading in &readings {
        let changes = selector.select(reading, &[FigureKind::Change]);
        known |= !changes.is_empty();
        right &= changes.iter().all(|at| super::moves::agrees(heading, &cells[*at]));
    }
    let said = page.text(item).to_owned();
    if !known {
        page.fault(
            FaultKind::Unsupported,
            &said,
            "it cannot be told than what; name what it is compared with",
        );
    } else if !right || heading == Heading::Either {
        page.fault(FaultKind::WrongDirection, &said, "the change goes the other way");
    }
}

/// A verdict is borne out by the target, by the change, or by being the best or the worst.
fn is_borne_out(page: &Page<'_>, item: usize, good: bool) -> bool {
    let segment = page.segment_of(item);
    let selector = Selector { background: page.background };
    let universe = page.background.universe;
    let word = page.text(item).to_lowercase();
    if matches!(word.as_str(), "well")
        && page.items.get(item + 1).is_some_and(|next| matches!(next.kind, Kind::Sense(Sense::Side(_))))
    {
        return true;
    }
    let values = reading::of_segment(page, segment)
        .into_iter()
        .flat_map(|reading| selector.select(&reading, &[FigureKind::Value]));
    let values: Vec<usize> = values.collect();
    !values.is_empty()
        && values.iter().all(|at| {
            let cell = &universe.cells[*at];
            let side = if good { Side::Met } else { Side::Missed };
            let target = universe.target(&cell.figure.measure);
            match target {
                Some(target) => super::besides::stands(side, cell.number, target, cell.figure.direction),
                None => {
                    let heading = if good { Heading::Better } else { Heading::Worse };
                    universe
                        .beside(cell, FigureKind::Change)
                        .is_some_and(|change| super::moves::agrees(heading, change))
                }
            }
        })
}

/// `excluding nights` must be a filter of the Evidence.
fn check_without(page: &mut Page<'_>, item: usize) {
    let members = page.items[item + 1..].iter().find_map(|item| match &item.kind {
        Kind::Members(list) => Some(list.clone()),
        _ => None,
    });
    let filters = page.background.universe.filters.iter().flatten();
    let excluded = |label: &str| {
        filters.clone().any(|filter| filter.excludes && filter.labels.iter().any(|known| known == label))
    };
    let right =
        members.is_some_and(|list| list.iter().all(|member| member.iter().any(|(_, label)| excluded(label))));
    let said = page.text(item).to_owned();
    if !right {
        page.fault(
            FaultKind::WrongRow,
            &said,
            "the evidence leaves nothing of that kind out; leave this out",
        );
    }
}

/// "Nothing was recorded" where something was.
fn check_no_data(page: &mut Page<'_>, item: usize) {
    let segment = page.segment_of(item);
    let selector = Selector { background: page.background };
    let found = reading::of_segment(page, segment)
        .iter()
        .any(|reading| !selector.select(reading, &[FigureKind::Value]).is_empty());
    let named = !page.own[segment].members.is_empty() || !page.own[segment].measures.is_empty();
    let said = page.text(item).to_owned();
    let positive = matches!(said.to_lowercase().as_str(), "was recorded" | "were recorded");
    if found && named && !positive {
        page.fault(FaultKind::Unsupported, &said, "the evidence has figures for this");
    }
}

/// "The group" where the Evidence, or the person, sees only a part of it.
fn check_whole(page: &mut Page<'_>, item: usize) {
    let said = page.text(item).to_owned();
    let lower = said.to_lowercase();
    let wide = ["group", "company", "business", "enterprise"].iter().any(|word| lower.contains(word));
    let all_of = page.items.get(item + 1).is_some_and(|next| match &next.kind {
        Kind::Dimension(id) => {
            page.background.universe.filters.iter().flatten().any(|filter| filter.dimension == *id)
        }
        _ => false,
    });
    let partial = page.bound.values().any(|position| {
        let cell = &page.background.universe.cells[*position];
        let filtered =
            page.background.universe.filters.get(cell.at).is_some_and(|filters| !filters.is_empty());
        filtered || cell.evidence.computed.scope.is_some()
    });
    if wide && partial || all_of {
        page.fault(FaultKind::WrongRow, &said, "the evidence covers only a part of it; name that part");
    }
}

/// An average of a sum is no figure: the total stands over everything, it is not a mean.
fn check_average(page: &mut Page<'_>, item: usize) {
    let segment = page.segment_of(item);
    let sums =
        page.bound.iter().filter(|((at, _), _)| page.range(segment).contains(at)).any(|(_, position)| {
            let cell = &page.background.universe.cells[*position];
            let sum = matches!(
                cell.figure.unit,
                sentia_semantic::Unit::Count(_)
                    | sentia_semantic::Unit::Duration
                    | sentia_semantic::Unit::Money { per: None, .. }
            );
            sum && !cell.figure.label.to_lowercase().contains("average")
                && !cell.figure.label.to_lowercase().contains("mean")
        });
    if sums {
        let said = page.text(item).to_owned();
        page.fault(FaultKind::WrongRole, &said, "the figure is a total, not an average");
    }
}

/// The ends of a range must be the lowest and the highest row.
fn check_ends(page: &mut Page<'_>, roles: &Roles) {
    let ends: Vec<usize> = roles
        .iter()
        .filter(|(_, played)| played.role == Role::End)
        .filter_map(|(at, _)| page.bound.get(at).copied())
        .collect();
    let universe = page.background.universe;
    let mut faults = Vec::new();
    for pair in ends.chunks(2) {
        let [one, two] = pair else { continue };
        let (one, two) = (&universe.cells[*one], &universe.cells[*two]);
        let (low, high) = if one.number <= two.number { (one, two) } else { (two, one) };
        let rest = page
            .items
            .iter()
            .any(|item| item.sense() == Some(Sense::Quantifier(super::sense::Quantifier::Rest)));
        let named = [page.all_members(), page.carried.members.concat()].concat();
        let left_out = |cell: &super::universe::Cell<'_>| {
            rest && named.iter().flatten().any(|(dimension, label)| cell.member(dimension) == Some(label))
        };
        let field: Vec<_> =
            universe.rivals(low, &[], low.is_bucket()).into_iter().filter(|cell| !left_out(cell)).collect();
        let lowest = field.iter().all(|cell| cell.number >= low.number || cell.shown() == low.shown());
        let highest = field.iter().all(|cell| cell.number <= high.number || cell.shown() == high.shown());
        if low.figure.measure != high.figure.measure || !lowest || !highest || !universe.shows_all(low) {
            faults.push(format!("the rows do not range from {} to {}", low.shown(), high.shown()));
        }
    }
    for advice in faults {
        page.fault(FaultKind::WrongRank, "range", advice);
    }
}

/// A period must be one that the Evidence covers.
fn check_periods(page: &mut Page<'_>) {
    for item in 0..page.items.len() {
        let Kind::Periods(list) = &page.items[item].kind else { continue };
        let calendar = page.background.calendar;
        let unknown = list.iter().any(|mention| {
            let named = mention.candidates.iter().any(|period| calendar.knows(*period));
            !named && !mention.relation.is_some_and(|relation| calendar.has_pair(relation))
        });
        if unknown {
            let said = page.text(item).to_owned();
            page.fault(
                FaultKind::WrongPeriod,
                &said,
                "the evidence does not cover this; name only its own periods",
            );
        }
    }
}

/// "Respectively" needs a list of numbers as long as a list of names.
fn check_respectively(page: &mut Page<'_>, roles: &Roles) {
    let said = page.items.iter().position(|item| item.sense() == Some(Sense::Respectively));
    let lists = page.items.iter().any(|item| item.figures().len() > 1);
    if let Some(item) = said.filter(|_| !lists && !roles.is_empty()) {
        let said = page.text(item).to_owned();
        page.fault(
            FaultKind::Unclear,
            &said,
            "the list of numbers and the list of names are not equally long",
        );
    }
}

/// Names from a list of what can be asked carry no figures but counts.
fn check_listed(page: &mut Page<'_>) {
    let listed = page.items.iter().position(|item| item.kind == Kind::Listed);
    let figures =
        page.bound.values().any(|position| !page.background.universe.cells[*position].is(FigureKind::Count));
    if let Some(item) = listed.filter(|_| figures) {
        let said = page.text(item).to_owned();
        page.fault(FaultKind::WrongMeasure, &said, "has no figure in the evidence");
    }
}

/// A comparison that stands alone: `above`, `against`, with nothing behind it.
pub(super) fn dangling(page: &mut Page<'_>) {
    for item in 0..page.items.len() {
        let Kind::Sense(Sense::Side(side)) = page.items[item].kind else { continue };
        let opens = page
            .segments
            .iter()
            .any(|segment| matches!(segment.opener, Opener::Beside(..)) && segment.start == item + 1);
        let multiple = page.items.get(item + 1).is_some_and(|next| super::multiples::is_multiple(&next.kind));
        if !opens && !multiple && side != Side::Beside {
            let said = page.text(item).to_owned();
            page.fault(FaultKind::Unclear, &said, "it cannot be told what this is set beside; name it");
        }
    }
}
