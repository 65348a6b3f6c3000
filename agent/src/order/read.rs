//! Reads what is wanted when. Whatever is not plainly an order is none, and is answered as a question.

use jiff::civil::Time;

use super::{
    DayOfMonth, Days, FileKind, pages,
    words::{Words, count},
};

/// The words of an order taken apart; what is wanted is still in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// What is wanted: `OEE by line last week`, `the finance pack for Leeds`; `that` for what was answered before.
    pub(crate) what: String,
    /// What pages are to be about that a report does not have by itself.
    pub(crate) pages: Vec<String>,
    pub(crate) when: Wanted,
    pub(crate) file: Option<FileKind>,
    pub(crate) by_mail: bool,
    /// The person has seen in words what would be done.
    pub(crate) confirmed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// A file, now.
    Now,
    Every(Days, Time),
    When(Watched),
}

/// `OEE at Leeds` `below` `70%` for two shifts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Watched {
    pub(crate) subject: String,
    /// `below 70%`
    pub(crate) condition: String,
    /// Buckets in a row.
    pub(crate) run: u32,
    pub(crate) bucket: Bucket,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bucket {
    Shift,
    Day,
    Week,
    Month,
}

/// Begins what has been confirmed; nobody begins a question with it.
pub(crate) const CONFIRMED: &str = "Confirmed:";

/// Buckets in a row that can be waited for.
const LONGEST_RUN: u32 = 12;

/// The order that a text is, if it is one.
pub(crate) fn request(text: &str) -> Option<Request> {
    let (text, confirmed) = match text.trim().strip_prefix(CONFIRMED) {
        Some(rest) => (rest.trim(), true),
        None => (text.trim(), false),
    };
    let (text, file, by_mail) = without_manner(text);
    let words = Words::of(&text)?;
    let by_mail = by_mail || mails(&words);
    if let Some(watched) = watched(&words) {
        let what = watched.subject.clone();
        return Some(Request {
            what,
            pages: Vec::new(),
            when: Wanted::When(watched),
            file,
            by_mail,
            confirmed,
        });
    }
    if let Some((from, to, days, time)) = recurrence(&words) {
        let asked = Asked::of(&words);
        let is_order = asked.sends || time.is_some() && asked.is_request;
        if is_order {
            let (what, pages) = wanted(&words.without(from, to));
            let at = time.unwrap_or_else(|| usual_time(&words, from, to));
            return (!what.is_empty()).then_some(Request {
                what,
                pages,
                when: Wanted::Every(days, at),
                file,
                by_mail,
                confirmed,
            });
        }
    }
    let is_wanted = by_mail || (file.is_some() && !asks_about(&words)) || makes(&words);
    is_wanted.then(|| {
        let (what, pages) = wanted(&text);
        Request { what, pages, when: Wanted::Now, file, by_mail, confirmed }
    })
}

/// What is wanted without the words that ask for it, and its pages.
fn wanted(text: &str) -> (String, Vec<String>) {
    let (what, pages) = pages::split(text);
    (bare(&what), pages)
}

/// `mail me`, `e-mail it`: the word is what is to be done.
fn mails(words: &Words<'_>) -> bool {
    (0..words.len())
        .any(|at| words.is(at, &["mail", "email"]) && words.is(at + 1, &["me", "us", "it", "that", "this"]))
}

/// `how do we keep this in Excel` asks about it.
fn asks_about(words: &Words<'_>) -> bool {
    words.is(0, &["how", "why", "where", "who", "do", "does", "is", "are", "can", "should"])
        && !words.is(1, &["you", "we", "i"])
        || words.after(0, &["how", "do"]).is_some()
}

/// Something is to be made or brought; whether it is a report, its name says.
fn makes(words: &Words<'_>) -> bool {
    const MAKE: [&str; 10] =
        ["make", "create", "prepare", "write", "build", "generate", "produce", "run", "send", "give"];
    (0..words.len().min(4)).any(|at| words.is(at, &MAKE))
}

