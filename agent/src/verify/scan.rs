//! Tokens become items: names of the Evidence, periods, numbers, and words of the vocabulary. A word that is none of
//! these is a fault.

use super::{
    dates::{self, Calendar},
    fault::{Fault, FaultKind},
    item::{Item, Kind, Mention, Said},
    matching::{self, Fit},
    names::{Named, Names},
    quantity::{self, SaidUnit},
    sense::{Preposition, Sense, Side},
    token::{Token, TokenKind},
    universe::Universe,
    vocabulary,
};

/// What a sentence is read against.
pub(super) struct Background<'a> {
    pub universe: &'a Universe<'a>,
    pub names: &'a Names,
    pub calendar: &'a Calendar,
}

/// The items of a sentence, and the words that could not be read.
pub(super) fn items(
    sentence: &str,
    tokens: &[Token],
    background: &Background<'_>,
) -> (Vec<Item>, Vec<Fault>) {
    let mut scanner = Scanner { sentence, tokens, background, at: 0, items: Vec::new(), faults: Vec::new() };
    while scanner.at < tokens.len() {
        scanner.step();
    }
    (scanner.items, scanner.faults)
}

struct Scanner<'a> {
    sentence: &'a str,
    tokens: &'a [Token],
    background: &'a Background<'a>,
    at: usize,
    items: Vec<Item>,
    faults: Vec<Fault>,
}

