use sentia_reports::{Report, TemplateError, fill};

use crate::sample;
use crate::template::{Parts, show, word};

fn refusal(template: &[u8]) -> TemplateError {
    fill(template, &sample::report()).expect_err("it is refused")
}

fn of(template: &Parts) -> TemplateError {
    refusal(&template.zipped())
}

fn body(text: &str) -> TemplateError {
    of(&word::with(&word::paragraph(text)))
}

#[test]
fn a_placeholder_that_does_not_exist_is_named_with_those_that_do() {
    let text = body("{{titel}}").to_string();
    assert!(text.starts_with("\"{{titel}}\" in the text of the template is no placeholder"), "{text}");
    for known in ["{{title}}", "{{sections}}", "{{table: CAPTION}}", "{{chart: TITLE}}", "{{sources}}"] {
        assert!(text.contains(known), "{known}");
    }
    assert!(matches!(body("{{table}}"), TemplateError::Unknown { .. }));
    assert!(matches!(body("{{}}"), TemplateError::Unknown { .. }));
    assert!(matches!(body("{{title: x}}"), TemplateError::Unknown { .. }));
    let header = word::with("").swap("word/header1.xml", "<w:p/>", &word::paragraph("{{x}}"));
    assert!(of(&header).to_string().contains("in a header"));
}

#[test]
fn a_name_that_the_report_lacks_is_answered_with_those_it_has() {
    let text = body("{{table: Profits}}").to_string();
    assert!(
        text.contains("1 \"Profit and loss, October 2026\", 2 \"Stoppages of more than ten minutes\""),
        "{text}"
    );
    assert!(body("{{chart: 99}}").to_string().contains("no chart of this name"));
    assert!(body("{{section: Nowhere}}").to_string().contains("\"What happened\""));
    assert!(body("{{computed}}").to_string().contains("no section of this name"));
}

#[test]
fn a_name_that_several_have_is_asked_for_by_number() {
    let mut report = sample::report();
    let again = report.sections[0].clone();
    report.sections.push(again);
    let template = word::with(&word::paragraph("{{section: What happened}}")).zipped();
    let text = fill(&template, &report).expect_err("two have it").to_string();
    assert!(text.contains("several sections of this name; name one by its number"), "{text}");
}

#[test]
fn what_the_report_does_not_say_leaves_no_gap() {
    let empty = Report::new("Empty", jiff::civil::date(2026, 1, 1));
    for (name, lacks) in [
        ("company", "the report has no company"),
        ("subtitle", "no subtitle"),
        ("sources", "nothing to say"),
        ("sections", "nothing to say"),
        ("summary", "nothing to say"),
        ("table: 1", "the report has no table"),
    ] {
        let template = word::with(&word::paragraph(&format!("{{{{{name}}}}}"))).zipped();
        let text = fill(&template, &empty).expect_err("it has none").to_string();
        assert!(text.contains(name) && text.contains(lacks), "{text}");
    }
}

#[test]
fn what_needs_a_paragraph_of_its_own_is_refused_beside_words() {
    for text in ["See {{sections}}", "{{summary}} {{sources}}"] {
        assert!(matches!(body(text), TemplateError::NoRoom { .. }), "{text}");
    }
    let beside_a_tab = "<w:p><w:r><w:t>{{sources}}</w:t><w:tab/></w:r></w:p>";
    assert!(matches!(of(&word::with(beside_a_tab)), TemplateError::NoRoom { .. }));
}

#[test]
fn a_placeholder_that_is_not_closed_is_shown() {
    for text in ["{{title} and more", "{{title", "{{ {{title}}"] {
        assert!(matches!(body(text), TemplateError::Open { .. }), "{text}");
    }
    let over_a_line = "<w:p><w:r><w:t>{{ti</w:t><w:br/><w:t>tle}}</w:t></w:r></w:p>";
    assert!(
        of(&word::with(over_a_line))
            .to_string()
            .contains("\"{{ti\" in the text of the template is not closed")
    );
}

#[test]
fn a_template_without_placeholders_is_refused() {
    let plain =
        word::with(&word::paragraph("Nothing {here}")).swap("docProps/core.xml", "{{title}}", "A title");
    assert!(matches!(of(&plain), TemplateError::NoPlaceholder { .. }));
}

