//! `sentia-evals`: how often the answers are right, how long the figures take, and how good forecasts are.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use sentia_evals::{bench, case, documents, incidents, m3, maintenance, pseudonyms, report, run::Bench};

#[derive(Parser)]
#[command(name = "sentia-evals", about = "How often the answers are right, and how long the figures take")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Puts every case to the agent on the demo company and prints the rates; exit code 1 below the bars.
    Run {
        /// Folder of the cases.
        #[arg(long, default_value = "evals/cases")]
        cases: PathBuf,
        /// The demo company; made here where it is missing.
        #[arg(long, default_value = ".cache/evals/company.db")]
        warehouse: PathBuf,
        /// Only cases with this tag.
        #[arg(long)]
        tag: Option<String>,
        /// Only the case with this id.
        #[arg(long)]
        id: Option<String>,
    },
    /// Times representative queries through the engine, beside the same SQL sent by hand.
    Bench {
        /// The demo company; made here, at scale 1, where it is missing.
        #[arg(long, default_value = ".cache/evals/company.db")]
        warehouse: PathBuf,
        #[arg(long, default_value_t = 300)]
        queries: usize,
        /// Another seed draws other queries.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// From the rows alone.
        #[arg(long)]
        without_rollups: bool,
    },
    /// Times PDFs beside WeasyPrint, pandoc and LibreOffice where they are installed, and whole reports.
    Documents {
        /// How many pages, about.
        #[arg(long, value_delimiter = ',', default_values_t = [5, 10, 50])]
        pages: Vec<u32>,
        /// The built command, to time every kind of report on the demo company.
        #[arg(long)]
        command: Option<PathBuf>,
        /// Writes one document of so many pages and tells the time and the memory.
        #[arg(long, hide = true)]
        once: Option<u32>,
    },
    /// Draws companies with incidents, and tells how many are found and rightly explained.
    Incidents {
        /// Where the companies lie while they are looked at.
        #[arg(long, default_value = ".cache/evals/incidents")]
        folder: PathBuf,
        #[arg(long, default_value_t = 6)]
        companies: u64,
        /// The first company's seed.
        #[arg(long, default_value_t = 100)]
        seed: u64,
    },
    /// Asks on days of the demo company's past which machines will fail, and tells how many warnings were right.
    Maintenance {
        /// The demo company; made here where it is missing.
        #[arg(long, default_value = ".cache/evals/company.db")]
        warehouse: PathBuf,
        /// How many of the last days.
        #[arg(long, default_value_t = 365)]
        days: i64,
        /// One day in so many.
        #[arg(long, default_value_t = 7)]
        step: i64,
    },
    /// Asks a model that is outside about every kind of name, and tells which of them left.
    Pseudonyms {
        /// The demo company; made here where it is missing.
        #[arg(long, default_value = ".cache/evals/company.db")]
        warehouse: PathBuf,
        #[arg(long, default_value_t = 1000)]
        turns: usize,
        /// Another seed asks other questions.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Forecasts the series of the M3 competition: errors, limits, time, beside a peer's on the same series.
    Forecast {
        /// Folder with m3_all.jsonl.
        folder: PathBuf,
        /// MONTHLY, QUARTERLY, YEARLY or OTHER.
        #[arg(long, default_value = "MONTHLY")]
        period: String,
        /// Every n-th series only.
        #[arg(long, default_value_t = 1)]
        every: usize,
        /// Forecasts saved by evals/peers/statsforecast_m3.py; only the series in it are taken.
        #[arg(long)]
        peer: Option<PathBuf>,
    },
}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "the command's output")]
async fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Run { cases, warehouse, tag, id } => evaluate(cases, warehouse, tag, id).await,
        Command::Bench { warehouse, queries, seed, without_rollups } => {
            let table = bench::run(&warehouse, queries, seed, !without_rollups).await;
            table.map(|table| (table, Vec::new())).map_err(Into::into)
        }
        Command::Documents { once: Some(pages), .. } => {
            documents::once(pages).map(|told| (told, Vec::new())).map_err(Into::into)
        }
        Command::Documents { pages, command, once: None } => {
            let told = documents::run(&pages, command.as_deref());
            told.map(|told| (told, Vec::new())).map_err(Into::into)
        }
        Command::Incidents { folder, companies, seed } => {
            let table = incidents::run(&folder, companies, seed).await;
            table.map(|table| (table, Vec::new())).map_err(Into::into)
        }
        Command::Maintenance { warehouse, days, step } => {
            let table = maintenance::run(&warehouse, days, step.max(1)).await;
            table.map(|table| (table, Vec::new())).map_err(Into::into)
        }
        Command::Pseudonyms { warehouse, turns, seed } => {
            let table = pseudonyms::run(&warehouse, turns, seed).await;
            table.map(|table| (table, Vec::new())).map_err(Into::into)
        }
        Command::Forecast { folder, period, every, peer } => {
            m3::run(&folder, &period, every, peer.as_deref())
                .map(|table| (table, Vec::new()))
                .map_err(Into::into)
        }
    };
    match outcome {
        Ok((table, missed)) => {
            println!("{table}");
            for bar in &missed {
                eprintln!("missed: {bar}");
            }
            if missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("sentia-evals: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn evaluate(
    folder: PathBuf,
    warehouse: PathBuf,
    tag: Option<String>,
    id: Option<String>,
) -> Result<(String, Vec<String>), Box<dyn std::error::Error>> {
    let mut cases = case::load(&folder)?;
    cases.retain(|case| tag.as_ref().is_none_or(|tag| case.tags.contains(tag)));
    cases.retain(|case| id.as_ref().is_none_or(|id| case.id == *id));
    if cases.is_empty() {
        return Err("no case fits; leave out --tag and --id to run all".into());
    }
    let bench = Bench::open(&warehouse).await?;
    let mut graded = Vec::with_capacity(cases.len());
    for case in &cases {
        graded.push(bench.run(case).await?);
    }
    Ok((report::table(&graded), report::missed(&graded, &report::Bars::default())))
}
