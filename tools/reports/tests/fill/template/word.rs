//! A Word template: letterhead, styles of a German Word, a header, a footer, a footnote, a text box and a table.

use super::{Parts, links, types};

const NAMES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
     xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
     xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
     xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" \
     xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"";
const PROPERTIES: &str = "<Relationship Id=\"rId2\" \
     Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n";

/// The title as Word leaves it after the speller has been over it: five runs, and marks between them.
pub(crate) const TITLE: &str = "<w:p w:rsidR=\"00A77B3E\"><w:pPr><w:pStyle w:val=\"Titel\"/></w:pPr>\
     <w:r w:rsidRPr=\"00B1\"><w:rPr><w:color w:val=\"C00000\"/><w:lang w:val=\"de-DE\"/></w:rPr><w:t>{{</w:t></w:r>\
     <w:proofErr w:type=\"spellStart\"/><w:r><w:rPr><w:i/></w:rPr><w:t>ti</w:t></w:r><w:r><w:t>tle</w:t></w:r>\
     <w:proofErr w:type=\"spellEnd\"/><w:bookmarkStart w:id=\"0\" w:name=\"_GoBack\"/><w:bookmarkEnd w:id=\"0\"/>\
     <w:r><w:t xml:space=\"preserve\">}} of </w:t></w:r><w:r><w:rPr><w:u w:val=\"single\"/></w:rPr><w:t>{{ Company }}</w:t></w:r></w:p>";

/// A paragraph whose text stands in one run of some looks.
pub(crate) fn paragraph(text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Textkrper\"/><w:jc w:val=\"both\"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii=\"Georgia\"/>\
         <w:sz w:val=\"21\"/></w:rPr><w:t>{text}</w:t></w:r></w:p>"
    )
}

/// A document of paragraphs on A4 with margins of an inch.
pub(crate) fn document(body: &str) -> String {
    format!(
        "{XML}<w:document {NAMES}><w:body>{body}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId7\"/>\
         <w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1440\" w:right=\"1440\" w:bottom=\"1440\" w:left=\"1440\" \
         w:header=\"708\" w:footer=\"708\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
    )
}

fn text_box(text: &str) -> String {
    let inside = format!("<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>");
    format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:anchor><wp:extent cx=\"2540000\" cy=\"635000\"/>\
         <wp:docPr id=\"4\" name=\"Box\"/><a:graphic><a:graphicData uri=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\">\
         <wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
    )
}

fn cell(paragraphs: &str) -> String {
    format!("<w:tc><w:tcPr><w:tcW w:w=\"4513\" w:type=\"dxa\"/></w:tcPr>{paragraphs}</w:tc>")
}

/// A template whose text is a body.
pub(crate) fn with(body: &str) -> Parts {
    let style = |kind: &str, id: &str, name: &str| {
        format!("<w:style w:type=\"{kind}\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/></w:style>")
    };
    let styles: String = [
        ("paragraph", "Standard", "Normal"),
        ("paragraph", "berschrift1", "heading 1"),
        ("paragraph", "berschrift2", "heading 2"),
        ("paragraph", "Aufzhlungszeichen", "List Bullet"),
        ("paragraph", "Beschriftung", "caption"),
        ("table", "NormaleTabelle", "Normal Table"),
        ("table", "Tabellenraster", "Table Grid"),
        ("table", "Firma", "Firmentabelle"),
    ]
    .map(|(kind, id, name)| style(kind, id, name))
    .concat()
    .replace("w:styleId=\"Standard\"", "w:default=\"1\" w:styleId=\"Standard\"");
    let word = "officedocument.wordprocessingml.";
    let part = |name: &str| format!("{word}{name}");
    let kinds = [part("document.main"), part("styles"), part("header"), part("footer"), part("footnotes")];
    let [main, style_sheet, header, footer, notes] = &kinds;
    let listed = [
        ("word/document.xml", main.as_str()),
        ("word/styles.xml", style_sheet),
        ("word/header1.xml", header),
        ("word/footer1.xml", footer),
        ("word/footnotes.xml", notes),
        ("docProps/core.xml", "package.core-properties"),
    ];
    let around = |name: &str, text: &str| format!("{XML}<w:{name} {NAMES}>{text}</w:{name}>");
    let parts = [
        ("[Content_Types].xml", types(&listed)),
        (
            "_rels/.rels",
            links(&[("rId1", "officeDocument", "word/document.xml")])
                .replace("</R", &format!("{PROPERTIES}</R")),
        ),
        ("word/document.xml", document(body)),
        (
            "word/_rels/document.xml.rels",
            links(&[
                ("rId1", "styles", "styles.xml"),
                ("rId7", "header", "header1.xml"),
                ("rId12", "image", "media/logo.jpeg"),
            ]),
        ),
        ("word/styles.xml", around("styles", &styles)),
        ("word/header1.xml", around("hdr", "<w:p/>")),
        ("word/footer1.xml", around("ftr", "<w:p/>")),
        ("word/footnotes.xml", around("footnotes", "<w:footnote w:id=\"1\"><w:p/></w:footnote>")),
        ("word/media/logo.jpeg", "not really a picture".to_owned()),
        ("customXml/item1.xml", "<company xmlns=\"urn:x\">{{title}} stays here</company>".to_owned()),
        (
            "docProps/core.xml",
            format!(
                "{XML}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{{{{title}}}}</dc:title></cp:coreProperties>"
            ),
        ),
    ];
    Parts(parts.map(|(path, text)| (path.to_owned(), text.into_bytes())).to_vec())
}

/// A whole template with placeholders in every kind of place.
pub(crate) fn whole() -> Parts {
    let cells = cell(&paragraph("{{date}}")) + &cell(&paragraph("{{chart: 1}}"));
    let table = format!("<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cells}</w:tr></w:tbl>");
    let body = [
        TITLE.to_owned(),
        text_box("For {{company}}"),
        table,
        paragraph("{{summary}}"),
        paragraph("Words of our own &amp; nothing else"),
        paragraph("{{sections}}"),
        paragraph("{{table: stoppages  of more than TEN minutes}}"),
        paragraph("{{sources}}"),
    ]
    .concat();
    let note =
        "<w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space=\"preserve\"> As of {{date}}</w:t></w:r></w:p>";
    with(&body)
        .swap("word/header1.xml", "<w:p/>", &paragraph("{{subtitle}}"))
        .swap(
            "word/footer1.xml",
            "<w:p/>",
            "<w:p><w:r><w:t>{{company}}</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>{{date}}</w:t></w:r></w:p>",
        )
        .swap("word/footnotes.xml", "<w:p/>", note)
}
