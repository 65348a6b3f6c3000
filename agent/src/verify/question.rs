//! Numbers that stand in the question may be repeated as bounds: "which lines are below 70%?"

use super::{
    names::Names,
    quantity::{self, Quantity},
    token::tokens,
};

/// Whether the question holds this number in this unit.
pub(super) fn asks_about(question: &str, said: &Quantity, names: &Names) -> bool {
    numbers(question, names)
        .iter()
        .any(|asked| (asked.value - said.value).abs() < 1e-9 && asked.unit == said.unit)
}

fn numbers(question: &str, names: &Names) -> Vec<Quantity> {
    let tokens = tokens(question);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() && found.len() < 50 {
        match quantity::at(&tokens, at, names) {
            Some((length, quantity)) => {
                found.push(quantity);
                at += length.max(1);
            }
            None => at += 1,
        }
    }
    found
}
