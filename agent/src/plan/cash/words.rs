//! The words of such questions.

use sentia_tools::SimulateCashArgs;

use super::LARGEST;
use crate::link::Span;

/// Words that ask how likely something is.
const CHANCE: &str = "chance chances probability probabilities likelihood odds risk likely probable risky danger confident \
    confidence percentile band";
const SIMULATE: &str = "simulate simulated simulation simulations simulating monte stress";
const CASH: &str = "cash liquidity cashflow overdraft overdrawn headroom";
const MONEY: &str = "money funds bank";
const BELOW: &str = "below under beneath than";
const LATER: &str = "later late slower";
const EARLIER: &str = "earlier sooner faster";
const PAY: &str = "pay pays paid paying payment payments settle settles settling";
const NOT: &str =
    "doesn't don't won't didn't can't cannot not never doesnt dont wont cant stops stop refuses fails no";
const DEFAULTS: &str = "default defaults defaulted insolvent insolvency bankrupt bankruptcy bust unpaid administration \
    liquidation receivership";
const RECEIPTS: &str = "receipts collections collection receipt inflows income";
const DISBURSEMENTS: &str =
    "disbursements payments costs outgoings outflows cost disbursement spending spend";
const DOWN: &str = "lower less fall falls fell drop drops down decrease decreases decline declines reduced fewer cut \
    shrink minus";
const UP: &str = "higher more rise rises rose up increase increases grow grows plus";
const LARGEST_WORDS: &str = "largest biggest top main key most";
const CUSTOMER: &str = "customer customers client debtor buyer account";
const SUPPOSE: &str = "if suppose assume assuming imagine scenario should were";
/// What may stand beside these without changing what is asked.
const OTHERS: &str = "what whats how when will would does do is are be the a an of that we our us it they to for in with \
    by and or next week weeks lowest low happens happen happening effect impact on falls fall falling \
    drops drop dropping dips goes go going gets get short run runs running out position balance forecast \
    outlook flow carlo day days month months percent their them invoice invoices owe owes uncertainty \
    range distribution show me give model test point zero nothing nil negative everyone everybody all \
    happened case";

/// Whether a list of words, parted by spaces, has this one.
fn holds(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// Whether all of these words belong to such questions, numbers included.
pub(super) fn is_known(text: &str) -> bool {
    let lists: [&str; 18] = [
        CHANCE,
        SIMULATE,
        CASH,
        MONEY,
        BELOW,
        LATER,
        EARLIER,
        PAY,
        NOT,
        DEFAULTS,
        RECEIPTS,
        DISBURSEMENTS,
        DOWN,
        UP,
        LARGEST_WORDS,
        CUSTOMER,
        SUPPOSE,
        OTHERS,
    ];
    let is_of_list = |word: &str| lists.iter().any(|list| holds(list, word));
    let is_number =
        |word: &str| word.starts_with(|letter: char| letter.is_ascii_digit()) || count(word).is_some();
    let is_amount = |word: &str| {
        matches!(
            word,
            "m" | "k"
                | "bn"
                | "million"
                | "thousand"
                | "pounds"
                | "pound"
                | "s"
                | "t"
                | "doesn"
                | "don"
                | "won"
        )
    };
    let words = text
        .split(|letter: char| !(letter.is_alphanumeric() || letter == '\''))
        .filter(|word| !word.is_empty());
    let mut words = words.map(str::to_lowercase);
    words.all(|word| is_of_list(&word) || is_number(&word) || is_amount(&word))
}

/// What the words of a question say.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Said {
    pub asks_chance: bool,
    pub simulates: bool,
    pub runs_out: bool,
    /// An amount, as typed.
    pub below: Option<String>,
    pub of_liquidity: bool,
    /// Days that customers pay later; negative is earlier.
    pub delay: Option<i32>,
    pub delay_span: Option<Span>,
    pub is_unpaid: bool,
    pub names_largest: bool,
    /// Changes in percent, with their signs.
    pub receipts: Option<String>,
    pub disbursements: Option<String>,
    /// "8 weeks" that is no delay.
    pub weeks: Option<u8>,
}

/// The words of a question in lower case, with their places.
pub(super) struct Words(Vec<(Span, String)>);

impl Words {
    pub(super) fn of(question: &str) -> Words {
        let mut words = Vec::new();
        let mut at = 0;
        for piece in question.split_inclusive(char::is_whitespace) {
            let is_edge = |letter: char| {
                !(letter.is_alphanumeric() || matches!(letter, '£' | '€' | '$' | '%' | '-' | '+' | '−'))
            };
            let trimmed = piece.trim_matches(is_edge);
            if !trimmed.is_empty() {
                let start = at + piece.find(trimmed).unwrap_or(0);
                let word = trimmed.to_lowercase().replace('’', "'");
                words.push((Span::new(start, start + trimmed.len()), word));
            }
            at += piece.len();
        }
        Words(words)
    }

