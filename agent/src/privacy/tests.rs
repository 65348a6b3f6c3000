use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use proptest::prelude::*;
use sentia_semantic::Member;
use serde_json::json;

use super::{
    Incoming, Ordinary, PseudonymKey, Seen, Vault,
    names::{Named, Names},
    ordinary::Known,
    vault::Whose,
};
use crate::provider::{AssistantPart, Delta, Message, Request, StopReason, ToolCall, ToolResult, Usage};

fn member(dimension: &str, key: &str, label: &str) -> Member {
    Member { dimension: dimension.into(), key: key.into(), label: label.into() }
}

fn names(members: &[(&str, Member)]) -> Names {
    let (mut program, mut data) = (Ordinary::default(), Ordinary::default());
    program.add_text("target revenue of the line");
    data.add_open("Derby");
    let named: Vec<Named<'_>> = members.iter().map(|(kind, member)| Named { kind, member }).collect();
    Names::of(&named, Known::new(Arc::new(program), data))
}

/// Somebody who may see all of them.
fn vault(members: &[(&str, Member)]) -> Vault {
    let seen: Seen =
        members.iter().map(|(_, member)| (member.dimension.clone(), member.key.clone())).collect();
    Vault::new(PseudonymKey::new([7; 32]).of("c1"), Arc::new(names(members)), Arc::new(seen))
}

fn customers(labels: &[&str]) -> Vec<(&'static str, Member)> {
    let member =
        |(at, label): (usize, &&str)| ("CUSTOMER", member("customer", &format!("C{:03}", at + 1), label));
    labels.iter().enumerate().map(member).collect()
}

fn hidden(labels: &[&str], text: &str) -> String {
    let mut vault = vault(&customers(labels));
    let hidden = vault.hide(text, Whose::Others);
    assert_eq!(vault.restore(&hidden, None), text, "{hidden}");
    // The numbers do not matter here; the letters behind them do not either.
    let mut plain = String::new();
    let mut rest = hidden.as_str();
    while let Some(at) = rest.find("CUSTOMER_") {
        plain.push_str(&rest[..at]);
        plain.push('@');
        rest = rest[at + 9..].trim_start_matches(|letter: char| letter.is_ascii_digit());
        rest = rest.trim_start_matches(|letter: char| letter.is_ascii_lowercase());
    }
    plain + rest
}

