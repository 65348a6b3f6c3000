//! A conversation at the terminal or from a pipe.

mod command;
mod input;
mod session;

use std::io::{self, IsTerminal, Write};

use crate::{commands::Context, exit::Exit, failure::Failure, signals};
use command::Line;
use input::{Input, Reader};
use session::Session;

/// Takes questions until the end of the input, `/quit` or Ctrl-D. From a pipe, the exit code tells whether any failed.
pub(crate) async fn run(context: &Context<'_>, resume: bool) -> Result<Exit, Failure> {
    let screen = context.screen();
    let reader = if io::stdin().is_terminal() && io::stdout().is_terminal() {
        Reader::editor(&context.config.home.history(), screen.terminal.colour)
    } else {
        Reader::pipe()
    };
    let service = tokio::select! {
        service = context.service(&screen) => service?,
        () = signals::interrupted() => return Err(Failure::Interrupted),
    };
    let mut session = Session::begin(context, &service, screen, resume).await?;
    if reader.echoes() {
        session.greet()?;
    }
    take_lines(&mut session, reader).await
}

async fn take_lines(session: &mut Session<'_>, mut reader: Reader) -> Result<Exit, Failure> {
    let mut failed = false;
    loop {
        let (input, back) = match next(reader, session.who()).await {
            Some(next) => next,
            None => return Err(Failure::Interrupted),
        };
        reader = back;
        let line = match input {
            Input::Line(line) => line,
            Input::Cancelled => continue,
            Input::End => return Ok(if failed && !reader.echoes() { Exit::Failed } else { Exit::Done }),
            Input::Unusable(error) => {
                failed |= told(Err(error.into()))?;
                continue;
            }
        };
        if !reader.echoes() {
            session.echo(&line)?;
        }
        match session.read(&line) {
            Line::Quit => return Ok(if failed && !reader.echoes() { Exit::Failed } else { Exit::Done }),
            line => failed |= told(session.take(line).await)?,
        }
    }
}

/// Reads on a thread of its own, so that Ctrl-C is heard while a pipe is silent; none where it was.
async fn next(mut reader: Reader, who: &str) -> Option<(Input, Reader)> {
    let who = who.to_owned();
    let reading = tokio::task::spawn_blocking(move || (reader.next(&who), reader));
    tokio::select! {
        read = reading => read.ok(),
        () = signals::cancelled() => None,
    }
}

/// Tells of a failure and goes on; whether there was one. Only output that nobody can see ends the chat.
fn told(result: Result<(), Failure>) -> Result<bool, Failure> {
    match result {
        Ok(()) => Ok(false),
        Err(failure @ Failure::Output(_)) => Err(failure),
        Err(failure) => {
            let _ = writeln!(io::stderr(), "{}", crate::render::clean_lines(&failure.to_string()));
            Ok(true)
        }
    }
}
