use crate::ingest::Extract;

/// Paragraphs are parted by empty lines, pages by form feeds.
pub(super) fn read(text: &str) -> Extract {
    let mut extract = Extract::default();
    let text = text.replace("\r\n", "\n");
    let has_pages = text.contains('\u{c}');
    for (page, text) in (1..).zip(text.split('\u{c}')) {
        if has_pages {
            extract.turn_to(page);
        }
        paragraphs(text, &mut extract);
    }
    extract
}

pub(super) fn paragraphs(text: &str, into: &mut Extract) {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        if line.trim().is_empty() {
            into.text(&lines.join("\n"));
            lines.clear();
        } else {
            lines.push(line);
        }
    }
}
