//! Fills the places of a template.

use sentia_semantic::{Direction, Unit};
use sentia_tools::{Figure, FigureKind, format};

use crate::scene::{Row, Scene};

/// What stands in braces: `{@v2:a~}`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spec {
    pub code: String,
    pub measure: usize,
    pub letters: Vec<char>,
    pub reference: bool,
    pub plus: bool,
    pub capital: bool,
    /// Which synonym or notation.
    pub style: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    Text(String),
    Slot(Spec, String),
}

pub(crate) type Filled = Vec<Piece>;

pub(crate) fn text(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) | Piece::Slot(_, text) => text.as_str(),
        })
        .collect()
}

/// The template with its places filled; none where the scene has not got what it speaks of.
pub(crate) fn fill(scene: &Scene, template: &str, style: usize) -> Option<Filled> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        pieces.push(Piece::Text(before.to_owned()));
        let (inside, after) = after.split_once('}')?;
        let spec = spec(inside, style + pieces.len());
        let rows: Option<Vec<Row>> = spec.letters.iter().map(|letter| scene.row(*letter)).collect();
        let shown = render(scene, &spec, &rows?)?;
        pieces.push(Piece::Slot(spec, shown));
        rest = after;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    distinct(scene, &pieces).then_some(pieces)
}

/// Rows that go by different letters must be different rows with different figures.
fn distinct(scene: &Scene, pieces: &[Piece]) -> bool {
    let mut letters: Vec<char> = pieces
        .iter()
        .flat_map(|piece| match piece {
            Piece::Slot(spec, _) => spec.letters.clone(),
            Piece::Text(_) => Vec::new(),
        })
        .collect();
    letters.sort_unstable();
    letters.dedup();
    let rows: Vec<Option<Row>> = letters.iter().map(|letter| scene.row(*letter)).collect();
    rows.iter().enumerate().all(|(at, row)| !rows[..at].contains(row))
}

fn spec(inside: &str, style: usize) -> Spec {
    let reference = inside.starts_with('@');
    let plus = inside.starts_with('+');
    let body = inside.trim_start_matches(['@', '+']);
    let mut parts = body.split(':');
    let head = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    let capital = rest.last() == Some(&"cap");
    let measure = head.chars().last().and_then(|c| c.to_digit(10)).map_or(1, |digit| digit as usize);
    let code = head.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let letters = match rest.first() {
        Some(letters) if *letters != "cap" && *letters != "prev" => letters.chars().collect(),
        _ => Vec::new(),
    };
    let code = if rest.first() == Some(&"prev") { "Qprev".to_owned() } else { code };
    Spec { code, measure, letters, reference, plus, capital, style }
}