impl Scanner<'_> {
    fn step(&mut self) {
        match &self.tokens[self.at].kind {
            TokenKind::Reference(evidence, figure) => self.reference(evidence, figure),
            TokenKind::Possessive => self.push(1, Kind::Possessive),
            TokenKind::Word(_) | TokenKind::Number(_) | TokenKind::Mark(_) => self.words(),
        }
    }

    fn push(&mut self, length: usize, kind: Kind) {
        let last = (self.at + length).min(self.tokens.len());
        let (from, to) = (self.tokens[self.at].from, self.tokens[last - 1].to);
        self.items.push(Item { kind, from, to, first: self.at, last });
        self.at = last;
    }

    fn fault(&mut self, length: usize, kind: FaultKind, advice: impl Into<String>) {
        let last = (self.at + length).min(self.tokens.len());
        let said = &self.sentence[self.tokens[self.at].from..self.tokens[last - 1].to];
        self.faults.push(Fault::new(kind, said, advice));
        self.at = last;
    }

    fn reference(&mut self, evidence: &str, figure: &str) {
        let cells = &self.background.universe.cells;
        let found = cells.iter().position(|cell| cell.evidence.id == evidence && cell.figure.id == figure);
        let Some(position) = found else {
            return self.fault(
                1,
                FaultKind::UnknownReference,
                "there is no such figure; refer only to figures of the evidence",
            );
        };
        let from = self.tokens[self.at].from;
        let length = 1 + self.unit_behind(position);
        let to = self.tokens[self.at + length - 1].to;
        self.push(
            length,
            Kind::Figures(vec![Mention { said: Said::Reference(position), approximation: None, from, to }]),
        );
    }

    /// A reference brings its own unit. The same unit said again is dropped; another one is a fault.
    fn unit_behind(&mut self, position: usize) -> usize {
        let Some((length, unit)) = quantity::unit_at(self.tokens, self.at + 1, self.background.names) else {
            return 0;
        };
        if matches!(unit, SaidUnit::Times) {
            return 0;
        }
        let cell = &self.background.universe.cells[position];
        let probe = quantity::Quantity::probe(unit);
        if matching::fit(&probe, None, cell) == Fit::OtherUnit {
            let said = self.sentence[self.tokens[self.at].from..self.tokens[self.at + length].to].to_owned();
            let advice =
                format!("the reference already brings its unit ({}); leave the unit out", cell.shown());
            self.faults.push(Fault::new(FaultKind::WrongUnit, &said, advice));
        }
        length
    }

    fn words(&mut self) {
        if self.numbered_list() {
            return;
        }
        if let Some((length, weeks)) = dates::week_list(self.tokens, self.at, self.background.calendar) {
            return self.push(length, Kind::Periods(weeks));
        }
        let word = |offset: usize| self.tokens.get(self.at + offset)?.word();
        let name = self
            .background
            .names
            .longest(self.tokens, self.at)
            .map(|(length, named)| (length, named.clone()));
        let date = dates::at(self.tokens, self.at, self.background.calendar);
        let number = quantity::at(self.tokens, self.at, self.background.names)
            .filter(|(_, number)| self.is_number(number));
        let phrase = vocabulary::longest(word);
        let lengths = [
            name.as_ref().map_or(0, |(length, _)| *length),
            date.as_ref().map_or(0, |(length, _)| *length),
            number.as_ref().map_or(0, |(length, _)| *length),
            phrase.map_or(0, |(length, _)| length),
        ];
        let longest = lengths.into_iter().max().unwrap_or(0);
        if let Some((length, named)) = name.filter(|(length, _)| *length == longest) {
            self.name(length, named);
        } else if let Some((length, mention)) = date.filter(|(length, _)| {
            *length > 0 && (lengths[1] >= lengths[2] || lengths[2] == 1) && lengths[1] >= lengths[3]
        }) {
            self.push(length, Kind::Periods(vec![mention]));
        } else if let Some((length, quantity)) = number.filter(|(length, _)| *length >= lengths[3]) {
            self.number(length, quantity);
        } else if let Some((length, sense)) = phrase {
            self.phrase(length, sense);
        } else {
            self.other();
        }
    }

    /// `one` is a number only before something that it counts.
    fn is_number(&self, quantity: &quantity::Quantity) -> bool {
        if !quantity.spelled || quantity.value != 1.0 || quantity.unit != SaidUnit::Bare {
            return true;
        }
        let next = self.at + 1;
        let counted = self.tokens.get(next).and_then(Token::word).is_some_and(|word| {
            word == "of"
                || matches!(
                    vocabulary::longest(|offset| (offset == 0).then_some(word)),
                    Some((_, Sense::Thing))
                )
        });
        counted || matches!(self.background.names.longest(self.tokens, next), Some((_, Named::Dimension(_))))
    }

    /// `2.5 times` compares two figures, unless a measure counts in turns.
    fn number(&mut self, length: usize, quantity: quantity::Quantity) {
        let turns = self
            .background
            .universe
            .cells
            .iter()
            .any(|cell| cell.figure.unit == sentia_semantic::Unit::Ratio);
        if quantity.unit == SaidUnit::Times && !turns {
            return self.push(length, Kind::Sense(Sense::Multiple(quantity.value)));
        }
        let (from, to) = (self.tokens[self.at].from, self.tokens[self.at + length - 1].to);
        self.push(
            length,
            Kind::Figures(vec![Mention { said: Said::Literal(quantity), approximation: None, from, to }]),
        );
    }

    fn name(&mut self, length: usize, named: Named) {
        let kind = match named {
            Named::Member(options) => Kind::Members(vec![options]),
            Named::Measure(ids) | Named::MeasurePart(ids) => Kind::Measures(vec![ids]),
            Named::Dimension(id) => Kind::Dimension(id),
            Named::Unit(_) => Kind::Sense(Sense::Thing),
            Named::Quotation => Kind::Quotation,
            Named::Listed => Kind::Listed,
        };
        self.push(length, kind);
    }

    fn phrase(&mut self, length: usize, sense: Sense) {
        if let Sense::Fraction(value) = sense {
            let (from, to) = (self.tokens[self.at].from, self.tokens[self.at + length - 1].to);
            let quantity =
                quantity::Quantity { value, body: from, ..quantity::Quantity::probe(SaidUnit::Fraction) };
            return self.push(
                length,
                Kind::Figures(vec![Mention { said: Said::Literal(quantity), approximation: None, from, to }]),
            );
        }
        let surface = self.tokens[self.at].word();
        let next = dates::at(self.tokens, self.at + length, self.background.calendar).is_some();
        let span = matches!(surface, Some("over" | "within" | "inside" | "under")) && length == 1 && next;
        let sense = if span && matches!(sense, Sense::Side(Side::Above | Side::Ahead | Side::Below)) {
            Sense::Preposition(Preposition::In)
        } else {
            sense
        };
        self.push(length, Kind::Sense(sense));
    }

    /// Marks, and words that nothing explains.
    fn other(&mut self) {
        let token = &self.tokens[self.at];
        match token.mark() {
            Some(mark @ ('↑' | '▲' | '↓' | '▼')) => {
                let word = mark.to_string();
                let sense = vocabulary::longest(|offset| (offset == 0).then_some(word.as_str()))
                    .map(|(_, sense)| sense);
                self.push(1, Kind::Sense(sense.unwrap_or(Sense::Plain)));
            }
            Some('~') => self.push(1, Kind::Sense(Sense::Approximation(super::sense::Approximation::Near))),
            Some('&') => self.push(1, Kind::Sense(Sense::And)),
            Some('[' | ']') => self.fault(
                1,
                FaultKind::UnknownReference,
                "is not a whole reference; write references as [[e1.f3]]",
            ),
            Some('%' | '£' | '$' | '€' | '°' | '×' | '±' | '#') => {
                self.fault(
                    1,
                    FaultKind::WrongUnit,
                    "stands without a number that it belongs to; a reference brings its own unit",
                );
            }
            Some(mark) => self.push(1, Kind::Mark(mark)),
            None => self.unknown(),
        }
    }

    fn unknown(&mut self) {
        let token = &self.tokens[self.at];
        let numeric = token.number().is_some()
            || token.word().is_some_and(|word| word.chars().any(|c| c.is_ascii_digit()));
        let advice = if numeric {
            "is a number or a code that no figure, member or period of the evidence has; leave it out"
        } else if token.capital && self.at > 0 {
            "is no name in the evidence; use the names that stand there"
        } else {
            "is not a word that can be checked against the figures; say it more plainly (rose, fell, highest, above target …) or leave it out"
        };
        let kind = if numeric { FaultKind::Unbound } else { FaultKind::UnknownWord };
        self.fault(1, kind, advice);
    }

    /// `Lines 3 and 4`, `lines 1, 2 and 7`, `Lines 1–4`.
    fn numbered_list(&mut self) -> bool {
        let Some(word) = self.tokens[self.at].word() else { return false };
        let names = self.background.names;
        if !word.ends_with('s') || !names.has_numbered(word) {
            return false;
        }
        let Some((numbers, length)) = number_list(self.tokens, self.at + 1) else { return false };
        let members: Option<Vec<_>> = numbers
            .iter()
            .map(|number| match names.numbered(word, &number.to_string()) {
                Some(Named::Member(options)) => Some(options.clone()),
                _ => None,
            })
            .collect();
        match members {
            Some(members) => self.push(1 + length, Kind::Members(members)),
            None => {
                self.fault(1 + length, FaultKind::WrongRow, "names a member that the evidence does not have")
            }
        }
        true
    }
}

