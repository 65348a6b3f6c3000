//! A PowerPoint template: a master, a layout whose shapes slides fill, a slide and its notes.

use super::{Parts, links, types};

const NAMES: &str = "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
     xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\"";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n";
const TREE: &str =
    "<p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>";

/// The title as PowerPoint leaves it: its placeholder in three runs.
pub(crate) const TITLE: &str = "<a:p><a:r><a:rPr lang=\"de-DE\" b=\"1\" dirty=\"0\" err=\"1\"/><a:t>{{ti</a:t></a:r>\
     <a:r><a:rPr lang=\"de-DE\"/><a:t>tle</a:t></a:r><a:r><a:rPr lang=\"de-DE\" i=\"1\"/><a:t>}} – {{company}}</a:t></a:r>\
     <a:endParaRPr lang=\"de-DE\"/></a:p>";

/// A place on a slide: x, y, width and height.
pub(crate) fn place((x, y, width, height): (i64, i64, i64, i64)) -> String {
    format!("<a:xfrm><a:off x=\"{x}\" y=\"{y}\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm>")
}

/// A shape with a number, a holder (`type="body" idx="1"`, or nothing), a place and paragraphs.
pub(crate) fn shape(id: u8, holder: &str, place: &str, paragraphs: &str) -> String {
    let holder = if holder.is_empty() { String::new() } else { format!("<p:ph {holder}/>") };
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"Shape {id}\"/><p:cNvSpPr/><p:nvPr>{holder}</p:nvPr></p:nvSpPr><p:spPr>{place}</p:spPr>\
         <p:txBody><a:bodyPr/><a:lstStyle/>{paragraphs}</p:txBody></p:sp>"
    )
}

/// A paragraph on a slide.
pub(crate) fn paragraph(text: &str) -> String {
    format!(
        "<a:p><a:pPr lvl=\"1\"/><a:r><a:rPr lang=\"en-GB\" sz=\"1700\" b=\"0\"/><a:t>{text}</a:t></a:r></a:p>"
    )
}

fn part(name: &str, shapes: &str) -> String {
    format!("{XML}<p:{name} {NAMES}><p:cSld><p:spTree>{TREE}{shapes}</p:spTree></p:cSld></p:{name}>")
}

