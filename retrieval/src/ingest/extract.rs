use jiff::civil::Date;

/// What was read of a file, in its order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Extract {
    pub(crate) title: Option<String>,
    pub(crate) date: Option<Date>,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) notes: Vec<String>,
    page: Option<u32>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    /// From 1.
    pub(crate) page: Option<u32>,
    pub(crate) block: Block,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Block {
    /// 1 is the outermost.
    Heading {
        level: u8,
        text: String,
    },
    Text(String),
    /// The first row is the header.
    Table(Vec<Vec<String>>),
}

impl Extract {
    /// What comes from now on stands on this page.
    pub(crate) fn turn_to(&mut self, page: u32) {
        self.page = Some(page);
    }

    pub(crate) fn heading(&mut self, level: u8, text: &str) {
        let text = one_line(text);
        if !text.is_empty() {
            self.push(Block::Heading { level: level.max(1), text });
        }
    }

    pub(crate) fn text(&mut self, text: &str) {
        let lines = text.lines().map(one_line).filter(|line| !line.is_empty());
        let text = lines.collect::<Vec<_>>().join("\n");
        if !text.is_empty() {
            self.push(Block::Text(text));
        }
    }

    /// Rows without text are left out.
    pub(crate) fn table(&mut self, rows: Vec<Vec<String>>) {
        let tidy = |row: Vec<String>| row.iter().map(|cell| one_line(cell)).collect::<Vec<_>>();
        let rows: Vec<_> =
            rows.into_iter().map(tidy).filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
        if !rows.is_empty() {
            self.push(Block::Table(rows));
        }
    }

    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Leaves out what goes beyond so many bytes of text.
    pub(crate) fn cut_to(&mut self, most: usize) {
        let fits = |taken: &mut usize, piece: &Piece| {
            *taken += piece.block.bytes();
            (*taken <= most).then_some(())
        };
        let count = self.pieces.iter().scan(0, fits).count();
        if count < self.pieces.len() {
            self.pieces.truncate(count);
            self.note(format!("only its first {} MB of text were taken", most >> 20));
        }
    }

    fn push(&mut self, block: Block) {
        self.pieces.push(Piece { page: self.page, block });
    }
}

impl Block {
    fn bytes(&self) -> usize {
        match self {
            Self::Heading { text, .. } | Self::Text(text) => text.len(),
            Self::Table(rows) => rows.iter().flatten().map(String::len).sum(),
        }
    }
}

/// With single spaces, and without characters that show nothing.
fn one_line(text: &str) -> String {
    let shown = |letter: &char| letter.is_whitespace() || !letter.is_control() && *letter != '\u{ad}';
    let text: String = text.chars().filter(shown).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
