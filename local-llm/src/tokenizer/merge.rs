use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    ops::Range,
};

/// The place of a pair of tokens in the list of merges.
pub(super) type Ranks = HashMap<(u32, u32), u32>;

/// A part that was not merged away: its bytes, and the parts beside it.
struct Part {
    range: Range<usize>,
    left: Option<usize>,
    right: Option<usize>,
}

/// Merges neighbouring parts of a text, the best pair first, until no pair is one token. `parts` are given as place and
/// length; `find` gets the bytes of two neighbours and of both together, and says when they are merged: the lower the
/// earlier, and among equals the leftmost first.
pub(super) fn merge(
    text: &[u8],
    parts: impl Iterator<Item = (usize, usize)>,
    find: impl Fn(&[u8], &[u8], &[u8]) -> Option<u32>,
) -> Vec<Range<usize>> {
    let mut parts: Vec<Part> = parts
        .enumerate()
        .map(|(index, (at, length))| Part {
            range: at..at + length,
            left: index.checked_sub(1),
            right: Some(index + 1),
        })
        .collect();
    if let Some(last) = parts.last_mut() {
        last.right = None;
    }
    let mut queue = BinaryHeap::new();
    let look = |parts: &[Part], left: usize, queue: &mut BinaryHeap<_>| {
        let Some(right) = parts[left].right else { return };
        let (first, second) = (parts[left].range.clone(), parts[right].range.clone());
        let both = first.start..second.end;
        if let Some(order) = find(&text[first], &text[second], &text[both.clone()]) {
            queue.push(Reverse((order, left, right, both.end)));
        }
    };
    for left in 0..parts.len() {
        look(&parts, left, &mut queue);
    }
    while let Some(Reverse((_, left, right, end))) = queue.pop() {
        // What was merged meanwhile is empty or longer than it was.
        let is_fresh = parts[left].right == Some(right)
            && parts[right].range.end == end
            && !parts[left].range.is_empty();
        if !is_fresh || parts[right].range.is_empty() {
            continue;
        }
        parts[left].range.end = end;
        let beyond = parts[right].right;
        parts[right].range = end..end;
        parts[left].right = beyond;
        if let Some(beyond) = beyond {
            parts[beyond].left = Some(left);
        }
        if let Some(before) = parts[left].left {
            look(&parts, before, &mut queue);
        }
        look(&parts, left, &mut queue);
    }
    parts.into_iter().map(|part| part.range).filter(|range| !range.is_empty()).collect()
}
