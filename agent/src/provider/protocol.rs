//! What every provider demands of a conversation. A request that breaks one of these is a fault of ours, found in unit
//! tests instead of as a 400 from a live API.

use std::collections::HashSet;

use super::{AssistantPart, Message, Request, ToolResult};

/// Which rule a request breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScriptFault {
    #[error("the request has no system prompt")]
    NoSystemPrompt,
    #[error("the request has no messages")]
    NoMessages,
    #[error("the conversation begins with the assistant")]
    BeginsWithAssistant,
    #[error("the conversation ends with the assistant, so there is nothing to answer")]
    EndsWithAssistant,
    #[error("message {0} has the same role as the one before it")]
    RolesDoNotAlternate(usize),
    #[error("message {0} is empty or holds an empty part")]
    Empty(usize),
    #[error("message {message} calls {tool}, which the request does not offer")]
    UnknownTool { message: usize, tool: String },
    #[error("the call id {0} is used twice")]
    RepeatedCall(String),
    #[error("message {message} answers {answered:?}, but the calls before it are {called:?}")]
    CallsNotAnswered { message: usize, called: Vec<String>, answered: Vec<String> },
    #[error("tool {0} is offered without a description or without an object as its parameters")]
    BadTool(String),
    #[error("the script has no reply left for request {0}")]
    NoReplyLeft(usize),
    #[error("{0} replies of the script were never asked for")]
    RepliesLeft(usize),
}

/// Every rule that the request breaks, in the order of its messages.
pub(super) fn check(request: &Request) -> Vec<ScriptFault> {
    let mut faults = frame(request);
    let mut seen = HashSet::new();
    for (index, message) in request.messages.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| request.messages.get(before));
        faults.extend(
            before
                .filter(|before| same_role(before, message))
                .map(|_| ScriptFault::RolesDoNotAlternate(index)),
        );
        faults.extend(is_empty(message).then_some(ScriptFault::Empty(index)));
        faults.extend(unanswered(index, before, message));
        faults.extend(bad_calls(index, message, request, &mut seen));
    }
    faults
}

fn frame(request: &Request) -> Vec<ScriptFault> {
    let mut faults = Vec::new();
    if request.system.trim().is_empty() {
        faults.push(ScriptFault::NoSystemPrompt);
    }
    if request.messages.is_empty() {
        faults.push(ScriptFault::NoMessages);
    }
    if matches!(request.messages.first(), Some(Message::Assistant(_))) {
        faults.push(ScriptFault::BeginsWithAssistant);
    }
    if matches!(request.messages.last(), Some(Message::Assistant(_))) {
        faults.push(ScriptFault::EndsWithAssistant);
    }
    let bad = request
        .tools
        .iter()
        .filter(|tool| tool.description.trim().is_empty() || !tool.parameters.is_object());
    faults.extend(bad.map(|tool| ScriptFault::BadTool(tool.name.clone())));
    faults
}

fn same_role(one: &Message, other: &Message) -> bool {
    matches!(one, Message::Assistant(_)) == matches!(other, Message::Assistant(_))
}

fn is_empty(message: &Message) -> bool {
    match message {
        Message::User(text) => text.trim().is_empty(),
        Message::Assistant(parts) => parts.is_empty() || parts.iter().any(is_blank),
        Message::ToolResults(results) => {
            results.is_empty() || results.iter().any(|result| result.content.trim().is_empty())
        }
    }
}

fn is_blank(part: &AssistantPart) -> bool {
    matches!(part, AssistantPart::Text(text) if text.trim().is_empty())
}

/// The calls of an assistant message are answered together, in call order, by the very next message.
fn unanswered(index: usize, before: Option<&Message>, message: &Message) -> Option<ScriptFault> {
    let called = before.map(call_ids).unwrap_or_default();
    let answered: Vec<String> = match message {
        Message::ToolResults(results) => {
            results.iter().map(|ToolResult { call_id, .. }| call_id.clone()).collect()
        }
        _ => Vec::new(),
    };
    (called != answered).then_some(ScriptFault::CallsNotAnswered { message: index, called, answered })
}

fn call_ids(message: &Message) -> Vec<String> {
    let Message::Assistant(parts) = message else { return Vec::new() };
    parts
        .iter()
        .filter_map(|part| match part {
            AssistantPart::ToolCall(call) => Some(call.id.clone()),
            _ => None,
        })
        .collect()
}

