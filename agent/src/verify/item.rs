//! What a sentence is made of, once its words are recognised.

use super::{
    dates::PeriodMention,
    quantity::{Quantity, SaidUnit},
    sense::{Approximation, Sense},
};

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub kind: Kind,
    /// Bytes of the sentence.
    pub from: usize,
    pub to: usize,
    /// Tokens before which it begins and at which it ends.
    pub first: usize,
    pub last: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Figures of one list; a figure on its own is a list of one.
    Figures(Vec<Mention>),
    /// `between 61% and 78%`, `61–78%`: the lower end and the upper end.
    Span(Box<(Mention, Mention)>),
    /// Members of one list, each with the dimensions that it may belong to.
    Members(Vec<Vec<(String, String)>>),
    /// Measures of one list, each with the ids that its words may mean.
    Measures(Vec<Vec<String>>),
    Periods(Vec<PeriodMention>),
    Dimension(String),
    Sense(Sense),
    Mark(char),
    Possessive,
    Quotation,
    Listed,
}

/// One place in the sentence where a figure is said.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mention {
    pub said: Said,
    pub approximation: Option<Approximation>,
    pub from: usize,
    pub to: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// Position among the cells.
    Reference(usize),
    Literal(Quantity),
}

impl Mention {
    pub(super) fn literal(&self) -> Option<&Quantity> {
        match &self.said {
            Said::Literal(quantity) => Some(quantity),
            Said::Reference(_) => None,
        }
    }

    pub(super) fn unit(&self) -> Option<&SaidUnit> {
        self.literal().map(|quantity| &quantity.unit)
    }

    pub(super) fn sign(&self) -> Option<bool> {
        self.literal().and_then(|quantity| quantity.sign)
    }
}

impl Item {
    pub(super) fn sense(&self) -> Option<Sense> {
        match self.kind {
            Kind::Sense(sense) => Some(sense),
            _ => None,
        }
    }

    pub(super) fn figures(&self) -> &[Mention] {
        match &self.kind {
            Kind::Figures(mentions) => mentions,
            _ => &[],
        }
    }

    pub(super) fn is_figure(&self) -> bool {
        matches!(self.kind, Kind::Figures(_))
    }

    pub(super) fn mark(&self) -> Option<char> {
        match self.kind {
            Kind::Mark(mark) => Some(mark),
            _ => None,
        }
    }
}
