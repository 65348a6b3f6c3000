//! Telegram against a server whose every request and reply is held against aiogram's types.

use std::{sync::Arc, time::Duration};

use proptest::prelude::*;
use reqwest::{Client, StatusCode};
use sentia_bots::{
    Account, Addressed, Button, Channel, Counts, Desk, File, Picture, Place, Press, Reply, Secret, SendError,
    Settings, Span, Table, Target, Way,
    telegram::{Telegram, TelegramSettings, poll, routes},
};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{
    desk::{Scripted, words},
    peers::Python,
    slack_out::reply,
    stage::{Stage, quick, serve},
};

const TOKEN: &str = "4242:test-token";

pub(crate) fn telegram(base_url: &str) -> Arc<Telegram> {
    let settings = TelegramSettings {
        base_url: base_url.to_owned(),
        token: Secret::new(TOKEN),
        username: "sentia_bot".into(),
    };
    Telegram::new(settings).unwrap()
}

pub(crate) struct Chat<D = Scripted> {
    url: String,
    client: Client,
    pub(crate) desk: Arc<D>,
    stage: Stage,
    stop: watch::Sender<bool>,
    polling: tokio::task::JoinHandle<()>,
    _python: Python,
}

impl Chat {
    async fn open(desk: Scripted) -> Option<Chat> {
        Chat::with(quick(), desk).await
    }

    async fn with(settings: Settings, desk: Scripted) -> Option<Chat> {
        Chat::over(settings, Arc::new(desk)).await
    }
}

impl<D: Desk> Chat<D> {
    pub(crate) async fn over(settings: Settings, desk: Arc<D>) -> Option<Chat<D>> {
        let mut python = Python::start("telegram_peer.py")?;
        let url = format!("http://127.0.0.1:{}", python.hear()["port"]);
        let telegram = telegram(&url);
        let stage = Stage::with(settings, desk.clone(), telegram.clone()).await;
        let (stop, stopped) = watch::channel(false);
        let polling = tokio::spawn(poll(telegram.clone(), stage.bots.intake(), stopped));
        Some(Chat { url, client: Client::new(), desk, stage, stop, polling, _python: python })
    }

