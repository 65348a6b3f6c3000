/// Fewer letters than these tell no language.
const ENOUGH: usize = 40;
/// More are not read, in bytes.
const SAMPLE: usize = 4_000;

/// The language that a text is written in, as ISO 639-3, where that is certain.
pub(crate) fn language_of(text: &str) -> Option<String> {
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    if sample.chars().filter(|letter| letter.is_alphabetic()).take(ENOUGH).count() < ENOUGH {
        return None;
    }
    let found = whatlang::detect(sample).filter(whatlang::Info::is_reliable)?;
    Some(found.lang().code().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        let english =
            "Lubricate the bearing every five hundred hours and check the temperature of the housing.";
        let german =
            "Das Lager ist alle fünfhundert Stunden zu schmieren und die Temperatur des Gehäuses zu prüfen.";
        assert_eq!(language_of(english).as_deref(), Some("eng"));
        assert_eq!(language_of(german).as_deref(), Some("deu"));
        assert_eq!(language_of("M-104"), None);
    }
}
