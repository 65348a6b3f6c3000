//! Which date of a table dates its rows, and which tables are calendars.

use crate::{
    doubts::Doubts,
    model::{Database, Dataset},
    words,
};

/// Words of dates that only say when a row was written.
const HOUSEKEEPING: [&str; 12] = [
    "modified",
    "updated",
    "update",
    "changed",
    "loaded",
    "inserted",
    "load",
    "etl",
    "sync",
    "synced",
    "rowversion",
    "extracted",
];
/// Words of dates, the first of which a question most likely means.
const LIKELY: [&[&str]; 7] = [
    &[
        "transaction",
        "posting",
        "posted",
        "business",
        "booking",
        "invoice",
        "order",
        "ordered",
        "sale",
        "sold",
    ],
    &[
        "production",
        "produced",
        "visit",
        "event",
        "reading",
        "measured",
        "delivery",
        "delivered",
        "collected",
        "recorded",
    ],
    &["start", "started", "begin", "from", "opened", "admission", "received", "receipt"],
    &["snapshot", "stock", "count", "day"],
    &["end", "ended", "finish", "completed", "closed", "shipped", "ship"],
    &["created", "entry", "entered", "registered"],
    &["due", "planned", "expected", "promised", "requested", "expiry", "birth"],
];

/// Marks the calendars among the datasets.
pub(crate) fn mark_calendars(database: &mut Database) {
    let referred: Vec<String> = database.joins.iter().map(|join| join.to.clone()).collect();
    for dataset in &mut database.datasets {
        let named = words::has_any(&dataset.words, &["date", "calendar", "day", "time"]);
        let is_daily = dataset.dates.iter().any(|date| {
            let seen = dataset.seen(date);
            seen.distinct == dataset.profile.rows && dataset.profile.rows >= 28
        });
        dataset.is_calendar = named && is_daily && referred.contains(&dataset.id);
    }
}

/// The field that dates the rows of a dataset: one of its own, or one of a dataset that it leads to (`order.order_date`).
pub(crate) fn default_time(database: &Database, dataset: &Dataset, doubts: &mut Doubts) -> Option<String> {
    let mut own: Vec<(usize, &String)> =
        dataset.dates.iter().filter_map(|date| Some((rank(dataset, date)?, date))).collect();
    own.sort_by_key(|(rank, _)| *rank);
    let header = headers(database, dataset).into_iter().find_map(|header| {
        let date = header
            .dates
            .iter()
            .filter_map(|date| Some((rank(header, date)?, date)))
            .min_by_key(|(rank, _)| *rank)?;
        Some((date.0, format!("{}.{}", header.id, words::id(date.1))))
    });
    let calendar = calendar(database, dataset);
    match (own.as_slice(), header, calendar) {
        // The lines of a document are dated by the document rather than by when they are due.
        ([(mine, _), ..], Some((theirs, date)), _) if theirs < *mine => Some(date),
        ([(_, only)], _, _) => Some(words::id(only)),
        ([(_, first), others @ ..], _, _) => {
            let others: Vec<&str> = others.iter().map(|(_, date)| date.as_str()).collect();
            doubts
                .add(&dataset.id, format!("rows are dated by {first}; they also have {}", others.join(", ")));
            Some(words::id(first))
        }
        ([], _, Some(date)) => Some(date),
        ([], Some((_, date)), None) => Some(date),
        ([], None, None) => None,
    }
}

/// The place of a date among those a question may mean; none for housekeeping.
fn rank(dataset: &Dataset, date: &str) -> Option<usize> {
    let words = words::of_column(date);
    if words::has_any(&words, &HOUSEKEEPING) || dataset.seen(date).filled == 0 {
        return None;
    }
    let plain = words.as_slice() == ["date"]
        || words.iter().all(|word| dataset.words.contains(word) || word == "date");
    let place = LIKELY.iter().position(|known| words::has_any(&words, known));
    Some(if plain { 0 } else { place.map_or(LIKELY.len() / 2, |place| place + 1) })
}

/// Datasets whose rows stand above several of this one: an order above its lines.
fn headers<'a>(database: &'a Database, dataset: &Dataset) -> Vec<&'a Dataset> {
    let joins = database.joins.iter().filter(|join| join.from == dataset.id);
    let shares_a_word = |header: &&Dataset| {
        let is_document = !header.is_calendar && !crate::draft::names_things(database, header);
        is_document && header.words.iter().any(|word| dataset.words.contains(word))
    };
    let mut headers: Vec<&Dataset> =
        joins.filter_map(|join| database.dataset(&join.to)).filter(shares_a_word).collect();
    headers.sort_by_key(|header| std::cmp::Reverse(header.profile.rows));
    headers
}

/// `dim_date.full_date`, where the dataset refers to a calendar.
fn calendar(database: &Database, dataset: &Dataset) -> Option<String> {
    let joins = database.joins.iter().filter(|join| join.from == dataset.id);
    let mut days = joins.filter_map(|join| {
        let calendar = database.dataset(&join.to).filter(|dataset| dataset.is_calendar)?;
        let day = calendar.dates.iter().find(|date| calendar.seen(date).distinct == calendar.profile.rows)?;
        Some(format!("{}.{}", calendar.id, words::id(day)))
    });
    days.next()
}
