use super::Terminal;

/// What a piece of text is, rather than its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Style {
    #[default]
    Plain,
    Heading,
    /// Beside the point: rules, labels, ids.
    Faint,
    Bar,
    Good,
    Bad,
    Warning,
}

impl Style {
    fn code(self) -> Option<&'static str> {
        match self {
            Style::Plain => None,
            Style::Heading => Some("1"),
            Style::Faint => Some("2"),
            Style::Bar => Some("36"),
            Style::Good => Some("32"),
            Style::Bad => Some("31"),
            Style::Warning => Some("33"),
        }
    }
}

/// Wraps text in the codes of its style where the terminal shows colour.
pub(crate) fn paint(text: &str, style: Style, terminal: &Terminal) -> String {
    match style.code() {
        Some(code) if terminal.colour && !text.is_empty() => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        _ => text.to_owned(),
    }
}
