//! Sentia as a model behind OpenAI's chat completions, for programs that know how to talk to such.

mod history;
mod wire;

use std::{convert::Infallible, sync::Arc};

use aide::{
    NoApi, OperationOutput,
    axum::{
        ApiRouter, IntoApiResponse,
        routing::{get_with, post_with},
    },
    generate::in_context,
    openapi::{self, MediaType, ReferenceOr},
    transform::TransformOperation,
};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response, Sse, sse},
};
use futures::{Stream, StreamExt, channel::mpsc, stream};
use jiff::tz::TimeZone;
use sentia_agent::{Event, Person};
use serde_json::json;

use self::wire::{Choice, Completion, Fault, Model, Models, Refusal, Request, Said, Usage};
use super::{
    api::said,
    ask::{Given, ask},
    extract::Body,
    markdown,
    orders::Behalf,
    problem::{CONTENT_TYPE, Problem},
    server::Server,
    who::Asker,
};
use crate::failure::Failure;

const MODEL: &str = "sentia";

pub(super) fn routes() -> ApiRouter<Arc<Server>> {
    ApiRouter::new()
        .api_route("/v1/models", get_with(models, said("models", "Sentia, as OpenAI lists models.")))
        .api_route(
            "/v1/chat/completions",
            post_with(completions, |operation| {
                said("chatCompletions", "A question and its answer, as OpenAI's chat completions.")(operation)
                    .response_with::<200, Json<Completion>, _>(|mut response| {
                        response.inner().content.insert("text/event-stream".to_owned(), MediaType::default());
                        response.description("The reply, or its chunks as they come.")
                    })
                    .default_response_with::<Json<Refusal>, _>(|mut response| {
                        // What is refused before the question is read.
                        response.inner().content.insert(CONTENT_TYPE.to_owned(), MediaType::default());
                        response.description("Why there is none.")
                    })
                    .with(also_in_openai_s_shape)
            }),
        )
}

