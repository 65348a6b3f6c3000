//! Embeds the shipped catalogue: every `.yaml` file of `catalogue/`, in the order of their names.

use std::{fs, path::Path};

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue");
    println!("cargo:rerun-if-changed=catalogue");
    println!("cargo:rerun-if-changed=../../migrations");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".yaml") {
            names.push(name);
        }
    }
    names.sort();
    let entry = |name: &String| format!("    ({name:?}, include_str!({:?})),\n", folder.join(name));
    let list = format!("&[\n{}]\n", names.iter().map(entry).collect::<String>());
    fs::write(Path::new(&output_folder()).join("shipped_catalogue.rs"), list)
}

#[expect(clippy::disallowed_methods, reason = "cargo tells a build script its output folder no other way")]
fn output_folder() -> std::ffi::OsString {
    std::env::var_os("OUT_DIR").unwrap_or_default()
}
