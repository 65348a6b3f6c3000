//! Failure risk on AI4I 2020: AUPRC and F1 of five folds that learn nothing of what they try, beside scikit-learn and LightGBM
//! on the same folds and columns; and how long tools last, beside lifelines.
//! `cargo run --release -p sentia-analytics --example risk -- FOLDER [PYTHON] [SEED]`: a Python that has these, none to go without.

mod peer;
mod table;

use std::{error::Error, path::Path, time::Instant};

use sentia_analytics::{
    risk::{Examples, Settings, folds, learn, score},
    survival::{Life, cox::Cox, kaplan_meier, weibull::Weibull},
};
use table::Table;

const FOLDS: usize = 5;

#[expect(clippy::print_stdout, reason = "the command's output")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let file = Path::new(arguments.first().map_or("", String::as_str)).join("ai4i2020.csv");
    if !file.is_file() {
        println!("skipped: the first argument is the folder of the data set, with ai4i2020.csv");
        return Ok(());
    }
    let python = arguments.get(1).filter(|python| !python.is_empty());
    let seed = arguments.get(2).map_or(Ok(1), |seed| seed.parse())?;
    let table = Table::read(&file)?;
    println!(
        "AI4I 2020: {} rows, {} failures, {} columns",
        table.failed.len(),
        table.failures(),
        table.columns.len()
    );
    println!("{:<36}{:>8}{:>8}{:>8}{:>10}", "", "AUPRC", "F1", "Brier", "seconds");
    let folds = folds::stratified(&table.failed, FOLDS, seed);
    own(&table, &folds, seed)?;
    if let Some(python) = python {
        peer::risk(python, &table, &folds)?;
    }
    lives(&table)?;
    if let Some(python) = python {
        peer::survival(python, &table)?;
    }
    Ok(())
}

/// The line from which to warn is drawn within each fold's own rows.
#[expect(clippy::print_stdout, reason = "the command's output")]
#[expect(clippy::disallowed_methods, reason = "the time it takes is what is measured")]
fn own(table: &Table, folds: &[folds::Fold], seed: u64) -> Result<(), Box<dyn Error>> {
    let began = Instant::now();
    let count = table.failed.len();
    let (mut scores, mut warned, mut version) = (vec![0.0; count], vec![0.0; count], String::new());
    for fold in folds {
        let columns: Vec<Vec<f64>> =
            table.columns.iter().map(|column| fold.learn.iter().map(|at| column[*at]).collect()).collect();
        let failed: Vec<bool> = fold.learn.iter().map(|at| table.failed[*at]).collect();
        let examples = Examples { columns: &columns, happened: &failed, groups: None };
        let model = learn(&examples, &Settings { seed, ..Settings::default() })?;
        let bound = model.bound_for_f1(&failed).unwrap_or(0.5);
        for at in &fold.test {
            scores[*at] = model.probability(&table.row(*at));
            warned[*at] = f64::from(u8::from(scores[*at] >= bound));
        }
        model.version().clone_into(&mut version);
    }
    let counts = score::Confusion::at(0.5, &warned, &table.failed);
    println!(
        "{:<36}{:>8.3}{:>8.3}{:>8.4}{:>10.1}",
        "sentia forest",
        score::average_precision(&scores, &table.failed).unwrap_or(0.0),
        counts.f1(),
        score::brier(&scores, &table.failed).unwrap_or(0.0),
        began.elapsed().as_secs_f64()
    );
    Ok(())
}

/// A tool's life is its wear in minutes; where the machine did not fail it was not seen to end.
#[expect(clippy::print_stdout, reason = "the command's output")]
fn lives(table: &Table) -> Result<(), Box<dyn Error>> {
    let lives: Vec<Life> = table.lives();
    let cox = Cox::fit(&lives, &table.covariates())?;
    let weibull = Weibull::fit(&lives)?;
    let steps = kaplan_meier::survival(&lives)?;
    println!("\nLives of tools, {} rows", lives.len());
    println!("{:<36}{:?}", "sentia Cox, coefficients", peer::rounded(&cox.coefficients));
    println!("{:<36}{:?}", "sentia Cox, standard errors", peer::rounded(&cox.standard_errors));
    println!("{:<36}{:?}", "sentia Cox, log likelihood", peer::rounded(&[cox.log_likelihood]));
    println!("{:<36}{:?}", "sentia Weibull, shape and scale", peer::rounded(&[weibull.shape, weibull.scale]));
    println!(
        "{:<36}{:?}",
        "sentia Kaplan-Meier at 200 min",
        peer::rounded(&[kaplan_meier::at(&steps, 200.0)])
    );
    Ok(())
}
