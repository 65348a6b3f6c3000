//! Teams takes files by consent: offered in chats of two, put where Teams says once they are wanted, by who was asked alone.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;

use crate::{
    teams_chat::{ANEW, ANNA, BEN, Chat},
    teams_connector::{Connector, Fault},
};

const STALE: &str = "This button is too old, or not meant for you. Please ask again.";

#[tokio::test]
async fn a_file_that_is_wanted_is_put_where_teams_says_once() {
    let Some(chat) = Chat::open().await else { return };
    chat.ask("q1", "report").await;
    assert_eq!(chat.shown("a:29:anna"), ["OEE was 71.4%.", "consent"]);
    let offer = chat.offer().unwrap();
    assert!(
        !chat.connector.0.lock().unwrap().shown[1].2.to_string().contains("%PDF"),
        "an offer holds no file"
    );
    chat.say("i1", ANNA, "accept", &offer).await;
    assert_eq!(chat.files(), [("i1".to_owned(), ANEW.to_vec())]);
    assert_eq!(chat.shown("a:29:anna"), ["OEE was 71.4%.", "info"]);
    {
        let world = chat.connector.0.lock().unwrap();
        let info = &world.shown[1].2["attachments"][0];
        assert_eq!(info["contentUrl"], "https://acme-my.sharepoint.com/oee.pdf");
        assert_eq!(info["content"], json!({ "uniqueId": "1B", "fileType": "pdf" }));
        assert_eq!(info["name"], "oee.pdf");
    }
    // Brought again by Teams, and said again by Anna in a window that still shows the offer.
    chat.say("i1", ANNA, "accept", &offer).await;
    assert_eq!(chat.shown("a:29:anna").len(), 2);
    chat.say("i2", ANNA, "accept", &offer).await;
    assert_eq!(chat.shown("a:29:anna").last().unwrap(), STALE);
    assert_eq!((chat.files().len(), chat.connector.0.lock().unwrap().uploads), (1, 1));
    assert_eq!(chat.desk.questions(), ["report", "[file oee]"]);
}

#[tokio::test]
async fn a_file_that_is_not_wanted_goes_nowhere() {
    let Some(chat) = Chat::open().await else { return };
    chat.ask("q1", "report").await;
    let offer = chat.offer().unwrap();
    chat.say("i1", ANNA, "decline", &offer).await;
    let left = ["OEE was 71.4%.", "Then I leave it. Ask again whenever you want the file."];
    assert_eq!(chat.shown("a:29:anna"), left);
    chat.say("i2", ANNA, "accept", &offer).await;
    assert_eq!(chat.shown("a:29:anna").last().unwrap(), STALE);
    assert_eq!(chat.connector.0.lock().unwrap().uploads, 0);
    assert_eq!(chat.desk.questions(), ["report"]);
}

#[tokio::test]
async fn nobody_else_takes_it_and_it_is_not_kept_for_ever() {
    let Some(chat) = Chat::open().await else { return };
    chat.ask("q1", "report").await;
    let offer = chat.offer().unwrap();
    for (id, action) in [("i1", "accept"), ("i2", "decline")] {
        chat.say(id, BEN, action, &offer).await;
        assert_eq!(chat.shown("a:29:ben").last().unwrap(), STALE);
    }
    assert_eq!(chat.offer().as_ref(), Some(&offer), "Anna's is still there");
    let mut nothing = chat.said("i3", ANNA, "accept", &offer);
    nothing["value"]["context"] = json!({});
    assert_eq!(chat.bring(&nothing).await.0, StatusCode::NOT_IMPLEMENTED);
    chat.say("i4", ANNA, "accept", &offer).await;
    assert_eq!(chat.files().len(), 1);

    chat.ask("q2", "report").await;
    let late = chat.offer().unwrap();
    tokio::time::sleep(Duration::from_millis(5)).await;
    chat.stage.bots.forget_older_than(Duration::ZERO).await.unwrap();
    chat.say("i5", ANNA, "accept", &late).await;
    assert_eq!(chat.shown("a:29:anna").last().unwrap(), STALE);
    assert_eq!(chat.connector.0.lock().unwrap().uploads, 1);
}

#[tokio::test]
async fn what_a_person_may_no_longer_see_is_not_given_to_them() {
    let Some(chat) = Chat::open().await else { return };
    chat.ask("q1", "soon forbidden").await;
    chat.say("i1", ANNA, "accept", &chat.offer().unwrap()).await;
    assert_eq!(chat.shown("a:29:anna"), ["OEE was 71.4%.", "You may no longer see this."]);
    assert_eq!(chat.connector.0.lock().unwrap().uploads, 0);
}

