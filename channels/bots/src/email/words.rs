//! What somebody wrote this time: a mail without what it quotes and without its signature.

/// Under which some programs hang the whole mail that is answered.
const HISTORY: [&str; 9] = [
    "-----original message-----",
    "-----ursprüngliche nachricht-----",
    "-----message d'origine-----",
    "-----mensaje original-----",
    "-----messaggio originale-----",
    "-----oorspronkelijk bericht-----",
    "-----wiadomość oryginalna-----",
    "-----forwarded message-----",
    "---------- forwarded message ---------",
];

/// How the line ends that says who wrote what is quoted.
const WROTE: [&str; 10] = [
    "wrote:",
    "writes:",
    "schrieb:",
    "a écrit :",
    "a écrit:",
    "escribió:",
    "ha scritto:",
    "schreef:",
    "napisał:",
    "napisał(a):",
];

/// How it begins. Programs add their own language's words in between.
const ON: [&str; 10] = ["on ", "am ", "le ", "el ", "il ", "op ", "w dniu ", "dnia ", "em ", "den "];

/// Of telephones that sign by themselves.
const SENT_FROM: [&str; 6] =
    ["sent from my ", "get outlook for ", "von meinem ", "gesendet mit ", "envoyé de mon ", "inviato da "];

/// Headers of the mail that is answered, as Outlook writes them above it.
const FIRST_HEADER: [&str; 6] = ["from:", "von:", "de :", "de:", "da:", "od:"];
const NEXT_HEADER: [&str; 10] = [
    "sent:",
    "gesendet:",
    "envoyé :",
    "envoyé:",
    "enviado:",
    "inviato:",
    "verzonden:",
    "wysłano:",
    "date:",
    "to:",
];

/// Lines that an attribution is broken into at most.
const ATTRIBUTION: usize = 3;

/// The words of a mail alone. Below a quotation somebody may have gone on writing; below a signature, nobody has.
pub(super) fn of(text: &str) -> String {
    let lines: Vec<&str> =
        text.lines().map(|line| line.trim_end_matches(['\r', ' ', '\t', '\u{a0}'])).collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut rest = lines.as_slice();
    while let Some((line, after)) = rest.split_first() {
        if ends_here(line, after) {
            break;
        }
        if let Some(length) = attribution(rest) {
            let below = rest.get(length..).unwrap_or_default();
            if !below.iter().find(|line| !line.is_empty()).is_some_and(|line| is_quoted(line)) {
                break;
            }
            rest = below;
            continue;
        }
        if !is_quoted(line) {
            kept.push(line);
        }
        rest = after;
    }
    joined(&kept)
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// Whether a signature or the history begins.
fn ends_here(line: &str, after: &[&str]) -> bool {
    // The space at the end of "-- " was taken off above.
    if line == "--" || line == "—" {
        return true;
    }
    let lower = line.trim().to_lowercase();
    if HISTORY.contains(&lower.as_str()) || SENT_FROM.iter().any(|begin| lower.starts_with(begin)) {
        return true;
    }
    let is_rule = lower.len() >= 10 && lower.chars().all(|letter| letter == '_');
    let mut below = after.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    if is_rule {
        return below.next().is_some_and(|next| begins(next, &FIRST_HEADER));
    }
    begins(&lower, &FIRST_HEADER) && below.next().is_some_and(|next| begins(next, &NEXT_HEADER))
}

/// Outlook's HTML has the names bold, which are stars in its text.
fn begins(line: &str, with: &[&str]) -> bool {
    let lower = line.trim_start_matches('*').to_lowercase().replace(":*", ":");
    with.iter().any(|begin| lower.starts_with(begin))
}

/// How many lines say who wrote what follows: "On Monday, Anna wrote:".
fn attribution(lines: &[&str]) -> Option<usize> {
    let first = lines.first()?.trim().to_lowercase();
    if !ON.iter().any(|begin| first.starts_with(begin)) {
        return None;
    }
    let mut said = String::new();
    for (at, line) in lines.iter().take(ATTRIBUTION).enumerate() {
        said.push_str(&line.trim().to_lowercase());
        // German puts the verb before the name.
        let verb_first = said.contains(" schrieb ") && said.ends_with(':');
        let has_date = said.contains(|letter: char| letter.is_ascii_digit());
        if has_date && (verb_first || WROTE.iter().any(|end| said.ends_with(end))) {
            return Some(at + 1);
        }
        said.push(' ');
    }
    None
}

/// Without empty lines at its ends, and never two in a row.
fn joined(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut gap = false;
    for line in lines {
        if line.trim().is_empty() {
            gap = !text.is_empty();
            continue;
        }
        if !text.is_empty() {
            text.push_str(if gap { "\n\n" } else { "\n" });
        }
        gap = false;
        text.push_str(line);
    }
    text.trim().to_owned()
}
