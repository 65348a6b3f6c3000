//! Every rule of Microsoft's page "Stream bot messages", held against what came to the connector.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::teams_connector::Noted;

pub(crate) struct Rules {
    /// Between two requests of a stream, in milliseconds; the page says a second.
    pub(crate) gap: i64,
    /// From the first request of a stream to its end; the page says two minutes.
    pub(crate) lasts: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Rules { gap: 1000, lasts: 120_000 }
    }
}

struct Stream<'a> {
    began: i64,
    last: i64,
    sequence: i64,
    text: &'a str,
    conversation: &'a str,
    ended: bool,
}

/// What breaks a rule, in words.
pub(crate) fn faults(noted: &[Noted], rules: &Rules) -> Vec<String> {
    let mut faults = Vec::new();
    let mut streams: BTreeMap<&str, Stream<'_>> = BTreeMap::new();
    for one in noted.iter().filter(|one| is_of_stream(&one.activity)) {
        let mut fault = |what: &str| faults.push(format!("{what}: {}", one.activity));
        form(one, &mut fault);
        let info = &one.activity["entities"][0];
        let text = one.activity["text"].as_str().unwrap_or_default();
        let kind = info["streamType"].as_str().unwrap_or("streaming");
        let Some(id) = info["streamId"].as_str() else {
            if kind == "final" || info["streamSequence"] != 1 {
                fault("a stream begins with number 1");
            }
            let open = |stream: &Stream<'_>| {
                stream.conversation == one.conversation
                    && !stream.ended
                    && one.at - stream.began < rules.lasts
            };
            if streams.values().any(open) {
                fault("one stream at a time in a chat");
            }
            let text = if kind == "streaming" { text } else { "" };
            let (began, conversation) = (one.at, one.conversation.as_str());
            let stream = Stream { began, last: one.at, sequence: 1, text, conversation, ended: false };
            streams.insert(&one.id, stream);
            continue;
        };
        let Some(stream) = streams.get_mut(id) else {
            fault("the stream never began");
            continue;
        };
        if stream.conversation != one.conversation {
            fault("a stream stays in its chat");
        }
        if stream.ended && one.taken {
            fault("nothing comes after the end");
        }
        if one.at - stream.last < rules.gap {
            fault("requests come too fast");
        }
        if one.at - stream.began > rules.lasts {
            fault("the stream takes too long");
        }
        // One that was put off is made again when Teams asks for it.
        if one.taken {
            stream.last = one.at;
        }
        if kind == "final" {
            if !text.starts_with(stream.text) {
                fault("the end holds what was streamed");
            }
            stream.ended |= one.taken;
            continue;
        }
        if info["streamSequence"].as_i64() != Some(stream.sequence + 1) {
            fault("numbers go up by one");
        }
        stream.sequence += 1;
        if kind == "streaming" {
            if !text.starts_with(stream.text) {
                fault("each request repeats the text before it");
            }
            stream.text = text;
        } else if !stream.text.is_empty() {
            fault("what is done is told before the answer");
        }
    }
    faults
}

fn is_of_stream(activity: &Value) -> bool {
    activity["type"] == "typing"
        || activity["entities"][0]["type"] == "streaminfo"
        || !activity["channelData"]["streamType"].is_null()
}

/// What holds of a request by itself.
fn form(one: &Noted, fault: &mut impl FnMut(&str)) {
    let activity = &one.activity;
    let info = &activity["entities"][0];
    if !one.personal {
        fault("only chats of two have streams");
    }
    if info["type"] != "streaminfo" || activity["entities"].as_array().map(Vec::len) != Some(1) {
        fault("an entity says which stream");
    }
    let same = ["streamType", "streamId", "streamSequence"];
    if same.iter().any(|name| activity["channelData"][name] != info[name]) {
        fault("the channel's data says the same as the entity");
    }
    let text = activity["text"].as_str().unwrap_or_default();
    if text.trim().is_empty() {
        fault("there is a text");
    }
    if activity.to_string().len() > 100_000 {
        fault("a message has 100 KB at most");
    }
    match (activity["type"].as_str(), info["streamType"].as_str()) {
        (Some("typing"), Some("informative")) if text.len() > 1000 || text.chars().count() > 1000 => {
            fault("what is done is told in 1,000 characters and 1 KB");
        }
        (Some("typing"), Some("informative" | "streaming")) | (Some("message"), Some("final")) => {}
        _ => fault("typing streams, and a message ends"),
    }
    if activity["type"] == "typing" && !activity["attachments"].is_null() {
        fault("attachments come with the end");
    }
    if info["streamType"] == "final" && !info["streamSequence"].is_null() {
        fault("the end has no number");
    }
}

