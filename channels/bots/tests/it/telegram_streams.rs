//! Telegram shows an answer while it is given, in a message that is edited.

use std::sync::Arc;

use serde_json::json;

use crate::{
    speaker::{End, Speaker, Speech, showing},
    telegram::{Chat, group, mentioning, message, private},
};

#[tokio::test]
async fn an_answer_is_shown_in_a_message_that_grows_and_becomes_the_reply_and_nothing_of_it_in_a_group() {
    for (chat_of, shown) in [(private(7), true), (group(), false)] {
        let desk = Arc::new(Speaker::new(Speech { pauses: vec![30, 80, 80, 80], end: End::AsTold }));
        let Some(chat) = Chat::over(showing(), desk.clone()).await else { return };
        let update = match shown {
            true => message(1, chat_of, 7, "revenue"),
            false => mentioning(1, 7, "@sentia_bot revenue"),
        };
        chat.push(json!([update])).await;
        let (sent, counts) = chat.sent().await;
        assert_eq!(counts.uncertain, 0);
        let told = desk.sentences("revenue").join(" ");
        let edits = chat.state().await["edits"].as_array().unwrap().clone();
        let partial = edits.iter().filter(|one| {
            let text = one["text"].as_str().unwrap();
            text.contains("line 1") && told.starts_with(text) && text != told
        });
        assert_eq!(partial.count() > 0, shown, "{edits:?}");
        let replies = sent.iter().filter(|one| one["text"] == told.as_str());
        assert!(replies.clone().all(|one| one["fields"]["chat_id"] == 7), "{sent:?}");
        assert_eq!(replies.count(), 1, "{sent:?}");
    }
}
