//! The corpus of the Numenta Anomaly Benchmark 1.1 and its scoring (Lavin and Ahmad 2015, and the published code): a window is
//! worth more the earlier it is found, an alert outside all windows costs, the first 15% (of at most 5,000 values) are not
//! scored, and one threshold for the whole corpus is chosen so that the score is greatest.

use std::{error::Error, fs, path::Path};

use serde_json::Value;

pub(super) struct File {
    pub(super) name: String,
    pub(super) values: Vec<f64>,
    /// Steps in a day.
    pub(super) day: usize,
    /// First and last value of each.
    windows: Vec<(usize, usize)>,
}

#[derive(Clone, Copy)]
pub(super) struct Profile {
    pub(super) name: &'static str,
    pub(super) miss: f64,
    pub(super) false_alarm: f64,
}

pub(super) const PROFILES: [Profile; 3] = [
    Profile { name: "standard", miss: 1.0, false_alarm: 0.11 },
    Profile { name: "few false alarms", miss: 1.0, false_alarm: 0.22 },
    Profile { name: "few misses", miss: 2.0, false_alarm: 0.11 },
];

pub(super) fn read(folder: &Path) -> Result<Vec<File>, Box<dyn Error>> {
    let labels: Value =
        serde_json::from_str(&fs::read_to_string(folder.join("labels/combined_windows.json"))?)?;
    let labels = labels.as_object().ok_or("the labels are no object")?;
    labels.iter().map(|(name, windows)| file(folder, name, windows)).collect()
}

fn file(folder: &Path, name: &str, windows: &Value) -> Result<File, Box<dyn Error>> {
    let text = fs::read_to_string(folder.join("data").join(name))?;
    let rows: Vec<(&str, &str)> = text.lines().skip(1).filter_map(|line| line.split_once(',')).collect();
    let values: Result<Vec<f64>, _> = rows.iter().map(|(_, value)| value.trim().parse()).collect();
    let place = |stamp: &Value| -> Option<usize> {
        let stamp = stamp.as_str()?.split('.').next()?;
        rows.iter().position(|(time, _)| *time == stamp)
    };
    let windows = windows.as_array().ok_or("the windows are no list")?.iter();
    let windows: Option<Vec<(usize, usize)>> =
        windows.map(|window| Some((place(&window[0])?, place(&window[1])?))).collect();
    let windows = windows.ok_or("a window begins or ends at no value")?;
    Ok(File { name: name.to_owned(), values: values?, day: day(&rows), windows })
}

/// From the middle one of the first hundred steps in time.
fn day(rows: &[(&str, &str)]) -> usize {
    let seconds = |stamp: &str| -> Option<i64> {
        let part = |range: std::ops::Range<usize>| stamp.get(range)?.parse::<i64>().ok();
        Some(part(8..10)? * 86_400 + part(11..13)? * 3_600 + part(14..16)? * 60 + part(17..19)?)
    };
    let times: Vec<i64> = rows.iter().take(101).filter_map(|(stamp, _)| seconds(stamp)).collect();
    let mut steps: Vec<i64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.sort_unstable();
    let step = steps.get(steps.len() / 2).copied().unwrap_or(0);
    if step > 0 { usize::try_from(86_400 / step).unwrap_or(0) } else { 0 }
}

/// What an alert at a value counts for.
#[derive(Clone, Copy)]
enum Place {
    /// So much of a window's worth.
    Within { window: usize, worth: f64 },
    /// So much of a false alarm's cost.
    Outside(f64),
}

pub(super) struct Outcome {
    pub(super) score: f64,
    pub(super) threshold: f64,
    pub(super) found: usize,
    pub(super) windows: usize,
    pub(super) false_alarms: usize,
}

/// The score of detectors' scores, one list for each file: 100 finds every window at once and nothing else, 0 nothing at all.
pub(super) fn score(files: &[&File], scores: &[Vec<f64>], profile: &Profile) -> Outcome {
    let mut first = 0;
    let mut alerts: Vec<(f64, Place)> = Vec::new();
    for (file, scores) in files.iter().zip(scores) {
        let places = places(file, first);
        let probation = file.values.len().min(5_000) * 15 / 100;
        alerts.extend(scores.iter().copied().zip(places).skip(probation));
        first += file.windows.len();
    }
    alerts.sort_by(|a, b| b.0.total_cmp(&a.0));
    let windows = first;
    let mut worth: Vec<Option<f64>> = vec![None; windows];
    let (mut sum, mut false_alarms) = (-profile.miss * windows as f64, 0);
    let mut best = Outcome { score: sum, threshold: f64::INFINITY, found: 0, windows, false_alarms };
    for (at, (threshold, place)) in alerts.iter().enumerate() {
        match place {
            Place::Outside(cost) => {
                sum -= profile.false_alarm * cost;
                false_alarms += 1;
            }
            Place::Within { window, worth: new } => {
                let old = worth[*window];
                if old.is_none_or(|old| *new > old) {
                    sum += new - old.unwrap_or(-profile.miss);
                    worth[*window] = Some(*new);
                }
            }
        }
        let last_of_these = alerts.get(at + 1).is_none_or(|next| next.0 < *threshold);
        if last_of_these && sum > best.score {
            let found = worth.iter().flatten().count();
            best = Outcome { score: sum, threshold: *threshold, found, windows, false_alarms };
        }
    }
    let nothing = -profile.miss * windows as f64;
    best.score = 100.0 * (best.score - nothing) / (windows as f64 - nothing);
    best
}

fn places(file: &File, first: usize) -> Vec<Place> {
    let mut before: Option<(usize, usize)> = None;
    let mut windows = file.windows.iter().copied().enumerate().peekable();
    (0..file.values.len())
        .map(|at| {
            while let Some((_, window)) = windows.next_if(|(_, window)| window.1 < at) {
                before = Some(window);
            }
            match windows.peek() {
                Some((which, (from, to))) if *from <= at => {
                    let place = -((to - at + 1) as f64) / (to - from + 1) as f64;
                    Place::Within { window: first + which, worth: sigmoid(place) / sigmoid(-1.0) }
                }
                _ => Place::Outside(
                    before.map_or(1.0, |(from, to)| -sigmoid((at - to) as f64 / (to - from).max(1) as f64)),
                ),
            }
        })
        .collect()
}

/// From nearly 1 at −1, the start of a window, through 0 at its end, to −1 well after it.
fn sigmoid(place: f64) -> f64 {
    if place > 3.0 { -1.0 } else { 2.0 / (1.0 + (5.0 * place).exp()) - 1.0 }
}
