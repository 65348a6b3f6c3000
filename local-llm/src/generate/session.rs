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
}

impl Default for Settings<'_> {
    fn default() -> Self {
        Self { sampling: Sampling::Greedy, budget: 1024, grammar: None, cancel: None }
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
        // Tokens of the reply that are not in the cache yet.
        let mut waiting: Vec<u32> = Vec::new();
        loop {
            if let Some(stop) = reply.take_forced(&self.model, settings, room, &mut waiting) {
                return Ok(stop);
            }
            if !waiting.is_empty() {
                reply.out.passes += 1;
                if !self.advance(&waiting, settings.cancel)? {
                    return Ok(Stop::Cancelled);
                }
                waiting.clear();
            }
            let token = reply.choose(&mut self.logits)?;
            if self.model.tokenizer().ends_turn(token) {
                return Ok(Stop::End);
            }
            reply.accept(token)?;
            if reply.say(token, &self.model).is_break() || is_set(settings.cancel) {
                return Ok(Stop::Cancelled);
            }
            waiting.push(token);
        }
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
        Ok(self.advance(&prompt[known..], cancel)?.then_some(known))
    }

    /// Computes tokens after those known, and the logits after the last of them. False where it was cancelled.
    fn advance(&mut self, tokens: &[u32], cancel: Option<&AtomicBool>) -> Result<bool, GenerateError> {
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
