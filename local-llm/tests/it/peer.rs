//! Beside llama.cpp: the same file must come to the same logits, tokens and replies.

use sentia_local_llm::{Model, Options, Session};
use serde_json::json;

use crate::llama_cpp::LlamaCpp;
use crate::support::{Kind, Plan, vocabulary::Vocabulary, writer::Random};

/// Logarithms of the probabilities of all tokens, from logits.
fn log_probabilities(logits: &[f32]) -> Vec<f64> {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let total: f64 = logits.iter().map(|logit| f64::from(logit - largest).exp()).sum();
    logits.iter().map(|logit| f64::from(logit - largest) - total.ln()).collect()
}

fn peers_probabilities(peer: &mut LlamaCpp, tokens: &[u32], size: usize) -> Vec<f64> {
    let answer = peer
        .ask(&json!({"do": "complete", "tokens": tokens, "count": 1, "probabilities": size, "chosen": 65}));
    let mut all = vec![f64::NAN; size];
    for pair in answer["probabilities"][0].as_array().unwrap_or_else(|| panic!("no probabilities: {answer}"))
    {
        all[pair[0].as_u64().unwrap() as usize] = pair[1].as_f64().unwrap();
    }
    all
}

/// The greatest difference of two rows, as a share of how far the second spreads.
fn difference(ours: &[f64], theirs: &[f64]) -> f64 {
    assert!(theirs.iter().all(|value| value.is_finite()), "the peer gives a probability for every token");
    let mean = theirs.iter().sum::<f64>() / theirs.len() as f64;
    let spread =
        (theirs.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / theirs.len() as f64).sqrt();
    let largest = ours.iter().zip(theirs).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max);
    largest / spread
}

fn prompt(length: usize, size: usize, seed: u64) -> Vec<u32> {
    let mut random = Random::new(seed);
    (0..length).map(|_| random.below(size) as u32).collect()
}

/// How far logits may be apart, as a share of their spread: nothing but rounding for plain numbers; llama.cpp rounds what
/// it multiplies with to the type of the weights, and quantised products round it to eight bits.
fn allowed(kind: Kind) -> f64 {
    match kind {
        Kind::F32 => 1e-4,
        Kind::F16 => 5e-3,
        Kind::BF16 => 4e-2,
        Kind::Q4_0 | Kind::Q8_0 => 0.15,
        Kind::Q4K | Kind::Q5K | Kind::Q6K => 0.25,
    }
}

fn exact() -> Options {
    Options { threads: 1, exact_cache: true, ..Options::default() }
}

#[test]
fn logits_are_llama_cpps() {
    let Some(mut peer) = LlamaCpp::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    for (architecture, kind) in
        ["llama", "qwen2", "qwen3"].into_iter().flat_map(|name| Kind::ALL.map(|kind| (name, kind)))
    {
        let mut plan = Plan::tiny(architecture, kind);
        plan.has_factors = architecture == "llama";
        if architecture == "qwen3" {
            plan.head = Some(kind);
            plan.vocabulary = plan.vocabulary.padded(901);
        }
        let path = folder.path().join(format!("{architecture}-{kind:?}.gguf"));
        plan.write(&path);
        peer.load(&path, 512);
        let model = Model::load(&path, &exact()).unwrap();
        let mut session = Session::new(&model);
        let size = model.tokenizer().size();
        for length in [1, 7, 100] {
            let tokens = prompt(length, size, 3);
            let ours = log_probabilities(session.evaluate(&tokens).unwrap());
            let theirs = peers_probabilities(&mut peer, &tokens, size);
            let difference = difference(&ours, &theirs);
            assert!(difference < allowed(kind), "{architecture} {kind:?}, {length} tokens: {difference:.2e}");
        }
    }
}

#[test]
fn greedy_replies_of_500_tokens_are_llama_cpps() {
    let Some(mut peer) = LlamaCpp::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    for (seed, architecture) in [(1, "llama"), (2, "qwen2"), (3, "qwen3"), (4, "llama")] {
        let mut plan = Plan::tiny(architecture, Kind::F32);
        (plan.seed, plan.has_factors) = (seed, seed == 4);
        let path = folder.path().join("model.gguf");
        plan.write(&path);
        peer.load(&path, 1024);
        let model = Model::load(&path, &exact()).unwrap();
        let tokens = prompt(20, model.tokenizer().size(), seed);
        // Step by step: a reply ends at tokens that the peer was told to go on after.
        let (mut session, mut known) = (Session::new(&model), tokens.clone());
        let answer = peer.ask(&json!({"do": "complete", "tokens": tokens, "count": 500}));
        let theirs: Vec<u64> =
            answer["tokens"].as_array().unwrap().iter().map(|token| token.as_u64().unwrap()).collect();
        assert_eq!(theirs.len(), 500);
        for (step, theirs) in theirs.into_iter().enumerate() {
            let logits = session.evaluate(&known).unwrap();
            let choices = (0..logits.len() as u32).filter(|token| !model.tokenizer().ends_turn(*token));
            let best = choices.max_by(|one, other| logits[*one as usize].total_cmp(&logits[*other as usize]));
            assert_eq!(best.map(u64::from), Some(theirs), "{architecture}, token {step}");
            known.extend(best);
        }
    }
}

/// Strings of chance: words of the trade, code, white space, scripts and emoji, cut and joined anywhere.
fn strings(count: usize) -> Vec<String> {
    let corpus: Vec<char> = include_str!("../support/text.txt").chars().collect();
    let odd: Vec<char> =
        " \t\n\r\u{a0}\u{3000}\u{200d}'’ßŒ𝔘ﬀ٣५Ⅷ½é\u{301}🏭👩‍🔧🇩🇪한국어ไทย<|>_-/\\".chars().collect();
    let mut random = Random::new(11);
    (0..count)
        .map(|_| {
            let mut text = String::new();
            for _ in 0..=random.below(5) {
                match random.below(4) {
                    0 => text.extend((0..=random.below(4)).map(|_| odd[random.below(odd.len())])),
                    1 => text.extend(char::from_u32(random.below(0x3000) as u32)),
                    _ => {
                        let at = random.below(corpus.len());
                        text.extend(corpus[at..].iter().take(random.below(30)));
                    }
                }
            }
            text
        })
        .collect()
}

#[test]
fn tokens_are_llama_cpps() {
    let Some(mut peer) = LlamaCpp::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let texts = strings(2_000);
    let vocabularies = ["llama-bpe", "qwen2", "gpt-2", "smollm"].map(Vocabulary::byte_level);
    for vocabulary in vocabularies.into_iter().chain([Vocabulary::sentence_piece()]) {
        let mut plan = Plan::tiny("llama", Kind::Q8_0);
        plan.vocabulary = vocabulary;
        let path = folder.path().join("model.gguf");
        plan.write(&path);
        peer.load(&path, 64);
        let model = Model::load(&path, &exact()).unwrap();
        for (begins, controls) in [(false, false), (true, true)] {
            let request = json!({"do": "tokenize", "texts": texts, "begins": begins, "controls": controls});
            let answer = peer.ask(&request);
            for (text, theirs) in texts.iter().zip(answer["rows"].as_array().unwrap()) {
                let ours = json!(model.tokenizer().encode_as(text, begins, controls));
                assert_eq!(&ours, theirs, "{text:?}");
                let decoded = model.tokenizer().decode(&model.tokenizer().encode(text));
                assert_eq!(&decoded, text);
            }
        }
    }
}
