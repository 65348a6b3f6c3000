use std::ops::ControlFlow;

use llguidance::Matcher;

use super::{Generation, Grammar, Settings, Stop, Utf8Stream, grammar::Opening, sample::Sampler};
use crate::{GenerateError, Model};

/// A reply in the making.
pub(super) struct Reply<'a> {
    stream: Utf8Stream,
    sampler: Sampler,
    bound: Bound,
    on_text: &'a mut dyn FnMut(&str) -> ControlFlow<()>,
    pub(super) out: Generation,
}

/// Whether a grammar holds.
enum Bound {
    Free,
    /// Once the text so far opens a call.
    Once(Opening, Matcher),
    Now(Matcher),
}

impl<'a> Reply<'a> {
    pub(super) fn new(settings: &Settings<'_>, on_text: &'a mut dyn FnMut(&str) -> ControlFlow<()>) -> Self {
        let bound = match settings.grammar.map(Grammar::start) {
            None => Bound::Free,
            Some((None, matcher)) => Bound::Now(matcher),
            Some((Some(opening), matcher)) => Bound::Once(opening, matcher),
        };
        let out = Generation {
            text: String::new(),
            tokens: Vec::new(),
            stop: Stop::End,
            reused: 0,
            forced: 0,
            passes: 0,
        };
        Self { stream: Utf8Stream::default(), sampler: Sampler::new(settings.sampling), bound, on_text, out }
    }

    pub(super) fn finish(mut self) -> Generation {
        let rest = self.stream.finish();
        if !rest.is_empty() {
            self.out.text.push_str(&rest);
            // The reply is over, whatever the caller says to it.
            let _ = (self.on_text)(&rest);
        }
        self.out
    }

    /// Says the tokens that the grammar leaves no choice about, and adds them to those that wait to be computed. Gives why
    /// the reply is over, if it is.
    pub(super) fn take_forced(
        &mut self,
        model: &Model,
        settings: &Settings<'_>,
        room: usize,
        waiting: &mut Vec<u32>,
    ) -> Option<Stop> {
        let mut forced = self.open(model);
        if let Bound::Now(matcher) = &mut self.bound {
            forced.extend(matcher.consume_ff_tokens());
        }
        for token in forced {
            if let Some(stop) = self.full(settings, room) {
                return Some(stop);
            }
            self.out.forced += 1;
            waiting.push(token);
            if self.say(token, model).is_break() {
                return Some(Stop::Cancelled);
            }
        }
        if matches!(&self.bound, Bound::Now(matcher) if matcher.is_stopped()) {
            return Some(Stop::End);
        }
        self.full(settings, room)
    }

    /// Lets the grammar hold from here on, where the text opens a call. Gives what stands between the two.
    fn open(&mut self, model: &Model) -> Vec<u32> {
        let text = &self.out.text;
        let opening = match &self.bound {
            Bound::Once(opening, _) if opening.is_in(text) => *opening,
            _ => return Vec::new(),
        };
        let Bound::Once(_, mut matcher) = std::mem::replace(&mut self.bound, Bound::Free) else {
            return Vec::new();
        };
        match opening {
            Opening::Tag => {
                self.bound = Bound::Now(matcher);
                if text.ends_with('\n') { Vec::new() } else { model.tokenizer().encode_on("\n") }
            }
            // What was said is the beginning of the call. Text that only looks like one stays free.
            Opening::Brace => {
                if matcher
                    .try_consume_tokens(&self.out.tokens)
                    .is_ok_and(|taken| taken == self.out.tokens.len())
                {
                    self.bound = Bound::Now(matcher);
                }
                Vec::new()
            }
        }
    }

    pub(super) fn full(&self, settings: &Settings<'_>, room: usize) -> Option<Stop> {
        let said = self.out.tokens.len();
        if said >= settings.budget {
            Some(Stop::Budget)
        } else if said >= room {
            Some(Stop::Window)
        } else {
            None
        }
    }

    pub(super) fn choose(&mut self, logits: &mut [f32]) -> Result<u32, GenerateError> {
        let Bound::Now(matcher) = &mut self.bound else {
            return self.sampler.choose(logits).ok_or(GenerateError::NotFinite);
        };
        let stuck = |error: &dyn ToString| GenerateError::Stuck { detail: error.to_string() };
        let allowed = matcher.compute_mask_or_eos().map_err(|error| stuck(&error))?;
        allowed.iter_unset_entries(|token| {
            if let Some(logit) = logits.get_mut(token) {
                *logit = f32::NEG_INFINITY;
            }
        });
        self.sampler.choose(logits).ok_or_else(|| stuck(&"no token is allowed"))
    }

    pub(super) fn accept(&mut self, token: u32) -> Result<(), GenerateError> {
        let Bound::Now(matcher) = &mut self.bound else { return Ok(()) };
        matcher.consume_token(token).map_err(|error| GenerateError::Stuck { detail: error.to_string() })
    }

    pub(super) fn say(&mut self, token: u32, model: &Model) -> ControlFlow<()> {
        self.out.tokens.push(token);
        let text = self.stream.push(model.tokenizer().bytes(token));
        if text.is_empty() {
            return ControlFlow::Continue(());
        }
        self.out.text.push_str(&text);
        (self.on_text)(&text)
    }
}
