use std::sync::Arc;

use aide::{
    NoApi,
    axum::{
        ApiRouter,
        routing::{get_with, post_with},
    },
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use schemars::JsonSchema;
use sentia_agent::Person;
use sentia_jobs::{Issue, Job};
use serde::Deserialize;

use super::{
    links, owner,
    shown::{ShownOrder, ShownReport, WholeReport},
};
use crate::{
    failure::Failure,
    report::{Changed, Made, changes},
    serve::{
        api::{document as as_document, done, said},
        extract::{Asked, Body, Named, at_most},
        files::{self, Document},
        problem::Problem,
        server::Server,
        who::Asker,
    },
};

/// Orders and reports that are listed.
const LISTED: u32 = 200;

pub(in crate::serve) fn routes() -> ApiRouter<Arc<Server>> {
    ApiRouter::new()
        .api_route(
            "/v1/orders",
            get_with(list, said("orders", "What the person ordered, and how far it is; the latest first.")),
        )
        .api_route(
            "/v1/orders/{order}",
            get_with(order, said("order", "An order, and how far it is."))
                .delete_with(stop, done("stopOrder", "Stops it for good.")),
        )
        .api_route(
            "/v1/orders/stop",
            post_with(stop_by_key, done("stopByKey", "Stops the order whose key stood in a delivery.")),
        )
        .api_route(
            "/v1/orders/stop/{key}",
            post_with(
                stop_at_once,
                done("stopAtOnce", "Stops the order whose key this is, for mail programs (RFC 8058)."),
            ),
        )
        .api_route(
            "/v1/reports",
            get_with(reports, said("reports", "Reports that were made for the person, the latest first.")),
        )
        .api_route("/v1/reports/{report}", get_with(report, said("report", "A report with its answers.")))
        .api_route(
            "/v1/reports/{report}/files/{ending}",
            get_with(
                file,
                as_document(
                    "reportFile",
                    "The report as a document: pdf, xlsx, docx, pptx, html, csv or md.",
                ),
            ),
        )
        .api_route(
            "/v1/reports/{report}/changes/{since}",
            get_with(
                changed,
                said("reportChanges", "What differs from an earlier report, figure by figure."),
            ),
        )
        .merge(links::routes())
}

async fn list(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
) -> Result<Json<Vec<ShownOrder>>, Problem> {
    let jobs = server.jobs.list(&owner(&person), LISTED).await.map_err(Failure::from)?;
    let mut shown = Vec::new();
    for job in jobs {
        shown.extend(show(&server, &job).await?);
    }
    Ok(Json(shown))
}

async fn show(server: &Server, job: &Job) -> Result<Option<ShownOrder>, Problem> {
    let latest = server.jobs.latest(&job.owner, &job.id).await.map_err(Failure::from)?;
    Ok(ShownOrder::of(job, server.jobs.progress(&job.id), latest))
}

#[derive(Deserialize, JsonSchema)]
struct OrderPath {
    /// `c12-3`
    order: String,
}

async fn order(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Named(OrderPath { order }): Named<OrderPath>,
) -> Result<Json<ShownOrder>, Problem> {
    let job = server.jobs.job(&owner(&person), &order).await.map_err(Failure::from)?;
    let shown = match &job {
        Some(job) => show(&server, job).await?,
        None => None,
    };
    shown.map(Json).ok_or_else(|| missing("order", &order))
}

async fn stop(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Named(OrderPath { order }): Named<OrderPath>,
) -> Result<StatusCode, Problem> {
    let owner = owner(&person);
    if server.jobs.stop(&owner, &order).await.map_err(Failure::from)? {
        return Ok(StatusCode::NO_CONTENT);
    }
    // Stopped before, or done: there is nothing left of it to stop.
    match server.jobs.job(&owner, &order).await.map_err(Failure::from)? {
        Some(_) => Ok(StatusCode::NO_CONTENT),
        None => Err(missing("order", &order)),
    }
}

#[derive(Deserialize, JsonSchema)]
struct StopKey {
    #[schemars(length(max = 200))]
    key: String,
}

/// By whoever has the key, signed in or not: it is good for nothing else.
async fn stop_by_key(
    State(server): State<Arc<Server>>,
    Body(StopKey { key }): Body<StopKey>,
) -> Result<StatusCode, Problem> {
    stop_that(&server, &key).await
}

/// As a mail program does when somebody asks it to: what it sends along says nothing more.
async fn stop_at_once(
    State(server): State<Arc<Server>>,
    Named(StopKey { key }): Named<StopKey>,
) -> Result<StatusCode, Problem> {
    stop_that(&server, &key).await
}

async fn stop_that(server: &Server, key: &str) -> Result<StatusCode, Problem> {
    match server.jobs.stop_by_key(key).await.map_err(Failure::from)? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::new(
            StatusCode::NOT_FOUND,
            "this link stops nothing; sign in and look under your schedules",
        )),
    }
}

