//! Which measures move which, and how: by their definitions, and in proportion.

use std::collections::BTreeMap;

use sentia_semantic::{
    Catalogue, Measure, Scope,
    catalogue::{MeasureExpression, Operator},
};

/// Measures that an effect is shown on where none is named.
const MOST: usize = 6;

/// How one measure moves another.
#[derive(Debug, Clone, Copy)]
pub(super) enum Link<'a> {
    /// Its definition stands within the other's.
    Part,
    /// The other rises and falls in proportion to it, because it is `held` times the one: the revenue of a price, with the
    /// quantity as it was.
    Product { held: &'a Measure, own_quotient: bool },
    /// The other rises and falls in proportion to it, as the catalogue says.
    Stated,
    /// The other takes over so much of its change, as the catalogue says.
    Follows(f64),
}

/// The measures that a person may read, with what moves them. Small enough to be made for each question.
pub(super) struct Graph<'a> {
    measures: Vec<&'a Measure>,
    links: BTreeMap<&'a str, Vec<(&'a Measure, Link<'a>)>>,
}

impl<'a> Graph<'a> {
    pub(super) fn of(catalogue: &'a Catalogue, scope: &Scope) -> Self {
        let measures: Vec<&Measure> =
            catalogue.measures.iter().filter(|measure| scope.may_read(measure.area)).collect();
        let quotients: Vec<Quotient<'_>> =
            measures.iter().filter_map(|measure| Quotient::of(measure, &measures)).collect();
        let links = measures.iter().map(|measure| {
            let movers = measures.iter().filter(|mover| mover.id != measure.id);
            let linked = movers.filter_map(|mover| Some((*mover, link(mover, measure, &quotients)?)));
            (measure.id.as_str(), linked.collect())
        });
        Graph { links: links.collect(), measures }
    }

    /// What moves a measure directly.
    pub(super) fn links(&self, id: &str) -> &[(&'a Measure, Link<'a>)] {
        self.links.get(id).map_or(&[], Vec::as_slice)
    }

    pub(super) fn is_moved(&self, measure: &Measure, by: &[&Measure]) -> bool {
        self.is_reached(&measure.id, by, &mut Vec::new())
    }

    fn is_reached<'s>(&'s self, id: &'s str, by: &[&Measure], seen: &mut Vec<&'s str>) -> bool {
        if seen.contains(&id) {
            return false;
        }
        seen.push(id);
        self.links(id).iter().any(|(mover, link)| {
            let is_lever = by.iter().any(|lever| lever.id == mover.id);
            is_lever || !link.ends_at_lever() && self.is_reached(&mover.id, by, seen)
        })
    }

    /// The measures that these move and name them as what moves them, the nearest first.
    pub(super) fn moved_by(
        &self,
        levers: &[&'a Measure],
        fits: &dyn Fn(&Measure) -> bool,
    ) -> Vec<&'a Measure> {
        let mut moved: Vec<&Measure> = Vec::new();
        let mut last: Vec<&Measure> = levers.to_vec();
        while !last.is_empty() && moved.len() < MOST {
            let is_known = |measure: &Measure| moved.iter().chain(levers).any(|known| known.id == measure.id);
            let names = |measure: &Measure| {
                self.links(&measure.id).iter().any(|(mover, link)| {
                    let is_last = last.iter().any(|last| last.id == mover.id);
                    let is_lever = levers.iter().any(|lever| lever.id == mover.id);
                    let named = measure.drivers.iter().chain(&measure.proportional_to);
                    let mut named = named.chain(measure.follows.keys());
                    is_last && (is_lever || !link.ends_at_lever()) && named.any(|id| *id == mover.id)
                })
            };
            let next: Vec<&Measure> = self
                .measures
                .iter()
                .copied()
                .filter(|measure| !is_known(measure) && fits(measure) && names(measure))
                .collect();
            moved.extend(&next);
            last = next;
        }
        moved.truncate(MOST);
        moved
    }
}

impl Link<'_> {
    /// A price moves revenue where the price itself is taken to be otherwise, not where it follows from the revenue.
    pub(super) fn ends_at_lever(self) -> bool {
        matches!(self, Link::Product { own_quotient: true, .. })
    }
}

fn link<'a>(mover: &Measure, moved: &Measure, quotients: &[Quotient<'a>]) -> Option<Link<'a>> {
    if moved.expression.holds(&mover.expression) {
        return Some(Link::Part);
    }
    if moved.proportional_to.contains(&mover.id) {
        return Some(Link::Stated);
    }
    if let Some(part) = moved.follows.get(&mover.id) {
        return Some(Link::Follows(*part));
    }
    if !moved.drivers.contains(&mover.id) {
        return None;
    }
    quotients.iter().find_map(|quotient| {
        if quotient.of != moved.id {
            return None;
        }
        if quotient.ratio.id == mover.id {
            Some(Link::Product { held: quotient.by, own_quotient: true })
        } else if quotient.by.id == mover.id {
            Some(Link::Product { held: quotient.ratio, own_quotient: false })
        } else {
            None
        }
    })
}

/// `ratio` is `of` divided by `by`, numbers aside: an average price is revenue divided by quantity.
struct Quotient<'a> {
    ratio: &'a Measure,
    of: &'a str,
    by: &'a Measure,
}

impl<'a> Quotient<'a> {
    fn of(ratio: &'a Measure, measures: &[&'a Measure]) -> Option<Self> {
        let (above, below) = parts(&ratio.expression);
        let ([above], [below]) = (above.as_slice(), below.as_slice()) else { return None };
        let measure = |expression: &MeasureExpression| {
            measures.iter().copied().find(|measure| measure.expression == *expression)
        };
        Some(Quotient { ratio, of: &measure(above)?.id, by: measure(below)? })
    }
}

type Parts<'a> = (Vec<&'a MeasureExpression>, Vec<&'a MeasureExpression>);

/// What stands above and below the line of a product of quotients; numbers are left out.
fn parts(expression: &MeasureExpression) -> Parts<'_> {
    match expression {
        MeasureExpression::Number(_) => (Vec::new(), Vec::new()),
        MeasureExpression::Binary(left, Operator::Times, right) => joined(parts(left), parts(right)),
        MeasureExpression::Binary(left, Operator::Divide, right) => {
            let (above, below) = parts(right);
            joined(parts(left), (below, above))
        }
        MeasureExpression::NullIf(inner, nothing) if matches!(**nothing, MeasureExpression::Number(_)) => {
            parts(inner)
        }
        other => (vec![other], Vec::new()),
    }
}

fn joined<'a>((mut above, mut below): Parts<'a>, (more_above, more_below): Parts<'a>) -> Parts<'a> {
    above.extend(more_above);
    below.extend(more_below);
    (above, below)
}
