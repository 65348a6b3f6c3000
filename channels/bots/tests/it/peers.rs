//! Programs that nobody on this project wrote. `tests/run` fetches them and names them in the environment; a test whose
//! peer is not there says so and is skipped.

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::Value;

/// A folder of Python packages with slack_sdk and aiogram.
pub(crate) const PYTHON: &str = "SENTIA_TEST_BOTS_PYTHON";

/// A folder with node_modules.
pub(crate) const NODE: &str = "SENTIA_TEST_BOTS_NODE";

#[expect(clippy::disallowed_methods, reason = "the edge of the tests")]
pub(crate) fn named(variable: &str) -> Option<PathBuf> {
    let value = std::env::var_os(variable).filter(|value| !value.is_empty());
    if value.is_none() {
        println!("SKIPPED: a check against a program of others'; name it in {variable}, or run tests/run");
    }
    value.map(PathBuf::from)
}

/// A script that answers a line of JSON with a line of JSON; ended with the test.
pub(crate) struct Talker {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

pub(crate) struct Python(Talker);

impl Python {
    pub(crate) fn start(script: &str) -> Option<Python> {
        let packages = named(PYTHON)?;
        let mut command = Command::new("python3");
        command.arg(script_path(script)).env("PYTHONPATH", packages);
        Some(Python(Talker::start(command)))
    }

    pub(crate) fn ask(&mut self, request: &Value) -> Value {
        self.0.ask(request)
    }

    pub(crate) fn hear(&mut self) -> Value {
        self.0.hear()
    }
}

pub(crate) fn script_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it").join(name)
}

impl Talker {
    pub(crate) fn start(mut command: Command) -> Talker {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Talker { child, to, from }
    }

    pub(crate) fn ask(&mut self, request: &Value) -> Value {
        writeln!(self.to, "{request}").unwrap();
        self.hear()
    }

    pub(crate) fn hear(&mut self) -> Value {
        let mut line = String::new();
        self.from.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }
}

impl Drop for Talker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
