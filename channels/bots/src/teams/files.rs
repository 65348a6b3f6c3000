//! Files, which Teams takes in chats of two by consent: an offer, what is said to it, and then the file is put among the
//! person's own. An offer holds no file. It is asked for anew once it is wanted, with what the person may see by then.

use reqwest::{StatusCode, Url, header};
use serde_json::{Value, json};

use super::{Teams, activities::TOKEN, api::address, card, message};
use crate::{
    Attachment, Consent, File, Found, Otherwise, Parcel, Receipt, Reply, SendError, Target, Way, http,
    reply::cut, wire,
};

pub(super) const UPLOAD: &str = "upload";
pub(super) const REMOVE: &str = "remove";

/// SharePoint and OneDrive in Microsoft's clouds. Nobody's message may send a file anywhere else.
const STORES: [&str; 6] =
    ["sharepoint.com", "sharepoint.us", "sharepoint-mil.us", "sharepoint.cn", "onedrive.com", "1drv.com"];

/// Among others there are none: the link to the file stands in the card.
pub(super) fn offers(reply: &Reply, target: &Target) -> Vec<Parcel> {
    let alone = !target.place.shared || target.way != Way::Here;
    let target = Target { status: None, ..target.clone() };
    let offered = reply.files.iter().filter(|_| alone).filter_map(|file| offer(reply, file));
    offered.map(|activity| message(activity, &target)).collect()
}

fn offer(reply: &Reply, file: &File) -> Option<Value> {
    let context = json!({ (TOKEN): file.again.as_ref()? });
    let words = reply.plain();
    let description = cut(words.lines().next().unwrap_or_default(), 200);
    Some(attached(json!({
        "contentType": "application/vnd.microsoft.teams.card.file.consent", "name": file.name,
        "content": {
            "description": card::some(&description), "sizeInBytes": file.bytes.len(),
            "acceptContext": context, "declineContext": context,
        },
    })))
}

/// The offer goes, so that nobody takes it twice, and what was offered comes, or words where that is no file.
pub(super) fn settled(reply: &Reply, target: &Target, consent: &Consent) -> Vec<Parcel> {
    let mut parcels: Vec<Parcel> =
        wire::some_text(&consent.route, "/card").map(|card| removal(&card, target)).into_iter().collect();
    match reply.files.first() {
        Some(file) => {
            parcels.push(upload(file, reply, target, consent));
            parcels.push(message(told_of(file, &consent.route["upload"]), target));
        }
        None => parcels.push(message(card::activity(reply), target)),
    }
    parcels
}

fn removal(card: &str, target: &Target) -> Parcel {
    let body = json!({
        "service": target.place.route["service"], "conversation": target.place.chat, "id": card,
    });
    Parcel { method: REMOVE.to_owned(), body, repeatable: true, attachment: None, otherwise: None }
}

fn upload(file: &File, reply: &Reply, target: &Target, consent: &Consent) -> Parcel {
    let attachment = Attachment {
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        bytes: file.bytes.clone(),
    };
    let mut words = reply.clone();
    words.notes.insert(0, consent.not_taken.clone());
    let otherwise = Box::new(message(card::activity(&words), target));
    Parcel {
        method: UPLOAD.to_owned(),
        body: json!({ "url": consent.route["upload"]["uploadUrl"] }),
        repeatable: false,
        attachment: Some(attachment),
        otherwise: Some(Otherwise { parcel: otherwise, ends_reply: true }),
    }
}

fn told_of(file: &File, upload: &Value) -> Value {
    let name = wire::some_text(upload, "/name").unwrap_or_else(|| file.name.clone());
    attached(json!({
        "contentType": "application/vnd.microsoft.teams.card.file.info", "name": name,
        "contentUrl": upload["contentUrl"],
        "content": { "uniqueId": upload["uniqueId"], "fileType": upload["fileType"] },
    }))
}

fn attached(attachment: Value) -> Value {
    let summary = attachment["name"].clone();
    json!({ "type": "message", "summary": summary, "attachments": [attachment] })
}