/// Numbers joined by commas, `and`, or a dash for a run of them.
fn number_list(tokens: &[Token], at: usize) -> Option<(Vec<i64>, usize)> {
    let mut numbers = vec![tokens.get(at)?.integer()?];
    let mut used = 1;
    loop {
        let mark = tokens.get(at + used).and_then(Token::mark);
        let word = tokens.get(at + used).and_then(Token::word);
        let more = |skip: usize| {
            tokens
                .get(at + used + skip)
                .filter(|token| !is_measured(tokens, at + used + skip) && token.number().is_some())
                .and_then(Token::integer)
        };
        let both =
            usize::from(mark == Some(',') && tokens.get(at + used + 1).and_then(Token::word) == Some("and"));
        let last = *numbers.last()?;
        match (mark, word) {
            (Some('–' | '-'), _) | (_, Some("to")) => {
                let Some(end) = more(1).filter(|end| *end > last && *end - last < 100) else { break };
                numbers.extend(last + 1..=end);
            }
            (Some(',' | '&' | '/'), _) | (_, Some("and" | "or")) => {
                let Some(next) = more(1 + both) else { break };
                numbers.push(next);
            }
            _ => break,
        }
        used += 2 + both;
    }
    Some((numbers, used))
}

/// A number with a unit behind it is a figure, not the number of a member.
fn is_measured(tokens: &[Token], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|next| next.mark() == Some('%') || next.glued && next.word().is_some())
}
