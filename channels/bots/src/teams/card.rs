//! A reply as an Adaptive Card. Texts stand in runs, which read no markup.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::activities::TOKEN;
use crate::{
    Button, Press, Reply, Span, Table,
    reply::{cut, length},
};

/// Teams shows so many buttons, and those behind them in a menu; it takes no message of more than 100 KB.
const SHOWN_BUTTONS: usize = 6;
const MOST_BUTTONS: usize = 12;
pub(super) const MOST_PROSE: usize = 6000;
const MOST_IN_TABLE: usize = 2500;
const MOST_ROWS: usize = 50;
const MOST_COLUMNS: usize = 8;
const MOST_NOTES: usize = 10;
const MOST_NOTE: usize = 300;
const MOST_PICTURE: usize = 30_000;

/// The activity: a card, with words for where no card is shown and for the notification.
pub(super) fn activity(reply: &Reply) -> Value {
    let words = cut(&reply.plain(), 1000);
    json!({
        "type": "message", "summary": some(&words), "inputHint": "acceptingInput",
        "attachments": [attachment(reply)],
    })
}

pub(super) fn attachment(reply: &Reply) -> Value {
    let words = cut(&reply.plain(), 1000);
    let card = json!({
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": some(&words),
        "body": body(reply),
        "actions": reply.buttons.iter().take(MOST_BUTTONS).enumerate().map(action).collect::<Vec<_>>(),
        "msteams": { "width": "Full" },
    });
    json!({ "contentType": "application/vnd.microsoft.card.adaptive", "content": card })
}

fn body(reply: &Reply) -> Vec<Value> {
    let mut left = MOST_PROSE;
    let mut body = Vec::new();
    for paragraph in &reply.prose {
        let mut inlines = Vec::new();
        for span in paragraph.iter().filter(|span| !span.text.is_empty()) {
            let text = cut(&span.text, left);
            left = left.saturating_sub(length(&text));
            if !text.is_empty() {
                inlines.push(run(&Span { text, strong: span.strong }));
            }
        }
        if !inlines.is_empty() && body.len() < 40 {
            body.push(json!({ "type": "RichTextBlock", "inlines": inlines }));
        }
    }
    if let Some(chart) = &reply.chart {
        let alternative = cut(some(&chart.alternative), 1000);
        body.push(if chart.png.len() <= MOST_PICTURE {
            let url = format!("data:image/png;base64,{}", STANDARD.encode(&chart.png));
            json!({ "type": "Image", "url": url, "altText": alternative, "size": "Stretch" })
        } else {
            subtle(&alternative)
        });
    }
    if let Some(table) = reply.table.as_ref().filter(|table| !table.headers.is_empty()) {
        if !table.title.is_empty() {
            let title = Span::strong(cut(&table.title, 200));
            body.push(json!({ "type": "RichTextBlock", "inlines": [run(&title)] }));
        }
        let (table, left_out) = self::table(table);
        body.push(table);
        if left_out > 0 {
            body.push(subtle(&format!("… {left_out}")));
        }
    }
    body.extend(reply.notes.iter().take(MOST_NOTES).map(|note| subtle(&cut(some(note), MOST_NOTE))));
    body
}

fn run(span: &Span) -> Value {
    let mut run = json!({ "type": "TextRun", "text": span.text });
    if span.strong {
        run["weight"] = "Bolder".into();
    }
    run
}

fn subtle(text: &str) -> Value {
    let run = json!({ "type": "TextRun", "text": text, "isSubtle": true, "size": "Small" });
    json!({ "type": "RichTextBlock", "inlines": [run] })
}

/// As many rows as there is room for, and how many are left out.
fn table(table: &Table) -> (Value, usize) {
    let columns = table.headers.len().min(MOST_COLUMNS);
    let numeric = |at: usize| table.numeric.get(at) == Some(&true);
    let mut left = MOST_IN_TABLE;
    let mut rows = Vec::new();
    for row in std::iter::once(&table.headers).chain(&table.rows).take(MOST_ROWS) {
        let cells: Vec<String> =
            (0..columns).map(|at| cut(some(row.get(at).map_or("", String::as_str)), 100)).collect();
        let size: usize = cells.iter().map(|cell| length(cell)).sum();
        if size > left {
            break;
        }
        left -= size;
        let cells = cells.into_iter().enumerate().map(|(at, text)| {
            let run = run(&Span { text, strong: rows.is_empty() });
            let side = if numeric(at) { "Right" } else { "Left" };
            let text = json!({ "type": "RichTextBlock", "inlines": [run], "horizontalAlignment": side });
            json!({ "type": "TableCell", "items": [text] })
        });
        let cells: Vec<Value> = cells.collect();
        rows.push(json!({ "type": "TableRow", "cells": cells }));
    }
    let left_out = (table.rows.len() + 1).saturating_sub(rows.len());
    let widths = vec![json!({ "width": 1 }); columns];
    (json!({ "type": "Table", "columns": widths, "rows": rows, "firstRowAsHeader": true }), left_out)
}

fn action((at, button): (usize, &Button)) -> Value {
    let title = cut(some(&button.label), 80);
    let mut action = match &button.press {
        Press::Action(token) => {
            json!({ "type": "Action.Submit", "title": title, "data": { (TOKEN): token } })
        }
        Press::Link(address) => json!({ "type": "Action.OpenUrl", "title": title, "url": address }),
    };
    if at >= SHOWN_BUTTONS {
        action["mode"] = "secondary".into();
    }
    action
}

pub(super) fn some(text: &str) -> &str {
    if text.trim().is_empty() { "–" } else { text }
}
