use std::process::ExitCode;

use sentia_agent::Outcome;

/// How a command ended, for scripts. The codes stand in `--help` and in the README.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done,
    Failed,
    /// The command line itself is wrong.
    Usage,
    /// The answer is a question back.
    AskedBack,
    /// The person may not see it, or it cannot be known, or it is no business of this product.
    Refused,
    Interrupted,
}

impl Exit {
    pub(crate) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Answered | Outcome::Ordered(_) => Exit::Done,
            Outcome::Clarify(_) => Exit::AskedBack,
            Outcome::Refused | Outcome::OutOfReach => Exit::Refused,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::AskedBack => 3,
            Exit::Refused => 4,
            Exit::Interrupted => 130,
        })
    }
}
