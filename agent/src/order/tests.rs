//! What is read as an order, and what is left to be a question.

use super::{Bucket, CONFIRMED, Wanted, request};

/// `what | when | file | mail`.
fn read(text: &str) -> String {
    let Some(request) = request(text) else { return "no order".to_owned() };
    let when = match &request.when {
        Wanted::Now => "now".to_owned(),
        Wanted::Every(days, at) => {
            let recurrence = super::Recurrence { days: days.clone(), at: *at, zone: String::new() };
            recurrence.to_be_read()
        }
        Wanted::When(watched) => {
            let bucket = match watched.bucket {
                Bucket::Shift => "shift",
                Bucket::Day => "day",
                Bucket::Week => "week",
                Bucket::Month => "month",
            };
            format!("{} {} {bucket}", watched.condition, watched.run)
        }
    };
    let file = request.file.map(|file| format!(" | {}", file.ending())).unwrap_or_default();
    let mail = if request.by_mail { " | mail" } else { "" };
    let confirmed = if request.confirmed { " | confirmed" } else { "" };
    let pages: String = request.pages.iter().map(|about| format!(" + {about}")).collect();
    format!("{}{pages} | {when}{file}{mail}{confirmed}", request.what)
}

#[test]
fn what_recurs_is_read() {
    for (text, expected) in [
        ("Every Monday at 7 send me OEE by line last week", "OEE by line last week | every Monday at 07:00"),
        (
            "send me OEE by line for last week every Monday at 7",
            "OEE by line for last week | every Monday at 07:00",
        ),
        (
            "Please e-mail me the finance pack on the first of every month at 8am as a PDF",
            "the finance pack | on the first day of every month at 08:00 | pdf | mail",
        ),
        (
            "every Monday at 7 send me the finance pack for Leeds with a page on energy and a page on scrap by line",
            "the finance pack for Leeds + energy + scrap by line | every Monday at 07:00",
        ),
        (
            "every weekday at 6:30 send me scrap by line yesterday",
            "scrap by line yesterday | every working day at 06:30",
        ),
        (
            "Can you send us the operations report for Derby every Friday afternoon?",
            "the operations report for Derby | every Friday at 14:00",
        ),
        (
            "send revenue by region each month on the last working day in Excel",
            "revenue by region | on the last working day of every month at 07:00 | xlsx",
        ),
        ("mail me cash on the 15th of each month", "cash | on the 15th of every month at 07:00 | mail"),
        (
            "I want the executive report every Monday and Thursday at 5pm",
            "the executive report | every Monday and Thursday at 17:00",
        ),
        (
            "at 6 every morning send me downtime by machine yesterday",
            "downtime by machine yesterday | every day at 06:00",
        ),
        (
            "schedule the quality report for every quarter",
            "the quality report | on the first day of every quarter at 07:00",
        ),
        ("send me that daily at noon", "that | every day at 12:00"),
        ("send me on-time delivery weekly on Fridays at 16:00", "on-time delivery | every Friday at 16:00"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn what_is_waited_for_is_read() {
    for (text, expected) in [
        ("tell me when OEE at Leeds falls below 70% for two shifts", "OEE at Leeds | below 70% 2 shift"),
        (
            "Let me know if the scrap rate of Line 3 rises above 4% for 3 days in a row",
            "the scrap rate of Line 3 | above 4% 3 day",
        ),
        ("alert me as soon as overdue receivables exceed £500k", "overdue receivables | above £500k 1 day"),
        (
            "notify me by e-mail whenever on time delivery at Derby drops under 90% for a week",
            "on time delivery at Derby | under 90% 1 week | mail",
        ),
        ("warn us when downtime is more than 20 hours", "downtime | more than 20 hours 1 day"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn what_is_wanted_as_a_file_is_read() {
    for (text, expected) in [
        ("make that a PDF", "that | now | pdf"),
        ("Give me OEE by line last week as Excel", "OEE by line last week | now | xlsx"),
        ("create the finance pack for August as PowerPoint", "the finance pack for August | now | pptx"),
        ("send me the P&L by e-mail", "the P&L | now | mail"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn questions_stay_questions() {
    for text in [
        "OEE every day last week",
        "show scrap for every line",
        "what happened every Monday in August",
        "which customers do we send invoices to every month?",
        "weekly report of scrap",
        "tell me about OEE",
        "tell me when the last breakdown was",
        "when did OEE fall below 70%",
        "revenue in June",
        "how many deliveries in Leeds",
        "show me downtime above 2 hours by machine",
        "daily output of Line 3",
        "is the P&L in balance",
        "how do we enter hours in Excel",
        "what does the mail policy say",
        "",
        "%",
    ] {
        assert_eq!(read(text), "no order", "{text}");
    }
}

#[test]
fn what_was_confirmed_says_so() {
    let text = format!("{CONFIRMED} Send me OEE by line last week every Monday at 07:00");
    assert_eq!(read(&text), "OEE by line last week | every Monday at 07:00 | confirmed");
}

proptest::proptest! {
    /// Whatever is typed, reading ends, and what is read says what is wanted.
    #[test]
    fn any_words_are_read(words in proptest::collection::vec(
        proptest::sample::select(vec![
            "every", "each", "Monday", "mondays", "on", "the", "first", "31st", "last", "of", "month", "at", "7", ":30", "am",
            "pm", "send", "me", "tell", "when", "OEE", "below", "70%", "for", "two", "shifts", "as", "a", "PDF", "that", "by",
            "e-mail", "£", "é", "\u{202e}", "99999999999999999999", "weekly", "noon", ",", "Confirmed:",
        ]), 0..14))
    {
        if let Some(request) = request(&words.join(" ")) {
            proptest::prop_assert!(!request.what.is_empty() || request.when == Wanted::Now);
        }
    }
}
