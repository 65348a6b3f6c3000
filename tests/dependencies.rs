//! Holds the tree of dependencies to deny.toml, as far as that can be done without a network: cargo-deny does the rest.
#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

use cargo_metadata::{Metadata, MetadataCommand};
use sentia_tests::{read, root};
use spdx::{Expression, ParseMode};

#[test]
fn every_licence_is_allowed() {
    let rules = rules();
    let allowed: Vec<_> = texts(&rules["licenses"]["allow"]).collect();
    for package in tree().packages {
        let licence =
            package.license.as_deref().unwrap_or_else(|| panic!("{} states no licence", package.name));
        let expression = Expression::parse_mode(licence, ParseMode::LAX);
        let expression = expression.unwrap_or_else(|error| panic!("{}: {licence}: {error}", package.name));
        let met = expression.evaluate(|requirement| allowed.contains(&requirement.to_string().as_str()));
        assert!(
            met,
            "{} {} is under {licence}, which deny.toml does not allow",
            package.name, package.version
        );
    }
}

#[test]
fn no_allowed_licence_is_idle() {
    let tree = tree();
    for allowed in texts(&rules()["licenses"]["allow"]) {
        let used = tree
            .packages
            .iter()
            .any(|package| package.license.as_deref().is_some_and(|text| text.contains(allowed)));
        assert!(used, "deny.toml allows {allowed}, which nothing uses");
    }
}

#[test]
fn nothing_banned_is_in_the_tree() {
    let rules = rules();
    let banned: Vec<_> =
        rules["bans"]["deny"].as_array().unwrap().iter().map(|ban| ban["crate"].as_str().unwrap()).collect();
    assert!(banned.contains(&"openssl-sys"));
    for package in tree().packages {
        assert!(!banned.contains(&package.name.as_str()), "{} is banned by deny.toml", package.name);
    }
}

/// All that is built on this platform, tests included.
fn tree() -> Metadata {
    let version = std::process::Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let version = String::from_utf8(version.stdout).expect("rustc speaks UTF-8");
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let only = ["--locked", "--filter-platform", host].map(str::to_owned);
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(only)
        .exec()
        .expect("cargo metadata")
}

fn rules() -> toml::Table {
    read("deny.toml").parse().expect("deny.toml is TOML")
}

fn texts(list: &toml::Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(toml::Value::as_str)
}
