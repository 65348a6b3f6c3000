use std::borrow::Cow;

use fancy_regex::Regex;

const GPT_2: &str = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
const LLAMA_3: &str = r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const QWEN_2: &str = r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const DIGIT: &str = r"\p{N}";

/// The rules by name, in the spelling of `tokenizer.ggml.pre`. Those of a list are applied one after another.
const RULES: [(&[&str], &[&str]); 4] = [
    (&["gpt-2", "phi-2", "default"], &[GPT_2]),
    (&["llama-bpe", "llama3", "llama-v3"], &[LLAMA_3]),
    (&["qwen2", "deepseek-r1-qwen"], &[QWEN_2]),
    (&["smollm", "starcoder", "refact", "command-r"], &[DIGIT, GPT_2]),
];

const LLAMA_3_NAMES: usize = 1;

/// Whether a text begins with the token that begins a sequence, where the file does not say.
pub(super) fn adds_bos(name: &str) -> bool {
    RULES[LLAMA_3_NAMES].0.contains(&name)
}

/// Whether a word that is a token is taken whole, without the merges.
pub(super) fn takes_whole(name: &str) -> bool {
    RULES[LLAMA_3_NAMES].0.contains(&name)
}

/// Cuts text into the words within which tokens are merged.
#[derive(Debug)]
pub(super) struct Splitter {
    rules: Vec<Regex>,
}

impl Splitter {
    pub(super) fn named(name: &str) -> Result<Self, String> {
        let Some((_, rules)) = RULES.iter().find(|(names, _)| names.contains(&name)) else {
            let known: Vec<&str> = RULES.iter().flat_map(|(names, _)| names.iter().copied()).collect();
            return Err(format!(
                "its way to split text, \"{name}\", is unknown; known are {}",
                known.join(", ")
            ));
        };
        let rules = rules.iter().map(|rule| Regex::new(rule)).collect::<Result<_, _>>();
        Ok(Self { rules: rules.map_err(|error| error.to_string())? })
    }

    pub(super) fn split<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut words = vec![text];
        for rule in &self.rules {
            words = words.into_iter().flat_map(|word| cut(rule, word)).collect();
        }
        words
    }
}

/// What a rule matches, and what stands between.
fn cut<'t>(rule: &Regex, text: &'t str) -> Vec<&'t str> {
    let (mut words, mut done) = (Vec::with_capacity(text.len() / 4 + 1), 0);
    // A match that cannot be decided leaves the rest in one piece: worse tokens, the same text.
    for found in rule.find_iter(text).map_while(Result::ok) {
        words.push(&text[done..found.start()]);
        words.push(found.as_str());
        done = found.end();
    }
    words.push(&text[done..]);
    words.retain(|word| !word.is_empty());
    words
}

/// The character that stands for a byte in the vocabularies of byte-level BPE: itself where it can be seen, else one
/// beyond 255, in the order of the bytes.
pub(super) fn byte_of(character: char) -> Option<u8> {
    let code = u32::from(character);
    match code {
        0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff => u8::try_from(code).ok(),
        0x100..=0x120 => u8::try_from(code - 0x100).ok(),
        0x121..=0x142 => u8::try_from(code - 0x121 + 0x7f).ok(),
        0x143 => Some(0xad),
        _ => None,
    }
}

/// The bytes of a token of such a vocabulary, or of one that is written as it is.
pub(super) fn bytes_of(token: &str) -> Cow<'_, [u8]> {
    match token.chars().map(byte_of).collect::<Option<Vec<u8>>>() {
        Some(bytes) => Cow::Owned(bytes),
        None => Cow::Borrowed(token.as_bytes()),
    }
}
