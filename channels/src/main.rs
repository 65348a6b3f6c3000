//! The command `sentia`: questions in, checked answers out. The command line is the first channel; [`wiring`] builds
//! what every channel stands on from the configuration, and [`render`] puts an answer on a screen.
//! Nothing here computes a figure or writes SQL against the facts.

mod arguments;
mod chat;
mod checks;
mod commands;
mod config;
mod demo;
mod exit;
mod failure;
mod keeping;
mod logging;
mod people;
mod present;
mod pseudonyms;
mod question;
mod render;
mod report;
mod screen;
mod serve;
mod signals;
mod turn;
mod wiring;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;

use arguments::{Arguments, Command};
use config::Environment;
use exit::Exit;
use failure::Failure;
use render::Terminal;
use screen::Screen;

/// A question parses a catalogue and builds word lists, thousands of small allocations in a tenth of a second.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let environment = Environment::read();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(told) => return ExitCode::from(tell_usage(&told, &environment)),
    };
    logging::start(arguments.shared.verbose, environment.log.as_deref());
    tracing::debug!(?arguments, "started");
    ExitCode::from(run(&arguments, environment).unwrap_or_else(|failure| tell(&failure)))
}

/// One thread for one question, which waits for the database and the model and never for the processor; as many as there
/// are processors for a server.
fn run(arguments: &Arguments, environment: Environment) -> Result<Exit, Failure> {
    let mut runtime = match arguments.command {
        None | Some(Command::Serve(_)) => tokio::runtime::Builder::new_multi_thread(),
        _ => tokio::runtime::Builder::new_current_thread(),
    };
    let runtime = runtime.enable_all().build().map_err(Failure::Runtime)?;
    let result = runtime.block_on(commands::run(arguments, environment));
    // A thread that waits for input must not keep the process from ending.
    runtime.shutdown_background();
    result
}

/// Help and version go to standard output, as what was asked for; wrong usage goes to standard error.
fn tell_usage(told: &clap::Error, environment: &Environment) -> Exit {
    if told.use_stderr() {
        let _ = told.print();
        return Exit::Usage;
    }
    let terminal = Terminal::of_stdout(&environment.display, false);
    let text = if terminal.colour { told.render().ansi().to_string() } else { told.render().to_string() };
    let written = Screen::new(terminal, Box::new(io::stdout())).write(&text);
    written.map_or_else(|error| tell(&error.into()), |()| Exit::Done)
}

fn tell(failure: &Failure) -> Exit {
    // If standard error is gone, nobody misses the message; the exit code says it too.
    let _ = writeln!(io::stderr(), "sentia: {}", render::clean_lines(&failure.to_string()));
    failure.exit()
}
