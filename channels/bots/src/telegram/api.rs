use std::time::Duration;

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::Telegram;
use crate::{Attachment, Parcel, Receipt, SendError, http, wire};

/// Above what a long poll takes.
const POLL_PATIENCE: Duration = Duration::from_secs(60);

impl Telegram {
    /// Calls a method with JSON.
    pub(super) async fn call(&self, method: &str, body: &Value) -> Result<Value, SendError> {
        let request = self.client.post(self.address(method)).json(body);
        judge(http::call(request).await?)
    }

    /// Waits for updates.
    pub(super) async fn wait(&self, body: &Value) -> Result<Value, SendError> {
        let request = self.client.post(self.address("getUpdates")).json(body).timeout(POLL_PATIENCE);
        judge(http::call(request).await?)
    }

    /// Holds the token, so it goes into no error and no log.
    fn address(&self, method: &str) -> String {
        let base = self.settings.base_url.trim_end_matches('/');
        format!("{base}/bot{}/{method}", self.settings.token.reveal())
    }

    pub(super) async fn send_parcel(&self, parcel: &Parcel) -> Result<Receipt, SendError> {
        match self.deliver(parcel, &parcel.body).await {
            // The group became a larger one with another id, and the message was refused.
            Err((SendError::Refused(_), Some(moved))) => {
                let mut body = parcel.body.clone();
                body["chat_id"] = moved.into();
                self.deliver(parcel, &body).await.map_err(|(error, _)| error)
            }
            sent => sent.map_err(|(error, _)| error),
        }
    }

    /// With an error, where the chat has moved to.
    async fn deliver(&self, parcel: &Parcel, body: &Value) -> Result<Receipt, (SendError, Option<i64>)> {
        let request = self.client.post(self.address(&parcel.method));
        let request = match &parcel.attachment {
            None => request.json(body),
            Some(file) => request.multipart(form(&parcel.method, body, file).map_err(|error| (error, None))?),
        };
        let (status, reply) = http::call(request).await.map_err(|error| (error, None))?;
        let moved = wire::number(&reply, "/parameters/migrate_to_chat_id");
        if wire::text(&reply, "/description").contains("message is not modified") {
            return Ok(json!({ "chat_id": body["chat_id"], "message_id": body["message_id"] }));
        }
        let result = judge((status, reply)).map_err(|error| (error, moved))?;
        Ok(match wire::number(&result, "/message_id") {
            Some(id) => json!({ "chat_id": result["chat"]["id"], "message_id": id }),
            None => Value::Null,
        })
    }
}

/// Structures go into the form as JSON.
fn form(method: &str, body: &Value, file: &Attachment) -> Result<Form, SendError> {
    let field = if method == "sendPhoto" { "photo" } else { "document" };
    let part = Part::bytes(file.bytes.clone()).file_name(file.name.clone()).mime_str(&file.media_type);
    let part = part.map_err(|_| SendError::Refused(format!("no media type: {}", file.media_type)))?;
    let form = Form::new().part(field, part);
    let fields = body.as_object().into_iter().flatten();
    Ok(fields.fold(form, |form, (name, value)| match value {
        Value::String(text) => form.text(name.clone(), text.clone()),
        value => form.text(name.clone(), value.to_string()),
    }))
}

fn judge((status, mut body): (reqwest::StatusCode, Value)) -> Result<Value, SendError> {
    if wire::flag(&body, "/ok") {
        return Ok(body["result"].take());
    }
    if body.is_null() && status.is_success() {
        return Err(SendError::Unclear("a reply that is not Telegram's".to_owned()));
    }
    Err(http::refused(status, wire::text(&body, "/description")))
}