/// The text of a place for these rows.
pub(crate) fn render(scene: &Scene, spec: &Spec, rows: &[Row]) -> Option<String> {
    let shown = plain(scene, spec, rows)?;
    Some(if spec.capital { capitalised(&shown) } else { shown })
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn plain(scene: &Scene, spec: &Spec, rows: &[Row]) -> Option<String> {
    use FigureKind::{Change, ChangePercent, Gap, Previous, Share, Target, Value};
    let row = rows.first().copied().unwrap_or(Row::Total);
    let figure = |kind| scene.figure(row, spec.measure, kind);
    let number = |kind| figure(kind).and_then(|figure| figure.value.as_f64());
    let pick = |words: &[&str]| Some(words[spec.style % words.len()].to_owned());
    match spec.code.as_str() {
        "v" => said(scene, spec, figure(Value)?),
        "p" => said(scene, spec, figure(Previous)?),
        "c" => said(scene, spec, figure(Change)?),
        "e" => said(scene, spec, figure(ChangePercent)?),
        "s" => said(scene, spec, figure(Share)?),
        "g" => said(scene, spec, figure(Gap)?),
        "T" => said(scene, spec, figure(Target)?),
        "n" => scene.name(row),
        "x" => cross(scene, row),
        "M" => Some(label(scene, spec.measure, spec.style)),
        "P" => Some(scene.period.to_owned()),
        "Q" => Some(scene.previous.to_owned()),
        "Qprev" => Some(scene.previous.trim_start_matches("in ").to_owned()),
        "D" => Some(dimension(scene)),
        "Ds" => Some(match dimension(scene).strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None => format!("{}s", dimension(scene)),
        }),
        "N" => Some(scene.order.len().to_string()),
        "R" => Some(
            scene
                .rows()
                .iter()
                .filter(|row| number_of(scene, **row, Change).is_some_and(|change| change > 0.0))
                .count()
                .to_string(),
        ),
        "B" => missed(scene).map(|count| count.to_string()),
        "up" => sign(scene, figure(Change)?).and_then(|up| {
            if up {
                pick(&["rose", "increased", "climbed", "grew"])
            } else {
                pick(&["fell", "dropped", "declined", "decreased"])
            }
        }),
        "hl" => sign(scene, figure(Change)?).map(|up| if up { "up" } else { "down" }.to_owned()),
        "bw" => better(scene, figure(Change)?).and_then(|good| {
            if good { pick(&["improved", "improved"]) } else { pick(&["worsened", "deteriorated"]) }
        }),
        "ab" => sign(scene, figure(Gap)?).map(|above| if above { "above" } else { "below" }.to_owned()),
        "ms" => better(scene, figure(Gap)?).map(|good| if good { "met" } else { "missed" }.to_owned()),
        "hi" => end(scene, row, spec.measure).map(|top| if top { "highest" } else { "lowest" }.to_owned()),
        "lg" => end(scene, row, spec.measure).map(|top| if top { "largest" } else { "smallest" }.to_owned()),
        "bst" => end(scene, row, spec.measure)
            .zip(good_is_up(figure(Value)?))
            .map(|(top, up)| if top == up { "best" } else { "worst" }.to_owned()),
        "cmp" | "more" => {
            let other = scene.figure(*rows.get(1)?, spec.measure, Value)?;
            let own = figure(Value)?;
            let above = own.value.as_f64()? > other.value.as_f64()?;
            let words = if spec.code == "cmp" { ("higher", "lower") } else { ("more", "less") };
            (scene.shown(own) != scene.shown(other)).then(|| if above { words.0 } else { words.1 }.to_owned())
        }
        "tr" => {
            let later = scene.figure(*rows.get(1)?, spec.measure, Value)?;
            let up = later.value.as_f64()? > number(Value)?;
            (scene.shown(later) != scene.shown(figure(Value)?))
                .then(|| if up { "rose" } else { "fell" }.to_owned())
        }
        "max" => (end(scene, row, spec.measure) == Some(true)).then(String::new),
        "min" => (end(scene, row, spec.measure) == Some(false)).then(String::new),
        "rmax" => (extreme_change(scene, row, true)).then(String::new),
        "rmin" => (extreme_change(scene, row, false)).then(String::new),
        "next" | "top" => Some(String::new()),
        "sec" => {
            let up = matches!(figure(Value)?.unit, Unit::Percent | Unit::Ratio | Unit::Days)
                && good_is_up(figure(Value)?) == Some(false);
            (!up).then(String::new)
        }
        _ => None,
    }
}

pub(crate) fn dimension(scene: &Scene) -> String {
    let columns = &scene.evidence[0].table.columns;

    columns
        .iter()
        .find(|column| column.unit.is_none())
        .map(|column| column.label.to_lowercase())
        .unwrap_or_default()
}

fn cross(scene: &Scene, row: Row) -> Option<String> {
    let figure = scene.figure(row, 1, FigureKind::Value)?;
    let shift = figure.members.iter().find(|(dimension, _)| dimension == "shift")?;
    let line = figure.members.iter().find(|(dimension, _)| dimension == "line")?;
    Some(format!("{} on the {} shift", line.1, shift.1))
}

pub(crate) fn label(scene: &Scene, measure: usize, style: usize) -> String {
    let note = &scene.evidence[0].computed.measures[measure - 1];
    let label = if note.label.len() > 5 && !note.label.contains("Days") {
        note.label.to_lowercase()
    } else {
        note.label.clone()
    };
    match note.synonyms.first().filter(|_| style % 5 == 4) {
        Some(synonym) => synonym.clone(),
        None => label,
    }
}

