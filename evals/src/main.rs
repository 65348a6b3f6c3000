//! `sentia-evals`: how often the answers are right.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use sentia_evals::{case, report, run::Bench};

#[derive(Parser)]
#[command(name = "sentia-evals", about = "How often the answers are right")]
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
}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "the command's output")]
async fn main() -> ExitCode {
    let Command::Run { cases, warehouse, tag, id } = Arguments::parse().command;
    match evaluate(cases, warehouse, tag, id).await {
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
