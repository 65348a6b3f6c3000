//! The process is killed at random points, again and again, while questions come and replies go.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use reqwest::{Client, StatusCode};
use sentia_bots::{Secret, Settings, slack::routes};
use tokio::sync::watch;

use crate::{
    desk::Scripted,
    slack_in::{direct, mention, send},
    slack_server::{SECRET, Server, slack},
    stage::{Stage, quick, serve},
};

pub(crate) const FILE: &str = "SENTIA_TEST_KILLED_FILE";
pub(crate) const API: &str = "SENTIA_TEST_KILLED_API";

/// Given up is nothing here: each question may be begun as often as the process is killed.
pub(crate) fn settings() -> Settings {
    Settings { attempts: i64::MAX, send_attempts: i64::MAX, ..quick() }
}

#[tokio::test]
#[ignore = "the process that the test below kills"]
async fn the_process() {
    let (file, api) = (named(FILE), named(API));
    let mut desk = Scripted::echo();
    desk.delay = Duration::from_millis(2);
    let slack = slack(&api);
    let stage = Stage::at(Path::new(&file), settings(), Arc::new(desk), slack.clone()).await;
    println!("\nAT {}", serve(routes(slack, Secret::new(SECRET), stage.bots.intake())).await);
    std::future::pending::<()>().await;
}

#[expect(clippy::disallowed_methods, reason = "told by the test that starts it")]
pub(crate) fn named(variable: &str) -> String {
    std::env::var(variable).unwrap()
}

/// A test that is a process to be killed, and what it says where it is.
pub(crate) fn start(test: &str, file: &Path, api: &str) -> (Child, String) {
    let this = std::env::current_exe().unwrap();
    let mut child = Command::new(this)
        .args([test, "--exact", "--ignored", "--nocapture"])
        .env(FILE, file)
        .env(API, api)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = lines.map_while(Result::ok).find_map(|line| line.strip_prefix("AT ").map(str::to_owned));
    (child, address.expect("the process starts"))
}

/// Sends each event until it is thanked for, as Slack would, and returns how many were.
async fn ask(address: watch::Receiver<Option<String>>, kills_left: watch::Receiver<usize>) -> usize {
    let client = Client::new();
    let mut at = 0;
    while *kills_left.borrow() > 0 {
        let (user, ts) = (format!("U{}", at % 7), format!("1700000000.{at:06}"));
        let event = if at % 3 == 0 {
            mention(&format!("Ev{at}"), "C1", &user, &format!("q{at}"), &ts)
        } else {
            direct(&format!("Ev{at}"), &user, &format!("q{at}"), &ts)
        };
        loop {
            let url = address.borrow().clone();
            if let Some(url) = url
                && send(&client, &format!("{url}/events"), &event).await == StatusCode::OK
            {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        at += 1;
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    at
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_200_random_points_nothing_is_lost_and_nothing_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bots.db");
    let server = Server::start().await;
    server.0.lock().unwrap().pause = Duration::from_millis(3);
    let (to_address, address) = watch::channel(None);
    let (left, kills_left) = watch::channel(200_usize);
    let asking = tokio::spawn(ask(address, kills_left));
    let mut seed = 2027_u64;
    for kill in (0..200).rev() {
        let (mut child, at) = start("kill::the_process", &file, &server.base_url());
        to_address.send_replace(Some(at));
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        tokio::time::sleep(Duration::from_micros((seed >> 33) % 40_000)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        to_address.send_replace(None);
        left.send_replace(kill);
        if kill == 0 {
            // The last question is to be thanked for, too.
            let (mut child, at) = start("kill::the_process", &file, &server.base_url());
            to_address.send_replace(Some(at));
            let asked = asking.await.unwrap();
            wait_for(&server, asked).await;
            tokio::time::sleep(Duration::from_millis(300)).await;
            child.kill().unwrap();
            child.wait().unwrap();
            return judge(&server, &file, asked).await;
        }
    }
}

async fn wait_for(server: &Server, asked: usize) {
    for _ in 0..1500 {
        if server.0.lock().unwrap().messages.len() >= asked {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn judge(server: &Server, file: &Path, asked: usize) {
    let mut times = BTreeMap::new();
    for text in server.texts() {
        *times.entry(text).or_insert(0) += 1;
    }
    let lost: Vec<_> =
        (0..asked).map(|at| format!("Answer to: q{at}")).filter(|text| !times.contains_key(text)).collect();
    let doubled: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    let stage = Stage::at(file, settings(), Arc::new(Scripted::echo()), server.slack()).await;
    let counts = stage.quiet().await;
    println!("{asked} questions, {} lost, {} doubled, {counts:?}", lost.len(), doubled.len());
    assert!(asked >= 20, "too few questions to be hit: {asked}");
    assert_eq!((lost, doubled), (vec![], vec![]));
    assert_eq!((counts.refused, counts.uncertain), (0, 0));
    // Kills did hit requests that were under way, or this test shows nothing.
    let looked =
        server.0.lock().unwrap().calls.iter().filter(|call| call.starts_with("conversations.")).count();
    assert!(looked > 0, "no request was ever unclear");
}
