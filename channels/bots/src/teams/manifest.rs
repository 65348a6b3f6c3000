use serde_json::{Value, json};

/// What an administrator uploads to Teams is made of, beside two icons (`color.png`, `outline.png`).
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
            "botId": app.app_id, "scopes": ["personal", "team", "groupChat"], "supportsFiles": false,
            "isNotificationOnly": false,
        }],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [app.domain],
    })
}
