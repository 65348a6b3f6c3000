//! The app's package for Teams.

use std::fs;

use sentia_tests::Sentia;

use super::{FAILED, USAGE, assert_one_clear_line, json};

const APP: &str = "11111111-2222-3333-4444-555555555555";
const PAGES: [&str; 6] = [
    "--developer",
    "Acme",
    "--privacy",
    "https://acme.example/privacy",
    "--terms",
    "https://acme.example/terms",
];

fn manifest(sentia: &Sentia, more: &[&str]) -> sentia_tests::Finished {
    sentia.run(["teams", "manifest"].iter().chain(&PAGES).chain(more))
}

#[test]
fn the_package_of_the_app_is_written_for_what_is_configured() {
    let sentia = Sentia::new();
    assert_one_clear_line(&manifest(&sentia, &[]), FAILED);

    let config = format!(
        "[sign_in]\naddress = \"https://sentia.acme.example\"\npasswords = true\n[bots.teams]\napp = \"{APP}\"\ntenant = \"t\"\n"
    );
    fs::write(sentia.home().join("sentia.toml"), config).unwrap();
    let told = json(&manifest(&sentia, &["--json", "--name", "Figures"]));
    let bytes = fs::read(sentia.home().join(told["file"].as_str().unwrap())).unwrap();
    assert_eq!(told["bytes"], bytes.len());
    assert!(bytes.starts_with(b"PK"));
    // Stored as it is, so that it can be read here.
    let text = String::from_utf8_lossy(&bytes);
    for held in
        [APP, "\"Figures\"", "sentia.acme.example", "https://acme.example/terms", "color.png", "outline.png"]
    {
        assert!(text.contains(held), "{held} is missing");
    }

    assert_one_clear_line(&manifest(&sentia, &[]), FAILED);
    let again = manifest(&sentia, &["--force"]);
    assert!(again.succeeded() && again.stdout.contains("sentia-teams.zip"), "{again:?}");
}

#[test]
fn what_teams_would_refuse_is_refused_at_once() {
    let sentia = Sentia::new();
    let long = manifest(&sentia, &["--name", "A name of more than thirty letters"]);
    assert_eq!(long.code(), USAGE, "{long:?}");
    assert!(long.stderr.contains("1 to 30 letters"), "{}", long.stderr);
    for page in ["http://acme.example/privacy", "acme.example"] {
        let pages = ["--developer", "Acme", "--terms", "https://acme.example", "--privacy", page];
        let open = sentia.run(["teams", "manifest"].iter().chain(&pages));
        assert_eq!(open.code(), USAGE, "{open:?}");
        assert!(open.stderr.contains("https://"), "{}", open.stderr);
    }
}
