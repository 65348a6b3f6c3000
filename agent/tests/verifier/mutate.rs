//! Wrong answers made from right ones, each known to be wrong from the data alone.

use sentia_semantic::Unit;
use sentia_tools::{FigureKind, format};

use crate::{
    company::Dice,
    fill::{Filled, Piece, Spec, render, text},
    scene::{Row, Scene},
};

#[derive(Debug, Clone)]
pub(crate) struct Mutant {
    pub kind: &'static str,
    pub text: String,
}

pub(crate) fn mutants(scene: &Scene, filled: &Filled, dice: &mut Dice) -> Vec<Mutant> {
    let mut found = Vec::new();
    for at in 0..filled.len() {
        let Piece::Slot(spec, shown) = &filled[at] else { continue };
        match spec.code.as_str() {
            "v" | "p" | "c" | "e" | "s" | "g" | "T" => {
                numbers(scene, filled, at, spec, shown, dice, &mut found)
            }
            "n" | "x" => names(scene, filled, at, spec, dice, &mut found),
            "M" => measures(scene, filled, at, spec, shown, dice, &mut found),
            "P" | "Q" | "Qprev" => periods(scene, filled, at, spec, dice, &mut found),
            "N" | "R" | "B" => counts(filled, at, shown, dice, &mut found),
            _ => flips(filled, at, spec, shown, &mut found),
        }
    }
    bases(filled, dice, &mut found);
    found
}

fn with(filled: &Filled, at: usize, shown: &str) -> String {
    let mut pieces = filled.clone();
    if let Piece::Slot(_, text) = &mut pieces[at] {
        *text = shown.to_owned();
    }
    text(&pieces)
}

fn rows(scene: &Scene, spec: &Spec) -> Vec<Row> {
    spec.letters.iter().filter_map(|letter| scene.row(*letter)).collect()
}

fn numbers(
    scene: &Scene,
    filled: &Filled,
    at: usize,
    spec: &Spec,
    shown: &str,
    dice: &mut Dice,
    found: &mut Vec<Mutant>,
) {
    let mut add = |kind, text: Option<String>| {
        if let Some(text) = text.filter(|text| text != shown) {
            found.push(Mutant { kind, text: with(filled, at, &text) });
        }
    };
    let own = rows(scene, spec);
    let as_other = |code: &str, measure: usize, rows: &[Row]| {
        render(scene, &Spec { code: code.to_owned(), measure, ..spec.clone() }, rows)
    };
    let differs = |text: &String| {
        let same_figure = !text.contains("[[")
            && !shown.contains("[[")
            && same_unit(text, shown)
            && still_true(scene, spec, text);
        *text != shown && readable(scene, text) != readable(scene, shown) && !same_figure
    };
    if !spec.reference {
        add("digit changed", digit_changed(scene, spec, shown, dice));
        add("digits transposed", transposed(scene, spec, shown, dice));
        add("unit swapped", unit_swapped(scene, spec, shown));
        add("magnitude swapped", magnitude_swapped(shown));
    }
    if spec.plus {
        let flipped = if shown.starts_with('+') {
            shown.replacen('+', "−", 1)
        } else {
            shown.replacen('−', "+", 1)
        };
        add("sign flipped", Some(flipped));
    }
    let others: Vec<Row> =
        scene.rows().into_iter().chain([Row::Total]).filter(|row| !own.contains(row)).collect();
    for _ in 0..2 {
        let row = others.get(dice.below(others.len())).copied();
        add(
            "right number, wrong row",
            row.and_then(|row| as_other(&spec.code, spec.measure, &[row])).filter(differs),
        );
    }
    let second = if spec.measure == 1 { 2 } else { 1 };
    add("right number, wrong measure", as_other(&spec.code, second, &own).filter(differs));
    let other_time = match spec.code.as_str() {
        "v" => "p",
        "p" => "v",
        _ => "",
    };
    add("right number, wrong period", as_other(other_time, spec.measure, &own).filter(differs));
    let other_kind = match spec.code.as_str() {
        "s" => "e",
        "e" => "s",
        "g" => "c",
        "c" => "g",
        "T" => "v",
        _ => "T",
    };
    add("right number, wrong kind", as_other(other_kind, spec.measure, &own).filter(differs));
}

