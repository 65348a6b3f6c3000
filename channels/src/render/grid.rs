use super::{
    Style, Terminal, paint,
    text::{pad, width, wrap},
};

/// A table of text that fits itself to the screen: text wraps within its column, numbers never do, and where the screen
/// is too narrow for columns each row stands as a block of `heading value` lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grid {
    pub(crate) columns: Vec<Column>,
    /// Each as long as `columns`.
    pub(crate) rows: Vec<Vec<Entry>>,
    /// Rules under the numbers of a column, by the row that they stand above; the one past the last closes the table.
    pub(crate) rules: Vec<(usize, Rule)>,
}

/// A line that sets a sum apart from what is summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    Single,
    Double,
}

#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) heading: String,
    pub(crate) align: Align,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    /// For numbers: never broken over lines.
    Right,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    pub(crate) text: String,
    pub(crate) style: Style,
    /// Columns that it is set in by.
    pub(crate) indent: usize,
}

/// Spaces between columns.
const GAP: usize = 2;
/// A column of text is not squeezed below this.
const NARROW: usize = 12;

impl Grid {
    /// Lines without the final break.
    pub(crate) fn lines(&self, terminal: &Terminal) -> Vec<String> {
        match self.widths(terminal.width) {
            Some(widths) => self.side_by_side(&widths, terminal),
            None => self.stacked(terminal),
        }
    }

    /// The width of each column, or none where they do not fit beside one another.
    fn widths(&self, available: Option<usize>) -> Option<Vec<usize>> {
        let natural: Vec<usize> = (0..self.columns.len()).map(|at| self.natural(at)).collect();
        let Some(available) = available else { return Some(natural) };
        let room = available.saturating_sub(GAP * self.columns.len().saturating_sub(1));
        if natural.iter().sum::<usize>() <= room {
            return Some(natural);
        }
        let least: Vec<usize> =
            natural.iter().enumerate().map(|(at, natural)| self.least(at, *natural)).collect();
        (least.iter().sum::<usize>() <= room).then(|| share_out(&least, &natural, room))
    }

    fn natural(&self, at: usize) -> usize {
        self.widest_entry(at).max(width(&self.columns[at].heading))
    }

    fn widest_entry(&self, at: usize) -> usize {
        self.rows.iter().map(|row| width(&row[at].text) + row[at].indent).max().unwrap_or(0)
    }

    /// Headings may wrap between words; of the entries, only text may.
    fn least(&self, at: usize, natural: usize) -> usize {
        let column = &self.columns[at];
        let longest_word = column.heading.split_whitespace().map(width).max().unwrap_or(0);
        match column.align {
            Align::Right => longest_word.max(self.widest_entry(at)),
            Align::Left => longest_word.max(natural.min(NARROW)),
        }
    }

    fn side_by_side(&self, widths: &[usize], terminal: &Terminal) -> Vec<String> {
        let headings: Vec<Entry> = self.columns.iter().map(Entry::heading).collect();
        let mut lines = self.row_lines(&headings, widths, terminal, true);
        let rule = if terminal.unicode { "─" } else { "-" };
        let rules: Vec<String> = widths.iter().map(|width| rule.repeat(*width)).collect();
        lines.push(paint(&rules.join(&" ".repeat(GAP)), Style::Faint, terminal));
        for (at, row) in self.rows.iter().enumerate() {
            lines.extend(self.ruled(at, widths, terminal));
            lines.extend(self.row_lines(row, widths, terminal, false));
        }
        lines.extend(self.ruled(self.rows.len(), widths, terminal));
        lines
    }

