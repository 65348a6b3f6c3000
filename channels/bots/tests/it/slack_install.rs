//! Workspaces that install the app by themselves: their tokens are kept for its owner alone, used, and let go of.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use axum::{Json, Router, http::HeaderMap, routing::post};
use reqwest::Client;
use sentia_bots::{
    Secret, SendError,
    slack::{Installed, InstalledError, Oauth, Slack, SlackSettings, Tokens, routes},
};
use serde_json::{Value, json};

use crate::{
    desk::Scripted,
    peers::Python,
    slack_in::{direct, send},
    slack_server::SECRET,
    stage::{Stage, clock, serve},
};

fn oauth() -> Oauth {
    Oauth {
        authorize_url: "https://slack.com/oauth/v2/authorize".into(),
        client_id: "12.34".into(),
        client_secret: Secret::new("hush"),
        redirect_url: "https://sentia.example/bots/slack/oauth".into(),
    }
}

/// Gives a token for each code, and says with which token a message was posted.
async fn slack_com() -> String {
    let access = async |headers: HeaderMap, body: String| {
        // `12.34:hush`, as a client shows itself by HTTP.
        assert_eq!(headers["authorization"], "Basic MTIuMzQ6aHVzaA==");
        assert!(body.contains("redirect_uri=https%3A%2F%2Fsentia.example%2Fbots%2Fslack%2Foauth"), "{body}");
        let team = body.split('&').find_map(|field| field.strip_prefix("code=")).unwrap().to_owned();
        Json(match team.as_str() {
            "used" => json!({ "ok": false, "error": "code_already_used" }),
            "organisation" => json!({
                "ok": true, "access_token": "xoxb-org", "token_type": "bot", "team": null, "is_enterprise_install": true,
            }),
            team => json!({
                "ok": true, "access_token": format!("xoxb-of-{team}"), "token_type": "bot", "is_enterprise_install": false,
                "team": { "id": team, "name": format!("Acme {team}") },
            }),
        })
    };
    let posted = async |headers: HeaderMap| {
        let token = headers["authorization"].to_str().unwrap().to_owned();
        Json(json!({ "ok": true, "channel": "C1", "ts": "1.1", "said_with": token }))
    };
    let router =
        Router::new().route("/oauth.v2.access", post(access)).route("/chat.postMessage", post(posted));
    serve(router).await
}

fn slack(base_url: &str, installed: &Arc<Installed>) -> Arc<Slack> {
    let settings = SlackSettings {
        base_url: base_url.into(),
        tokens: Tokens::new(|_| None),
        installed: Some(installed.clone()),
    };
    Arc::new(Slack::new(settings).unwrap())
}

fn mode(file: &Path) -> u32 {
    std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(file).unwrap()) & 0o777
}

#[test]
fn the_browser_is_sent_to_slack_with_what_is_asked_for() {
    let address = oauth().address("a state/&");
    assert!(address.starts_with(
        "https://slack.com/oauth/v2/authorize?client_id=12%2E34&scope=app%5Fmentions%3Aread%2C"
    ));
    assert!(address.ends_with(
        "&redirect_uri=https%3A%2F%2Fsentia%2Eexample%2Fbots%2Fslack%2Foauth&state=a%20state%2F%26"
    ));
}

#[tokio::test]
async fn a_workspace_is_kept_used_and_let_go_of() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("slack-tokens.json");
    let installed = Installed::open(&file).unwrap();
    let slack = slack(&slack_com().await, &installed);
    for team in ["T1", "T2"] {
        let installation = slack.install(&oauth(), team, &clock()).await.unwrap();
        assert_eq!((installation.team.as_str(), installation.name), (team, format!("Acme {team}")));
        installed.keep(&installation.team, installation.workspace).unwrap();
    }
    for code in ["used", "organisation"] {
        let refused = slack.install(&oauth(), code, &clock()).await.err();
        assert!(matches!(refused, Some(SendError::Refused(_))), "{refused:?}");
    }
    assert_eq!(mode(&file), 0o600);
    let has = |installed: &Installed, team: &str| installed.token(team).is_some();
    assert!(has(&Installed::open(&file).unwrap(), "T2"));
    assert!(std::fs::read_to_string(&file).unwrap().contains("xoxb-of-T2"));

    let stage = Stage::open(Arc::new(Scripted::echo()), slack.clone()).await;
    let url = format!("{}/events", serve(routes(slack, Secret::new(SECRET), stage.bots.intake())).await);
    let client = Client::new();
    let gone = |kind: &str, team: &str, at: i64, tokens: Value| {
        json!({
            "type": "event_callback", "team_id": team, "event_id": format!("Ev {kind} {team} {at}"), "event_time": at,
            "event": { "type": kind, "tokens": tokens },
        })
    };
    let later = clock().now().as_second() + 60;
    let nothing = [
        gone("app_uninstalled", "T3", later, Value::Null),
        gone("tokens_revoked", "T1", later, json!({ "oauth": ["U1"], "bot": [] })),
        // It was told late, and the app is there again.
        gone("app_uninstalled", "T1", later - 3600, Value::Null),
    ];
    for event in &nothing {
        assert_eq!(send(&client, &url, event).await, 200);
    }
    assert!(has(&installed, "T1") && has(&installed, "T2"));
    send(&client, &url, &gone("app_uninstalled", "T1", later, Value::Null)).await;
    send(&client, &url, &gone("tokens_revoked", "T2", later, json!({ "bot": ["UBOT"] }))).await;
    assert!(!has(&installed, "T1") && !has(&installed, "T2"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "{}");
    // Nothing can be said there any more.
    send(&client, &url, &direct("Ev9", "U1", "revenue", "1700000000.000001")).await;
    assert_eq!(stage.quiet().await.refused, 1);
}

#[test]
fn tokens_that_others_could_read_are_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("slack-tokens.json");
    let none: BTreeMap<String, Value> = BTreeMap::new();
    std::fs::write(&file, serde_json::to_vec(&none).unwrap()).unwrap();
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let refused = Installed::open(&file).err().unwrap();
    assert!(
        matches!(refused, InstalledError::ReadByOthers { .. }) && refused.to_string().contains("chmod 600")
    );
    std::fs::write(&file, "no JSON").unwrap();
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    assert!(matches!(Installed::open(&file), Err(InstalledError::File { .. })));
}

/// The code is exchanged as Slack's own library would do it.
#[test]
fn slack_sdk_exchanges_a_code_in_the_same_way() {
    let Some(mut python) = Python::start("slack_sdk_peer.py") else { return };
    let asked = json!({ "exchange": { "client_id": "12.34", "client_secret": "hush", "code": "T1", "redirect_uri": "https://x.example" } });
    let sent = python.ask(&asked);
    assert_eq!(sent["authorization"], "Basic MTIuMzQ6aHVzaA==");
    assert_eq!(sent["fields"], json!(["code", "redirect_uri"]));
}
