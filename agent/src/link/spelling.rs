//! Word forms: plurals, and British against American spelling, brought to one stem. Both sides of every look-up go through
//! here, so a stem need not be a word.

/// The common stem of a folded word's forms.
pub(crate) fn stem(word: &str) -> String {
    if word.starts_with(|letter: char| letter.is_ascii_digit()) {
        return word.to_owned();
    }
    american(singular(word))
}

fn singular(word: &str) -> String {
    if let Some(irregular) = irregular(word) {
        return irregular.to_owned();
    }
    let cut = |end: &str, by: &str| word.strip_suffix(end).map(|rest| format!("{rest}{by}"));
    if word.len() > 4 {
        if let Some(stem) = cut("ies", "y") {
            return stem;
        }
        if ["ches", "shes", "sses", "xes", "zzes"].iter().any(|end| word.ends_with(end)) {
            return word.strip_suffix("es").unwrap_or(word).to_owned();
        }
    }
    let keeps_s = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if word.len() > 3 && word.ends_with('s') && !keeps_s {
        return word.strip_suffix('s').unwrap_or(word).to_owned();
    }
    word.to_owned()
}

fn irregular(word: &str) -> Option<&'static str> {
    Some(match word {
        "people" | "persons" => "person",
        "men" => "man",
        "women" => "woman",
        "analyses" => "analysis",
        "kpis" => "kpi",
        "skus" => "sku",
        "pcs" => "piece",
        "days" => "day",
        _ => return None,
    })
}

fn american(word: String) -> String {
    if let Some(other) = spelt_otherwise(&word) {
        return other.to_owned();
    }
    const ENDINGS: [(&str, &str); 12] = [
        ("isation", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("iser", "izer"),
        ("yse", "yze"),
        ("ysing", "yzing"),
        ("lled", "led"),
        ("lling", "ling"),
        ("ogue", "og"),
        ("llment", "lment"),
        ("tre", "ter"),
        ("bre", "ber"),
    ];
    for (british, american) in ENDINGS {
        if let Some(rest) = word.strip_suffix(british).filter(|rest| rest.len() >= 2) {
            return format!("{rest}{american}");
        }
    }
    if let Some(rest) = word.strip_suffix("ise").filter(|rest| rest.len() >= 4) {
        return format!("{rest}ize");
    }
    match word.strip_suffix("our").filter(|rest| rest.len() >= 3) {
        Some(rest) => format!("{rest}or"),
        None => word,
    }
}

fn spelt_otherwise(word: &str) -> Option<&'static str> {
    Some(match word {
        "ageing" => "aging",
        "aluminium" => "aluminum",
        "mould" => "mold",
        "moulding" => "molding",
        "tyre" => "tire",
        "grey" => "gray",
        "programme" => "program",
        "cheque" => "check",
        "licence" => "license",
        "defence" => "defense",
        "offence" => "offense",
        "judgement" => "judgment",
        "sulphur" => "sulfur",
        "acknowledgement" => "acknowledgment",
        "storey" => "story",
        "ton" => "tonne",
        "pct" => "percent",
        "percentage" => "percent",
        _ => return None,
    })
}

/// Forms of a verb or adjective that a noun may stand behind: `scrapped` → `scrap`, `shipping` → `ship`, `producing` →
/// `produce`. Likeliest first; the caller keeps the first that is a word it knows.
pub(crate) fn roots(word: &str) -> Vec<String> {
    let mut roots = Vec::new();
    for (end, back) in [("ed", "e"), ("ing", "e"), ("er", "e"), ("ment", ""), ("ly", "")] {
        let Some(rest) = word.strip_suffix(end).filter(|rest| rest.len() >= 3 && rest.is_ascii()) else {
            continue;
        };
        roots.push(stem(rest));
        if let Some(single) = undoubled(rest) {
            roots.push(stem(single));
        }
        roots.push(stem(&format!("{rest}{back}")));
    }
    if let Some(noun) = noun_of_verb(word) {
        roots.push(stem(noun));
    }
    roots
}

fn undoubled(word: &str) -> Option<&str> {
    let bytes = word.as_bytes();
    let last = bytes.len().checked_sub(1)?;
    (last >= 2 && bytes[last] == bytes[last - 1]).then(|| &word[..last])
}

/// Verbs whose noun is another word.
fn noun_of_verb(word: &str) -> Option<&'static str> {
    Some(match word {
        "sold" | "sell" | "selling" | "sells" => "sales",
        "bought" | "buy" | "buying" | "purchased" => "purchases",
        "spent" | "spending" => "spend",
        "lost" | "lose" | "losing" => "loss",
        "shipped" | "shipping" | "ship" => "shipments",
        "delivered" | "deliver" | "delivering" => "deliveries",
        "produced" | "produce" | "producing" | "made" => "production",
        "failed" | "failing" | "fail" => "failures",
        "failure" => "failures",
        "stopped" | "stopping" => "stops",
        "returned" | "returning" => "returns",
        "consumed" | "consume" | "consuming" => "consumption",
        "used" | "using" => "use",
        "reworked" => "rework",
        "inspected" => "inspections",
        "complained" => "complaints",
        "ordered" => "orders",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_meet_in_one_stem() {
        for (one, other) in [
            ("labour", "labor"),
            ("utilisation", "utilization"),
            ("centres", "center"),
            ("litres", "liter"),
            ("labelled", "labeled"),
            ("catalogues", "catalog"),
            ("batches", "batch"),
            ("deliveries", "delivery"),
            ("losses", "loss"),
            ("lines", "line"),
            ("leeds", "leed"),
            ("fulfilment", "fulfillment"),
            ("ageing", "aging"),
            ("people", "person"),
        ] {
            assert_eq!(stem(one), stem(other), "{one} / {other}");
        }
    }

    #[test]
    fn words_that_end_in_s_stay() {
        for word in ["analysis", "gross", "status", "gas"] {
            assert_eq!(stem(word), word);
        }
    }

    #[test]
    fn verbs_lead_to_nouns() {
        assert!(roots("scrapped").contains(&"scrap".to_owned()));
        assert!(roots("producing").contains(&"produce".to_owned()));
        assert!(roots("sold").contains(&"sale".to_owned()));
    }
}
