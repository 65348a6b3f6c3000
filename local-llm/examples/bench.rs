//! How fast prompts are read and replies are written, beside llama.cpp on the same file and threads.
//!
//! `cargo run --release -p sentia-local-llm --example bench -- [THREADS] [avx2] [KIND…]`, with SENTIA_TEST_LLAMA_CPP naming a folder
//! that has xllamacpp; without it our own figures alone. The model is of random weights in the shape of Llama 3.2 1B.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program for developers that measures time"
)]

#[path = "../tests/it/llama_cpp.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod llama_cpp;
#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod support;

use std::{path::Path, time::Instant};

use llama_cpp::LlamaCpp;
use sentia_local_llm::{Instructions, Model, Options, Session};
use serde_json::json;
use support::{Kind, Plan, vocabulary::Vocabulary};

const PROMPT: usize = 512;
const REPLY: usize = 32;
const ROUNDS: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let threads = arguments.first().and_then(|threads| threads.parse().ok()).unwrap_or(1);
    let avx2 = arguments.iter().any(|argument| argument == "avx2");
    let instructions = if avx2 { Instructions::Avx2 } else { Instructions::Best };
    let options = Options { threads, context: 2048, instructions, ..Options::default() };
    let chosen: Vec<&String> = arguments.iter().skip(1).filter(|argument| *argument != "avx2").collect();
    let folder = tempfile::tempdir().unwrap();
    let mut peer = LlamaCpp::start();
    println!(
        "{threads} threads, {instructions:?}, prompt {PROMPT}, reply {REPLY}, medians of {ROUNDS} alternating rounds; tokens/s"
    );
    println!(
        "| weights | prefill | llama.cpp | ratio | decode | llama.cpp | ratio | resident MiB, file MiB |"
    );
    println!("|--|--|--|--|--|--|--|--|");
    for kind in [Kind::Q4_0, Kind::Q4K, Kind::Q8_0, Kind::Q5K, Kind::Q6K] {
        let is_default = chosen.is_empty() && matches!(kind, Kind::Q4_0 | Kind::Q4K | Kind::Q8_0);
        if is_default || chosen.contains(&&format!("{kind:?}")) {
            let path = folder.path().join(format!("{kind:?}.gguf"));
            one_billion(kind).write(&path);
            compare(kind, &path, &options, peer.as_mut());
            std::fs::remove_file(&path).unwrap();
        }
    }
}

/// The shape of Llama 3.2 1B; outputs are six bits wide, as in files of four.
fn one_billion(kind: Kind) -> Plan {
    Plan {
        layers: 16,
        width: 2048,
        hidden: 8192,
        heads: 32,
        key_heads: 8,
        head_size: 64,
        embedding: if kind == Kind::Q8_0 { Kind::Q8_0 } else { Kind::Q6K },
        has_factors: true,
        window: 4096,
        vocabulary: Vocabulary::byte_level("llama-bpe").padded(128_256),
        ..Plan::tiny("llama", kind)
    }
}

fn compare(kind: Kind, path: &Path, options: &Options, mut peer: Option<&mut LlamaCpp>) {
    let before = resident();
    let model = Model::load(path, options).unwrap();
    let mut ours = [Vec::new(), Vec::new()];
    let mut theirs = [Vec::new(), Vec::new()];
    if let Some(peer) = peer.as_deref_mut() {
        peer.ask(&json!({"do": "load", "path": path, "threads": options.threads, "context": 2048, "flash": true, "warmup": true}));
    }
    let tokens: Vec<u32> = (0..PROMPT as u32).map(|place| (place * 7919 + 13) % 800).collect();
    for round in 0..=ROUNDS {
        let [read, write] = run(&model, &tokens);
        let answer = peer.as_deref_mut().map(|peer| {
            let answer = peer.ask(&json!({"do": "complete", "tokens": tokens, "count": REPLY}));
            ["prompt_per_second", "predicted_per_second"].map(|key| answer["timings"][key].as_f64().unwrap())
        });
        // The first round warms both up.
        if round > 0 {
            ours[0].push(read);
            ours[1].push(write);
            for (all, one) in theirs.iter_mut().zip(answer.unwrap_or([f64::NAN; 2])) {
                all.push(one);
            }
        }
    }
    let memory = resident().saturating_sub(before);
    let [read, write] = ours.map(median);
    let [peers_read, peers_write] = theirs.map(median);
    let size = std::fs::metadata(path).unwrap().len() >> 20;
    println!(
        "| {kind:?} | {read:.1} | {peers_read:.1} | {:.2} | {write:.1} | {peers_write:.1} | {:.2} | {memory}, {size} |",
        read / peers_read,
        write / peers_write
    );
}

fn run(model: &std::sync::Arc<Model>, tokens: &[u32]) -> [f64; 2] {
    let mut session = Session::new(model);
    let begun = Instant::now();
    session.evaluate(tokens).unwrap();
    let read = tokens.len() as f64 / begun.elapsed().as_secs_f64();
    let mut known = tokens.to_vec();
    let begun = Instant::now();
    for step in 0..REPLY as u32 {
        known.push((step * 31 + 7) % 800);
        session.evaluate(&known).unwrap();
    }
    [read, REPLY as f64 / begun.elapsed().as_secs_f64()]
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// MiB of this process that are in memory.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok()).unwrap_or_default() / 1024
}
