use aws_lc_rs::hmac;
use axum::http::HeaderMap;

use crate::{Clock, Secret};

/// How old a request may be, in seconds: an older one may have been recorded by somebody.
const OLDEST: i64 = 300;

/// Whether Slack signed these bytes a short while ago. The comparison takes the same time wherever they differ.
pub fn verify(secret: &Secret, clock: &Clock, headers: &HeaderMap, body: &[u8]) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let signed = header("x-slack-request-timestamp").zip(header("x-slack-signature"));
    let Some((timestamp, signature)) = signed else { return false };
    let Ok(seconds) = timestamp.parse::<i64>() else { return false };
    if clock.seconds().abs_diff(seconds) > OLDEST.unsigned_abs() {
        return false;
    }
    let Some(signature) = signature.strip_prefix("v0=").and_then(bytes) else { return false };
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.reveal().as_bytes());
    let mut signed = format!("v0:{timestamp}:").into_bytes();
    signed.extend_from_slice(body);
    hmac::verify(&key, &signed, &signature).is_ok()
}

/// Hexadecimal digits in pairs.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let values: Option<Vec<u8>> =
        digits.chars().map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok())).collect();
    let values = values.filter(|values| values.len().is_multiple_of(2))?;
    Some(values.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect())
}
