//! A number as it is written, with its unit and its precision.

use sentia_semantic::Unit;

use super::{
    names::{Named, Names},
    number::spelled,
    token::Token,
};

/// A literal number of the sentence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quantity {
    /// In the unit said: 73.2 for `73.2%`, 1,200,000 for `£1.2m`, 8,100 for `2 h 15 min`.
    pub value: f64,
    /// What the last digit shown is worth.
    pub step: f64,
    /// The same for a whole number that ends in zeros: 100 for `1,200`.
    pub coarse: f64,
    pub unit: SaidUnit,
    /// True for a plus, false for a minus.
    pub sign: Option<bool>,
    /// In words rather than digits.
    pub spelled: bool,
    /// An adjective: `a 1.2-point rise`.
    pub adjective: bool,
    /// Byte at which the number begins behind its sign.
    pub body: usize,
    /// What the unit multiplied the digits by: 60 for minutes, 1,000,000 for `m`.
    pub scale: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum SaidUnit {
    Bare,
    Percent,
    Points,
    Money {
        currency: String,
        per: Option<String>,
    },
    Seconds,
    Days,
    /// A unit of the Evidence by its name.
    Of(Unit),
    /// `2.5 times`.
    Times,
    /// `half`, `a third`.
    Fraction,
}

/// The quantity written from this token on, and how many tokens it takes.
pub(super) fn at(tokens: &[Token], from: usize, names: &Names) -> Option<(usize, Quantity)> {
    let mut reader = Reader { tokens, names, at: from };
    let sign = reader.sign();
    let currency = reader.currency();
    let body = tokens
        .get(if currency.is_some() && sign.is_some() {
            from + 1
        } else if sign.is_some() {
            reader.at
        } else {
            from
        })?
        .from;
    let (value, step, coarse, is_spelled) = reader.number()?;
    let scale = reader.scale(currency.is_some());
    let mut quantity = Quantity {
        value: value * scale,
        step: step * scale,
        coarse: coarse * scale,
        unit: currency.map_or(SaidUnit::Bare, |currency| SaidUnit::Money { currency, per: None }),
        sign,
        spelled: is_spelled,
        adjective: false,
        body,
        scale,
    };
    reader.unit(&mut quantity);
    Some((reader.at - from, quantity))
}

impl Quantity {
    fn multiply(&mut self, factor: f64) {
        for number in [&mut self.value, &mut self.step, &mut self.coarse, &mut self.scale] {
            *number *= factor;
        }
    }

    /// This bare number with the unit of the number beside it, on which it leans: `from 72.0 to 73.2%`.
    pub(super) fn leaning_on(&self, neighbour: &Quantity) -> Quantity {
        let mut lent = Quantity { unit: neighbour.unit.clone(), ..self.clone() };
        lent.multiply(neighbour.scale);
        lent
    }

    /// One of this unit, to ask whether the unit fits.
    pub(super) fn probe(unit: SaidUnit) -> Self {
        Quantity {
            value: 1.0,
            step: 1.0,
            coarse: 1.0,
            unit,
            sign: None,
            spelled: false,
            adjective: false,
            body: 0,
            scale: 1.0,
        }
    }
}

/// A unit that stands at this token, behind a reference, and how many tokens it takes.
pub(super) fn unit_at(tokens: &[Token], from: usize, names: &Names) -> Option<(usize, SaidUnit)> {
    let mut reader = Reader { tokens, names, at: from };
    let mut probe = Quantity::probe(SaidUnit::Bare);
    reader.unit(&mut probe);
    (reader.at > from && probe.unit != SaidUnit::Bare).then_some((reader.at - from, probe.unit))
}

struct Reader<'a> {
    tokens: &'a [Token],
    names: &'a Names,
    at: usize,
}

