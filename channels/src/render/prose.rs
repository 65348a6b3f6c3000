use super::text::{clean, width};

/// Prose as it arrives, sentence by sentence, wrapped at the width of the screen.
#[derive(Debug)]
pub(crate) struct Flow {
    /// None to leave lines unbroken.
    columns: Option<usize>,
    /// Columns of the current line that are taken.
    used: usize,
}

impl Flow {
    pub(crate) fn new(columns: Option<usize>) -> Self {
        Flow { columns, used: 0 }
    }

    /// The text to write for one more sentence.
    pub(crate) fn sentence(&mut self, sentence: &str) -> String {
        let mut text = String::new();
        for word in clean(sentence).split_whitespace() {
            let needed = width(word);
            if self.used > 0 {
                let full = self.columns.is_some_and(|columns| self.used + 1 + needed > columns);
                text.push(if full { '\n' } else { ' ' });
                self.used = if full { 0 } else { self.used + 1 };
            }
            text.push_str(word);
            self.used += needed;
        }
        text
    }

    /// Whether anything was written.
    pub(crate) fn is_empty(&self) -> bool {
        self.used == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_flow_into_one_another() {
        let mut flow = Flow::new(Some(20));
        assert!(flow.is_empty());
        let text = flow.sentence("OEE was 72.1%.") + &flow.sentence("Line 3 was lowest.");
        assert_eq!(text, "OEE was 72.1%. Line\n3 was lowest.");
        assert_eq!(Flow::new(None).sentence("a\u{1b}[2J b"), "a[2J b");
    }
}
