use serde::Serialize;
use serde_json::Value;

/// An event of the Agent-User Interaction protocol (AG-UI 1.0), as far as we send them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub(super) enum Frame {
    RunStarted { thread_id: String, run_id: String },
    StepStarted { step_name: String },
    StepFinished { step_name: String },
    ToolCallStart { tool_call_id: String, tool_call_name: String },
    ToolCallArgs { tool_call_id: String, delta: String },
    ToolCallEnd { tool_call_id: String },
    ToolCallResult { message_id: String, tool_call_id: String, content: String, role: &'static str },
    TextMessageStart { message_id: String, role: &'static str },
    TextMessageContent { message_id: String, delta: String },
    TextMessageEnd { message_id: String },
    ActivitySnapshot { message_id: String, activity_type: &'static str, content: Value, replace: bool },
    StateSnapshot { snapshot: Value },
    Custom { name: &'static str, value: Value },
    RunFinished { thread_id: String, run_id: String, outcome: End },
    RunError { message: String, code: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum End {
    Success,
    Cancelled,
}

impl Frame {
    pub(super) fn to_json(&self) -> String {
        // Only a map with keys that are no texts could fail, and there is none.
        serde_json::to_string(self).unwrap_or_default()
    }
}
