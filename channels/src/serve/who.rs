use std::sync::Arc;

use aide::{OperationInput, generate::GenContext, openapi::Operation};
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};
use percent_encoding::percent_decode_str;
use schemars::json_schema;
use sentia_accounts::Identity;
use sentia_agent::Person;

use super::{
    describe,
    extract::header_parameter,
    orders::Behalf,
    problem::Problem,
    server::Server,
    sign_in::{By, Visitor, no_sign_in},
};

/// Names who asks where nobody signs in, by id, percent-encoded. A page of somebody else's cannot send it: browsers ask
/// first whether they may, and are not answered.
pub(super) const HEADER: &str = "sentia-person";

/// Who asks, and for whom what they order would be done: whoever is signed in; where nobody has to be, the person that the request names, or the first of those
/// configured.
pub(super) struct Asker(pub(super) Person, pub(super) Behalf);

/// Somebody who signed in with a browser, and the session.
pub(super) struct Signed {
    pub(super) identity: Identity,
    pub(super) session: String,
}

impl FromRequestParts<Arc<Server>> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let named = parts.headers.get(HEADER).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let named = named.map(|id| percent_decode_str(&id).decode_utf8_lossy().into_owned());
        let named = named.as_deref().filter(|id| !id.is_empty());
        let Some(sign_in) = &server.sign_in else {
            let person = server.service.person(named).await?;
            let behalf = Behalf::of_person(&person.id);
            server.limits.request(&person.id)?;
            return Ok(Asker(person, behalf));
        };
        let visitor = sign_in.visitor(&parts.method, &parts.headers).await?;
        let person = server.identified(&visitor.identity).await?;
        if named.is_some_and(|named| named != person.id) {
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "one asks as oneself here; leave the header Sentia-Person out",
            ));
        }
        server.limits.request(&person.id)?;
        let behalf = match &visitor.by {
            By::Key { areas: Some(_), .. } => Behalf::nobody(),
            _ => Behalf::of_identity(&visitor.identity),
        };
        Ok(Asker(limited(person, &visitor), behalf))
    }
}

/// A key that is limited to areas has conversations of its own: those of its person may tell of other areas.
fn limited(mut person: Person, visitor: &Visitor) -> Person {
    let By::Key { id, areas: Some(_) } = &visitor.by else { return person };
    person.scope.areas.retain(|area| visitor.by.allows(*area));
    person.scope.sql = false;
    person.scope.person = format!("{}+{id}", person.scope.person);
    person
}

impl FromRequestParts<Arc<Server>> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Problem> {
        let sign_in = server.sign_in.as_ref().ok_or_else(no_sign_in)?;
        let visitor = sign_in.visitor(&parts.method, &parts.headers).await?;
        server.limits.request(&visitor.identity.subject())?;
        Ok(Signed { identity: visitor.identity, session: visitor.by.session()? })
    }
}

impl OperationInput for Signed {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        describe::signed_in(operation, &[describe::SESSION]);
        describe::limited(context, operation);
    }
}

impl OperationInput for Asker {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        let description =
            "Id of the person who asks, where nobody signs in; without it the first of /v1/people.";
        let schema = json_schema!({ "type": "string" });
        header_parameter(context, operation, "Sentia-Person", description, schema);
        describe::signed_in(operation, &[describe::KEY, describe::SESSION]);
        describe::limited(context, operation);
    }
}
