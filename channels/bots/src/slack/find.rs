use serde_json::{Value, json};

use super::{Slack, not_sent};
use crate::{Found, Parcel, SendError, wire};

const MOST_PAGES: usize = 5;

impl Slack {
    /// Looks through what was said since the question for the mark of a reply.
    pub(super) async fn look_up(&self, parcel: &Parcel) -> Result<Found, SendError> {
        let body = &parcel.body;
        let channel = self.chat(body).await?;
        let mark = wire::text(body, "/call/metadata/event_payload/mark");
        let thread = wire::text(body, "/call/thread_ts");
        let after = wire::text(body, "/after");
        let mut cursor = String::new();
        for _ in 0..MOST_PAGES {
            let mut query =
                vec![("channel", channel.as_str()), ("include_all_metadata", "true"), ("limit", "100")];
            let optional = [("ts", thread), ("oldest", after), ("cursor", cursor.as_str())];
            query.extend(optional.into_iter().filter(|(_, value)| !value.is_empty()));
            let method = if thread.is_empty() { "conversations.history" } else { "conversations.replies" };
            let page = self.read(wire::text(body, "/team"), method, &query).await.map_err(not_sent)?;
            let own = wire::list(&page, "/messages").iter().find(|message| {
                !mark.is_empty() && wire::text(message, "/metadata/event_payload/mark") == mark
            });
            if let Some(ts) = own.and_then(|message| wire::some_text(message, "/ts")) {
                return Ok(Found::Yes(json!({ "channel": channel, "ts": ts })));
            }
            cursor = wire::text(&page, "/response_metadata/next_cursor").to_owned();
            if cursor.is_empty() {
                return Ok(if page.get("messages").is_some_and(Value::is_array) {
                    Found::No
                } else {
                    Found::CannotTell
                });
            }
        }
        Ok(Found::CannotTell)
    }
}