/// What is refused once the question is read.
fn also_in_openai_s_shape(mut operation: TransformOperation<'_>) -> TransformOperation<'_> {
    let refusal = in_context(|context| Json::<Refusal>::operation_response(context, operation.inner_mut()));
    let responses = operation.inner_mut().responses.iter_mut().flat_map(|all| &mut all.responses);
    for (status, response) in responses {
        if let (openapi::StatusCode::Code(422 | 429), ReferenceOr::Item(response)) = (status, response) {
            response.content.extend(refusal.iter().flat_map(|refusal| refusal.content.clone()));
        }
    }
    operation
}

async fn models(State(server): State<Arc<Server>>, _: Asker) -> Json<Models> {
    let model = Model { id: MODEL, object: "model", created: created(&server), owned_by: "sentia" };
    Json(Models { object: "list", data: vec![model] })
}

async fn completions(
    State(server): State<Arc<Server>>,
    Asker(person, behalf): Asker,
    Body(request): Body<Request>,
) -> impl IntoApiResponse {
    NoApi(complete(server, (person, behalf), request).await.unwrap_or_else(|problem| fault(&problem)))
}

async fn complete(
    server: Arc<Server>,
    asker: (Person, Behalf),
    request: Request,
) -> Result<Response, Problem> {
    if request.model != MODEL {
        let detail = format!("there is no model \"{}\" here; the one there is is \"{MODEL}\"", request.model);
        return Err(Problem::new(StatusCode::NOT_FOUND, detail));
    }
    let questions = history::questions(&request.messages)?;
    server.limits.turn(&asker.0.id)?;
    let template = Completion {
        id: format!("chatcmpl-{}", server.next_reply()),
        object: "chat.completion",
        created: created(&server),
        model: MODEL.to_owned(),
        choices: Vec::new(),
        usage: None,
    };
    if request.stream == Some(true) {
        let usage = request.stream_options.and_then(|options| options.include_usage) == Some(true);
        let chunks = streamed(server, asker, questions);
        return Ok(Sse::new(events(chunks, template, usage)).into_response());
    }
    let mut said = Vec::new();
    let given = answer(&server, &asker, &questions, |sentence| said.push(sentence)).await?;
    let message = Said { role: Some("assistant"), content: Some(markdown::whole(&said, &given.record)) };
    let choice = Choice { index: 0, message: Some(message), delta: None, finish_reason: Some("stop") };
    let reply = Completion { choices: vec![choice], usage: Some(usage(&given)), ..template };
    Ok(Json(reply).into_response())
}

/// The answer to the last question, as one more turn of the conversation that the others make.
async fn answer(
    server: &Server,
    (person, behalf): &(Person, Behalf),
    questions: &[String],
    mut said: impl FnMut(String) + Send,
) -> Result<Given, Failure> {
    let (question, before) = questions.split_last().ok_or(Failure::Cut)?;
    let conversation = history::conversation(server, person, before).await?;
    let given = ask(server, &conversation, (person, behalf), question, |event| {
        if let Event::Sentence(sentence) = event {
            said(markdown::escaped(&sentence));
        }
    });
    let given = given.await?;
    match given.kept {
        Ok(()) => Ok(given),
        // The next question could not follow on this one.
        Err(failure) => Err(failure),
    }
}

enum Chunk {
    Text(String),
    End(Box<Result<Given, Failure>>),
}

/// The turn runs to its end and is kept, also where nobody listens any more.
fn streamed(
    server: Arc<Server>,
    asker: (Person, Behalf),
    questions: Vec<String>,
) -> impl Stream<Item = Chunk> + Send {
    let (sender, chunks) = mpsc::unbounded();
    tokio::spawn(async move {
        let mut any = false;
        let given = answer(&server, &asker, &questions, |sentence| {
            let text = if any { format!(" {sentence}") } else { sentence };
            any = true;
            let _ = sender.unbounded_send(Chunk::Text(text));
        });
        let given = given.await;
        if let Ok(given) = &given {
            let _ = sender.unbounded_send(Chunk::Text(markdown::below(&given.record, !any)));
        }
        let _ = sender.unbounded_send(Chunk::End(Box::new(given)));
    });
    chunks
}

fn events(
    chunks: impl Stream<Item = Chunk> + Send + 'static,
    template: Completion,
    with_usage: bool,
) -> impl Stream<Item = Result<sse::Event, Infallible>> + Send {
    let chunk = move |delta: Said, finish_reason: Option<&'static str>, usage: Option<Usage>| {
        let choice = Choice { index: 0, message: None, delta: Some(delta), finish_reason };
        let choices = if usage.is_some() { Vec::new() } else { vec![choice] };
        let (id, model) = (template.id.clone(), template.model.clone());
        json!(Completion {
            id,
            object: "chat.completion.chunk",
            created: template.created,
            model,
            choices,
            usage
        })
    };
    let first = chunk(Said { role: Some("assistant"), content: Some(String::new()) }, None, None).to_string();
    let rest = chunks.flat_map(move |one| {
        let frames = match one {
            Chunk::Text(text) => {
                vec![chunk(Said { role: None, content: Some(text) }, None, None).to_string()]
            }
            Chunk::End(end) => match *end {
                Ok(given) => {
                    let stop = chunk(Said::default(), Some("stop"), None).to_string();
                    let taken =
                        with_usage.then(|| chunk(Said::default(), None, Some(usage(&given))).to_string());
                    std::iter::once(stop).chain(taken).chain(["[DONE]".to_owned()]).collect()
                }
                Err(failure) => vec![json!(refusal(&Problem::from(failure))).to_string()],
            },
        };
        stream::iter(frames)
    });
    stream::once(async move { first }).chain(rest).map(|frame| Ok(sse::Event::default().data(frame)))
}

fn usage(given: &Given) -> Usage {
    let model = &given.record.answer.model;
    Usage {
        prompt_tokens: model.input_tokens,
        completion_tokens: model.output_tokens,
        total_tokens: model.input_tokens.saturating_add(model.output_tokens),
    }
}

/// Midnight of the day that is "today" for questions, in seconds since 1970.
fn created(server: &Server) -> i64 {
    let midnight = server.service.engine.today().to_zoned(TimeZone::UTC);
    midnight.map_or(0, |midnight| midnight.timestamp().as_second())
}

fn fault(problem: &Problem) -> Response {
    let again = problem.retry_after().map(|seconds| [(header::RETRY_AFTER, seconds.to_string())]);
    let headers = AppendHeaders(again.into_iter().flatten());
    (problem.status(), headers, Json(refusal(problem))).into_response()
}

fn refusal(problem: &Problem) -> Refusal {
    let kind = match problem.status() {
        StatusCode::TOO_MANY_REQUESTS => "rate_limit_error",
        status if status.is_server_error() => "server_error",
        _ => "invalid_request_error",
    };
    Refusal { error: Fault { message: problem.detail.clone(), kind, param: None, code: None } }
}