/// The text without "as PDF", "in Excel", "by e-mail".
fn without_manner(text: &str) -> (String, Option<FileKind>, bool) {
    let (mut text, mut file, mut by_mail) = (text.to_owned(), None, false);
    while let Some(words) = Words::of(&text) {
        let found = (0..words.len()).find_map(|at| {
            let by_mail = words
                .after_any(at, &[&["by", "e", "mail"], &["by", "email"], &["by", "mail"], &["per", "mail"]]);
            by_mail
                .map(|to| (at, to, None))
                .or_else(|| as_file(&words, at).map(|(from, to, file)| (from, to, Some(file))))
        });
        let Some((from, to, kind)) = found else { break };
        by_mail |= kind.is_none();
        file = file.or(kind);
        text = words.without(from, to);
    }
    (text, file, by_mail)
}

/// `as a PDF`, `in Excel`, and the end of `make that a PDF`.
fn as_file(words: &Words<'_>, at: usize) -> Option<(usize, usize, FileKind)> {
    let article = |at: usize| at + usize::from(words.is(at, &["a", "an"]));
    let (from, names) = if words.is(at, &["as", "in", "into"]) {
        (at, article(at + 1))
    } else if at > 0 && words.is(at, &["that", "this", "it"]) && words.is(at + 1, &["a", "an"]) {
        (at + 1, at + 2)
    } else {
        return None;
    };
    let kind = match words.at(names) {
        "pdf" => FileKind::Pdf,
        "excel" | "xlsx" | "spreadsheet" | "workbook" => FileKind::Xlsx,
        "word" | "docx" => FileKind::Docx,
        "powerpoint" | "pptx" | "slides" => FileKind::Pptx,
        "html" => FileKind::Html,
        "csv" => FileKind::Csv,
        "markdown" => FileKind::Md,
        _ => return None,
    };
    let to = names + 1 + usize::from(words.is(names + 1, &["file", "document", "sheet", "format"]));
    Some((from, to, kind))
}

struct Asked {
    /// A word that says that something is to be brought.
    sends: bool,
    /// A word that asks for something at all.
    is_request: bool,
}

impl Asked {
    fn of(words: &Words<'_>) -> Self {
        const SEND: [&str; 9] =
            ["send", "mail", "email", "post", "deliver", "schedule", "subscribe", "forward", "remind"];
        const ASK: [&str; 11] =
            ["give", "show", "tell", "make", "prepare", "run", "create", "write", "want", "need", "like"];
        let any = |of: &[&str]| (0..words.len()).any(|at| words.is(at, of));
        let sends = any(&SEND) && !words.is(0, &["what", "which", "who", "when", "where", "why", "how"]);
        Asked { sends, is_request: sends || any(&ASK) }
    }
}

/// Where a recurrence stands, and what it is; the time where one is named.
fn recurrence(words: &Words<'_>) -> Option<(usize, usize, Days, Option<Time>)> {
    (0..words.len()).find_map(|from| {
        let (mut to, days) = days(words, from)?;
        let mut from = from;
        let mut time = None;
        if words.is(to, &["morning", "afternoon", "evening"]) {
            to += 1;
        }
        if let Some((after, at)) = time_at(words, to) {
            (to, time) = (after, Some(at));
        } else if let Some((begun, at)) = time_before(words, from) {
            (from, time) = (begun, Some(at));
        }
        Some((from, to, days, time))
    })
}

fn days(words: &Words<'_>, at: usize) -> Option<(usize, Days)> {
    if let Some(every) = words.after_any(at, &[&["every", "single"], &["every"], &["each"]]) {
        return of_every(words, every);
    }
    if let Some(to) = words.after_any(
        at,
        &[
            &["on", "mondays"],
            &["on", "tuesdays"],
            &["on", "wednesdays"],
            &["on", "thursdays"],
            &["on", "fridays"],
            &["on", "saturdays"],
            &["on", "sundays"],
        ],
    ) {
        return weekdays(words, to - 1);
    }
    if let Some(of) = words.after_any(at, &[&["on", "the"], &["at", "the"], &["the"]])
        && let Some((to, day)) = day_of_month(words, of)
        && let Some(found) = of_month(words, to, day)
    {
        return Some(found);
    }
    let alone = match words.at(at) {
        "daily" => Days::Daily,
        "weekly" => Days::Weekly(vec![1]),
        "monthly" => Days::Monthly(DayOfMonth::Day(1)),
        "quarterly" => Days::Quarterly(DayOfMonth::Day(1)),
        _ => return None,
    };
    // "the monthly report" is a report; "send it monthly" is a recurrence.
    let is_adverb = at + 1 == words.len() || words.is(at + 1, &["at", "on", "by"]);
    is_adverb.then(|| with_day(words, at + 1, alone))
}

