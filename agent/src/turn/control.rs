//! What a model can do besides calling tools over the data: ask back, say that it cannot answer, or have a report made. Each
//! ends the turn, in words that are ours.

use serde::Deserialize;
use serde_json::json;

use sentia_tools::ToolDescription;

use super::{
    AgentError,
    data::{cut, harmless},
    order::promise,
    run::Turn,
    understand::Understood,
};
use crate::{
    Clarification, ClarifyOption, Outcome,
    order::{Order, Ordered, request},
    plan::Plan,
    provider::ToolCall,
    report,
    store::Recall,
};

pub(super) const ASK_BACK: &str = "ask_back";
pub(super) const CANNOT_ANSWER: &str = "cannot_answer";
pub(super) const CREATE_REPORT: &str = "create_report";

const LEAST_OPTIONS: usize = 2;
const MOST_OPTIONS: usize = 5;
/// Characters of an option.
const OPTION: usize = 150;

#[derive(Deserialize)]
struct AskBack {
    questions: Vec<String>,
}

#[derive(Deserialize)]
struct CannotAnswer {
    because: Because,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Because {
    NotInData,
    NotOurBusiness,
}

pub(crate) fn descriptions() -> [ToolDescription; 2] {
    let questions = json!({
        "type": "array", "minItems": LEAST_OPTIONS, "maxItems": MOST_OPTIONS,
        "items": { "type": "string", "description": "A short question that is complete in itself, in words of the catalogue: measure, period, filters." },
    });
    let because = json!({ "type": "string", "enum": ["not_in_data", "not_our_business"] });
    [
        ToolDescription {
            name: ASK_BACK.to_owned(),
            description: "Asks the person which of these questions they mean, when theirs can be read in more than one way. Ends the turn; call it alone.".to_owned(),
            parameters: json!({ "type": "object", "properties": { "questions": questions }, "required": ["questions"], "additionalProperties": false }),
        },
        ToolDescription {
            name: CANNOT_ANSWER.to_owned(),
            description: "Says that the question cannot be answered: not_in_data when no measure of the catalogue answers it, not_our_business when it is not about this company's figures. Ends the turn; call it alone.".to_owned(),
            parameters: json!({ "type": "object", "properties": { "because": because }, "required": ["because"], "additionalProperties": false }),
        },
    ]
}

/// Whether the words may ask for a document: to all other questions the tool would only add its length.
pub(super) fn may_want_document(question: &str) -> bool {
    const WORDS: [&str; 26] = [
        "report",
        "reports",
        "pack",
        "document",
        "pdf",
        "excel",
        "spreadsheet",
        "word",
        "powerpoint",
        "slides",
        "presentation",
        "file",
        "paper",
        "hand",
        "handout",
        "send",
        "mail",
        "email",
        "print",
        "board",
        "briefing",
        "write",
        "download",
        "export",
        "attach",
        "schedule",
    ];
    has_any(question, &WORDS)
}

/// Whether the words may ask for a control chart: as [`may_want_document`].
pub(super) fn may_want_control_chart(question: &str) -> bool {
    const WORDS: [&str; 9] =
        ["control", "stable", "unstable", "stability", "spc", "shewhart", "limit", "limits", "rules"];
    has_any(question, &WORDS)
}

/// Whether the words may ask for what is likely to fail: as [`may_want_document`].
pub(super) fn may_want_risk(question: &str) -> bool {
    const WORDS: [&str; 14] = [
        "fail",
        "fails",
        "failing",
        "failure",
        "failures",
        "break",
        "breakdown",
        "breakdowns",
        "breaking",
        "risk",
        "risks",
        "likely",
        "maintenance",
        "maintain",
    ];
    has_any(question, &WORDS)
}

/// Whether the words may ask for how much stock is needed: as [`may_want_document`].
pub(super) fn may_want_stock(question: &str) -> bool {
    const WORDS: [&str; 10] = [
        "stock",
        "stocks",
        "inventory",
        "inventories",
        "reorder",
        "safety",
        "overstocked",
        "buffer",
        "hold",
        "materials",
    ];
    has_any(question, &WORDS)
}

/// Whether the words may ask for what to pay: as [`may_want_document`].
pub(super) fn may_want_payments(question: &str) -> bool {
    has_any(question, &["pay", "paid", "payment", "payments", "payable", "payables", "bills"])
}

/// Whether the words may ask for an order of work: as [`may_want_document`].
pub(super) fn may_want_schedule(question: &str) -> bool {
    const WORDS: [&str; 10] = [
        "sequence",
        "sequencing",
        "resequence",
        "schedule",
        "reschedule",
        "order",
        "orders",
        "changeovers",
        "setups",
        "first",
    ];
    has_any(question, &WORDS)
}

/// Whether the words may ask for what went into what: as [`may_want_document`].
pub(super) fn may_want_trace(question: &str) -> bool {
    const WORDS: [&str; 12] = [
        "trace",
        "traced",
        "traceability",
        "genealogy",
        "batch",
        "batches",
        "lot",
        "lots",
        "recall",
        "upstream",
        "downstream",
        "heat",
    ];
    has_any(question, &WORDS)
}

/// Whether the words may ask for what would have been: as [`may_want_document`].
pub(super) fn may_want_what_if(question: &str) -> bool {
    const WORDS: [&str; 20] = [
        "if",
        "would",
        "suppose",
        "assume",
        "assuming",
        "imagine",
        "scenario",
        "simulate",
        "effect",
        "impact",
        "need",
        "needed",
        "require",
        "required",
        "reach",
        "achieve",
        "takes",
        "take",
        "sensitivity",
        "were",
    ];
    has_any(question, &WORDS)
}

fn has_any(question: &str, known: &[&str]) -> bool {
    let question = question.to_lowercase();
    question.split(|letter: char| !letter.is_alphanumeric()).any(|word| known.contains(&word))
}

pub(crate) fn create_report() -> ToolDescription {
    let names: Vec<String> =
        report::templates().into_iter().filter_map(|template| template.names.into_iter().next()).collect();
    let what = format!(
        "One of: {}; as in: finance pack for Leeds last month with a page on energy. Or a complete question.",
        names.join(", ")
    );
    let properties = json!({
        "what": { "type": "string", "description": what },
        "file": { "type": "string", "enum": ["PDF", "Excel", "Word", "PowerPoint", "HTML", "CSV", "Markdown"] },
        "when": { "type": "string", "description": "Where it is wanted again and again: every Monday at 7." },
    });
    ToolDescription {
        name: CREATE_REPORT.to_owned(),
        description: "Has a report or a file made and sent to the person. Only where they ask for a document, not for an answer. Ends the turn; call it alone.".to_owned(),
        parameters: json!({ "type": "object", "properties": properties, "required": ["what"], "additionalProperties": false }),
    }
}

#[derive(Deserialize)]
struct CreateReport {
    what: String,
    file: Option<String>,
    when: Option<String>,
}

impl CreateReport {
    /// The order as a person would give it: what recurs is then confirmed by them, whatever the model thinks.
    fn in_words(&self) -> String {
        let mut words = format!("Send me the {}", self.what.trim_start_matches("the "));
        words = format!("{words} as {}", self.file.as_deref().unwrap_or("PDF"));
        self.when.as_ref().map_or_else(|| words.clone(), |when| format!("{words} {when}"))
    }
}

/// What a control call came to: it ended the turn, or the model is told why not.
pub(super) enum Control {
    Ended,
    Refused(String),
}

impl Turn<'_> {
    pub(super) async fn control(
        &mut self,
        call: &ToolCall,
        understood: &Understood,
    ) -> Result<Control, AgentError> {
        match call.name.as_str() {
            ASK_BACK => self.ask_back(call).await,
            CREATE_REPORT => self.create_report(call).await,
            _ => Ok(self.cannot_answer(call, understood)),
        }
    }

