//! What was found, in words.

use sentia_analytics::anomaly::batch::{Incident, Kind};
use sentia_semantic::Grain;

use super::{Judged, Search, Unjudged};
use crate::{
    ToolContext,
    from_result::{in_words, limited},
};

pub(super) fn what(incident: &Incident, grain: Grain, is_recorded: bool, to_the_end: bool) -> String {
    let is_up = incident.size > 0.0;
    match incident.kind {
        Kind::Spike => format!("Unusually {} {}", if is_up { "high" } else { "low" }, grain.name()),
        Kind::LevelShift => {
            let level = if is_up { "Higher" } else { "Lower" };
            let end = if to_the_end { " since" } else { " for a while" };
            format!("{level} than usual{end}")
        }
        Kind::TrendBreak => format!("{} than before, since", if is_up { "Rising faster" } else { "Falling" }),
        Kind::VarianceChange => {
            format!("{} than usual, since", if is_up { "More scattered" } else { "Steadier" })
        }
        Kind::MissingFeed if is_recorded => "The same value again and again".to_owned(),
        Kind::MissingFeed => "Nothing recorded".to_owned(),
    }
}

pub(super) fn method(search: &Search) -> Vec<String> {
    vec![format!(
        "Expected: from the {}s before and after, by season and trend of each series itself, without what stands out",
        search.grain.name()
    )]
}

pub(super) fn caveats(
    search: &Search,
    judged: &Judged<'_>,
    shown: usize,
    context: &ToolContext,
) -> Vec<String> {
    let mut caveats = Vec::new();
    let hidden = judged.found.len() - shown;
    if hidden > 0 {
        caveats.push(format!("{hidden} more stood out less; look at fewer members or measures to see them."));
    }
    if !judged.found.is_empty() {
        let series = if judged.looked_at == 1 {
            "one series".to_owned()
        } else {
            format!("{} series", judged.looked_at)
        };
        let is_coarser = judged.found.iter().any(|found| found.series.grain != search.grain);
        let by_weeks = if is_coarser { ", those with values only now and then by week" } else { "" };
        caveats.push(format!(
            "Looked at {series} by {}{by_weeks}; at most one in 20 of such findings is chance. This says that something was \
             unusual, not why.",
            search.grain.name()
        ));
    }
    caveats.extend(unjudged(search, judged));
    caveats.extend(limited(context));
    caveats
}

/// How many series nothing can be said of, for each reason.
fn unjudged(search: &Search, judged: &Judged<'_>) -> Vec<String> {
    let names = |is: &dyn Fn(&Unjudged) -> bool| -> Vec<String> {
        let those = judged.unjudged.iter().filter(|(_, why)| is(why));
        those
            .map(|(series, _)| series.member.clone().unwrap_or_else(|| series.measure.label.clone()))
            .collect()
    };
    let sparse = names(&|why| matches!(why, Unjudged::Sparse));
    let short = names(&|why| matches!(why, Unjudged::Short(_)));
    let mut sentences = Vec::new();
    if !sparse.is_empty() {
        sentences.push(format!(
            "Nothing can be said of {}: there are values only now and then by {}; look at longer steps of time.",
            few(&sparse),
            search.grain.name()
        ));
    }
    let why = judged.unjudged.iter().find_map(|(_, why)| match why {
        Unjudged::Short(why) => Some(why.to_string()),
        Unjudged::Sparse => None,
    });
    sentences.extend(why.map(|why| format!("Nothing can be said of {}: {why}.", few(&short))));
    sentences
}

fn few(names: &[String]) -> String {
    match names.len() {
        0..=3 => in_words(names),
        more => format!("{} and {} others", names[..2].join(", "), more - 2),
    }
}
