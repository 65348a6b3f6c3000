//! Files and pictures. Slack takes one in three steps, of which only the last can show anything.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use super::{Slack, address, blocks, not_sent};
use crate::{Attachment, File, Parcel, Receipt, SendError, Target, http, reply::cut, wire};

pub(super) const METHOD: &str = "files.completeUploadExternal";

/// A picture cannot be shown before Slack has looked at it, and then it is refused as a fault of the blocks.
const LOOKS: usize = 4;
const BETWEEN_LOOKS: Duration = Duration::from_millis(700);

pub(super) fn parcel(file: &File, target: &Target) -> Parcel {
    let (mut body, _) = address(target);
    body["title"] = cut(&file.name, 200).into();
    let attachment = Attachment {
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        bytes: file.bytes.clone(),
    };
    Parcel {
        method: METHOD.to_owned(),
        body,
        repeatable: false,
        attachment: Some(attachment),
        otherwise: None,
    }
}

impl Slack {
    /// Shares a file in a chat.
    pub(super) async fn share(&self, parcel: &Parcel) -> Result<Receipt, SendError> {
        let team = wire::text(&parcel.body, "/team");
        let Some(file) = &parcel.attachment else {
            return Err(SendError::Refused("a file without content".to_owned()));
        };
        let channel = self.chat(&parcel.body).await?;
        let id = self.put(team, file, "").await?;
        let mut call =
            json!({ "files": [{ "id": id, "title": parcel.body["title"] }], "channel_id": channel });
        if let Some(thread) = wire::some_text(&parcel.body, "/call/thread_ts") {
            call["thread_ts"] = thread.into();
        }
        self.call(team, METHOD, &call).await?;
        Ok(json!({ "file": id }))
    }

    /// Posts or updates a message with a picture in its blocks; without it, where Slack takes too long to look at it.
    pub(super) async fn post_with_picture(
        &self,
        team: &str,
        method: &str,
        mut call: Value,
        picture: &Attachment,
    ) -> Result<Value, SendError> {
        let shown = wire::list(&call, "/blocks").iter().find(|block| wire::text(block, "/type") == "image");
        let alternative = shown.map_or("", |block| wire::text(block, "/alt_text")).to_owned();
        let id = self.put(team, picture, &alternative).await?;
        let complete = json!({ "files": [{ "id": id, "title": picture.name }] });
        self.call(team, METHOD, &complete).await.map_err(not_sent)?;
        blocks::fill_picture(&mut call, Some(&id));
        for _ in 0..LOOKS {
            match self.call(team, method, &call).await {
                Err(SendError::Refused(detail)) if detail.contains("invalid_blocks") => {}
                other => return other,
            }
            sleep(BETWEEN_LOOKS).await;
        }
        blocks::fill_picture(&mut call, None);
        self.call(team, method, &call).await
    }

    /// The id of a file that is there and shown nowhere yet.
    async fn put(&self, team: &str, file: &Attachment, alternative: &str) -> Result<String, SendError> {
        let length = file.bytes.len().to_string();
        let mut query = vec![("filename", file.name.as_str()), ("length", length.as_str())];
        if !alternative.is_empty() {
            query.push(("alt_txt", alternative));
        }
        let place = self.read(team, "files.getUploadURLExternal", &query).await.map_err(not_sent)?;
        let upload = self.client.post(wire::text(&place, "/upload_url")).body(file.bytes.clone());
        let (status, _) = http::call(upload).await.map_err(not_sent)?;
        if !status.is_success() {
            return Err(http::refused(status, "the upload of a file"));
        }
        wire::some_text(&place, "/file_id")
            .ok_or_else(|| SendError::Refused("files.getUploadURLExternal named no file".to_owned()))
    }
}
