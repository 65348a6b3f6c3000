use std::collections::BTreeMap;

use sentia_semantic::Sensitivity;
use serde::{Deserialize, Serialize};

use super::{Past, Price, Task, label};

/// Which models may answer a question, in which order, and why the others may not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    pub task: Task,
    /// The most closely held of what the question is about.
    pub sensitivity: Sensitivity,
    /// Estimated tokens of the first request with its reply.
    pub tokens: u64,
    /// In the order of the route.
    pub considered: Vec<Considered>,
    /// The budget of money that is used up, or that it is time to save from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Past>,
    /// How often a model that is busy is asked again before the next one is.
    pub retries: u32,
    /// How many names of each kind were hidden from models outside the company, known when the turn is over.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hidden: BTreeMap<String, u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Considered {
    /// The name by which routes call it.
    pub id: String,
    /// Provider and model.
    pub model: String,
    /// Why it is not asked; none for one that is.
    pub passed_over: Option<String>,
    /// The most closely held measures that it may see.
    pub clearance: Sensitivity,
    /// As it was on the day.
    pub price: Option<Price>,
    /// Whether asking it costs nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub free: bool,
}

impl Decision {
    /// As if there were only this model.
    pub(crate) fn of_one(model: &str) -> Self {
        let only = Considered {
            id: model.to_owned(),
            model: model.to_owned(),
            passed_over: None,
            clearance: Sensitivity::Restricted,
            price: None,
            free: false,
        };
        Decision {
            task: Task::Question,
            sensitivity: Sensitivity::Internal,
            tokens: 0,
            considered: vec![only],
            budget: None,
            retries: 0,
            hidden: BTreeMap::new(),
        }
    }

    pub fn taken(&self) -> impl Iterator<Item = &Considered> {
        self.considered.iter().filter(|considered| considered.passed_over.is_none())
    }

    pub fn sensitivity_in_words(&self) -> &'static str {
        label(self.sensitivity)
    }

    /// Why only models that cost nothing may be asked, as half a sentence.
    pub fn spent_up(&self) -> Option<String> {
        self.budget.as_ref().filter(|past| past.is_hard()).map(Past::in_words)
    }

    /// Why there is nobody to ask, in one sentence; none where there is somebody.
    pub fn nobody(&self) -> Option<String> {
        if self.taken().next().is_some() {
            return None;
        }
        if let Some(why) = self.spent_up() {
            return Some(why);
        }
        let reasons = self.considered.iter().filter_map(|considered| {
            Some(format!("{} {}", considered.model, considered.passed_over.as_deref()?))
        });
        let reasons: Vec<String> = reasons.collect();
        let reasons =
            if reasons.is_empty() { "the route has no model".to_owned() } else { reasons.join("; ") };
        Some(format!("no model may be asked: {reasons}"))
    }
}
