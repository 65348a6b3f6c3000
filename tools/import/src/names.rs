//! Names of files and headings as names of tables and columns: `Order Qty`, `OrderQty` and `order-qty` are `order_qty`.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// PostgreSQL cuts longer names.
const LONGEST: usize = 63;

/// A heading as a name; `fallback` where nothing is left of it.
pub(crate) fn snake_case(text: &str, fallback: &str) -> String {
    let letters: Vec<char> =
        text.trim().nfkd().filter(|letter| !is_combining_mark(*letter)).take(400).collect();
    let mut name = String::new();
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            if !name.is_empty() && !name.ends_with('_') {
                name.push('_');
            }
            continue;
        }
        if begins_word(&letters, at) && !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    let name = cut(name.trim_end_matches('_'), LONGEST);
    if name.is_empty() { fallback.to_owned() } else { name.to_owned() }
}

/// A capital after a small letter or digit, or before one in a run of capitals: `ProductID`, `IDProduct`; kWh is one.
fn begins_word(letters: &[char], at: usize) -> bool {
    let is_upper = |at: usize| letters.get(at).is_some_and(|letter| letter.is_uppercase());
    let is_lower = |at: usize| letters.get(at).is_some_and(|letter| letter.is_lowercase());
    let Some(before) = at.checked_sub(1) else { return false };
    let is_of_kwh = letters[at..].starts_with(&['W', 'h']) && "kMG".contains(letters[before]);
    is_upper(at)
        && !is_of_kwh
        && (is_lower(before) || (is_upper(before) && is_lower(at + 1)) || letters[before].is_numeric())
}

fn cut(name: &str, most: usize) -> &str {
    let end =
        name.char_indices().map(|(at, letter)| at + letter.len_utf8()).take_while(|end| *end <= most).last();
    name.get(..end.unwrap_or(0)).unwrap_or_default().trim_end_matches('_')
}

/// Headings as names of columns, no two alike.
pub(crate) fn columns(headings: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(headings.len());
    let mut taken = std::collections::BTreeSet::new();
    for (at, heading) in headings.iter().enumerate() {
        let wanted = snake_case(heading, &format!("column_{}", at + 1));
        let numbered = (2..).map(|number| format!("{}_{number}", cut(&wanted, LONGEST - 5)));
        let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
        let name = candidates.find(|name| !taken.contains(name)).unwrap_or(wanted);
        taken.insert(name.clone());
        names.push(name);
    }
    names
}

/// A name as it stands in SQL.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_become_names() {
        for (heading, name) in [
            ("OrderQty", "order_qty"),
            ("ProductID", "product_id"),
            ("  Unit price (€) ", "unit_price"),
            ("Größe", "große"),
            ("Qté livrée", "qte_livree"),
            ("IDProduct", "id_product"),
            ("2024 total", "2024_total"),
            ("***", "x"),
            ("BOMLevel", "bom_level"),
        ] {
            assert_eq!(snake_case(heading, "x"), name, "{heading}");
        }
        let headings = ["A", "a", "", "A"].map(str::to_owned);
        assert_eq!(columns(&headings), ["a", "a_2", "column_3", "a_3"]);
        let long = "ö".repeat(300);
        assert!(snake_case(&long, "x").len() <= 63);
    }
}
