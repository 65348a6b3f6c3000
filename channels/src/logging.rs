use std::io;

use tracing_subscriber::EnvFilter;

/// Sends log lines to standard error: with `--verbose` our own, with `RUST_LOG` whatever it names, else none.
pub(crate) fn start(verbose: bool, named: Option<&str>) {
    let ours = "sentia=debug,sentia_agent=debug,sentia_tools=debug,sentia_semantic=debug";
    let Some(filter) = named.or(verbose.then_some(ours)) else { return };
    let filter = EnvFilter::builder().parse_lossy(filter);
    // It fails where something logs already, which is as good.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).try_init();
}
