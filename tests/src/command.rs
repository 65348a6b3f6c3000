use std::{
    ffi::OsStr,
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::OnceLock,
    thread,
    time::Duration,
};

use cargo_metadata::Message;
use tempfile::TempDir;

use crate::root;

/// A command that is still at work then hangs.
const PATIENCE: Duration = Duration::from_secs(180);
const GLANCE: Duration = Duration::from_millis(5);

/// The built `sentia`, with a home directory of its own and nothing of this machine's environment.
pub struct Sentia {
    home: TempDir,
}

/// How a command ended, and all it wrote.
#[derive(Debug)]
pub struct Finished {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

/// A command at work.
pub struct Running {
    child: Child,
    stdout: thread::JoinHandle<Vec<u8>>,
    stderr: thread::JoinHandle<Vec<u8>>,
}

impl Default for Sentia {
    fn default() -> Self {
        Sentia { home: or_fail(TempDir::new_in(scratch()), "a home directory") }
    }
}

impl Sentia {
    /// With an empty home directory.
    pub fn new() -> Self {
        Self::default()
    }

    /// With the demo company at home. It is made once for all tests of a program; each gets a link to it.
    pub fn with_demo_company() -> Self {
        let sentia = Self::new();
        or_fail(fs::hard_link(demo_company(), sentia.home().join(WAREHOUSE)), "a link to the demo company");
        sentia
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Where the demo company lies.
    pub fn warehouse(&self) -> PathBuf {
        self.home().join(WAREHOUSE)
    }

    /// The command, to be changed before it runs.
    pub fn command(&self) -> Command {
        let mut command = Command::new(executable());
        self.shelter(&mut command);
        command
    }

    /// Gives any command the home directory, and takes the environment away from it.
    pub fn shelter(&self, command: &mut Command) {
        command.env_clear().env("PATH", "/usr/bin:/bin").env("LANG", "C.UTF-8");
        command.env("HOME", self.home()).env("SENTIA_HOME", self.home()).current_dir(self.home());
    }

    pub fn run<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, arguments: I) -> Finished {
        self.run_with(arguments, b"")
    }

    /// With `input` piped in.
    pub fn run_with<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(
        &self,
        arguments: I,
        input: &[u8],
    ) -> Finished {
        let mut command = self.command();
        command.args(arguments);
        Running::start(&mut command, input).finish()
    }
}

impl Running {
    pub fn start(command: &mut Command, input: &[u8]) -> Self {
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = or_fail(pipes.spawn(), "the command");
        let input = input.to_vec();
        let mut stdin = child.stdin.take();
        // A command may end without having read it all.
        thread::spawn(move || stdin.as_mut().map(|pipe| pipe.write_all(&input)));
        let stdout = drain(child.stdout.take());
        let stderr = drain(child.stderr.take());
        Running { child, stdout, stderr }
    }

    /// What a person does who has waited `after` and presses Ctrl-C.
    pub fn interrupt(&mut self, after: Duration) {
        thread::sleep(after);
        let id = self.child.id().to_string();
        or_fail(Command::new("sh").args(["-c", "kill -INT \"$0\"", &id]).status(), "kill");
    }

    pub fn finish(mut self) -> Finished {
        let mut waited = Duration::ZERO;
        let status = loop {
            if let Some(status) = or_fail(self.child.try_wait(), "the command") {
                break status;
            }
            if waited > PATIENCE {
                or_fail(self.child.kill(), "kill");
                panic!("the command did not end within {PATIENCE:?}");
            }
            thread::sleep(GLANCE);
            waited += GLANCE;
        };
        Finished { status, stdout: text(self.stdout), stderr: text(self.stderr) }
    }
}

impl Finished {
    pub fn succeeded(&self) -> bool {
        self.status.success()
    }

    /// The exit code; fails the test where a signal ended the command.
    pub fn code(&self) -> i32 {
        self.status.code().unwrap_or_else(|| panic!("ended by a signal: {self:?}"))
    }

    /// Standard output as JSON, one value for each line.
    pub fn json_lines(&self) -> Vec<serde_json::Value> {
        let value =
            |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}"));
        self.stdout.lines().map(value).collect()
    }
}

const WAREHOUSE: &str = "demo.db";

/// Where the demo company was made, once for the program.
fn demo_company() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let home = scratch().join("demo-company");
        // What an earlier run left may be of another generator.
        let _ = fs::remove_dir_all(&home);
        let status =
            Command::new(executable()).arg("demo").arg("--home").arg(&home).stdout(Stdio::null()).status();
        assert!(or_fail(status, "sentia demo").success(), "sentia demo failed");
        home.join(WAREHOUSE)
    })
}

/// A folder beside the build, so that homes and the demo company lie on the same disk and links work.
fn scratch() -> PathBuf {
    let folder = root().join("target/tmp");
    or_fail(fs::create_dir_all(&folder), "a folder for tests");
    folder
}

/// The command under test: the one that `SENTIA_TEST_COMMAND` names, else what `cargo run` would build of the sources.
fn executable() -> &'static Path {
    static FOUND: OnceLock<PathBuf> = OnceLock::new();
    #[expect(clippy::disallowed_methods, reason = "tests/run tells what it has built")]
    FOUND.get_or_init(|| std::env::var_os("SENTIA_TEST_COMMAND").map_or_else(build, PathBuf::from))
}

/// Builds the command in the profile of the test; a moment where that was done before.
fn build() -> PathBuf {
    let mut build = Command::new(env!("CARGO"));
    build.current_dir(root()).args([
        "build",
        "--quiet",
        "--package",
        "sentia",
        "--message-format",
        "json-render-diagnostics",
    ]);
    if !cfg!(debug_assertions) {
        build.arg("--release");
    }
    let output = or_fail(build.stderr(Stdio::inherit()).output(), "cargo build");
    assert!(output.status.success(), "sentia does not build");
    let built = Message::parse_stream(output.stdout.as_slice()).filter_map(Result::ok).find_map(|message| {
        match message {
            Message::CompilerArtifact(artifact) if artifact.target.name == "sentia" => artifact.executable,
            _ => None,
        }
    });
    built.unwrap_or_else(|| panic!("cargo does not say where sentia is")).into()
}

fn drain(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What came before a broken pipe is what there is.
        let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
        bytes
    })
}

fn text(bytes: thread::JoinHandle<Vec<u8>>) -> String {
    let bytes = bytes.join().unwrap_or_default();
    String::from_utf8(bytes)
        .unwrap_or_else(|error| panic!("the command wrote something other than UTF-8: {error}"))
}

fn or_fail<T, E: std::fmt::Display>(result: Result<T, E>, what: &str) -> T {
    result.unwrap_or_else(|error| panic!("{what}: {error}"))
}
