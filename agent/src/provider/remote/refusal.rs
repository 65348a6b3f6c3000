//! What a provider's refusal means, read from its status, its code and its words. The codes are those of Anthropic,
//! OpenAI and Google; servers that look like one of them use some of them.

use std::time::Duration;

use rig_core::http_client::HeaderMap;
use serde_json::Value;

/// Characters of a body without a sentence that are worth showing.
const BODY: usize = 300;
/// The longest wait that is worth believing.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Limited,
    /// Money or quota is used up: it does not help to wait a little.
    Spent,
    BadKey,
    Missing,
    TooLong,
    /// Declined for what the request says.
    Blocked,
    Redirect,
    Overloaded,
    Later,
    Broken(u16),
    BadRequest,
}

/// `status` is none for an error that came after HTTP 200: then its code stands for the status.
pub(super) fn kind(status: Option<u16>, code: &str, words: &str) -> Kind {
    let code = code.to_ascii_lowercase();
    let status = status.unwrap_or_else(|| status_of(&code));
    match status {
        400 | 402 | 403 | 429 if is_spent(&code, words) => Kind::Spent,
        400 if is_bad_key(&code, words) => Kind::BadKey,
        400 | 422 if is_too_long(&code, words) => Kind::TooLong,
        400 if BLOCKED.contains(&code.as_str()) => Kind::Blocked,
        401 | 403 => Kind::BadKey,
        402 => Kind::Spent,
        404 => Kind::Missing,
        429 => Kind::Limited,
        408 | 409 | 425 | 499 => Kind::Later,
        300..400 => Kind::Redirect,
        529 => Kind::Overloaded,
        500.. => Kind::Broken(status),
        _ => Kind::BadRequest,
    }
}

const BLOCKED: [&str; 7] = [
    "safety",
    "blocklist",
    "prohibited_content",
    "image_safety",
    "model_armor",
    "jailbreak",
    "content_filter",
];

/// The status that an API gives this code where it can still set one.
fn status_of(code: &str) -> u16 {
    match code {
        "invalid_request_error"
        | "invalid_argument"
        | "failed_precondition"
        | "context_length_exceeded"
        | "invalid_prompt" => 400,
        "authentication_error" | "unauthenticated" | "invalid_api_key" => 401,
        "billing_error" => 402,
        "permission_error" | "permission_denied" => 403,
        "not_found_error" | "not_found" | "model_not_found" => 404,
        "request_too_large" => 413,
        "rate_limit_error" | "rate_limit_exceeded" | "resource_exhausted" | "insufficient_quota" => 429,
        "timeout_error" | "deadline_exceeded" => 504,
        "overloaded_error" | "unavailable" | "slow_down" => 529,
        // A number, as some servers write it.
        code if BLOCKED.contains(&code) => 400,
        code => code.parse().ok().filter(|status| (300..600).contains(status)).unwrap_or(500),
    }
}

fn is_spent(code: &str, words: &str) -> bool {
    code == "insufficient_quota"
        || code == "billing_hard_limit_reached"
        || has(
            words,
            &[
                "credit balance",
                "usage limit",
                "spend limit",
                "spending limit",
                "billing",
                "insufficient_quota",
            ],
        )
}

fn is_bad_key(code: &str, words: &str) -> bool {
    code == "api_key_invalid" || has(words, &["api key not valid", "api key expired"])
}

fn is_too_long(code: &str, words: &str) -> bool {
    code == "context_length_exceeded"
        || has(
            words,
            &[
                "prompt is too long",
                "maximum context length",
                "exceeds the maximum number of tokens",
                "context size",
                "context window",
            ],
        )
}

fn has(words: &str, signs: &[&str]) -> bool {
    let words = words.to_lowercase();
    signs.iter().any(|sign| words.contains(sign))
}

/// The provider's own sentence, or the start of whatever it sent.
pub(super) fn words(body: &str) -> String {
    let parsed: Option<Value> = serde_json::from_str(body).ok();
    let sentence = parsed.as_ref().and_then(sentence);
    match sentence {
        Some(sentence) => sentence.to_owned(),
        None if body.trim().is_empty() => "no reason given".to_owned(),
        None => body.trim().chars().take(BODY).collect(),
    }
}

/// Google wraps an error in a list; OpenAI's events hold it flat, nested or in a response; others call it `detail`.
fn sentence(body: &Value) -> Option<&str> {
    const PLACES: [&str; 6] =
        ["/error/message", "/0/error/message", "/response/error/message", "/message", "/error", "/detail"];
    PLACES.iter().find_map(|place| body.pointer(place)?.as_str()).filter(|text| !text.trim().is_empty())
}