impl<'a> Reader<'a> {
    fn word(&self, offset: usize) -> Option<&'a str> {
        self.tokens.get(self.at + offset)?.word()
    }

    fn mark(&self, offset: usize) -> Option<char> {
        self.tokens.get(self.at + offset)?.mark()
    }

    /// A sign stands before the number without a space, and not between two numbers.
    fn sign(&mut self) -> Option<bool> {
        let mark = self.mark(0).filter(|mark| matches!(mark, '+' | '-' | '–'))?;
        let next = self.tokens.get(self.at + 1).filter(|next| next.glued)?;
        let after_text = self.at > 0
            && self.tokens[self.at].glued
            && self.tokens[self.at - 1].mark().is_none_or(|mark| mark == '%');
        let number = next.number().is_some() || matches!(next.mark(), Some('£' | '$' | '€'));
        if after_text || !number {
            return None;
        }
        self.at += 1;
        Some(mark == '+')
    }

    fn currency(&mut self) -> Option<String> {
        let code = match self.mark(0) {
            Some('£') => "GBP".to_owned(),
            Some('$') => "USD".to_owned(),
            Some('€') => "EUR".to_owned(),
            Some(_) => return None,
            None => currency_code(self.word(0)?)?.to_owned(),
        };
        let number = self.tokens.get(self.at + 1)?.number().is_some();
        number.then(|| {
            self.at += 1;
            code
        })
    }

    /// Value, worth of the last digit, the same without trailing zeros, and whether it is in words.
    fn number(&mut self) -> Option<(f64, f64, f64, bool)> {
        if let Some(numeral) = self.tokens.get(self.at)?.number() {
            self.at += 1;
            let step = 10f64.powi(-i32::try_from(numeral.decimals).unwrap_or(i32::MAX));
            let coarse = if numeral.decimals > 0 {
                step
            } else {
                10f64.powi(i32::try_from(numeral.trailing_zeros).unwrap_or(0))
            };
            return Some((numeral.value, step, coarse, false));
        }
        let (value, used) = spelled(self.tokens, self.at)?;
        self.at += used;
        let coarse = if value >= 10.0 && value % 10.0 == 0.0 { 10.0 } else { 1.0 };
        Some((value, 1.0, coarse, true))
    }

    fn scale(&mut self, money: bool) -> f64 {
        let Some(word) = self.word(0) else { return 1.0 };
        let glued = self.tokens[self.at].glued && !self.tokens[self.at].hyphenated;
        let scale = match word {
            "k" if glued => 1e3,
            "m" | "mn" | "mio" if glued || money => 1e6,
            "bn" | "b" if glued || money => 1e9,
            "thousand" => 1e3,
            "million" => 1e6,
            "billion" => 1e9,
            _ => return 1.0,
        };
        self.at += 1;
        scale
    }

    fn unit(&mut self, quantity: &mut Quantity) {
        let adjective = self.tokens.get(self.at).is_some_and(|token| token.hyphenated);
        let found = match quantity.unit {
            SaidUnit::Money { .. } => self.per(&mut quantity.unit),
            _ => {
                self.share(quantity)
                    || self.time(quantity)
                    || self.money_words(quantity)
                    || self.named(quantity)
                    || self.converted(quantity)
            }
        };
        quantity.adjective = adjective && found;
    }

    /// `%`, `per cent`, `points`, `bps`.
    fn share(&mut self, quantity: &mut Quantity) -> bool {
        let (length, unit) = match (self.mark(0), self.word(0), self.word(1)) {
            (Some('%'), ..) => (1, self.percent_or_points(1)),
            (_, Some("percent" | "pct"), _) => (1, self.percent_or_points(1)),
            (_, Some("per"), Some("cent")) => (2, self.percent_or_points(2)),
            (_, Some("percentage"), Some("point" | "points" | "pts")) => (2, SaidUnit::Points),
            (_, Some("point" | "points" | "pt" | "pts" | "pp" | "pps" | "ppt" | "ppts"), _) => {
                (1, SaidUnit::Points)
            }
            (_, Some("bp" | "bps"), _) | (_, Some("basis"), Some("point" | "points")) => {
                quantity.multiply(0.01);
                (if self.word(0) == Some("basis") { 2 } else { 1 }, SaidUnit::Points)
            }
            (_, Some("times" | "x"), _) => (1, SaidUnit::Times),
            (Some('×'), ..) => (1, SaidUnit::Times),
            _ => return false,
        };
        let length =
            if unit == SaidUnit::Points && matches!(self.word(length), Some("point" | "points" | "pts")) {
                length + 1
            } else {
                length
            };
        self.at += length;
        quantity.unit = unit;
        true
    }

    /// `1.2 % points`.
    fn percent_or_points(&self, offset: usize) -> SaidUnit {
        if matches!(self.word(offset), Some("point" | "points" | "pts")) {
            SaidUnit::Points
        } else {
            SaidUnit::Percent
        }
    }

    /// `2 h 15 min`, `2 hours and 15 minutes`, `135 minutes`, `47 days`.
    fn time(&mut self, quantity: &mut Quantity) -> bool {
        if matches!(self.word(0), Some("day" | "days")) {
            self.at += 1;
            quantity.unit = SaidUnit::Days;
            return true;
        }
        let Some(seconds) = self.word(0).and_then(seconds_in) else { return false };
        let glued = self.tokens[self.at].glued;
        if matches!(self.word(0), Some("m" | "s")) && !glued {
            return false;
        }
        self.at += 1;
        quantity.multiply(seconds);
        quantity.unit = SaidUnit::Seconds;
        self.more_time(quantity, seconds);
        true
    }

    fn more_time(&mut self, quantity: &mut Quantity, larger: f64) {
        let skip = usize::from(matches!(self.word(0), Some("and")) || self.mark(0) == Some(','));
        let Some(number) = self.tokens.get(self.at + skip).and_then(Token::number) else { return };
        let named = self.word(skip + 1).and_then(seconds_in).filter(|seconds| *seconds < larger);
        let glued = self.tokens[self.at + skip].glued && larger == 3600.0;
        let (seconds, used) = match named {
            Some(seconds) => (seconds, 2),
            None if glued => (60.0, 1),
            None => return,
        };
        if number.value * seconds >= larger {
            return;
        }
        quantity.value += number.value * seconds;
        quantity.step = seconds;
        quantity.coarse = seconds;
        self.at += skip + used;
        self.more_time(quantity, seconds);
    }

    /// `1.2 million pounds`, `412 PLN`.
    fn money_words(&mut self, quantity: &mut Quantity) -> bool {
        let Some(currency) =
            self.word(0).and_then(|word| currency_word(word).or_else(|| currency_code(word)))
        else {
            return false;
        };
        self.at += 1;
        quantity.unit = SaidUnit::Money { currency: currency.to_owned(), per: None };
        self.per(&mut quantity.unit);
        true
    }

    /// `per piece`, `a piece`, `/piece` behind an amount.
    fn per(&mut self, unit: &mut SaidUnit) -> bool {
        let per_word = matches!(self.word(0), Some("per")) || self.mark(0) == Some('/');
        let Some(thing) = self.word(1).filter(|_| per_word) else { return true };
        if let SaidUnit::Money { per, .. } = unit {
            *per = Some(thing.to_owned());
            self.at += 2;
        }
        true
    }

    fn named(&mut self, quantity: &mut Quantity) -> bool {
        let Some((length, Named::Unit(unit))) = self.names.unit(self.tokens, self.at) else { return false };
        self.at += length;
        quantity.unit = SaidUnit::Of(unit.clone());
        true
    }

    /// `1.2 MWh` where the Evidence counts kWh.
    fn converted(&mut self, quantity: &mut Quantity) -> bool {
        let Some((family, factor)) = self.word(0).and_then(metric) else { return false };
        let Some((symbol, base)) = self.names.quantities().find_map(|symbol| {
            let (known, base) = metric(&symbol.to_lowercase())?;
            (known == family).then_some((symbol, base))
        }) else {
            return false;
        };
        self.at += 1;
        quantity.multiply(factor / base);
        quantity.unit = SaidUnit::Of(Unit::Quantity(symbol.to_owned()));
        true
    }
}

