//! Replies packed by gzip, for those who take it.
//!
//! Only what is packed by name, and of that only what cannot be changed from outside: the description of the API, the
//! catalogue, and the Evidence of a turn that is kept. How long a packed text is tells how much of it repeats itself; whoever
//! could put words of theirs beside a secret and look at the length, again and again, would find the secret out letter by
//! letter (BREACH). So nothing is packed that holds a key or a session, or shows what a request brought along: titles,
//! searches, answers as they are asked for. Events are not packed either: each leaves by itself.

use std::io::Write;

use axum::http::{HeaderMap, header};
use flate2::{Compression, write::GzEncoder};

/// Bytes under which it is not worth it: they fit into one packet anyway.
const LEAST: usize = 1_024;

pub(super) fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|one| {
        let (name, rest) = one.split_once(';').unwrap_or((one, ""));
        let weight = rest.trim().strip_prefix("q=").map_or(1.0, |q| q.parse().unwrap_or(0.0));
        name.trim().eq_ignore_ascii_case("gzip") && weight > 0.0
    })
}

/// The bytes packed; none where that is not wanted, or not worth it.
pub(super) fn packed(headers: &HeaderMap, bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() < LEAST || !takes_gzip(headers) {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn accepting(text: &str) -> HeaderMap {
        [(header::ACCEPT_ENCODING, HeaderValue::from_str(text).unwrap())].into_iter().collect()
    }

    #[test]
    fn gzip_is_for_those_who_take_it() {
        for (text, taken) in [
            ("gzip", true),
            ("br, GZIP;q=0.5", true),
            ("gzip; q=1", true),
            ("gzip;q=0", false),
            ("gzip;q=0.000", false),
            ("br", false),
            ("", false),
        ] {
            assert_eq!(takes_gzip(&accepting(text)), taken, "{text}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn what_is_short_stays_as_it_is() {
        let long = "a word ".repeat(1_000);
        assert!(packed(&accepting("gzip"), long.as_bytes()).is_some_and(|packed| packed.len() < 200));
        assert_eq!(packed(&accepting("gzip"), b"a word"), None);
        assert_eq!(packed(&accepting("br"), long.as_bytes()), None);
    }
}
