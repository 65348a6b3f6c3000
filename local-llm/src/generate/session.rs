use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{Grammar, Sampling, reply::Reply};
use crate::{
    GenerateError, Model,
    kernels::KvCache,
    model::{ROWS, Rows, Scratch},
};

/// How a reply is generated.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    pub sampling: Sampling,
    /// Tokens of the reply at most.
    pub budget: usize,
    /// What the reply, or a call in it, must look like.
    pub grammar: Option<&'a Grammar>,
    /// Set from elsewhere, it ends the reply within a token.
    pub cancel: Option<&'a AtomicBool>,
    /// Tokens at most that are guessed from what was said before and checked in one pass; 0 for none. A reply is the same
    /// but for rounding, which can tip a choice by chance between tokens that are as likely.
    pub guesses: usize,
}

/// Tokens that must be as they were before, for what followed them to be guessed.
const ALIKE: usize = 3;

impl Default for Settings<'_> {
    fn default() -> Self {
        Self { sampling: Sampling::Greedy, budget: 1024, grammar: None, cancel: None, guesses: 0 }
    }
}

/// Why a reply ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The model ended it, or the grammar is satisfied and allows nothing more.
    End,
    /// It has as many tokens as it may have.
    Budget,
    /// The window is full.
    Window,
    /// The caller wanted no more.
    Cancelled,
}

/// A reply, and what it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    pub text: String,
    /// Tokens of the reply, without the one that ended it.
    pub tokens: Vec<u32>,
    pub stop: Stop,
    /// Tokens of the prompt that had been computed before.
    pub reused: usize,
    /// Tokens of the reply that the grammar forced.
    pub forced: usize,
    /// Tokens of the reply that were guessed right.
    pub guessed: usize,
    /// Passes through the layers after the prompt's.
    pub passes: usize,
}

/// One conversation: its tokens, their keys and values. Prompts that begin alike are not computed twice.
pub struct Session {
    model: Arc<Model>,
    cache: Vec<KvCache>,
    /// Tokens whose keys and values are in the cache.
    tokens: Vec<u32>,
    scratch: Scratch,
    logits: Vec<f32>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Session").field("tokens", &self.tokens.len()).finish_non_exhaustive()
    }
}

impl Session {
    /// An empty one. Memory is taken as it fills.
    pub fn new(model: &Arc<Model>) -> Self {
        let shape = model.shape();
        Self {
            model: Arc::clone(model),
            cache: model.empty_cache(),
            tokens: Vec::new(),
            scratch: Scratch::default(),
            logits: vec![0.0; shape.vocabulary],
        }
    }

    /// Tokens that need not be computed again.
    pub fn tokens(&self) -> &[u32] {
        &self.tokens
    }

    pub(super) fn model(&self) -> &Model {
        &self.model
    }

    pub(super) fn cache(&self) -> &[KvCache] {
        &self.cache
    }

    pub(super) fn replace(&mut self, cache: Vec<KvCache>, tokens: &[u32]) {
        self.cache = cache;
        self.tokens = tokens.to_vec();
    }

    /// Computes a prompt, or as much of it as differs from what is known, and gives the logits of the token after it.
    pub fn evaluate(&mut self, prompt: &[u32]) -> Result<&[f32], GenerateError> {
        let _ = self.prefill(prompt, None)?;
        Ok(&self.logits)
    }

