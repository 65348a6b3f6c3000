//! What a mail says, as text and as HTML. All of it was made elsewhere, so all of it is escaped.

use super::EmailWords;
use crate::{
    Button, Paragraph, Press, Reply, Table,
    grid::{self, Lines},
    reply::plain,
    wire,
};

/// A line of a terminal that old programs show mails in.
const WIDEST_TABLE: usize = 78;
const MOST_ROWS: usize = 200;

/// As in `cid:chart`, by which the HTML shows the picture beside it.
pub(super) const CHART: &str = "chart";

const STYLE: &str =
    "font-family:-apple-system,'Segoe UI',Roboto,sans-serif;font-size:15px;line-height:1.5;color:#1a1a1a";
const CELL: &str = "padding:4px 12px 4px 0;border-bottom:1px solid #ddd;white-space:nowrap";

/// A mail's words, and how they are answered.
pub(super) struct Body<'a> {
    pub(super) reply: &'a Reply,
    pub(super) notes: Vec<&'a str>,
    pub(super) words: &'a EmailWords,
    /// `sentia@acme.example`
    pub(super) own: &'a str,
    pub(super) subject: &'a str,
}

impl Body<'_> {
    pub(super) fn text(&self) -> String {
        let mut parts: Vec<String> = self.prose().map(|one| clean(&plain(one))).collect();
        if let Some(chart) = &self.reply.chart {
            parts.push(format!("[{}: {}]", self.words.chart, clean(&chart.alternative)));
        }
        parts.extend(self.table().map(table_text));
        let buttons: Vec<String> =
            self.reply.buttons.iter().filter_map(|one| self.button_text(one)).collect();
        parts.push(buttons.join("\n"));
        parts.extend(self.notes.iter().map(|note| clean(note)));
        parts.retain(|part| !part.trim().is_empty());
        if parts.is_empty() { "–".to_owned() } else { parts.join("\n\n") + "\n" }
    }

    pub(super) fn html(&self) -> String {
        let mut html =
            format!("<!doctype html><html><head><meta charset=\"utf-8\"></head><body style=\"{STYLE}\">");
        for one in self.prose() {
            html.push_str(&paragraph(one));
        }
        if let Some(chart) = &self.reply.chart {
            let text = escaped(&chart.alternative);
            html.push_str(&format!(
                "<p><img src=\"cid:{CHART}\" alt=\"{text}\" style=\"max-width:100%\"></p>"
            ));
        }
        if let Some(table) = self.table() {
            html.push_str(&table_html(table));
        }
        let buttons: Vec<String> =
            self.reply.buttons.iter().filter_map(|one| self.button_html(one)).collect();
        if !buttons.is_empty() {
            html.push_str(&format!("<p>{}</p>", buttons.join("<br>")));
        }
        for note in &self.notes {
            html.push_str(&format!("<p style=\"color:#666;font-size:13px\">{}</p>", escaped(note)));
        }
        html.push_str("</body></html>\n");
        html
    }

    fn prose(&self) -> impl Iterator<Item = &Paragraph> {
        self.reply.prose.iter().filter(|one| !plain(one).trim().is_empty())
    }

    fn table(&self) -> Option<&Table> {
        self.reply.table.as_ref().filter(|table| !table.headers.is_empty())
    }

    fn button_text(&self, button: &Button) -> Option<String> {
        let label = clean(&button.label);
        Some(match &button.press {
            Press::Link(address) => format!("{label}: {}", web(address)?),
            Press::Action(token) => format!("{label} – {} #{token}", self.words.press),
        })
    }

    /// An action writes a mail whose words are its token; it works for the mail's receiver alone.
    fn button_html(&self, button: &Button) -> Option<String> {
        let address = match &button.press {
            Press::Link(address) => web(address)?.to_owned(),
            Press::Action(token) => {
                let (subject, body) = (wire::escaped(self.subject), wire::escaped(&format!("#{token}")));
                format!("mailto:{}?subject={subject}&body={body}", wire::escaped(self.own))
            }
        };
        Some(format!("<a href=\"{}\">{}</a>", escaped(&address), escaped(&button.label)))
    }
}

/// Only what a browser opens as a page.
fn web(address: &str) -> Option<&str> {
    let opens = address.starts_with("https://") || address.starts_with("http://");
    (opens && !address.contains(|letter: char| letter.is_whitespace() || letter.is_control()))
        .then_some(address)
}

fn paragraph(spans: &Paragraph) -> String {
    let spans = spans.iter().map(|span| {
        let text = escaped(&span.text).replace('\n', "<br>");
        if span.strong { format!("<strong>{text}</strong>") } else { text }
    });
    format!("<p>{}</p>", spans.collect::<String>())
}

fn table_text(table: &Table) -> String {
    let Lines { mut lines, .. } = grid::lines(table, WIDEST_TABLE);
    if lines.len() > MOST_ROWS {
        let more = format!("… {}", lines.len() - MOST_ROWS);
        lines.truncate(MOST_ROWS);
        lines.push(more);
    }
    if !table.title.trim().is_empty() {
        lines.insert(0, clean(&table.title));
    }
    lines.join("\n")
}

fn table_html(table: &Table) -> String {
    let side = |at: usize| if table.numeric.get(at) == Some(&true) { "right" } else { "left" };
    let row = |cells: &[String], kind: &str| {
        let cells = (0..table.headers.len()).map(|at| {
            let text = escaped(cells.get(at).map_or("", String::as_str));
            format!("<{kind} style=\"{CELL};text-align:{}\">{text}</{kind}>", side(at))
        });
        format!("<tr>{}</tr>", cells.collect::<String>())
    };
    let head = row(&table.headers, "th");
    let rows: String = table.rows.iter().take(MOST_ROWS).map(|cells| row(cells, "td")).collect();
    let more = table.rows.len().saturating_sub(MOST_ROWS);
    let more = if more > 0 { format!("<p>… {more}</p>") } else { String::new() };
    let title = if table.title.trim().is_empty() {
        String::new()
    } else {
        format!("<p><strong>{}</strong></p>", escaped(&table.title))
    };
    format!("{title}<table style=\"border-collapse:collapse;font-size:14px\">{head}{rows}</table>{more}")
}

/// Without what moves a cursor; lines stay.
fn clean(text: &str) -> String {
    text.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect()
}

fn escaped(text: &str) -> String {
    clean(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
