//! Alerts: a condition is watched by two questions, which are planned before anything is promised.

use sentia_semantic::Grain;

use super::{
    Agent, AgentError,
    order::{confirmation, confirmed, retold},
};
use crate::{
    Person,
    order::{Alert, Bucket, Order, Ordered, Request, Wanted, When},
    plan::{Focus, Plan, focus_in_words},
    store::Recall,
};

impl Agent {
    pub(super) async fn alert(
        &self,
        person: &Person,
        request: &Request,
        recall: &Recall,
    ) -> Result<Plan, AgentError> {
        let Wanted::When(watched) = &request.when else {
            return Err(AgentError::Internal("no alert".to_owned()));
        };
        let bucket = watched.bucket;
        let question = format!("{} {} by {}", watched.subject, watched.condition, bucket.grain().name());
        let understood = self.understood(person, &question, recall).await?;
        let focus = match &understood.plan {
            Plan::Call { focus: Some(focus), .. }
                if !focus.having.is_empty() && focus.statement.is_none() =>
            {
                focus
            }
            plan @ (Plan::Refuse { .. } | Plan::Clarify(_)) => return Ok(retold(plan.clone(), request)),
            _ => return Ok(not_watchable(&watched.subject, &watched.condition)),
        };
        let mut breaches = Focus {
            grain: Some(bucket.grain()),
            period: Some(bucket.period(watched.run)),
            period_assumed: false,
            against: None,
            sort: None,
            limit: None,
            others: false,
            columns: Vec::new(),
            ..focus.clone()
        };
        let within: Vec<String> = bucket.within().iter().map(|id| (*id).to_owned()).collect();
        let catalogue = self.engine.catalogue();
        if within.iter().any(|id| catalogue.dimension(id).is_none()) {
            return Ok(not_watchable(&watched.subject, "by shift"));
        }
        breaches.by.extend(within.iter().filter(|id| !focus.by.contains(id)).cloned());
        let series = Focus { having: Vec::new(), ..breaches.clone() };
        let alert = Alert {
            series: focus_in_words(&series, catalogue),
            breaches: focus_in_words(&breaches, catalogue),
            run: watched.run,
            within,
        };
        for question in [&alert.series, &alert.breaches] {
            let again = self.understood(person, question, &Recall::default()).await?;
            if !matches!(again.plan, Plan::Call { .. }) {
                return Ok(retold(again.plan, request));
            }
        }
        let run = match watched.run {
            1 => format!("for a {}", bucket.name()),
            run => format!("for {run} {}s in a row", bucket.name()),
        };
        let manner = if request.by_mail { " by e-mail" } else { "" };
        let words = format!("{} is {} {run}", watched.subject, watched.condition);
        let order = Order {
            what: Ordered::Answer { question: alert.series.clone() },
            when: When::Once(alert),
            file: request.file.unwrap_or_default(),
            by_mail: request.by_mail,
            words: format!("a word{manner} when {words}"),
        };
        let plan = Plan::Order(Box::new(order));
        let read = format!("Tell me{manner} when {words}");
        let question = format!("I would tell you{manner} once whenever {words}. Shall I?");
        Ok(confirmed(
            request,
            plan,
            question,
            vec![(format!("Yes, when it is {}", watched.condition), confirmation(&read))],
        ))
    }
}

fn not_watchable(subject: &str, condition: &str) -> Plan {
    Plan::Refuse {
        reason: format!(
            "I cannot watch \"{subject}\" {condition}. Name one measure and a value, for example: tell me when OEE at \
             Leeds falls below 70% for two days."
        ),
        instead: Vec::new(),
    }
}

impl Bucket {
    fn grain(self) -> Grain {
        match self {
            Bucket::Shift | Bucket::Day => Grain::Day,
            Bucket::Week => Grain::Week,
            Bucket::Month => Grain::Month,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Bucket::Shift => "shift",
            other => other.grain().name(),
        }
    }

    /// The dimensions that part a day.
    fn within(self) -> &'static [&'static str] {
        if self == Bucket::Shift { &["shift"] } else { &[] }
    }

    /// Enough of the past to see a run even where some buckets have no rows.
    fn period(self, run: u32) -> String {
        format!("last_{}_{}s", (run * 2).max(14), self.grain().name())
    }
}
