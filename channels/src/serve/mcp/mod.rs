//! The tools by the Model Context Protocol, for assistants that plan by themselves: each call within what its person may see.

mod tools;

use std::sync::{Arc, atomic::AtomicU64};

use axum::{
    Router,
    extract::{FromRequestParts, Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use rmcp::{
    ServiceExt,
    transport::{
        stdio,
        streamable_http_server::{
            StreamableHttpServerConfig, StreamableHttpService, session::never::NeverSessionManager,
        },
    },
};

use self::tools::{Asking, Tools};
use super::{address::Names, limits::Limits, metrics::Metrics, runs::Runs, server::Server, who::Asker};
use crate::{commands::Context, exit::Exit, failure::Failure, wiring};

/// Over HTTP; whoever asks is asked for as by the rest of the API.
pub(super) fn routes(server: &Arc<Server>) -> Router<Arc<Server>> {
    let handler = server.clone();
    // The gate has looked at host and origin already. Each request stands alone, so there is no session to lose.
    let config = StreamableHttpServerConfig::default()
        .disable_allowed_hosts()
        .with_legacy_session_mode(false)
        .with_json_response(true);
    let service = StreamableHttpService::new(
        move || Ok(Tools { server: handler.clone(), asking: Asking::OfRequest }),
        Arc::new(NeverSessionManager::default()),
        config,
    );
    Router::new().route_service("/mcp", service).layer(middleware::from_fn_with_state(server.clone(), known))
}

async fn known(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match Asker::from_request_parts(&mut parts, &server).await {
        Ok(Asker(person, _)) => {
            parts.extensions.insert(person);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// Over standard input and output, as one person, until the other side closes it.
pub(crate) async fn over_pipes(context: &Context<'_>) -> Result<Exit, Failure> {
    let service = context.service(&context.screen()).await?;
    let person = service.person(context.shared.person.as_deref()).await?;
    let server = Arc::new(Server {
        store: wiring::store(&context.config).await?,
        service,
        runs: Runs::default(),
        jobs: wiring::jobs(&context.config).await?,
        sign_in: None,
        mails: false,
        names: Names::default(),
        limits: Limits::new(context.config.server.limits),
        metrics: Metrics::default(),
        metrics_key: None,
        replies: AtomicU64::default(),
    });
    let tools = Tools { server, asking: Asking::As(Box::new(person)) };
    let running = tools.serve(stdio()).await.map_err(|error| Failure::Mcp(error.to_string()))?;
    running.waiting().await.map_err(|error| Failure::Mcp(error.to_string()))?;
    Ok(Exit::Done)
}
