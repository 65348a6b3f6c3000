//! The home tab, as Block Kit.

use serde_json::{Value, json};

use super::blocks;
use crate::{Home, Line, Parcel, Target};

pub(super) const METHOD: &str = "views.publish";

/// Slack's limits.
const MOST_BLOCKS: usize = 100;
const MOST_TITLE: usize = 150;

/// Published twice, it shows no more than once.
pub(super) fn parcel(home: &Home, target: &Target) -> Parcel {
    let call = json!({
        "user_id": target.account.id, "view": { "type": "home", "blocks": page(home) },
    });
    let body = json!({ "team": target.place.tenant, "call": call });
    Parcel { method: METHOD.to_owned(), body, repeatable: true, attachment: None, otherwise: None }
}

fn page(home: &Home) -> Vec<Value> {
    let mut page = Vec::new();
    let mut buttons = 0;
    for section in &home.sections {
        if !section.title.trim().is_empty() {
            page.push(json!({ "type": "header", "text": blocks::plain(&section.title, MOST_TITLE) }));
        }
        for one in &section.lines {
            page.push(line(one, buttons));
            buttons += 1;
        }
    }
    page.truncate(MOST_BLOCKS);
    page
}

fn line(line: &Line, at: usize) -> Value {
    let mut block = json!({ "type": "section", "text": blocks::plain(&line.text, blocks::MOST_TEXT) });
    if let Some(button) = &line.button {
        block["accessory"] = blocks::button(at, button);
    }
    block
}