#[test]
fn what_is_no_template_is_refused_by_what_it_is() {
    assert!(matches!(refusal(b""), TemplateError::NotAPackage));
    assert!(matches!(refusal(b"%PDF-1.7 not a zip"), TemplateError::NotAPackage));
    let whole = word::whole().zipped();
    assert!(matches!(refusal(&whole[..whole.len() / 2]), TemplateError::NotAPackage));
    assert!(matches!(of(&word::whole().without("[Content_Types].xml")), TemplateError::NotAPackage));
    assert!(matches!(refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted"), TemplateError::Protected));
    let excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
    let word_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    assert!(matches!(
        of(&word::whole().swap("[Content_Types].xml", word_type, excel)),
        TemplateError::OtherKind
    ));
}

#[test]
fn macros_are_refused_whatever_the_file_is_called() {
    let word_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    let docm = "application/vnd.ms-word.document.macroEnabled.main+xml";
    assert!(matches!(of(&word::whole().swap("[Content_Types].xml", word_type, docm)), TemplateError::Macros));
    let project = "<Override PartName=\"/ppt/vbaProject.bin\" ContentType=\"application/vnd.ms-office.vbaProject\"/></Types>";
    assert!(matches!(
        of(&show::whole().swap("[Content_Types].xml", "</Types>", project)),
        TemplateError::Macros
    ));
}

#[test]
fn a_part_that_is_missing_damaged_or_declares_entities_is_named() {
    let text = of(&word::whole().without("word/document.xml")).to_string();
    assert!(text.contains("lacks its part \"word/document.xml\""), "{text}");
    let text = of(&word::whole().swap("word/document.xml", "</w:body>", "")).to_string();
    assert!(text.contains("the part \"word/document.xml\" of the template cannot be read"), "{text}");
    let text = of(&show::whole().set("ppt/slides/slide1.xml", b"<p:sld>\xff{{".to_vec())).to_string();
    assert!(text.contains("ppt/slides/slide1.xml") && text.contains("UTF-8"), "{text}");
    let bomb = "<!DOCTYPE x [<!ENTITY a \"&a;&a;\">]><w:document";
    assert!(matches!(
        of(&word::whole().swap("word/document.xml", "<w:document", bomb)),
        TemplateError::Declares { .. }
    ));
    let entity = of(&word::with(&word::paragraph("{{title}} &company;")));
    assert!(matches!(entity, TemplateError::Declares { .. }));
}

#[test]
fn strict_files_are_refused_with_what_to_do() {
    let ordinary = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let strict = "http://purl.oclc.org/ooxml/wordprocessingml/main";
    assert!(matches!(of(&word::whole().swap("word/document.xml", ordinary, strict)), TemplateError::Strict));
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    let long = word::with(&word::paragraph(&format!("{{{{title}}}}{}", " ".repeat(33 << 20))));
    assert!(of(&long).to_string().contains("\"word/document.xml\" is too large"));
    let mut many = word::whole();
    many.0.extend((0..5_000).map(|index| (format!("customXml/{index}.xml"), Vec::new())));
    assert!(of(&many).to_string().contains("too many parts"));
    let deep = word::with(&"<w:r>".repeat(1_600_000));
    assert!(matches!(of(&deep), TemplateError::TooMuchInside { .. }));
    assert!(matches!(refusal(&vec![b'P'; (100 << 20) + 1]), TemplateError::TooLarge { limit: 100 }));
}

#[test]
fn a_template_that_asks_for_the_report_too_often_is_refused() {
    let often = word::with(&word::paragraph("{{sections}}").repeat(2_000));
    assert!(of(&often).to_string().contains("filled, its part \"word/document.xml\" is too large"));
    let many = word::with(&word::paragraph(&"{{title}}".repeat(10_001)));
    assert!(of(&many).to_string().contains("more than 10000 placeholders"));
}

#[test]
fn a_paragraph_of_very_many_pieces_takes_no_longer_than_it_is() {
    let pieces = "<w:r><w:t>{</w:t><w:t>{title</w:t><w:t>}}</w:t></w:r>".repeat(9_000);
    let plain = "<w:r><w:t>x</w:t></w:r>".repeat(100_000);
    assert!(fill(&word::with(&format!("<w:p>{pieces}{plain}</w:p>")).zipped(), &sample::report()).is_ok());
}

#[test]
fn parts_that_claim_to_be_small_are_not_unpacked_past_the_limit() {
    let mut bytes = word::with(&word::paragraph(&format!("{{{{title}}}}{}", " ".repeat(34 << 20)))).zipped();
    let size = u32::try_from(word_size(&bytes)).expect("a small number").to_le_bytes();
    let places: Vec<usize> =
        bytes.windows(4).enumerate().filter(|(_, four)| *four == size).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
    }
    assert!(fill(&bytes, &sample::report()).is_err());
}

fn word_size(bytes: &[u8]) -> usize {
    let parts = Parts::of(bytes).expect("a zip");
    parts.text("word/document.xml").len()
}
