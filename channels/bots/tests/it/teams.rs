//! Teams: the same verdict on each token as Microsoft's own library, and activities in and out.

use std::{
    process::Command,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post, put},
};
use proptest::prelude::*;
use reqwest::Client;
use sentia_bots::{
    Account, Addressed, Channel, Clock, Place, Reply, Secret, Target, Way,
    teams::{App, Refusal, Streaming, Teams, TeamsSettings, manifest, package, routes},
};
use serde_json::{Value, json};

use crate::{
    desk::{Scripted, words},
    peers::{NODE, Talker, named, script_path},
    slack_out::reply,
    stage::{Stage, clock, serve},
};

const PASSWORD: &str = "app password";

pub(crate) fn peer() -> Option<(Talker, Value)> {
    let folder = named(NODE)?;
    let mut command = Command::new("node");
    command.arg(script_path("teams_peer.mjs")).arg(folder);
    let mut talker = Talker::start(command);
    let cases = talker.hear();
    Some((talker, cases))
}

fn teams(app: &str, openid: &str, login: &str, clock: Clock) -> Arc<Teams> {
    let settings = TeamsSettings {
        app_id: app.into(),
        app_password: Secret::new(PASSWORD),
        tenant_id: "tenant-1".into(),
        login_url: login.into(),
        openid_url: openid.into(),
        upload_url: None,
        streaming: Streaming::default(),
    };
    Teams::new(settings, clock).unwrap()
}

#[tokio::test]
async fn each_token_is_judged_as_microsofts_own_library_does() {
    let Some((_talker, peer)) = peer() else { return };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let teams = teams(&text(&peer["app"]), &text(&peer["openid"]), "http://127.0.0.1:9", clock());
    let (mut good, mut differ) = (0, Vec::new());
    let cases = peer["cases"].as_array().unwrap();
    for case in cases {
        let activity = json!({ "channelId": case["channel"], "serviceUrl": case["service"] });
        let ours = teams.check(case["authorization"].as_str().unwrap(), &activity).await;
        let theirs = case["theirs"].as_bool().unwrap();
        if case["stricter"] == true {
            if !theirs || ours.is_ok() {
                differ.push(format!("{}: {ours:?}, theirs {theirs}", case["name"]));
            }
        } else {
            if ours.is_ok() != theirs {
                differ.push(format!("{}: {ours:?}", case["name"]));
            }
        }
        good += usize::from(ours.is_ok());
    }
    assert_eq!(differ, Vec::<String>::new());
    println!("{} tokens, {good} of them good", cases.len());
    assert!(cases.len() >= 50 && good == 7, "{} tokens, {good} of them good", cases.len());
    // By the clock that was passed in, the good ones are over.
    let late = Clock::new(|| jiff::Timestamp::from_second(4_000_000_000).unwrap());
    let teams = self::teams(&text(&peer["app"]), &text(&peer["openid"]), "http://127.0.0.1:9", late);
    let activity = json!({ "channelId": "msteams", "serviceUrl": cases[0]["service"] });
    let refusal = teams.check(cases[0]["authorization"].as_str().unwrap(), &activity).await;
    assert_eq!(refusal, Err(Refusal::NotNow));
}

#[derive(Default)]
struct World {
    /// Conversation, and the activity as it stands.
    sent: Vec<(String, Value)>,
    tokens: usize,
}

type Shared = Arc<Mutex<World>>;

async fn connector() -> (String, Shared) {
    let world = Shared::default();
    let router = Router::new()
        .route("/tenant%2D1/oauth2/v2.0/token", post(token))
        .route("/tenant-1/oauth2/v2.0/token", post(token))
        .route("/v3/conversations", post(open))
        .route("/v3/conversations/{id}/activities", post(activity))
        .route("/v3/conversations/{id}/activities/{activity}", put(update))
        .route("/v3/conversations/{id}/pagedmembers", get(members))
        .with_state(world.clone());
    (serve(router).await, world)
}

async fn token(State(world): State<Shared>, body: String) -> Json<Value> {
    assert!(
        body.contains("grant_type=client_credentials") && body.contains("client_secret=app+password"),
        "{body}"
    );
    world.lock().unwrap().tokens += 1;
    Json(json!({ "access_token": "connector-token", "expires_in": 3600, "token_type": "Bearer" }))
}

fn authorised(headers: &HeaderMap) {
    assert_eq!(headers["authorization"], "Bearer connector-token");
}

async fn open(headers: HeaderMap, Json(body): Json<Value>) -> Result<Json<Value>, StatusCode> {
    authorised(&headers);
    let member = body["members"][0]["id"].as_str().unwrap();
    if member == "29:away" {
        Err(StatusCode::FORBIDDEN)
    } else {
        Ok(Json(json!({ "id": format!("private of {member}") })))
    }
}