    async fn create_report(&mut self, call: &ToolCall) -> Result<Control, AgentError> {
        let Ok(wanted) = CreateReport::deserialize(&call.arguments) else {
            return Ok(Control::Refused("give what is wanted as a text".to_owned()));
        };
        let plan = match request(&harmless(&wanted.in_words())) {
            Some(request) => self.agent.order(self.person, &request, &self.recall).await?,
            None => None,
        };
        match plan {
            Some(Plan::Order(order)) if self.can_be_made(&order).await? => {
                self.evidence.clear();
                self.calls.clear();
                self.end_with(Outcome::Ordered(order.clone()), &promise(&order), &[]);
                self.focus.clone_from(&self.recall.focus);
                Ok(Control::Ended)
            }
            Some(Plan::Clarify(clarification)) => {
                self.outcome = Outcome::Clarify(clarification);
                Ok(Control::Ended)
            }
            Some(Plan::Refuse { reason, .. } | Plan::OutOfReach { reason, .. }) => {
                self.refused = Some(reason.clone());
                Ok(Control::Refused(reason))
            }
            _ => Ok(Control::Refused(format!(
                "\"{}\" is no report and no question; name one of the reports, or a measure and a period",
                cut(&wanted.what, OPTION)
            ))),
        }
    }

    /// Whether the rules can answer what is ordered: a model's word for it is not enough.
    async fn can_be_made(&self, order: &Order) -> Result<bool, AgentError> {
        let Ordered::Answer { question } = &order.what else { return Ok(true) };
        let understood = self.agent.understood(self.person, question, &Recall::default()).await?;
        Ok(matches!(understood.plan, Plan::Call { .. } | Plan::Documents { .. }))
    }

