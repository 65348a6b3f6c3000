//! Names of tables and columns as words: `OrderQty`, `order_qty` and `ORDER-QTY` are "order quantity".

/// What stands before the name proper of a table.
const PREFIXES: [&str; 14] =
    ["dim", "fact", "fct", "tbl", "stg", "oltp", "dw", "raw", "src", "vw", "mart", "dbo", "public", "lu"];

/// What stands behind it.
const HEADS: [&str; 5] = ["header", "headers", "hdr", "head", "table"];

/// Abbreviations of the trade, spelled out.
const ABBREVIATIONS: [(&str, &str); 35] = [
    ("qty", "quantity"),
    ("qnty", "quantity"),
    ("amt", "amount"),
    ("avg", "average"),
    ("pct", "percent"),
    ("perc", "percent"),
    ("desc", "description"),
    ("descr", "description"),
    ("dt", "date"),
    ("ts", "time"),
    ("cust", "customer"),
    ("prod", "product"),
    ("acct", "account"),
    ("acc", "account"),
    ("dept", "department"),
    ("emp", "employee"),
    ("mfg", "manufacturing"),
    ("wh", "warehouse"),
    ("num", "number"),
    ("nr", "number"),
    ("no", "number"),
    ("uom", "unit"),
    ("cat", "category"),
    ("grp", "group"),
    ("org", "organisation"),
    ("addr", "address"),
    ("min", "minutes"),
    ("mins", "minutes"),
    ("hrs", "hours"),
    ("hr", "hour"),
    ("sec", "seconds"),
    ("secs", "seconds"),
    ("ltr", "litres"),
    ("bal", "balance"),
    ("pcs", "pieces"),
];

/// The parts of a name, in small letters.
pub(crate) fn parts(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut parts: Vec<String> = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            parts.push(String::new());
            continue;
        }
        let is_upper = |at: usize| letters.get(at).is_some_and(|letter| letter.is_uppercase());
        let is_lower = |at: usize| letters.get(at).is_some_and(|letter| letter.is_lowercase());
        let is_of_kwh = at > 0 && letters[at..].starts_with(&['W', 'h']) && "kMG".contains(letters[at - 1]);
        let begins = at > 0
            && is_upper(at)
            && !is_of_kwh
            && (is_lower(at - 1) || (is_upper(at - 1) && is_lower(at + 1)) || letters[at - 1].is_numeric());
        if begins {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.extend(letter.to_lowercase());
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// `order_qty`: an id for the catalogue.
pub(crate) fn id(name: &str) -> String {
    let id = parts(name).join("_");
    match id.chars().next() {
        None => "unnamed".to_owned(),
        Some(first) if first.is_numeric() => format!("n{id}"),
        Some(_) => id,
    }
}

/// The words of a column.
pub(crate) fn of_column(name: &str) -> Vec<String> {
    let parts = parts(name);
    let last = parts.len().saturating_sub(1);
    // `order_no` is a number; `no_show` is none.
    let spelled = |(at, part): (usize, &String)| {
        if part == "no" && at < last { part.clone() } else { spelled_out(part) }
    };
    parts.iter().enumerate().map(spelled).collect()
}

/// The words of a table, without schema and prefixes, in the singular.
pub(crate) fn of_table(name: &str) -> Vec<String> {
    let own = name.rsplit('.').next().unwrap_or(name);
    let mut parts = parts(own);
    while parts.len() > 1 && parts.first().is_some_and(|first| PREFIXES.contains(&first.as_str())) {
        parts.remove(0);
    }
    // The head of a document is the document.
    if parts.len() > 1 && parts.last().is_some_and(|last| HEADS.contains(&last.as_str())) {
        parts.pop();
    }
    let mut words: Vec<String> = parts.iter().map(|part| spelled_out(part)).collect();
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

fn spelled_out(part: &str) -> String {
    let long = ABBREVIATIONS.iter().find(|(short, _)| *short == part).map(|(_, long)| *long);
    long.unwrap_or(part).to_owned()
}

pub(crate) fn singular(word: &str) -> String {
    let kept = ["ss", "us", "is", "news", "series", "status", "sales", "works"]
        .iter()
        .any(|end| word.ends_with(end));
    if kept || word.len() < 4 {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for end in ["sses", "shes", "ches", "xes", "zes"] {
        if word.ends_with(end) {
            return word.trim_end_matches("es").to_owned();
        }
    }
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

pub(crate) fn plural(word: &str) -> String {
    let ends = |end: &str| word.ends_with(end);
    let before_y = word.chars().rev().nth(1).is_some_and(|letter| !"aeiou".contains(letter));
    if ends("sales")
        || ends("series")
        || ends("works")
        || ends("staff")
        || ends("equipment")
        || ends("stock")
        || ends("inventory")
        || ends("history")
    {
        word.to_owned()
    } else if ends("y") && before_y {
        format!("{}ies", word.strip_suffix('y').unwrap_or(word))
    } else if ends("s") || ends("x") || ends("z") || ends("ch") || ends("sh") {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

/// Words with the last in the plural.
pub(crate) fn plural_of(words: &[String]) -> String {
    match words.split_last() {
        Some((last, before)) => before.iter().cloned().chain([plural(last)]).collect::<Vec<_>>().join(" "),
        None => String::new(),
    }
}

/// `Order quantity`; short words in capitals such as ID stay so.
pub(crate) fn label(words: &[String]) -> String {
    let text = words.join(" ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

pub(crate) fn has_any(words: &[String], known: &[&str]) -> bool {
    words.iter().any(|word| known.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        assert_eq!(of_column("OrderQty"), ["order", "quantity"]);
        assert_eq!(of_column("TOTAL_AMT"), ["total", "amount"]);
        assert_eq!(
            (of_column("Energy kWh"), of_column("GridMWh")),
            (vec!["energy".to_owned(), "kwh".to_owned()], vec!["grid".to_owned(), "mwh".to_owned()])
        );
        assert_eq!(
            (of_column("order_no"), of_column("no_show")),
            (vec!["order".to_owned(), "number".to_owned()], vec!["no".to_owned(), "show".to_owned()])
        );
        assert_eq!(of_table("dbo.FactInternetSales"), ["internet", "sales"]);
        assert_eq!(of_table("dim_customers"), ["customer"]);
        assert_eq!(of_table("deliveries"), ["delivery"]);
        assert_eq!(of_table("batches"), ["batch"]);
        assert_eq!(of_table("status"), ["status"]);
        assert_eq!(of_table("PurchaseOrderHeader"), ["purchase", "order"]);
        assert_eq!(plural_of(&of_table("PurchaseOrderDetail")), "purchase order details");
        assert_eq!(plural("delivery"), "deliveries");
        assert_eq!(plural("day"), "days");
        assert_eq!((id("2024 Total"), id("***")), ("n2024_total".to_owned(), "unnamed".to_owned()));
    }
}
