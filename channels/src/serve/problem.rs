use aide::{OperationOutput, generate::GenContext, openapi};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use sentia_accounts::{AccountError, IssuerError};
use sentia_agent::{AgentError, store::StoreError};
use serde::Serialize;

use crate::{failure::Failure, people::PeopleError};

pub(super) const CONTENT_TYPE: &str = "application/problem+json";

/// Why a request was not done (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct Problem {
    /// The status in words.
    pub(super) title: String,
    pub(super) status: u16,
    /// What happened, to what, and what to do next.
    pub(super) detail: String,
    /// Seconds after which it may be done, where they are known.
    #[serde(skip)]
    retry_after: Option<u64>,
}

/// Seconds after which to come again where nobody can know: a turn that others wait for takes about as long.
const A_MOMENT: u64 = 2;

impl Problem {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        let title = status.canonical_reason().unwrap_or("Error").to_owned();
        Problem { title, status: status.as_u16(), detail: detail.into(), retry_after: None }
    }

    /// It may be done after some seconds.
    pub(super) fn after(self, seconds: u64) -> Self {
        Problem { retry_after: Some(seconds), ..self }
    }

    /// Seconds after which to come again, where that is any use.
    pub(super) fn retry_after(&self) -> Option<u64> {
        let passes = matches!(self.status(), StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
        passes.then(|| self.retry_after.unwrap_or(A_MOMENT))
    }

    pub(super) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        let status = match &failure {
            Failure::People(
                PeopleError::Unknown { .. } | PeopleError::NoRole { .. } | PeopleError::NoClaim { .. },
            ) => StatusCode::FORBIDDEN,
            Failure::Accounts(AccountError::NotFound(_)) => StatusCode::NOT_FOUND,
            Failure::Accounts(AccountError::Lifetime { .. }) | Failure::NoArea { .. } => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Failure::Issuer(IssuerError::Unreachable { .. }) => StatusCode::BAD_GATEWAY,
            Failure::Issuer(IssuerError::Stale | IssuerError::Refused(_) | IssuerError::Forged(_)) => {
                StatusCode::FORBIDDEN
            }
            Failure::Store(StoreError::Narrower(_)) => StatusCode::FORBIDDEN,
            Failure::Store(StoreError::NotFound(_)) => StatusCode::NOT_FOUND,
            Failure::Store(StoreError::Locked { .. } | StoreError::Unreachable { .. })
            | Failure::Agent(AgentError::Data(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Agent(AgentError::QuestionTooLong { .. } | AgentError::EmptyQuestion) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        if status.is_server_error() {
            tracing::error!(%failure, "a request failed");
        }
        Problem::new(status, failure.to_string())
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Failure::from(error).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status(), Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
        if self.status() == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after() {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl OperationOutput for Problem {
    type Inner = Problem;

    fn operation_response(
        context: &mut GenContext,
        operation: &mut openapi::Operation,
    ) -> Option<openapi::Response> {
        let mut response = Json::<Problem>::operation_response(context, operation)?;
        response.content =
            response.content.into_values().map(|kind| (CONTENT_TYPE.to_owned(), kind)).collect();
        response.description = "Why it was not done.".to_owned();
        Some(response)
    }
}
