//! Holds ARCHITECTURE.md to the crates and folders as they are.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot be set up has failed"
)]

use std::{collections::BTreeMap, fs};

use cargo_metadata::{DependencyKind, Package};
use sentia_tests::{members, read, root};

/// What each room must not know, as crates that it may not depend on itself.
const UNKNOWN_TO: [(&str, &[&str]); 15] = [
    ("sentia-bots", &["sqlparser", "minijinja", "rig-core", "clap", "indicatif"]),
    ("sentia-jobs", &["sqlparser", "minijinja", "rig-core", "clap", "axum"]),
    ("sentia-demo", &["sqlx", "tokio", "minijinja", "rig-core"]),
    ("sentia-semantic", &["minijinja", "rig-core"]),
    ("sentia-analytics", &["sqlx", "tokio", "jiff", "serde_json", "minijinja", "rig-core"]),
    ("sentia-reports", &["sqlx", "sqlparser", "minijinja", "rig-core", "clap", "indicatif"]),
    ("sentia-local-llm", &["sqlx", "tokio", "jiff", "rig-core", "clap", "indicatif"]),
    ("sentia-retrieval", &["sqlparser", "minijinja", "rig-core", "clap", "indicatif"]),
    ("sentia-import", &["sqlx", "sqlparser", "minijinja", "rig-core", "clap", "indicatif"]),
    ("sentia-draft", &["sqlx", "sqlparser", "minijinja", "rig-core", "clap", "indicatif"]),
    ("sentia-tools", &["sqlx", "sqlparser", "minijinja", "rig-core"]),
    ("sentia-accounts", &["sqlparser", "minijinja", "rig-core", "clap", "axum"]),
    ("sentia-agent", &["sqlparser", "clap", "console", "indicatif", "reedline"]),
    ("sentia", &["sqlx", "sqlparser", "minijinja", "rig-core", "argon2", "jsonwebtoken"]),
    ("sentia-evals", &["sqlx", "sqlparser", "minijinja", "rig-core"]),
];

#[test]
fn crates_depend_only_on_those_to_their_left() {
    let layers = layers();
    let members = members();
    for member in &members {
        let own = *layers
            .get(member.name.as_str())
            .unwrap_or_else(|| panic!("{} has no place in the picture in ARCHITECTURE.md", member.name));
        for dependency in &member.dependencies {
            if let Some(layer) = layers.get(dependency.name.as_str()) {
                assert!(
                    *layer < own,
                    "{} may not depend on {}, which is not to its left",
                    member.name,
                    dependency.name
                );
            }
        }
    }
    let strangers: Vec<_> =
        layers.keys().filter(|name| members.iter().all(|member| member.name != **name)).collect();
    assert!(strangers.is_empty(), "ARCHITECTURE.md draws crates that do not exist: {strangers:?}");
}

#[test]
fn no_room_depends_on_what_it_must_not_know() {
    for (name, unknown) in UNKNOWN_TO {
        let member = members().into_iter().find(|member| member.name == name);
        let member = member.unwrap_or_else(|| panic!("there is no crate {name}"));
        let known = direct(&member).find(|dependency| unknown.contains(dependency));
        assert_eq!(known, None, "{name} must not know it");
    }
}

#[test]
fn members_take_versions_and_lints_from_the_workspace() {
    for member in members() {
        let manifest: toml::Table = read_manifest(&member);
        let inherits =
            |table: &toml::Value| table.get("workspace").and_then(toml::Value::as_bool) == Some(true);
        assert!(
            manifest.get("lints").is_some_and(inherits),
            "{}: [lints] workspace = true is missing",
            member.name
        );
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (name, dependency) in
                manifest.get(section).and_then(toml::Value::as_table).into_iter().flatten()
            {
                assert!(
                    inherits(dependency),
                    "{}: {name} belongs in the workspace's dependencies",
                    member.name
                );
            }
        }
    }
}

#[test]
fn the_code_map_has_every_member_and_every_folder() {
    let map = code_map();
    let canonical = root().canonicalize().unwrap();
    let of_members = members().into_iter().map(|member| {
        let folder = member.manifest_path.parent().unwrap().strip_prefix(&canonical).unwrap();
        format!("{folder}/")
    });
    let top = fs::read_dir(root()).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir());
    let top = top.map(|entry| format!("{}/", entry.file_name().to_string_lossy()));
    let built_or_hidden =
        |folder: &String| folder == "target/" || folder.starts_with('.') && folder != ".ci/";
    for folder in of_members.chain(top.filter(|folder| !built_or_hidden(folder))) {
        assert!(map.contains(&folder), "the code map of ARCHITECTURE.md lacks {folder}");
    }
}

#[test]
fn every_path_that_the_documents_name_exists() {
    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"] {
        for path in paths_in(&read(document)) {
            assert!(root().join(&path).exists(), "{document} names {path}, which does not exist");
        }
    }
}

/// The layer of each crate, from the picture: the line that joins names by arrows.
fn layers() -> BTreeMap<String, usize> {
    let text = read("ARCHITECTURE.md");
    let picture = text.lines().find(|line| line.starts_with("sentia-") && line.contains('←'));
    let picture = picture.expect("ARCHITECTURE.md has no line that draws the crates with ←");
    let layers = picture.split('←').enumerate();
    layers
        .flat_map(|(layer, names)| names.split(',').map(move |name| (name.trim().to_owned(), layer)))
        .collect()
}

/// What a crate is built from. Its tests may know more.
fn direct(member: &Package) -> impl Iterator<Item = &str> {
    let normal = member.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    normal.map(|dependency| dependency.name.as_str())
}

fn read_manifest(member: &Package) -> toml::Table {
    let text = fs::read_to_string(&member.manifest_path).unwrap();
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", member.manifest_path))
}

/// The first cells of the code map's table.
fn code_map() -> Vec<String> {
    let text = read("ARCHITECTURE.md");
    let (_, map) = text.split_once("## Code map").expect("ARCHITECTURE.md has no section \"Code map\"");
    let map = map.split("\n## ").next().unwrap_or_default();
    let rows = map.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| Some(row.split_once('`')?.0.to_owned())).collect()
}

/// What stands in backticks or in a link and looks like a path of the repository.
fn paths_in(document: &str) -> Vec<String> {
    let quoted = document.split('`').skip(1).step_by(2);
    let linked = document.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let is_path = |text: &&str| {
        let letters = |letter: char| letter.is_ascii_alphanumeric() || "._-/".contains(letter);
        let place = text.contains('/') || [".md", ".rs"].iter().any(|end| text.ends_with(end));
        place && text.chars().all(letters) && !text.starts_with('/')
    };
    quoted.chain(linked).filter(is_path).map(str::to_owned).collect()
}