#[test]
fn a_name_is_found_however_it_is_written() {
    for (name, text, expected) in [
        ("Hartwell Motors Ltd", "Hartwell Motors Ltd's orders", "@'s orders"),
        ("Hartwell Motors Ltd", "HARTWELL  motors ltd.", "@."),
        ("Hartwell Motors Ltd", "sales to hartwell motors", "sales to @"),
        (
            "Hartwell Motors Ltd",
            "Hartwell wrote, hartwell-motors.pdf, Hartwell_Motors_2026",
            "@ wrote, @.pdf, @_2026",
        ),
        ("Hartwell Motors Ltd", "Hartwellian motors", "Hartwellian motors"),
        ("Müller & Söhne \"X\" GmbH", r#"["Müller & Söhne \"X\" GmbH"]"#, r#"["@"]"#),
        ("Müller & Söhne GmbH", "mu\u{308}ller and sohne, MULLER & SOHNE GMBH", "@, @"),
        ("Łódź Napędy S.A.", "for LODZ NAPEDY in May", "for @ in May"),
        ("Smith [UK] | Co", "Smith (UK) / Co", "@"),
        ("株式会社 山田", "to 株式会社 山田.", "to @."),
        ("a.b*c(d", "x a.b*c(d y", "x a.b*c(d y"),
        ("Zeta.b*c(d", "x zeta.b*c(d y", "x @ y"),
        ("Jane Ockenden", "Ms Ockenden", "Ms @"),
        ("Hartwell Motors Ltd", "for Hartwell Mot… or Hartw… or th…", "for @ Mot… or @… or th…"),
        ("Acme", "key C001, c001", "key @, @"),
    ] {
        assert_eq!(hidden(&[name], text), expected, "{name} in {text}");
    }
}

#[test]
fn ordinary_words_figures_and_open_names_stay() {
    for (name, text, expected) in [
        ("Target", "the target of Target", "the target of @"),
        ("target", "the target of Target", "the target of Target"),
        ("Best Buy", "the best buy was Best Buy", "the best buy was @"),
        ("General Current Account", "cash of the general current account", "cash of the @"),
        ("BP", "bp BP", "bp @"),
        ("Q", "Q3 Q", "Q3 Q"),
        ("1234", "1234 pieces", "1234 pieces"),
        ("12345678", "account 12345678", "account @"),
        ("Derby", "Derby", "Derby"),
        ("Derby Pumps", "Derby and Derby Pumps", "Derby and @"),
        ("E1", "[[e1.f3]] of E1", "[[e1.f3]] of @"),
        ("Smith Jones", "Smith | Jones\nSmith\nJones", "@ | @\n@\n@"),
    ] {
        assert_eq!(hidden(&[name], text), expected, "{name} in {text}");
    }
}

#[test]
fn the_longest_name_is_hidden_whole() {
    let text = "Alder Valley Foods, Alder Valley and Alder";
    assert_eq!(hidden(&["Alder", "Alder Valley Foods", "Alder Valley"], text), "@, @ and @");
}

#[test]
fn text_of_the_programs_own_keeps_its_ordinary_words() {
    let mut vault = vault(&customers(&["Target", "Acme"]));
    assert_eq!(vault.hide("Target of the line", Whose::Own), "Target of the line");
    assert!(!vault.hide("such as Acme", Whose::Own).contains("Acme"));
}

#[test]
fn one_name_has_one_number_and_each_conversation_its_own() {
    let members = customers(&["Hartwell Motors Ltd", "Acme"]);
    let mut first = vault(&members);
    let full = first.hide("Hartwell Motors Ltd", Whose::Others);
    let short = first.hide("hartwell", Whose::Others);
    assert!(short.len() == full.len() + 2 && short.starts_with(&full), "{full} {short}");
    assert_eq!(vault(&members).hide("hartwell", Whose::Others), short, "the same in the next turn");
    let other = PseudonymKey::new([7; 32]).of("c2");
    let mut other = Vault::new(other, Arc::new(names(&members)), Arc::default());
    assert_ne!(other.hide("Hartwell Motors Ltd", Whose::Others), full);
    assert_eq!(first.counts(), BTreeMap::from([("CUSTOMER".to_owned(), 1)]));
}

#[test]
fn what_looks_like_a_token_survives() {
    let mut vault = vault(&customers(&["Acme"]));
    let token = vault.hide("Acme", Whose::Others);
    let text = format!("{token} of Acme, CUSTOMER_123456, CUSTOMER_7, {token}s and LITERAL_123456");
    let hidden = vault.hide(&text, Whose::Others);
    assert_eq!(hidden.matches(&token).count(), 1, "{hidden}");
    assert_eq!(vault.restore(&hidden, None), text);
    assert_eq!(vault.restore("CUSTOMER_111111 wrote", None), "CUSTOMER_111111 wrote", "no token of ours");
    assert_eq!(vault.restore(&format!("two {token}s"), None), "two Acmes", "an ending of the model's");
    assert_eq!(vault.restore(&format!("X{token}"), None), format!("X{token}"));
}

#[test]
fn a_name_that_the_reader_may_not_see_comes_back_without_it() {
    let members =
        [("CUSTOMER", member("customer", "C1", "Acme")), ("EMPLOYEE", member("employee", "E7", "Jo Quay"))];
    let seen = Seen::from([("customer".to_owned(), "C1".to_owned())]);
    let mut vault = Vault::new([1; 32], Arc::new(names(&members)), Arc::new(seen));
    let hidden = vault.hide("Acme and Jo Quay, jo.quay@acme.example", Whose::Others);
    assert_eq!(vault.restore(&hidden, None), "Acme and an employee, jo.quay@acme.example");
}

#[test]
fn what_the_person_typed_for_a_name_is_hidden_too() {
    let mut vault = vault(&customers(&["Hartwell Motors"]));
    let hartwell = member("customer", "C001", "Hartwell Motors");
    vault.hear("hartwel motrs", &hartwell, "CUSTOMER");
    vault.hear("target", &hartwell, "CUSTOMER");
    assert_eq!(vault.hide("above the target", Whose::Others), "above the target");
    let hidden = vault.hide("sales to Hartwel Motrs?", Whose::Others);
    assert!(
        hidden.starts_with("sales to CUSTOMER_") && hidden.ends_with('?') && !hidden.contains("Motrs"),
        "{hidden}"
    );
    assert_eq!(vault.restore(&hidden, None), "sales to Hartwel Motrs?");
}

fn request() -> Request {
    let call = ToolCall {
        id: "a".into(),
        name: "query_metrics".into(),
        arguments: json!({ "filters": [{ "dimension": "customer", "members": ["Acme", "Acme"] }], "Acme": 3 }),
        native: Some(json!({ "signed": "CUSTOMER_1" })),
    };
    let result = ToolResult { call_id: "a".into(), content: "Acme | 4 [[e1.f1]]".into(), is_error: false };
    Request {
        system: "You answer.".into(),
        messages: vec![
            Message::User("sales to ACME".into()),
            Message::Assistant(vec![
                AssistantPart::Text("Acme bought.".into()),
                AssistantPart::ToolCall(call),
            ]),
            Message::ToolResults(vec![result]),
        ],
        tools: vec![sentia_tools::ToolDescription {
            name: "query_metrics".into(),
            description: "Figures, as for Acme.".into(),
            parameters: json!({ "properties": { "members": { "enum": ["Acme", "Derby"] } } }),
        }],
        max_tokens: 9,
    }
}

#[test]
fn everything_in_a_request_is_hidden_but_what_the_program_made() {
    let mut vault = vault(&customers(&["Acme"]));
    let out = vault.outgoing(&request(), "A note.");
    assert!(out.system.ends_with("\n\nA note."));
    let mut text = serde_json::to_string(&out).unwrap();
    text = text.replacen("\"Acme\":3", "", 1);
    assert!(!text.to_lowercase().contains("acme"), "{text}");
    for kept in ["query_metrics", "[[e1.f1]]", "Derby", "{\"signed\":\"CUSTOMER_1\"}", "\"customer\""] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
}

/// What comes out of a reply that comes in these pieces.
fn come_in(vault: &Vault, pieces: &[String]) -> String {
    let mut incoming = Incoming::default();
    let mut deltas = Vec::new();
    for piece in pieces {
        deltas.extend(incoming.take(Delta::Text(piece.clone()), vault));
        deltas.extend(incoming.take(Delta::Usage(Usage::default()), vault));
    }
    deltas.extend(incoming.take(Delta::Stop(StopReason::End), vault));
    assert_eq!(deltas.last(), Some(&Delta::Stop(StopReason::End)));
    let texts = deltas.into_iter().filter_map(|delta| match delta {
        Delta::Text(text) => Some(text),
        _ => None,
    });
    texts.collect()
}

fn cut(text: &str, sizes: &[usize]) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let (mut pieces, mut at, mut sizes) = (Vec::new(), 0, sizes.iter().cycle());
    while at < letters.len() {
        let end = (at + sizes.next().copied().unwrap_or(1)).min(letters.len());
        pieces.push(letters[at..end].iter().collect());
        at = end;
    }
    pieces
}

