use std::collections::HashMap;

use super::writer::Writer;

/// What merges are learned from: prose of the trade, code, other scripts, emoji.
const TEXT: &str = include_str!("text.txt");

const MERGES: usize = 600;

/// A tokenizer of a size that a test can write: learned as real ones are.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    pub(crate) tokens: Vec<String>,
    types: Vec<i32>,
    scores: Vec<f32>,
    merges: Vec<String>,
    /// The name of the rules that split text; none for SentencePiece.
    pre: Option<&'static str>,
    bos: u32,
    eos: u32,
}

const SPECIALS: [&str; 6] = [
    "<|begin_of_text|>",
    "<|end_of_text|>",
    "<|start_header_id|>",
    "<|end_header_id|>",
    "<|eot_id|>",
    "<|im_end|>",
];

impl Vocabulary {
    /// Byte-level BPE with one of the rules that split text.
    pub(crate) fn byte_level(pre: &'static str) -> Self {
        let mut tokens: Vec<String> = (0..=255).map(|byte| character(byte).to_string()).collect();
        let mut types = vec![1; 256];
        let words = words(|word| word.bytes().map(|byte| character(byte).to_string()).collect());
        let merges = learn(words);
        for (left, right) in &merges {
            let token = format!("{left}{right}");
            if !tokens.contains(&token) {
                tokens.push(token);
                types.push(1);
            }
        }
        let bos = tokens.len() as u32;
        for special in SPECIALS {
            tokens.push(special.to_owned());
            types.push(3);
        }
        for defined in ["<tool_call>", "</tool_call>"] {
            tokens.push(defined.to_owned());
            types.push(4);
        }
        let merges = merges.iter().map(|(left, right)| format!("{left} {right}")).collect();
        Self { tokens, types, scores: Vec::new(), merges, pre: Some(pre), bos, eos: bos + 4 }
    }

    /// As SentencePiece's: characters, bytes for others, merges by score.
    pub(crate) fn sentence_piece() -> Self {
        let mut new = Self {
            tokens: Vec::new(),
            types: Vec::new(),
            scores: Vec::new(),
            merges: Vec::new(),
            pre: None,
            bos: 1,
            eos: 2,
        };
        let mut push = |token: String, kind: i32, score: f32| {
            if !new.tokens.contains(&token) {
                new.tokens.push(token);
                new.types.push(kind);
                new.scores.push(score);
            }
        };
        push("<unk>".to_owned(), 2, 0.0);
        push("<s>".to_owned(), 3, 0.0);
        push("</s>".to_owned(), 3, 0.0);
        (0..=255).for_each(|byte| push(format!("<0x{byte:02X}>"), 6, 0.0));
        let merges = learn(words(|word| word.replace(' ', "▁").chars().map(String::from).collect()));
        for (rank, (left, right)) in merges.iter().enumerate() {
            push(format!("{left}{right}"), 1, -(rank as f32));
        }
        for character in TEXT.chars().filter(|character| character.is_ascii() || character.is_alphabetic()) {
            if character != '\n' {
                push(character.to_string().replace(' ', "▁"), 1, -1e4);
            }
        }
        new
    }

    /// Tokens that no text has, up to a size.
    pub(crate) fn padded(mut self, size: usize) -> Self {
        for index in self.tokens.len()..size {
            self.tokens.push(format!("<|reserved_{index}|>"));
            self.types.push(3);
            if !self.scores.is_empty() {
                self.scores.push(0.0);
            }
        }
        self
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.text("tokenizer.ggml.model", if self.pre.is_some() { "gpt2" } else { "llama" });
        if let Some(pre) = self.pre {
            writer.text("tokenizer.ggml.pre", pre);
            writer.texts("tokenizer.ggml.merges", &self.merges);
        } else {
            writer.scores("tokenizer.ggml.scores", &self.scores);
        }
        writer.texts("tokenizer.ggml.tokens", &self.tokens);
        writer.numbers("tokenizer.ggml.token_type", &self.types);
        writer.number("tokenizer.ggml.bos_token_id", self.bos);
        writer.number("tokenizer.ggml.eos_token_id", self.eos);
    }
}

/// Words of the text with a space before them, cut into their first parts, and how often each is.
fn words(cut: impl Fn(&str) -> Vec<String>) -> Vec<(Vec<String>, usize)> {
    let mut counts = HashMap::new();
    for word in TEXT.split_inclusive([' ', '\n']) {
        let word = format!(" {}", word.trim_end());
        *counts.entry(word).or_insert(0) += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().map(|(word, count)| (cut(&word), count)).collect();
    counts.sort();
    counts
}

/// Joins the most frequent pair, again and again.
fn learn(mut words: Vec<(Vec<String>, usize)>) -> Vec<(String, String)> {
    let mut merges = Vec::new();
    while merges.len() < MERGES {
        let mut pairs = HashMap::new();
        for (word, count) in &words {
            for pair in word.windows(2) {
                *pairs.entry((pair[0].clone(), pair[1].clone())).or_insert(0) += count;
            }
        }
        let best = pairs.into_iter().max_by(|one, other| one.1.cmp(&other.1).then(other.0.cmp(&one.0)));
        let Some((best, _)) = best else { break };
        for (word, _) in &mut words {
            let mut at = 0;
            while at + 1 < word.len() {
                if word[at] == best.0 && word[at + 1] == best.1 {
                    let right = word.remove(at + 1);
                    word[at].push_str(&right);
                }
                at += 1;
            }
        }
        merges.push(best);
    }
    merges
}

/// The character that stands for a byte: itself where it can be seen, else one beyond 255.
fn character(byte: u8) -> char {
    let seen = |byte: &u8| matches!(byte, 0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff);
    if seen(&byte) {
        return char::from(byte);
    }
    let before = (0..byte).filter(|byte| !seen(byte)).count() as u32;
    char::from_u32(256 + before).unwrap()
}
