use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use super::{merge::Ranks, split::bytes_of};

/// Texts of the tokens with which models end a reply, beside those that a file names.
const ENDS: [&str; 9] = [
    "<|eot_id|>",
    "<|eom_id|>",
    "<|end_of_text|>",
    "<|im_end|>",
    "<|endoftext|>",
    "<|end|>",
    "<end_of_turn>",
    "<EOT>",
    "</s>",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Text,
    /// Text that is found before any splitting.
    Defined,
    /// Never text, and never read from text of people.
    Control,
    /// One byte, for what no other token can write.
    Byte,
}

/// A part of a text on its way to tokens.
pub(super) enum Part<'t> {
    Token(u32),
    Text(&'t str),
}

#[derive(Debug)]
pub(super) struct Vocabulary {
    /// The bytes of all tokens, one after another, and where each begins.
    bytes: Vec<u8>,
    starts: Vec<u32>,
    kinds: Vec<TokenKind>,
    by_bytes: HashMap<Box<[u8]>, u32>,
    by_byte: [Option<u32>; 256],
    /// Control and defined tokens, the longest first.
    specials: Vec<u32>,
    ends: HashSet<u32>,
}

impl Vocabulary {
    /// `types` are those of the file's metadata, or none.
    pub(super) fn new(tokens: &[String], types: &[i64], is_byte_level: bool) -> Result<Self, String> {
        let mut new = Self {
            bytes: Vec::new(),
            starts: Vec::with_capacity(tokens.len() + 1),
            kinds: Vec::with_capacity(tokens.len()),
            by_bytes: HashMap::with_capacity(tokens.len()),
            by_byte: [None; 256],
            specials: Vec::new(),
            ends: HashSet::new(),
        };
        for (id, token) in tokens.iter().enumerate() {
            let id = u32::try_from(id).map_err(|_| "it has too many tokens".to_owned())?;
            let kind = match types.get(id as usize) {
                Some(2 | 3 | 5) => TokenKind::Control,
                Some(4) => TokenKind::Defined,
                Some(6) => TokenKind::Byte,
                _ => TokenKind::Text,
            };
            let bytes: Cow<'_, [u8]> = match kind {
                TokenKind::Control | TokenKind::Defined => token.as_bytes().into(),
                TokenKind::Byte => {
                    vec![byte_token(token).ok_or_else(|| format!("{token:?} is no byte"))?].into()
                }
                TokenKind::Text if is_byte_level => bytes_of(token),
                TokenKind::Text => token.replace('▁', " ").into_bytes().into(),
            };
            new.push(id, kind, &bytes)?;
        }
        new.starts.push(new.bytes.len() as u32);
        if is_byte_level {
            new.by_byte = std::array::from_fn(|byte| new.by_bytes.get(&[byte as u8][..]).copied());
        }
        let mut specials = std::mem::take(&mut new.specials);
        specials.sort_by_key(|id| std::cmp::Reverse(new.bytes(*id).len()));
        new.specials = specials;
        Ok(new)
    }

    fn push(&mut self, id: u32, kind: TokenKind, bytes: &[u8]) -> Result<(), String> {
        let start = u32::try_from(self.bytes.len()).map_err(|_| "its tokens are too long".to_owned())?;
        self.starts.push(start);
        self.bytes.extend_from_slice(bytes);
        self.kinds.push(kind);
        match kind {
            TokenKind::Byte => {
                if let Some(byte) = bytes.first() {
                    self.by_byte[usize::from(*byte)] = Some(id);
                }
            }
            TokenKind::Control | TokenKind::Defined => {
                if !bytes.is_empty() {
                    self.specials.push(id);
                }
                if ENDS.iter().any(|end| end.as_bytes() == bytes) {
                    self.ends.insert(id);
                }
            }
            TokenKind::Text => {}
        }
        if matches!(kind, TokenKind::Text | TokenKind::Defined) {
            self.by_bytes.entry(bytes.into()).or_insert(id);
        }
        Ok(())
    }

    /// Tokens of merges, written as "left right", by pair.
    pub(super) fn ranks(&self, lines: &[String]) -> Ranks {
        let mut ranks = Ranks::with_capacity(lines.len());
        for (rank, line) in lines.iter().enumerate() {
            // A space cannot be part of either: it is written as another character.
            let Some((left, right)) = line.split_once(' ') else { continue };
            let pair = (self.token_of(&bytes_of(left)), self.token_of(&bytes_of(right)));
            if let (Some(left), Some(right)) = pair {
                ranks.entry((left, right)).or_insert(rank as u32);
            }
        }
        ranks
    }

    /// Cuts out the tokens that are found before anything else: those defined, and with `controls` those that control.
    pub(super) fn split<'t>(&self, text: &'t str, controls: bool) -> Vec<Part<'t>> {
        let mut parts = vec![Part::Text(text)];
        for id in &self.specials {
            if !controls && self.kind(*id) == TokenKind::Control {
                continue;
            }
            let Ok(special) = std::str::from_utf8(self.bytes(*id)) else { continue };
            if !parts.iter().any(|part| matches!(part, Part::Text(text) if text.contains(special))) {
                continue;
            }
            parts = parts.into_iter().flat_map(|part| cut(part, special, *id)).collect();
        }
        parts.retain(|part| !matches!(part, Part::Text("")));
        parts
    }

    pub(super) fn end_turns(&mut self, ids: impl Iterator<Item = u32>) {
        self.ends.extend(ids);
    }

    pub(super) fn ends_turn(&self, id: u32) -> bool {
        self.ends.contains(&id)
    }

    pub(super) fn size(&self) -> usize {
        self.kinds.len()
    }

    pub(super) fn kind(&self, id: u32) -> TokenKind {
        self.kinds.get(id as usize).copied().unwrap_or(TokenKind::Control)
    }

    pub(super) fn bytes(&self, id: u32) -> &[u8] {
        let id = id as usize;
        let range = self.starts.get(id).zip(self.starts.get(id + 1));
        range.map_or(&[], |(start, end)| &self.bytes[*start as usize..*end as usize])
    }

    pub(super) fn token_of(&self, bytes: &[u8]) -> Option<u32> {
        self.by_bytes.get(bytes).copied()
    }

    pub(super) fn token_of_byte(&self, byte: u8) -> Option<u32> {
        self.by_byte[usize::from(byte)]
    }
}

fn cut<'t>(part: Part<'t>, special: &str, id: u32) -> Vec<Part<'t>> {
    let Part::Text(text) = part else { return vec![part] };
    let mut parts = Vec::new();
    for (index, text) in text.split(special).enumerate() {
        if index > 0 {
            parts.push(Part::Token(id));
        }
        parts.push(Part::Text(text));
    }
    parts
}

/// The byte of a token such as `<0x0A>`.
fn byte_token(token: &str) -> Option<u8> {
    let digits = token.strip_prefix("<0x")?.strip_suffix('>')?;
    u8::from_str_radix(digits, 16).ok()
}