#[test]
fn calls_come_in_restored_behind_the_text_before_them() {
    let mut vault = vault(&customers(&["Acme"]));
    let token = vault.hide("Acme", Whose::Others);
    let call = ToolCall {
        id: "a".into(),
        name: "query_metrics".into(),
        arguments: json!({ "members": [token.clone()] }),
        native: None,
    };
    let mut incoming = Incoming::default();
    assert_eq!(incoming.take(Delta::Text(format!("For {token}")), &vault), [Delta::Text("For ".into())]);
    let deltas = incoming.take(Delta::ToolCall(call.clone()), &vault);
    let restored = ToolCall { arguments: json!({ "members": ["Acme"] }), ..call };
    assert_eq!(deltas, [Delta::Text("Acme".into()), Delta::ToolCall(restored)]);
    assert_eq!(incoming.take(Delta::Text(token), &vault), []);
    assert_eq!(incoming.rest(&vault), Some(Delta::Text("Acme".into())), "a reply that broke off");
}

/// Names that overlap, begin or hold one another, in other scripts, full of signs that mean something elsewhere.
const AWKWARD: [&str; 18] = [
    "Acme",
    "Acme Foods",
    "Acme Foods GmbH & Co. KG",
    "Foods Acme",
    "Zoë's Bücher",
    "Łódź (Nord) S.A.",
    "a+b.*[c]",
    "C\\d+",
    "${HOME}",
    "Target",
    "BP",
    "L&T",
    "Ockenden, Jane",
    "Jane Ockenden",
    "山田 商店",
    "O'Brien",
    "IT-Haus",
    "CUSTOMER",
];

