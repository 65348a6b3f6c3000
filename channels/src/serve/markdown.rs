//! An answer in Markdown, for other programs' chats.

use sentia_agent::store::TurnRecord;

use crate::present::{Block, ShownPassage, ShownPassages, ShownRow, ShownTable, ShownTurn};

/// Rows shown; the page has them all.
const ROWS: usize = 50;

/// An answer whose sentences, already escaped, were said one by one.
pub(super) fn whole(sentences: &[String], record: &TurnRecord) -> String {
    sentences.join(" ") + &below(record, sentences.is_empty())
}

/// Table, question back, caveats and how it was computed.
pub(super) fn below(record: &TurnRecord, nothing_said: bool) -> String {
    let turn = ShownTurn::of(&record.id, &record.conversation, &record.question, &record.answer);
    let mut sections: Vec<String> = Vec::new();
    if let Some(back) = &turn.question_back {
        let options = back.options.iter().map(|option| format!("- {}", escaped(&option.question)));
        let question = Some(escaped(&back.question)).filter(|_| nothing_said);
        sections.extend(question);
        sections.push(options.collect::<Vec<_>>().join("\n"));
    }
    sections.extend(turn.blocks.iter().filter_map(|block| match block {
        Block::Table(shown) => Some(table(shown)),
        Block::Passages(shown) => Some(passages(shown)),
        Block::Prose { .. } | Block::Chart(_) => None,
    }));
    sections.extend(turn.caveats.iter().map(|caveat| format!("> {}", escaped(caveat))));
    sections.extend(computed(&turn));
    let text = sections.join("\n\n");
    if text.is_empty() || nothing_said { text } else { format!("\n\n{text}") }
}

fn passages(shown: &ShownPassages) -> String {
    let line = |passage: &ShownPassage| format!("\\[{}\\] {}", passage.number, escaped(&passage.place));
    shown.passages.iter().map(line).collect::<Vec<_>>().join("  \n")
}

fn table(table: &ShownTable) -> String {
    let heads = table.columns.iter().map(|column| escaped(&column.label)).collect::<Vec<_>>().join(" | ");
    let rule = table.columns.iter().map(|column| if column.numeric { "--:" } else { ":--" });
    let rule = rule.collect::<Vec<_>>().join(" | ");
    let row = |row: &ShownRow| {
        let cells =
            row.cells.iter().map(|one| if one.text.is_empty() { "–".to_owned() } else { escaped(&one.text) });
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let rows: Vec<String> = table.rows.iter().take(ROWS).map(row).collect();
    let hidden = table.rows.len().saturating_sub(ROWS);
    let more = if hidden > 0 { format!("\n\nand {hidden} more rows") } else { String::new() };
    format!("**{}**\n\n| {heads} |\n| {rule} |\n{}{more}", escaped(&table.title), rows.join("\n"))
}

/// One line: the days, the rows, the data, and where all of it stands.
fn computed(turn: &ShownTurn) -> Option<String> {
    let first = turn.computed.first()?;
    let notes = first.notes.iter().map(|note| format!("{}: {}", escaped(&note.name), escaped(&note.text)));
    let notes = notes.collect::<Vec<_>>().join(" · ");
    Some(format!("*{notes} · Turn {}*", turn.id))
}

/// Text that stands as it is, whatever letters it holds: names come from data.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(
            letter,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '~' | '&' | '$'
        ) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    // Nor does an address become a link by itself.
    escaped.replace("://", ":\\//").replace("www.", "www\\.")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn names_from_data_cannot_become_links_or_pictures() {
        assert_eq!(escaped("![x](http://e)"), "\\!\\[x\\](http:\\//e)");
        assert_eq!(escaped("<b>a|b</b>"), "\\<b\\>a\\|b\\</b\\>");
        assert_eq!(escaped("81.2% (£1.2m), 6.5 points below"), "81.2% (£1.2m), 6.5 points below");
    }
}
