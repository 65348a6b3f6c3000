/// What is sent back. All of it is plain text made ready by the application; each adapter places it within the limits of
/// its channel: prose, chart, buttons, table, notes, and files last.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reply {
    /// The first paragraph is the answer: it is what a locked phone shows.
    pub prose: Vec<Paragraph>,
    pub chart: Option<Picture>,
    pub table: Option<Table>,
    pub buttons: Vec<Button>,
    /// Caveats, and how the answer came about.
    pub notes: Vec<String>,
    pub files: Vec<File>,
    /// An address that ends what is sent unasked, by a `POST` without signing in (RFC 8058). Channels that know such a
    /// thing by themselves offer it; a button says it to people.
    pub stop: Option<String>,
}

pub type Paragraph = Vec<Span>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub strong: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub title: String,
    pub headers: Vec<String>,
    /// Whether each column holds figures, which stand on the right.
    pub numeric: Vec<bool>,
    pub rows: Vec<Vec<String>>,
}

/// A chart as PNG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub png: Vec<u8>,
    /// The chart in a sentence or two, for those who do not see it.
    pub alternative: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    pub label: String,
    pub press: Press,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// Comes back to the [`Desk`](crate::Desk), and is seen by nobody in between.
    Action(String),
    /// Opens an address.
    Link(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
    /// The action by which it is asked for anew, for channels that first ask whether it is wanted. None: not offered there.
    pub again: Option<String>,
}

impl Reply {
    /// A reply of one paragraph.
    pub fn text(text: impl Into<String>) -> Self {
        Reply { prose: vec![vec![Span::plain(text)]], ..Reply::default() }
    }

    /// What its buttons and the files that it offers ask for.
    pub(crate) fn actions_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let offered = self.files.iter_mut().filter_map(|file| file.again.as_mut());
        self.buttons.iter_mut().filter_map(Button::action_mut).chain(offered)
    }

    /// Its words without emphasis, for notifications and for what shows neither card nor block.
    pub(crate) fn plain(&self) -> String {
        let paragraphs: Vec<String> = self.prose.iter().map(|one| plain(one)).collect();
        paragraphs.join("\n")
    }
}

impl Button {
    pub(crate) fn action_mut(&mut self) -> Option<&mut String> {
        match &mut self.press {
            Press::Action(action) => Some(action),
            Press::Link(_) => None,
        }
    }
}

impl Span {
    pub fn plain(text: impl Into<String>) -> Self {
        Span { text: text.into(), strong: false }
    }

    pub fn strong(text: impl Into<String>) -> Self {
        Span { text: text.into(), strong: true }
    }
}

pub(crate) fn plain(paragraph: &[Span]) -> String {
    paragraph.iter().map(|span| span.text.as_str()).collect()
}

/// The beginning of a text that is longer than a channel takes, in characters of UTF-16, as the channels count them.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if length(text) <= most {
        return text.to_owned();
    }
    let mut left = most.saturating_sub(1);
    let fits = |letter: &char| {
        let room = left.checked_sub(letter.len_utf16());
        left = room.unwrap_or(0);
        room.is_some()
    };
    let mut short: String = text.chars().take_while(fits).collect();
    if most > 0 {
        short.push('…');
    }
    short
}

pub(crate) fn length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}
