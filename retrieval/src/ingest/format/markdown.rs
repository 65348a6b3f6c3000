use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::ingest::Extract;

/// CommonMark with tables.
pub(super) fn read(text: &str) -> Extract {
    let mut reading = Reading::default();
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    for event in Parser::new_ext(text, options) {
        reading.take(event);
    }
    reading.flush();
    reading.extract
}

#[derive(Default)]
struct Reading {
    extract: Extract,
    text: String,
    rows: Vec<Vec<String>>,
    is_in_table: bool,
    /// Items of lists that are open: the text of all of a list stays together.
    lists: u32,
    is_metadata: bool,
}

impl Reading {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) if !self.is_metadata => self.text.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.text.push('\n'),
            Event::Start(tag) => self.begin(&tag),
            Event::End(tag) => self.end(tag),
            _ => {}
        }
    }

    fn begin(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { .. } => self.flush(),
            Tag::Table(_) => {
                self.flush();
                self.is_in_table = true;
            }
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            Tag::List(_) => self.lists += 1,
            Tag::Item => self.text.push_str("\n- "),
            Tag::MetadataBlock(_) => self.is_metadata = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                let text = std::mem::take(&mut self.text);
                self.extract.heading(level as u8, &text);
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                self.is_in_table = false;
                self.extract.table(std::mem::take(&mut self.rows));
            }
            TagEnd::List(_) => {
                self.lists = self.lists.saturating_sub(1);
                self.flush();
            }
            TagEnd::MetadataBlock(_) => self.is_metadata = false,
            TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::BlockQuote(_) | TagEnd::HtmlBlock => self.flush(),
            _ => {}
        }
    }

    fn flush(&mut self) {
        if self.lists == 0 && !self.is_in_table {
            self.extract.text(&std::mem::take(&mut self.text));
        } else {
            self.text.push('\n');
        }
    }
}