    /// Generates a reply to a prompt. `on_text` gets its text piece by piece, whole characters each, and may end it.
    pub fn generate(
        &mut self,
        prompt: &[u32],
        settings: &Settings<'_>,
        on_text: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Generation, GenerateError> {
        let mut reply = Reply::new(settings, on_text);
        match self.prefill(prompt, settings.cancel)? {
            None => reply.out.stop = Stop::Cancelled,
            Some(reused) => {
                reply.out.reused = reused;
                let room = self.model.context() - prompt.len();
                reply.out.stop = self.run(&mut reply, settings, room)?;
            }
        }
        Ok(reply.finish())
    }

    fn run(
        &mut self,
        reply: &mut Reply<'_>,
        settings: &Settings<'_>,
        room: usize,
    ) -> Result<Stop, GenerateError> {
        let vocabulary = self.model.shape().vocabulary;
        // Tokens of the reply that are not in the cache yet, and guesses that are.
        let (mut waiting, mut guesses): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
        loop {
            if let Some(stop) = reply.take_forced(&self.model, settings, room, &mut waiting) {
                return Ok(stop);
            }
            if !waiting.is_empty() {
                guesses = self.guess(reply, settings, room, &waiting);
                waiting.extend_from_slice(&guesses);
                reply.out.passes += 1;
                if !self.advance(&waiting, 1 + guesses.len(), settings.cancel)? {
                    return Ok(Stop::Cancelled);
                }
                waiting.clear();
            }
            let certain = self.tokens.len() - guesses.len();
            for row in 0..=guesses.len() {
                let token = reply.choose(&mut self.logits[row * vocabulary..][..vocabulary])?;
                let is_guessed = guesses.get(row) == Some(&token);
                // What was guessed wrong is computed over.
                self.tokens.truncate(certain + row + usize::from(is_guessed));
                if self.model.tokenizer().ends_turn(token) {
                    return Ok(Stop::End);
                }
                reply.accept(token)?;
                if reply.say(token, &self.model).is_break() || is_set(settings.cancel) {
                    return Ok(Stop::Cancelled);
                }
                if !is_guessed {
                    waiting.push(token);
                    break;
                }
                reply.out.guessed += 1;
                if let Some(stop) = reply.full(settings, room) {
                    return Ok(stop);
                }
                // What follows is the grammar's: the other guesses were made without it.
                if reply.opens() {
                    self.tokens.truncate(certain + row);
                    waiting.push(token);
                    break;
                }
            }
            guesses.clear();
        }
    }

    /// What may come next because it came next before (prompt lookup, <https://github.com/apoorvumang/prompt-lookup-decoding>):
    /// a reply about a table or a tool repeats what it was told.
    fn guess(&self, reply: &Reply<'_>, settings: &Settings<'_>, room: usize, waiting: &[u32]) -> Vec<u32> {
        let said = reply.out.tokens.len();
        let most = settings.guesses.min(settings.budget.min(room).saturating_sub(said + 1));
        if reply.is_bound() || waiting.len() + most > ROWS {
            return Vec::new();
        }
        let known: Vec<u32> = self.tokens.iter().chain(waiting).copied().collect();
        let Some((last, before)) =
            known.split_last_chunk::<ALIKE>().map(|(_, last)| (last, &known[..known.len() - 1]))
        else {
            return Vec::new();
        };
        let found = before.windows(ALIKE).rposition(|window| window == last);
        found.map(|at| known[at + ALIKE..].iter().take(most).copied().collect()).unwrap_or_default()
    }

    /// How much of the prompt was known, or `None` where it was cancelled.
    fn prefill(
        &mut self,
        prompt: &[u32],
        cancel: Option<&AtomicBool>,
    ) -> Result<Option<usize>, GenerateError> {
        let (window, vocabulary) = (self.model.context(), self.model.shape().vocabulary);
        let Some(whole) = prompt.len().checked_sub(1) else { return Err(GenerateError::Empty) };
        if prompt.len() > window {
            return Err(GenerateError::TooLong { tokens: prompt.len(), window });
        }
        if let Some(token) = prompt.iter().find(|token| **token as usize >= vocabulary) {
            return Err(GenerateError::UnknownToken { token: *token, vocabulary });
        }
        // The last token is always computed: its logits are wanted.
        let known = self.tokens.iter().zip(&prompt[..whole]).take_while(|(one, other)| one == other).count();
        self.tokens.truncate(known);
        Ok(self.advance(&prompt[known..], 1, cancel)?.then_some(known))
    }

    /// Computes tokens after those known, and the logits after the last `rows` of them: one, or all where they are no more
    /// than go through the layers at once. False where it was cancelled.
    fn advance(
        &mut self,
        tokens: &[u32],
        rows: usize,
        cancel: Option<&AtomicBool>,
    ) -> Result<bool, GenerateError> {
        self.logits.resize(rows * self.model.shape().vocabulary, 0.0);
        let heads = self.model.shape().heads;
        let positions = self.tokens.len() + tokens.len();
        for layer in &mut self.cache {
            let short = |_| GenerateError::Memory { context: positions };
            layer.reserve(heads, positions).map_err(short)?;
        }
        let chunks = tokens.len().div_ceil(ROWS);
        for (index, chunk) in tokens.chunks(ROWS).enumerate() {
            let logits = if index + 1 == chunks { &mut self.logits[..] } else { &mut [] };
            let (scratch, first) = (&mut self.scratch, self.tokens.len());
            let goes_on = || !is_set(cancel);
            if !self.model.forward(scratch, &mut self.cache, Rows { tokens: chunk, first }, logits, &goes_on)
            {
                return Ok(false);
            }
            self.tokens.extend_from_slice(chunk);
        }
        if self.logits.iter().any(|logit| !logit.is_finite()) {
            self.tokens.clear();
            return Err(GenerateError::NotFinite);
        }
        Ok(true)
    }
}

fn is_set(cancel: Option<&AtomicBool>) -> bool {
    cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed))
}
