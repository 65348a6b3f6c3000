//! Links to a report: each opens it, until it ends, to whoever may see all that the report's person could.

use std::sync::Arc;

use aide::{
    NoApi,
    axum::{
        ApiRouter,
        routing::{get_with, put_with},
    },
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use schemars::JsonSchema;
use sentia_accounts::Token;
use sentia_agent::Person;
use sentia_jobs::{Issue, Jobs, Linked, Owner};
use sentia_semantic::{Clock, SystemClock};
use serde::{Deserialize, Serialize};

use super::{
    api::{ReportPath, missing, written},
    owner,
    shown::WholeReport,
};
use crate::{
    failure::Failure,
    report::Made,
    serve::{
        api::{document, done, said},
        extract::{Body, Named},
        problem::Problem,
        server::Server,
        who::Asker,
    },
};

/// Days for which a report is open where nobody says otherwise.
pub(super) const USUAL_DAYS: u16 = 30;
const MOST_DAYS: u16 = 366;

pub(super) fn routes() -> ApiRouter<Arc<Server>> {
    ApiRouter::new()
        .api_route(
            "/v1/reports/{report}/link",
            put_with(
                link,
                said("linkReport", "Opens the report, for a while, to those who may see as much."),
            )
            .delete_with(unlink, done("unlinkReport", "Closes it again.")),
        )
        .api_route(
            "/v1/linked-reports/{link}",
            get_with(linked, said("linkedReport", "A report that somebody opened to others.")),
        )
        .api_route(
            "/v1/linked-reports/{link}/files/{ending}",
            get_with(file, document("linkedReportFile", "The same as a document.")),
        )
}

/// The address of a link within the page, and when it ends; None where the report is not theirs.
pub(super) async fn open(
    jobs: &Jobs,
    owner: &Owner,
    issue: &str,
    days: u16,
) -> Result<Option<(String, Timestamp)>, Failure> {
    let ends = SystemClock.now().to_zoned(TimeZone::UTC).saturating_add(i64::from(days).days()).timestamp();
    let id = Token::random()?;
    let link = jobs.open_link(owner, issue, id.reveal(), ends).await?;
    Ok(link.map(|link| (format!("/r/{}", link.id), link.ends)))
}

#[derive(Deserialize, JsonSchema)]
struct LinkWish {
    /// For how long it is open.
    #[serde(default = "usual_days")]
    #[schemars(range(min = 1, max = 366))]
    days: u16,
}

fn usual_days() -> u16 {
    USUAL_DAYS
}

#[derive(Serialize, JsonSchema)]
struct ShownLink {
    /// Within the page: `/r/…`.
    address: String,
    /// When it ends; an instant in RFC 3339.
    until: String,
}

async fn link(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Named(ReportPath { report }): Named<ReportPath>,
    Body(LinkWish { days }): Body<LinkWish>,
) -> Result<Json<ShownLink>, Problem> {
    if !(1..=MOST_DAYS).contains(&days) {
        let detail = format!("a link is open for 1 to {MOST_DAYS} days, not {days}");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
    }
    let link = open(&server.jobs, &owner(&person), &report, days).await?;
    let (address, until) = link.ok_or_else(|| missing("report", &report))?;
    Ok(Json(ShownLink { address, until: until.to_string() }))
}

async fn unlink(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Named(ReportPath { report }): Named<ReportPath>,
) -> Result<StatusCode, Problem> {
    let owner = owner(&person);
    if !server.jobs.close_link(&owner, &report).await.map_err(Failure::from)?
        && server.jobs.issue(&owner, &report).await.map_err(Failure::from)?.is_none()
    {
        return Err(missing("report", &report));
    }
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, JsonSchema)]
struct LinkPath {
    link: String,
}

/// A report that was opened to others.
#[derive(Serialize, JsonSchema)]
struct LinkedReport {
    /// Whose it is.
    by: String,
    /// When the link ends; an instant in RFC 3339.
    until: String,
    report: WholeReport,
}

async fn linked(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Named(LinkPath { link }): Named<LinkPath>,
) -> Result<Json<LinkedReport>, Problem> {
    let (issue, made, until) = find(&server, &person, &link).await?;
    let report = WholeReport::of(&issue, &made);
    Ok(Json(LinkedReport { by: made.person.name, until: until.to_string(), report }))
}

#[derive(Deserialize, JsonSchema)]
struct LinkFilePath {
    link: String,
    /// `pdf`, `xlsx`, `docx`, `pptx`, `html`, `csv` or `md`
    ending: String,
}

async fn file(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    NoApi(headers): NoApi<HeaderMap>,
    Named(LinkFilePath { link, ending }): Named<LinkFilePath>,
) -> Result<Response, Problem> {
    let (issue, made, _) = find(&server, &person, &link).await?;
    written(&server, &person, &headers, (issue, made), &ending).await
}

/// Whoever may not see all of it is not told what it is of.
async fn find(server: &Server, person: &Person, link: &str) -> Result<(Issue, Made, Timestamp), Problem> {
    let found = server.jobs.linked(link).await.map_err(Failure::from)?;
    let Some(Linked { issue, ends, is_over }) = found else {
        let detail = "this link leads nowhere, or was closed; ask whoever gave it to you";
        return Err(Problem::new(StatusCode::NOT_FOUND, detail));
    };
    let made: Made = serde_json::from_slice(&issue.content).map_err(Failure::from)?;
    if !person.sees_all_that(&made.person) {
        let detail = "this report tells of what you may not see; ask for your own, or ask your administrator";
        return Err(Problem::new(StatusCode::FORBIDDEN, detail));
    }
    if is_over {
        let day = ends.to_zoned(TimeZone::UTC).strftime("%-d %B %Y");
        let detail = format!("this link ended on {day}; ask {} for a new one", made.person.name);
        return Err(Problem::new(StatusCode::GONE, detail));
    }
    Ok((issue, made, ends))
}
