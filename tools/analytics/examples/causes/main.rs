//! Root-cause localisation on the Squeeze data set B0: F1 over the member combinations of all cases, and seconds for each case.
//! `cargo run --release -p sentia-analytics --example causes -- FOLDER [odd|even] [wrong]`: half of the cases; those that are wrong.

mod squeeze;

use std::{error::Error, path::Path, time::Instant};

use sentia_analytics::cause::{Cause, Method, localise};
use squeeze::Case;

/// F1 and seconds for each case, of the authors' programs on the same cases.
const PUBLISHED: [(&str, f64, f64); 4] =
    [("Squeeze", 0.971, 9.9), ("RiskLoc", 0.961, 3.5), ("AutoRoot", 0.917, 1.6), ("Adtributor", 0.150, 0.33)];

#[derive(Default)]
struct Counts {
    right: usize,
    wrong: usize,
    missed: usize,
}

#[expect(clippy::print_stdout, reason = "the command's output")]
#[expect(clippy::disallowed_methods, reason = "the time it takes is what is measured")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(arguments.first().map_or("", String::as_str));
    if !folder.join("B_cuboid_layer_1_n_ele_1").is_dir() {
        println!(
            "skipped: the first argument is the folder of the data set, with B_cuboid_layer_1_n_ele_1 and so on"
        );
        return Ok(());
    }
    let has = |word: &str| arguments.iter().any(|argument| argument == word);
    let (mut all, mut seconds, mut cases) = (Counts::default(), 0.0, 0);
    for setting in squeeze::settings(folder)? {
        let mut own = Counts::default();
        for (at, file) in squeeze::files(&setting)?.iter().enumerate() {
            if has("odd") && at % 2 == 0 || has("even") && at % 2 == 1 {
                continue;
            }
            let case = squeeze::read(&setting, file)?;
            let began = Instant::now();
            let causes = localise(&case.table(), Method::of(&case.table()))?;
            seconds += began.elapsed().as_secs_f64();
            cases += 1;
            let found: Vec<String> = causes.iter().map(|cause| name(&case, cause)).collect();
            if own.add(&case.causes, &found) && has("wrong") {
                println!("{}: {:?} found {found:?}", case.name, case.causes);
            }
        }
        println!("{:<28} F1 {:.3}", setting.file_name().unwrap_or_default().to_string_lossy(), own.f1());
        all = Counts {
            right: all.right + own.right,
            wrong: all.wrong + own.wrong,
            missed: all.missed + own.missed,
        };
    }
    println!("\nSqueeze B0, {cases} cases{:>9}{:>10}", "F1", "s/case");
    println!("{:<24}{:>6.3}{:>10.4}", "sentia", all.f1(), seconds / f64::from(cases.max(1)));
    PUBLISHED
        .iter()
        .for_each(|(name, f1, seconds)| println!("{:<24}{f1:>6.3}{seconds:>10.2}", format!("peer: {name}")));
    Ok(())
}

impl Counts {
    /// Whether any is wrong or missed.
    fn add(&mut self, truth: &[String], found: &[String]) -> bool {
        let right = found.iter().filter(|found| truth.contains(found)).count();
        let (wrong, missed) = (found.len() - right, truth.len() - right);
        self.right += right;
        self.wrong += wrong;
        self.missed += missed;
        wrong + missed > 0
    }

    fn f1(&self) -> f64 {
        2.0 * self.right as f64 / ((2 * self.right + self.wrong + self.missed) as f64).max(1.0)
    }
}

/// As the data set writes it: `a=a1&c=c2`.
fn name(case: &Case, cause: &Cause) -> String {
    let members = cause.members.iter().map(|(attribute, member)| case.member(*attribute, *member));
    members.collect::<Vec<_>>().join("&")
}
