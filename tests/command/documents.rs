//! Documents taken in from files, and found by those alone who may read them.

use std::fs;

use sentia_tests::Sentia;

use super::{FAILED, REFUSED, USAGE, assert_one_clear_line, json};

#[test]
fn documents_are_found_by_those_who_may_read_them() {
    let sentia = Sentia::new();
    let folder = sentia.home().join("papers");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("sop.md"), "# Press brake\n\n## Tools\n\nTighten the spindle bolts to 85 Nm.\n")
        .unwrap();
    fs::write(folder.join("broken.pdf"), "%PDF-1.7 and nothing else").unwrap();
    let added = sentia.run(["documents", "add", "papers", "--for", "finance", "--json"]);
    assert_eq!(added.code(), FAILED, "one of them cannot be read: {added:?}");
    let files = json(&added)["files"].as_array().unwrap().clone();
    let outcome = |name: &str| {
        let file = files.iter().find(|file| file["path"].as_str().unwrap().ends_with(name));
        file.unwrap()["outcome"].as_str().unwrap().to_owned()
    };
    assert!(outcome("sop.md").starts_with("added"), "{files:?}");
    assert!(outcome("broken.pdf").starts_with("not taken in: "), "{files:?}");

    let question = ["documents", "search", "torque of the spindle bolts", "--as"];
    let found = sentia.run([question.as_slice(), &["cfo"]].concat());
    assert!(found.succeeded() && found.stdout.contains("[1] Press brake › Tools"), "{found:?}");
    assert!(found.stdout.contains("searched by words alone"), "{found:?}");
    let hidden = sentia.run([question.as_slice(), &["line3"]].concat());
    assert_eq!(hidden.code(), REFUSED, "{hidden:?}");
    assert!(!hidden.stdout.contains("Press brake"), "{hidden:?}");
    let nobody = sentia.run([question.as_slice(), &["nobody"]].concat());
    assert_one_clear_line(&nobody, USAGE);

    fs::remove_file(folder.join("sop.md")).unwrap();
    sentia.run(["documents", "add", "papers", "--for", "finance"]);
    let left = sentia.run(["documents", "list", "--as", "cfo"]);
    assert!(left.succeeded() && !left.stdout.contains("papers"), "{left:?}");
}
