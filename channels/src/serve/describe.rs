//! What the description of the API says of many operations at once.

use aide::{
    OperationOutput,
    generate::GenContext,
    openapi::{
        ApiKeyLocation, Header, HeaderStyle, OpenApi, Operation, ParameterSchemaOrContent, ReferenceOr,
        Response, SchemaObject, SecurityScheme, StatusCode,
    },
    transform::TransformOpenApi,
};
use schemars::json_schema;

use super::{problem::Problem, server::Server};

/// Names of the ways to say who asks.
pub(super) const KEY: &str = "key";
pub(super) const SESSION: &str = "session";

/// The operation is for whoever shows in one of these ways who they are.
pub(super) fn signed_in(operation: &mut Operation, ways: &[&str]) {
    operation.security = ways.iter().map(|way| [((*way).to_owned(), Vec::new())].into()).collect();
}

/// The operation counts towards what one person may ask for in a minute.
pub(super) fn limited(context: &mut GenContext, operation: &mut Operation) {
    let Some(mut response) = Problem::operation_response(context, operation) else { return };
    response.description = "It was more than one person may ask for in a while.".to_owned();
    response.headers.insert("Retry-After".to_owned(), ReferenceOr::Item(retry_after()));
    responds(operation, 429, response);
}

/// The operation takes a body that may be at fault.
pub(super) fn judged(context: &mut GenContext, operation: &mut Operation) {
    let Some(mut response) = Problem::operation_response(context, operation) else { return };
    response.description = "What was sent cannot be: the detail says what, and how to mend it.".to_owned();
    responds(operation, 422, response);
}

fn responds(operation: &mut Operation, status: u16, response: Response) {
    let responses = operation.responses.get_or_insert_default();
    responses.responses.insert(StatusCode::Code(status), ReferenceOr::Item(response));
}

fn retry_after() -> Header {
    let json_schema = json_schema!({ "type": "integer", "minimum": 0 });
    let schema = SchemaObject { json_schema, example: None, external_docs: None };
    Header {
        description: Some("Seconds after which to come again.".to_owned()),
        style: HeaderStyle::Simple,
        required: true,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(schema),
        example: None,
        examples: Default::default(),
        extensions: Default::default(),
    }
}

/// How people show who they are; nothing, where they need not.
pub(super) fn security<'a>(api: TransformOpenApi<'a>, server: &Server) -> TransformOpenApi<'a> {
    let Some(sign_in) = &server.sign_in else { return without_security(api) };
    let key = SecurityScheme::Http {
        scheme: "bearer".to_owned(),
        bearer_format: Some("sentia_…".to_owned()),
        description: Some("A key for programs, made in the page or by `sentia accounts key`.".to_owned()),
        extensions: Default::default(),
    };
    let session = SecurityScheme::ApiKey {
        location: ApiKeyLocation::Cookie,
        name: sign_in.session_cookie().to_owned(),
        description: Some(
            "The session of a browser, as signing in sets it. A change also needs the header Origin."
                .to_owned(),
        ),
        extensions: Default::default(),
    };
    api.security_scheme(KEY, key).security_scheme(SESSION, session)
}

fn without_security(mut api: TransformOpenApi<'_>) -> TransformOpenApi<'_> {
    for operation in operations(api.inner_mut()) {
        operation.security.clear();
    }
    api
}

fn operations(api: &mut OpenApi) -> impl Iterator<Item = &mut Operation> {
    let paths = api.paths.iter_mut().flat_map(|paths| paths.paths.values_mut());
    paths.filter_map(ReferenceOr::as_item_mut).flat_map(|path| {
        [&mut path.get, &mut path.put, &mut path.post, &mut path.patch, &mut path.delete]
            .into_iter()
            .flatten()
    })
}
