//! One whole company, generated once and kept as numbers: dates as days, other text as a code, null as NaN.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::Date;

use crate::calendar::days_between;
use crate::options::Options;
use crate::table::{Rows, Sink, SinkError, Table};
use crate::value::Value;

/// Sums by a key of numbers.
pub(super) type Sums<const N: usize> = BTreeMap<[i64; N], f64>;

const EPOCH: Date = jiff::civil::date(2000, 1, 1);

/// A kept table.
pub(super) struct Kept {
    columns: &'static [&'static str],
    cells: Vec<f64>,
}

impl Kept {
    /// Positions of columns.
    pub(super) fn at<const N: usize>(&self, names: [&str; N]) -> [usize; N] {
        names.map(|name| self.columns.iter().position(|&column| column == name).expect(name))
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.cells.chunks_exact(self.columns.len())
    }

    /// Sums of one column by others.
    pub(super) fn sums<const N: usize>(&self, value: &str, by: [&str; N]) -> Sums<N> {
        let ([value], by) = (self.at([value]), self.at(by));
        let mut sums = Sums::new();
        for row in self.rows() {
            *sums.entry(by.map(|at| row[at] as i64)).or_default() += row[value];
        }
        sums
    }

    /// Sums of columns over the rows that a condition on other columns keeps.
    pub(super) fn total<const N: usize, const M: usize>(
        &self,
        values: [&str; N],
        of: [&str; M],
        keep: impl Fn([f64; M]) -> bool,
    ) -> [f64; N] {
        let (values, of) = (self.at(values), self.at(of));
        let mut totals = [0.0; N];
        for row in self.rows().filter(|row| keep(of.map(|at| row[at]))) {
            for (total, at) in totals.iter_mut().zip(values) {
                *total += row[at];
            }
        }
        totals
    }
}

#[derive(Default)]
pub(super) struct Company {
    tables: BTreeMap<&'static str, Kept>,
    codes: BTreeMap<String, f64>,
}

/// Tables too large and too little needed to keep.
const LEFT_OUT: [&str; 4] = ["receivable_balance", "payable_balance", "feed_load", "tax_entry"];

impl Sink for Company {
    fn rows(&mut self, table: &'static Table, rows: Rows) -> Result<(), SinkError> {
        if LEFT_OUT.contains(&table.name) {
            return Ok(());
        }
        let kept = self
            .tables
            .entry(table.name)
            .or_insert_with(|| Kept { columns: table.columns, cells: Vec::new() });
        let codes = &mut self.codes;
        kept.cells.extend(rows.iter().flatten().map(|value| number(codes, value)));
        Ok(())
    }
}

fn number(codes: &mut BTreeMap<String, f64>, value: &Value) -> f64 {
    match value {
        Value::Null => f64::NAN,
        Value::Int(number) => *number as f64,
        Value::Real(number) => *number,
        Value::Text(text) => match text.parse::<Date>().ok().filter(|_| text.len() == 10) {
            Some(date) => day(date),
            // Instants are many and never looked up.
            None if text.len() == 20 && text.ends_with('Z') => 0.0,
            None => {
                let next = codes.len() as f64;
                match codes.get(text.as_str()) {
                    Some(&code) => code,
                    None => *codes.entry(text.to_string()).or_insert(next),
                }
            }
        },
    }
}

/// A date as a number.
pub(super) fn day(date: Date) -> f64 {
    days_between(EPOCH, date) as f64
}

impl Company {
    pub(super) fn table(&self, name: &str) -> &Kept {
        &self.tables[name]
    }

    /// The number of a text.
    pub(super) fn code(&self, text: &str) -> f64 {
        *self.codes.get(text).unwrap_or_else(|| unreachable!("{text} is nowhere in the company"))
    }
}

/// The whole company.
pub(super) fn company() -> &'static Company {
    static COMPANY: OnceLock<Company> = OnceLock::new();
    COMPANY.get_or_init(|| {
        let mut company = Company::default();
        crate::generate(&Options::default(), &mut company, &mut |_| ()).unwrap();
        company
    })
}