/// The same words behind the digits.
fn same_unit(one: &str, other: &str) -> bool {
    let unit = |text: &str| text.trim_start_matches(|c: char| !c.is_alphabetic() && c != '%').to_owned();
    unit(one) == unit(other)
}

/// What a reader sees.
fn readable(scene: &Scene, text: &str) -> String {
    sentia_agent::verify::rendered(text, &scene.evidence)
}

fn figure_kind(code: &str) -> Option<FigureKind> {
    Some(match code {
        "v" => FigureKind::Value,
        "p" => FigureKind::Previous,
        "c" => FigureKind::Change,
        "e" => FigureKind::ChangePercent,
        "s" => FigureKind::Share,
        "g" => FigureKind::Gap,
        "T" => FigureKind::Target,
        _ => return None,
    })
}

/// Whether a changed number is still the figure at the precision shown: the oracle for digits.
fn still_true(scene: &Scene, spec: &Spec, shown: &str) -> bool {
    let Some(kind) = figure_kind(&spec.code) else { return false };
    let row = rows(scene, spec).first().copied().unwrap_or(Row::Total);
    let Some(figure) = scene.figure(row, spec.measure, kind) else { return false };
    let Some(actual) = figure.value.as_f64().map(f64::abs) else { return false };
    let (value, step) = plain_number(shown);
    let scale = match &figure.unit {
        Unit::Percent | Unit::Points => 100.0,
        Unit::Money { .. } if shown.contains("million") || shown.contains('m') => 1e-8,
        Unit::Money { .. } if shown.contains('k') => 1e-5,
        Unit::Money { .. } => 0.01,
        Unit::Duration if shown.contains("minutes") => 1.0 / 60.0,
        Unit::Duration if shown.contains("hours") => 1.0 / 3600.0,
        Unit::Duration => {
            return duration(shown).is_some_and(|(seconds, step)| (seconds - actual).abs() <= step / 2.0);
        }
        _ => 1.0,
    };
    (value - actual * scale).abs() <= step / 2.0 + 1e-9
}

fn duration(shown: &str) -> Option<(f64, f64)> {
    let mut seconds = 0.0;
    let mut step = 1.0;
    let parts: Vec<&str> = shown.split(' ').collect();
    for pair in parts.chunks(2) {
        let [number, unit] = pair else { return None };
        step = match *unit {
            "h" => 3600.0,
            "min" => 60.0,
            _ => 1.0,
        };
        seconds += number.replace(',', "").parse::<f64>().ok()? * step;
    }
    Some((seconds, step))
}

fn plain_number(shown: &str) -> (f64, f64) {
    let digits: String = shown.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let digits = digits.trim_end_matches('.');
    let decimals = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    (digits.parse().unwrap_or(f64::NAN), 10f64.powi(-(decimals as i32)))
}

fn digit_changed(scene: &Scene, spec: &Spec, shown: &str, dice: &mut Dice) -> Option<String> {
    let places: Vec<usize> =
        shown.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    for _ in 0..8 {
        let at = *places.get(dice.below(places.len()))?;
        let old = shown.as_bytes()[at] - b'0';
        let new = (old + 1 + dice.below(9) as u8) % 10;
        let mut changed = shown.to_owned();
        changed.replace_range(at..at + 1, &new.to_string());
        if !still_true(scene, spec, &changed) {
            return Some(changed);
        }
    }
    None
}

fn transposed(scene: &Scene, spec: &Spec, shown: &str, dice: &mut Dice) -> Option<String> {
    let bytes = shown.as_bytes();
    let pairs: Vec<usize> = (0..bytes.len().saturating_sub(1))
        .filter(|at| {
            bytes[*at].is_ascii_digit() && bytes[at + 1].is_ascii_digit() && bytes[*at] != bytes[at + 1]
        })
        .collect();
    let at = *pairs.get(dice.below(pairs.len()))?;
    let swapped =
        format!("{}{}{}{}", &shown[..at], bytes[at + 1] as char, bytes[at] as char, &shown[at + 2..]);
    (!still_true(scene, spec, &swapped)).then_some(swapped)
}

