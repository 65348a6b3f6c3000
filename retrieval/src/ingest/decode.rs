use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Text from bytes, and a note where its encoding had to be guessed.
pub(super) fn decode(bytes: &[u8]) -> (String, Option<String>) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0;
        return (text.into_owned(), None);
    }
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => (text.into_owned(), None),
        None => {
            let text = WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned();
            (text, Some("it is not valid UTF-8; it was read as Windows-1252".to_owned()))
        }
    }
}
