use std::io::{Cursor, Write};

use sentia_retrieval::{DocumentKind, Filter, Outcome, Search};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::support::{Place, notes, outcome, reader};

/// An Office file of these parts.
pub(crate) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A PDF with a page for each text; an empty text is a page without any.
pub(crate) fn pdf(pages: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", 4 + 2 * page)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (page, text) in pages.iter().enumerate() {
        let content = format!("BT /F1 12 Tf 72 700 Td ({text}) Tj ET");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + 2 * page
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let (mut file, mut places) = ("%PDF-1.4\n".to_owned(), Vec::new());
    for (number, object) in (1..).zip(&objects) {
        places.push(file.len());
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let start = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| file.push_str(&format!("{place:010} 00000 n \n")));
    file.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    ));
    file.into_bytes()
}

async fn find(place: &Place, query: &str) -> Search {
    place.library.search(&reader(), query, &Filter::default(), 5).await.unwrap()
}

#[tokio::test]
async fn a_pdf_is_cited_by_page_and_pictures_need_ocr() {
    let place = Place::new().await;
    place.write("manual.pdf", pdf(&["Tighten the flange to 45 Nm.", "", "Replace the gasket every year."]));
    place.write("scan.pdf", pdf(&["", ""]));
    let report = place.add().await;
    assert_eq!(notes(&report, "manual.pdf"), ["page 2 needs OCR"]);
    let Outcome::Failed(fault) = outcome(&report, "scan.pdf") else { panic!("{report:?}") };
    assert!(fault.to_string().contains("OCR"), "{fault}");
    let hit = &find(&place, "gasket").await.hits[0];
    assert_eq!((hit.passage.page, hit.document.kind), (Some(3), DocumentKind::Pdf));
    assert_eq!(hit.passage.text, "Replace the gasket every year.");
}

#[tokio::test]
async fn a_word_document_keeps_headings_tables_and_its_date() {
    const BODY: &str = r#"<w:document xmlns:w="w"><w:body>
        <w:p><w:pPr><w:pStyle w:val="Titre1"/></w:pPr><w:r><w:t>Lubrication &amp; care</w:t></w:r></w:p>
        <w:p><w:r><w:t xml:space="preserve">Use grease </w:t></w:r><w:r><w:t>NLGI 2.</w:t></w:r></w:p>
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Point</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Grams</w:t></w:r></w:p></w:tc></w:tr>
        <w:tr><w:tc><w:p><w:r><w:t>Gearbox</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>40</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
        </w:body></w:document>"#;
    const STYLES: &str = r#"<w:styles xmlns:w="w"><w:style w:styleId="Titre1"><w:name w:val="heading 1"/></w:style></w:styles>"#;
    const CORE: &str = r#"<c:coreProperties xmlns:c="c" xmlns:dc="d"><dc:title>Care of presses</dc:title>
        <dcterms:modified>2025-03-04T10:00:00Z</dcterms:modified></c:coreProperties>"#;
    let place = Place::new().await;
    let parts = [("word/document.xml", BODY), ("word/styles.xml", STYLES), ("docProps/core.xml", CORE)];
    place.write("care.docx", package(&parts));
    place.add().await;
    let hit = &find(&place, "gearbox grease").await.hits[0];
    assert_eq!(hit.passage.section, ["Lubrication & care"]);
    assert_eq!(hit.passage.text, "Use grease NLGI 2.\n\nPoint | Grams\nGearbox | 40");
    assert_eq!(
        (hit.document.title.as_str(), hit.passage.date),
        ("Care of presses", Some("2025-03-04".parse().unwrap()))
    );
}

