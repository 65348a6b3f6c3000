//! What no person wrote to be answered: two machines that answer each other never end.

use super::letter::Headers;

/// Of mailboxes behind which nobody reads, the part before the @.
const UNREAD: [&str; 8] = [
    "mailer-daemon",
    "postmaster",
    "noreply",
    "no-reply",
    "no_reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
];

/// Headers that only programs and lists write, whatever they say.
const TELLING: [&str; 7] = [
    "list-id",
    "list-post",
    "list-unsubscribe",
    "x-auto-response-suppress",
    "x-autoreply",
    "x-autorespond",
    OURS,
];

/// On everything that this program sends.
pub(super) const OURS: &str = "X-Sentia";

/// Why a mail is no question of a person's; None where it may be one.
pub(super) fn reason(headers: &Headers<'_>, from: &str, own: &str) -> Option<&'static str> {
    if from == own {
        return Some("it is our own");
    }
    let local = from.split('@').next().unwrap_or_default();
    if UNREAD.contains(&local) || local.starts_with("bounce") {
        return Some("nobody reads what is answered to its address");
    }
    if TELLING.iter().any(|name| headers.has(name)) {
        return Some("a list or a program sent it");
    }
    // Words may follow after a semicolon.
    let first_word = |text: &str| {
        let end = |letter: char| letter.is_whitespace() || matches!(letter, ';' | '(');
        text.trim_start().split(end).next().unwrap_or_default().to_lowercase()
    };
    if headers.raw("auto-submitted").any(|value| first_word(&value) != "no") {
        return Some("a program sent it");
    }
    if headers.raw("precedence").any(|value| matches!(first_word(&value).as_str(), "bulk" | "list" | "junk"))
    {
        return Some("it went to many");
    }
    if headers.raw("return-path").any(|value| value.split_whitespace().collect::<String>() == "<>") {
        return Some("it must not be answered: it is a bounce or the like");
    }
    let kind = headers.raw("content-type").next().map(|value| first_word(&value)).unwrap_or_default();
    (kind == "multipart/report").then_some("it is a report of a mail server's")
}