fn number_of(scene: &Scene, row: Row, kind: FigureKind) -> Option<f64> {
    scene.figure(row, 1, kind)?.value.as_f64()
}

/// Rows on the wrong side of the target of a rate.
fn missed(scene: &Scene) -> Option<usize> {
    let target = number_of(scene, Row::Total, FigureKind::Target)?;
    let up = good_is_up(scene.figure(Row::Total, 1, FigureKind::Value)?)?;
    let bad = |row: &Row| {
        number_of(scene, *row, FigureKind::Value)
            .is_some_and(|value| if up { value < target } else { value > target })
    };
    Some(scene.rows().iter().filter(|row| bad(row)).count())
}

fn good_is_up(figure: &Figure) -> Option<bool> {
    match figure.direction {
        Direction::UpIsGood => Some(true),
        Direction::DownIsGood => Some(false),
        Direction::Neutral => None,
    }
}

/// Up or down; none where the change does not show.
fn sign(scene: &Scene, change: &Figure) -> Option<bool> {
    scene
        .shown(change)
        .chars()
        .any(|c| ('1'..='9').contains(&c))
        .then(|| change.value.as_f64().unwrap_or(0.0) > 0.0)
}

fn better(scene: &Scene, change: &Figure) -> Option<bool> {
    Some(sign(scene, change)? == good_is_up(change)?)
}

/// Whether a row is the highest, or the lowest.
fn end(scene: &Scene, row: Row, measure: usize) -> Option<bool> {
    let value = |row: Row| scene.figure(row, measure, FigureKind::Value);
    let own = value(row)?;
    let number = own.value.as_f64()?;
    let others: Vec<f64> = scene
        .rows()
        .into_iter()
        .filter(|other| *other != row)
        .filter_map(|row| value(row)?.value.as_f64())
        .collect();
    if others.iter().all(|other| *other < number) {
        Some(true)
    } else {
        others.iter().all(|other| *other > number).then_some(false)
    }
}

fn extreme_change(scene: &Scene, row: Row, up: bool) -> bool {
    let Some(own) = number_of(scene, row, FigureKind::Change) else { return false };
    let others = scene
        .rows()
        .into_iter()
        .filter(|other| *other != row)
        .filter_map(|row| number_of(scene, row, FigureKind::Change));
    others.into_iter().all(|other| if up { other <= own } else { other >= own })
}

/// A figure in one of the notations that people use.
fn said(scene: &Scene, spec: &Spec, figure: &Figure) -> Option<String> {
    if spec.reference {
        return Some(scene.reference(figure));
    }
    let number = figure.value.as_f64()?;
    let size = if format::is_difference(figure.kind) { number.abs() } else { number };
    let shown = match (&figure.unit, spec.style % 4) {
        (Unit::Percent, 1) => format!("{} per cent", format::decimals(size * 100.0, 1)),
        (Unit::Percent, 2) if size >= 0.1 => format!("{}%", format::decimals(size * 100.0, 2)),
        (Unit::Points, 1) => format!("{} percentage points", format::decimals(size * 100.0, 1)),
        (Unit::Points, 2) => format!("{} pp", format::decimals(size * 100.0, 2)),
        (Unit::Money { per: None, .. }, 1) => format!("£{}", format::decimals(size / 100.0, 0)),
        (Unit::Money { per: None, .. }, 2) if size >= 1e8 => {
            format!("£{} million", format::decimals(size / 1e8, 2))
        }
        (Unit::Money { per: None, .. }, 3) if size >= 1e5 => format!("£{}k", format::decimals(size / 1e5, 0)),
        (Unit::Duration, 1) => format!("{} minutes", format::decimals(size / 60.0, 0)),
        (Unit::Duration, 2) => format!("{} hours", format::decimals(size / 3600.0, 1)),
        _ => scene.shown(figure),
    };
    if spec.plus {
        let sign = if number < 0.0 { "−" } else { "+" };
        return shown.chars().any(|c| ('1'..='9').contains(&c)).then(|| format!("{sign}{shown}"));
    }
    Some(shown)
}
