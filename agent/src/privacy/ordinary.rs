//! Words that prove nothing: a company may be called Target, and not every target is that company.

use std::{collections::HashSet, sync::Arc};

use super::words::words;
use crate::link::English;

/// What companies call themselves besides their name, and what they are.
const TRADE: &str = "
ltd limited plc llp lp inc incorporated llc corp corporation co company gmbh mbh ag kg kgaa ohg ug se eg ek sa sas sarl
srl spa snc sl bv nv vof cv oy oyj ab as asa aps kft zrt sp zoo z o doo sro pty pte pvt bhd kk the and und et y
group holding holdings international national global european british english american systems solutions services
engineering industries industrial manufacturing technology technologies technical products supplies supply works
components materials equipment tools trading logistics transport energy power water steel metal metals plastics rubber
paper packaging foods food drives motors pumps machines machinery machine automation electric electrical electronics
hydraulics bearings chemicals coatings handling process marine rail bakery dairy textiles furniture building
north south east west northern southern eastern western central united first general new old great
bank account current deposit payroll tax rent interest fees charges loan customer customers supplier suppliers employee
hotel restaurant taxi station airport
";

/// The words of everyday English, of the program's own texts and of names that everybody may know.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ordinary {
    words: HashSet<String>,
    /// Whole names, folded, that everybody may know: those of plants, lines and products.
    open: HashSet<String>,
}

impl Ordinary {
    pub(crate) fn add_text(&mut self, text: &str) {
        self.words.extend(words(text).into_iter().map(|word| word.folded));
    }

    /// A name that everybody may know.
    pub(super) fn add_open(&mut self, name: &str) {
        let words: Vec<String> = words(name).into_iter().map(|word| word.folded).collect();
        self.open.insert(words.join(" "));
        self.words.extend(words);
    }
}

/// Everything that is known of words.
pub(super) struct Known {
    english: English,
    trade: HashSet<&'static str>,
    program: Arc<Ordinary>,
    data: Ordinary,
}

impl Known {
    pub(super) fn new(program: Arc<Ordinary>, data: Ordinary) -> Self {
        let trade = TRADE.split_whitespace().collect();
        Known { english: English::new(), trade, program, data }
    }

    /// Whether a folded word proves nothing by itself: numbers and single letters do not either.
    pub(super) fn is_ordinary(&self, word: &str) -> bool {
        word.chars().nth(1).is_none()
            || word.bytes().all(|byte| byte.is_ascii_digit())
            || self.english.is_word(word)
            || self.trade.contains(word)
            || [&*self.program, &self.data].iter().any(|ordinary| ordinary.words.contains(word))
    }

    /// Whether everybody may know a name, in folded words.
    pub(super) fn is_open(&self, folded: &str) -> bool {
        self.data.open.contains(folded)
    }
}
