use sentia_reports::{TemplateError, fill};

use crate::sample;
use crate::template::{Outcome, Parts, lines, show};

const SLIDE: &str = "ppt/slides/slide1.xml";

fn filled(template: &Parts) -> Outcome<Parts> {
    Parts::of(&fill(&template.zipped(), &sample::report())?)
}

fn refusal(shapes: &str) -> TemplateError {
    fill(&show::with(shapes).zipped(), &sample::report()).expect_err("it is refused")
}

#[test]
fn words_keep_the_looks_of_their_shape() -> Outcome<()> {
    let filled = filled(&show::whole())?;
    let text = filled.text(SLIDE);
    let all = lines(&text, "a:p", "a:t");
    assert_eq!(all[0], "Monthly operations and finance review – Brontë & Søn Fördertechnik Ltd");
    let title = "<a:rPr lang=\"de-DE\" b=\"1\" dirty=\"0\" err=\"1\"/><a:t>Monthly operations and finance review</a:t>";
    assert!(text.contains(title), "{text}");
    assert_eq!(
        lines(&filled.text("ppt/notesSlides/notesSlide1.xml"), "a:p", "a:t"),
        ["Said on 28 November 2026"]
    );
    Ok(())
}

#[test]
fn prose_takes_the_looks_of_its_placeholder() -> Outcome<()> {
    let text = filled(&show::whole())?.text(SLIDE);
    let looks = "<a:p><a:pPr lvl=\"1\"/><a:r><a:rPr lang=\"en-GB\" sz=\"1700\" b=\"0\"/><a:t>Revenue was </a:t></a:r>";
    assert!(text.contains(looks), "{text}");
    assert!(text.contains("sz=\"1700\" b=\"1\"/><a:t>The shortfall is one plant’s: Leeds</a:t>"));
    assert_eq!(text.matches("<a:pPr lvl=\"1\"/>").count(), 6, "First, the prose, three bullets and the note");
    Ok(())
}

#[test]
fn a_table_takes_the_place_that_its_shape_has_from_the_layout() -> Outcome<()> {
    let text = filled(&show::whole())?.text(SLIDE);
    let frame = text.split("<p:graphicFrame>").nth(1).ok_or("no table")?;
    assert!(frame.contains("<p:cNvPr id=\"3\" name=\"Shape 3\""));
    assert!(frame.contains("<a:off x=\"600000\" y=\"1700000\"/><a:ext cx=\"5000000\" cy="));
    assert!(frame.contains("<a:tableStyleId>{0E3FDE45-AF77-4B5C-9715-49D594BDF05E}</a:tableStyleId>"));
    let widths: i64 = numbers(frame, "<a:gridCol w=\"").iter().sum();
    assert!((4_990_000..=5_010_000).contains(&widths), "{widths}");
    let height: i64 = numbers(frame, "<a:tr h=\"").iter().sum();
    assert!(height <= 4_400_000, "{height}");
    assert_eq!(frame.matches("<a:tr ").count(), 13);
    assert!(frame.contains("<a:t>£612,400</a:t>"));
    Ok(())
}

fn numbers(xml: &str, before: &str) -> Vec<i64> {
    let values = xml.split(before).skip(1).filter_map(|rest| rest.split('"').next());
    values.filter_map(|value| value.parse().ok()).collect()
}

#[test]
fn a_chart_stands_in_the_middle_of_its_shape() -> Outcome<()> {
    let filled = filled(&show::whole())?;
    let text = filled.text(SLIDE);
    let picture = text.split("<p:pic>").nth(1).ok_or("no picture")?;
    let (x, y) = (numbers(picture, "<a:off x=\"")[0], numbers(picture, "\" y=\"")[0]);
    let (width, height) = (numbers(picture, "<a:ext cx=\"")[0], numbers(picture, "\" cy=\"")[0]);
    assert!((width - 4_000_000).abs() < 99 || (height - 3_000_000).abs() < 99, "{width} {height}");
    assert!(
        ((2 * x + width) - (14_000_000 + 4_000_000)).abs() < 99 && ((2 * y + height) - 6_600_000).abs() < 99
    );
    assert!(picture.contains("r:embed=\"rId3\"") && picture.contains("r:embed=\"rId4\""));
    let links = filled.text("ppt/slides/_rels/slide1.xml.rels");
    assert!(links.contains("Id=\"rId3\"") && links.contains("/ppt/report/media/chart2.png"));
    Ok(())
}

