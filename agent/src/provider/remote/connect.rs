//! One model at one API, as rig-core calls it.

use rig_core::{
    DynModel, Model,
    completion::ReplayTarget,
    http_client::DynHttpClient,
    message::Origin,
    operation::Completion,
    providers::{
        anthropic::{AnthropicConfig, ToolInputStreaming},
        openai::{
            OpenAIConfig,
            wire::{AZURE, Auth, OPENROUTER},
        },
    },
    wire::{Secret, Wire},
};

use super::{Api, RemoteSettings, gemini::KeyInHeader, responses::WholeTexts};

/// The model, and whose replies its own are: only those may hold blocks that it signed.
pub(super) struct Connected {
    pub(super) model: DynModel<Completion>,
    pub(super) origin: Origin,
}

pub(super) fn connect(key: &Secret, settings: &RemoteSettings, client: DynHttpClient) -> Connected {
    match settings.api {
        Api::Anthropic => connected(anthropic(key, settings, client)),
        Api::Gemini => {
            let wire = KeyInHeader::new(key.clone(), settings.base_url.as_deref(), &settings.model);
            connected(Model::new(wire, client))
        }
        Api::OpenAi => {
            let mut model = openai(key, settings).connect(client.clone()).responses(&settings.model);
            model.wire.strict_tools = true;
            connected(Model::new(WholeTexts(model.wire), client))
        }
        Api::OpenAiChat | Api::Azure | Api::OpenRouter | Api::Compatible => {
            let mut model = openai(key, settings).connect(client).chat(&settings.model);
            model.wire.strict_tools = settings.api.is_strict();
            connected(model)
        }
    }
}

fn connected<W: Wire<Op = Completion>>(model: Model<W>) -> Connected
where
    DynHttpClient: rig_core::driver::Transport<W>,
{
    let described = model.wire.describe();
    let origin = match described.replay {
        Some(target) => origin(target),
        None => Origin::new("", described.name, described.model.unwrap_or_default()),
    };
    Connected { origin, model: model.erase() }
}

fn origin(target: &dyn ReplayTarget) -> Origin {
    Origin::new(target.api(), target.provider(), target.model())
}

fn anthropic(
    key: &Secret,
    settings: &RemoteSettings,
    client: DynHttpClient,
) -> Model<rig_core::providers::anthropic::Messages> {
    let mut config = AnthropicConfig::new(key.clone());
    if let Some(base_url) = &settings.base_url {
        config = config.with_base_url(base_url);
    }
    let mut model = config.connect(client).completion(&settings.model);
    model.wire = model.wire.with_prompt_caching().with_tool_input_streaming(ToolInputStreaming::Off);
    model
}

fn openai(key: &Secret, settings: &RemoteSettings) -> OpenAIConfig {
    let config = match settings.api {
        Api::Azure => OpenAIConfig::with_key(&AZURE, key.clone()),
        Api::OpenRouter => OpenAIConfig::with_key(&OPENROUTER, key.clone()),
        Api::Compatible => {
            OpenAIConfig::with_key(&super::COMPATIBLE, key.clone()).with_auth(Auth::OptionalBearer)
        }
        _ => OpenAIConfig::new(key.clone()),
    };
    match &settings.base_url {
        Some(base_url) => config.with_base_url(base_url),
        None => config,
    }
}
