//! What must be said beside a forecast, or instead of one.

use sentia_analytics::{CannotForecast, Note};
use sentia_semantic::{Unit, Value, lower_first};

use crate::{
    ToolError, format,
    from_result::{capitalised, in_words},
    history::History,
};

/// Why there is none, of what, and what to do.
pub(super) fn cannot(error: &CannotForecast, history: &History) -> ToolError {
    let grain = history.grain.name();
    let what = match error {
        CannotForecast::NotANumber { .. } => "one of its values is too large to be reckoned with".to_owned(),
        other => other.to_string(),
    };
    let instead = match error {
        CannotForecast::HorizonTooLong { .. } => "Ask for a nearer period.",
        CannotForecast::TooShort { .. } | CannotForecast::TooShortSinceChange { .. } => {
            "Ask in narrower buckets (by week, by day), or for less of a split."
        }
        _ => "Ask what is recorded so far instead.",
    };
    let label = &history.measure.label;
    ToolError::BadArguments(format!("{label} cannot be forecast by {grain}: {what}. {instead}"))
}

/// How it was computed, a sentence each.
pub(super) fn method(history: &History, forecast: &sentia_analytics::Forecast) -> Vec<String> {
    let label = lower_first(&history.measure.label);
    let count = history.buckets.len();
    let how = if let [only] = forecast.models.as_slice() {
        (*only).to_owned()
    } else {
        format!("the mean, without the extremes, of {}", in_words(&forecast.models))
    };
    vec![
        format!("Forecast: {how}, fitted to the {count} {}s of {label} that are over", history.grain.name()),
        "80% and 95%: how often such limits hold the value, from the errors of forecasts of the past of the same figures"
            .to_owned(),
    ]
}

/// How well it would have done.
pub(super) fn accuracy(history: &History, forecast: &sentia_analytics::Forecast) -> String {
    let accuracy = &forecast.accuracy;
    let grain = history.grain.name();
    let (Some(own), Some(naive)) = (accuracy.wape, accuracy.naive_wape) else {
        return "How far off such forecasts are cannot be told: the figures of the past came to nothing."
            .to_owned();
    };
    let tried = format!(
        "Tried from {} points of the past, up to {} {grain}{} ahead, such forecasts were off by {} of the figure on average",
        accuracy.origins,
        accuracy.farthest,
        if accuracy.farthest == 1 { "" } else { "s" },
        percent(own)
    );
    let naive_is = if accuracy.naive_season > 1 { "the season before" } else { "the last value" };
    let over = accuracy.bias.map_or_else(String::new, |bias| {
        let side = if bias > 0.0 { "too high" } else { "too low" };
        format!(", {} {side} in sum", percent(bias.abs()))
    });
    let [within, _] = accuracy.coverage;
    format!(
        "{tried} (repeating {naive_is}: {}){over}; the 80% limits held {} of the time.",
        percent(naive),
        percent(within)
    )
}

fn percent(share: f64) -> String {
    format::value(&Value::Real(share), &Unit::Percent)
}

/// A sentence for each thing found in the history.
pub(super) fn notes(history: &History, forecast: &sentia_analytics::Forecast) -> Vec<String> {
    let unfinished = history.left_out.map(|bucket| {
        format!(
            "{} is not over in the data, so nothing was learned from it.",
            capitalised(&bucket.describe())
        )
    });
    let notes = forecast.notes.iter().map(|note| sentence(note, history));
    unfinished.into_iter().chain(notes).collect()
}

fn sentence(note: &Note, history: &History) -> String {
    let grain = history.grain.name();
    let bucket =
        |place: &usize| history.buckets.get(*place).map_or_else(String::new, |(bucket, _)| bucket.describe());
    match note {
        Note::Missing { count: 1, .. } => {
            format!("One {grain} of the past has no value; it was filled in from those around.")
        }
        Note::Missing { count, longest } => format!(
            "{count} {grain}s of the past have no value (at most {longest} in a row); they were filled in from those around."
        ),
        Note::MissingAtEnd { count: 1 } => {
            format!("The last {grain} has no value, so it was forecast on the way.")
        }
        Note::MissingAtEnd { count } => {
            format!("The last {count} {grain}s have no value, so they were forecast on the way.")
        }
        Note::Spikes { places } => {
            let named: Vec<String> = places.iter().take(3).map(bucket).collect();
            let verbs = if named.len() == 1 {
                ("lies", "was", "an error", "it")
            } else {
                ("lie", "were", "errors", "them")
            };
            let (lie, was, errors, them) = verbs;
            format!(
                "{} {lie} far outside all others and {was} taken for {errors}; please check {them}.",
                capitalised(&in_words(&named))
            )
        }
        Note::LevelChange { place, factor } => format!(
            "From {} on the figures are {factor:.0} times as large or small as before, as if their unit had changed: only those since were used.",
            bucket(place)
        ),
        Note::SeasonNotSeen { season, values } => format!(
            "{values} {grain}s are too few to learn a season of {season}, so what comes round every year is not in it."
        ),
        Note::NeverVaried => {
            "The figure has never changed, so nothing tells how far it may stray; no limits can be learned."
                .to_owned()
        }
        Note::Intermittent { zeros } => format!(
            "{} of the {grain}s are nought: what is forecast is a mean over the {grain}s with and without.",
            percent(*zeros)
        ),
        Note::LongHistory { used } => format!("Only the last {used} {grain}s were used."),
        Note::Untested { from } => format!(
            "The past is too short to have tried forecasts of {from} {grain}s ahead or more: their limits are carried on from nearer ones."
        ),
        Note::NaiveIsBest { season } if *season > 1 => {
            "No model did better than repeating the season before, which this does.".to_owned()
        }
        Note::NaiveIsBest { .. } => {
            "No model did better than keeping to the last value, which this does.".to_owned()
        }
        Note::Cut => "Limits stop at what the figure can be.".to_owned(),
    }
}
