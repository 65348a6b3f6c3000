//! No file makes the reader panic, and each error says what is wrong with which file and what to do.

use std::{fs, path::Path};

use proptest::prelude::*;
use sentia_local_llm::{LoadError, Model, Options, Session};

use crate::support::{Kind, Plan, vocabulary::Vocabulary};

fn options() -> Options {
    Options { threads: 1, ..Options::default() }
}

fn small() -> Plan {
    Plan { layers: 1, hidden: 256, ..Plan::tiny("llama", Kind::Q4K) }
}

/// The error of a file whose bytes were changed.
fn error_of(plan: &Plan, change: impl FnOnce(&mut Vec<u8>)) -> LoadError {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.gguf");
    plan.write(&path);
    let mut bytes = fs::read(&path).unwrap();
    change(&mut bytes);
    fs::write(&path, bytes).unwrap();
    let error = Model::load(&path, &options()).unwrap_err();
    assert!(error.to_string().contains("model.gguf"), "{error}");
    error
}

/// Puts other text of the same length in the place of the first that is found.
fn replace(bytes: &mut [u8], from: &str, to: &str) {
    assert_eq!(from.len(), to.len());
    let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
}

#[test]
fn each_fault_has_its_error() {
    let plan = small();
    let error = error_of(&plan, |bytes| bytes.truncate(bytes.len() - 1000));
    assert!(matches!(error, LoadError::Truncated { .. }), "{error}");
    let error = error_of(&plan, |bytes| bytes.truncate(2000));
    assert!(matches!(error, LoadError::Truncated { .. }), "{error}");
    let error = error_of(&plan, |bytes| bytes[0] = b'X');
    assert!(matches!(error, LoadError::NotGguf { .. }), "{error}");
    let error = error_of(&plan, |bytes| bytes[4] = 9);
    assert!(matches!(error, LoadError::NotGguf { .. }), "{error}");
    let error = error_of(&plan, |bytes| replace(bytes, "blk.0.attn_k.weight", "blk.0.attn_x.weight"));
    assert!(error.to_string().contains("no tensor blk.0.attn_k.weight"), "{error}");
    let error = error_of(&plan, |bytes| replace(bytes, "general.architecture", "general.architectura"));
    assert!(matches!(error, LoadError::Missing { .. }), "{error}");
    let other = Plan { architecture: "mamba", ..small() };
    let error = error_of(&other, |_| {});
    assert!(
        matches!(error, LoadError::Architecture { .. }) && error.to_string().contains("llama"),
        "{error}"
    );
    let unsplit = Plan { vocabulary: Vocabulary::byte_level("unheard-of"), ..small() };
    let error = error_of(&unsplit, |_| {});
    assert!(
        matches!(error, LoadError::Tokenizer { .. }) && error.to_string().contains("unheard-of"),
        "{error}"
    );
    let error = Model::load(Path::new("no-such.gguf"), &options()).unwrap_err();
    assert!(matches!(error, LoadError::Unreadable { .. }), "{error}");
    let error = Model::load(Path::new("."), &options()).unwrap_err();
    assert!(
        error.to_string().contains("not a file") || matches!(error, LoadError::Unreadable { .. }),
        "{error}"
    );
}

#[test]
fn a_quantisation_that_cannot_be_run_is_named() {
    let error = error_of(&small(), |bytes| {
        let name = b"blk.0.attn_q.weight";
        let at = bytes.windows(name.len()).position(|window| window == name).unwrap() + name.len();
        // After the rank and two dimensions.
        bytes[at + 4 + 16..][..4].copy_from_slice(&11_u32.to_le_bytes());
    });
    assert!(error.to_string().contains("Q3_K") && error.to_string().contains("Q4_K"), "{error}");
}

#[test]
fn too_little_memory_is_known_before_loading() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.gguf");
    let plan = Plan { window: 1 << 17, ..small() };
    plan.write(&path);
    let long = Options { context: 1 << 17, ..options() };
    let needs = Model::memory_needed(&path, &long).unwrap();
    assert!(needs > Model::memory_needed(&path, &options()).unwrap());
    let error = Model::load(&path, &Options { memory: Some(needs - 1), ..long.clone() }).unwrap_err();
    assert!(matches!(error, LoadError::Memory { .. }) && error.to_string().contains("MiB free"), "{error}");
    assert!(Model::load(&path, &Options { memory: Some(needs), ..long }).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Bytes of the header are where all lengths, places and types stand.
    #[test]
    fn no_change_of_a_file_panics(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
        in_header in prop::bool::weighted(0.9),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.gguf");
        let mut bytes = original();
        let end = if in_header { 24_000.min(bytes.len()) } else { bytes.len() };
        for (place, byte) in changes {
            bytes[place.index(end)] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        fs::write(&path, bytes).unwrap();
        match Model::load(&path, &options()) {
            Err(error) => prop_assert!(error.to_string().contains("model.gguf")),
            Ok(model) => {
                let tokens = model.tokenizer().encode_as("What was the OEE of line 3? 🏭", true, true);
                let _ = model.tokenizer().decode(&tokens);
                let _ = Session::new(&model).evaluate(&tokens);
            }
        }
    }
}

fn original() -> Vec<u8> {
    static BYTES: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    BYTES
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("model.gguf");
            small().write(&path);
            fs::read(&path).unwrap()
        })
        .clone()
}
