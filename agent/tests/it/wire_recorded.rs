//! Replies that Anthropic, OpenAI and Google really gave, decoded: nothing fails, no word is lost.

use std::collections::BTreeMap;

use futures::StreamExt;
use sentia_agent::{
    Provider, ProviderError,
    provider::{Api, Delta, Remote, RemoteSettings},
};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    canned::Canned,
    data::unpacked,
    wire::{KEY, calls, request, settings, text},
};

#[derive(Deserialize)]
struct Recorded {
    case: String,
    path: String,
    status: u16,
    content_type: String,
    body: String,
}

impl Recorded {
    /// None for what is no conversation: files, lists of models, embeddings, pictures, Google's other API.
    fn api(&self) -> Option<Api> {
        let path = self.path.split('?').next().unwrap_or_default();
        match path {
            _ if path.ends_with("/messages") => Some(Api::Anthropic),
            _ if path.ends_with("/chat/completions") => Some(Api::OpenAiChat),
            _ if path.ends_with("/responses") => Some(Api::OpenAi),
            _ if path.to_lowercase().ends_with("generatecontent") => Some(Api::Gemini),
            _ => None,
        }
    }

    fn streams(&self) -> bool {
        self.content_type.starts_with("text/event-stream")
    }

    fn on_the_wire(&self) -> Vec<String> {
        let head = format!(
            "HTTP/1.1 {} .\r\ncontent-type: {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            self.status,
            self.content_type,
            self.body.len()
        );
        vec![head, self.body.clone()]
    }

    /// The objects of the body.
    fn objects(&self) -> Vec<Value> {
        if !self.streams() {
            return vec![serde_json::from_str(&self.body).expect("JSON")];
        }
        let lines = self.body.lines().filter_map(|line| line.strip_prefix("data:"));
        lines.filter_map(|line| serde_json::from_str(line.trim()).ok()).collect()
    }
}

#[tokio::test]
async fn every_recorded_reply_is_decoded() {
    let Some(file) = unpacked("cassettes/replies.jsonl.gz") else { return };
    let all: Vec<Recorded> = file.lines().map(|line| serde_json::from_str(line).expect("a reply")).collect();
    let talks: Vec<(Api, &Recorded)> =
        all.iter().filter_map(|recorded| Some((recorded.api()?, recorded))).collect();
    let server = Canned::start(talks.iter().map(|(_, recorded)| recorded.on_the_wire()).collect());
    let mut counts: BTreeMap<(&str, bool, u16), u32> = BTreeMap::new();
    let mut failures = Vec::new();
    for (api, recorded) in &talks {
        *counts.entry((api.name(), recorded.streams(), recorded.status)).or_default() += 1;
        let deltas = replayed(*api, recorded, &server.url).await;
        if let Some(failure) = failure(*api, recorded, &deltas) {
            failures.push(format!("{} {}: {failure}", api.name(), recorded.case));
        }
    }
    println!("(API, streamed, status): {counts:?}; {} others", all.len() - talks.len());
    assert!(talks.len() > 400, "{}", talks.len());
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), talks.len(), failures.join("\n"));
}

async fn replayed(api: Api, recorded: &Recorded, url: &str) -> Vec<Result<Delta, ProviderError>> {
    let settings = RemoteSettings { streams: recorded.streams(), ..settings(api, url) };
    Remote::new(KEY, settings).expect("an adapter").stream(&request("oee")).collect().await
}

fn failure(api: Api, recorded: &Recorded, deltas: &[Result<Delta, ProviderError>]) -> Option<String> {
    let last = deltas.last()?;
    if recorded.status != 200 {
        return last.is_ok().then(|| format!("status {} is no error", recorded.status));
    }
    if !matches!(last, Ok(Delta::Stop(_))) {
        return Some(format!("{last:?}"));
    }
    let (said, called) = read_naively(api, recorded);
    if text(deltas) != said {
        return Some(format!("said {said:?}, decoded {:?}", text(deltas)));
    }
    (calls(deltas).len() != called).then(|| format!("{called} calls, decoded {}", calls(deltas).len()))
}

/// The words and the number of calls, read from the JSON alone.
fn read_naively(api: Api, recorded: &Recorded) -> (String, usize) {
    let (mut said, mut called) = (String::new(), 0);
    for object in recorded.objects() {
        match (api, recorded.streams()) {
            (Api::Anthropic, true) => {
                said.push_str(at(&object, "/delta/text"));
                called += usize::from(at(&object, "/content_block/type") == "tool_use");
            }
            (Api::Anthropic, false) => {
                for block in list(&object, "/content") {
                    said.push_str(at(block, "/text"));
                    called += usize::from(at(block, "/type") == "tool_use");
                }
            }
            // A second choice is never asked for.
            (Api::OpenAiChat, true)
                if object.pointer("/choices/0/index").and_then(Value::as_u64) > Some(0) => {}
            (Api::OpenAiChat, true) => {
                said.push_str(at(&object, "/choices/0/delta/content"));
                let begun = |call: &&Value| call.get("id").is_some_and(Value::is_string);
                called += list(&object, "/choices/0/delta/tool_calls").iter().filter(begun).count();
            }
            (Api::OpenAiChat, false) => {
                said.push_str(at(&object, "/choices/0/message/content"));
                called += list(&object, "/choices/0/message/tool_calls").len();
            }
            (Api::OpenAi, true) => {
                if at(&object, "/type") == "response.output_text.delta" {
                    said.push_str(at(&object, "/delta"));
                }
                let done = at(&object, "/type") == "response.output_item.done";
                called += usize::from(done && at(&object, "/item/type") == "function_call");
            }
            (Api::OpenAi, false) => {
                for item in list(&object, "/output") {
                    called += usize::from(at(item, "/type") == "function_call");
                    for part in
                        list(item, "/content").iter().filter(|part| at(part, "/type") == "output_text")
                    {
                        said.push_str(at(part, "/text"));
                    }
                }
            }
            _ => {
                for part in list(&object, "/candidates/0/content/parts") {
                    if part.get("thought") != Some(&Value::Bool(true)) {
                        said.push_str(at(part, "/text"));
                    }
                    called += usize::from(part.get("functionCall").is_some());
                }
            }
        }
    }
    (said, called)
}

fn at<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}
