//! What kind of work a question is and how closely held what it asks for, read from the rules' reading of it: no model
//! takes part, and a misspelling that the linker mends changes nothing.

use sentia_semantic::{Catalogue, Sensitivity};
use sentia_tools::{RunSql, SearchDocuments, Tool};
use serde::{Deserialize, Serialize};

use crate::{
    link::{Cue, Links, Topic},
    plan::{Focus, Plan, PlannedCall},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    Question,
    /// A whole statement, such as the balance sheet.
    Report,
    /// "Why did scrap rise?"
    Explanation,
    /// "What should we do", "what if".
    Decision,
    /// Shares, running and rolling figures, conditions on figures.
    Calculation,
    Forecast,
    /// What a document says.
    Document,
}

impl Task {
    pub const ALL: [Task; 7] = [
        Task::Question,
        Task::Report,
        Task::Explanation,
        Task::Decision,
        Task::Calculation,
        Task::Forecast,
        Task::Document,
    ];

    /// As it stands in configurations.
    pub fn name(self) -> &'static str {
        match self {
            Task::Question => "question",
            Task::Report => "report",
            Task::Explanation => "explanation",
            Task::Decision => "decision",
            Task::Calculation => "calculation",
            Task::Forecast => "forecast",
            Task::Document => "document",
        }
    }

    pub fn named(name: &str) -> Option<Task> {
        Task::ALL.into_iter().find(|task| task.name() == name)
    }

    pub(crate) fn of(links: &Links, plan: &Plan) -> Task {
        let topic = links.cues.iter().find_map(|linked| match linked.cue {
            Cue::Topic(Topic::Why | Topic::Unusual | Topic::Control) => Some(Task::Explanation),
            Cue::Topic(Topic::Forecast | Topic::Risk) => Some(Task::Forecast),
            Cue::Topic(Topic::WhatIf | Topic::Advice | Topic::Enough | Topic::Pay | Topic::Sequence) => {
                Some(Task::Decision)
            }
            Cue::Topic(Topic::Document) => Some(Task::Document),
            _ => None,
        });
        topic.unwrap_or_else(|| match plan {
            Plan::Documents { otherwise, .. } if matches!(**otherwise, Plan::OutOfReach { .. }) => {
                Task::Document
            }
            Plan::Call { focus: Some(focus), .. } if focus.statement.is_some() => Task::Report,
            Plan::Call { focus: Some(focus), .. }
                if !focus.columns.is_empty() || !focus.having.is_empty() =>
            {
                Task::Calculation
            }
            _ => Task::Question,
        })
    }
}

/// The most closely held of all measures that the question may be about.
pub(crate) fn sensitivity(
    links: &Links,
    plan: &Plan,
    focus: Option<&Focus>,
    said: &[String],
    catalogue: &Catalogue,
) -> Sensitivity {
    let linked = links.measures.iter().flat_map(|measure| &measure.candidates);
    let planned = match plan {
        Plan::Call { call, .. } => of_call(call, catalogue),
        Plan::Documents { query, .. } => of_call(&PlannedCall::search(query), catalogue),
        _ => Sensitivity::Internal,
    };
    let ids = linked.map(|candidate| candidate.id.as_str());
    let ids = ids.chain(focus.into_iter().flat_map(|focus| focus.measures.iter().map(String::as_str)));
    of_measures(ids.chain(said.iter().map(String::as_str)), catalogue).max(planned)
}

fn of_measures<'a>(ids: impl Iterator<Item = &'a str>, catalogue: &Catalogue) -> Sensitivity {
    let labels = ids.filter_map(|id| catalogue.measure(id)).map(|measure| measure.sensitivity);
    labels.max().unwrap_or(Sensitivity::Internal)
}

/// The most closely held of what a tool call reads. SQL of a person's own may read anything.
pub(crate) fn of_call(call: &PlannedCall, catalogue: &Catalogue) -> Sensitivity {
    if call.tool == RunSql::NAME {
        return Sensitivity::Restricted;
    }
    if call.tool == SearchDocuments::NAME {
        return Sensitivity::Confidential;
    }
    let focus = Focus::from_call(call, catalogue).unwrap_or_default();
    let beside = focus.columns.iter().filter_map(|column| column.measure.as_deref());
    let bounds = focus.having.iter().filter_map(|condition| condition.measure.as_deref());
    of_measures(focus.measures.iter().map(String::as_str).chain(beside).chain(bounds), catalogue)
}
