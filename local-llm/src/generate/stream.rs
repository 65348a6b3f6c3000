/// Text out of bytes that come in pieces, such that no character is ever cut.
#[derive(Debug, Default)]
pub struct Utf8Stream {
    /// The beginning of a character: at most three bytes.
    rest: Vec<u8>,
}

impl Utf8Stream {
    /// The text that is whole with these bytes. What cannot become UTF-8 is replaced by U+FFFD.
    pub fn push(&mut self, bytes: &[u8]) -> String {
        self.rest.extend_from_slice(bytes);
        let mut text = String::new();
        let mut done = 0;
        for chunk in self.rest.utf8_chunks() {
            text.push_str(chunk.valid());
            done += chunk.valid().len();
            let invalid = chunk.invalid();
            let may_go_on = done + invalid.len() == self.rest.len() && is_beginning(invalid);
            if !invalid.is_empty() && !may_go_on {
                text.push(char::REPLACEMENT_CHARACTER);
                done += invalid.len();
            }
        }
        self.rest.drain(..done);
        text
    }

    /// What is left at the end of all bytes.
    pub fn finish(&mut self) -> String {
        let rest = std::mem::take(&mut self.rest);
        String::from_utf8_lossy(&rest).into_owned()
    }
}

/// Whether more bytes could make a character of these.
fn is_beginning(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Utf8Stream;

    proptest! {
        #[test]
        fn pieces_come_to_the_text_however_it_is_cut(text in ".*", cuts in prop::collection::vec(1_usize..5, 0..64)) {
            let (mut stream, mut out, mut bytes) = (Utf8Stream::default(), String::new(), text.as_bytes());
            for cut in cuts {
                let (piece, rest) = bytes.split_at(cut.min(bytes.len()));
                out.push_str(&stream.push(piece));
                prop_assert!(text.starts_with(&out));
                bytes = rest;
            }
            out.push_str(&stream.push(bytes));
            out.push_str(&stream.finish());
            prop_assert_eq!(out, text);
        }

        #[test]
        fn bytes_that_are_no_text_are_replaced_as_a_whole_text_would_be(bytes in prop::collection::vec(any::<u8>(), 0..40), cut in 0_usize..40) {
            let mut stream = Utf8Stream::default();
            let (first, second) = bytes.split_at(cut.min(bytes.len()));
            let out = stream.push(first) + &stream.push(second) + &stream.finish();
            prop_assert_eq!(out, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
}
