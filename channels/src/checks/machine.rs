use std::{fs, path::Path};

use super::Check;
use crate::{
    config::{Config, Home},
    render::Terminal,
};

/// Room that the demo company takes while it is made, and some to spare.
const ROOM: u64 = 1_000_000_000;

pub(crate) fn file(config: &Config) -> Check {
    match &config.file {
        Some(file) => Check::good("configuration", file.display().to_string()),
        None => Check::good(
            "configuration",
            "no file, so the demo company and no model; sentia.toml would be read",
        ),
    }
}

/// Whether files can be made in the home directory.
pub(crate) fn home(home: &Home) -> Check {
    let path = home.0.display();
    let probe = home.0.join(format!(".probe-{}", std::process::id()));
    let tried = fs::create_dir_all(&home.0)
        .and_then(|()| fs::write(&probe, b"x"))
        .and_then(|()| fs::remove_file(&probe));
    match tried {
        Ok(()) => Check::good("home", path.to_string()),
        Err(error) => Check::bad(
            "home",
            format!("{path} cannot be written ({error}); mend its permissions or pass --home DIR"),
        ),
    }
}

pub(crate) fn disk(home: &Home) -> Check {
    match free_bytes(&home.0) {
        Some(free) if free < ROOM => Check::warning(
            "disk",
            format!(
                "{} MB are free in {}; the demo company wants {} MB: make room",
                mb(free),
                home.0.display(),
                mb(ROOM)
            ),
        ),
        Some(free) => Check::good("disk", format!("{} MB free in {}", mb(free), home.0.display())),
        None => Check::warning("disk", format!("the free room in {} is not known here", home.0.display())),
    }
}

fn mb(bytes: u64) -> u64 {
    bytes / 1_000_000
}

/// Bytes that may still be written where the path is (or will be).
#[cfg(unix)]
pub(crate) fn free_bytes(path: &Path) -> Option<u64> {
    let existing = path.ancestors().find(|path| path.exists())?;
    let volume = rustix::fs::statvfs(existing).ok()?;
    Some(volume.f_bavail.saturating_mul(volume.f_frsize))
}

#[cfg(not(unix))]
pub(crate) fn free_bytes(_: &Path) -> Option<u64> {
    None
}

pub(crate) fn terminal(terminal: &Terminal) -> Check {
    let width =
        terminal.width.map_or_else(|| "not a terminal".to_owned(), |width| format!("{width} columns"));
    let colour = if terminal.colour { "colours" } else { "no colours" };
    let letters = if terminal.unicode { "UTF-8" } else { "plain ASCII" };
    let detail = format!("{width}, {colour}, {letters}");
    match terminal.width {
        Some(width) if width < 60 => {
            Check::warning("terminal", format!("{detail}; tables want 60 columns: widen the window"))
        }
        _ if !terminal.unicode => {
            Check::warning("terminal", format!("{detail}; charts look better with LANG=C.UTF-8"))
        }
        _ => Check::good("terminal", detail),
    }
}
