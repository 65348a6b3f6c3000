//! Documents as replies.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use sentia_reports::Format;

use super::problem::Problem;
use crate::failure::Failure;

/// The format whose files end like this.
pub(super) fn format(ending: &str) -> Result<Format, Problem> {
    let known = Format::ALL.into_iter().find(|format| format.extension() == ending);
    known.ok_or_else(|| {
        let endings = Format::ALL.map(Format::extension).join(", ");
        let detail = format!("this cannot be had as {}; choose from {endings}", ending.escape_debug());
        Problem::new(StatusCode::NOT_FOUND, detail)
    })
}

/// A document as a file of this name. Laying one out takes the processor for a while, so it is done beside what serves
/// others.
pub(super) async fn sent(
    name: &str,
    format: Format,
    write: impl FnOnce() -> Result<Vec<u8>, Failure> + Send + 'static,
) -> Result<Response, Problem> {
    let written = tokio::task::spawn_blocking(write).await;
    let bytes = written.map_err(|error| Failure::Runtime(error.into()))??;
    let name = format!("attachment; filename=\"{name}.{}\"", format.extension());
    let headers =
        [(header::CONTENT_TYPE, format.media_type().to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}
