use std::{
    borrow::Cow,
    io::{self, BufReader, Stdin},
    path::Path,
};

use reedline::{
    DefaultHinter, FileBackedHistory, Prompt, PromptEditMode, PromptHistorySearch, PromptHistorySearchStatus,
    Reedline, Signal,
};

use crate::question::{self, QuestionError};

/// What came next.
#[derive(Debug)]
pub(super) enum Input {
    Line(String),
    /// Not a question that can be asked; the next one may be.
    Unusable(QuestionError),
    /// Ctrl-C at the prompt: what was typed is dropped.
    Cancelled,
    End,
}

/// Lines from a person at a terminal, or from a pipe.
pub(super) enum Reader {
    Editor(Box<Reedline>),
    Pipe(BufReader<Stdin>),
}

/// Questions that the arrow keys bring back.
const REMEMBERED: usize = 1_000;

impl Reader {
    /// A line editor with a history file. A history that cannot be kept is no reason not to chat.
    pub(super) fn editor(history: &Path, colour: bool) -> Self {
        let mut editor = Reedline::create().with_ansi_colors(colour);
        if colour {
            editor = editor.with_hinter(Box::new(DefaultHinter::default()));
        }
        match FileBackedHistory::with_file(REMEMBERED, history.to_owned()) {
            Ok(history) => editor = editor.with_history(Box::new(history)),
            Err(error) => tracing::warn!(%error, "the history file cannot be used"),
        }
        Reader::Editor(Box::new(editor))
    }

    pub(super) fn pipe() -> Self {
        Reader::Pipe(BufReader::new(io::stdin()))
    }

    /// Whether questions are typed, and so already stand on the screen.
    pub(super) fn echoes(&self) -> bool {
        matches!(self, Reader::Editor(_))
    }

    /// Waits for the next line; blocks.
    pub(super) fn next(&mut self, who: &str) -> Input {
        match self {
            Reader::Editor(editor) => match editor.read_line(&Asking(who.to_owned())) {
                Ok(Signal::Success(line)) => Input::Line(crate::render::clean(&line).trim().to_owned()),
                Ok(Signal::CtrlC) => Input::Cancelled,
                Ok(Signal::CtrlD) => Input::End,
                Ok(_) => Input::Cancelled,
                Err(error) => Input::Unusable(QuestionError::Unreadable(io::Error::other(error))),
            },
            Reader::Pipe(input) => match question::next_line(input) {
                None => Input::End,
                Some(Ok(line)) => Input::Line(line),
                Some(Err(QuestionError::Empty)) => Input::Cancelled,
                Some(Err(error)) => Input::Unusable(error),
            },
        }
    }
}

/// The prompt: who is asking.
struct Asking(String);

impl Prompt for Asking {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_indicator(&self, _: PromptEditMode) -> Cow<'_, str> {
        Cow::Borrowed("> ")
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        Cow::Borrowed("  ")
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        let found = match search.status {
            PromptHistorySearchStatus::Passing => "earlier",
            PromptHistorySearchStatus::Failing => "nothing earlier",
        };
        Cow::Owned(format!("({found}: {}) ", search.term))
    }
}