fn bad_calls(
    index: usize,
    message: &Message,
    request: &Request,
    seen: &mut HashSet<String>,
) -> Vec<ScriptFault> {
    let Message::Assistant(parts) = message else { return Vec::new() };
    let mut faults = Vec::new();
    for part in parts {
        let AssistantPart::ToolCall(call) = part else { continue };
        if !seen.insert(call.id.clone()) {
            faults.push(ScriptFault::RepeatedCall(call.id.clone()));
        }
        // A model may invent a tool; that call must go back as it was made, with an error for its result.
        let refused =
            results_after(index, request).any(|result| result.call_id == call.id && result.is_error);
        if !refused && !request.tools.iter().any(|tool| tool.name == call.name) {
            faults.push(ScriptFault::UnknownTool { message: index, tool: call.name.clone() });
        }
    }
    faults
}

fn results_after(index: usize, request: &Request) -> impl Iterator<Item = &ToolResult> {
    match request.messages.get(index + 1) {
        Some(Message::ToolResults(results)) => results.iter(),
        _ => [].iter(),
    }
}

#[cfg(test)]
mod tests {
    use sentia_tools::ToolDescription;
    use serde_json::json;

    use super::{super::ToolCall, *};

    fn sound() -> Request {
        let tool = ToolDescription {
            name: "query".into(),
            description: "Asks.".into(),
            parameters: json!({ "type": "object" }),
        };
        Request {
            system: "Be brief.".into(),
            messages: vec![Message::User("oee".into()), calls(&["a", "b"]), results(&["a", "b"])],
            tools: vec![tool],
            max_tokens: 100,
        }
    }

    fn calls(ids: &[&str]) -> Message {
        let call = |id: &&str| ToolCall {
            id: (*id).into(),
            name: "query".into(),
            arguments: json!({}),
            native: None,
        };
        Message::Assistant(ids.iter().map(call).map(AssistantPart::ToolCall).collect())
    }

    fn results(ids: &[&str]) -> Message {
        let result = |id: &&str| ToolResult { call_id: (*id).into(), content: "73%".into(), is_error: false };
        Message::ToolResults(ids.iter().map(result).collect())
    }

    fn faults_with(change: impl FnOnce(&mut Request)) -> Vec<ScriptFault> {
        let mut request = sound();
        change(&mut request);
        check(&request)
    }

    #[test]
    fn a_sound_conversation_passes() {
        assert_eq!(check(&sound()), []);
    }

    #[test]
    fn results_must_answer_all_calls_together_and_in_order() {
        for answered in [&["a"][..], &["b", "a"], &["a", "b", "c"], &[]] {
            let faults = faults_with(|request| request.messages[2] = results(answered));
            assert!(
                matches!(faults[..], [.., ScriptFault::CallsNotAnswered { .. }]),
                "{answered:?}: {faults:?}"
            );
        }
        let talked_over = faults_with(|request| request.messages[2] = Message::User("well?".into()));
        assert!(
            matches!(talked_over[..], [ScriptFault::CallsNotAnswered { message: 2, .. }]),
            "{talked_over:?}"
        );
    }

    #[test]
    fn roles_alternate_and_the_person_has_the_first_and_the_last_word() {
        let twice = faults_with(|request| request.messages.push(Message::User("and?".into())));
        assert_eq!(twice, [ScriptFault::RolesDoNotAlternate(3)]);
        let last = faults_with(|request| {
            request.messages.push(Message::Assistant(vec![AssistantPart::Text("Fine.".into())]))
        });
        assert_eq!(last, [ScriptFault::EndsWithAssistant]);
        let first = faults_with(|request| drop(request.messages.remove(0)));
        assert_eq!(first, [ScriptFault::BeginsWithAssistant]);
    }

    #[test]
    fn empty_messages_and_unknown_or_repeated_calls_are_found() {
        assert_eq!(
            faults_with(|request| request.messages[0] = Message::User(" ".into())),
            [ScriptFault::Empty(0)]
        );
        assert_eq!(faults_with(|request| request.system.clear()), [ScriptFault::NoSystemPrompt]);
        let unknown = faults_with(|request| request.tools.clear());
        assert!(matches!(unknown[0], ScriptFault::UnknownTool { message: 1, .. }), "{unknown:?}");
        let repeated = faults_with(|request| {
            request.messages[1] = calls(&["a", "a"]);
            request.messages[2] = results(&["a", "a"]);
        });
        assert_eq!(repeated, [ScriptFault::RepeatedCall("a".into())]);
    }
}
