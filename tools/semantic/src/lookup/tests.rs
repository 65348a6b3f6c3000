use super::{MemberIndex, similarity};
use crate::QueryError;

fn index() -> MemberIndex {
    let mut index = MemberIndex::default();
    let members = |pairs: &[(&str, &str)]| {
        let mut members: Vec<(String, String)> =
            pairs.iter().map(|(key, label)| ((*key).to_owned(), (*label).to_owned())).collect();
        members.sort_by(|a, b| a.1.cmp(&b.1));
        members
    };
    index.add("plant", "Plant", "Plants", members(&[("LEE", "Leeds"), ("DER", "Derby"), ("WRO", "Wrocław")]));
    let lines: Vec<(String, String)> =
        (1..=13).map(|number| (format!("L{number:02}"), format!("Line {number}"))).collect();
    index.add("line", "Line", "Lines", lines);
    let products = [
        ("GH-100", "Gearbox housing"),
        ("GH-200", "Gear wheel"),
        ("SH-10", "Shaft, short"),
        ("SH-20", "Shaft, long"),
    ];
    index.add("product", "Product", "Products", members(&products));
    let customers =
        [("C1", "Müller GmbH"), ("C2", "Smith & Sons"), ("C3", "Smyth Ltd"), ("C4", "Acme"), ("C5", "Acme")];
    index.add("customer", "Customer", "Customers", members(&customers));
    index
}

fn key(dimension: &str, typed: &str) -> String {
    match index().resolve(dimension, typed) {
        Ok((member, false)) => member.key,
        Ok((member, true)) => format!("{} corrected", member.key),
        Err(QueryError::AmbiguousMember { candidates, .. }) => format!("one of {}", candidates.join("; ")),
        Err(QueryError::UnknownMember { nearest, .. }) => format!("unknown, near {}", nearest.join("; ")),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn names_are_found_in_any_form() {
    for (dimension, typed, expected) in [
        ("plant", "LEE", "LEE"),
        ("plant", "Leeds", "LEE"),
        ("plant", " leeds ", "LEE"),
        ("plant", "LEEDS plant", "LEE"),
        ("plant", "plant Leeds", "LEE"),
        ("plant", "wroclaw", "WRO"),
        ("plant", "Wroc", "WRO"),
        ("line", "Line 3", "L03"),
        ("line", "line3", "L03"),
        ("line", "L3", "L03"),
        ("line", "l03", "L03"),
        ("line", "Line 03", "L03"),
        ("line", "3", "L03"),
        ("line", "line 13", "L13"),
        ("product", "housing", "GH-100"),
        ("product", "gear", "GH-200"),
        ("product", "gh100", "GH-100"),
        ("product", "long shaft", "SH-20"),
        ("customer", "Muller", "C1"),
        ("customer", "smith and sons", "C2"),
    ] {
        assert_eq!(key(dimension, typed), expected, "{typed}");
    }
}

#[test]
fn slips_are_corrected_and_numbers_never() {
    assert_eq!(key("plant", "Leds"), "LEE corrected");
    assert_eq!(key("plant", "Derbby"), "DER corrected");
    assert_eq!(key("plant", "Wrocalw"), "WRO corrected");
    assert_eq!(key("product", "gearbox hosuing"), "GH-100 corrected");
    assert!(key("line", "line 14").starts_with("unknown"), "{}", key("line", "line 14"));
    assert!(key("product", "GH-300").starts_with("unknown"), "{}", key("product", "GH-300"));
    assert!(key("plant", "").starts_with("unknown"));
    assert!(key("plant", "\u{0}\u{7}").starts_with("unknown"));
    assert!(key("plant", &"x".repeat(100_000)).starts_with("unknown"));
    assert!(key("colour", "red").starts_with("unknown"));
}

#[test]
fn more_than_one_is_asked_about() {
    assert_eq!(key("product", "shaft"), "one of Shaft, long; Shaft, short");
    assert_eq!(key("customer", "Acme"), "one of C4; C5");
    assert_eq!(
        index().resolve("product", "gea").unwrap_err().to_string(),
        "\"gea\" fits more than one Product: Gear wheel, Gearbox housing; name one of them"
    );
}

#[test]
fn words_find_members_of_any_dimension() {
    let found = |words: &str| {
        index().find(words).into_iter().map(|(member, score)| (member.key, score)).collect::<Vec<_>>()
    };
    assert_eq!(found("Line 3"), [("L03".to_owned(), 1.0)]);
    assert_eq!(found("leeds")[0], ("LEE".to_owned(), 1.0));
    let shafts = found("shaft");
    assert_eq!(shafts.len(), 2);
    assert!(shafts.iter().all(|(_, score)| (0.75..1.0).contains(score)), "{shafts:?}");
    assert!(found("wroclav")[0].1 < 1.0);
    assert!(found("nothing of this").is_empty());
    assert!(found("").is_empty());
}

#[test]
fn likeness_is_blind_to_case_accents_and_punctuation() {
    assert!((similarity("Wrocław", "WROCLAW") - 1.0).abs() < f64::EPSILON);
    assert!((similarity("first-pass yield", "First pass yield") - 1.0).abs() < f64::EPSILON);
    assert!((similarity("", "") - 1.0).abs() < f64::EPSILON);
    assert!(similarity("oee", "oae") > similarity("oee", "ote") - f64::EPSILON);
    assert!(similarity("scrap", "sales") < 0.5);
    assert!(similarity("ab", "ba") >= 0.5, "a swap is one slip");
}

#[test]
fn the_name_of_a_hidden_member_is_not_taken_for_another() {
    let mut index = index();
    for (dimension, key, label) in [
        ("product", "GE", "Gear"),
        ("plant", "LED", "Leedes"),
        ("line", "L20", "Line 20"),
        ("customer", "C9", "Smith"),
    ] {
        index.hide(&super::Member {
            dimension: dimension.to_owned(),
            key: key.to_owned(),
            label: label.to_owned(),
        });
    }
    // Without the hidden ones these would be a beginning, a slip, and words of names that the person sees.
    for (dimension, typed) in [
        ("product", "ge"),
        ("product", "Gear"),
        ("plant", "leedes"),
        ("plant", "Leede"),
        ("line", "line 20"),
        ("customer", "smith"),
    ] {
        let Err(QueryError::UnknownMember { nearest, .. }) = index.resolve(dimension, typed) else {
            panic!("{typed} was taken for {:?}", index.resolve(dimension, typed));
        };
        let hidden = ["Gear", "Leedes", "Line 20", "Smith"];
        assert!(!nearest.iter().any(|name| hidden.contains(&name.as_str())), "{nearest:?}");
    }
    assert_eq!(index.resolve("plant", "Leeds").unwrap().0.key, "LEE");
    assert_eq!(index.resolve("plant", "leds").unwrap().0.key, "LEE");
    assert_eq!(index.resolve("product", "housing").unwrap().0.key, "GH-100");
    assert!(index.find("gear").iter().all(|(member, _)| member.dimension != "product"));
    assert!(index.of("product").iter().all(|member| member.key != "GE"));
}