fn seconds_in(word: &str) -> Option<f64> {
    match word {
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(3600.0),
        "min" | "mins" | "minute" | "minutes" | "m" => Some(60.0),
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1.0),
        _ => None,
    }
}

fn currency_word(word: &str) -> Option<&'static str> {
    match word {
        "pound" | "pounds" | "sterling" => Some("GBP"),
        "euro" | "euros" => Some("EUR"),
        "dollar" | "dollars" => Some("USD"),
        "zloty" | "zlotys" | "zl" => Some("PLN"),
        _ => None,
    }
}

fn currency_code(word: &str) -> Option<&'static str> {
    const CODES: [(&str, &str); 14] = [
        ("gbp", "GBP"),
        ("usd", "USD"),
        ("eur", "EUR"),
        ("pln", "PLN"),
        ("chf", "CHF"),
        ("jpy", "JPY"),
        ("sek", "SEK"),
        ("nok", "NOK"),
        ("dkk", "DKK"),
        ("czk", "CZK"),
        ("cad", "CAD"),
        ("aud", "AUD"),
        ("cny", "CNY"),
        ("inr", "INR"),
    ];
    CODES.iter().find(|(known, _)| *known == word).map(|(_, code)| *code)
}

/// Family and size of a physical unit.
fn metric(symbol: &str) -> Option<(u8, f64)> {
    match symbol {
        "wh" => Some((0, 1.0)),
        "kwh" => Some((0, 1e3)),
        "mwh" => Some((0, 1e6)),
        "gwh" => Some((0, 1e9)),
        "g" | "grams" => Some((1, 1.0)),
        "kg" | "kilos" | "kilograms" => Some((1, 1e3)),
        "t" | "tonne" | "tonnes" => Some((1, 1e6)),
        "mm" => Some((2, 1.0)),
        "metres" | "meters" => Some((2, 1e3)),
        "km" => Some((2, 1e6)),
        "ml" => Some((3, 1.0)),
        "litre" | "litres" | "l" => Some((3, 1e3)),
        "m3" => Some((3, 1e6)),
        _ => None,
    }
}
