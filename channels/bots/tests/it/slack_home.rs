//! The home tab: shown when it is opened, and anew after each of its buttons.

use proptest::prelude::*;
use sentia_bots::{Button, Channel, Home, Line, Press, Section, Way};
use serde_json::{Value, json};

use crate::{
    desk::Scripted,
    peers::Python,
    rules::interact,
    slack_in::{Door, direct},
    slack_out::target,
    slack_server::{Fault, slack},
};

fn opened(event: &str, user: &str, tab: &str) -> Value {
    json!({
        "type": "event_callback", "team_id": "T1", "event_id": event,
        "event": {
            "type": "app_home_opened", "user": user, "channel": format!("D{user}"), "tab": tab,
            "event_ts": "1700000000.000100",
        },
    })
}

fn press(token: &Value, user: &str, trigger: &str) -> String {
    let payload = json!({
        "type": "block_actions", "trigger_id": trigger, "team": { "id": "T1" }, "user": { "id": user, "team_id": "T1" },
        "container": { "type": "view", "view_id": "V1" }, "view": { "id": "V1", "type": "home" },
        "actions": [{ "action_id": "b0", "value": token, "type": "button" }],
    });
    let text = payload.to_string();
    format!("payload={}", percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC))
}

fn buttons(home: &Value) -> Vec<Value> {
    let blocks = home["view"]["blocks"].as_array().unwrap().iter();
    blocks.map(|block| block["accessory"].clone()).filter(|one| !one.is_null()).collect()
}

#[tokio::test]
async fn it_is_shown_when_opened_and_its_buttons_ask_in_the_private_chat() {
    let door = Door::open(Scripted::echo()).await;
    door.event(&opened("Ev1", "U1", "messages")).await;
    door.stage.quiet().await;
    assert!(door.server.0.lock().unwrap().homes.is_empty(), "the tab of messages is no page");
    for _ in 0..3 {
        door.event(&opened("Ev2", "U1", "home")).await;
    }
    door.stage.quiet().await;
    let home = {
        let world = door.server.0.lock().unwrap();
        assert_eq!((world.homes.len(), world.messages.len()), (1, 0));
        world.homes[0].clone()
    };
    assert_eq!(home["user_id"], "U1");
    let token = buttons(&home)[0]["value"].clone();
    interact(&door, press(&token, "U1", "t1")).await;
    assert_eq!(door.desk.questions(), ["[first]"]);
    // What another's page holds is not theirs.
    interact(&door, press(&token, "U2", "t2")).await;
    let world = door.server.0.lock().unwrap();
    assert_eq!(door.desk.questions(), ["[first]"]);
    assert_eq!(world.messages[0]["channel"], "DU1");
    assert!(
        world.messages[1]["text"].as_str().unwrap().contains("not meant for you"),
        "{}",
        world.messages[1]
    );
    let whose: Vec<_> = world.homes.iter().map(|one| one["user_id"].as_str().unwrap()).collect();
    assert_eq!(whose, ["U1", "U1", "U2"]);
    assert_eq!(buttons(&world.homes[1]).len(), 2, "shown anew, with what was asked");
}

#[tokio::test]
async fn a_stranger_finds_the_way_to_sign_in_and_a_page_that_cannot_be_made_stays() {
    let door = Door::open(Scripted::echo()).await;
    door.event(&opened("Ev1", "Ustranger", "home")).await;
    door.event(&opened("Ev2", "Ubroken", "home")).await;
    door.event(&direct("Ev3", "U1", "still there?", "1.1")).await;
    let counts = door.stage.quiet().await;
    assert_eq!(counts.sent, 2);
    let world = door.server.0.lock().unwrap();
    assert_eq!(world.homes.len(), 1);
    assert_eq!(buttons(&world.homes[0])[0]["url"], "https://sentia.example/link/Ustranger");
}

#[tokio::test]
async fn whatever_becomes_of_the_request_the_page_is_shown() {
    for fault in [Fault::LostAfter, Fault::LostBefore, Fault::Busy, Fault::BrokenAfter, Fault::BrokenBefore] {
        let door = Door::open(Scripted::echo()).await;
        door.server.faults(&[fault, fault]);
        door.event(&opened("Ev1", "U1", "home")).await;
        let counts = door.stage.quiet().await;
        assert_eq!((counts.sent, counts.refused, counts.uncertain), (1, 0, 0), "{fault:?}");
        assert!(!door.server.0.lock().unwrap().homes.is_empty(), "{fault:?}");
    }
}

prop_compose! {
    fn line()(text in "\\PC{0,60}|.{3000,3100}", label in "\\PC{0,90}", has in any::<bool>(), link in any::<bool>()) -> Line {
        let press = if link { Press::Link("https://sentia.example/x".into()) } else { Press::Action("1.2".into()) };
        Line { text, button: has.then_some(Button { label, press }) }
    }
}

prop_compose! {
    fn section()(title in "\\PC{0,200}", lines in prop::collection::vec(line(), 0..40)) -> Section {
        Section { title, lines }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn any_page_passes_the_validator_and_keeps_the_limits(sections in prop::collection::vec(section(), 0..5)) {
        use std::sync::{LazyLock, Mutex};
        static PYTHON: LazyLock<Mutex<Option<Python>>> =
            LazyLock::new(|| Mutex::new(Python::start("slack_sdk_peer.py")));
        let parcel = slack("http://127.0.0.1:9").home(&Home { sections }, &target(Way::Here, None)).unwrap();
        let call = &parcel.body["call"];
        let blocks = call["view"]["blocks"].as_array().unwrap();
        prop_assert!(blocks.len() <= 100);
        prop_assert!(!call.to_string().contains("mrkdwn"), "nothing is read as markup");
        if let Some(python) = PYTHON.lock().unwrap_or_else(std::sync::PoisonError::into_inner).as_mut() {
            prop_assert_eq!(&python.ask(&json!({ "blocks": blocks }))["faults"], &json!([]));
            prop_assert_eq!(&python.ask(&json!({ "call": "views.publish", "with": call }))["faults"], &json!([]));
        }
    }
}