    fn word(&self, at: usize) -> &str {
        self.0.get(at).map_or("", |(_, word)| word.as_str())
    }

    fn any(&self, known: &str) -> bool {
        self.0.iter().any(|(_, word)| holds(known, bare(word)))
    }

    fn places(&self, known: &'static str) -> impl Iterator<Item = usize> {
        (0..self.0.len()).filter(move |at| holds(known, bare(self.word(*at))))
    }

    pub(super) fn name_cash(&self) -> bool {
        self.any(CASH)
    }

    pub(super) fn name_money(&self) -> bool {
        self.any(MONEY) || self.name_cash()
    }

    pub(super) fn supposes(&self) -> bool {
        self.any(SUPPOSE)
    }

    pub(super) fn read(&self) -> Said {
        let (delay, delay_span) = self.delay().unzip();
        let is_unpaid = self.is_unpaid();
        Said {
            asks_chance: self.any(CHANCE),
            simulates: self.any(SIMULATE),
            runs_out: self.runs_out(),
            below: self.below(),
            of_liquidity: self.any("liquidity"),
            delay: delay.filter(|_| !is_unpaid),
            delay_span,
            is_unpaid,
            names_largest: self.names_largest(),
            receipts: self.change(RECEIPTS),
            disbursements: self.change(DISBURSEMENTS),
            weeks: self.weeks(delay_span),
        }
    }

    /// "run out of cash", "cash runs out".
    fn runs_out(&self) -> bool {
        let is_run = |at: usize| matches!(self.word(at), "run" | "runs" | "running" | "ran" | "runing");
        (0..self.0.len()).any(|at| is_run(at) && matches!(self.word(at + 1), "out" | "short" | "dry"))
            || self.any("overdrawn")
    }

    /// "below £2m", "under 1.5 million", "less than zero".
    fn below(&self) -> Option<String> {
        self.places(BELOW).find_map(|at| {
            let number = self.word(at + 1);
            if matches!(number, "zero" | "nothing" | "nil" | "0" | "£0") {
                return Some("0".to_owned());
            }
            let first = number.trim_start_matches(['£', '€', '$', '-']);
            let is_number =
                first.starts_with(|letter: char| letter.is_ascii_digit()) && !number.ends_with('%');
            let scale = match self.word(at + 2) {
                "million" | "m" | "mn" => "m",
                "thousand" | "k" => "k",
                "billion" | "bn" => "bn",
                _ => "",
            };
            is_number.then(|| format!("{number}{scale}"))
        })
    }

    /// "10 days later", "a week late", "two weeks earlier": the days, and where it stands. Somebody must pay in it.
    fn delay(&self) -> Option<(i32, Span)> {
        let last = (0..self.0.len()).find(|at| {
            let word = self.word(*at);
            holds(LATER, word) || holds(EARLIER, word)
        })?;
        let unit = last.checked_sub(1)?;
        let days = match self.word(unit) {
            "day" | "days" => 1,
            "week" | "weeks" => 7,
            "month" | "months" => 30,
            _ => return None,
        };
        let number = unit.checked_sub(1)?;
        let count = count(self.word(number))?;
        let sign = if holds(EARLIER, self.word(last)) { -1 } else { 1 };
        let days = sign * days * i32::from(count);
        self.any(PAY).then(|| (days, self.0[number].0.cover(self.0[last].0)))
    }

    /// "doesn't pay", "stops paying", "goes bust".
    fn is_unpaid(&self) -> bool {
        let is_not_paid = |at: usize| (1..=2).any(|step| holds(PAY, self.word(at + step)));
        self.places(NOT).any(is_not_paid) || self.any(DEFAULTS)
    }

    /// "our largest customer".
    fn names_largest(&self) -> bool {
        self.places(LARGEST_WORDS).any(|at| holds(CUSTOMER, bare(self.word(at + 1))))
    }

    /// "receipts 10% lower", "10% lower receipts", "collections fall by 10%", "costs +5%".
    fn change(&self, of: &'static str) -> Option<String> {
        let number =
            (0..self.0.len()).find(|at| self.word(*at).ends_with('%') || self.word(*at + 1) == "percent")?;
        let near = number.saturating_sub(4)..=number + 3;
        self.places(of).find(|at| near.contains(at))?;
        let said = self.word(number).trim_end_matches('%');
        let amount = said.trim_start_matches(['+', '-', '−']);
        amount.parse::<f64>().ok()?;
        let is_said = |known: &str| near.clone().any(|at| holds(known, self.word(at)));
        let is_down = said.starts_with(['-', '−']) || is_said(DOWN);
        let is_up = said.starts_with('+') || is_said(UP);
        match (is_down, is_up) {
            (true, _) => Some(format!("-{amount}%")),
            (false, true) => Some(format!("+{amount}%")),
            (false, false) => None,
        }
    }

