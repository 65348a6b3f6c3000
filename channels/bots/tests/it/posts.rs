//! What is sent unasked: once for each id, in order, to the account alone.

use std::{path::Path, sync::Arc, time::Duration};

use sentia_bots::{
    Accepted, Account, Addressed, Bots, Button, Channel, Clock, Place, Post, PostError, Poster, Press, Reply,
    Secret, Wording,
    teams::{Streaming, Teams, TeamsSettings},
};
use serde_json::Value;

use crate::{
    desk::Scripted,
    kill::{API, FILE, named, settings, start},
    rules::{inbound, interact, press, token},
    slack_in::{Door, direct, mention},
    slack_server::{Fault, Server, slack},
    stage::{Stage, clock, quick},
};

fn account(channel: &str, id: &str) -> Account {
    Account { channel: channel.into(), tenant: "T1".into(), id: id.into() }
}

fn post(id: &str, reply: Reply) -> Post {
    Post { id: id.into(), account: account("slack", "U1"), place: None, reply }
}

fn poster(stage: &Stage, server: &Server) -> Poster {
    let channel: Arc<dyn Channel> = server.slack();
    stage.bots.poster(&[channel])
}

#[tokio::test]
async fn an_id_is_posted_once_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bots.db");
    let server = Server::start().await;
    for round in 0..3 {
        let stage = Stage::at(&file, quick(), Arc::new(Scripted::echo()), server.slack()).await;
        let poster = poster(&stage, &server);
        for again in 0..2 {
            let accepted = poster.post(post("watch 7", Reply::text("OEE fell."))).await.unwrap();
            assert_eq!(accepted == Accepted::New, (round, again) == (0, 0));
        }
        stage.quiet().await;
        let delivery = poster.delivery("watch 7").await.unwrap().unwrap();
        assert_eq!((delivery.open, delivery.sent, delivery.undelivered.len()), (0, 1, 0));
        assert_eq!(poster.delivery("watch 8").await.unwrap(), None);
        stage.stop().await;
    }
    let world = server.0.lock().unwrap();
    assert_eq!((world.messages.len(), &world.messages[0]["channel"]), (1, &Value::from("DU1")));
}

#[tokio::test]
async fn it_goes_where_the_account_wrote_and_after_what_was_said_there() {
    let door = Door::open(Scripted::echo()).await;
    let poster = poster(&door.stage, &door.server);
    // Among others first: the private chat is opened all the same.
    door.event(&mention("Ev0", "C1", "U1", "hello", "1700000000.000001")).await;
    door.stage.quiet().await;
    poster.post(post("p0", Reply::text("private"))).await.unwrap();
    door.stage.quiet().await;
    door.event(&direct("Ev1", "U1", "q1", "1700000001.000001")).await;
    door.stage.quiet().await;
    door.server.faults(&[Fault::LostBefore, Fault::Busy, Fault::LostAfter]);
    for at in 1..5 {
        poster.post(post(&format!("p{at}"), Reply::text(format!("post {at}")))).await.unwrap();
    }
    door.event(&direct("Ev2", "U1", "q2", "1700000002.000001")).await;
    door.stage.quiet().await;
    let wanted = [
        "Answer to: hello",
        "private",
        "Answer to: q1",
        "post 1",
        "post 2",
        "post 3",
        "post 4",
        "Answer to: q2",
    ];
    assert_eq!(door.server.texts(), wanted);
    let channels: Vec<Value> =
        door.server.0.lock().unwrap().messages.iter().map(|one| one["channel"].clone()).collect();
    assert_eq!(channels[0], "C1");
    assert!(channels[1..].iter().all(|channel| channel == "DU1"), "{channels:?}");
}

#[tokio::test]
async fn its_buttons_are_for_the_account_alone_and_in_a_place_for_all() {
    let door = Door::open(Scripted::echo()).await;
    let poster = poster(&door.stage, &door.server);
    let button = || Button { label: "Why?".into(), press: Press::Action("ask why".into()) };
    let reply = |text: &str| Reply { buttons: vec![button()], ..Reply::text(text) };
    poster.post(post("alone", reply("alone"))).await.unwrap();
    let place = Some(inbound("", true, "U1", "").place);
    poster.post(Post { place, ..post("all", reply("all")) }).await.unwrap();
    door.stage.quiet().await;
    let messages = door.server.0.lock().unwrap().messages.clone();
    let of = |text: &str| messages.iter().find(|one| one["text"] == text).unwrap().clone();
    assert_eq!((&of("alone")["channel"], &of("all")["channel"]), (&"DU1".into(), &"C1".into()));
    for (text, user, known) in [("alone", "U2", 0), ("alone", "U1", 1), ("all", "U2", 2)] {
        interact(&door, press(&token(&of(text)), "C1", user, &format!("{text}{user}"))).await;
        assert_eq!(door.desk.questions().len(), known, "{text} {user}");
    }
}

