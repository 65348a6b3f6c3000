//! Passwords, sessions and keys in a real file.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use jiff::{SignedDuration, Timestamp};
use sentia_accounts::{AccountError, Accounts, ChatAccount, Identity, NewKey, Refusal};
use serde_json::json;
use tempfile::TempDir;
use totp_rs::Totp;

const PASSWORD: &str = "correct horse battery";

fn now() -> Timestamp {
    "2026-11-02T08:00:00Z".parse().unwrap()
}

fn later(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

async fn accounts() -> (TempDir, Accounts) {
    let folder = TempDir::new().unwrap();
    let accounts = Accounts::open(&folder.path().join("accounts.db")).await.unwrap();
    (folder, accounts)
}

fn ann() -> Identity {
    Identity::Password { person: "ann".to_owned() }
}

fn by_issuer(subject: &str) -> Identity {
    let claims =
        json!({ "sub": subject, "email": "ann@example.com", "email_verified": true, "groups": ["a", "b"] });
    Identity::Issuer { issuer: "https://id.example".to_owned(), claims: claims.as_object().unwrap().clone() }
}

#[tokio::test]
async fn a_password_lets_in_its_owner_alone() {
    let (_folder, accounts) = accounts().await;
    accounts.set_password("ann", PASSWORD, now()).await.unwrap();
    let check = async |person: &str, password: &str| {
        accounts.check_password(person, password, None, now()).await.unwrap()
    };
    assert_eq!(check("ann", PASSWORD).await, Ok(ann()));
    for (person, password) in
        [("ann", ""), ("ann", "correct horse batterY"), ("bob", PASSWORD), ("", ""), ("ANN", PASSWORD)]
    {
        assert_eq!(check(person, password).await, Err(Refusal::Wrong), "{person} {password}");
    }
    assert!(matches!(
        accounts.set_password("ann", "elevenchars", now()).await,
        Err(AccountError::TooShort { length: 11, .. })
    ));
    assert!(matches!(
        accounts.set_password("ann", &"x".repeat(2000), now()).await,
        Err(AccountError::TooLong { .. })
    ));
    assert_eq!(check("ann", PASSWORD).await, Ok(ann()), "a password that is refused changes nothing");
}

#[tokio::test]
async fn each_failure_makes_the_next_wait_longer() {
    let (_folder, accounts) = accounts().await;
    accounts.set_password("ann", PASSWORD, now()).await.unwrap();
    let mut at = 0;
    let mut waits = Vec::new();
    for _ in 0..16 {
        match accounts.check_password("ann", "wrong password", None, later(at)).await.unwrap() {
            Err(Refusal::Wrong) => {}
            Err(Refusal::Wait { wait }) => {
                // Not even the right one is looked at.
                let early =
                    accounts.check_password("ann", PASSWORD, None, later(at + wait - 1)).await.unwrap();
                assert_eq!(early, Err(Refusal::Wait { wait: 1 }));
                waits.push(wait);
                at += wait;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(waits[..4], [2, 4, 8, 16]);
    assert!(waits.iter().all(|wait| *wait <= 900));
    assert_eq!(accounts.check_password("ann", PASSWORD, None, later(at + 900)).await.unwrap(), Ok(ann()));
    assert_eq!(
        accounts.check_password("ann", "wrong password", None, later(at + 900)).await.unwrap(),
        Err(Refusal::Wrong),
        "who gets in begins anew"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_attempts_at_once_are_not_many_free_ones() {
    let (_folder, accounts) = accounts().await;
    accounts.set_password("ann", PASSWORD, now()).await.unwrap();
    let attempts: Vec<_> = (0..24)
        .map(|_| {
            let accounts = accounts.clone();
            tokio::spawn(async move {
                accounts.check_password("ann", "wrong password", None, now()).await.unwrap()
            })
        })
        .collect();
    let mut looked_at = 0;
    for attempt in attempts {
        looked_at += usize::from(attempt.await.unwrap() == Err(Refusal::Wrong));
    }
    assert_eq!(looked_at, 5);
}

#[tokio::test]
async fn a_code_is_asked_for_and_taken_once() {
    let (_folder, accounts) = accounts().await;
    assert!(matches!(accounts.require_code("ann").await, Err(AccountError::NoPassword(_))));
    accounts.set_password("ann", PASSWORD, now()).await.unwrap();
    let enrolment = accounts.require_code("ann").await.unwrap();
    let app = Totp::from_url(&enrolment.url).unwrap();
    let code = app.generate(now().as_second().unsigned_abs()).to_string();
    let check = async |code: Option<&str>, at: Timestamp| {
        accounts.check_password("ann", PASSWORD, code, at).await.unwrap()
    };
    for _ in 0..10 {
        assert_eq!(check(None, now()).await, Err(Refusal::CodeNeeded), "the right password is no failure");
    }
    let other = if code == "000000" { "111111" } else { "000000" };
    assert_eq!(check(Some(other), now()).await, Err(Refusal::Wrong));
    assert_eq!(check(Some(&code), now()).await, Ok(ann()));
    assert_eq!(check(Some(&code), now()).await, Err(Refusal::Wrong), "seen over a shoulder");
    assert_eq!(check(Some(&code), later(3600)).await, Err(Refusal::Wrong));
    assert_eq!(accounts.passwords().await.unwrap(), [("ann".to_owned(), true)]);
}

#[tokio::test]
async fn a_session_is_found_by_its_token_until_it_ends() {
    let (_folder, accounts) = accounts().await;
    let token = accounts.begin_session(&ann(), "Firefox\n<b>", now()).await.unwrap();
    let found = accounts.session(token.reveal(), later(3600)).await.unwrap().unwrap();
    assert_eq!((found.identity, found.agent.as_str()), (ann(), "Firefox<b>"));
    assert_eq!(accounts.session("", now()).await.unwrap(), None);
    assert_eq!(accounts.session(&token.reveal()[1..], now()).await.unwrap(), None);
    // Used at 1:00, so open until 13:00.
    assert!(accounts.session(token.reveal(), later(13 * 3600 - 1)).await.unwrap().is_some());
    assert_eq!(accounts.session(token.reveal(), later(26 * 3600)).await.unwrap(), None, "idle for 12 hours");

    let other = accounts.begin_session(&ann(), "phone", later(10)).await.unwrap();
    let bobs = Identity::Password { person: "bob".to_owned() };
    let bob = accounts.begin_session(&bobs, "desk", later(10)).await.unwrap();
    let list = accounts.sessions(&ann(), later(20)).await.unwrap();
    assert_eq!(list.len(), 2);
    let id = &accounts.session(other.reveal(), later(20)).await.unwrap().unwrap().id;
    assert!(matches!(accounts.end_session(&bobs, id).await, Err(AccountError::NotFound(_))));
    accounts.end_session(&ann(), id).await.unwrap();
    assert_eq!(accounts.session(other.reveal(), later(20)).await.unwrap(), None);
    accounts.set_password("ann", PASSWORD, later(30)).await.unwrap();
    assert!(accounts.sessions(&ann(), later(30)).await.unwrap().is_empty(), "a new password signs out");
    assert!(accounts.session(bob.reveal(), later(30)).await.unwrap().is_some());
}

#[tokio::test]
async fn a_session_ends_after_two_weeks_however_much_it_is_used() {
    let (_folder, accounts) = accounts().await;
    let token = accounts.begin_session(&ann(), "", now()).await.unwrap();
    let mut hours = 0;
    while accounts.session(token.reveal(), later(hours * 3600)).await.unwrap().is_some() {
        hours += 6;
    }
    assert_eq!(hours, 14 * 24);
}

#[tokio::test]
async fn a_key_is_told_once_and_expires() {
    let (folder, accounts) = accounts().await;
    let wanted = NewKey { name: "excel".to_owned(), areas: Some(vec!["production".to_owned()]), days: 30 };
    let identity = by_issuer("u1");
    let (key, token) = accounts.new_key(&identity, &wanted, now()).await.unwrap();
    assert!(token.reveal().starts_with("sentia_") && token.reveal().len() > 40);
    let found = accounts.key(token.reveal(), later(100)).await.unwrap().unwrap();
    assert_eq!((&found.id, &found.areas, &found.identity), (&key.id, &wanted.areas, &identity));
    assert_eq!(accounts.keys(&identity).await.unwrap()[0].used_at, Some(later(100)));
    assert!(accounts.keys(&by_issuer("u2")).await.unwrap().is_empty());
    assert_eq!(accounts.key(token.reveal(), later(30 * 24 * 3600)).await.unwrap(), None);
    assert!(matches!(accounts.revoke_key(&by_issuer("u2"), &key.id).await, Err(AccountError::NotFound(_))));
    accounts.revoke_key(&identity, &key.id).await.unwrap();
    assert_eq!(accounts.key(token.reveal(), now()).await.unwrap(), None);
    for days in [0, -1, 367, i64::MAX] {
        let wanted = NewKey { days, ..wanted.clone() };
        assert!(matches!(
            accounts.new_key(&identity, &wanted, now()).await,
            Err(AccountError::Lifetime { .. })
        ));
    }
    // Nothing that opens a door stands in the file.
    let mut kept = std::fs::read(folder.path().join("accounts.db")).unwrap();
    kept.extend(std::fs::read(folder.path().join("accounts.db-wal")).unwrap());
    assert!(!kept.windows(20).any(|part| part == &token.reveal().as_bytes()[7..27]));
}

#[tokio::test]
async fn a_chat_account_is_linked_by_whoever_opens_its_link_in_time_and_once() {
    let (_folder, accounts) = accounts().await;
    let chat = ChatAccount {
        channel: "slack".to_owned(),
        workspace: "T1".to_owned(),
        account: "U1".to_owned(),
        name: "ann".to_owned(),
    };
    let whose = async || accounts.linked("slack", "T1", "U1").await.unwrap();
    let late = accounts.offer_link(&chat, now()).await.unwrap();
    assert!(accounts.confirm_link(late.reveal(), &ann(), later(900)).await.is_err(), "too late");
    let replaced = accounts.offer_link(&chat, now()).await.unwrap();
    let token = accounts.offer_link(&chat, now()).await.unwrap();
    assert!(accounts.confirm_link(replaced.reveal(), &ann(), later(1)).await.is_err(), "an earlier one");
    assert_eq!(accounts.offered(token.reveal(), later(1)).await.unwrap(), chat);
    assert_eq!(whose().await, None);
    assert_eq!(accounts.confirm_link(token.reveal(), &ann(), later(2)).await.unwrap(), chat);
    assert_eq!(whose().await, Some(ann()));
    assert!(accounts.confirm_link(token.reveal(), &by_issuer("u2"), later(3)).await.is_err(), "once");
    assert_eq!(accounts.linked("slack", "T2", "U1").await.unwrap(), None, "another workspace");
    assert_eq!(accounts.links(&ann()).await.unwrap().len(), 1);
    assert!(accounts.unlink(&by_issuer("u2"), "slack", "T1", "U1").await.is_err());
    accounts.unlink(&ann(), "slack", "T1", "U1").await.unwrap();
    assert_eq!(whose().await, None);
}

#[tokio::test]
async fn a_conversation_goes_on_where_it_was_until_it_has_rested() {
    let (_folder, accounts) = accounts().await;
    accounts.keep_thread("slack T1 C1 7", &ann(), "c1", now()).await.unwrap();
    accounts.keep_thread("slack T1 C1 7", &ann(), "c2", later(60)).await.unwrap();
    assert_eq!(accounts.thread("slack T1 C1 7", &ann(), later(70)).await.unwrap().as_deref(), Some("c2"));
    assert_eq!(accounts.thread("slack T1 C1 8", &ann(), later(70)).await.unwrap(), None);
    assert_eq!(accounts.thread("slack T1 C1 7", &by_issuer("u1"), later(70)).await.unwrap(), None);
    assert_eq!(accounts.thread("slack T1 C1 7", &ann(), later(9 * 3600)).await.unwrap(), None);
}

#[test]
fn what_an_issuer_says_cannot_be_taken_for_a_person_of_the_configuration() {
    assert_ne!(by_issuer("ann").subject(), ann().subject());
    assert_eq!(by_issuer("ann").claims("groups"), ["a", "b"]);
    assert_eq!(by_issuer("ann").claims("email"), ["ann@example.com"]);
    assert!(by_issuer("ann").is_true("email_verified") && !by_issuer("ann").is_true("email"));
    assert_eq!(ann().claim("sub"), None);
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_the_machine_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, accounts) = accounts().await;
    accounts.set_password("ann", PASSWORD, now()).await.unwrap();
    for name in ["accounts.db", "accounts.db-wal"] {
        let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
}