/// A template whose slide has some shapes.
pub(crate) fn with(shapes: &str) -> Parts {
    let show = "officedocument.presentationml.";
    let of = |name: &str| format!("{show}{name}");
    let kinds = [
        of("presentation.main"),
        of("slideMaster"),
        of("slideLayout"),
        of("slide"),
        of("notesSlide"),
        of("tableStyles"),
    ];
    let [main, master, layout, slide, notes, tables] = &kinds;
    let listed = [
        ("ppt/presentation.xml", main.as_str()),
        ("ppt/slideMasters/slideMaster1.xml", master),
        ("ppt/slideLayouts/slideLayout1.xml", layout),
        ("ppt/slides/slide1.xml", slide),
        ("ppt/notesSlides/notesSlide1.xml", notes),
        ("ppt/tableStyles.xml", tables),
        ("ppt/theme/theme1.xml", "officedocument.theme"),
    ];
    let list = "<p:sldMasterIdLst><p:sldMasterId id=\"2147483648\" r:id=\"rId1\"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId2\"/></p:sldIdLst>\
                <p:sldSz cx=\"12192000\" cy=\"6858000\"/><p:notesSz cx=\"6858000\" cy=\"9144000\"/>";
    let held =
        shape(2, "type=\"title\"", &place((838_200, 365_125, 10_515_600, 1_325_563)), &paragraph("Title"));
    let body = shape(
        3,
        "type=\"body\" idx=\"1\"",
        &place((838_200, 1_825_625, 10_515_600, 4_351_338)),
        &paragraph("Text"),
    );
    let parts = [
        ("[Content_Types].xml", types(&listed)),
        ("_rels/.rels", links(&[("rId1", "officeDocument", "ppt/presentation.xml")])),
        ("ppt/presentation.xml", format!("{XML}<p:presentation {NAMES}>{list}</p:presentation>")),
        (
            "ppt/_rels/presentation.xml.rels",
            links(&[("rId1", "slideMaster", "slideMasters/slideMaster1.xml"), ("rId2", "slide", "slides/slide1.xml"), ("rId3", "tableStyles", "tableStyles.xml"), ("rId4", "theme", "theme/theme1.xml")]),
        ),
        ("ppt/slideMasters/slideMaster1.xml", part("sldMaster", &(held.clone() + &body)).replace("</p:cSld>", "</p:cSld><p:clrMap bg1=\"lt1\" tx1=\"dk1\" bg2=\"lt2\" tx2=\"dk2\" accent1=\"accent1\" accent2=\"accent2\" accent3=\"accent3\" accent4=\"accent4\" accent5=\"accent5\" accent6=\"accent6\" hlink=\"hlink\" folHlink=\"folHlink\"/><p:sldLayoutIdLst><p:sldLayoutId id=\"2147483649\" r:id=\"rId1\"/></p:sldLayoutIdLst>")),
        ("ppt/slideMasters/_rels/slideMaster1.xml.rels", links(&[("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml"), ("rId2", "theme", "../theme/theme1.xml")])),
        ("ppt/slideLayouts/slideLayout1.xml", part("sldLayout", &(shape(2, "type=\"title\"", "", &paragraph("Title")) + &shape(3, "idx=\"1\"", &place((600_000, 1_700_000, 5_000_000, 4_400_000)), &paragraph("Click")) + &shape(4, "idx=\"13\"", "", &paragraph("Click"))))),
        ("ppt/slideLayouts/_rels/slideLayout1.xml.rels", links(&[("rId1", "slideMaster", "../slideMasters/slideMaster1.xml")])),
        ("ppt/slides/slide1.xml", part("sld", shapes)),
        ("ppt/slides/_rels/slide1.xml.rels", links(&[("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml"), ("rId2", "notesSlide", "../notesSlides/notesSlide1.xml")])),
        ("ppt/notesSlides/notesSlide1.xml", part("notes", &shape(2, "type=\"body\" idx=\"1\"", "", &paragraph("Said on {{date}}")))),
        ("ppt/notesSlides/_rels/notesSlide1.xml.rels", links(&[("rId1", "slide", "../slides/slide1.xml")])),
        ("ppt/tableStyles.xml", format!("{XML}<a:tblStyleLst {NAMES} def=\"{{0E3FDE45-AF77-4B5C-9715-49D594BDF05E}}\"/>")),
        ("ppt/theme/theme1.xml", theme()),
    ];
    Parts(parts.map(|(path, text)| (path.to_owned(), text.into_bytes())).to_vec())
}

fn theme() -> String {
    let colours = [
        "dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
        "hlink", "folHlink",
    ];
    let colours = colours.map(|name| format!("<a:{name}><a:srgbClr val=\"204060\"/></a:{name}>")).concat();
    let font = "<a:latin typeface=\"Georgia\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/>";
    let fill = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>".repeat(3);
    let line = "<a:ln><a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill></a:ln>".repeat(3);
    let effect = "<a:effectStyle><a:effectLst/></a:effectStyle>".repeat(3);
    format!(
        "{XML}<a:theme {NAMES} name=\"House\"><a:themeElements><a:clrScheme name=\"House\">{colours}</a:clrScheme><a:fontScheme name=\"House\">\
         <a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme><a:fmtScheme name=\"House\"><a:fillStyleLst>{fill}</a:fillStyleLst>\
         <a:lnStyleLst>{line}</a:lnStyleLst><a:effectStyleLst>{effect}</a:effectStyleLst><a:bgFillStyleLst>{fill}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
}

/// A whole template with placeholders in every kind of place.
pub(crate) fn whole() -> Parts {
    let group = format!(
        "<p:grpSp><p:nvGrpSpPr><p:cNvPr id=\"20\" name=\"Group\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x=\"0\" y=\"0\"/>\
         <a:ext cx=\"100\" cy=\"100\"/><a:chOff x=\"0\" y=\"0\"/><a:chExt cx=\"100\" cy=\"100\"/></a:xfrm></p:grpSpPr>{}</p:grpSp>",
        shape(21, "", &place((7_000_000, 1_800_000, 4_000_000, 3_000_000)), &paragraph("{{chart: 2}}"))
    );
    with(
        &[
            shape(2, "type=\"title\"", "", TITLE),
            shape(3, "idx=\"1\"", "", &paragraph("{{table: Profit and loss, October 2026}}")),
            shape(4, "idx=\"13\"", "", &(paragraph("First:") + &paragraph("{{summary}}"))),
            group,
        ]
        .concat(),
    )
}
