//! What was foreseen, in words.

use sentia_analytics::fleet::Source;
use sentia_semantic::{Catalogue, FailureModel, Unit, Value, lower_first};

use super::{Foreseen, LONGEST, PRECISION, SHORTEST, read};
use crate::{
    ToolContext, completeness, format,
    from_result::{capitalised, in_words, limited},
};

/// What raises a risk, that is told.
const TOLD: usize = 3;

/// `vibration, bearing temperature`; empty where nothing does.
pub(super) fn raised_by(because: &[Source], model: &FailureModel, catalogue: &Catalogue) -> String {
    let label = |id: Option<&String>| {
        let measure = id.and_then(|id| catalogue.measure(id));
        measure.map(|measure| lower_first(&measure.label))
    };
    let named = because.iter().filter_map(|source| match source {
        Source::Sign(at) => label(model.signs.get(*at)),
        Source::Use(at) => Some(format!("{} since the last failure", label(model.wear.get(*at))?)),
        Source::Care(at) => Some(format!("days since {}", label(model.care.get(*at))?)),
        Source::Age => Some("days since the last failure".to_owned()),
        Source::History => Some("failures of the last months".to_owned()),
    });
    let named: Vec<String> = named.take(TOLD).collect();
    capitalised(&named.join(", "))
}

pub(super) fn method(foreseen: &Foreseen) -> Vec<String> {
    let days = foreseen.ahead.days();
    let mut method = vec![format!(
        "Risk of failure: the share of such days of the past after which a failure came within {days} days; learned by a random \
         forest from readings, use, maintenance and failures up to each day (model {})",
        foreseen.foresight.version.get(..8).unwrap_or(&foreseen.foresight.version)
    )];
    method.push(match foreseen.foresight.bound {
        Some(bound) => format!(
            "Warning: given from a risk of {} on, where at least {} of the warnings of the past were right",
            percent(bound),
            percent(PRECISION)
        ),
        None => format!(
            "Warning: none is given, as no line of the past had {} of its warnings right",
            percent(PRECISION)
        ),
    });
    if foreseen.cost.is_some() {
        method.push(
            "Expected cost: the risk times what a repair costs on average; stopped production is not in it"
                .to_owned(),
        );
    }
    method
}

pub(super) fn caveats(
    foreseen: &Foreseen,
    hidden: usize,
    unknown: &[String],
    context: &ToolContext,
) -> Vec<String> {
    let (fleet, foresight) = (&foreseen.fleet, &foreseen.foresight);
    let plural = read::plural(&foreseen.model, context);
    let mut caveats = vec![format!(
        "Learned from {} {plural} over {}, and tried on {} days that came after those learned from. A risk says how often such \
         days ended in a failure, not why; a sudden failure is announced by nothing.",
        fleet.labels.len(),
        fleet.days.describe(),
        foresight.tried
    )];
    caveats.extend(foreseen.instead.map(|days| {
        format!(
            "Failures are foreseen from {SHORTEST} to {LONGEST} days ahead, so this is for the next {days} days."
        )
    }));
    if foresight.bound.is_none() {
        caveats.push("Nothing in the data announces failures well enough to warn of them: the risks are an order to look, no more.".to_owned());
    }
    if hidden > 0 {
        caveats.push(format!("{hidden} {plural} of less risk are not shown."));
    }
    if !unknown.is_empty() {
        caveats.push(format!("Too little is known of {} to say anything.", in_words(unknown)));
    }
    caveats.extend(completeness::caveats(&fleet.completeness));
    caveats.extend(limited(context));
    caveats
}

fn percent(share: f64) -> String {
    format::value(&Value::Real(share), &Unit::Percent)
}
