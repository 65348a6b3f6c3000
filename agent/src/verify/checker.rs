use jiff::civil::Date;
use sentia_tools::{Evidence, FigureKind};

use super::{
    besides, bind, cited, counts,
    dates::Calendar,
    fault::Fault,
    frame::{Frame, Options},
    guard,
    item::Kind,
    leftovers, moves, multiples,
    names::{Named, Names},
    page::Page,
    ranking, rewrite,
    scan::{self, Background},
    shape::{self, Opener},
    token::tokens,
    universe::{Cell, Universe},
};

/// What a sentence is checked against.
#[derive(Debug, Clone, Copy)]
pub struct VerifyContext<'a> {
    pub evidence: &'a [Evidence],
    /// As it was asked: its numbers may be repeated as bounds.
    pub question: &'a str,
    pub today: Date,
}

/// A sentence whose every figure is one of the Evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedSentence {
    /// Numbers stand as references such as `[[e1.f3]]`, except where they read as words (`a third`, `three of the four
    /// lines`): those were checked too.
    pub text: String,
    /// The figures it rests on, as (Evidence id, figure id).
    pub figures: Vec<(String, String)>,
}

/// Checks the sentences of one answer in turn, and remembers what they are about.
pub struct Checker<'a> {
    evidence: &'a [Evidence],
    question: &'a str,
    universe: Universe<'a>,
    names: Names,
    calendar: Calendar,
    carried: Frame,
}

/// Month in which a fiscal year begins where nobody says otherwise.
const APRIL: i8 = 4;

impl<'a> Checker<'a> {
    pub fn new(context: &VerifyContext<'a>) -> Self {
        let universe = Universe::new(context.evidence);
        let names = Names::new(&universe);
        let calendar = Calendar::new(&universe, context.today, APRIL);
        let measures = asked_measure(context.question, &names)
            .or_else(|| universe.measures().first().map(|id| vec![(*id).to_owned()]));
        let carried = Frame { measures: measures.into_iter().collect(), ..Frame::default() };
        Checker { evidence: context.evidence, question: context.question, universe, names, calendar, carried }
    }

    /// Reads `FY27` with the fiscal year beginning in this month (1–12); April unless told.
    pub fn with_fiscal_year_from(mut self, month: i8) -> Self {
        self.calendar.fiscal_start = month.clamp(1, 12);
        self
    }

    /// Checks the next sentence. What it is about is remembered only if it passes.
    pub fn check(&mut self, sentence: &str) -> Result<CheckedSentence, Vec<Fault>> {
        let sentence = without_number(sentence.trim());
        if let Some(fault) = guard::raw(sentence) {
            return Err(vec![fault]);
        }
        let cited = cited::citations(sentence);
        if !cited.is_empty() {
            return cited::check(sentence, &cited, self.evidence);
        }
        let (checked, carried) = self.read(sentence)?;
        self.carried = carried;
        Ok(checked)
    }

    fn read(&self, sentence: &str) -> Result<(CheckedSentence, Frame), Vec<Fault>> {
        let background =
            Background { universe: &self.universe, names: &self.names, calendar: &self.calendar };
        let tokens = tokens(sentence);
        let (items, unread) = scan::items(sentence, &tokens, &background);
        let mut quoted = vec![false; tokens.len()];
        for item in
            items.iter().filter(|item| matches!(item.kind, Kind::Quotation | Kind::Listed | Kind::Members(_)))
        {
            quoted[item.first..item.last].fill(true);
        }
        let shape = shape::of(items, &tokens, sentence, &background);
        let mut faults = guard::marks(sentence, &tokens, &quoted);
        faults.extend(guard::order(&tokens));
        faults.extend(unread.into_iter().chain(shape.faults).take(6));
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut page = Page::new(
            sentence,
            self.question,
            &background,
            shape.items,
            shape.segments,
            self.carried.clone(),
        );
        let roles = bind::all(&mut page);
        counts::check(&mut page, &roles);
        ranking::check(&mut page);
        moves::check(&mut page);
        besides::check(&mut page);
        multiples::check(&mut page);
        leftovers::dangling(&mut page);
        leftovers::check(&mut page, &roles);
        if !page.faults.is_empty() {
            return Err(page.faults);
        }
        let (text, figures) = rewrite::rewritten(&page);
        Ok((CheckedSentence { text, figures }, carried(&page)))
    }
}

/// Checks one sentence on its own. The sentences of an answer are better checked with a [`Checker`], which knows what
/// "it" is.
pub fn check(sentence: &str, context: &VerifyContext<'_>) -> Result<CheckedSentence, Vec<Fault>> {
    Checker::new(context).check(sentence)
}

/// Checks the sentences of an answer in order.
pub fn check_answer<S: AsRef<str>>(
    sentences: &[S],
    context: &VerifyContext<'_>,
) -> Vec<Result<CheckedSentence, Vec<Fault>>> {
    let mut checker = Checker::new(context);
    sentences.iter().map(|sentence| checker.check(sentence.as_ref())).collect()
}

/// `2. Scrap fell.` without the number of the list.
fn without_number(sentence: &str) -> &str {
    let rest = sentence.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = sentence.len() - rest.len();
    match rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") ")) {
        Some(words) if (1..=2).contains(&digits) => words.trim_start(),
        _ => sentence,
    }
}

/// The measure that the question names, if it names one.
fn asked_measure(question: &str, names: &Names) -> Option<Vec<String>> {
    let tokens = tokens(question);
    let mut found: Vec<Vec<String>> = Vec::new();
    let mut at = 0;
    while at < tokens.len().min(400) {
        match names.longest(&tokens, at) {
            Some((length, Named::Measure(ids))) => {
                found.push(ids.clone());
                at += length.max(1);
            }
            Some((length, _)) => at += length.max(1),
            None => at += 1,
        }
    }
    found.dedup();
    match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// What the next sentence may lean on.
fn carried(page: &Page<'_>) -> Frame {
    let main = |at: &usize| {
        !matches!(page.segments[*at].opener, Opener::Beside(..) | Opener::Bracket | Opener::From | Opener::To)
    };
    let last = (0..page.segments.len()).rev().find(main);
    let said = last.map(|at| page.inherited[at].with(&page.own[at])).unwrap_or_default();
    let mut frame = page.carried.with(&said);
    frame.heading = None;
    frame.periods.retain(|mention| !mention.candidates.is_empty());
    let values = || {
        let cells = page.bound.values().map(|position| &page.background.universe.cells[*position]);
        cells.filter(|cell| cell.is(FigureKind::Value))
    };
    let still_spoken_of = |list: &Vec<Options>| {
        let has =
            |cell: &Cell<'_>| list.iter().flatten().any(|(dimension, _)| cell.member(dimension).is_some());
        values().all(has)
    };
    frame.members.retain(|list| said.members.contains(list) || still_spoken_of(list));
    frame
}
