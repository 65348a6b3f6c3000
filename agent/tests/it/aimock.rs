//! Runs npm `@copilotkit/aimock`, a stand-in for the Messages API that nobody on this project wrote.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use rig_reqwest::reqwest;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Path of aimock's `dist/cli.js`; `tests/run` installs it and sets this.
const CLI: &str = "SENTIA_TEST_AIMOCK";

pub(crate) struct Aimock {
    process: Child,
    pub(crate) url: String,
    _fixtures: TempDir,
}

impl Aimock {
    /// A server on a free port with these fixtures, or none, with a line that says so, where aimock is not installed.
    #[expect(clippy::disallowed_methods, reason = "tests are told by the environment where their peers are")]
    pub(crate) fn start(fixtures: Value) -> Option<Aimock> {
        let Ok(cli) = std::env::var(CLI) else {
            println!("skipped: {CLI} is not set; tests/run installs aimock and sets it");
            return None;
        };
        let folder = TempDir::new().expect("a temporary folder");
        let file = folder.path().join("fixtures.json");
        std::fs::write(&file, json!({ "fixtures": fixtures }).to_string()).expect("fixtures written");
        let mut process = Command::new("node")
            .args([&cli, "-p", "0", "--validate-on-load", "-f"])
            .arg(&file)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("node runs");
        let url = address(&mut process);
        Some(Aimock { process, url, _fixtures: folder })
    }

    /// What the server was asked, oldest first.
    pub(crate) async fn journal(&self) -> Vec<Value> {
        let url = format!("{}/__aimock/journal", self.url);
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let reply = client.get(url).send().await.expect("a journal");
        reply.json().await.expect("a list")
    }
}

fn address(process: &mut Child) -> String {
    let output = process.stdout.take().expect("its output");
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    let line = lines.find(|line| line.contains("listening on")).expect("the line with its address");
    // Read on, so that it never blocks on a full pipe.
    std::thread::spawn(move || lines.for_each(drop));
    line.rsplit(' ').next().expect("an address").to_owned()
}

impl Drop for Aimock {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
