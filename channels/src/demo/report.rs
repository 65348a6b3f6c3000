use std::path::PathBuf;

use sentia_demo::{Options, Truth};
use sentia_tools::{
    demo_company::{BookCheck, DemoCompany},
    format::decimals,
};
use serde::Serialize;

use crate::render::{Align, Column, Entry, Grid, Style, Terminal, paint};

/// What was made, and that it is sound.
pub(crate) struct Report {
    pub(crate) options: Options,
    /// File or address, without a password.
    pub(crate) place: String,
    pub(crate) company: DemoCompany,
    pub(crate) checks: Vec<BookCheck>,
}

#[derive(Serialize)]
struct Json<'a> {
    place: &'a str,
    seed: u64,
    scale: u32,
    first_day: String,
    today: String,
    rows: u64,
    tables: serde_json::Map<String, serde_json::Value>,
    fingerprint: &'a str,
    checks: Vec<Claim>,
    truth: Option<PathBuf>,
}

#[derive(Serialize)]
struct Claim {
    claim: &'static str,
    violations: i64,
}

impl Report {
    pub(crate) fn truth(&self) -> &Truth {
        &self.company.truth
    }

    /// `truth` is the file that the truth was written to.
    pub(crate) fn json(&self, truth: Option<PathBuf>) -> serde_json::Result<String> {
        let tables =
            self.company.tables.iter().map(|(name, rows)| ((*name).to_owned(), (*rows).into())).collect();
        serde_json::to_string(&Json {
            place: &self.place,
            seed: self.options.seed,
            scale: self.options.scale,
            first_day: self.options.first_day.to_string(),
            today: self.options.today.to_string(),
            rows: self.company.rows,
            tables,
            fingerprint: &self.company.fingerprint,
            checks: self
                .checks
                .iter()
                .map(|check| Claim { claim: check.claim, violations: check.violations })
                .collect(),
            truth,
        })
    }

    pub(crate) fn text(&self, terminal: &Terminal) -> String {
        let heading = |text: &str| paint(text, Style::Heading, terminal);
        let options = &self.options;
        let checks = self.checks.iter().map(|check| match check.violations {
            0 => format!("  {}  {}", paint("ok", Style::Good, terminal), check.claim),
            count => format!("  {}  {} ({count} do not)", paint("NO", Style::Bad, terminal), check.claim),
        });
        format!(
            "{}\n{}\n\n  {} rows in {}\n  seed {}, scale {}, {} to {}\n  fingerprint {}\n\n{}\n{}\n",
            heading("The demo company is ready"),
            self.tables(terminal),
            decimals(self.company.rows as f64, 0),
            self.place,
            options.seed,
            options.scale,
            options.first_day,
            options.today,
            self.company.fingerprint,
            heading("Its books"),
            checks.collect::<Vec<_>>().join("\n"),
        )
    }

    fn tables(&self, terminal: &Terminal) -> String {
        let column = |heading: &str, align| Column { heading: heading.to_owned(), align };
        let rows = self.company.tables.iter();
        let rows =
            rows.map(|(name, rows)| vec![Entry::plain(*name), Entry::plain(decimals(*rows as f64, 0))]);
        let grid = Grid {
            rules: Vec::new(),
            columns: vec![column("Table", Align::Left), column("Rows", Align::Right)],
            rows: rows.collect(),
        };
        grid.lines(terminal).join("\n")
    }
}