fn unit_swapped(scene: &Scene, spec: &Spec, shown: &str) -> Option<String> {
    let kind = figure_kind(&spec.code)?;
    let row = rows(scene, spec).first().copied().unwrap_or(Row::Total);
    let figure = scene.figure(row, spec.measure, kind)?;
    Some(match &figure.unit {
        Unit::Percent => shown.replace("per cent", "points").replace('%', " points"),
        Unit::Points => shown
            .replace("percentage points", "per cent")
            .replace("points", "%")
            .replace("point", "%")
            .replace("pp", "%"),
        Unit::Money { .. } => shown.replace('£', if spec.style.is_multiple_of(2) { "€" } else { "$" }),
        Unit::Duration => shown
            .replace(" h", " days")
            .replace("minutes", "hours")
            .replace("hours", "minutes")
            .replace(" min", " s"),
        Unit::Days => shown.replace("days", "hours").replace("day", "hour"),
        Unit::Count(noun) => shown.replace(noun.as_str(), if noun == "stops" { "pieces" } else { "stops" }),
        Unit::Quantity(symbol) => shown.replace(symbol.as_str(), if symbol == "kWh" { "MWh" } else { "kWh" }),
        Unit::Ratio => format!("{shown}%"),
    })
}

fn magnitude_swapped(shown: &str) -> Option<String> {
    if let Some(number) = shown.strip_suffix('m') {
        return Some(format!("{number}k"));
    }
    if shown.ends_with('k') {
        return Some(format!("{}m", shown.trim_end_matches('k')));
    }
    if shown.contains("million") {
        return Some(shown.replace("million", "billion"));
    }
    shown.starts_with('£').then(|| format!("{shown}m"))
}

/// The oracle for names: everything said of the row is true of the other one too.
fn true_of(scene: &Scene, filled: &Filled, letter: char, other: Row) -> bool {
    filled.iter().all(|piece| match piece {
        Piece::Slot(spec, shown)
            if spec.letters.contains(&letter) && !matches!(spec.code.as_str(), "n" | "x") =>
        {
            let rows: Option<Vec<Row>> = spec
                .letters
                .iter()
                .map(|known| if *known == letter { Some(other) } else { scene.row(*known) })
                .collect();
            let now = rows.and_then(|rows| render(scene, spec, &rows));
            now.is_some_and(|now| readable(scene, &now) == readable(scene, shown))
                && !matches!(spec.code.as_str(), "next" | "top" | "sec")
        }
        _ => true,
    })
}

fn names(scene: &Scene, filled: &Filled, at: usize, spec: &Spec, dice: &mut Dice, found: &mut Vec<Mutant>) {
    let Some(letter) = spec.letters.first().copied() else { return };
    let Some(own) = scene.row(letter) else { return };
    let said = filled.iter().filter(|piece| matches!(piece, Piece::Slot(other, _) if other.letters.contains(&letter) && matches!(other.code.as_str(), "n" | "x"))).count();
    let others: Vec<Row> = scene.rows().into_iter().filter(|row| *row != own).collect();
    if said > 1 || others.is_empty() {
        return;
    }
    let other = others[dice.below(others.len())];
    if true_of(scene, filled, letter, other) {
        return;
    }
    if let Some(name) = render(scene, spec, &[other]) {
        found.push(Mutant { kind: "member swapped", text: with(filled, at, &name) });
    }
    let second = filled.iter().enumerate().skip(at + 1).find_map(|(place, piece)| match piece {
        Piece::Slot(other, name)
            if matches!(other.code.as_str(), "n" | "x") && other.letters != spec.letters =>
        {
            Some((place, other.clone(), name.clone()))
        }
        _ => None,
    });
    let Some((place, other, name)) = second else { return };
    let Some(row) = other.letters.first().and_then(|letter| scene.row(*letter)) else { return };
    let (Piece::Slot(_, own_name), false) = (&filled[at], true_of(scene, filled, letter, row)) else {
        return;
    };
    let mut pieces = filled.clone();
    let own_name = own_name.clone();
    if let Piece::Slot(_, text) = &mut pieces[at] {
        *text = name;
    }
    if let Piece::Slot(_, text) = &mut pieces[place] {
        *text = own_name;
    }
    let sets = filled.iter().any(|piece| matches!(piece, Piece::Slot(spec, _) if spec.code == "top"))
        && !filled.iter().any(|piece| matches!(piece, Piece::Slot(spec, _) if spec.code == "v"));
    if !sets {
        found.push(Mutant { kind: "names exchanged", text: text(&pieces) });
    }
}

