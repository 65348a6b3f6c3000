//! The HTTP API under /v1, with its description made from these routes.

mod catalogue;
mod conversations;
mod people;
pub(super) mod runs;
mod turns;

use std::sync::Arc;

use aide::{
    axum::{
        ApiRouter,
        routing::{delete_with, get_with, post_with, put_with},
    },
    openapi::{MediaType, OpenApi},
    transform::{TransformOpenApi, TransformOperation},
};
use axum::{
    Json, Router,
    extract::DefaultBodyLimit,
    http::{HeaderMap, StatusCode},
    middleware,
    response::IntoResponse,
    routing::get,
};

pub(in crate::serve) use people::examples;

use super::{
    describe, gate, mcp, metrics, openai, orders, page,
    problem::Problem,
    server::Server,
    sign_in,
    tag::{self, not_modified},
};

/// Bytes of a request; clients send the whole conversation with each question.
const LARGEST: usize = 4_000_000;

/// `more` is what other rooms answer beside the API.
pub(super) fn router(server: Arc<Server>, more: Router<Arc<Server>>) -> Router {
    let mut api = OpenApi::default();
    let described = routes()
        .merge(sign_in::routes())
        .merge(openai::routes())
        .merge(orders::routes())
        .finish_api_with(&mut api, |api| describe::security(of_us(api), &server));
    let description: Arc<[u8]> = serde_json::to_vec(&api).unwrap_or_default().into();
    let openapi = move |headers: HeaderMap| async move { tag::json(&headers, description.to_vec()) };
    Router::new()
        .merge(described)
        .route("/v1/openapi.json", get(openapi))
        .merge(page::routes())
        .merge(sign_in::pages())
        .merge(mcp::routes(&server))
        .merge(metrics::routes())
        .merge(more)
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_that_way)
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(middleware::from_fn_with_state(server.clone(), gate::gate))
        .with_state(server)
}

fn routes() -> ApiRouter<Arc<Server>> {
    ApiRouter::new()
        .api_route("/v1/health", get_with(health, said("health", "That the server answers.")))
        .api_route("/v1/people", get_with(people::list, said("people", "Everybody who may ask.")))
        .api_route(
            "/v1/me",
            get_with(people::me, said("me", "Who asks, what they see, and what they could ask.")),
        )
        .api_route(
            "/v1/catalogue",
            get_with(catalogue::list, said("catalogue", "The measures that the person may read.")),
        )
        .api_route(
            "/v1/conversations",
            get_with(
                conversations::list,
                said("conversations", "The person's conversations, the latest first."),
            ),
        )
        .api_route(
            "/v1/conversations/{conversation}",
            get_with(conversations::read, said("conversation", "A conversation with its turns."))
                .patch_with(
                    conversations::change,
                    said("changeConversation", "Gives it another title, or pins it."),
                )
                .delete_with(
                    conversations::remove,
                    done("removeConversation", "Removes it with all its turns."),
                ),
        )
        .api_route(
            "/v1/conversations/{conversation}/branches",
            post_with(
                conversations::branch,
                said("branchConversation", "Begins another conversation with its first turns."),
            ),
        )
        .api_route(
            "/v1/turns/{turn}/feedback",
            put_with(turns::judge, done("judgeTurn", "Keeps what you think of the answer.")),
        )
        .api_route(
            "/v1/turns/{turn}/share",
            put_with(turns::share, done("shareTurn", "Opens the answer to those who may see as much."))
                .delete_with(turns::unshare, done("unshareTurn", "Closes it again.")),
        )
        .api_route(
            "/v1/shared/{turn}",
            get_with(turns::shared, said("sharedTurn", "An answer that somebody opened to others.")),
        )
        .api_route(
            "/v1/turns/{turn}",
            get_with(turns::read, said("turn", "A question and its answer, ready to be shown.")),
        )
        .api_route(
            "/v1/turns/{turn}/evidence",
            get_with(turns::evidence, said("evidence", "All that the answer rests on, with full precision.")),
        )
        .api_route(
            "/v1/turns/{turn}/files/{ending}",
            get_with(
                turns::file,
                document("file", "The answer as a document: pdf, xlsx, docx, html, csv or md."),
            ),
        )
        .api_route(
            "/v1/runs",
            post_with(runs::start, |operation| {
                let told = said("run", "Asks a question: AG-UI's input in, its events out.");
                events(told(operation)).description("The same runId again goes on with the same run.")
            }),
        )
        .api_route("/v1/runs/{run}", delete_with(runs::cancel, done("cancelRun", "Stops answering.")))
        .api_route(
            "/v1/runs/{run}/events",
            get_with(runs::events, |operation| {
                events(said("runEvents", "A run's events behind the one that Last-Event-ID names.")(
                    operation,
                ))
            }),
        )
}

/// The reply says nothing but that it was done.
pub(super) fn done(
    id: &'static str,
    summary: &'static str,
) -> impl FnOnce(TransformOperation<'_>) -> TransformOperation<'_> {
    move |operation| {
        let told = said(id, summary)(operation);
        told.response_with::<204, (), _>(|response| response.description("It is done."))
    }
}

/// The reply is a document in one of the formats that reports have.
pub(super) fn document(
    id: &'static str,
    summary: &'static str,
) -> impl FnOnce(TransformOperation<'_>) -> TransformOperation<'_> {
    move |operation| {
        let told = said(id, summary)(operation);
        told.response_with::<200, (), _>(|mut response| {
            for format in sentia_reports::Format::ALL {
                let media = format.media_type().to_owned();
                response.inner().content.insert(media, MediaType::default());
            }
            response.description("The document.")
        })
        .response_with::<304, (), _>(|mut response| {
            *response.inner() = not_modified();
            response
        })
    }
}

/// The reply is a stream of events.
fn events(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation.response_with::<200, (), _>(|mut response| {
        response.inner().content.insert("text/event-stream".to_owned(), MediaType::default());
        response.description("Events as they come.")
    })
}

/// The name and summary of an operation.
pub(super) fn said(
    id: &'static str,
    summary: &'static str,
) -> impl FnOnce(TransformOperation<'_>) -> TransformOperation<'_> {
    move |operation| operation.id(id).summary(summary)
}

fn of_us(api: TransformOpenApi<'_>) -> TransformOpenApi<'_> {
    api.title("Sentia")
        .version(env!("CARGO_PKG_VERSION"))
        .summary("Questions about a manufacturer's figures; every figure computed and checked by code.")
        .default_response::<Problem>()
}

async fn health() -> Json<Health> {
    Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Health {
    status: &'static str,
    version: &'static str,
}

pub(super) async fn nothing_here() -> impl IntoResponse {
    Problem::new(StatusCode::NOT_FOUND, "there is nothing here; /v1/openapi.json tells what there is")
}

pub(super) async fn not_that_way() -> impl IntoResponse {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "this cannot be done here; /v1/openapi.json tells what can")
}
