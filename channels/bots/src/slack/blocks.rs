//! A reply as Block Kit. Texts stand in elements that read no markup, so nothing in them can mention, link or format.

use serde_json::{Value, json};

use crate::{
    Attachment, Button, Paragraph, Press, Reply, Table,
    reply::{cut, length},
};

/// Slack's limits.
pub(super) const MOST_TEXT: usize = 3000;
const MOST_LABEL: usize = 75;
const MOST_ALTERNATIVE: usize = 2000;
const MOST_BUTTONS: usize = 25;
const MOST_NOTES: usize = 10;
const MOST_ROWS: usize = 100;
const MOST_COLUMNS: usize = 20;
const MOST_IN_TABLE: usize = 9000;

/// What is left of an answer that would not be read on a phone anyway.
const MOST_PROSE: usize = 9000;

/// The blocks, and the picture that one of them wants. Chart and buttons come before the table: on a phone it is long.
pub(super) fn blocks(reply: &Reply) -> (Vec<Value>, Option<Attachment>) {
    let mut blocks = prose(&reply.prose);
    let picture = reply.chart.as_ref().map(|chart| {
        let alternative = cut(some(&chart.alternative), MOST_ALTERNATIVE);
        blocks.push(json!({ "type": "image", "alt_text": alternative, "slack_file": { "id": "" } }));
        let (name, media_type) = ("chart.png".to_owned(), "image/png".to_owned());
        Attachment { name, media_type, bytes: chart.png.clone() }
    });
    if !reply.buttons.is_empty() {
        let buttons = reply.buttons.iter().take(MOST_BUTTONS).enumerate();
        let buttons: Vec<Value> = buttons.map(|(at, one)| button(at, one)).collect();
        blocks.push(json!({ "type": "actions", "elements": buttons }));
    }
    if let Some(table) = reply.table.as_ref().filter(|table| !table.headers.is_empty()) {
        blocks.extend(self::table(table));
    }
    let notes: Vec<Value> =
        reply.notes.iter().take(MOST_NOTES).map(|note| plain(note, MOST_TEXT / 2)).collect();
    if !notes.is_empty() {
        blocks.push(json!({ "type": "context", "elements": notes }));
    }
    if blocks.is_empty() {
        blocks.push(json!({ "type": "context", "elements": [plain("", MOST_TEXT)] }));
    }
    (blocks, picture)
}

/// A paragraph after another, in blocks that are not too long.
pub(super) fn prose(paragraphs: &[Paragraph]) -> Vec<Value> {
    let mut left = MOST_PROSE;
    let mut blocks = Vec::new();
    for paragraph in paragraphs {
        let mut elements = Vec::new();
        for span in paragraph.iter().filter(|span| !span.text.is_empty()) {
            let text = cut(&span.text, left.min(MOST_TEXT));
            left = left.saturating_sub(length(&text));
            if !text.is_empty() {
                elements.push(if span.strong {
                    json!({ "type": "text", "text": text, "style": { "bold": true } })
                } else {
                    json!({ "type": "text", "text": text })
                });
            }
        }
        // 50 blocks make a message; the rest of it takes six.
        if !elements.is_empty() && blocks.len() < 40 {
            let section = json!({ "type": "rich_text_section", "elements": elements });
            blocks.push(json!({ "type": "rich_text", "elements": [section] }));
        }
    }
    blocks
}

pub(super) fn button(at: usize, button: &Button) -> Value {
    let mut block = json!({
        "type": "button",
        "action_id": format!("b{at}"),
        "text": plain(&button.label, MOST_LABEL),
    });
    match &button.press {
        Press::Action(token) => block["value"] = token.clone().into(),
        Press::Link(address) => block["url"] = address.clone().into(),
    }
    block
}

fn table(table: &Table) -> Vec<Value> {
    let columns = table.headers.len().min(MOST_COLUMNS);
    let mut left = MOST_IN_TABLE;
    let mut rows = Vec::new();
    for row in std::iter::once(&table.headers).chain(&table.rows).take(MOST_ROWS) {
        let cells: Vec<String> =
            (0..columns).map(|at| cut(some(row.get(at).map_or("", String::as_str)), 200)).collect();
        let size: usize = cells.iter().map(|cell| length(cell)).sum();
        if size > left {
            break;
        }
        left -= size;
        let cells = cells.into_iter().map(|text| json!({ "type": "raw_text", "text": text }));
        rows.push(Value::from(cells.collect::<Vec<_>>()));
    }
    let align = |at: usize| if table.numeric.get(at) == Some(&true) { "right" } else { "left" };
    let settings: Vec<Value> =
        (0..columns).map(|at| json!({ "align": align(at), "is_wrapped": true })).collect();
    let left_out = (table.rows.len() + 1).saturating_sub(rows.len());
    let mut blocks = Vec::new();
    if !table.title.is_empty() {
        blocks.extend(prose(&[vec![crate::Span::strong(cut(&table.title, MOST_TEXT))]]));
    }
    blocks.push(json!({ "type": "table", "rows": rows, "column_settings": settings }));
    if left_out > 0 {
        let words = format!("… {left_out}");
        blocks.push(json!({ "type": "context", "elements": [plain(&words, MOST_TEXT)] }));
    }
    blocks
}

/// Puts the uploaded picture where the blocks show it, or its alternative where there is none.
pub(super) fn fill_picture(call: &mut Value, id: Option<&str>) {
    let blocks = call.get_mut("blocks").and_then(Value::as_array_mut);
    for block in blocks.into_iter().flatten().filter(|block| block["type"] == "image") {
        match id {
            Some(id) => block["slack_file"]["id"] = id.into(),
            None => {
                let alternative = crate::wire::text(block, "/alt_text").to_owned();
                *block = json!({ "type": "context", "elements": [plain(&alternative, MOST_TEXT)] });
            }
        }
    }
}

pub(super) fn plain(text: &str, most: usize) -> Value {
    json!({ "type": "plain_text", "text": cut(some(text), most), "emoji": false })
}

/// Slack takes no empty text.
fn some(text: &str) -> &str {
    if text.trim().is_empty() { "–" } else { text }
}

/// For the one text that is read as markup: what a notification shows.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
