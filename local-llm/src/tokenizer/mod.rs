//! Tokenizers from a file's metadata: byte-level BPE ("gpt2") and the BPE of SentencePiece ("llama"). Text of people
//! never becomes a control token; only a prompt made by a chat template is read so.

mod merge;
mod split;
mod vocabulary;

use merge::merge;
use split::Splitter;
pub(crate) use vocabulary::TokenKind;
use vocabulary::Vocabulary;

use crate::{
    LoadError,
    gguf::{Gguf, Value},
};

/// Text to tokens and back.
#[derive(Debug)]
pub struct Tokenizer {
    vocabulary: Vocabulary,
    method: Method,
    /// Put before each text that begins a sequence.
    bos: Option<u32>,
    eos: Option<u32>,
    adds_bos: bool,
    adds_eos: bool,
}

#[derive(Debug)]
enum Method {
    /// Words that the splitter finds are merged by rank. Some models take a word that is a token as it is.
    ByteLevel { splitter: Splitter, merges: merge::Ranks, takes_whole: bool },
    /// The whole text is merged by score.
    SentencePiece { scores: Vec<f32>, adds_space: bool },
}

impl Tokenizer {
    pub(crate) fn read(gguf: &Gguf, rows: usize) -> Result<Self, LoadError> {
        let wrong = |detail: String| LoadError::Tokenizer { file: gguf.path().to_owned(), detail };
        let value = |key: &str| gguf.value(&format!("tokenizer.ggml.{key}"));
        let model = value("model").and_then(Value::text).unwrap_or_default();
        let is_byte_level = match model {
            "gpt2" => true,
            "llama" => false,
            other => return Err(wrong(format!("its kind \"{other}\" is unknown; known are gpt2 and llama"))),
        };
        let Some(Value::Texts(tokens)) = value("tokens") else {
            return Err(wrong("it has no tokens".to_owned()));
        };
        if tokens.len() != rows {
            return Err(wrong(format!("it has {} tokens and the weights are for {rows}", tokens.len())));
        }
        let kinds = match value("token_type") {
            None => Vec::new(),
            Some(Value::Integers(kinds)) if kinds.len() == rows => kinds.clone(),
            Some(_) => return Err(wrong("its types of tokens are not as many as its tokens".to_owned())),
        };
        let vocabulary = Vocabulary::new(tokens, &kinds, is_byte_level).map_err(wrong)?;
        let method = if is_byte_level {
            Method::byte_level(gguf, &vocabulary)
        } else {
            Method::sentence_piece(gguf, rows)
        };
        let token = |key: &str| {
            let id = value(key).and_then(Value::integer).and_then(|id| u32::try_from(id).ok());
            id.filter(|id| (*id as usize) < rows)
        };
        let flag = |key: &str| value(key).and_then(Value::bool);
        let pre = value("pre").and_then(Value::text).unwrap_or_default();
        let (bos, eos) = (token("bos_token_id"), token("eos_token_id"));
        let adds_bos = flag("add_bos_token").unwrap_or(!is_byte_level || split::adds_bos(pre));
        let adds_eos = flag("add_eos_token").unwrap_or(false);
        let mut tokenizer = Self { vocabulary, method: method.map_err(wrong)?, bos, eos, adds_bos, adds_eos };
        let ends = ["eot_token_id", "eom_token_id"].into_iter().filter_map(token).chain(eos);
        tokenizer.vocabulary.end_turns(ends);
        Ok(tokenizer)
    }

    /// Tokens of a text of people: nothing in it is taken for a control token.
    pub fn encode(&self, text: &str) -> Vec<u32> {
        self.encode_as(text, false, false)
    }

    /// Tokens of a prompt that a chat template wrote, with its control tokens. The token that begins a sequence is put
    /// before it, unless the template did that.
    pub fn encode_prompt(&self, prompt: &str) -> Vec<u32> {
        let mut tokens = self.encode_as(prompt, true, true);
        if let (Some(bos), true) = (self.bos, self.adds_bos)
            && tokens.get(..2) == Some(&[bos, bos])
        {
            tokens.remove(0);
        }
        tokens
    }

    /// Tokens of a text. `begins`: with the tokens that begin and end a sequence, where the model wants them;
    /// `controls`: control tokens are read from the text.
    pub fn encode_as(&self, text: &str, begins: bool, controls: bool) -> Vec<u32> {
        let mut tokens = Vec::with_capacity(text.len() / 3 + 2);
        if begins && self.adds_bos {
            tokens.extend(self.bos);
        }
        let mut after_special = true;
        for part in self.vocabulary.split(text, controls) {
            match part {
                vocabulary::Part::Token(token) => {
                    tokens.push(token);
                    after_special = true;
                }
                vocabulary::Part::Text(text) => {
                    self.encode_text(text, after_special, &mut tokens);
                    after_special = false;
                }
            }
        }
        if begins && self.adds_eos {
            tokens.extend(self.eos);
        }
        tokens
    }

