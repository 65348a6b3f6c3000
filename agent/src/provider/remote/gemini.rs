//! Gemini's wire with the key in a header. rig-core writes it into the address, where proxies and logs keep it.

use rig_core::{
    completion::CompletionRequest,
    error::EncodeError,
    http_client::HeaderValue,
    operation::Completion,
    providers::gemini::{GeminiConfig, completion::GenerateContent},
    wire::{Descriptor, Encoded, Mode, Secret, Wire, WireFrame},
};

use super::http::{GEMINI_KEY, sensitive};

/// What rig-core appends to an address for the empty key that it is given.
const NO_KEY: [&str; 2] = ["&key=", "?key="];

#[derive(Clone)]
pub(super) struct KeyInHeader {
    wire: GenerateContent,
    key: Secret,
}

impl KeyInHeader {
    pub(super) fn new(key: Secret, base_url: Option<&str>, model: &str) -> Self {
        let config = GeminiConfig::new("");
        let config = match base_url {
            Some(base_url) => config.with_base_url(base_url),
            None => config,
        };
        KeyInHeader { wire: GenerateContent::new(config, model), key }
    }
}

impl Wire for KeyInHeader {
    type Op = Completion;
    type Payload = Encoded;
    type Frame = WireFrame;
    type Decoder<'id> = <GenerateContent as Wire>::Decoder<'id>;
    type Reassembler = <GenerateContent as Wire>::Reassembler;

    fn describe(&self) -> Descriptor<'_> {
        self.wire.describe()
    }

    fn encode(&self, request: CompletionRequest, mode: Mode) -> Result<Encoded, EncodeError> {
        let mut encoded = self.wire.encode(request, mode)?;
        let address = encoded.request.uri().to_string();
        let address = NO_KEY.iter().find_map(|empty| address.strip_suffix(empty)).unwrap_or(&address);
        *encoded.request.uri_mut() = address.parse().map_err(EncodeError::request)?;
        let key = HeaderValue::from_str(self.key.expose()).map_err(EncodeError::request)?;
        encoded.request.headers_mut().insert(GEMINI_KEY, sensitive(key));
        Ok(encoded)
    }

    fn decoder<'id>(&self) -> Self::Decoder<'id> {
        self.wire.decoder()
    }
}
