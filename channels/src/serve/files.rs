//! Documents as replies.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use sentia_agent::Person;
use sentia_reports::Format;

use super::{limits::Limits, problem::Problem, tag::Tag};
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

/// A document that somebody asks for.
pub(super) struct Document<'a> {
    /// Of the file, without its ending.
    pub(super) name: &'a str,
    pub(super) format: Format,
    /// All that it is written from, besides the format and this program.
    pub(super) from: &'a [&'a [u8]],
}

impl Document<'_> {
    /// The document, unless its reader has it. Laying one out takes the processor for a while, so it is done beside what
    /// serves others, and counts as a question does.
    pub(super) async fn sent(
        &self,
        limits: &Limits,
        person: &Person,
        headers: &HeaderMap,
        write: impl FnOnce() -> Result<Vec<u8>, Failure> + Send + 'static,
    ) -> Result<Response, Problem> {
        let tag = self.tag();
        if let Some(unchanged) = tag.unchanged(headers) {
            return Ok(unchanged);
        }
        limits.turn(&person.id)?;
        let written = tokio::task::spawn_blocking(write).await;
        let bytes = written.map_err(|error| Failure::Runtime(error.into()))??;
        let name = format!("attachment; filename=\"{}.{}\"", self.name, self.format.extension());
        let kind = self.format.media_type().to_owned();
        let set = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
        Ok(tag.on((set, bytes).into_response()))
    }

    /// Known without writing it.
    fn tag(&self) -> Tag {
        let by = [env!("CARGO_PKG_VERSION").as_bytes(), self.format.extension().as_bytes()];
        Tag::of(&[&by, self.from].concat())
    }
}
