//! What documents say, in their own words.

use sentia_tools::{CitedPassage, Evidence};

use crate::verify::{is_quotable, plain_name};

/// The passage that has most of what was asked, quoted; the others are listed beside it. A title that has it all says
/// nothing yet, so what the text itself has counts once more.
pub(super) fn sentence(evidence: &Evidence) -> Option<String> {
    // Of equals the first, which the search ranks higher.
    let worth = |passage: &CitedPassage| passage.covered + passage.told;
    let best = evidence.passages.iter().rev().max_by(|one, other| worth(one).total_cmp(&worth(other)));
    best.map(quoted)
}

fn quoted(passage: &CitedPassage) -> String {
    let mut place: Vec<String> = vec![plain_name(&passage.title)];
    place.extend(passage.section.last().map(|heading| plain_name(heading)));
    place.dedup();
    place.extend(passage.page.map(|page| format!("page {page}")));
    let place = place.join(", ");
    match is_quotable(&passage.quote) {
        true => format!("{place}: “{}” [{}].", passage.quote, passage.number),
        false => format!("{place}: the passage is [{}].", passage.number),
    }
}
