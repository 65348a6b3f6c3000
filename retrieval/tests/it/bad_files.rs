use std::{io::Write, time::Duration};

use flate2::{Compression, write::ZlibEncoder};
use sentia_retrieval::{Fault, Limits, Outcome};

use crate::{
    formats::{package, pdf},
    support::{Place, notes, outcome},
};

#[tokio::test]
async fn each_bad_file_is_told_of_and_the_good_one_is_taken() {
    let place = Place::new().await;
    place.write("good.txt", "The good file.");
    place.write("empty.pdf", "");
    place.write("blank.txt", " \n\n\t ");
    place.write("cut.pdf", &pdf(&["A page of text that is cut."])[..120]);
    place.write("cut.docx", &package(&[("word/document.xml", "<w:p/>")])[..60]);
    place.write("no_xml.docx", package(&[("word/document.xml", "<w:p><w:t>unclosed")]));
    place.write("bomb.docx", package(&[("word/document.xml", &" ".repeat(40 << 20))]));
    place.write("archive.zip", package(&[("readme.txt", "hello")]));
    place.write("noise.bin", [0, 159, 146, 150, 1, 2, 3, 4, 5, 6]);
    place.write("old.doc", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1].repeat(100));
    place.write("page.pdf", "<html><body><p>Named as something else.");
    place.write("latin.txt", b"Die Pr\xfcfung der Lager.");
    let report = place.add().await;
    let fault = |name: &str| match outcome(&report, name) {
        Outcome::Failed(fault) => fault.clone(),
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(*outcome(&report, "good.txt"), Outcome::Added { passages: 1 });
    assert_eq!(fault("empty.pdf"), Fault::Empty);
    assert_eq!(fault("blank.txt"), Fault::Empty);
    for (name, kind) in [("cut.pdf", "pdf"), ("cut.docx", "zip")] {
        let is_of_kind = matches!(fault(name), Fault::Corrupt { kind: found, .. } if found == kind);
        assert!(is_of_kind, "{name}: {:?}", fault(name));
    }
    assert!(matches!(fault("no_xml.docx"), Fault::NoText | Fault::Corrupt { .. }));
    assert!(matches!(fault("bomb.docx"), Fault::Bomb { .. }));
    for name in ["archive.zip", "noise.bin", "old.doc"] {
        assert!(matches!(fault(name), Fault::UnknownFormat { .. }), "{name}");
    }
    assert_eq!(notes(&report, "page.pdf"), ["it is named .pdf but holds html; it was read as that"]);
    assert!(notes(&report, "latin.txt")[0].contains("UTF-8"));
    assert_eq!(place.search("Prüfung").await.len(), 1);
    assert_eq!(place.search("good").await.len(), 1);
}

#[tokio::test]
async fn an_encrypted_office_file_is_told() {
    let place = Place::new().await;
    let mut file = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    file.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    place.write("secret.xlsx", file);
    let report = place.add().await;
    assert_eq!(*outcome(&report, "secret.xlsx"), Outcome::Failed(Fault::Encrypted));
}

#[tokio::test]
async fn a_stream_that_unpacks_to_too_much_is_not_read() {
    let place = Place::new().await;
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    (0..600).for_each(|_| encoder.write_all(&[b' '; 1 << 20]).unwrap());
    let mut file = b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n".to_vec();
    file.extend(encoder.finish().unwrap());
    place.write("bomb.pdf", file);
    let report = place.add().await;
    assert!(matches!(outcome(&report, "bomb.pdf"), Outcome::Failed(Fault::Bomb { .. })), "{report:?}");
}

#[tokio::test]
async fn limits_hold() {
    let place = Place::new().await;
    let limits =
        Limits { file: 1_000, pages: 2, text: 500, time: Duration::from_secs(5), ..Limits::default() };
    place.write("large.txt", "x ".repeat(1_000));
    place.write(
        "long.txt",
        "A sentence. ".repeat(20) + "\n\n" + &"Another one. ".repeat(20) + "\n\nThe last paragraph.",
    );
    let library = place.library.clone().with_limits(limits);
    let report = crate::support::add(&library, place.folder.path()).await;
    assert!(matches!(outcome(&report, "large.txt"), Outcome::Failed(Fault::TooLarge { .. })));
    assert_eq!(notes(&report, "long.txt").len(), 1);
    let many = library.clone().with_limits(Limits { file: 1 << 20, ..limits });
    place.write("pages.pdf", pdf(&["one page here", "two pages here", "three pages here"]));
    let report = crate::support::add(&many, place.folder.path()).await;
    assert_eq!(*outcome(&report, "pages.pdf"), Outcome::Failed(Fault::TooManyPages { pages: 3, most: 2 }));
}

#[tokio::test]
async fn a_file_that_went_bad_keeps_what_was_there() {
    let place = Place::new().await;
    place.write("sheet.pdf", pdf(&["Calibrate the scale monthly."]));
    place.add().await;
    place.write("sheet.pdf", "%PDF-1.7 and nothing more");
    let report = place.add().await;
    assert!(matches!(outcome(&report, "sheet.pdf"), Outcome::Failed(_)));
    assert_eq!(place.search("calibrate").await.len(), 1);
}

#[tokio::test]
async fn cut_and_flipped_files_never_end_the_program() {
    let place = Place::new().await;
    let whole = pdf(&["Tighten the flange.", "Replace the gasket."]);
    let office = package(&[("word/document.xml", "<w:p><w:r><w:t>Grease</w:t></w:r></w:p>")]);
    for (name, file) in [("a.pdf", &whole), ("a.docx", &office)] {
        for step in 0..60 {
            let mut bad = file.clone();
            let at = step * file.len() / 60;
            if step % 2 == 0 {
                bad.truncate(at)
            } else {
                bad[at] ^= 0x55
            }
            place.write(&format!("{step}-{name}"), bad);
        }
    }
    assert_eq!(place.add().await.files.len(), 120);
}

#[tokio::test]
async fn ten_thousand_near_identical_pages_leave_room() {
    let place = Place::new().await;
    let body = "The certificate of conformity states that the delivered castings meet all requirements of the drawing \
                and of the order, and that the material was tested by the foundry before it was delivered to the customer.";
    let pages: Vec<String> = (0..10_000).map(|page| format!("{body} Sheet {page}.")).collect();
    place.write("certificates.txt", pages.join("\u{c}"));
    place.write("other.txt", "A certificate of training for the crane.");
    let library = place.library.clone().with_limits(Limits { pages: 20_000, ..Limits::default() });
    crate::support::add(&library, place.folder.path()).await;
    let found = place.search("certificate").await;
    assert!(found.iter().any(|text| text.contains("crane")), "{found:?}");
    assert!(place.search("certificate sheet 7123").await[0].ends_with("Sheet 7123."));
}
