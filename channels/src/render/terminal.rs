use std::io::IsTerminal;

use crate::config::Display;

/// What the place that text goes to can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terminal {
    /// Columns; none for a pipe or a file, where nothing is wrapped or cut.
    pub(crate) width: Option<usize>,
    pub(crate) colour: bool,
    /// Whether block and box characters may be used.
    pub(crate) unicode: bool,
}

/// Widest prose and charts that are still pleasant to read.
const READABLE: usize = 100;
/// Narrower screens are treated as this wide.
const NARROWEST: usize = 24;

impl Terminal {
    /// Standard output as it is.
    pub(crate) fn of_stdout(display: &Display, no_colour: bool) -> Self {
        let interactive = std::io::stdout().is_terminal();
        let columns = console::Term::stdout().size_checked().map_or(80, |(_, columns)| usize::from(columns));
        Terminal {
            width: interactive.then_some(if columns == 0 { 80 } else { columns.max(NARROWEST) }),
            colour: interactive && !no_colour && takes_colour(display),
            unicode: is_utf8(display),
        }
    }

    /// Columns for prose: none to leave paragraphs unbroken.
    pub(crate) fn prose_width(&self) -> Option<usize> {
        self.width.map(|width| width.min(READABLE))
    }

    /// Columns for a chart, which needs some width even in a file.
    pub(crate) fn chart_width(&self) -> usize {
        self.width.unwrap_or(80).min(READABLE)
    }
}

fn takes_colour(display: &Display) -> bool {
    !display.no_colour && display.terminal.as_deref() != Some("dumb")
}

fn is_utf8(display: &Display) -> bool {
    let locale =
        display.locale.as_deref().unwrap_or(if cfg!(windows) { "UTF-8" } else { "" }).to_ascii_uppercase();
    display.terminal.as_deref() != Some("linux") && (locale.contains("UTF-8") || locale.contains("UTF8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn display(terminal: &str, locale: &str) -> Display {
        Display { no_colour: false, terminal: Some(terminal.into()), locale: Some(locale.into()) }
    }

    #[test]
    fn blocks_need_a_utf8_locale() {
        assert!(is_utf8(&display("xterm-256color", "en_GB.UTF-8")));
        assert!(is_utf8(&display("xterm", "C.utf8")));
        assert!(!is_utf8(&display("xterm", "C")));
        assert!(!is_utf8(&display("xterm", "de_DE.ISO-8859-1")));
        assert!(!is_utf8(&display("linux", "en_GB.UTF-8")), "the console's font has no blocks");
    }

    #[test]
    fn colour_follows_no_color_and_the_terminal() {
        assert!(takes_colour(&display("xterm", "C")));
        assert!(!takes_colour(&display("dumb", "C")));
        assert!(!takes_colour(&Display { no_colour: true, ..display("xterm", "C") }));
    }
}