fn of_every(words: &Words<'_>, at: usize) -> Option<(usize, Days)> {
    if let Some(found) = weekdays(words, at) {
        return Some(found);
    }
    if let Some((to, day)) = day_of_month(words, at) {
        return of_month(words, to, day).or(Some((to, Days::Monthly(day))));
    }
    let to_workday = words.after_any(
        at,
        &[
            &["working", "day"],
            &["work", "day"],
            &["business", "day"],
            &["week", "day"],
            &["weekday"],
            &["workday"],
        ],
    );
    if let Some(to) = to_workday {
        return Some((to, Days::Workdays));
    }
    let days = match words.at(at) {
        "day" | "morning" | "afternoon" | "evening" | "night" => Days::Daily,
        "week" => Days::Weekly(vec![1]),
        "month" => Days::Monthly(DayOfMonth::Day(1)),
        "quarter" => Days::Quarterly(DayOfMonth::Day(1)),
        _ => return None,
    };
    Some(with_day(words, at + 1, days))
}

/// "every month on the last working day", "weekly on Fridays".
fn with_day(words: &Words<'_>, at: usize, days: Days) -> (usize, Days) {
    let Some(on) = words.after_any(at, &[&["on", "the"], &["on"], &["at", "the"]]) else { return (at, days) };
    match (&days, weekdays(words, on), day_of_month(words, on)) {
        (Days::Weekly(_), Some(found), _) => found,
        (Days::Monthly(_), _, Some((to, day))) => (to, Days::Monthly(day)),
        (Days::Quarterly(_), _, Some((to, day))) => (to, Days::Quarterly(day)),
        _ => (at, days),
    }
}

/// `Monday`, `Mondays, Wednesdays and Fridays`.
fn weekdays(words: &Words<'_>, at: usize) -> Option<(usize, Days)> {
    let mut found = vec![weekday(words.at(at))?];
    let mut to = at + 1;
    loop {
        let next = to + usize::from(words.is(to, &["and", "on"]));
        match weekday(words.at(next)) {
            Some(day) => (found, to) = ([found, vec![day]].concat(), next + 1),
            None => break,
        }
    }
    found.sort_unstable();
    found.dedup();
    Some((to, Days::Weekly(found)))
}

fn weekday(word: &str) -> Option<i8> {
    Some(match word.strip_suffix('s').unwrap_or(word) {
        "monday" | "mon" => 1,
        "tuesday" | "tue" => 2,
        "wednesday" | "wed" => 3,
        "thursday" | "thu" => 4,
        "friday" | "fri" => 5,
        "saturday" | "sat" => 6,
        "sunday" | "sun" => 7,
        _ => return None,
    })
}

/// `first`, `last working day`, `15th`, `first Monday`, `end`.
fn day_of_month(words: &Words<'_>, at: usize) -> Option<(usize, DayOfMonth)> {
    const WORKDAY: [&[&str]; 5] =
        [&["working", "day"], &["work", "day"], &["business", "day"], &["workday"], &["weekday"]];
    if let Some(day) = words.number(at).filter(|day| (1..=31).contains(day)) {
        let to = at + 1 + usize::from(words.is(at + 1, &["st", "nd", "rd", "th"]));
        let to = to + usize::from(words.is(to, &["day"]));
        let is_ordinal = words.is(at + 1, &["st", "nd", "rd", "th"]);
        return is_ordinal.then_some((to, DayOfMonth::Day(i8::try_from(day).ok()?)));
    }
    let to = at + 1;
    match words.at(at) {
        "end" => Some((to, DayOfMonth::Last)),
        "first" => Some(match (words.after_any(to, &WORKDAY), weekday(words.at(to))) {
            (Some(to), _) => (to, DayOfMonth::FirstWorkday),
            (None, Some(day)) => (to + 1, DayOfMonth::First(day)),
            (None, None) => (to + usize::from(words.is(to, &["day"])), DayOfMonth::Day(1)),
        }),
        "last" => match words.after_any(to, &WORKDAY) {
            Some(to) => Some((to, DayOfMonth::LastWorkday)),
            None => words.after(to, &["day"]).map(|to| (to, DayOfMonth::Last)),
        },
        _ => None,
    }
}

