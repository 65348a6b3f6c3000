//! The data set, with the columns that its units suggest.

use std::{error::Error, fs, path::Path};

use sentia_analytics::{risk::physics, survival::Life};

/// Readings by the headings of the file; the unit stands in brackets. The columns of failure modes tell the answer, and
/// those made of others are made here: neither is read.
const READINGS: [&str; 5] = [
    "Air temperature [K]",
    "Process temperature [K]",
    "Rotational speed [rpm]",
    "Torque [Nm]",
    "Tool wear [min]",
];
/// Place of the wear among them.
const WEAR: usize = 4;

pub(crate) struct Table {
    /// Grade, readings, and what was made of these.
    pub(crate) columns: Vec<Vec<f64>>,
    pub(crate) failed: Vec<bool>,
    readings: Vec<Vec<f64>>,
}

impl Table {
    pub(crate) fn read(file: &Path) -> Result<Table, Box<dyn Error>> {
        let text = fs::read_to_string(file)?;
        let mut lines = text.lines();
        let headings: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
        let place = |heading: &str| {
            headings.iter().position(|known| known.trim() == heading).ok_or(format!("no column {heading}"))
        };
        let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
        let texts = |heading: &str| -> Result<Vec<&str>, String> {
            let at = place(heading)?;
            rows.iter().map(|row| row.get(at).copied().ok_or(format!("a row without {heading}"))).collect()
        };
        let numbers = |heading: &str| -> Result<Vec<f64>, Box<dyn Error>> {
            texts(heading)?.into_iter().map(|text| Ok(text.trim().parse::<f64>()?)).collect()
        };
        let readings: Vec<Vec<f64>> =
            READINGS.iter().map(|heading| numbers(heading)).collect::<Result<_, _>>()?;
        let units = READINGS.map(|heading| heading.split(['[', ']']).nth(1));
        let made = physics::combined(&readings, &units);
        let grade = texts("Type")?.into_iter().map(|grade| match grade {
            "L" => 0.0,
            "M" => 1.0,
            _ => 2.0,
        });
        let mut columns = vec![grade.collect()];
        columns.extend(readings.iter().cloned());
        columns.extend(made.into_iter().map(|made| made.values));
        let failed = numbers("Machine failure")?.into_iter().map(|failed| failed > 0.0).collect();
        Ok(Table { columns, failed, readings })
    }

    pub(crate) fn row(&self, at: usize) -> Vec<f64> {
        self.columns.iter().map(|column| column[at]).collect()
    }

    pub(crate) fn failures(&self) -> usize {
        self.failed.iter().filter(|failed| **failed).count()
    }

    /// In minutes, the one under way counted.
    pub(crate) fn lives(&self) -> Vec<Life> {
        let wear = self.readings[WEAR].iter().zip(&self.failed);
        wear.map(|(wear, failed)| Life { lasted: wear + 1.0, ended: *failed }).collect()
    }

    /// The other readings.
    pub(crate) fn covariates(&self) -> Vec<Vec<f64>> {
        (0..self.failed.len())
            .map(|at| self.readings[..WEAR].iter().map(|reading| reading[at]).collect())
            .collect()
    }
}
