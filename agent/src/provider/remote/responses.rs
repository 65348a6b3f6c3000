//! OpenAI's Responses with all that its schema wants of words that are sent back: rig-core leaves out their `logprobs`.

use rig_core::{
    completion::CompletionRequest,
    error::EncodeError,
    operation::Completion,
    providers::openai::responses_api::wire::Responses,
    wire::{Body, Descriptor, Encoded, Mode, Wire, WireFrame},
};
use serde_json::{Value, json};

#[derive(Clone)]
pub(super) struct WholeTexts(pub(super) Responses);

impl Wire for WholeTexts {
    type Op = Completion;
    type Payload = Encoded;
    type Frame = WireFrame;
    type Decoder<'id> = <Responses as Wire>::Decoder<'id>;
    type Reassembler = <Responses as Wire>::Reassembler;

    fn describe(&self) -> Descriptor<'_> {
        self.0.describe()
    }

    fn encode(&self, request: CompletionRequest, mode: Mode) -> Result<Encoded, EncodeError> {
        let mut encoded = self.0.encode(request, mode)?;
        if let Body::Bytes(bytes) = encoded.request.body_mut() {
            let mut body: Value = serde_json::from_slice(bytes).map_err(EncodeError::request)?;
            complete(&mut body);
            *bytes = serde_json::to_vec(&body).map_err(EncodeError::request)?;
        }
        Ok(encoded)
    }

    fn decoder<'id>(&self) -> Self::Decoder<'id> {
        self.0.decoder()
    }
}

fn complete(body: &mut Value) {
    let items = body.get_mut("input").and_then(Value::as_array_mut).into_iter().flatten();
    let parts = items.filter_map(|item| item.get_mut("content")?.as_array_mut()).flatten();
    for part in parts.filter(|part| part["type"] == "output_text") {
        if part.get("logprobs").is_none() {
            part["logprobs"] = json!([]);
        }
    }
}
