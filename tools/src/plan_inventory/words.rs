//! What is advised, in words.

use sentia_semantic::{Catalogue, StockModel, Unit, Value, lower_first};

use super::{Advised, read::About};
use crate::{
    ToolContext, format,
    from_result::{corrected, in_words, limited},
};

/// Stocks of which nothing can be said, that are named.
const NAMED: usize = 3;

pub(super) fn method(service: Option<f64>) -> Vec<String> {
    let service = match service {
        Some(service) => format!("{} of what is wanted", percent(service)),
        None => "the same share of what is wanted as today's does".to_owned(),
    };
    vec![
        format!(
            "Advised reorder point: the lowest that gives {service} at once, when the use of the days shown is played through with \
             lead times drawn from the deliveries of two years, orders being of the size they were"
        ),
        "Stock today, advised stock: what is then on hand on average, at today's value of a unit".to_owned(),
        "Freed: stock today less advised stock; below nought, more is needed than today's rule holds"
            .to_owned(),
    ]
}

pub(super) fn caveats(
    model: &StockModel,
    advised: &[Advised],
    hidden: usize,
    about: &About,
    context: &ToolContext,
) -> Vec<String> {
    let plural = plural(model, context.engine.catalogue());
    let known = advised.iter().filter(|one| one.advice.is_ok()).count();
    let mut caveats = vec![format!(
        "Played through for {known} stocks over {}. Use is taken to go on as it was; what a delivery lacks or stock spoils is not \
         in it. Change reorder points a few at a time.",
        about.days.describe()
    )];
    if hidden > 0 {
        caveats
            .push(format!("{hidden} {plural} that would free less are not shown; they count in the whole."));
    }
    let unsaid: Vec<_> = advised.iter().filter_map(|one| Some((one, one.advice.as_ref().err()?))).collect();
    if let Some((_, why)) = unsaid.first() {
        let named: Vec<&str> =
            unsaid.iter().take(NAMED).map(|(one, _)| one.held.members.0.as_str()).collect();
        let more = unsaid.len().saturating_sub(NAMED);
        let named =
            if more > 0 { format!("{} and {more} others", named.join(", ")) } else { in_words(&named) };
        caveats.push(format!("Nothing is advised for {named}: {why}."));
    }
    caveats.extend(corrected(&about.filters));
    caveats.extend(limited(context));
    caveats
}

pub(super) fn plural(model: &StockModel, catalogue: &Catalogue) -> String {
    catalogue.dimension(&model.of).map_or_else(|| model.of.clone(), |of| lower_first(&of.plural))
}

fn percent(share: f64) -> String {
    format::value(&Value::Real(share), &Unit::Percent)
}
