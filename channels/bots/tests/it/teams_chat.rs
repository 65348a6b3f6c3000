//! Anna's chat with the bot in Teams, where files are offered, and what stands in it.

use std::sync::Arc;

use reqwest::{Client, StatusCode};
use sentia_bots::{
    Addressed, Button, File, Press, Question, Reply,
    teams::{Streaming, Teams, routes},
};
use serde_json::{Value, json};

use crate::{
    desk::{Scripted, words},
    peers::Talker,
    stage::{Stage, clock, serve},
    teams::peer,
    teams_connector::{Connector, text},
};

pub(crate) const ANNA: &str = "29:anna";
pub(crate) const BEN: &str = "29:ben";
pub(crate) const ANEW: &[u8] = b"%PDF of when it was wanted";

pub(crate) struct Chat {
    pub(crate) connector: Connector,
    pub(crate) desk: Arc<Scripted>,
    pub(crate) stage: Stage,
    client: Client,
    /// Where Teams brings its activities, and the token that they bear.
    url: String,
    token: String,
    _peer: Talker,
}

fn file(bytes: &[u8], again: &str) -> File {
    let (name, media_type) = ("oee.pdf".to_owned(), "application/pdf".to_owned());
    File { name, media_type, bytes: bytes.to_vec(), again: Some(again.to_owned()) }
}

/// A report of which the offer is one thing, and what there is by the time it is wanted another.
fn answer(question: &Question) -> Addressed {
    let link = Press::Link("https://sentia.example/v1/turns/c1-1/files/pdf".into());
    let buttons = vec![Button { label: "Download".into(), press: link }];
    let with = |bytes: &[u8], again: &str| Reply {
        files: vec![file(bytes, again)],
        buttons: buttons.clone(),
        ..Reply::text("OEE was 71.4%.")
    };
    match words(question).as_str() {
        "report" => Addressed::Shared(with(b"%PDF of when it was offered", "file oee")),
        "payroll" => {
            Addressed::Private { reply: with(b"%PDF", "file oee"), note: "Answered privately.".into() }
        }
        "[file oee]" => Addressed::Shared(with(ANEW, "file oee")),
        "soon forbidden" => Addressed::Shared(with(b"%PDF", "file forbidden")),
        "[file forbidden]" => Addressed::Shared(Reply::text("You may no longer see this.")),
        other => Addressed::Shared(Reply::text(other)),
    }
}

impl Chat {
    pub(crate) async fn open() -> Option<Chat> {
        let (mut peer, told) = peer()?;
        let connector = Connector::start().await;
        let asked = json!({ "serviceurl": connector.url() });
        let token = peer.ask(&asked)["token"].as_str().unwrap().to_owned();
        let mut settings = connector.settings(Streaming::default());
        told["app"].as_str().unwrap().clone_into(&mut settings.app_id);
        told["openid"].as_str().unwrap().clone_into(&mut settings.openid_url);
        let teams = Teams::new(settings, clock()).unwrap();
        let desk = Arc::new(Scripted::new(|question| Ok(answer(question))));
        let stage = Stage::open(desk.clone(), teams.clone()).await;
        let url = format!("{}/messages", serve(routes(teams, stage.bots.intake())).await);
        Some(Chat { connector, desk, stage, client: Client::new(), url, token, _peer: peer })
    }

    pub(crate) fn activity(&self, id: &str, from: &str, change: Value) -> Value {
        let mut activity = json!({
            "type": "message", "id": id, "channelId": "msteams", "serviceUrl": self.connector.url(),
            "timestamp": "2027-01-15T08:00:00.123Z", "from": { "id": from }, "recipient": { "id": "28:bot" },
            "conversation": { "id": format!("a:{from}"), "conversationType": "personal", "tenantId": "T1" },
        });
        for (name, value) in change.as_object().unwrap() {
            activity[name] = value.clone();
        }
        activity
    }

    pub(crate) async fn bring(&self, activity: &Value) -> (StatusCode, String) {
        let sent = self.client.post(&self.url).bearer_auth(&self.token).json(activity).send().await.unwrap();
        let told = (sent.status(), sent.text().await.unwrap());
        self.stage.quiet().await;
        told
    }

    pub(crate) async fn ask(&self, id: &str, words: &str) {
        let asked = self.activity(id, ANNA, json!({ "text": words }));
        assert_eq!(self.bring(&asked).await.0, StatusCode::OK);
    }

    /// The offer that stands last in Anna's chat: the message that it is, and what is said about it to the bot.
    pub(crate) fn offer(&self) -> Option<(String, Value)> {
        let world = self.connector.0.lock().unwrap();
        let offer = world.shown.iter().rfind(|(_, _, activity)| kind(activity) == "consent");
        offer.map(|(_, id, activity)| {
            (id.clone(), activity["attachments"][0]["content"]["acceptContext"].clone())
        })
    }

    /// What Teams brings once somebody has pressed a button of an offer.
    pub(crate) fn said(&self, id: &str, from: &str, action: &str, offer: &(String, Value)) -> Value {
        let value = json!({
            "type": "fileUpload", "action": action, "context": offer.1,
            "uploadInfo": {
                "uploadUrl": format!("{}/upload/{id}", self.connector.url()), "name": "oee.pdf",
                "contentUrl": "https://acme-my.sharepoint.com/oee.pdf", "uniqueId": "1B", "fileType": "pdf",
            },
        });
        let invoked =
            json!({ "type": "invoke", "name": "fileConsent/invoke", "replyToId": offer.0, "value": value });
        self.activity(id, from, invoked)
    }

    pub(crate) async fn say(&self, id: &str, from: &str, action: &str, offer: &(String, Value)) {
        let told = self.bring(&self.said(id, from, action, offer)).await;
        assert_eq!(told, (StatusCode::OK, String::new()));
    }

    /// What stands in a chat, kind by kind.
    pub(crate) fn shown(&self, place: &str) -> Vec<String> {
        let world = self.connector.0.lock().unwrap();
        let here = world.shown.iter().filter(|(chat, ..)| chat == place);
        here.map(|(.., activity)| match kind(activity).as_str() {
            "adaptive" => text(activity).trim().to_owned(),
            kind => kind.to_owned(),
        })
        .collect()
    }

    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        self.connector.0.lock().unwrap().files.clone().into_iter().collect()
    }
}

/// The last word of what a message holds.
fn kind(activity: &Value) -> String {
    let kind = activity["attachments"][0]["contentType"].as_str().unwrap_or_default();
    kind.rsplit('.').next().unwrap_or_default().to_owned()
}
