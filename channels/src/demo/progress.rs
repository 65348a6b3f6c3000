use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sentia_demo::Progress;

/// How the making goes, on standard error: a bar on a terminal, one line elsewhere.
#[derive(Clone)]
pub(super) struct Meter {
    bar: ProgressBar,
}

impl Meter {
    pub(super) fn start(unicode: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stderr());
        let template = "Making the demo company  {bar:30} {percent:>3}%  {msg}";
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars(if unicode { "█▉▊▋▌▍▎▏ " } else { "##-" }));
        if !io::stderr().is_terminal() {
            say("Making the demo company; this takes some seconds and happens once.");
        }
        Meter { bar }
    }

    pub(super) fn show(&self, progress: Progress) {
        self.bar.set_length(u64::from(progress.total_days));
        self.bar.set_position(u64::from(progress.done_days));
        self.bar.set_message(format!("{} rows", sentia_tools::format::decimals(progress.rows as f64, 0)));
    }

    pub(super) fn finishing(&self) {
        self.bar.set_message("indexing and checking");
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// A line on standard error; if that is gone, nobody misses it.
pub(super) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
