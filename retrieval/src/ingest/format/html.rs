use std::convert::Infallible;

use html5gum::{Token, Tokenizer, emitters::default::DefaultEmitter};

use crate::ingest::Extract;

/// What a browser would show, as headings, paragraphs and tables; a table in a table is text of its cell.
pub(super) fn read(text: &str) -> Extract {
    let mut emitter: DefaultEmitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut reading = Reading::default();
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok::<Token, Infallible>(token) = token;
        match token {
            Token::StartTag(tag) => reading.begin(&tag.name, tag.self_closing),
            Token::EndTag(tag) => reading.end(&tag.name),
            Token::String(text) if reading.hidden == 0 => {
                reading.text.push_str(&String::from_utf8_lossy(&text))
            }
            _ => {}
        }
    }
    reading.close_table();
    reading.flush();
    reading.extract
}

#[derive(Default)]
struct Reading {
    extract: Extract,
    text: String,
    rows: Vec<Vec<String>>,
    /// Tables that are open.
    tables: u32,
    /// Elements that are open of which nothing is shown.
    hidden: u32,
}

impl Reading {
    fn begin(&mut self, name: &[u8], is_closed: bool) {
        match name {
            b"script" | b"style" | b"template" | b"noscript" if !is_closed => self.hidden += 1,
            b"table" => {
                if self.tables == 0 {
                    self.flush();
                }
                self.tables += 1;
            }
            b"tr" if self.tables == 1 => {
                self.end_cell();
                self.rows.push(Vec::new());
            }
            b"td" | b"th" if self.tables == 1 => {
                self.end_cell();
                match self.rows.last_mut() {
                    Some(row) => row.push(String::new()),
                    None => self.rows.push(vec![String::new()]),
                }
            }
            b"br" => self.text.push('\n'),
            b"li" => self.text.push_str("\n- "),
            b"title" => self.text.clear(),
            _ if is_block(name) => self.flush(),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"script" | b"style" | b"template" | b"noscript" => self.hidden = self.hidden.saturating_sub(1),
            b"title" => {
                let title = std::mem::take(&mut self.text);
                let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
                self.extract.title =
                    self.extract.title.take().or(Some(title)).filter(|title| !title.is_empty());
            }
            [b'h', level @ b'1'..=b'6'] if self.tables == 0 => {
                let text = std::mem::take(&mut self.text);
                self.extract.heading(level - b'0', &text);
            }
            b"table" if self.tables == 1 => self.close_table(),
            b"table" => self.tables = self.tables.saturating_sub(1),
            b"td" | b"th" if self.tables == 1 => self.end_cell(),
            _ if is_block(name) => self.flush(),
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let text = std::mem::take(&mut self.text);
        match self.rows.last_mut().and_then(|row| row.last_mut()) {
            Some(cell) => cell.push_str(&text),
            None => self.text = text,
        }
    }

    fn close_table(&mut self) {
        self.end_cell();
        self.tables = 0;
        self.extract.table(std::mem::take(&mut self.rows));
    }

    fn flush(&mut self) {
        if self.tables > 0 {
            self.text.push(' ');
        } else {
            self.extract.text(&std::mem::take(&mut self.text));
        }
    }
}

fn is_block(name: &[u8]) -> bool {
    const BLOCKS: [&[u8]; 24] = [
        b"p",
        b"div",
        b"section",
        b"article",
        b"header",
        b"footer",
        b"main",
        b"nav",
        b"aside",
        b"ul",
        b"ol",
        b"dl",
        b"dt",
        b"dd",
        b"pre",
        b"blockquote",
        b"figure",
        b"figcaption",
        b"form",
        b"hr",
        b"body",
        b"address",
        b"details",
        b"summary",
    ];
    BLOCKS.contains(&name) || matches!(name, [b'h', b'1'..=b'6'])
}