fn measures(
    scene: &Scene,
    filled: &Filled,
    at: usize,
    spec: &Spec,
    shown: &str,
    dice: &mut Dice,
    found: &mut Vec<Mutant>,
) {
    const OTHERS: [&str; 8] = [
        "availability",
        "gross margin",
        "throughput",
        "rework ratio",
        "energy cost",
        "headcount",
        "inventory",
        "on-time delivery",
    ];
    let numbers =
        filled.iter().any(|piece| matches!(piece, Piece::Slot(spec, _) if figure_kind(&spec.code).is_some()));
    if !numbers {
        return;
    }
    let inside = scene.evidence[0]
        .computed
        .measures
        .get(if spec.measure == 1 { 1 } else { 0 })
        .map(|note| note.label.to_lowercase());
    let other = inside.unwrap_or_else(|| OTHERS[dice.below(OTHERS.len())].to_owned());
    if !other.eq_ignore_ascii_case(shown) {
        found.push(Mutant { kind: "measure renamed", text: with(filled, at, &other) });
    }
}

fn periods(scene: &Scene, filled: &Filled, at: usize, spec: &Spec, dice: &mut Dice, found: &mut Vec<Mutant>) {
    let weekly = scene.period.contains("week");
    let other = match (spec.code.as_str(), weekly) {
        ("P", true) => {
            ["in August", "in week 31", "this week", "last month", "yesterday", "in Q2"][dice.below(6)]
        }
        ("P", false) => {
            ["in June", "last week", "in September", "in 2025", "last year", "in Q3"][dice.below(6)]
        }
        ("Q", true) => ["the month before", "in week 30", "a year earlier", "in July"][dice.below(4)],
        ("Q", false) => ["the week before", "in May", "a year earlier", "in June"][dice.below(4)],
        ("Qprev", true) => ["the month before", "the year before", "July", "week 30"][dice.below(4)],
        _ => ["May", "the year before", "June", "the week before"][dice.below(4)],
    };
    if spec.code == "P"
        && !filled
            .iter()
            .any(|piece| matches!(piece, Piece::Slot(spec, _) if figure_kind(&spec.code).is_some()))
    {
        return;
    }
    let shown = if spec.capital { other[..1].to_uppercase() + &other[1..] } else { other.to_owned() };
    found.push(Mutant { kind: "period swapped", text: with(filled, at, &shown) });
}

fn counts(filled: &Filled, at: usize, shown: &str, dice: &mut Dice, found: &mut Vec<Mutant>) {
    let Ok(number) = shown.parse::<i64>() else { return };
    let other = if number > 0 && dice.below(2) == 0 { number - 1 } else { number + 1 };
    found.push(Mutant { kind: "count changed", text: with(filled, at, &other.to_string()) });
}

fn flips(filled: &Filled, at: usize, spec: &Spec, shown: &str, found: &mut Vec<Mutant>) {
    let opposite = match shown.to_lowercase().as_str() {
        "rose" => "fell",
        "increased" => "decreased",
        "climbed" => "declined",
        "grew" => "shrank",
        "fell" => "rose",
        "dropped" => "climbed",
        "declined" => "grew",
        "decreased" => "increased",
        "up" => "down",
        "down" => "up",
        "improved" => "worsened",
        "worsened" | "deteriorated" => "improved",
        "above" => "below",
        "below" => "above",
        "met" => "missed",
        "missed" => "met",
        "highest" => "lowest",
        "lowest" => "highest",
        "largest" => "smallest",
        "smallest" => "largest",
        "best" => "worst",
        "worst" => "best",
        "higher" => "lower",
        "lower" => "higher",
        "more" => "less",
        "less" => "more",
        _ => return,
    };
    let kind = match spec.code.as_str() {
        "up" | "hl" | "bw" | "tr" => "direction flipped",
        "ab" | "ms" => "target side flipped",
        "cmp" | "more" => "comparison reversed",
        _ => "superlative swapped",
    };
    found.push(Mutant { kind, text: with(filled, at, opposite) });
}

/// A share of something else.
fn bases(filled: &Filled, dice: &mut Dice, found: &mut Vec<Mutant>) {
    let whole = text(filled);
    const OTHERS: [&str; 5] =
        [" of scrap cost", " of all orders", " of headcount", " of gross profit", " of last year's total"];
    for base in [" of the total"] {
        if whole.contains(base) {
            let other = OTHERS[dice.below(OTHERS.len())];
            found.push(Mutant { kind: "percentage of another base", text: whole.replace(base, other) });
        }
    }
    let _ = format::symbol("GBP");
}
