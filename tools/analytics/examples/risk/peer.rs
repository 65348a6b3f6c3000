//! The same folds and columns, handed to a Python program.

use std::{
    error::Error,
    fmt::Write as _,
    io::Write as _,
    process::{Command, Stdio},
};

use sentia_analytics::risk::folds::Fold;

use crate::table::Table;

const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../evals/peers/risk.py");

pub(crate) fn risk(python: &str, table: &Table, folds: &[Fold]) -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    for (nth, fold) in folds.iter().enumerate() {
        for at in &fold.test {
            line(&mut text, [nth as f64, flag(table.failed[*at])].into_iter().chain(table.row(*at)))?;
        }
    }
    hand_over(python, "risk", &text)
}

pub(crate) fn survival(python: &str, table: &Table) -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    for (life, row) in table.lives().iter().zip(table.covariates()) {
        line(&mut text, [life.lasted, flag(life.ended)].into_iter().chain(row))?;
    }
    hand_over(python, "survival", &text)
}

/// To four places, as the peer prints.
pub(crate) fn rounded(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| (value * 1e4).round() / 1e4).collect()
}

fn flag(is: bool) -> f64 {
    f64::from(u8::from(is))
}

fn line(text: &mut String, values: impl Iterator<Item = f64>) -> Result<(), std::fmt::Error> {
    let values: Vec<String> = values.map(|value| value.to_string()).collect();
    writeln!(text, "{}", values.join(","))
}

/// The program prints by itself.
fn hand_over(python: &str, part: &str, text: &str) -> Result<(), Box<dyn Error>> {
    let mut child = Command::new(python).args([PROGRAM, part]).stdin(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(text.as_bytes())?;
    }
    let status = child.wait()?;
    if status.success() { Ok(()) } else { Err(format!("{PROGRAM} ended with {status}").into()) }
}