    pub(crate) async fn push(&self, updates: Value) {
        let sent = self.client.post(format!("{}/test/push", self.url)).json(&updates).send().await.unwrap();
        assert_eq!(sent.status(), StatusCode::OK, "aiogram knows no such update: {updates}");
        let next = updates.as_array().unwrap().last().unwrap()["update_id"].as_i64().unwrap() + 1;
        for _ in 0..500 {
            if self.state().await["offsets"].as_array().unwrap().contains(&json!(next)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the update was not confirmed");
    }

    async fn faults(&self, faults: Value) {
        self.client.post(format!("{}/test/fault", self.url)).json(&faults).send().await.unwrap();
    }

    pub(crate) async fn state(&self) -> Value {
        let state = self.client.get(format!("{}/test/state", self.url)).send().await.unwrap();
        let state: Value = state.json().await.unwrap();
        assert_eq!(state["faults"], json!([]));
        state
    }

    pub(crate) async fn sent(&self) -> (Vec<Value>, Counts) {
        let counts = self.stage.quiet().await;
        (self.state().await["sent"].as_array().unwrap().clone(), counts)
    }
}

pub(crate) fn message(update: i64, chat: Value, from: i64, text: &str) -> Value {
    json!({ "update_id": update, "message": {
        "message_id": update, "date": 1_800_000_000 + update, "chat": chat,
        "from": { "id": from, "is_bot": false, "first_name": "A" }, "text": text,
    } })
}

pub(crate) fn private(id: i64) -> Value {
    json!({ "id": id, "type": "private" })
}

pub(crate) fn group() -> Value {
    json!({ "id": -1005, "type": "supergroup", "title": "Plant" })
}

/// With the entity that Telegram adds where the text holds the name; offsets are in UTF-16.
pub(crate) fn mentioning(update: i64, from: i64, text: &str) -> Value {
    let mut message = message(update, group(), from, text);
    let at = text.find('@').unwrap();
    let name = text[at..].split([' ', ',']).next().unwrap().len();
    let offset = text[..at].encode_utf16().count();
    message["message"]["entities"] = json!([{ "type": "mention", "offset": offset, "length": name }]);
    message
}

pub(crate) fn rich(text: &str) -> Reply {
    Reply {
        prose: vec![vec![Span::strong("71.4%"), Span::plain(format!(" for <{text}> & others"))]],
        chart: Some(Picture { png: vec![137, 80, 78, 71], alternative: "Bars of OEE by line.".into() }),
        table: Some(Table {
            title: "OEE by line".into(),
            headers: vec!["Line".into(), "OEE".into()],
            numeric: vec![false, true],
            rows: vec![vec!["Line 3".into(), "64.0%".into()], vec!["<Line 4>".into(), "7.1%".into()]],
        }),
        buttons: vec![
            Button { label: "Why?".into(), press: Press::Action("why ".repeat(40)) },
            Button { label: "Open".into(), press: Press::Link("https://sentia.example/c1".into()) },
        ],
        notes: vec!["Rows up to 21 June.".into()],
        files: vec![File {
            name: "oee.csv".into(),
            media_type: "text/csv".into(),
            bytes: b"line,oee".to_vec(),
            again: None,
        }],
        stop: None,
    }
}

#[tokio::test]
async fn a_whole_reply_in_a_private_chat_and_a_button_of_it() {
    let Some(chat) = Chat::open(Scripted::new(|question| {
        Ok(Addressed::Shared(match words(question).as_str() {
            "oee by line" => rich("leeds"),
            other => Reply::text(other),
        }))
    }))
    .await
    else {
        return;
    };
    chat.push(json!([message(1, private(7), 7, "oee by line")])).await;
    let (sent, counts) = chat.sent().await;
    let methods: Vec<_> = sent.iter().map(|one| one["method"].as_str().unwrap()).collect();
    assert_eq!(methods, ["sendMessage", "sendPhoto", "sendMessage", "sendDocument"]);
    assert_eq!(counts.sent, 4);
    assert_eq!(
        sent[0]["fields"]["text"],
        "<b>71.4%</b> for &lt;leeds&gt; &amp; others\n\n<i>Rows up to 21 June.</i>"
    );
    assert_eq!(
        (&sent[1]["bytes"], &sent[1]["fields"]["caption"]),
        (&json!("\u{89}PNG"), &json!("Bars of OEE by line."))
    );
    assert_eq!(
        sent[2]["fields"]["text"],
        "<b>OEE by line</b>\n<pre>Line        OEE\nLine 3    64.0%\n&lt;Line 4&gt;   7.1%</pre>"
    );
    assert_eq!((&sent[3]["bytes"], &sent[3]["file"]), (&json!("line,oee"), &json!("oee.csv")));
    let keyboard = &sent[2]["fields"]["reply_markup"]["inline_keyboard"];
    let press = json!([{ "update_id": 2, "callback_query": {
        "id": "q1", "chat_instance": "c", "data": keyboard[0][0]["callback_data"],
        "from": { "id": 7, "is_bot": false, "first_name": "A" },
        "message": { "message_id": 102, "date": 1_800_000_000, "chat": private(7), "text": "x" },
    } }]);
    chat.push(press).await;
    let (sent, _) = chat.sent().await;
    assert_eq!(sent.last().unwrap()["text"], format!("[{}]", "why ".repeat(40)));
    assert_eq!(chat.state().await["other"][0]["method"], "answerCallbackQuery");
    chat.stop.send(true).unwrap();
    chat.polling.await.unwrap();
}

#[tokio::test]
async fn in_a_group_it_answers_only_who_calls_it_and_in_private() {
    let Some(chat) = Chat::open(Scripted::echo()).await else { return };
    let mut reply_to_bot = message(4, group(), 7, "and margin?");
    reply_to_bot["message"]["reply_to_message"] = json!({ "message_id": 3, "date": 1, "chat": group(),
        "from": { "id": 4242, "is_bot": true, "first_name": "S" } });
    let mut of_bot = mentioning(5, 9, "@sentia_bot spam");
    of_bot["message"]["from"]["is_bot"] = true.into();
    let edited = json!({ "update_id": 7, "edited_message": mentioning(7, 7, "@sentia_bot x")["message"] });
    chat.push(json!([
        message(1, group(), 7, "lunch?"),
        mentioning(2, 7, "😀 @Sentia_Bot, revenue of sentia@example.com"),
        mentioning(3, 7, "@sentia_bot2 revenue"),
        reply_to_bot,
        of_bot,
        edited,
        message(8, private(7), 7, "/start"),
    ]))
    .await;
    let (sent, _) = chat.sent().await;
    let mut asked = chat.desk.questions();
    asked.sort();
    assert_eq!(asked, ["", "and margin?", "😀 revenue of sentia@example.com"]);
    for one in &sent {
        let open = one["fields"]["chat_id"] == -1005;
        let text = one["text"].as_str().unwrap();
        assert_eq!(open, !text.starts_with("Answer to"), "who reads along is not known: {one}");
    }
    assert_eq!(sent.len(), 5, "two private replies with notes, and one in a private chat");
}

#[tokio::test]
async fn who_never_wrote_to_it_is_told_where_they_asked() {
    let Some(chat) = Chat::open(Scripted::echo()).await else { return };
    chat.faults(json!(["forbidden"])).await;
    chat.push(json!([mentioning(1, 7, "@sentia_bot revenue")])).await;
    let (sent, _) = chat.sent().await;
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!(sent[0]["fields"]["chat_id"], -1005);
    assert!(sent[0]["text"].as_str().unwrap().contains("Open a private chat"), "{sent:?}");
}

#[tokio::test]
async fn busy_is_waited_for_moved_is_followed_and_lost_is_told() {
    let Some(chat) = Chat::open(Scripted::echo()).await else { return };
    chat.faults(json!(["busy", "busy"])).await;
    chat.push(json!([message(1, private(7), 7, "a")])).await;
    assert_eq!(chat.sent().await.1.sent, 1);
    chat.faults(json!(["moved"])).await;
    chat.push(json!([message(2, private(7), 7, "b")])).await;
    let (sent, _) = chat.sent().await;
    assert_eq!(sent[1]["fields"]["chat_id"], -100_777);
    for (at, fault) in ["lost", "broken"].into_iter().enumerate() {
        chat.faults(json!([fault])).await;
        let update = 3 + 2 * i64::try_from(at).unwrap();
        chat.push(json!([message(update, private(7), 7, fault)])).await;
        let before = chat.sent().await;
        assert_eq!(before.1.uncertain, 1 + i64::try_from(at).unwrap(), "not sent again: {before:?}");
        chat.push(json!([message(update + 1, private(7), 7, "next")])).await;
        let (sent, _) = chat.sent().await;
        assert!(sent.last().unwrap()["text"].as_str().unwrap().contains("may not have reached you"));
    }
    let undelivered = format!("{:?}", chat.stage.bots.undelivered(9).await.unwrap());
    assert!(!undelivered.contains("test-token"), "{undelivered}");
}

#[tokio::test]
async fn progress_is_shown_in_one_message_that_becomes_the_reply() {
    let settings = Settings {
        status_after: Duration::from_millis(20),
        status_every: Duration::from_millis(20),
        ..quick()
    };
    let mut desk = Scripted::echo();
    desk.delay = Duration::from_millis(150);
    let Some(chat) = Chat::with(settings, desk).await else { return };
    chat.push(json!([message(1, private(7), 7, "revenue")])).await;
    let (sent, _) = chat.sent().await;
    assert_eq!((sent.len(), &sent[0]["text"]), (1, &json!("Answer to: revenue")));
    assert!(!chat.state().await["edits"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_voice_note_is_refused_in_words_and_a_stranger_sent_to_sign_in() {
    let mut desk = Scripted::echo();
    desk.delay = Duration::ZERO;
    let Some(chat) = Chat::open(desk).await else { return };
    let mut voice = message(1, private(7), 7, "");
    voice["message"].as_object_mut().unwrap().remove("text");
    voice["message"]["voice"] = json!({ "file_id": "v", "file_unique_id": "v", "duration": 3 });
    chat.push(json!([voice])).await;
    let (sent, _) = chat.sent().await;
    assert!(sent[0]["text"].as_str().unwrap().contains("cannot listen"));
    assert!(chat.desk.questions().is_empty());
}

#[tokio::test]
async fn a_webhook_lets_in_who_knows_the_secret() {
    let desk = Arc::new(Scripted::echo());
    let telegram = telegram("http://127.0.0.1:9");
    let stage = Stage::open(desk.clone(), telegram.clone()).await;
    let url = serve(routes(telegram.clone(), Secret::new("hush"), stage.bots.intake())).await;
    let empty = serve(routes(telegram, Secret::new(""), stage.bots.intake())).await;
    let client = Client::new();
    let post = async |url: &str, secret: Option<&str>| {
        let request = client.post(format!("{url}/updates")).json(&message(1, private(7), 7, "hello"));
        let request =
            secret.iter().fold(request, |one, secret| one.header("x-telegram-bot-api-secret-token", *secret));
        request.send().await.unwrap().status()
    };
    for (at, secret) in
        [(&url, None), (&url, Some("")), (&url, Some("hushh")), (&url, Some("hus")), (&empty, Some(""))]
    {
        assert_eq!(post(at, secret).await, StatusCode::UNAUTHORIZED, "{secret:?}");
    }
    assert_eq!(stage.bots.counts().await.unwrap().waiting, 0);
    for _ in 0..4 {
        assert_eq!(post(&url, Some("hush")).await, StatusCode::OK);
    }
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(desk.questions(), ["hello"]);
}

#[tokio::test]
async fn no_error_holds_the_token() {
    let target = target(false, Way::Here, None);
    for base in ["http://127.0.0.1:9", "http://no.such.host.invalid", "not an address"] {
        let telegram = telegram(base);
        let error = telegram.send(&telegram.render(&Reply::text("x"), &target)[0]).await.unwrap_err();
        assert!(matches!(error, SendError::NotSent(_)), "{error:?}");
        assert!(!format!("{error:?} {error} {telegram:?}").contains("test-token"), "{error:?}");
    }
}

fn target(shared: bool, way: Way, status: Option<Value>) -> Target {
    let account = Account { channel: "telegram".into(), tenant: "4242".into(), id: "7".into() };
    let place = Place {
        channel: "telegram".into(),
        tenant: "4242".into(),
        chat: if shared { "-1005".into() } else { "7".into() },
        thread: None,
        shared,
        route: json!({ "message": 5 }),
    };
    Target {
        place,
        account,
        way,
        mark: "1-here".into(),
        status,
        unreached: "Write to me <first>.".into(),
        consent: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 60, ..ProptestConfig::default() })]

    /// Whatever the reply, the server finds nothing to say against its requests.
    #[test]
    fn any_reply_keeps_the_limits_and_its_markup(reply in reply(), shared in any::<bool>(), private in any::<bool>()) {
        use std::sync::{LazyLock, Mutex};
        static SERVER: LazyLock<Mutex<Option<(Python, String)>>> = LazyLock::new(|| {
            Mutex::new(Python::start("telegram_peer.py").map(|mut python| {
                let url = format!("http://127.0.0.1:{}", python.hear()["port"]);
                (python, url)
            }))
        });
        let server = SERVER.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let Some((_, url)) = server.as_ref() else { return Ok(()) };
        let mut reply = reply;
        for button in &mut reply.buttons {
            if let Press::Action(action) = &mut button.press {
                *action = "12345678901.29".into();
            }
        }
        let way = if private { Way::Private } else { Way::Here };
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let telegram = telegram(url);
            for parcel in telegram.render(&reply, &target(shared, way, None)) {
                for parcel in [Some(&parcel), parcel.otherwise.as_ref().map(|one| &*one.parcel)].into_iter().flatten() {
                    let sent = telegram.send(parcel).await;
                    assert!(sent.is_ok(), "{sent:?} {}", parcel.body);
                }
            }
            let state: Value = Client::new().get(format!("{url}/test/state")).send().await.unwrap().json().await.unwrap();
            assert_eq!(state["faults"], json!([]));
        });
    }
}