#[derive(Deserialize, JsonSchema)]
struct Search {
    /// Words that all stand in a report's title or questions.
    #[serde(default)]
    #[schemars(length(max = 200))]
    words: String,
}

async fn reports(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Asked(Search { words }): Asked<Search>,
) -> Result<Json<Vec<ShownReport>>, Problem> {
    at_most(200, "words", &words)?;
    let issues = server.jobs.issues(&owner(&person), &words, LISTED).await.map_err(Failure::from)?;
    Ok(Json(issues.iter().map(ShownReport::of).collect()))
}

#[derive(Deserialize, JsonSchema)]
pub(super) struct ReportPath {
    /// `c12-3.1`
    pub(super) report: String,
}

async fn report(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Named(ReportPath { report }): Named<ReportPath>,
) -> Result<Json<WholeReport>, Problem> {
    let (issue, made) = find(&server, &person, &report).await?;
    Ok(Json(WholeReport::of(&issue, &made)))
}

/// A report is what it was when it was made. Whoever may see less by now does not get it again.
pub(in crate::serve) async fn find(
    server: &Server,
    person: &Person,
    id: &str,
) -> Result<(Issue, Made), Problem> {
    let issue = server.jobs.issue(&owner(person), id).await.map_err(Failure::from)?;
    let issue = issue.ok_or_else(|| missing("report", id))?;
    let made: Made = serde_json::from_slice(&issue.content).map_err(Failure::from)?;
    if person.sees_all_that(&made.person) {
        return Ok((issue, made));
    }
    let detail = "this report tells of what you may no longer see; order it anew, or ask your administrator";
    Err(Problem::new(StatusCode::FORBIDDEN, detail))
}

#[derive(Deserialize, JsonSchema)]
struct FilePath {
    /// `c12-3.1`
    report: String,
    /// `pdf`, `xlsx`, `docx`, `pptx`, `html`, `csv` or `md`
    ending: String,
}

async fn file(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    NoApi(headers): NoApi<HeaderMap>,
    Named(FilePath { report, ending }): Named<FilePath>,
) -> Result<Response, Problem> {
    let found = find(&server, &person, &report).await?;
    written(&server, &person, &headers, found, &ending).await
}

/// A report that the person may see, as a document.
pub(super) async fn written(
    server: &Server,
    person: &Person,
    headers: &HeaderMap,
    (issue, made): (Issue, Made),
    ending: &str,
) -> Result<Response, Problem> {
    let format = files::format(ending)?;
    let house = &server.service.house;
    let template = house.template(&made, format)?.map(|(_, template)| template).unwrap_or_default();
    let from: [&[u8]; 3] = [&issue.content, house.company.as_bytes(), &template];
    let document = Document { name: &issue.id, format, from: &from };
    let house = house.clone();
    document.sent(&server.limits, person, headers, move || house.write(&made, format)).await
}

#[derive(Deserialize, JsonSchema)]
struct ChangesPath {
    report: String,
    /// The earlier one.
    since: String,
}

async fn changed(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    Named(ChangesPath { report, since }): Named<ChangesPath>,
) -> Result<Json<Vec<Changed>>, Problem> {
    let (_, now) = find(&server, &person, &report).await?;
    let (_, before) = find(&server, &person, &since).await?;
    Ok(Json(changes(&before, &now)))
}

pub(super) fn missing(what: &str, id: &str) -> Problem {
    let id: String = id.chars().take(50).collect();
    Problem::new(StatusCode::NOT_FOUND, format!("there is no {what} \"{}\" of yours", id.escape_debug()))
}