async fn activity(
    State(world): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(mut body): Json<Value>,
) -> Json<Value> {
    authorised(&headers);
    let mut world = world.lock().unwrap();
    let number = format!("a{}", world.sent.len());
    body["id"] = number.clone().into();
    world.sent.push((id, body));
    Json(json!({ "id": number }))
}

async fn update(
    State(world): State<Shared>,
    Path((_, activity)): Path<(String, String)>,
    Json(body): Json<Value>,
) -> Json<Value> {
    let mut world = world.lock().unwrap();
    let found = world.sent.iter_mut().find(|(_, one)| one["id"] == activity.as_str()).unwrap();
    found.1 = body;
    Json(json!({ "id": activity }))
}

async fn members(Path(id): Path<String>) -> Json<Value> {
    assert!(!id.contains(";messageid"), "a thread has the members of its channel: {id}");
    Json(json!({ "members": [{ "id": "29:anna" }, { "id": "29:ben" }] }))
}

fn asked(id: &str, kind: &str, from: &str, text: &str, service: &str) -> Value {
    json!({
        "type": "message", "id": id, "channelId": "msteams", "serviceUrl": service, "timestamp": "2027-01-15T08:00:00.123Z",
        "from": { "id": from, "name": "X" }, "recipient": { "id": "28:bot", "name": "Sentia" },
        "conversation": { "id": format!("19:{kind}@thread.tacv2;messageid=1"), "conversationType": kind, "tenantId": "t1" },
        "channelData": { "tenant": { "id": "t1" } }, "text": text,
        "entities": if text.contains("<at>") {
            json!([{ "type": "mention", "text": "<at>Sentia</at>", "mentioned": { "id": "28:bot", "name": "Sentia" } }])
        } else { json!([]) },
        "attachments": [{ "contentType": "text/html", "content": "<p>x</p>" }],
    })
}