    fn encode_text(&self, text: &str, after_special: bool, tokens: &mut Vec<u32>) {
        match &self.method {
            Method::ByteLevel { splitter, merges, takes_whole } => {
                for word in splitter.split(text) {
                    match self.vocabulary.token_of(word.as_bytes()) {
                        Some(token) if *takes_whole => tokens.push(token),
                        _ => self.encode_word(word.as_bytes(), merges, tokens),
                    }
                }
            }
            Method::SentencePiece { scores, adds_space } => {
                let spaced = if *adds_space && after_special { format!(" {text}") } else { text.to_owned() };
                let characters = spaced.char_indices().map(|(at, character)| (at, character.len_utf8()));
                let parts = merge(spaced.as_bytes(), characters, |_, _, both| {
                    self.vocabulary.token_of(both).map(|token| descending(scores[token as usize]))
                });
                for part in parts {
                    self.push_part(&spaced.as_bytes()[part], tokens);
                }
            }
        }
    }

    fn encode_word(&self, word: &[u8], merges: &merge::Ranks, tokens: &mut Vec<u32>) {
        let bytes = (0..word.len()).map(|at| (at, 1));
        let parts = merge(word, bytes, |left, right, both| {
            let pair = (self.vocabulary.token_of(left)?, self.vocabulary.token_of(right)?);
            self.vocabulary.token_of(both).and(merges.get(&pair).copied())
        });
        for part in parts {
            self.push_part(&word[part], tokens);
        }
    }

    /// The token of a part, or of each of its bytes.
    fn push_part(&self, part: &[u8], tokens: &mut Vec<u32>) {
        match self.vocabulary.token_of(part) {
            Some(token) => tokens.push(token),
            None => tokens.extend(part.iter().filter_map(|byte| self.vocabulary.token_of_byte(*byte))),
        }
    }

    /// Tokens of a text that goes on after another, as a grammar forces it.
    pub(crate) fn encode_on(&self, text: &str) -> Vec<u32> {
        let mut tokens = Vec::new();
        self.encode_text(text, false, &mut tokens);
        tokens
    }

    /// The text of a token as bytes, which need not be whole characters; none of a control token.
    pub fn bytes(&self, token: u32) -> &[u8] {
        if self.kind(token) == TokenKind::Control { &[] } else { self.vocabulary.bytes(token) }
    }

    /// The text of tokens, without control tokens. What is no UTF-8 is replaced.
    pub fn decode(&self, tokens: &[u32]) -> String {
        let bytes: Vec<u8> = tokens.iter().flat_map(|token| self.bytes(*token)).copied().collect();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match self.method {
            Method::SentencePiece { adds_space: true, .. } => {
                text.strip_prefix(' ').map(str::to_owned).unwrap_or(text)
            }
            _ => text,
        }
    }

    /// How a control token is written in templates.
    pub fn text(&self, token: u32) -> String {
        String::from_utf8_lossy(self.vocabulary.bytes(token)).into_owned()
    }

    /// Tokens of the vocabulary.
    pub fn size(&self) -> usize {
        self.vocabulary.size()
    }

    /// Whether a token ends a reply.
    pub fn ends_turn(&self, token: u32) -> bool {
        self.vocabulary.ends_turn(token)
    }

    /// The control token that begins a sequence.
    pub fn bos(&self) -> Option<u32> {
        self.bos
    }

    /// The control token that ends a sequence.
    pub fn eos(&self) -> Option<u32> {
        self.eos
    }

    pub(crate) fn kind(&self, token: u32) -> TokenKind {
        self.vocabulary.kind(token)
    }

    pub(crate) fn raw(&self, token: u32) -> &[u8] {
        self.vocabulary.bytes(token)
    }
}

impl Method {
    fn byte_level(gguf: &Gguf, vocabulary: &Vocabulary) -> Result<Self, String> {
        let Some(Value::Texts(lines)) = gguf.value("tokenizer.ggml.merges") else {
            return Err("it has no merges".to_owned());
        };
        let pre = gguf.value("tokenizer.ggml.pre").and_then(Value::text).unwrap_or("gpt-2");
        let splitter = Splitter::named(pre)?;
        Ok(Self::ByteLevel {
            splitter,
            merges: vocabulary.ranks(lines),
            takes_whole: split::takes_whole(pre),
        })
    }

    fn sentence_piece(gguf: &Gguf, rows: usize) -> Result<Self, String> {
        let scores = match gguf.value("tokenizer.ggml.scores") {
            Some(Value::Floats(scores)) if scores.len() == rows => scores.clone(),
            _ => return Err("its scores are not as many as its tokens".to_owned()),
        };
        let adds_space = gguf.value("tokenizer.ggml.add_space_prefix").and_then(Value::bool).unwrap_or(true);
        Ok(Self::SentencePiece { scores, adds_space })
    }
}

/// A number that is smaller the higher a score is.
fn descending(score: f32) -> u32 {
    let bits = score.to_bits();
    let ascending = if bits >> 31 == 1 { !bits } else { bits | (1 << 31) };
    !ascending
}
