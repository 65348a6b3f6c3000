use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};

/// llama.cpp, in a Python of its own, through PyPI's xllamacpp.
pub(crate) struct LlamaCpp {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl LlamaCpp {
    /// `None`, and a line that says so, where it is not at hand.
    #[expect(clippy::disallowed_methods, reason = "tests are told where their peers are by the environment")]
    pub(crate) fn start() -> Option<Self> {
        let Ok(folder) = std::env::var("SENTIA_TEST_LLAMA_CPP") else {
            println!("SKIPPED: beside llama.cpp; name a folder with xllamacpp in SENTIA_TEST_LLAMA_CPP");
            return None;
        };
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/llama_cpp.py");
        let mut child = Command::new("python3")
            .env("PYTHONPATH", folder)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("there is a Python 3");
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Some(Self { child, input, output })
    }

    pub(crate) fn ask(&mut self, request: &Value) -> Value {
        writeln!(self.input, "{request}").unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).expect("llama.cpp answers");
        assert!(answer["error"].is_null(), "{answer}");
        answer
    }

    pub(crate) fn load(&mut self, path: &std::path::Path, context: usize) {
        self.ask(&json!({"do": "load", "path": path, "threads": 1, "context": context}));
    }
}

impl Drop for LlamaCpp {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
