use std::time::Duration;

/// Why nothing of a file was taken in: what happened, and what to do. The report names the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("it cannot be read ({detail}); check the path and its permissions")]
    Unreadable { detail: String },
    #[error("it has {megabytes} MB, more than the {most} MB that are taken; split it, or raise the limit")]
    TooLarge { megabytes: u64, most: u64 },
    #[error("it is empty; nothing was made of it")]
    Empty,
    #[error("it holds no text; nothing was made of it")]
    NoText,
    #[error(
        "all of its {pages} pages are pictures; have a program recognise their text (OCR), and add the result"
    )]
    NeedsOcr { pages: usize },
    #[error("it is protected by a password; save it without one and add it again")]
    Encrypted,
    #[error("it is a damaged {kind} file ({detail}); open it in the program that made it and save it anew")]
    Corrupt { kind: &'static str, detail: String },
    #[error(
        "it unpacks to far more than its size, more than {most} MB or {ratio} times as much; it was not read, as such files are made to fill a machine"
    )]
    Bomb { most: u64, ratio: u64 },
    #[error("it has {pages} pages, more than the {most} that are taken; split it, or raise the limit")]
    TooManyPages { pages: usize, most: usize },
    #[error("it is {what}, which cannot be read; save it as PDF, .docx, .xlsx, .pptx, HTML or text")]
    UnknownFormat { what: &'static str },
    #[error("reading it took more than {} seconds, so it was given up; split it, or save it anew", limit.as_secs())]
    TooSlow { limit: Duration },
    #[error("the program that reads {kind} files failed on it ({detail}); save it anew, or as text")]
    Panicked { kind: &'static str, detail: String },
    #[error("the embedder failed on it ({detail}); check the embedder's folder, and add the file again")]
    NotEmbedded { detail: String },
}
