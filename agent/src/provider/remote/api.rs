use serde::{Deserialize, Serialize};

/// How a model is spoken to, and by whose rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Api {
    /// Anthropic's Messages.
    Anthropic,
    /// OpenAI's Responses.
    OpenAi,
    /// OpenAI's Chat Completions.
    OpenAiChat,
    /// Google's generateContent.
    Gemini,
    /// Chat Completions at a deployment of one's own; the model's name is the deployment's.
    Azure,
    OpenRouter,
    /// Chat Completions as vLLM, llama.cpp, TGI and others serve them; a key is optional.
    Compatible,
}

impl Api {
    pub const ALL: [Api; 7] = [
        Api::Anthropic,
        Api::OpenAi,
        Api::OpenAiChat,
        Api::Gemini,
        Api::Azure,
        Api::OpenRouter,
        Api::Compatible,
    ];

    /// As it stands in configurations and before the model's name in an id.
    pub fn name(self) -> &'static str {
        match self {
            Api::Anthropic => "anthropic",
            Api::OpenAi => "openai",
            Api::OpenAiChat => "openai-chat",
            Api::Gemini => "gemini",
            Api::Azure => "azure",
            Api::OpenRouter => "openrouter",
            Api::Compatible => "compatible",
        }
    }

    pub fn named(name: &str) -> Option<Api> {
        Api::ALL.into_iter().find(|api| api.name() == name)
    }

    /// The variable of the environment that holds its key.
    pub fn key_variable(self) -> &'static str {
        match self {
            Api::Anthropic => "ANTHROPIC_API_KEY",
            Api::OpenAi | Api::OpenAiChat => "OPENAI_API_KEY",
            Api::Gemini => "GEMINI_API_KEY",
            Api::Azure => "AZURE_OPENAI_API_KEY",
            Api::OpenRouter => "OPENROUTER_API_KEY",
            Api::Compatible => "COMPATIBLE_API_KEY",
        }
    }

    /// Whether it answers only those who have a key.
    pub fn needs_key(self) -> bool {
        self != Api::Compatible
    }

    /// Whether it has no address of its own, so that one must be configured.
    pub fn needs_base_url(self) -> bool {
        matches!(self, Api::Azure | Api::Compatible)
    }

    /// Whether it holds a model to the schema of a tool, at the price of a schema where every property is required.
    pub(super) fn is_strict(self) -> bool {
        matches!(self, Api::OpenAi | Api::OpenAiChat | Api::Azure)
    }
}
