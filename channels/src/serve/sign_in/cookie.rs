use axum::http::{HeaderMap, HeaderValue, header};

/// The value of a cookie.
pub(super) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let texts = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(other, _)| *other == name).map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// A cookie that no script reads and no other site's page sends along, but for a link that is followed. It lasts some
/// seconds; none takes it away.
pub(super) fn write(name: &str, value: &str, seconds: u32, encrypted: bool) -> Option<HeaderValue> {
    let secure = if encrypted { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; sentia=x=y; sentia-issuer=z"));
        headers.append(header::COOKIE, HeaderValue::from_static("b=2"));
        assert_eq!(read(&headers, "sentia"), Some("x=y"));
        assert_eq!(read(&headers, "b"), Some("2"));
        assert_eq!(read(&headers, "enti"), None);
        assert_eq!(read(&headers, ""), None);
    }

    #[test]
    fn a_cookie_stays_with_this_host_and_out_of_scripts() {
        let cookie = write("__Host-sentia", "t", 60, true).unwrap();
        let text = cookie.to_str().unwrap();
        for part in ["__Host-sentia=t", "Path=/", "Max-Age=60", "HttpOnly", "SameSite=Lax", "Secure"] {
            assert!(text.split("; ").any(|one| one == part), "{text}");
        }
        assert!(!text.contains("Domain"));
    }
}