/// How long to wait, as the headers or Google's body say.
pub(super) fn wait(headers: Option<&HeaderMap>, body: &str) -> Option<Duration> {
    let header = |name: &str| headers?.get(name)?.to_str().ok().map(|text| text.trim().to_owned());
    let millis = || header("retry-after-ms")?.parse().ok().map(|millis: f64| millis / 1000.0);
    let seconds = || header("retry-after")?.parse().ok();
    let waited = millis().or_else(seconds).or_else(|| retry_info(body))?;
    Duration::try_from_secs_f64(waited).ok().map(|wait| wait.min(LONGEST))
}

/// `{"@type": "…RetryInfo", "retryDelay": "37s"}` among the details.
fn retry_info(body: &str) -> Option<f64> {
    let body: Value = serde_json::from_str(body).ok()?;
    let details = body.pointer("/error/details").or_else(|| body.pointer("/0/error/details"))?.as_array()?;
    let delay = details.iter().find_map(|detail| detail.get("retryDelay")?.as_str())?;
    delay.strip_suffix('s')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waiting_mends_is_told_from_what_it_does_not() {
        for (status, code, words, expected) in [
            (Some(429), "rate_limit_exceeded", "Rate limit reached for gpt-5", Kind::Limited),
            (Some(429), "insufficient_quota", "You exceeded your current quota", Kind::Spent),
            (Some(429), "RESOURCE_EXHAUSTED", "Quota exceeded for metric", Kind::Limited),
            (Some(400), "invalid_request_error", "Your credit balance is too low", Kind::Spent),
            (Some(400), "API_KEY_INVALID", "API key not valid. Please pass a valid API key.", Kind::BadKey),
            (
                Some(400),
                "context_length_exceeded",
                "This model's maximum context length is 128",
                Kind::TooLong,
            ),
            (Some(400), "invalid_request_error", "prompt is too long: 210000 tokens > 200000", Kind::TooLong),
            (Some(404), "model_not_found", "no such model", Kind::Missing),
            (Some(503), "UNAVAILABLE", "The model is overloaded.", Kind::Broken(503)),
            (None, "overloaded_error", "Overloaded", Kind::Overloaded),
            (None, "server_error", "sorry", Kind::Broken(500)),
            (None, "rate_limit_exceeded", "slow down", Kind::Limited),
            (None, "PROHIBITED_CONTENT", "blocked", Kind::Blocked),
            (Some(307), "", "", Kind::Redirect),
            (Some(400), "invalid_request_error", "messages: too many", Kind::BadRequest),
        ] {
            assert_eq!(kind(status, code, words), expected, "{status:?} {code} {words}");
        }
    }

    #[test]
    fn waits_are_read_from_headers_and_from_googles_details() {
        let mut headers = HeaderMap::new();
        assert_eq!(wait(Some(&headers), "{}"), None);
        headers.insert("retry-after", "7".parse().expect("a header"));
        assert_eq!(wait(Some(&headers), ""), Some(Duration::from_secs(7)));
        headers.insert("retry-after-ms", "250".parse().expect("a header"));
        assert_eq!(wait(Some(&headers), ""), Some(Duration::from_millis(250)));
        headers.insert("retry-after-ms", "-1".parse().expect("a header"));
        assert_eq!(wait(Some(&headers), ""), None, "no time before now");
        let google = r#"{"error":{"details":[{"@type":"x"},{"@type":"RetryInfo","retryDelay":"37.5s"}]}}"#;
        assert_eq!(wait(None, google), Some(Duration::from_millis(37_500)));
        assert_eq!(wait(None, r#"[{"error":{"details":[{"retryDelay":"1e99s"}]}}]"#), None);
    }

    #[test]
    fn the_providers_own_sentence_is_found_wherever_it_stands() {
        for body in [
            r#"{"error":{"message":"sorry"}}"#,
            r#"[{"error":{"message":"sorry"}}]"#,
            r#"{"type":"error","message":"sorry"}"#,
            r#"{"type":"response.failed","response":{"error":{"code":"x","message":"sorry"}}}"#,
            r#"{"error":"sorry"}"#,
            "sorry",
        ] {
            assert_eq!(words(body), "sorry", "{body}");
        }
        assert_eq!(words(" "), "no reason given");
    }
}
