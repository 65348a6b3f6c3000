//! Pages that are wanted in a report besides its own, and what is to be otherwise than in the report before.

use super::words::Words;

/// What is to be done about the report that was ordered before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// "add a page on energy"
    Pages(Vec<String>),
    /// "the same for Derby": another part of the company, another period.
    For(String),
}

/// The change that a text asks for, if it is one.
pub(crate) fn change(text: &str) -> Option<Change> {
    let words = Words::of(text)?;
    let from = politeness(&words, 0);
    if let Some(of) = same_for(&words, from) {
        let what = words.between(of, without_tail(&words, of));
        return (!what.is_empty()).then_some(Change::For(what));
    }
    let begins = if words.is(from, &["add", "include", "append", "insert", "put"]) { from + 1 } else { from };
    let (begin, _) = marker(&words, from).filter(|(begin, _)| *begin <= begins)?;
    let (_, pages) = split(&words.between(begin, without_tail(&words, begin)));
    (!pages.is_empty()).then_some(Change::Pages(pages))
}

/// A text without its "with a page on energy and a page on downtime", and what these are about.
pub(crate) fn split(text: &str) -> (String, Vec<String>) {
    let Some(words) = Words::of(text) else { return (text.to_owned(), Vec::new()) };
    let Some((begin, mut of)) = marker(&words, 0) else { return (text.to_owned(), Vec::new()) };
    let mut pages = Vec::new();
    loop {
        let next = marker(&words, of);
        let end = next.map_or(words.len(), |(end, _)| end);
        let about = words.between(of, end);
        if !about.is_empty() {
            pages.push(about);
        }
        match next {
            Some((_, after)) => of = after,
            None => break,
        }
    }
    (words.between(0, begin), pages)
}

/// `with a page on`: where it begins, and where what follows does.
fn marker(words: &Words<'_>, from: usize) -> Option<(usize, usize)> {
    const PAGE: [&str; 10] = [
        "page",
        "pages",
        "section",
        "sections",
        "chapter",
        "chapters",
        "slide",
        "slides",
        "part",
        "paragraph",
    ];
    (from..words.len()).find_map(|at| {
        let page = words.is(at, &PAGE).then_some(at)?;
        let of = words.is(page + 1, &["on", "about", "for", "of", "with", "showing"]).then_some(page + 2)?;
        let mut begin = page;
        while begin > from && words.is(begin - 1, &["a", "an", "another", "one", "more", "extra", "two"]) {
            begin -= 1;
        }
        // "the page on energy" is one that is there.
        if begin == page && !words.is(page, &["pages", "sections", "chapters", "slides"]) {
            return None;
        }
        while begin > from
            && words.is(begin - 1, &["with", "and", "plus", "also", "add", "include", "including"])
        {
            begin -= 1;
        }
        Some((begin, of))
    })
}

/// `the same for Derby`, `and the same again but for last quarter`.
fn same_for(words: &Words<'_>, from: usize) -> Option<usize> {
    let same = words.after_any(
        from,
        &[
            &["the", "same", "report"],
            &["the", "same", "again"],
            &["the", "same"],
            &["same", "report"],
            &["same", "again"],
            &["same"],
            &["that", "report"],
            &["that", "again"],
        ],
    )?;
    let same = words.after_any(same, &[&["but"], &["now"]]).unwrap_or(same);
    words.is(same, &["for", "at", "with"]).then_some(same + 1)
}

fn politeness(words: &Words<'_>, mut at: usize) -> usize {
    const LEAD: [&str; 22] = [
        "please", "can", "could", "would", "will", "you", "and", "now", "then", "also", "i", "want", "need",
        "like", "make", "give", "send", "me", "do", "id", "d", "ok",
    ];
    while words.is(at, &LEAD) {
        at += 1;
    }
    at
}

/// Where a text ends without "to it", "please".
fn without_tail(words: &Words<'_>, from: usize) -> usize {
    const REPORT: [&str; 9] = ["it", "that", "this", "report", "pack", "the", "document", "please", "thanks"];
    let mut end = words.len();
    while end > from && words.is(end - 1, &["please", "thanks"]) {
        end -= 1;
    }
    let mut begin = end;
    while begin > from && words.is(begin - 1, &REPORT) {
        begin -= 1;
    }
    if begin < end && begin > from && words.is(begin - 1, &["to", "in", "into"]) { begin - 1 } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(about: &[&str]) -> Option<Change> {
        Some(Change::Pages(about.iter().map(|one| (*one).to_owned()).collect()))
    }

    #[test]
    fn pages_are_taken_from_an_order() {
        for (text, left, expected) in [
            ("the finance pack for Leeds", "the finance pack for Leeds", &[][..]),
            ("the finance pack with a page on energy", "the finance pack", &["energy"]),
            (
                "the quality report for Leeds plus a section about downtime by line and another page on energy",
                "the quality report for Leeds",
                &["downtime by line", "energy"],
            ),
            ("the page on energy", "the page on energy", &[]),
        ] {
            let (what, about) = split(text);
            assert_eq!(
                (what.as_str(), about),
                (left, expected.iter().map(|one| (*one).to_owned()).collect()),
                "{text}"
            );
        }
    }

    #[test]
    fn changes_of_the_report_before() {
        for (text, expected) in [
            ("add a page on energy", pages(&["energy"])),
            ("Please add a section about downtime by line to it", pages(&["downtime by line"])),
            (
                "could you include a page on scrap and a page on energy to the report please",
                pages(&["scrap", "energy"]),
            ),
            ("with another page on energy", pages(&["energy"])),
            ("same for Derby", Some(Change::For("Derby".to_owned()))),
            ("and now the same but for last quarter, please", Some(Change::For("last quarter".to_owned()))),
            ("what does the page on energy say", None),
            ("scrap rate by line", None),
            ("the same", None),
            ("add", None),
            ("", None),
        ] {
            assert_eq!(change(text), expected, "{text}");
        }
    }
}