/// In a shared place an answer would say there that somebody cannot be reached; a post says nothing there.
#[tokio::test]
async fn what_does_not_arrive_is_listed_and_told_to_nobody_else() {
    let door = Door::open(Scripted::echo()).await;
    door.event(&mention("Ev0", "C1", "Uguest", "hello", "1700000000.000001")).await;
    door.stage.quiet().await;
    let poster = poster(&door.stage, &door.server);
    poster
        .post(Post { account: account("slack", "Uguest"), ..post("p", Reply::text("secret")) })
        .await
        .unwrap();
    assert_eq!(door.stage.quiet().await.refused, 1);
    let delivery = poster.delivery("p").await.unwrap().unwrap();
    assert_eq!((delivery.open, delivery.sent), (0, 0));
    assert!(delivery.undelivered[0].detail.contains("cannot_dm_bot"), "{delivery:?}");
    assert_eq!(door.server.texts(), ["Answer to: hello"]);
}

fn teams() -> Arc<dyn Channel> {
    let settings = TeamsSettings {
        app_id: "app".into(),
        app_password: Secret::new("x"),
        tenant_id: "T1".into(),
        login_url: "http://127.0.0.1:9".into(),
        openid_url: "http://127.0.0.1:9".into(),
        upload_url: None,
        streaming: Streaming::default(),
    };
    Teams::new(settings, Clock::new(|| jiff::Timestamp::UNIX_EPOCH)).unwrap()
}

#[tokio::test]
async fn teams_opens_no_chat_with_who_never_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bots.db");
    let bots = Bots::open(&file, clock(), quick(), Wording::default()).await.unwrap();
    let poster = bots.poster(&[teams()]);
    let ann = |id: &str| Post { account: account("teams", "29:ann"), ..post(id, Reply::text("x")) };
    assert!(matches!(poster.post(ann("p")).await, Err(PostError::Unreachable { .. })));
    assert!(matches!(poster.post(post("p", Reply::text("x"))).await, Err(PostError::NoChannel(_))));
    assert_eq!(poster.delivery("p").await.unwrap(), None);
    let mut written = inbound("Ev1", false, "29:ann", "hi");
    written.account = account("teams", "29:ann");
    written.place = Place { channel: "teams".into(), chat: "a:1".into(), ..written.place };
    bots.intake().accept(&written).await.unwrap();
    assert_eq!(poster.post(ann("p")).await.unwrap(), Accepted::New);
    assert_eq!(poster.delivery("p").await.unwrap().unwrap().open, 1);
}

/// A desk beside which posts are made, each as often as the process starts.
const POSTS: usize = 60;

#[tokio::test]
#[ignore = "the process that the test below kills"]
async fn the_process() {
    let desk = Arc::new(Scripted::new(|_| Ok(Addressed::Shared(Reply::default()))));
    let channel = slack(&named(API));
    let stage = Stage::at(Path::new(&named(FILE)), settings(), desk, channel.clone()).await;
    let poster = stage.bots.poster(&[channel]);
    println!("\nAT here");
    for at in 0..POSTS {
        poster.post(post(&format!("p{at}"), Reply::text(format!("post {at:02}")))).await.unwrap();
    }
    std::future::pending::<()>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_points_each_is_posted_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bots.db");
    let server = Server::start().await;
    server.0.lock().unwrap().pause = Duration::from_millis(3);
    let wanted: Vec<String> = (0..POSTS).map(|at| format!("post {at:02}")).collect();
    let mut kills = 0_u64;
    while server.texts().len() < POSTS {
        assert!(kills < 200, "{:?}", server.texts());
        let (mut child, _) = start("posts::the_process", &file, &server.base_url());
        // More time each time, so that it comes to an end on a slow machine too.
        tokio::time::sleep(Duration::from_millis(kills * 7 % 40 + kills)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
    }
    let stage = Stage::at(&file, settings(), Arc::new(Scripted::echo()), server.slack()).await;
    let counts = stage.quiet().await;
    println!("{kills} kills, {counts:?}");
    assert!(kills > 3, "too few kills to hit anything: {kills}");
    assert_eq!(server.texts(), wanted);
}