fn text() -> impl Strategy<Value = String> {
    let name = proptest::sample::select(&AWKWARD[..]).prop_flat_map(|name| {
        proptest::sample::select(vec![
            name.to_owned(),
            name.to_lowercase(),
            name.to_uppercase(),
            format!("{name}'s"),
        ])
    });
    let other = proptest::sample::select(vec![
        " ",
        ", ",
        "_",
        "&",
        "\n",
        " | ",
        "\u{301}",
        "\u{200b}",
        "s",
        "x",
        "9",
        "CUSTOMER_",
        "CUSTOMER_123456",
        "CUSTOMER_123456ab",
        "123456",
        "[[e1.f2]]",
        "DE89370400440532013000",
        "+44 1332 555 123",
        "a@b.example",
        "\"",
    ]);
    let piece = prop_oneof![4 => name, 4 => other.prop_map(str::to_owned), 1 => any::<String>()];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

static AWKWARD_NAMES: LazyLock<Arc<Names>> = LazyLock::new(|| Arc::new(names(&customers(&AWKWARD))));

fn awkward_vault() -> Vault {
    let seen = customers(&AWKWARD).into_iter().map(|(_, member)| (member.dimension, member.key)).collect();
    Vault::new([7; 32], Arc::clone(&AWKWARD_NAMES), Arc::new(seen))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_hidden_comes_back_whatever_the_text_and_its_pieces(
        text in text(),
        sizes in proptest::collection::vec(1_usize..9, 1..6),
    ) {
        let mut vault = awkward_vault();
        let hidden = vault.hide(&text, Whose::Others);
        prop_assert_eq!(&vault.restore(&hidden, None), &text);
        prop_assert_eq!(come_in(&vault, &cut(&hidden, &sizes)), text);
        prop_assert_eq!(vault.hide(&vault.restore(&hidden, None), Whose::Others), hidden, "the next request is the same");
    }

    #[test]
    fn no_hidden_name_goes_out(text in text()) {
        let names = &AWKWARD_NAMES;
        let hidden = awkward_vault().hide(&text, Whose::Others);
        let words = super::words::words(&hidden);
        for at in 0..words.len() {
            let found = names.find(&hidden, &words, at, false).map(|found| found.full);
            prop_assert!(found.is_none() || words[at].raw == "CUSTOMER", "{:?} in {}", found, hidden);
        }
    }
}

#[test]
fn a_name_of_very_many_is_hidden_wherever_it_stands() {
    let labels: Vec<String> = (0..20_000).map(|number| format!("Zq{number}x Motors {number} Ltd")).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let mut vault = vault(&customers(&labels));
    let text = "The order of Zq77x Motors 77 Ltd was late; ask zq9x motors 9. ".repeat(260);
    let hidden = vault.hide(&text, Whose::Others);
    assert!(!hidden.to_lowercase().contains("zq"), "{hidden:.300}");
    assert_eq!(vault.restore(&hidden, None), text);
}
