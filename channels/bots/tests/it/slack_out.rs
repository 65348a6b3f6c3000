//! Every block that we send passes slack_sdk's validator, and Slack's limits that it does not know.

use std::sync::{LazyLock, Mutex};

use proptest::prelude::*;
use sentia_bots::{Account, Button, Channel, File, Picture, Place, Press, Reply, Span, Table, Target, Way};
use serde_json::{Value, json};

use crate::{peers::Python, slack_server::slack};

prop_compose! {
    fn span()(text in "\\PC{0,60}|[a-z&<>*_~`@!|]{0,30}|.{3000,3300}", strong in any::<bool>()) -> Span {
        Span { text, strong }
    }
}

prop_compose! {
    fn table()(columns in 0_usize..24, count in prop_oneof![0_usize..5, 95_usize..130])(
        title in ".{0,20}",
        headers in prop::collection::vec("\\PC{0,12}", columns),
        numeric in prop::collection::vec(any::<bool>(), columns),
        rows in prop::collection::vec(prop::collection::vec("\\PC{0,14}", columns), count),
    ) -> Table {
        Table { title, headers, numeric, rows }
    }
}

prop_compose! {
    fn button()(label in "\\PC{0,100}", link in any::<bool>()) -> Button {
        let press = if link { Press::Link("https://sentia.example/x".into()) } else { Press::Action("1.2".into()) };
        Button { label, press }
    }
}

prop_compose! {
    pub(crate) fn reply()(
        prose in prop::collection::vec(prop::collection::vec(span(), 0..4), 0..60),
        chart in prop::option::of("\\PC{0,40}|.{2000,2100}"),
        table in prop::option::of(table()),
        buttons in prop::collection::vec(button(), 0..30),
        notes in prop::collection::vec("\\PC{0,50}|.{1600,1700}", 0..14),
        name in prop::option::of("[a-z]{1,9}"),
    ) -> Reply {
        let chart = chart.map(|alternative| Picture { png: vec![1, 2, 3], alternative });
        let file = |name| File { name: format!("{name}.csv"), media_type: "text/csv".into(), bytes: vec![1], again: None };
        Reply { prose, chart, table, buttons, notes, files: name.map(file).into_iter().collect(), stop: None }
    }
}

static PYTHON: LazyLock<Mutex<Option<Python>>> =
    LazyLock::new(|| Mutex::new(Python::start("slack_sdk_peer.py")));

pub(crate) fn target(way: Way, status: Option<Value>) -> Target {
    let account = Account { channel: "slack".into(), tenant: "T1".into(), id: "U1".into() };
    let place = Place {
        channel: "slack".into(),
        tenant: "T1".into(),
        chat: "C1".into(),
        thread: Some("1.1".into()),
        shared: true,
        route: json!({}),
    };
    Target {
        place,
        account,
        way,
        mark: "Ev1-here".into(),
        unreached: "Write to me.".into(),
        status,
        consent: None,
    }
}

/// What Slack limits and slack_sdk does not check.
fn within_limits(call: &Value) {
    let blocks = call["blocks"].as_array().unwrap();
    assert!((1..=50).contains(&blocks.len()), "{} blocks", blocks.len());
    assert!(blocks.iter().filter(|block| block["type"] == "table").count() <= 1);
    let size = |text: &Value| text.as_str().unwrap().encode_utf16().count();
    for block in blocks {
        for row in block["rows"].as_array().into_iter().flatten() {
            assert!(row.as_array().unwrap().len() <= 20);
            assert!(row.as_array().unwrap().iter().all(|cell| size(&cell["text"]) > 0));
        }
        assert!(block["rows"].as_array().map_or(0, Vec::len) <= 100);
        for element in block["elements"].as_array().into_iter().flatten() {
            for text in element["elements"].as_array().into_iter().flatten() {
                assert!((1..=3000).contains(&size(&text["text"])));
            }
        }
    }
    assert!(size(&call["text"]) <= 40_000);
    assert_eq!((&call["unfurl_links"], &call["unfurl_media"]), (&json!(false), &json!(false)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_reply_passes_the_validator_and_keeps_the_limits(reply in reply(), way in 0_usize..3, update in any::<bool>()) {
        let ways = [Way::Here, Way::Private, Way::Whisper];
        let status = update.then(|| json!({ "channel": "C1", "ts": "1.2" }));
        let parcels = slack("http://127.0.0.1:9").render(&reply, &target(ways[way], status));
        let call = &parcels[0].body["call"];
        within_limits(call);
        prop_assert_eq!(parcels.len(), 1 + reply.files.len());
        if let Some(python) = PYTHON.lock().unwrap().as_mut() {
            // A picture's id is filled in when it is sent.
            let mut blocks = call["blocks"].clone();
            for block in blocks.as_array_mut().unwrap().iter_mut().filter(|block| block["type"] == "image") {
                block["slack_file"]["id"] = "F1".into();
            }
            let judged = python.ask(&json!({ "blocks": blocks }));
            prop_assert_eq!(&judged["faults"], &json!([]));
        }
    }
}

#[test]
fn a_reply_as_blocks() {
    let reply = Reply {
        prose: vec![vec![
            Span::plain("OEE was "),
            Span::strong("71.4%"),
            Span::plain(" <!channel> *last* week & so on."),
        ]],
        chart: Some(Picture { png: vec![], alternative: "Bars of OEE by line; Line 3 is lowest.".into() }),
        table: Some(Table {
            title: "OEE by line".into(),
            headers: vec!["Line".into(), "OEE".into()],
            numeric: vec![false, true],
            rows: vec![vec!["Line 3".into(), "64.0%".into()], vec!["Line 4".into(), String::new()]],
        }),
        buttons: vec![
            Button { label: "Why?".into(), press: Press::Action("7.0".into()) },
            Button { label: "Open".into(), press: Press::Link("https://sentia.example/c12".into()) },
        ],
        notes: vec!["Rows up to 21 June.".into()],
        files: vec![],
        stop: None,
    };
    let parcels = slack("http://127.0.0.1:9").render(&reply, &target(Way::Here, None));
    insta::assert_json_snapshot!(parcels[0]);
}
