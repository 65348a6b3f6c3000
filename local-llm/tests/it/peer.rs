//! Beside llama.cpp: the same file must come to the same logits, tokens and replies.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};

/// llama.cpp, in a Python of its own.
pub(crate) struct LlamaCpp {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl LlamaCpp {
    /// `None`, and a line that says so, where it is not at hand.
    #[expect(clippy::disallowed_methods, reason = "tests are told where their peers are by the environment")]
    pub(crate) fn start() -> Option<Self> {
        let Ok(python) = std::env::var("SENTIA_TEST_LLAMA_CPP") else {
            println!("SKIPPED: beside llama.cpp; name a Python that has xllamacpp in SENTIA_TEST_LLAMA_CPP");
            return None;
        };
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/llama_cpp.py");
        let mut child = Command::new(python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("SENTIA_TEST_LLAMA_CPP names a Python");
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

/// Logarithms of the probabilities of all tokens, from logits.
fn log_probabilities(logits: &[f32]) -> Vec<f64> {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let total: f64 = logits.iter().map(|logit| f64::from(logit - largest).exp()).sum();
    logits.iter().map(|logit| f64::from(logit - largest) - total.ln()).collect()
}

fn peers_probabilities(peer: &mut LlamaCpp, tokens: &[u32], size: usize) -> Vec<f64> {
    let answer = peer.ask(&json!({"do": "complete", "tokens": tokens, "count": 1, "probabilities": size}));
    let mut all = vec![f64::NAN; size];
    for pair in answer["probabilities"][0].as_array().expect("probabilities") {
        all[pair[0].as_u64().unwrap() as usize] = pair[1].as_f64().unwrap();
    }
    all
}

/// The greatest difference of two rows, as a share of how far the second spreads.
fn difference(ours: &[f64], theirs: &[f64]) -> f64 {
    assert!(theirs.iter().all(|value| value.is_finite()), "the peer gives a probability for every token");
    let mean = theirs.iter().sum::<f64>() / theirs.len() as f64;
    let spread = (theirs.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / theirs.len() as f64).sqrt();
    let largest = ours.iter().zip(theirs).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max);
    largest / spread
}

use sentia_local_llm::{Model, Options, Session, Settings};

use crate::support::{Kind, Plan, vocabulary::Vocabulary, writer::Random};

fn prompt(length: usize, size: usize, seed: u64) -> Vec<u32> {
    let mut random = Random::new(seed);
    (0..length).map(|_| random.below(size) as u32).collect()
}

#[test]
fn logits_are_llama_cpps() {
    let Some(mut peer) = LlamaCpp::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    for architecture in ["llama", "qwen2", "qwen3"] {
        for kind in Kind::ALL {
            let mut plan = Plan::tiny(architecture, kind);
            plan.has_factors = architecture == "llama";
            plan.head = (architecture == "qwen3").then_some(Kind::Q6K);
            let path = folder.path().join(format!("{architecture}-{kind:?}.gguf"));
            plan.write(&path);
            peer.load(&path, 512);
            let model = Model::load(&path, &Options { threads: 1, ..Options::default() }).unwrap();
            let mut session = Session::new(&model);
            let size = model.tokenizer().size();
            for length in [1, 7, 100] {
                let tokens = prompt(length, size, 3);
                let ours = log_probabilities(session.evaluate(&tokens).unwrap());
                let theirs = peers_probabilities(&mut peer, &tokens, size);
                let difference = difference(&ours, &theirs);
                println!("{architecture} {kind:?} {length}: {difference:.2e}");
            }
        }
    }
}