/// `of the month`, `of each quarter`.
fn of_month(words: &Words<'_>, at: usize, day: DayOfMonth) -> Option<(usize, Days)> {
    let of = words.after_any(
        at,
        &[&["of", "the"], &["of", "every"], &["of", "each"], &["of", "a"], &["in", "the"], &["in", "every"]],
    )?;
    match words.at(of) {
        "month" => Some((of + 1, Days::Monthly(day))),
        "quarter" => Some((of + 1, Days::Quarterly(day))),
        _ => None,
    }
}

/// `at 7`, `at 7:30 am`, `at noon`, and `7am` by itself.
fn time_at(words: &Words<'_>, at: usize) -> Option<(usize, Time)> {
    let named = words.is(at, &["at", "by"]);
    let (to, time, is_plain) = clock(words, at + usize::from(named))?;
    (named || !is_plain).then_some((to, time))
}

/// `at 7 every Monday`: the words that end where the days begin.
fn time_before(words: &Words<'_>, end: usize) -> Option<(usize, Time)> {
    (end.saturating_sub(5)..end).find_map(|at| {
        let (to, time) = time_at(words, at).filter(|_| words.is(at, &["at"]))?;
        let to = to + usize::from(words.is(to, &["on"]));
        (to == end).then_some((at, time))
    })
}

/// The place after a time of day, the time, and whether it was a number alone.
fn clock(words: &Words<'_>, at: usize) -> Option<(usize, Time, bool)> {
    match words.at(at) {
        "noon" | "midday" => return Some((at + 1, Time::constant(12, 0, 0, 0), false)),
        "midnight" => return Some((at + 1, Time::constant(0, 0, 0, 0), false)),
        _ => {}
    }
    let mut hour = i8::try_from(words.number(at)?).ok()?;
    let mut to = at + 1;
    let mut minute = 0;
    let minutes = words.number(to).and_then(|minute| i8::try_from(minute).ok()).filter(|minute| *minute < 60);
    if let Some(named) = minutes.filter(|_| words.joins_minutes(to)) {
        (minute, to) = (named, to + 1);
    }
    let has_minutes = to > at + 1;
    let half = match words.at(to) {
        "am" => Some(0),
        "pm" => Some(12),
        _ => None,
    };
    if let Some(half) = half {
        if !(1..=12).contains(&hour) {
            return None;
        }
        (hour, to) = (hour % 12 + half, to + 1);
    }
    to = words.after(to, &["o", "clock"]).unwrap_or(to);
    let time = Time::new(hour, minute, 0, 0).ok()?;
    Some((to, time, half.is_none() && !has_minutes))
}

fn usual_time(words: &Words<'_>, from: usize, to: usize) -> Time {
    let said = |any: &[&str]| (from..=to).any(|at| words.is(at, any));
    if said(&["afternoon"]) {
        Time::constant(14, 0, 0, 0)
    } else if said(&["evening", "night"]) {
        Time::constant(18, 0, 0, 0)
    } else {
        Time::constant(7, 0, 0, 0)
    }
}

/// `tell me when OEE at Leeds falls below 70% for two shifts`.
fn watched(words: &Words<'_>) -> Option<Watched> {
    let asked = (0..words.len().min(6)).find(|at| {
        words.is(
            *at,
            &[
                "tell", "alert", "notify", "warn", "inform", "ping", "message", "let", "text", "mail",
                "email", "flag",
            ],
        )
    })?;
    const WHEN: [&[&str]; 6] =
        [&["as", "soon", "as"], &["when"], &["whenever"], &["if"], &["once"], &["every", "time"]];
    let begin = (asked + 1..asked + 5).find_map(|at| {
        let between = (asked + 1..at).all(|at| words.is(at, &["me", "us", "know", "please", "mail"]));
        words.after_any(at, &WHEN).filter(|_| between)
    })?;
    let (verb, core) = (begin + 1..words.len()).find_map(|at| comparison(words, at))?;
    let (end, run, bucket) = run_of(words, core).unwrap_or((words.len(), 1, Bucket::Day));
    let condition = words.between(core, end);
    let subject = bare(&words.between(begin, verb));
    let has_value = condition.split_whitespace().count() > 1;
    let watched = Watched { subject, condition: as_condition(&condition), run, bucket };
    (has_value && !watched.subject.is_empty()).then_some(watched)
}

