//! Whether a mail is from whom it says, as far as our own mail server found out and wrote into `Authentication-Results`
//! (RFC 8601).

/// Whether the results of our server say that the domain itself sent it: DMARC passed for it, or else DKIM or SPF passed
/// for the same domain or one above it. The first header with our server's name counts alone: our server writes above
/// what came with the mail. Where DMARC was judged and did not pass, nothing else helps.
pub(super) fn is_authentic<'a>(
    headers: impl Iterator<Item = &'a str>,
    authserv_id: &str,
    from_domain: &str,
) -> bool {
    // One that cannot be read could be ours, so nothing below it counts.
    let ours = headers.map(clauses).find(|header| header.as_ref().is_none_or(|one| names(one, authserv_id)));
    let Some(Some(clauses)) = ours else { return false };
    let results: Vec<Outcome> = clauses.iter().skip(1).filter_map(|clause| outcome(clause)).collect();
    if let Some(dmarc) = results.iter().find(|one| one.method == "dmarc" && one.result != "none") {
        return dmarc.result == "pass" && dmarc.says("header.from", |domain| domain == from_domain);
    }
    results.iter().filter(|one| one.result == "pass").any(|one| match one.method.as_str() {
        "dkim" => one.says("header.d", |domain| is_aligned(domain, from_domain)),
        "spf" => one.says("smtp.mailfrom", |sender| {
            is_aligned(sender.rsplit_once('@').map_or(sender, |(_, domain)| domain), from_domain)
        }),
        _ => false,
    })
}

fn names(clauses: &[Vec<String>], authserv_id: &str) -> bool {
    let first = clauses.first().and_then(|clause| clause.first());
    !authserv_id.is_empty() && first.is_some_and(|name| name.eq_ignore_ascii_case(authserv_id))
}

/// Who speaks for a domain speaks for those below it. Not the other way round, which is what a domain's owner lets
/// others do with one below; nor where what speaks is a country or the like.
fn is_aligned(speaker: &str, from_domain: &str) -> bool {
    let below = || from_domain.strip_suffix(speaker).is_some_and(|rest| rest.ends_with('.'));
    speaker == from_domain || speaker.contains('.') && below()
}

/// What one method found, in lower case.
struct Outcome {
    method: String,
    result: String,
    properties: Vec<(String, String)>,
}

impl Outcome {
    fn says(&self, name: &str, fits: impl Fn(&str) -> bool) -> bool {
        let mut values = self.properties.iter().filter(|(property, _)| property == name);
        values.next().is_some_and(|(_, value)| fits(value)) && values.next().is_none()
    }
}

fn outcome(clause: &[String]) -> Option<Outcome> {
    let mut pairs = clause.iter().filter_map(|word| word.split_once('='));
    let (method, result) = pairs.next()?;
    let method = method.split('/').next().unwrap_or_default().to_ascii_lowercase();
    let lower = |text: &str| text.to_ascii_lowercase();
    let properties = pairs.map(|(name, value)| (lower(name), lower(value))).collect();
    Some(Outcome { method, result: lower(result), properties })
}

/// The words of each clause between semicolons, without comments and quotes; None where one of these has no end, because
/// then a sender's text could pass for a result.
fn clauses(header: &str) -> Option<Vec<Vec<String>>> {
    let mut clauses = vec![vec![String::new()]];
    let mut letters = header.chars();
    let mut depth = 0_usize;
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        let plain = depth == 0 && !quoted;
        match letter {
            '\\' if !plain => push(&mut clauses, letters.next()?, quoted),
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.checked_sub(1)?,
            ';' if plain => clauses.push(vec![String::new()]),
            letter if plain && letter.is_whitespace() => end_word(&mut clauses),
            letter => push(&mut clauses, letter, depth == 0),
        }
    }
    if depth > 0 || quoted {
        return None;
    }
    Some(clauses.into_iter().map(joined).collect())
}

fn push(clauses: &mut [Vec<String>], letter: char, counts: bool) {
    if counts && let Some(word) = clauses.last_mut().and_then(|clause| clause.last_mut()) {
        word.push(letter);
    }
}

fn end_word(clauses: &mut [Vec<String>]) {
    if let Some(clause) = clauses.last_mut() {
        clause.push(String::new());
    }
}

/// Without empty words, and with `a = b` as one.
fn joined(words: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for word in words.into_iter().filter(|word| !word.is_empty()) {
        match joined.last_mut() {
            Some(last) if last.ends_with('=') || word.starts_with('=') => last.push_str(&word),
            _ => joined.push(word),
        }
    }
    joined
}
