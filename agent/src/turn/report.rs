//! Orders of reports: those of a kind, pages that they do not have by themselves, and the one before with changes.

use super::{Agent, AgentError, order::no_report, understand::Understood};
use crate::{
    Person,
    link::Links,
    order::{Change, FileKind, Order, Ordered, ReportOrder, When, request},
    plan::Plan,
    report::{Page, Template, template},
    store::Recall,
};

/// Pages that are added to a report.
const MOST_PAGES: usize = 8;

impl Agent {
    /// A report of a kind and what it is in words, or what is said instead.
    pub(super) async fn report(
        &self,
        person: &Person,
        template: &Template,
        what: &str,
        about: &[String],
    ) -> Result<Result<(Ordered, String), Box<Plan>>, AgentError> {
        let understood = self.understood(person, what, &Recall::default()).await?;
        if is_out_of_reach(&understood) {
            return Ok(Err(Box::new(understood.plan)));
        }
        let mut report = ReportOrder {
            kind: template.kind.clone(),
            period: period(&understood),
            only: only(&understood.links),
            pages: Vec::new(),
        };
        if about.len() > MOST_PAGES {
            return Ok(Err(Box::new(too_many())));
        }
        for (at, one) in about.iter().enumerate() {
            match self.page(person, template, &report, one).await? {
                Ok(page) => report.pages.push(page),
                Err(plan) => return Ok(Err(Box::new(with_options_whole(*plan, what, about, at)))),
            }
        }
        let words = format!("{}{}", in_words(&report, template), pages_in_words(about));
        Ok(Ok((Ordered::Report(report), words)))
    }

    /// A page is a question that can be answered.
    async fn page(
        &self,
        person: &Person,
        template: &Template,
        report: &ReportOrder,
        about: &str,
    ) -> Result<Result<Page, Box<Plan>>, AgentError> {
        let alone = self.understood(person, about, &Recall::default()).await?;
        let page = Page {
            about: about.to_owned(),
            dated: !alone.links.periods.is_empty(),
            placed: alone.links.members.iter().any(|member| !member.excluded),
        };
        let period = report.period.as_deref().unwrap_or(&template.period);
        let question = page.question(period, report.only.as_deref());
        let understood = self.understood(person, &question, &Recall::default()).await?;
        Ok(match self.answer(&question, &understood) {
            Ok(_) => Ok(page),
            Err(plan) => Err(plan),
        })
    }

    /// The report that was ordered before, changed: an order of its own.
    pub(super) async fn changed(
        &self,
        person: &Person,
        change: &Change,
        recall: &Recall,
    ) -> Result<Option<Plan>, AgentError> {
        let before = recall.ordered.as_deref().and_then(|order| match &order.what {
            Ordered::Report(report) => Some((order, report)),
            Ordered::Answer { .. } => None,
        });
        let Some((order, report)) = before else {
            // "The same for Derby" is then a question about what was answered before.
            return Ok(matches!(change, Change::Pages(_)).then(no_report));
        };
        let mut report = report.clone();
        let mut pages: Vec<String> = report.pages.iter().map(|page| page.about.clone()).collect();
        match change {
            Change::Pages(about) => pages.extend(about.iter().cloned()),
            Change::For(what) => {
                let understood = self.understood(person, what, &Recall::default()).await?;
                if is_out_of_reach(&understood) {
                    return Ok(Some(understood.plan));
                }
                let (period, only) = (period(&understood), only(&understood.links));
                if period.is_none() && only.is_none() {
                    return Ok(Some(for_what(what)));
                }
                report.period = period.or(report.period);
                report.only = only.or(report.only);
            }
        }
        match request(&wording(&report, &pages, order)) {
            Some(request) => Box::pin(self.order(person, &request, &Recall::default())).await,
            None => Ok(None),
        }
    }
}

/// The order of a report in words that are read as one.
fn wording(report: &ReportOrder, pages: &[String], before: &Order) -> String {
    let mut words = format!("Send me {}{}", named(report), pages_in_words(pages));
    if before.file != FileKind::default() {
        words = format!("{words} as {}", before.file.name());
    }
    let words = if before.by_mail { format!("{words} by e-mail") } else { words };
    match &before.when {
        When::Every(recurrence) => format!("{words} {}", recurrence.to_be_read()),
        When::Now | When::Once(_) => words,
    }
}

/// By a name that people ask for it by.
pub(super) fn named(report: &ReportOrder) -> String {
    let name = template(&report.kind).and_then(|template| template.names.into_iter().next());
    with_parts(format!("the {}", name.unwrap_or_else(|| report.kind.clone())), report)
}

/// `the finance pack for Leeds last month`
fn in_words(report: &ReportOrder, template: &Template) -> String {
    with_parts(format!("the {}", template.title.to_lowercase()).replace("oee", "OEE"), report)
}

fn with_parts(mut words: String, report: &ReportOrder) -> String {
    for part in [report.only.as_ref().map(|only| format!("for {only}")), report.period.clone()] {
        words.extend(part.map(|part| format!(" {part}")));
    }
    words
}

/// ` with a page on energy and a page on scrap`
fn pages_in_words(about: &[String]) -> String {
    let parts: Vec<String> = about.iter().map(|about| format!("a page on {about}")).collect();
    if parts.is_empty() { String::new() } else { format!(" with {}", parts.join(" and ")) }
}

/// What a person may not see is refused, whatever else was understood.
fn is_out_of_reach(understood: &Understood) -> bool {
    matches!(understood.plan, Plan::Refuse { .. })
        && understood.links.members.iter().any(|member| !member.visible())
}

fn period(understood: &Understood) -> Option<String> {
    let first = understood.links.periods.first()?;
    Some(first.span.of(&understood.question).to_owned())
}

/// The parts of the company that are named; None where there are none.
fn only(links: &Links) -> Option<String> {
    let names: Vec<&str> = links
        .members
        .iter()
        .filter(|member| member.visible() && !member.excluded)
        .filter_map(|member| member.candidates.first())
        .map(|candidate| candidate.name.as_str())
        .collect();
    (!names.is_empty()).then(|| names.join(" and "))
}

/// A question back about one page: its options are the whole report with that page.
fn with_options_whole(plan: Plan, what: &str, about: &[String], at: usize) -> Plan {
    let Plan::Clarify(mut clarification) = plan else { return plan };
    for option in &mut clarification.options {
        let mut about = about.to_vec();
        if let Some(page) = about.get_mut(at) {
            page.clone_from(&option.question);
        }
        option.question = format!("{what}{}", pages_in_words(&about));
    }
    Plan::Clarify(clarification)
}

fn too_many() -> Plan {
    Plan::Refuse {
        reason: format!("No more than {MOST_PAGES} pages can be added to a report; leave some out."),
        instead: Vec::new(),
    }
}

fn for_what(what: &str) -> Plan {
    Plan::Refuse {
        reason: format!(
            "I do not know for what \"{what}\" the report should be. Name a part of the company or a period, for \
             example: the same for last quarter."
        ),
        instead: Vec::new(),
    }
}