#[tokio::test]
async fn where_a_store_refuses_a_file_there_is_the_link() {
    let Some(chat) = Chat::open().await else { return };
    for (at, status) in [400, 403, 404, 409, 413, 416].into_iter().enumerate() {
        chat.connector.0.lock().unwrap().upload_faults.push_back(Fault::Refused(status));
        chat.ask(&format!("q{at}"), "report").await;
        chat.say(&format!("i{at}"), ANNA, "accept", &chat.offer().unwrap()).await;
        let shown = chat.shown("a:29:anna");
        let words = "OEE was 71.4%.\nThe file could not be put among yours. You can download it instead.";
        assert_eq!(shown.last().unwrap(), words);
        assert_eq!(shown.len(), 2 * at + 2, "{shown:?}");
    }
    assert_eq!(chat.files(), []);
    let world = chat.connector.0.lock().unwrap();
    assert_eq!(world.uploads, 6);
    let last = world.shown.last().unwrap().2["attachments"][0]["content"].clone();
    assert_eq!(last["actions"][0]["title"], "Download");
}

#[tokio::test]
async fn what_may_have_been_put_is_asked_after_and_put_once() {
    let Some(chat) = Chat::open().await else { return };
    let faults = [Fault::BrokenBefore, Fault::LostBefore, Fault::Busy, Fault::BrokenAfter, Fault::LostAfter];
    for (at, fault) in faults.into_iter().enumerate() {
        chat.connector.0.lock().unwrap().upload_faults.push_back(fault);
        chat.ask(&format!("q{at}"), "report").await;
        chat.say(&format!("i{at}"), ANNA, "accept", &chat.offer().unwrap()).await;
        assert_eq!(chat.shown("a:29:anna").last().unwrap(), "info", "{fault:?}");
        assert_eq!(chat.files()[at], (format!("i{at}"), ANEW.to_vec()), "{fault:?}");
    }
    assert_eq!(chat.connector.0.lock().unwrap().uploads, 5 + 3, "once more where it had not arrived");
    // Of the last two nothing can be known for certain, and that is said.
    chat.ask("q9", "hello").await;
    let told = chat.shown("a:29:anna").last().unwrap().clone();
    assert!(told.contains("An earlier reply may not have reached you."), "{told}");
}

#[tokio::test]
async fn an_offer_that_stays_holds_up_nobody_and_gives_nothing() {
    let Some(chat) = Chat::open().await else { return };
    chat.connector.0.lock().unwrap().keeps_all = true;
    chat.ask("q1", "report").await;
    let offer = chat.offer().unwrap();
    chat.say("i1", ANNA, "accept", &offer).await;
    chat.say("i2", ANNA, "accept", &offer).await;
    assert_eq!(chat.shown("a:29:anna"), ["OEE was 71.4%.", "consent", "info", STALE]);
    assert_eq!((chat.files().len(), chat.connector.0.lock().unwrap().uploads), (1, 1));
}

#[tokio::test]
async fn no_message_sends_a_file_to_another_place() {
    let Some(chat) = Chat::open().await else { return };
    let elsewhere = Connector::start().await;
    chat.ask("q1", "report").await;
    let mut led = chat.said("i1", ANNA, "accept", &chat.offer().unwrap());
    led["value"]["uploadInfo"]["uploadUrl"] = format!("{}/upload/x", elsewhere.url()).into();
    assert_eq!(chat.bring(&led).await.0, StatusCode::OK);
    assert!(chat.shown("a:29:anna").last().unwrap().contains("could not be put among yours"));
    chat.ask("q2", "report").await;
    let mut nowhere = chat.said("i2", ANNA, "accept", &chat.offer().unwrap());
    nowhere["value"]["uploadInfo"] = json!({});
    assert_eq!(chat.bring(&nowhere).await.0, StatusCode::OK);
    assert!(chat.shown("a:29:anna").last().unwrap().contains("could not be put among yours"));
    assert_eq!(elsewhere.0.lock().unwrap().uploads, 0);
    let undelivered = format!("{:?}", chat.stage.bots.undelivered(9).await.unwrap());
    assert!(!undelivered.contains("/upload/"), "addresses are keys: {undelivered}");
}

#[tokio::test]
async fn among_others_there_is_the_link_and_in_private_the_offer() {
    let Some(chat) = Chat::open().await else { return };
    let group = json!({ "id": "19:group", "conversationType": "groupChat", "tenantId": "T1" });
    let named = json!([{ "type": "mention", "text": "<at>Sentia</at>", "mentioned": { "id": "28:bot" } }]);
    let ask = |id: &str, words: &str| {
        let said =
            json!({ "conversation": group, "entities": named, "text": format!("<at>Sentia</at> {words}") });
        chat.activity(id, ANNA, said)
    };
    for activity in [ask("q1", "report"), ask("q2", "payroll")] {
        assert_eq!(chat.bring(&activity).await.0, StatusCode::OK);
    }
    // Nobody says who reads along, so both are answered privately.
    assert!(chat.shown("19:group").iter().all(|shown| shown.contains("privately")));
    assert_eq!(chat.shown("private of 29:anna"), ["OEE was 71.4%.", "consent", "OEE was 71.4%.", "consent"]);
    chat.connector.0.lock().unwrap().members = vec![ANNA.into(), BEN.into()];
    assert_eq!(chat.bring(&ask("q3", "report")).await.0, StatusCode::OK);
    assert_eq!(chat.shown("19:group").last().unwrap(), "OEE was 71.4%.");
    assert_eq!(chat.shown("private of 29:anna").len(), 4);
}
