use std::io::{self, Cursor, Write};

use serde_json::{Value, json};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// 192 pixels square, and 32 in white on nothing, as Teams wants them.
const COLOR: &[u8] = include_bytes!("icons/color.png");
const OUTLINE: &[u8] = include_bytes!("icons/outline.png");

/// What an administrator uploads to Teams is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// The app's (client) id.
    pub app_id: String,
    pub version: String,
    /// At most 30 characters.
    pub name: String,
    /// At most 80 characters.
    pub summary: String,
    pub description: String,
    pub developer: String,
    pub website: String,
    pub privacy: String,
    pub terms: String,
    /// The host of the web page, which cards may open.
    pub domain: String,
}

/// The app's manifest, `manifest.json`: a bot for private chats, group chats and teams.
pub fn manifest(app: &App) -> Value {
    json!({
        "$schema": "https://developer.microsoft.com/json-schemas/teams/v1.19/MicrosoftTeams.schema.json",
        "manifestVersion": "1.19",
        "version": app.version,
        "id": app.app_id,
        "developer": {
            "name": app.developer, "websiteUrl": app.website, "privacyUrl": app.privacy, "termsOfUseUrl": app.terms,
        },
        "name": { "short": app.name, "full": app.name },
        "description": { "short": app.summary, "full": app.description },
        "icons": { "color": "color.png", "outline": "outline.png" },
        "accentColor": "#1F4E79",
        "bots": [{
            "botId": app.app_id, "scopes": ["personal", "team", "groupChat"], "supportsFiles": true,
            "isNotificationOnly": false,
        }],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [app.domain],
    })
}

/// The app's package: a zip of `manifest.json` and the two icons, the same bytes for the same app.
///
/// # Errors
/// Where the zip cannot be made, as for want of memory.
pub fn package(app: &App) -> io::Result<Vec<u8>> {
    let manifest = serde_json::to_vec_pretty(&manifest(app))?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The earliest time that a zip can bear.
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    let files = [("manifest.json", manifest.as_slice()), ("color.png", COLOR), ("outline.png", OUTLINE)];
    for (name, bytes) in files {
        zip.start_file(name, options.compression_method(CompressionMethod::Stored))?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
