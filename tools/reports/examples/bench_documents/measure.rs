//! Time and memory of processes, as Linux tells them.

use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Bytes in a MiB.
pub(crate) const MIB: f64 = 1_048_576.0;
/// How often the memory of a process of others' is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// The time of a process from its start to its end, and the most memory that it and its children held.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) seconds: f64,
    pub(crate) bytes: u64,
}

/// The median time, and the greatest memory.
pub(crate) fn measured(costs: &[Cost]) -> Cost {
    let seconds = median(costs.iter().map(|cost| cost.seconds).collect());
    Cost { seconds, bytes: costs.iter().map(|cost| cost.bytes).max().unwrap_or(0) }
}

/// The middle of some values; 0 of none.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// The most memory that a process held so far, in bytes; none where the system does not say.
pub(crate) fn peak(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

/// Runs a command to its end.
///
/// # Errors
/// It cannot be started, or fails.
pub(crate) fn run(command: &mut Command) -> io::Result<Cost> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let mut bytes = 0;
    loop {
        if let Some(status) = child.try_wait()? {
            let seconds = start.elapsed().as_secs_f64();
            return if status.success() {
                Ok(Cost { seconds, bytes })
            } else {
                Err(io::Error::other("it failed"))
            };
        }
        bytes = bytes.max(family(child.id()));
        std::thread::sleep(LOOK);
    }
}

/// The memory of a process and of all that it started, which may have been started by one of those.
fn family(process: u32) -> u64 {
    let mut left: Vec<(u32, u32)> = processes();
    let mut members = vec![process];
    let mut bytes = 0;
    while let Some(member) = members.pop() {
        bytes += peak(&member.to_string()).unwrap_or(0);
        members.extend(left.extract_if(.., |(_, parent)| *parent == member).map(|(id, _)| id));
    }
    bytes
}

/// Every process and its parent.
fn processes() -> Vec<(u32, u32)> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter_map(|id| Some((id, parent(id)?))).collect()
}

/// The parent of a process: the second field after its name, which is in brackets and may have any character.
fn parent(process: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}
