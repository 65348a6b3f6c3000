use sentia_reports::{Block, Section, fill};

use crate::sample;
use crate::template::{Outcome, Parts, lines, word};

const TEXT: &str = "word/document.xml";

fn filled(template: &Parts) -> Outcome<Parts> {
    Parts::of(&fill(&template.zipped(), &sample::report())?)
}

fn filled_lines(body: &str) -> Outcome<Vec<String>> {
    Ok(lines(&filled(&word::with(body))?.text(TEXT), "w:p", "w:t"))
}

#[test]
fn words_split_over_runs_keep_the_looks_of_their_first() -> Outcome<()> {
    let text = filled(&word::with(word::TITLE))?.text(TEXT);
    assert_eq!(
        lines(&text, "w:p", "w:t"),
        ["Monthly operations and finance review of Brontë & Søn Fördertechnik Ltd"]
    );
    let first = "<w:rPr><w:color w:val=\"C00000\"/><w:lang w:val=\"de-DE\"/></w:rPr><w:t>Monthly operations and finance review</w:t>";
    assert!(text.contains(first), "{text}");
    assert!(text.contains("<w:rPr><w:u w:val=\"single\"/></w:rPr><w:t>Brontë &amp; Søn"));
    assert!(text.contains("<w:t xml:space=\"preserve\"> of </w:t>") && text.contains("w:name=\"_GoBack\""));
    Ok(())
}

#[test]
fn words_are_filled_in_headers_footers_notes_cells_boxes_and_properties() -> Outcome<()> {
    let filled = filled(&word::whole())?;
    let of = |path: &str| lines(&filled.text(path), "w:p", "w:t").join("\n");
    assert_eq!(of("word/header1.xml"), "October 2026, against budget and October 2025");
    assert_eq!(of("word/footer1.xml"), "Brontë & Søn Fördertechnik Ltd28 November 2026");
    assert_eq!(of("word/footnotes.xml"), " As of 28 November 2026");
    let text = of(TEXT);
    assert!(text.contains("\nFor Brontë & Søn Fördertechnik Ltd\n28 November 2026\n"), "{text}");
    assert!(text.contains("\nWords of our own & nothing else\n"));
    assert!(filled.text("docProps/core.xml").contains("<dc:title>Monthly operations and finance review<"));
    for (path, bytes) in &filled.0 {
        let is_ours = path.ends_with(".xml") && !path.starts_with("customXml");
        assert!(!is_ours || !bytes.windows(2).any(|two| two == b"{{"), "{path}");
    }
    Ok(())
}

#[test]
fn sections_take_the_styles_of_the_template() -> Outcome<()> {
    let text = filled(&word::with(&word::paragraph("{{sections}}")))?.text(TEXT);
    for style in ["berschrift1", "berschrift2", "Aufzhlungszeichen", "Beschriftung"] {
        assert!(text.contains(&format!("<w:pStyle w:val=\"{style}\"/>")), "{style}");
    }
    let tables = sample::report().tables().count();
    assert_eq!(text.matches("<w:tblStyle w:val=\"Firma\"/>").count(), tables);
    assert!(!text.contains("<w:tblBorders>"));
    let prose = "<w:p><w:pPr><w:pStyle w:val=\"Textkrper\"/><w:jc w:val=\"both\"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii=\"Georgia\"/><w:sz w:val=\"21\"/></w:rPr>\
                 <w:t xml:space=\"preserve\">Revenue was </w:t></w:r>";
    assert!(text.contains(prose), "{text}");
    let strong = "<w:rPr><w:rFonts w:ascii=\"Georgia\"/><w:b/><w:sz w:val=\"21\"/></w:rPr><w:t xml:space=\"preserve\">The shortfall";
    assert!(text.contains(strong));
    let headings: Vec<String> = lines(&text, "w:p", "w:t")
        .into_iter()
        .filter(|line| ["What happened", "Operations", "Quality"].contains(&line.as_str()))
        .collect();
    assert_eq!(headings, ["What happened", "Operations", "Quality"]);
    Ok(())
}

#[test]
fn without_styles_the_looks_are_written_out() -> Outcome<()> {
    let plain = word::with(&word::paragraph("{{sections}}")).swap(
        "word/_rels/document.xml.rels",
        "/styles\"",
        "/other\"",
    );
    let text = filled(&plain)?.text(TEXT);
    assert!(
        text.contains("<w:outlineLvl w:val=\"1\"/>")
            && text.contains("<w:tblBorders>")
            && text.contains(">•</w:t>")
    );
    assert!(!text.contains("w:tblStyle") && !text.contains("berschrift"));
    Ok(())
}

#[test]
fn charts_are_pictures_that_the_part_names() -> Outcome<()> {
    let filled = filled(&word::with(&(word::paragraph("{{chart: 1}}") + &word::paragraph("{{chart: 1}}"))))?;
    let (text, links) = (filled.text(TEXT), filled.text("word/_rels/document.xml.rels"));
    assert!(text.contains("r:embed=\"rId13\"") && text.contains("r:embed=\"rId16\""));
    assert!(links.contains("Id=\"rId13\"") && links.contains("Target=\"/word/report/media/chart1.png\""));
    assert!(links.contains("Id=\"rId12\"") && links.contains("media/logo.jpeg"));
    let types = filled.text("[Content_Types].xml");
    assert!(types.contains("Extension=\"png\"") && types.contains("Extension=\"svg\""));
    let media: Vec<&str> = filled.names().into_iter().filter(|name| name.contains("report/media")).collect();
    assert_eq!(media, ["word/report/media/chart1.png", "word/report/media/chart1.svg"]);
    assert!(text.contains("<wp:extent cx=\"5731510\""), "no wider than the text of the page");
    Ok(())
}