impl Teams {
    /// The whole file at once, to an address that is a key in itself: no token goes there.
    pub(super) async fn upload(&self, parcel: &Parcel) -> Result<Receipt, SendError> {
        let url = self.store_of(parcel)?;
        let file = parcel.attachment.as_ref().filter(|file| !file.bytes.is_empty());
        let file = file.ok_or_else(|| SendError::Refused("a file without content".to_owned()))?;
        let size = file.bytes.len();
        let request = self
            .client
            .put(url)
            .header(header::CONTENT_RANGE, format!("bytes 0-{}/{size}", size - 1))
            .header(header::CONTENT_TYPE, &file.media_type)
            .body(file.bytes.clone());
        match http::call(request).await? {
            (StatusCode::OK | StatusCode::CREATED, _) => Ok(json!({ "file": file.name })),
            (status, _) => Err(http::refused(status, "the upload of a file")),
        }
    }

    /// A store says what it still waits for. Once it has it all the address is gone, as when it has run out.
    pub(super) async fn find_upload(&self, parcel: &Parcel) -> Result<Found, SendError> {
        let (status, state) = http::call(self.client.get(self.store_of(parcel)?)).await?;
        let waits = status.is_success() && !wire::list(&state, "/nextExpectedRanges").is_empty();
        Ok(if waits { Found::No } else { Found::CannotTell })
    }

    /// Nothing waits for it: whoever takes an offer that stays is told that it is too old.
    pub(super) async fn remove(&self, parcel: &Parcel) -> Result<Receipt, SendError> {
        let body = &parcel.body;
        let conversation = address(wire::text(body, "/service"), wire::text(body, "/conversation"));
        let activity = format!("{conversation}/activities/{}", wire::escaped(wire::text(body, "/id")));
        let token = self.token().await?;
        match http::call(self.client.delete(activity).bearer_auth(token.reveal())).await {
            Err(error @ (SendError::Busy { .. } | SendError::NotSent(_))) => return Err(error),
            Err(error) => tracing::debug!(%error, "the offer of a file stays"),
            Ok((status, _)) => tracing::debug!(%status, "the offer of a file was taken away"),
        }
        Ok(Value::Null)
    }

    fn store_of(&self, parcel: &Parcel) -> Result<Url, SendError> {
        let url = Url::parse(wire::text(&parcel.body, "/url")).ok();
        let known = url.filter(|url| is_store(url, self.settings.upload_url.as_deref()));
        known.ok_or_else(|| {
            SendError::Refused("the address for the file is in none of Teams' stores".to_owned())
        })
    }
}

fn is_store(url: &Url, also: Option<&str>) -> bool {
    let host = url.host_str().unwrap_or_default();
    let is_under = |store: &&str| host.strip_suffix(*store).is_some_and(|rest| rest.ends_with('.'));
    let is_plain = url.port().is_none() && url.username().is_empty() && url.password().is_none();
    let of_tests =
        also.and_then(|also| Url::parse(also).ok()).is_some_and(|also| also.origin() == url.origin());
    url.scheme() == "https" && is_plain && STORES.iter().any(is_under) || of_tests
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_go_to_microsofts_stores_and_nowhere_else() {
        let goes = |url: &str| is_store(&Url::parse(url).unwrap(), Some("http://127.0.0.1:7000"));
        for good in [
            "https://acme-my.sharepoint.com/personal/anna/_api/v2.0/drive/items/01/uploadSession?guid=%27x%27",
            "https://ACME.sharepoint.us/upload",
            "https://api.onedrive.com/rup/1",
            "http://127.0.0.1:7000/upload",
        ] {
            assert!(goes(good), "{good}");
        }
        for bad in [
            "http://acme.sharepoint.com/upload",
            "https://sharepoint.com/upload",
            "https://sharepoint.com.evil.example/upload",
            "https://evilsharepoint.com/upload",
            "https://acme.sharepoint.com@evil.example/upload",
            "https://anna:x@acme.sharepoint.com/upload",
            "https://acme.sharepoint.com:8443/upload",
            "https://acme.sharepoint.com./upload",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/upload",
            "http://127.0.0.1:7001/upload",
            "http://localhost:7000/upload",
            "file:///etc/passwd",
        ] {
            assert!(!goes(bad), "{bad}");
        }
    }
}
