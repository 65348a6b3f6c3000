use std::io::{self, Write};

use crate::render::Terminal;

/// Standard output. A reader that has gone (`| head`) is no error: what is left is dropped, so that the turn is still
/// stored.
pub(crate) struct Screen {
    pub(crate) terminal: Terminal,
    out: Box<dyn Write>,
    reader_gone: bool,
}

/// Standard output took no more, and not because its reader left.
#[derive(Debug, thiserror::Error)]
#[error("the output could not be written ({0}); make room where it goes, or send it elsewhere")]
pub(crate) struct OutputError(io::Error);

impl Screen {
    pub(crate) fn new(terminal: Terminal, out: Box<dyn Write>) -> Self {
        Screen { terminal, out, reader_gone: false }
    }

    /// Writes text and passes it on at once.
    pub(crate) fn write(&mut self, text: &str) -> Result<(), OutputError> {
        if self.reader_gone || text.is_empty() {
            return Ok(());
        }
        let plain;
        let text = if self.terminal.unicode {
            text
        } else {
            plain = without_typography(text);
            &plain
        };
        match self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => self.reader_gone = true,
            Err(error) => return Err(OutputError(error)),
            Ok(()) => {}
        }
        Ok(())
    }

    pub(crate) fn line(&mut self, text: &str) -> Result<(), OutputError> {
        self.write(&format!("{text}\n"))
    }
}

/// The signs that our own sentences use, in ASCII, for screens without UTF-8. Letters in names stay as they are.
fn without_typography(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '–' | '−' | '‑' => plain.push('-'),
            '—' => plain.push_str("--"),
            '…' => plain.push_str("..."),
            '“' | '”' => plain.push('"'),
            '‘' | '’' => plain.push('\''),
            '×' => plain.push('x'),
            '÷' => plain.push('/'),
            '·' | '•' => plain.push('*'),
            '→' => plain.push_str("->"),
            '£' => plain.push_str("GBP "),
            '€' => plain.push_str("EUR "),
            '\u{a0}' | '\u{202f}' | '\u{2009}' => plain.push(' '),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Failing(io::ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn screen(kind: io::ErrorKind) -> Screen {
        Screen::new(Terminal { width: None, colour: false, unicode: true }, Box::new(Failing(kind)))
    }

    #[test]
    fn a_reader_that_left_is_no_error_but_a_full_disk_is() {
        assert!(screen(io::ErrorKind::BrokenPipe).line("x").is_ok());
        let error = screen(io::ErrorKind::StorageFull).line("x").unwrap_err();
        assert!(error.to_string().contains("make room"), "{error}");
    }

    #[test]
    fn typography_becomes_ascii_and_names_stay() {
        assert_eq!(without_typography("£1.2m – “Wrocław” …"), "GBP 1.2m - \"Wrocław\" ...");
    }
}
