//! How many connections the process may hold.

/// Raises the number of files that the process may have open, connections among them, to the most that the system grants
/// it: what a shell or a service manager sets at first is often 1,024, which a tenth of the listeners would use up.
#[cfg(unix)]
pub(super) fn raise() {
    use rustix::process::{Resource, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let mut most = limit;
    most.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, most) {
        tracing::warn!(%error, allowed = ?limit.current, "the number of open connections could not be raised");
    }
}

#[cfg(not(unix))]
pub(super) fn raise() {}
