//! Numbers that are neither dates nor names.

use super::{LinkedNumber, english::number_word, reading::Reading, text::Gap};

/// A number at an atom: digits with thousands commas, a decimal point, `k` or `m`, a percent sign; or a number word.
/// Gives the atom after it.
pub(crate) fn number_at(reading: &Reading<'_>, at: usize) -> Option<(usize, LinkedNumber)> {
    let atom = reading.atoms.get(at)?;
    let (mut next, mut value) = match atom.number {
        Some(whole) => digits(reading, at, whole),
        None => (at + 1, number_word(&atom.text)? as f64),
    };
    if reading.atoms.get(next).is_some_and(|unit| unit.gap == Gap::Joined) {
        match reading.word(next) {
            "k" => (next, value) = (next + 1, value * 1e3),
            "m" | "mn" => (next, value) = (next + 1, value * 1e6),
            "st" | "nd" | "rd" | "th" => next += 1,
            "percent" | "pp" | "pts" | "ppt" => {}
            _ => return None, // the 3 of 3D is no number
        }
    }
    let percent = match (reading.word(next), reading.word(next + 1)) {
        ("percent" | "pct", _) => 1,
        ("per", "cent") => 2,
        _ => 0,
    };
    let to = next + percent;
    Some((to, LinkedNumber { span: reading.span(at, to), value, percent: percent > 0, is_limit: false }))
}

/// A number that is no name, whatever is called alike: "£20k", "5 points", "2 percentage points", "3pp", "5% higher". Gives the
/// atom after what belongs to it.
pub(crate) fn amount_at(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let start = reading.atoms.get(at).filter(|atom| atom.digits > 0)?.span.start;
    let (to, number) = number_at(reading, at)?;
    let word = |at: usize| reading.word(at);
    let unit = if word(to) == "percentage" { to + 1 } else { to };
    let (to, is_amount) = match word(unit) {
        "point" | "points" | "pp" | "pts" | "ppt" => (unit + 1, true),
        _ => (to, reading.question.get(..start)?.ends_with(['£', '€', '$'])),
    };
    let is_compared = matches!(word(to), "higher" | "lower") && word(to + 1) != "than";
    match (is_compared && (is_amount || number.percent), is_amount) {
        (true, _) => Some(to + 1),
        (false, true) => Some(to),
        (false, false) => None,
    }
}

fn digits(reading: &Reading<'_>, at: usize, whole: u64) -> (usize, f64) {
    let (mut next, mut value) = (at + 1, whole as f64);
    while let Some(group) =
        reading.atoms.get(next).filter(|group| group.gap == Gap::Comma && group.digits == 3)
    {
        let touches = group.span.start == reading.atoms[next - 1].span.end + 1;
        let Some(thousands) = group.number.filter(|_| touches) else { break };
        (next, value) = (next + 1, value * 1000.0 + thousands as f64);
    }
    if let Some(decimals) = reading.atoms.get(next).filter(|part| part.gap == Gap::Dot && part.digits > 0) {
        let scale = 10f64.powi(i32::try_from(decimals.digits.min(9)).unwrap_or(9));
        (next, value) = (next + 1, value + decimals.number.unwrap_or(0) as f64 / scale);
    }
    (next, value)
}
