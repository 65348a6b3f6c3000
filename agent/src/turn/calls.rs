//! Runs the calls of one reply, side by side, and gives their results back in call order.

use futures::future::join_all;
use sentia_semantic::{QueryError, time::Stopwatch};
use sentia_tools::{Evidence, ToolError};

use super::{
    AgentError, Event,
    control::{ASK_BACK, CANNOT_ANSWER, CREATE_REPORT, Control},
    data::{cut, harmless},
    embedded::is_of_the_data,
    evidence_text,
    run::{Turn, micros},
    understand::Understood,
};
use crate::{
    plan::PlannedCall,
    provider::{ToolCall, ToolResult},
};

/// Calls of one reply that are run.
const MOST_AT_ONCE: usize = 6;
/// Evidence of one turn.
const MOST_EVIDENCE: usize = 12;
/// Characters of an error that a model is told.
const ERROR: usize = 600;

/// What the calls of a reply came to.
pub(super) enum Called {
    Results(Vec<ToolResult>),
    /// The turn is over: a question back, or no answer.
    Ended,
}

/// What is done about one call.
enum Handling {
    Run(PlannedCall),
    /// No run; the model is told this.
    Say(ToolResult),
}

impl Turn<'_> {
    pub(super) async fn run_calls(
        &mut self,
        calls: &[ToolCall],
        understood: &Understood,
    ) -> Result<Called, AgentError> {
        let mut handlings = Vec::new();
        for (index, call) in calls.iter().enumerate() {
            let handling = match is_control(call) {
                true if calls.len() > 1 => {
                    Handling::Say(error(call, "call it alone, without other calls beside it"))
                }
                true => match self.control(call, understood).await? {
                    Control::Ended => return Ok(Called::Ended),
                    Control::Refused(why) => Handling::Say(error(call, &why)),
                },
                false => self.handling(call, &calls[..index]),
            };
            handlings.push(handling);
        }
        self.run_all(calls, handlings).await.map(Called::Results)
    }

    /// `before` are the calls in front of it in the same reply.
    fn handling(&self, call: &ToolCall, before: &[ToolCall]) -> Handling {
        let planned = PlannedCall { tool: call.name.clone(), arguments: call.arguments.clone() };
        if before.len() >= MOST_AT_ONCE {
            return Handling::Say(error(call, "too many calls at once; call it again after these"));
        }
        if self.evidence.len() + before.len() >= MOST_EVIDENCE {
            return Handling::Say(error(call, "there is enough evidence; answer from it"));
        }
        if let Some(why) = self.held_back(&planned) {
            return Handling::Say(error(call, &why));
        }
        let known = self.calls.iter().zip(&self.evidence).find(|(known, _)| **known == planned);
        let twin = before.iter().find(|twin| twin.name == call.name && twin.arguments == call.arguments);
        match (known, twin) {
            (Some((_, evidence)), _) => {
                Handling::Say(known_already(call, &format!("evidence {}", evidence.id)))
            }
            (None, Some(twin)) => Handling::Say(known_already(call, &format!("the result of {}", twin.id))),
            (None, None) => Handling::Run(planned),
        }
    }

    async fn run_all(
        &mut self,
        calls: &[ToolCall],
        handlings: Vec<Handling>,
    ) -> Result<Vec<ToolResult>, AgentError> {
        let began = Stopwatch::start();
        for handling in &handlings {
            if let Handling::Run(call) = handling {
                self.reporter
                    .say(Event::ToolStarted { tool: call.tool.clone(), arguments: call.arguments.clone() });
            }
        }
        let (toolbox, context) = (&self.agent.shared.toolbox, &self.context);
        let running = handlings.iter().map(|handling| async move {
            match handling {
                Handling::Run(call) => Some(toolbox.call(&call.tool, &call.arguments, context).await),
                Handling::Say(_) => None,
            }
        });
        let outcomes = join_all(running).await;
        self.timings.tools += micros(began);
        let mut results = Vec::new();
        for ((call, handling), outcome) in calls.iter().zip(handlings).zip(outcomes) {
            results.push(self.result(call, handling, outcome)?);
        }
        Ok(results)
    }

    fn result(
        &mut self,
        call: &ToolCall,
        handling: Handling,
        outcome: Option<Result<Evidence, ToolError>>,
    ) -> Result<ToolResult, AgentError> {
        match (handling, outcome) {
            (Handling::Say(result), _) => Ok(result),
            (Handling::Run(planned), Some(Ok(evidence))) => {
                self.keep(planned, evidence);
                let content = self.evidence.last().map(evidence_text::text).unwrap_or_default();
                Ok(ToolResult { call_id: call.id.clone(), content, is_error: false })
            }
            (Handling::Run(_), Some(Err(fault))) if is_of_the_data(&fault) => Err(fault.into()),
            (Handling::Run(planned), Some(Err(fault))) => Ok(self.failed(call, &planned, &fault)),
            (Handling::Run(planned), None) => {
                Err(AgentError::Internal(format!("{} was not run", planned.tool)))
            }
        }
    }

    fn failed(&mut self, call: &ToolCall, planned: &PlannedCall, fault: &ToolError) -> ToolResult {
        let reason = fault.to_string();
        self.reporter.say(Event::ToolFailed { tool: planned.tool.clone(), reason: reason.clone() });
        let result = error(call, &reason);
        if is_refusal(fault) {
            self.refused = Some(reason);
        }
        result
    }
}

fn is_control(call: &ToolCall) -> bool {
    [ASK_BACK, CANNOT_ANSWER, CREATE_REPORT].contains(&call.name.as_str())
}

/// Whether the person's permissions are the reason.
fn is_refusal(fault: &ToolError) -> bool {
    match fault {
        ToolError::Query(QueryError::AreaForbidden { .. } | QueryError::OutOfScope { .. }) => true,
        ToolError::Query(QueryError::Sql(refusal)) => refusal.is_permission(),
        _ => false,
    }
}

fn known_already(call: &ToolCall, place: &str) -> ToolResult {
    ToolResult {
        call_id: call.id.clone(),
        content: format!("You have this already: see {place}."),
        is_error: false,
    }
}

fn error(call: &ToolCall, why: &str) -> ToolResult {
    ToolResult { call_id: call.id.clone(), content: cut(&harmless(why), ERROR), is_error: true }
}