pub(crate) fn noted(at: i64, id: &str, activity: Value) -> Noted {
    Noted { at, conversation: "a:1".into(), personal: true, activity, id: id.into(), taken: true }
}

fn request(kind: &str, text: &str, id: Option<&str>, sequence: Option<i64>) -> Value {
    let mut info = json!({ "streamType": kind });
    if let Some(id) = id {
        info["streamId"] = id.into();
    }
    if let Some(sequence) = sequence {
        info["streamSequence"] = sequence.into();
    }
    let mut entity = info.clone();
    entity["type"] = "streaminfo".into();
    let shape = if kind == "final" { "message" } else { "typing" };
    json!({ "type": shape, "text": text, "channelData": info, "entities": [entity] })
}

fn good() -> Vec<Noted> {
    let stream = Some("a0");
    vec![
        noted(0, "a0", request("informative", "Computing …", None, Some(1))),
        noted(1500, "a1", request("informative", "Comparing …", stream, Some(2))),
        noted(3000, "a2", request("streaming", "OEE was 71%.", stream, Some(3))),
        noted(4500, "a3", request("streaming", "OEE was 71%. It fell.", stream, Some(4))),
        noted(6000, "a4", request("final", "OEE was 71%. It fell. So it is.", stream, None)),
    ]
}

/// A rule that is never broken by anything shows nothing.
#[test]
fn each_rule_refuses_a_stream_that_breaks_it() {
    assert_eq!(faults(&good(), &Rules::default()), Vec::<String>::new());
    type Change = fn(&mut Vec<Noted>);
    fn both(one: &mut Noted, name: &str, value: Value) {
        one.activity["entities"][0][name] = value.clone();
        one.activity["channelData"][name] = value;
    }
    let broken: [(&str, Change); 22] = [
        ("only chats of two", |all| all.iter_mut().for_each(|one| one.personal = false)),
        ("begins with number 1", |all| both(&mut all[0], "streamSequence", 0.into())),
        ("the stream never began", |all| drop(all.remove(0))),
        ("the stream never began", |all| both(&mut all[2], "streamId", "a1".into())),
        ("numbers go up by one", |all| both(&mut all[2], "streamSequence", 2.into())),
        ("numbers go up by one", |all| both(&mut all[3], "streamSequence", 9.into())),
        ("numbers go up by one", |all| both(&mut all[3], "streamSequence", Value::Null)),
        ("repeats the text before", |all| all[3].activity["text"] = "It fell.".into()),
        ("the end holds", |all| all[4].activity["text"] = "Something else.".into()),
        ("the end has no number", |all| both(&mut all[4], "streamSequence", 5.into())),
        ("typing streams", |all| all[4].activity["type"] = "typing".into()),
        ("typing streams", |all| all[3].activity["type"] = "message".into()),
        ("typing streams", |all| both(&mut all[1], "streamType", "informational".into())),
        ("1,000 characters", |all| all[1].activity["text"] = "é".repeat(501).into()),
        ("told before the answer", |all| both(&mut all[3], "streamType", "informative".into())),
        ("attachments come", |all| all[2].activity["attachments"] = json!([])),
        ("there is a text", |all| all[0].activity["text"] = "".into()),
        ("100 KB", |all| {
            all[4].activity["text"] = format!("OEE was 71%. It fell.{}", "x".repeat(100_000)).into()
        }),
        ("too fast", |all| all[2].at = 2499),
        ("too long", |all| all[4].at = 120_001),
        ("the same as the entity", |all| all[2].activity["channelData"]["streamType"] = "informative".into()),
        ("after the end", |all| {
            let mut again = all[4].clone();
            again.at += 2000;
            all.push(again);
        }),
    ];
    for (rule, change) in broken {
        let mut stream = good();
        change(&mut stream);
        let found = faults(&stream, &Rules::default());
        assert!(found.iter().any(|fault| fault.contains(rule)), "{rule}: {found:?}");
    }
    let mut second = good()[..3].to_vec();
    second.push(noted(9000, "a9", request("streaming", "Another.", None, Some(1))));
    assert!(faults(&second, &Rules::default())[0].contains("one stream at a time"));
}
