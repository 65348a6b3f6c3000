//! The local model as a provider, with weights that nobody trained: it says anything, and must still keep the contract.

use std::time::Duration;

use futures::StreamExt;
use sentia_agent::{
    Provider,
    provider::{Delta, Local, Message, Request, StopReason},
};
use sentia_semantic::{Area, Scope};
use sentia_tools::Toolbox;

use crate::local_support::{Kind, Plan};

const TEMPLATE: &str = "{% if tools %}{{ tools | tojson }}{% endif %}\
    {% for message in messages %}<|start_header_id|>{{ message.role }}<|end_header_id|>{{ message.content }}{% endfor %}";

fn local() -> Local {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tiny.gguf");
    let plan =
        Plan { template: Some(TEMPLATE.to_owned()), window: 16_384, ..Plan::tiny("llama", Kind::Q8_0) };
    plan.write(&path);
    Local::load(&path, 16_384).unwrap()
}

fn request(max_tokens: u32) -> Request {
    let scope = Scope {
        tenant: "demo".to_owned(),
        person: "cfo".to_owned(),
        row_filters: Vec::new(),
        areas: Area::ALL.into_iter().collect(),
        sql: false,
    };
    Request {
        system: "You answer questions about a factory.".to_owned(),
        messages: vec![Message::User("OEE by line last week".to_owned())],
        tools: Toolbox::standard().descriptions(&scope).into_iter().take(1).collect(),
        max_tokens,
    }
}

#[tokio::test]
async fn a_reply_ends_with_what_it_took_and_why_it_ended_and_the_next_one_knows_the_prompt() {
    let local = local();
    assert_eq!(local.id(), "local/tiny");
    for cached in [false, true] {
        let deltas: Vec<_> = local.stream(&request(12)).collect().await;
        let deltas: Vec<Delta> = deltas.into_iter().map(Result::unwrap).collect();
        let [.., Delta::Usage(usage), Delta::Stop(stop)] = deltas.as_slice() else { panic!("{deltas:?}") };
        assert!(usage.input_tokens > 100 && usage.output_tokens <= 12, "{usage:?}");
        assert_eq!(usage.cached_input_tokens > 0, cached, "{usage:?}");
        assert!(matches!(stop, StopReason::MaxTokens | StopReason::End | StopReason::ToolCalls), "{stop:?}");
    }
}

#[tokio::test]
async fn whoever_stops_listening_frees_the_model_for_the_next() {
    let local = local();
    drop(local.stream(&request(10_000)));
    let next = local.stream(&request(2)).collect::<Vec<_>>();
    let deltas = tokio::time::timeout(Duration::from_secs(60), next).await.unwrap();
    assert!(matches!(deltas.last(), Some(Ok(Delta::Stop(_)))), "{deltas:?}");
}
