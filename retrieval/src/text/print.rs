use std::collections::BTreeMap;

/// Passages whose prints differ in at most so many of 64 bits say nearly the same.
const NEAR: u32 = 3;

/// A similarity hash (Charikar, 2002) of a passage's terms: nearly the same terms, nearly the same bits.
pub(crate) fn print_of(terms: &BTreeMap<String, u32>) -> u64 {
    let mut votes = [0_i64; 64];
    for (term, count) in terms {
        let hash = blake3::hash(term.as_bytes());
        let bytes = hash.as_bytes().first_chunk::<8>().copied().unwrap_or_default();
        let bits = u64::from_le_bytes(bytes);
        for (bit, vote) in votes.iter_mut().enumerate() {
            *vote += if bits >> bit & 1 == 1 { i64::from(*count) } else { -i64::from(*count) };
        }
    }
    votes.iter().enumerate().fold(0, |print, (bit, vote)| print | u64::from(*vote > 0) << bit)
}

pub(crate) fn are_near(one: u64, other: u64) -> bool {
    (one ^ other).count_ones() <= NEAR
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(text: &str) -> u64 {
        let mut terms = BTreeMap::new();
        super::super::count_terms(text, None, 1, &mut terms);
        print_of(&terms)
    }

    #[test]
    fn near_copies_are_near_and_others_are_not() {
        let page = (0..100).map(|number| format!("word{} ", number % 80)).collect::<String>();
        assert!(are_near(print(&page), print(&format!("{page} copy"))));
        assert!(!are_near(print("The press stopped at noon."), print("Invoices are due in thirty days.")));
    }
}
