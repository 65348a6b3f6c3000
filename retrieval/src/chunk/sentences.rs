use unicode_segmentation::UnicodeSegmentation;

/// A word with more bytes than these is cut: encoded data, and no word.
const WORD: usize = 200;

/// A paragraph whole where it has at most `most` words, else its sentences put together up to that; a longer sentence is
/// parted between words.
pub(super) fn pieces(paragraph: &str, most: usize) -> Vec<String> {
    let is_plain = |word: &str| word.len() <= WORD;
    if paragraph.split_whitespace().count() <= most && paragraph.split_whitespace().all(is_plain) {
        return vec![paragraph.to_owned()];
    }
    let mut pieces = Vec::new();
    let (mut open, mut words) = (String::new(), 0);
    for part in parts(paragraph, most) {
        let more = part.split_whitespace().count();
        if words > 0 && words + more > most {
            pieces.push(std::mem::take(&mut open).trim_end().to_owned());
            words = 0;
        }
        open.push_str(&part);
        words += more;
    }
    pieces.push(open.trim_end().to_owned());
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Sentences, and parts of those that are too long.
fn parts(paragraph: &str, most: usize) -> Vec<String> {
    let mut parts = Vec::new();
    for sentence in paragraph.split_sentence_bounds() {
        let words: Vec<&str> = sentence.split_whitespace().collect();
        if words.len() <= most && words.iter().all(|word| word.len() <= WORD) {
            parts.push(sentence.to_owned());
            continue;
        }
        let words: Vec<&str> = words.into_iter().flat_map(bounded).collect();
        parts.extend(words.chunks(most.max(1)).map(|words| format!("{} ", words.join(" "))));
    }
    parts
}

fn bounded(word: &str) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), word);
    while rest.len() > WORD {
        let (part, behind) = rest.split_at(rest.floor_char_boundary(WORD));
        parts.push(part);
        rest = behind;
    }
    parts.push(rest);
    parts
}