#[test]
fn a_chart_in_a_cell_is_no_wider_than_the_cell() -> Outcome<()> {
    let text = filled(&word::whole())?.text(TEXT);
    let width = text.split("<wp:inline").nth(1).and_then(|rest| rest.split("cx=\"").nth(1));
    let width: i64 = width.and_then(|rest| rest.split('"').next()).ok_or("no picture")?.parse()?;
    assert!((2_000_000..=4513 * 635).contains(&width), "{width}");
    Ok(())
}

#[test]
fn a_table_is_followed_by_a_paragraph_and_keeps_its_figures() -> Outcome<()> {
    let text = filled(&word::with(&word::paragraph("{{table: 1}}")))?.text(TEXT);
    assert!(text.contains("</w:tbl><w:p></w:p>"));
    let cells = lines(&text, "w:tc", "w:t");
    assert_eq!(cells.get(..5).ok_or("too few cells")?, ["Line", "Actual", "Budget", "Difference", "In %"]);
    assert!(cells.contains(&"£612,400".to_owned()) && cells.contains(&"−18.5%".to_owned()), "{cells:?}");
    assert!(!text.contains("Profit and loss, October 2026</w:t>"), "the caption is the template's to write");
    Ok(())
}

#[test]
fn a_section_is_written_without_its_heading_and_its_words_without_tables() -> Outcome<()> {
    let section = filled_lines(&word::paragraph("{{section: profit AND loss}}"))?.join("\n");
    assert!(!section.contains("Profit and loss\n") && section.contains("£612,400"));
    let words = filled_lines(&word::paragraph("{{text: Profit and loss}}"))?;
    assert_eq!(
        words,
        ["Material rose with volume; energy fell, since the new tariff took effect on 1 October."]
    );
    let deeper = filled_lines(&word::paragraph("{{section: Operations}}"))?;
    assert!(deeper.contains(&"Quality".to_owned()) && !deeper.contains(&"What we do not know".to_owned()));
    Ok(())
}

#[test]
fn the_end_of_a_part_of_the_document_and_bookmarks_stay() -> Outcome<()> {
    let body = "<w:p><w:pPr><w:sectPr><w:pgSz w:w=\"16838\" w:h=\"11906\"/></w:sectPr></w:pPr><w:bookmarkStart w:id=\"5\" w:name=\"Ziel\"/>\
                <w:r><w:t>{{summary}}</w:t></w:r></w:p><w:p><w:bookmarkEnd w:id=\"5\"/></w:p>";
    let text = filled(&word::with(body))?.text(TEXT);
    assert!(
        text.contains("<w:p><w:pPr><w:sectPr><w:pgSz w:w=\"16838\" w:h=\"11906\"/></w:sectPr></w:pPr></w:p>")
    );
    assert!(text.contains("w:name=\"Ziel\""));
    Ok(())
}

#[test]
fn everything_else_stays_byte_for_byte() -> Outcome<()> {
    let template =
        word::with(&(word::paragraph("{{title}}") + "<w:p  w:rsidR='1' ><!-- kept --><w:r /></w:p>"));
    let filled = filled(&template)?;
    assert_eq!(filled.names(), template.names());
    for (path, bytes) in &template.0 {
        let same = filled.0.iter().any(|(name, other)| name == path && other == bytes);
        assert_eq!(same, path != TEXT && path != "docProps/core.xml", "{path}");
    }
    let expected = template.text(TEXT).replace("{{title}}", "Monthly operations and finance review");
    assert_eq!(filled.text(TEXT), expected);
    Ok(())
}

#[test]
fn what_the_report_says_is_never_taken_for_a_placeholder_or_for_markup() -> Outcome<()> {
    let mut report = sample::report();
    report.company = "{{title}} <w:p> & Sons ".to_owned();
    let bytes = fill(&word::with(&word::paragraph("{{company}}")).zipped(), &report)?;
    let text = Parts::of(&bytes)?.text(TEXT);
    assert_eq!(lines(&text, "w:p", "w:t"), ["{{title}} <w:p> & Sons "]);
    assert!(text.contains("<w:t xml:space=\"preserve\">"));
    Ok(())
}

#[test]
fn a_word_template_becomes_a_document() -> Outcome<()> {
    let template = word::whole().swap("[Content_Types].xml", "document.main+xml", "template.main+xml");
    let types = filled(&template)?.text("[Content_Types].xml");
    assert!(types.contains("wordprocessingml.document.main+xml") && !types.contains("template.main"));
    Ok(())
}

#[test]
fn the_same_template_and_report_give_the_same_bytes() -> Outcome<()> {
    let template = word::whole().zipped();
    assert!(fill(&template, &sample::report())? == fill(&template, &sample::report())?);
    Ok(())
}

#[test]
fn how_figures_were_computed_is_found_by_the_heading_in_its_language() -> Outcome<()> {
    let template = word::with(&word::paragraph("{{computed}} ")).zipped();
    for (language, heading) in
        [("en-GB", "How each figure was computed"), ("pl", "Jak obliczono każdą liczbę")]
    {
        let mut report = sample::report();
        report.language = language.to_owned();
        report.sections.push(Section::new(heading, vec![Block::text("OEE = A × P × Q")]));
        let text = Parts::of(&fill(&template, &report)?)?.text(TEXT);
        assert_eq!(lines(&text, "w:p", "w:t"), ["OEE = A × P × Q"]);
    }
    Ok(())
}
