use std::collections::BTreeSet;

use jiff::civil::Date;
use sentia_tools::{Cell, Evidence, Figure, FigureKind};
use serde::{Deserialize, Serialize};

/// Something to be told of when it comes to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Whose answer has the buckets, complete in itself: `OEE by day the last 14 days for plant Leeds`.
    pub series: String,
    /// The same with the condition, so that its answer has those buckets alone that meet it.
    pub breaches: String,
    /// Buckets in a row that have to.
    pub run: u32,
    /// Dimension ids that part a day into buckets, such as the shift.
    pub within: Vec<String>,
}

/// A bucket: its first and last day, and the part of them.
type Bucket = (Date, Date, Vec<String>);

impl Alert {
    /// The members (`Line 3`; one without a name where the series is not split) for which the latest complete buckets all
    /// meet the condition. `breaches` may have no rows.
    pub fn met(&self, series: &Evidence, breaches: &Evidence) -> BTreeSet<String> {
        let buckets = self.buckets(series);
        let breaching: BTreeSet<(String, Bucket)> = self.buckets(breaches).into_iter().collect();
        let members: BTreeSet<&String> = buckets.iter().map(|(member, _)| member).collect();
        let run = usize::try_from(self.run).unwrap_or(usize::MAX).max(1);
        let meets = |member: &&String| {
            let own: Vec<_> = buckets.iter().filter(|(of, _)| of == *member).collect();
            own.len() >= run && own.iter().rev().take(run).all(|bucket| breaching.contains(bucket))
        };
        members.into_iter().filter(meets).cloned().collect()
    }

    /// Whose bucket it is, and which; in the order of time. A day that is not over is none.
    fn buckets(&self, evidence: &Evidence) -> Vec<(String, Bucket)> {
        let rows = evidence.table.rows.iter().filter_map(|row| {
            let figures = row.iter().filter_map(|cell| match cell {
                Cell::Figure(id) => evidence.figure(id),
                _ => None,
            });
            figures.into_iter().find(|figure| figure.kind == FigureKind::Value)
        });
        let over = |figure: &&Figure| figure.period.to < evidence.as_of;
        let mut buckets: Vec<(String, Bucket)> =
            rows.filter(over).map(|figure| self.bucket(figure)).collect();
        buckets.sort_by_key(|(_, (from, ..))| *from);
        buckets
    }

    fn bucket(&self, figure: &Figure) -> (String, Bucket) {
        let is_within = |dimension: &String| self.within.contains(dimension);
        let (within, of): (Vec<_>, Vec<_>) =
            figure.members.iter().partition(|(dimension, _)| is_within(dimension));
        (labels(&of).join(", "), (figure.period.from, figure.period.to, labels(&within)))
    }
}

fn labels(members: &[&(String, String)]) -> Vec<String> {
    members.iter().map(|(_, label)| label.clone()).collect()
}
