use super::{sentences, word_count};

/// A table as text, in several parts where it has more than `most` words; each begins with the header. A header that
/// would fill half a part is not repeated, and a row that is too long is parted like a paragraph.
pub(super) fn split(rows: &[Vec<String>], most: usize) -> Vec<String> {
    let lines: Vec<String> = rows.iter().map(|row| row.join(" | ")).collect();
    let Some((header, body)) = lines.split_first() else { return Vec::new() };
    let header_words = word_count(header);
    if header_words > most / 2 {
        return lines.iter().flat_map(|line| sentences::pieces(line, most)).collect();
    }
    let mut parts = Vec::new();
    let (mut open, mut words) = (header.clone(), header_words);
    for line in body.iter().flat_map(|line| sentences::pieces(line, most - header_words)) {
        let more = word_count(&line);
        if words > header_words && words + more > most {
            parts.push(std::mem::replace(&mut open, header.clone()));
            words = header_words;
        }
        open.push('\n');
        open.push_str(&line);
        words += more;
    }
    parts.push(open);
    parts
}
