use schemars::JsonSchema;
use sentia_agent::order::When;
use sentia_jobs::{Ended, Issue, Job};
use serde::Serialize;

use super::Wish;
use crate::{present::ShownTurn, report::Made};

/// An order, and how far it is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct ShownOrder {
    /// That of the turn in which it was ordered: `c12-3`.
    pub(super) id: String,
    /// `the finance pack for Leeds, every Monday at 07:00 (Europe/London)`
    pub(super) words: String,
    pub(super) kind: OrderKind,
    pub(super) state: OrderState,
    /// How far it is, while it is being done.
    pub(super) progress: Option<String>,
    /// When it is due next; an instant in RFC 3339.
    pub(super) due: Option<String>,
    /// What went wrong last.
    pub(super) note: Option<String>,
    /// Id of the latest report that came of it, where one did.
    pub(super) latest: Option<String>,
    /// How the file ends that it comes as: `pdf`.
    pub(super) file: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum OrderKind {
    Now,
    Schedule,
    Alert,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum OrderState {
    /// It is being done, or will be.
    Open,
    Done,
    Stopped,
    Failed,
}

impl ShownOrder {
    /// Whether something will be sent again.
    pub(super) fn goes_on(&self) -> bool {
        self.kind != OrderKind::Now && self.state == OrderState::Open
    }

    pub(super) fn of(job: &Job, progress: Option<String>, latest: Option<String>) -> Option<Self> {
        let wish: Wish = serde_json::from_value(job.wish.clone()).ok()?;
        Some(ShownOrder {
            id: job.id.clone(),
            words: crate::render::clean(&wish.order.words),
            kind: match wish.order.when {
                When::Now => OrderKind::Now,
                When::Every(_) => OrderKind::Schedule,
                When::Once(_) => OrderKind::Alert,
            },
            state: match job.ended {
                None => OrderState::Open,
                Some(Ended::Done) => OrderState::Done,
                Some(Ended::Stopped) => OrderState::Stopped,
                Some(Ended::Failed) => OrderState::Failed,
            },
            progress: progress.filter(|words| !words.is_empty()),
            due: job.due.map(|due| due.to_string()),
            note: job.note.as_deref().map(crate::render::clean),
            latest,
            file: wish.order.file.ending().to_owned(),
        })
    }
}

/// A report that was made, in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct ShownReport {
    /// `c12-3.1`
    pub(super) id: String,
    /// The order that it came of.
    pub(super) order: String,
    pub(super) title: String,
    /// An instant in RFC 3339.
    pub(super) made_at: String,
    /// Why it was not sent where it was to be sent.
    pub(super) note: Option<String>,
}

impl ShownReport {
    pub(super) fn of(issue: &Issue) -> Self {
        ShownReport {
            id: issue.id.clone(),
            order: issue.job.clone(),
            title: crate::render::clean(&issue.title),
            made_at: issue.made.to_string(),
            note: issue.note.as_deref().map(crate::render::clean),
        }
    }
}

/// A report with its answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct WholeReport {
    #[serde(flatten)]
    pub(super) report: ShownReport,
    /// What must be said before all else.
    pub(super) notes: Vec<String>,
    pub(super) sections: Vec<ShownSection>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct ShownSection {
    /// Empty for a single answer.
    pub(super) heading: String,
    pub(super) turns: Vec<ShownTurn>,
}

impl WholeReport {
    pub(super) fn of(issue: &Issue, made: &Made) -> Self {
        let turn = |record: &sentia_agent::store::TurnRecord| {
            ShownTurn::of(&record.id, &record.conversation, &record.question, &record.answer)
        };
        let section = |section: &crate::report::MadeSection| ShownSection {
            heading: section.heading.clone(),
            turns: section.turns.iter().map(turn).collect(),
        };
        WholeReport {
            report: ShownReport::of(issue),
            notes: made.notes.clone(),
            sections: made.sections.iter().map(section).collect(),
        }
    }
}
