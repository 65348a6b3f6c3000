use std::{
    env, fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    thread,
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A stand-in for the providers' servers that nobody on this project wrote: npm `@copilotkit/aimock`.
pub struct Aimock {
    process: Child,
    /// Where it listens.
    pub url: String,
    _fixtures: TempDir,
}

impl Aimock {
    /// Answers by these fixtures; none, with a line that says so, where aimock is not installed.
    pub fn start(fixtures: Value) -> Option<Self> {
        let program = named("SENTIA_TEST_AIMOCK")?;
        let folder = TempDir::new().unwrap_or_else(|error| panic!("a folder: {error}"));
        let file = folder.path().join("fixtures.json");
        fs::write(&file, json!({ "fixtures": fixtures }).to_string())
            .unwrap_or_else(|error| panic!("{error}"));
        let mut command = Command::new("node");
        command.args([&program, "-p", "0", "--validate-on-load", "-f"]).arg(&file);
        let spawned = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut process = spawned.unwrap_or_else(|error| panic!("node: {error}"));
        let url = address(&mut process);
        Some(Aimock { process, url, _fixtures: folder })
    }
}

impl Drop for Aimock {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn address(process: &mut Child) -> String {
    let output = process.stdout.take().map(BufReader::new);
    let mut lines = output.into_iter().flat_map(BufRead::lines).map_while(Result::ok);
    let line = lines.find(|line| line.contains("listening on")).unwrap_or_default();
    let address = line.rsplit(' ').next().unwrap_or_default().to_owned();
    assert!(address.starts_with("http"), "aimock does not say where it listens");
    // Read on, so that it never blocks on a full pipe.
    thread::spawn(move || lines.for_each(drop));
    address
}

/// URL of a PostgreSQL server on which databases may be created; none, with a line that says so, where there is none.
pub fn postgres() -> Option<String> {
    named("SENTIA_TEST_POSTGRES")
}

#[expect(clippy::print_stdout, reason = "what was skipped must be seen")]
fn named(variable: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "tests are told by the environment where their peers are")]
    let value = env::var(variable).ok();
    if value.is_none() {
        println!("SKIPPED: {variable} is not set; tests/run starts the peer and sets it");
    }
    value
}