#[tokio::test]
async fn activities_are_answered_with_cards_in_their_place() {
    let Some((mut talker, peer)) = peer() else { return };
    let (service, world) = connector().await;
    let signed = talker.ask(&json!({ "serviceurl": service }))["token"].as_str().unwrap().to_owned();
    let app = peer["app"].as_str().unwrap();
    let teams = teams(app, peer["openid"].as_str().unwrap(), &service, clock());
    let desk = Arc::new(Scripted::new(|question| {
        let press = sentia_bots::Press::Action("why".into());
        let button = sentia_bots::Button { label: "Why?".into(), press };
        let reply = Reply { buttons: vec![button], ..Reply::text(format!("Answer to: {}", words(question))) };
        Ok(if words(question) == "payroll" {
            Addressed::Private { reply, note: "Privately.".into() }
        } else {
            Addressed::Shared(reply)
        })
    }));
    let stage = Stage::open(desk.clone(), teams.clone()).await;
    let url = format!("{}/messages", serve(routes(teams, stage.bots.intake())).await);
    let client = Client::new();
    let send = async |activity: Value, token: &str| {
        client.post(&url).bearer_auth(token).json(&activity).send().await.unwrap()
    };
    let personal = asked("1", "personal", "29:anna", "revenue", &service);
    assert_eq!(send(personal.clone(), "forged").await.status(), StatusCode::UNAUTHORIZED);
    let in_channel = asked("2", "channel", "29:anna", "<at>Sentia</at> OEE", &service);
    let quiet = [
        asked("3", "channel", "29:anna", "lunch?", &service),
        asked("4", "personal", "28:other-bot", "spam", &service),
        json!({ "type": "conversationUpdate", "channelId": "msteams", "serviceUrl": service }),
        json!({ "type": "typing", "channelId": "msteams", "serviceUrl": service, "from": 3 }),
    ];
    let private = asked("5", "groupChat", "29:ben", "<at>Sentia</at> payroll", &service);
    let away = asked("6", "groupChat", "29:away", "<at>Sentia</at> payroll", &service);
    for activity in quiet.into_iter().chain([personal.clone(), personal, in_channel, private, away]) {
        assert_eq!(send(activity, &signed).await.status(), StatusCode::OK);
    }
    let counts = stage.quiet().await;
    let mut shown: Vec<(String, String)> = {
        let world = world.lock().unwrap();
        assert_eq!(world.tokens, 1, "a token is kept while it lasts");
        let text =
            |one: &Value| one["attachments"][0]["content"]["fallbackText"].as_str().unwrap().to_owned();
        world.sent.iter().map(|(id, one)| (id.clone(), text(one))).collect()
    };
    shown.sort();
    let wanted = [
        ("19:channel@thread.tacv2;messageid=1", "Answer to: OEE"),
        (
            "19:groupChat@thread.tacv2;messageid=1",
            "I may only answer this privately. Open a private chat with me, and ask there.",
        ),
        ("19:groupChat@thread.tacv2;messageid=1", "Privately."),
        ("19:personal@thread.tacv2;messageid=1", "Answer to: revenue"),
        ("private of 29:ben", "Answer to: payroll"),
    ];
    assert_eq!(shown, wanted.map(|(place, text)| (place.to_owned(), text.to_owned())));
    assert_eq!((counts.sent, counts.uncertain), (5, 0));
    // A button comes back as a message without words, or as an invocation that wants a result.
    let data = {
        let world = world.lock().unwrap();
        let card = world.sent.iter().find(|(place, _)| place.contains("personal")).unwrap().1.clone();
        card["attachments"][0]["content"]["actions"][0]["data"].clone()
    };
    let mut pressed = asked("7", "personal", "29:anna", "", &service);
    pressed["value"] = data.clone();
    assert_eq!(send(pressed, &signed).await.status(), StatusCode::OK);
    let mut invoked = asked("8", "personal", "29:anna", "", &service);
    invoked["type"] = "invoke".into();
    invoked["name"] = "adaptiveCard/action".into();
    invoked["value"] = json!({ "action": { "type": "Action.Execute", "data": data } });
    let result: Value = send(invoked.clone(), &signed).await.json().await.unwrap();
    assert_eq!(result["statusCode"], 200);
    invoked["name"] = "task/fetch".into();
    assert_eq!(send(invoked, &signed).await.status(), StatusCode::NOT_IMPLEMENTED);
    stage.quiet().await;
    assert_eq!(desk.questions().iter().filter(|text| *text == "[why]").count(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// A message of more than 100 KB is refused, and a text block would read markup.
    #[test]
    fn any_reply_is_a_card_that_teams_takes(reply in reply()) {
        let account = Account { channel: "teams".into(), tenant: "t1".into(), id: "29:anna".into() };
        let route = json!({ "service": "https://x.example", "bot": "28:bot" });
        let place = Place { channel: "teams".into(), tenant: "t1".into(), chat: "a:1".into(), thread: None, shared: false, route };
        let target = Target { place, account, way: Way::Here, mark: "1".into(), status: None, unreached: String::new(), consent: None };
        let teams = teams("app", "http://127.0.0.1:9", "http://127.0.0.1:9", clock());
        let parcels = teams.render(&reply, &target);
        prop_assert_eq!(parcels.len(), 1);
        let activity = &parcels[0].body["activity"];
        prop_assert!(activity.to_string().len() < 100_000, "{} bytes", activity.to_string().len());
        let card = &activity["attachments"][0]["content"];
        let actions = card["actions"].as_array().unwrap();
        prop_assert_eq!(actions.len(), reply.buttons.len().min(12));
        prop_assert!(actions.iter().filter(|one| one["mode"] != "secondary").count() <= 6);
        prop_assert!(!card.to_string().contains(r#""type":"TextBlock""#));
        prop_assert!(!card["fallbackText"].as_str().unwrap().is_empty());
        for row in card["body"].as_array().unwrap().iter().flat_map(|one| one["rows"].as_array().into_iter().flatten()) {
            prop_assert_eq!(row["cells"].as_array().unwrap().len(), reply.table.as_ref().unwrap().headers.len().min(8));
        }
    }
}

fn app() -> App {
    let text = str::to_owned;
    App {
        app_id: text("11111111-2222-3333-4444-555555555555"),
        version: text("0.1.0"),
        name: text("Sentia"),
        summary: text("Answers about your plant"),
        description: text("Answers questions about the plant's figures, with the way they were computed."),
        developer: text("Sentia"),
        website: text("https://sentia.example"),
        privacy: text("https://sentia.example/privacy"),
        terms: text("https://sentia.example/terms"),
        domain: text("sentia.example"),
    }
}

#[test]
fn the_manifest_names_the_bot_and_where_it_speaks() {
    insta::assert_json_snapshot!(manifest(&app()));
}

#[test]
fn the_package_holds_the_manifest_and_icons_of_the_sizes_that_teams_takes() {
    let bytes = package(&app()).unwrap();
    assert_eq!(bytes, package(&app()).unwrap());
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_name(name).unwrap(), &mut bytes).unwrap();
        bytes
    };
    assert_eq!(serde_json::from_slice::<Value>(&read("manifest.json")).unwrap(), manifest(&app()));
    // Width and height stand after the eight bytes of a PNG's name and the eight of its first chunk's.
    let size =
        |png: &[u8]| [&png[16..20], &png[20..24]].map(|side| u32::from_be_bytes(side.try_into().unwrap()));
    assert_eq!(size(&read("color.png")), [192, 192]);
    assert_eq!(size(&read("outline.png")), [32, 32]);
    assert_eq!(zip.len(), 3);
}
