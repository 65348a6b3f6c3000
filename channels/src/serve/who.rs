use std::sync::Arc;

use aide::{OperationInput, generate::GenContext, openapi, operation::add_parameters};
use axum::{extract::FromRequestParts, http::request::Parts};
use percent_encoding::percent_decode_str;
use sentia_agent::Person;

use super::{problem::Problem, server::Server};

/// Names who asks, by id, percent-encoded. A page of somebody else's cannot send it: browsers ask first whether they may,
/// and are not answered.
pub(super) const HEADER: &str = "sentia-person";

/// Who asks: the person that the request names, or the first of those configured.
pub(super) struct Asker(pub(super) Person);

impl FromRequestParts<Arc<Server>> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let named = parts.headers.get(HEADER).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let named = named.map(|id| percent_decode_str(&id).decode_utf8_lossy().into_owned());
        let named = named.as_deref().filter(|id| !id.is_empty());
        Ok(Asker(server.service.person(named).await?))
    }
}

impl OperationInput for Asker {
    fn operation_input(context: &mut GenContext, operation: &mut openapi::Operation) {
        let json_schema = context.schema.subschema_for::<String>();
        let schema = openapi::SchemaObject { json_schema, example: None, external_docs: None };
        let parameter_data = openapi::ParameterData {
            name: "Sentia-Person".to_owned(),
            description: Some("Id of the person who asks; without it the first of /v1/people.".to_owned()),
            required: false,
            deprecated: None,
            format: openapi::ParameterSchemaOrContent::Schema(schema),
            example: None,
            examples: Default::default(),
            explode: None,
            extensions: Default::default(),
        };
        let style = openapi::HeaderStyle::Simple;
        add_parameters(context, operation, [openapi::Parameter::Header { parameter_data, style }]);
    }
}