/// Where the verb of a comparison begins, and where the comparison itself does.
fn comparison(words: &Words<'_>, at: usize) -> Option<(usize, usize)> {
    const VERBS: [&str; 32] = [
        "falls", "fall", "drops", "drop", "goes", "go", "dips", "sinks", "slips", "gets", "get", "is", "are",
        "stays", "stay", "comes", "rises", "rise", "climbs", "climb", "moves", "runs", "has", "been", "was",
        "hits", "back", "passes", "exceeds", "exceed", "reaches", "reach",
    ];
    const SIDES: [&[&str]; 12] = [
        &["below"],
        &["under"],
        &["beneath"],
        &["above"],
        &["over"],
        &["past"],
        &["beyond"],
        &["less", "than"],
        &["lower", "than"],
        &["more", "than"],
        &["higher", "than"],
        &["at", "least"],
    ];
    if words.is(at, &["exceeds", "exceed", "passes", "reaches", "reach"]) {
        return Some((at, at));
    }
    words.after_any(at, &SIDES)?;
    let mut verb = at;
    while verb > 0 && words.is(verb - 1, &VERBS) {
        verb -= 1;
    }
    Some((verb, at))
}

/// `exceeds 5%` is `above 5%`; a measure that `reaches 5%` is at least that.
fn as_condition(words: &str) -> String {
    let (first, rest) = words.split_once(' ').unwrap_or((words, ""));
    match first.to_lowercase().as_str() {
        "exceeds" | "exceed" | "passes" | "past" | "beyond" => format!("above {rest}"),
        "reaches" | "reach" => format!("at least {rest}"),
        "beneath" => format!("below {rest}"),
        _ => words.to_owned(),
    }
}

/// `for two shifts in a row`, at the end: where it begins.
fn run_of(words: &Words<'_>, from: usize) -> Option<(usize, u32, Bucket)> {
    (from..words.len()).rev().find_map(|at| {
        let many = words.after_any(at, &[&["for"], &["on"], &["over"], &["in"]])?;
        let (run, unit) = match count(words, many) {
            Some(run) => (run, many + 1),
            None if words.is(many, &["a", "any", "one"]) => (1, many + 1),
            None => return None,
        };
        let unit =
            unit + usize::from(words.is(unit, &["consecutive", "successive", "straight", "whole", "full"]));
        let bucket = match words.at(unit).strip_suffix('s').unwrap_or(words.at(unit)) {
            "shift" => Bucket::Shift,
            "day" => Bucket::Day,
            "week" => Bucket::Week,
            "month" => Bucket::Month,
            _ => return None,
        };
        let to = words.after_any(
            unit + 1,
            &[&["in", "a", "row"], &["running"], &["in", "succession"], &["in", "sequence"]],
        );
        let ends = to.unwrap_or(unit + 1) == words.len();
        (ends && (1..=LONGEST_RUN).contains(&run)).then_some((at, run, bucket))
    })
}

/// What is wanted, without the words that ask for it.
fn bare(text: &str) -> String {
    const LEAD: [&str; 42] = [
        "please",
        "can",
        "could",
        "would",
        "will",
        "you",
        "i",
        "id",
        "d",
        "we",
        "want",
        "need",
        "like",
        "love",
        "to",
        "get",
        "have",
        "send",
        "mail",
        "e",
        "email",
        "post",
        "deliver",
        "schedule",
        "subscribe",
        "forward",
        "me",
        "us",
        "give",
        "show",
        "tell",
        "make",
        "prepare",
        "run",
        "create",
        "write",
        "build",
        "generate",
        "produce",
        "remind",
        "and",
        "of",
    ];
    const TAIL: [&str; 9] = ["please", "for", "on", "at", "to", "me", "us", "and", "thanks"];
    let Some(words) = Words::of(text) else { return String::new() };
    let (mut from, mut to) = (0, words.len());
    while from < to && words.is(from, &LEAD) {
        from += 1;
    }
    while to > from && words.is(to - 1, &TAIL) {
        to -= 1;
    }
    words.between(from, to)
}