    /// The rule above a row, if it has one: under the columns of numbers that the table fills.
    fn ruled(&self, at: usize, widths: &[usize], terminal: &Terminal) -> Option<String> {
        let (_, rule) = self.rules.iter().find(|(row, _)| *row == at)?;
        let mark = match (rule, terminal.unicode) {
            (Rule::Single, true) => "─",
            (Rule::Double, true) => "═",
            (Rule::Single, false) => "-",
            (Rule::Double, false) => "=",
        };
        let piece = |(column, width): (&Column, &usize)| {
            let mark = if column.align == Align::Right { mark } else { " " };
            mark.repeat(*width)
        };
        let pieces: Vec<String> = self.columns.iter().zip(widths).map(piece).collect();
        Some(paint(pieces.join(&" ".repeat(GAP)).trim_end(), Style::Faint, terminal))
    }

    /// One row, of as many lines as its tallest entry; headings stand at the bottom of theirs.
    fn row_lines(&self, row: &[Entry], widths: &[usize], terminal: &Terminal, bottom: bool) -> Vec<String> {
        let wrapped: Vec<Vec<String>> =
            row.iter().zip(widths).map(|(entry, width)| entry.wrapped((*width).max(1))).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        let line = |number: usize| {
            let pieces = wrapped.iter().enumerate().map(|(at, lines)| {
                let skipped = if bottom { height - lines.len() } else { 0 };
                let text = number
                    .checked_sub(skipped)
                    .and_then(|number| lines.get(number))
                    .map_or("", String::as_str);
                let space = " ".repeat(widths[at].saturating_sub(width(text)));
                let text = paint(text, row[at].style, terminal);
                if self.columns[at].align == Align::Right {
                    format!("{space}{text}")
                } else {
                    format!("{text}{space}")
                }
            });
            pieces.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_owned()
        };
        (0..height).map(line).collect()
    }

    fn stacked(&self, terminal: &Terminal) -> Vec<String> {
        let available = terminal.width.unwrap_or(usize::MAX);
        let headings =
            self.columns.iter().map(|column| width(&column.heading)).max().unwrap_or(0).min(available / 2);
        let mut lines = Vec::new();
        for row in &self.rows {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            for (column, entry) in self.columns.iter().zip(row) {
                lines.extend(stacked_entry(column, entry, headings, available, terminal));
            }
        }
        lines
    }
}

fn stacked_entry(
    column: &Column,
    entry: &Entry,
    headings: usize,
    available: usize,
    terminal: &Terminal,
) -> Vec<String> {
    let names = wrap(&column.heading, headings.max(1));
    let texts = wrap(&entry.text, available.saturating_sub(headings + GAP).max(1));
    let line = |at: usize| {
        let name = pad(names.get(at).map_or("", String::as_str), headings, false);
        let text = texts.get(at).map_or("", String::as_str);
        let line = format!(
            "{}{}{}",
            paint(&name, Style::Faint, terminal),
            " ".repeat(GAP),
            paint(text, entry.style, terminal)
        );
        line.trim_end().to_owned()
    };
    (0..names.len().max(texts.len())).map(line).collect()
}

/// Starts from the least widths and gives the room that is left to the columns that want it, evenly.
fn share_out(least: &[usize], natural: &[usize], room: usize) -> Vec<usize> {
    let mut widths = least.to_vec();
    let mut left = room.saturating_sub(least.iter().sum());
    while left > 0 {
        let wanting: Vec<usize> = (0..widths.len()).filter(|at| widths[*at] < natural[*at]).collect();
        if wanting.is_empty() {
            break;
        }
        for at in wanting {
            let wanted = (natural[at] - widths[at]).min((left / widths.len()).max(1)).min(left);
            widths[at] += wanted;
            left -= wanted;
        }
    }
    widths
}

impl Entry {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Entry { text: text.into(), ..Entry::default() }
    }

    /// Its lines, each set in.
    fn wrapped(&self, columns: usize) -> Vec<String> {
        let space = " ".repeat(self.indent.min(columns.saturating_sub(1)));
        let lines = wrap(&self.text, columns.saturating_sub(space.len()).max(1));
        lines.into_iter().map(|line| format!("{space}{line}")).collect()
    }

    fn heading(column: &Column) -> Self {
        Entry { text: column.heading.clone(), style: Style::Heading, indent: 0 }
    }
}