#[test]
fn a_table_that_has_no_room_is_refused_with_the_rows_that_have() {
    let small = show::place((0, 0, 6_000_000, 900_000));
    let error = refusal(&show::shape(
        2,
        "",
        &small,
        &show::paragraph("{{table: Stoppages of more than ten minutes}}"),
    ));
    let text = error.to_string();
    assert!(text.contains("{{table: Stoppages of more than ten minutes}}\" in a slide"), "{text}");
    assert!(text.contains("the table has 44 rows and the shape has room for"), "{text}");
}

#[test]
fn tables_among_words_and_whole_reports_have_no_room_on_a_slide() {
    let at = show::place((0, 0, 6_000_000, 6_000_000));
    let both = show::paragraph("Look:") + &show::paragraph("{{table: 1}}");
    let text = refusal(&show::shape(2, "", &at, &both)).to_string();
    assert!(text.contains("it must be all that a shape of its own holds"), "{text}");
    let text = refusal(&show::shape(2, "", &at, &show::paragraph("{{sections}}"))).to_string();
    assert!(text.contains("{{text: HEADING}}"), "{text}");
}

#[test]
fn the_rest_of_the_presentation_stays_byte_for_byte() -> Outcome<()> {
    let template = show::with(&show::shape(2, "type=\"title\"", "", show::TITLE)).swap(
        "ppt/notesSlides/notesSlide1.xml",
        "{{date}}",
        "a day",
    );
    let filled = filled(&template)?;
    assert_eq!(filled.names(), template.names());
    for (path, bytes) in &template.0 {
        let same = filled.0.iter().any(|(name, other)| name == path && other == bytes);
        assert_eq!(same, path != SLIDE, "{path}");
    }
    Ok(())
}

#[test]
fn a_template_of_slides_becomes_a_presentation() -> Outcome<()> {
    let template = show::whole().swap("[Content_Types].xml", "presentation.main+xml", "template.main+xml");
    assert!(filled(&template)?.text("[Content_Types].xml").contains("presentationml.presentation.main+xml"));
    Ok(())
}

#[test]
fn prose_that_would_run_out_of_its_shape_is_shown_smaller() -> Outcome<()> {
    let of = |height: i64| {
        show::shape(2, "", &show::place((0, 0, 4_000_000, height)), &show::paragraph("{{summary}}"))
    };
    let shown = |height: i64| -> Outcome<i64> {
        let text = filled(&show::with(&of(height)))?.text(SLIDE);
        Ok(numbers(&text, "<a:normAutofit fontScale=\"").first().copied().unwrap_or(100_000))
    };
    assert_eq!(shown(6_000_000)?, 100_000);
    let (smaller, least) = (shown(3_000_000)?, shown(1_500_000)?);
    assert!(least < smaller && smaller < 100_000, "{least} {smaller}");
    let text = refusal(&of(200_000)).to_string();
    assert!(text.contains("\"{{summary}}\"") && text.contains("make the shape larger"), "{text}");
    Ok(())
}

#[test]
fn letters_have_the_size_that_the_master_gives_them() -> Outcome<()> {
    let sized = |size: i64| -> Outcome<String> {
        let styles = format!(
            "<p:txStyles><p:bodyStyle><a:lvl2pPr><a:defRPr sz=\"{size}\"/></a:lvl2pPr></p:bodyStyle></p:txStyles></p:sldMaster>"
        );
        let slide =
            show::shape(4, "idx=\"13\"", "", &show::paragraph("{{summary}}").replace(" sz=\"1700\"", ""));
        let template =
            show::with(&slide).swap("ppt/slideMasters/slideMaster1.xml", "</p:sldMaster>", &styles);
        Ok(filled(&template)?.text(SLIDE))
    };
    assert!(!sized(1_200)?.contains("fontScale") && sized(4_400)?.contains("fontScale"));
    Ok(())
}