#[tokio::test]
async fn slides_are_pages() {
    const ONE: &str = r#"<p:sld xmlns:p="p" xmlns:a="a"><p:sp><p:nvPr><p:ph type="title"/></p:nvPr><p:txBody><a:p><a:r><a:t>Scrap review</a:t></a:r></a:p></p:txBody></p:sp></p:sld>"#;
    const TWO: &str = r#"<p:sld xmlns:p="p" xmlns:a="a"><p:sp><p:txBody><a:p><a:r><a:t>Porosity was halved.</a:t></a:r></a:p></p:txBody></p:sp></p:sld>"#;
    let place = Place::new().await;
    let parts =
        [("ppt/presentation.xml", "<p/>"), ("ppt/slides/slide10.xml", TWO), ("ppt/slides/slide2.xml", ONE)];
    place.write("review.pptx", package(&parts));
    place.add().await;
    let hit = &find(&place, "porosity").await.hits[0];
    assert_eq!((hit.passage.page, hit.passage.section.clone()), (Some(2), vec!["Scrap review".to_owned()]));
}

#[tokio::test]
async fn a_workbook_is_read_sheet_by_sheet() {
    const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Torques" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    const LINKS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    const SHEET: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Bolt</t></is></c><c r="B1" t="inlineStr"><is><t>Nm</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Flange</t></is></c><c r="B2"><v>45</v></c></row></sheetData></worksheet>"#;
    let place = Place::new().await;
    let parts = [
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", LINKS),
        ("xl/worksheets/sheet1.xml", SHEET),
    ];
    place.write("torques.xlsx", package(&parts));
    let report = place.add().await;
    assert_eq!(*outcome(&report, "torques.xlsx"), Outcome::Added { passages: 1 });
    let hit = &find(&place, "flange").await.hits[0];
    assert_eq!((hit.passage.text.as_str(), hit.passage.page), ("Bolt | Nm\nFlange | 45", Some(1)));
}

#[tokio::test]
async fn texts_of_all_kinds_are_read() {
    let place = Place::new().await;
    place.write("sop.md", "---\nauthor: x\n---\n# Start-up\n\n## Checks\n\n- oil level\n- guard closed\n\n| Step | Who |\n|--|--|\n| Warm up | Setter |\n");
    place.write("page.html", "<!doctype html><title>Welding rules</title><style>p{}</style><script>var x='hidden'</script><h2>Gas</h2><p>Use argon &amp; CO<sub>2</sub>.<table><tr><th>Plate<td>3 mm<tr><td>Current<td>90 A</table>");
    place.write("mail.eml", "From: Ana <ana@acme.example>\r\nTo: Bo <bo@acme.example>\r\nSubject: =?utf-8?q?Bearing_claim?=\r\nDate: Tue, 4 Mar 2025 10:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe supplier accepts the complaint.\r\n");
    place.write("log.csv", "time;machine;code\n08:00;M-1;E17\n08:05;M-2;E18\n");
    place.write("shift.txt", b"\xef\xbb\xbfNight shift.\n\nThe chiller tripped twice.");
    let report = place.add().await;
    assert!(report.files.iter().all(|file| matches!(file.outcome, Outcome::Added { .. })), "{report:?}");

    let hit = &find(&place, "guard closed").await.hits[0];
    assert_eq!(
        (hit.passage.section.join("/"), hit.document.title.as_str()),
        ("Start-up/Checks".to_owned(), "Start-up")
    );
    assert!(hit.passage.text.ends_with("Step | Who\nWarm up | Setter"), "{}", hit.passage.text);
    let hit = &find(&place, "argon").await.hits[0];
    assert_eq!(
        (hit.document.title.as_str(), hit.passage.section.clone()),
        ("Welding rules", vec!["Gas".to_owned()])
    );
    assert_eq!(hit.passage.text, "Use argon & CO2.\n\nPlate | 3 mm\nCurrent | 90 A");
    assert!(find(&place, "hidden").await.hits.is_empty());
    let hit = &find(&place, "supplier complaint").await.hits[0];
    assert_eq!(
        (hit.document.title.as_str(), hit.document.date),
        ("Bearing claim", Some("2025-03-04".parse().unwrap()))
    );
    assert_eq!(find(&place, "E18").await.hits[0].passage.text.lines().next(), Some("time | machine | code"));
    assert_eq!(find(&place, "chiller").await.hits[0].document.kind, DocumentKind::Text);
}
