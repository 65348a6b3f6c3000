//! What is proposed, in words.

use sentia_semantic::ScheduleModel;

use super::{Planned, read::About};
use crate::{
    ToolContext,
    from_result::{corrected, in_words, limited},
};

pub(super) fn method(model: &ScheduleModel, context: &ToolContext) -> Vec<String> {
    let alike = context.engine.catalogue().dimension(&model.alike);
    let alike = alike.map_or_else(|| model.alike.clone(), |alike| alike.label.to_lowercase());
    vec![
        format!(
            "As planned: {} one after the other by their planned start; proposed: the order with the fewest late ones, of these the \
             one with the least delay, of these the one with the least set-up",
            model.called
        ),
        format!(
            "Set-up: none between two of the same {alike}. Up to {} of them every order is tried; of more, the best that moving \
             them finds",
            sentia_analytics::sequence::EXACT
        ),
        "Done: by the hours that there are in a week, spread over its days as the last eight weeks were worked".to_owned(),
    ]
}

pub(super) fn caveats(
    model: &ScheduleModel,
    planned: &[Planned],
    about: &About,
    hidden: usize,
    context: &ToolContext,
) -> Vec<String> {
    let mut caveats = vec![format!(
        "This is a proposal: nothing is rescheduled. It is of the {} that are planned to start in {}; what runs now or breaks down is \
         not in it.",
        model.called,
        about.period.describe()
    )];
    let unknown: Vec<&str> = planned
        .iter()
        .filter(|planned| !planned.hours.is_known())
        .map(|planned| planned.place.name.as_str())
        .collect();
    if !unknown.is_empty() {
        caveats.push(format!(
            "No working time is known of {}, so nothing is said to be done there.",
            in_words(&unknown)
        ));
    }
    if hidden > 0 {
        caveats.push(format!("{hidden} more {} are not shown; they count in the whole.", model.called));
    }
    caveats.extend(corrected(&about.filters));
    caveats.extend(limited(context));
    caveats
}
