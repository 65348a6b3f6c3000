//! Counts of terms as bytes: numbers of seven bits a byte, the lowest first, each byte but the last with its top bit set.

use std::collections::BTreeMap;

/// A term's entry: a passage's number and how often the term stands there.
pub(super) type Entry = (u64, u32);

/// Entries in the order of their numbers, each number as the difference from the one before.
pub(super) fn pack_entries(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(entries.len() * 3);
    let mut before = 0;
    for (number, count) in entries {
        push(&mut bytes, number.wrapping_sub(before));
        push(&mut bytes, u64::from(*count));
        before = *number;
    }
    bytes
}

/// Ends at the first byte that does not fit.
pub(super) fn unpack_entries(bytes: &[u8]) -> impl Iterator<Item = Entry> {
    let (mut rest, mut before) = (bytes, 0_u64);
    std::iter::from_fn(move || {
        before = before.wrapping_add(pull(&mut rest)?);
        Some((before, u32::try_from(pull(&mut rest)?).ok()?))
    })
}

/// Terms with their counts.
pub(super) fn pack_terms(terms: &BTreeMap<String, u32>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (term, count) in terms {
        push(&mut bytes, term.len() as u64);
        bytes.extend_from_slice(term.as_bytes());
        push(&mut bytes, u64::from(*count));
    }
    bytes
}

/// Ends at the first byte that does not fit.
pub(super) fn unpack_terms(bytes: &[u8]) -> impl Iterator<Item = (&str, u32)> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let length = usize::try_from(pull(&mut rest)?).ok()?;
        let (term, after) = rest.split_at_checked(length)?;
        rest = after;
        Some((std::str::from_utf8(term).ok()?, u32::try_from(pull(&mut rest)?).ok()?))
    })
}

fn push(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn pull(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn entries_come_back(entries in prop::collection::btree_map(any::<u64>(), any::<u32>(), 0..50)) {
            let entries: Vec<Entry> = entries.into_iter().collect();
            let back: Vec<Entry> = unpack_entries(&pack_entries(&entries)).collect();
            prop_assert_eq!(back, entries);
        }

        #[test]
        fn terms_come_back(terms in prop::collection::btree_map("\\PC{0,20}", any::<u32>(), 0..50)) {
            let bytes = pack_terms(&terms);
            let back = unpack_terms(&bytes).map(|(term, count)| (term.to_owned(), count));
            prop_assert_eq!(back.collect::<BTreeMap<String, u32>>(), terms);
        }

        #[test]
        fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(unpack_entries(&bytes).count() <= bytes.len());
            prop_assert!(unpack_terms(&bytes).count() <= bytes.len());
        }
    }
}