    /// Each option must be a question that can be answered as it stands: the person is offered nothing else.
    async fn ask_back(&mut self, call: &ToolCall) -> Result<Control, AgentError> {
        let Ok(AskBack { questions }) = AskBack::deserialize(&call.arguments) else {
            return Ok(Control::Refused("give the questions as a list of texts".to_owned()));
        };
        if !(LEAST_OPTIONS..=MOST_OPTIONS).contains(&questions.len()) {
            return Ok(Control::Refused(format!("give {LEAST_OPTIONS} to {MOST_OPTIONS} questions")));
        }
        let mut options = Vec::new();
        for question in &questions {
            match self.option(question).await? {
                Some(option) => options.push(option),
                None => {
                    return Ok(Control::Refused(format!(
                        "\"{}\" cannot be answered as it stands; name a measure and a period of the catalogue",
                        cut(question, OPTION)
                    )));
                }
            }
        }
        self.outcome =
            Outcome::Clarify(Clarification { question: "Which of these do you mean?".to_owned(), options });
        Ok(Control::Ended)
    }

    async fn option(&self, question: &str) -> Result<Option<ClarifyOption>, AgentError> {
        let Ok(question) = super::question::read(question) else { return Ok(None) };
        if question.chars().count() > OPTION {
            return Ok(None);
        }
        let alone = Recall::default();
        let understood = self.agent.understand(self.person, &question, &alone).await?;
        let answerable = matches!(understood.plan, Plan::Call { .. });
        Ok(answerable.then(|| ClarifyOption { label: question.clone(), question }))
    }

    /// Where the rules have a reading that can be computed, the model must have tried it, or insist.
    fn cannot_answer(&mut self, call: &ToolCall, understood: &Understood) -> Control {
        let Ok(CannotAnswer { because }) = CannotAnswer::deserialize(&call.arguments) else {
            return Control::Refused("give because as not_in_data or not_our_business".to_owned());
        };
        if let Plan::Call { call, .. } = &understood.plan
            && !self.insisted
            && !self.calls.contains(call)
        {
            self.insisted = true;
            return Control::Refused(format!(
                "read by rules, the question is {} {}; call that if it answers the question, else call cannot_answer again",
                call.tool, call.arguments
            ));
        }
        self.give_up_on(because, understood);
        Control::Ended
    }

    fn give_up_on(&mut self, because: Because, understood: &Understood) {
        // Evidence that does not answer the question is no part of an answer.
        self.evidence.clear();
        self.calls.clear();
        match (understood.plan.without_documents(), because) {
            (Plan::OutOfReach { reason, instead }, _) => self.end_with(Outcome::OutOfReach, reason, instead),
            (_, Because::NotOurBusiness) => self.end_with(Outcome::OutOfReach, NOT_OUR_BUSINESS, &[]),
            (_, Because::NotInData) => {
                let reason = self.refused.take().unwrap_or_else(|| NOT_IN_DATA.to_owned());
                self.end_with(Outcome::Refused, &reason, &[]);
            }
        }
    }
}

const NOT_OUR_BUSINESS: &str =
    "That is outside what I can answer: I answer questions about this company's figures.";
const NOT_IN_DATA: &str = "That cannot be known from the data that I have.";