    fn weeks(&self, delay: Option<Span>) -> Option<u8> {
        let at = self.places("week weeks").find(|at| {
            let span = self.0[*at].0;
            delay.is_none_or(|delay| !delay.contains(span))
        })?;
        count(self.word(at.checked_sub(1)?)).filter(|_| self.word(at) == "weeks" || self.word(at) == "week")
    }
}

/// Without "'s" and the like.
fn bare(word: &str) -> &str {
    word.strip_suffix("'s").unwrap_or(word)
}

fn count(word: &str) -> Option<u8> {
    const WORDS: [&str; 14] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen",
    ];
    if matches!(word, "a" | "an" | "another") {
        return Some(1);
    }
    let named = WORDS.iter().position(|known| *known == word);
    named.and_then(|at| u8::try_from(at + 1).ok()).or_else(|| word.parse().ok())
}

/// `Chance that cash falls below £2m in the next 8 weeks if the largest customer does not pay`: a question that is read so again.
pub(in crate::plan) fn in_words(args: &SimulateCashArgs) -> String {
    let what = match &args.below {
        Some(amount) if args.liquidity => format!("Chance that liquidity falls below {amount}"),
        Some(amount) => format!("Chance that cash falls below {amount}"),
        None => "Simulate cash".to_owned(),
    };
    let weeks = args.weeks.map_or_else(String::new, |weeks| match weeks {
        1 => " for the next week".to_owned(),
        weeks => format!(" for the next {weeks} weeks"),
    });
    let conditions = conditions(args);
    let conditions =
        if conditions.is_empty() { String::new() } else { format!(" if {}", conditions.join(" and ")) };
    format!("{what}{weeks}{conditions}")
}

fn conditions(args: &SimulateCashArgs) -> Vec<String> {
    let names = |names: &[String]| {
        let named =
            names.iter().map(|name| if name == LARGEST { "the largest customer" } else { name.as_str() });
        super::list(named)
    };
    let mut conditions = Vec::new();
    if let Some(days) = args.days_later {
        let (who, verb) = match args.late_customers.as_slice() {
            [] => ("customers".to_owned(), "pay"),
            [_] => (names(&args.late_customers), "pays"),
            several => (names(several), "pay"),
        };
        let way = if days < 0 { "earlier" } else { "later" };
        let noun = if days.abs() == 1 { "day" } else { "days" };
        conditions.push(format!("{who} {verb} {} {noun} {way}", days.abs()));
    }
    match args.unpaid_customers.as_slice() {
        [] => {}
        [_] => conditions.push(format!("{} does not pay", names(&args.unpaid_customers))),
        several => conditions.push(format!("{} do not pay", names(several))),
    }
    for (change, noun) in [(&args.receipts, "receipts"), (&args.disbursements, "payments")] {
        if let Some(change) = change {
            let way = if change.starts_with(['-', '−']) { "lower" } else { "higher" };
            conditions.push(format!("{noun} are {} {way}", change.trim_start_matches(['+', '-', '−'])));
        }
    }
    conditions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(question: &str) -> Said {
        Words::of(question).read()
    }

    #[test]
    fn amounts_delays_and_changes_are_read() {
        assert_eq!(said("chance that cash falls below £2m?").below.as_deref(), Some("£2m"));
        assert_eq!(said("is cash likely to be under 1.5 million").below.as_deref(), Some("1.5m"));
        assert_eq!(said("odds of less than zero cash").below.as_deref(), Some("0"));
        let delays = [
            ("what if customers pay 10 days later?", 10),
            ("customers pay a week late", 7),
            ("if they paid two weeks earlier", -14),
        ];
        for (question, days) in delays {
            assert_eq!(said(question).delay, Some(days), "{question}");
        }
        assert_eq!(said("cash 10 days later").delay, None);
        assert_eq!(said("what if receipts are 10% lower").receipts.as_deref(), Some("-10%"));
        assert_eq!(said("cash if costs rise by 5%").disbursements.as_deref(), Some("+5%"));
        assert_eq!(said("cash if collections drop 15 percent").receipts.as_deref(), Some("-15%"));
    }

    #[test]
    fn who_does_not_pay_is_read() {
        for question in [
            "what if our largest customer doesn't pay?",
            "cash if the biggest client goes bust",
            "if the top customer stops paying",
        ] {
            let said = said(question);
            assert!(said.is_unpaid && said.names_largest, "{question}");
        }
        assert!(!said("what if customers pay 10 days later?").is_unpaid);
    }
}
