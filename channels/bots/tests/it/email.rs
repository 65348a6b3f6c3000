//! A question by mail is answered in its thread, once, and to who asked alone.

use std::{io::BufRead, path::Path, process::Stdio, sync::Arc, time::Duration};

use mail_parser::MimeHeaders;
use sentia_bots::{
    Accepted, Account, Addressed, Post, Reply,
    email::{Email, EmailError, EmailSettings, Server},
};

use crate::{
    desk::{Scripted, words},
    dovecot::Dovecot,
    post_office::{OWN, PostOffice, Smtp, mail, polled, settings},
    stage::{Stage, clock, quick},
    telegram::rich,
};

fn answering() -> Scripted {
    Scripted::new(|question| {
        Ok(Addressed::Shared(match words(question).as_str() {
            "oee by line" => rich("leeds"),
            other => Reply::text(format!("Answer to: {other}")),
        }))
    })
}

#[tokio::test]
async fn a_question_is_answered_in_its_thread_and_so_are_those_that_follow() {
    let Some(mut office) = PostOffice::open(answering()).await else { return };
    office.deliver(&[mail("q1@acme.example", "", "oee by line\n\n-- \nAnna\n0123")]).await;
    let taken = office.smtp.taken();
    assert_eq!(taken.len(), 1);
    let answer = &taken[0];
    assert_eq!((answer.from.as_str(), answer.to.as_slice()), (OWN, &["anna@acme.example".to_owned()][..]));
    let header = |name: &str| answer.header(name).unwrap_or_default();
    assert_eq!(header("From"), format!("Sentia <{OWN}>"));
    assert_eq!(header("Subject"), "Re: OEE by line");
    assert_eq!(
        (header("In-Reply-To"), header("References")),
        ("<q1@acme.example>".into(), "<q1@acme.example>".into())
    );
    assert_eq!((header("Auto-Submitted"), header("X-Sentia")), ("auto-replied".into(), "1".into()));
    assert!(answer.header("List-Unsubscribe").is_none());
    assert_eq!(
        answer.text(),
        "71.4% for <leeds> & others\n\n[Chart: Bars of OEE by line.]\n\n\
         OEE by line\nLine        OEE\nLine 3    64.0%\n<Line 4>   7.1%\n\n\
         Why? – reply with #1.0\nOpen: https://sentia.example/c1\n\nRows up to 21 June.\n"
    );
    let read = answer.read();
    let html = read.body_html(0).unwrap();
    assert!(html.contains("<strong>71.4%</strong> for &lt;leeds&gt; &amp; others"), "{html}");
    assert!(html.contains("<img src=\"cid:chart\" alt=\"Bars of OEE by line.\""), "{html}");
    assert!(
        html.contains("&lt;Line 4&gt;</td>") && html.contains("href=\"https://sentia.example/c1\""),
        "{html}"
    );
    assert!(
        html.contains(
            "href=\"mailto:sentia%40acme%2Eexample?subject=Re%3A%20OEE%20by%20line&amp;body=%231%2E0\""
        ),
        "{html}"
    );
    let parts: Vec<_> =
        read.attachments().map(|part| (part.attachment_name().unwrap(), part.contents())).collect();
    assert_eq!(parts, [("chart.png", &[137, 80, 78, 71][..]), ("oee.csv", b"line,oee")]);
    let picture = read.attachments().next().unwrap();
    assert_eq!(picture.content_id(), Some("chart"));
    // The thread goes on: what is quoted is not asked again, and a button is pressed by sending its token.
    let ours = read.message_id().unwrap().to_owned();
    let thread = format!("In-Reply-To: <{ours}>\nReferences: <q1@acme.example> <{ours}>\n");
    let quoting = "and scrap?\n\nOn Mon, 5 Jan 2026 at 09:00, Sentia wrote:\n> 71.4% for leeds\n";
    office.deliver(&[mail("q2@acme.example", &thread, quoting)]).await;
    office.deliver(&[mail("q3@acme.example", "", "#1.0\n")]).await;
    assert_eq!(office.desk.questions(), ["oee by line", "and scrap?", &format!("[{}]", "why ".repeat(40))]);
    let asked = office.desk.asked.lock().unwrap().clone();
    assert_eq!(asked[0].place.conversation(), asked[1].place.conversation());
    assert_ne!(asked[0].place.conversation(), asked[2].place.conversation());
    let taken = office.smtp.taken();
    let references = taken[1].header("References").unwrap();
    assert_eq!(references, format!("<q1@acme.example> <{ours}> <q2@acme.example>"));
    office.close().await;
}

#[tokio::test]
async fn four_copies_are_answered_once() {
    let Some(mut office) = PostOffice::open(Scripted::echo()).await else { return };
    let copy = || mail("q1@acme.example", "", "revenue");
    office.deliver(&[copy(), copy()]).await;
    office.deliver(&[copy(), copy()]).await;
    assert_eq!((office.smtp.taken().len(), office.desk.questions().len()), (1, 1));
    // Another sender's mail of the same name is another mail.
    let other = copy().replace("anna@", "ben@");
    office.deliver(&[other]).await;
    assert_eq!(office.smtp.taken()[1].to, ["ben@acme.example"]);
}

#[tokio::test]
async fn of_several_receivers_only_who_wrote_is_answered() {
    let Some(mut office) = PostOffice::open(Scripted::echo()).await else { return };
    let more = "Cc: Boss <boss@acme.example>, team@acme.example\nReply-To: thief@evil.example\n";
    office.deliver(&[mail("q1@acme.example", more, "revenue")]).await;
    let taken = office.smtp.taken();
    assert_eq!((taken.len(), taken[0].to.as_slice()), (1, &["anna@acme.example".to_owned()][..]));
    assert!(taken[0].header("Cc").is_none());
    assert!(taken[0].text().contains("goes to you alone"), "{}", taken[0].text());
    assert!(!office.desk.asked.lock().unwrap()[0].place.shared);
}

#[tokio::test]
async fn what_is_put_off_is_sent_later_and_what_is_refused_is_listed() {
    let Some(mut office) = PostOffice::open(Scripted::echo()).await else { return };
    // Not even a password that is refused for a while ends it.
    office.smtp.faults(&["auth", "rcpt later", "rcpt lost", "data later"]);
    office.deliver(&[mail("q1@acme.example", "", "one")]).await;
    assert_eq!(office.smtp.taken().len(), 1);
    assert_eq!(office.stage.bots.counts().await.unwrap().sent, 1);
    for fault in ["rcpt never", "data never"] {
        office.smtp.faults(&[fault]);
        office.deliver(&[mail(&format!("{}@acme.example", fault.replace(' ', ".")), "", fault)]).await;
    }
    assert_eq!(office.stage.bots.counts().await.unwrap().refused, 2);
    let undelivered = format!("{:?}", office.stage.bots.undelivered(9).await.unwrap());
    assert!(
        undelivered.contains("no such mailbox") && undelivered.contains("we do not like it"),
        "{undelivered}"
    );
    assert!(!undelivered.contains("hush"), "{undelivered}");
    assert_eq!(office.smtp.taken().len(), 1);
}

/// SMTP cannot be asked whether a mail was taken whose receipt was lost.
#[tokio::test]
async fn what_may_have_arrived_is_not_sent_again_but_told() {
    let Some(mut office) = PostOffice::open(Scripted::echo()).await else { return };
    office.smtp.faults(&["data lost"]);
    office.deliver(&[mail("q1@acme.example", "", "one")]).await;
    assert_eq!(office.stage.bots.counts().await.unwrap().uncertain, 1);
    assert_eq!(office.smtp.taken().len(), 1, "it was taken, and not sent again");
    let more = "References: <q1@acme.example>\n";
    office.deliver(&[mail("q2@acme.example", more, "two"), mail("q3@acme.example", more, "three")]).await;
    let told: Vec<bool> =
        office.smtp.taken().iter().map(|one| one.text().contains("may not have reached you")).collect();
    assert_eq!(told.iter().filter(|told| **told).count(), 1, "{told:?}");
}

#[tokio::test]
async fn what_was_ordered_is_posted_once_and_can_be_stopped_by_the_mail_program() {
    let Some(mut office) = PostOffice::open(Scripted::echo()).await else { return };
    let poster = office.stage.bots.poster(&[office.email.clone() as Arc<dyn sentia_bots::Channel>]);
    let account = Account { channel: "email".into(), tenant: String::new(), id: "anna@acme.example".into() };
    let stop = "https://sentia.example/api/v1/orders/stop/abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefg";
    let text = "OEE fell\r\nBcc: thief@evil.example";
    let post = |id: &str, stop: Option<&str>| Post {
        id: id.into(),
        account: account.clone(),
        place: None,
        reply: Reply { stop: stop.map(str::to_owned), ..Reply::text(text) },
    };
    assert_eq!(poster.post(post("report 7", Some(stop))).await.unwrap(), Accepted::New);
    assert_eq!(poster.post(post("report 7", Some(stop))).await.unwrap(), Accepted::Known);
    poster.post(post("alert", Some("https://a.example/>\r\nBcc: thief@evil.example"))).await.unwrap();
    office.stage.quiet().await;
    let taken = office.smtp.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0].header("List-Unsubscribe"), Some(format!("<{stop}>")));
    assert_eq!(taken[0].header("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
    assert_eq!(taken[0].header("Auto-Submitted").as_deref(), Some("auto-generated"));
    assert_eq!(taken[0].header("Subject").as_deref(), Some("OEE fell Bcc: thief@evil.example"));
    assert!(taken[0].header("In-Reply-To").is_none());
    assert!(taken.iter().all(|one| one.header("Bcc").is_none() && one.to == ["anna@acme.example"]));
    assert_eq!(taken[1].header("List-Unsubscribe"), None);
}

const API: &str = "SENTIA_TEST_BOTS_API";

/// Takes questions in and is killed before it answers.
#[tokio::test]
#[ignore = "the process that the tests below start"]
async fn the_process() {
    let [file, imap, smtp, delay] =
        crate::kill::named(API).split(' ').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
    let email = Email::new(settings(&imap, &smtp), clock()).unwrap();
    let mut desk = Scripted::echo();
    desk.delay = Duration::from_secs(delay.parse().unwrap());
    let stage = Stage::at(Path::new(&file), quick(), Arc::new(desk), email.clone()).await;
    let _polling = polled(&email, &stage);
    println!("\nAT work");
    std::future::pending::<()>().await;
}

pub(crate) fn process(api: String, roots: Option<&Path>) -> std::process::Child {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command
        .args(["email::the_process", "--exact", "--ignored", "--nocapture"])
        .env(API, api)
        .stdout(Stdio::piped());
    if let Some(roots) = roots {
        command.env("SSL_CERT_FILE", roots).env_remove("SSL_CERT_DIR");
    }
    let mut child = command.spawn().unwrap();
    let lines = std::io::BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == "AT work"), "the process starts");
    child
}

pub(crate) async fn until(mut done: impl FnMut() -> bool) {
    for _ in 0..1000 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not come about");
}

#[tokio::test]
async fn killed_between_question_and_answer_it_answers_once_after_a_restart() {
    let (Some(dovecot), Some(mut smtp)) = (Dovecot::start(None), Smtp::start(&[])) else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bots.db");
    let api = |delay: u32| {
        format!("{} imap://127.0.0.1:{} smtp://127.0.0.1:{} {delay}", file.display(), dovecot.port, smtp.port)
    };
    let (slow, quick) = (api(3600), api(0));
    dovecot.deliver("1800000000.1.here", &mail("q1@acme.example", "", "revenue"));
    let mut child = process(slow, None);
    until(|| dovecot.read() == 1).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(smtp.taken().len(), 0);
    for _ in 0..2 {
        let mut child = process(quick.clone(), None);
        until(|| smtp.taken().len() == 1).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let taken = smtp.taken();
    assert_eq!((taken.len(), taken[0].text().trim()), (1, "Answer to: revenue"));
}

#[test]
fn what_others_could_read_or_forge_is_not_set_up() {
    let in_the_clear = Server::imap("imap://mail.acme.example");
    assert_eq!(in_the_clear, Err(EmailError::InTheClear("imap://mail.acme.example".into())));
    for odd in [
        "imaps://anna:hush@mail.acme.example",
        "https://mail.acme.example",
        "mail.acme.example",
        "imaps://",
        "imaps://a b",
    ] {
        let told = Server::imap(odd).unwrap_err().to_string();
        assert!(!told.contains("hush"), "{told}");
    }
    assert!(
        Server::imap("imap://127.0.0.1:1143").is_ok() && Server::imap("imaps://mail.acme.example").is_ok()
    );
    let good = settings("imaps://mail.acme.example", "smtp://mail.acme.example");
    assert!(!format!("{good:?}").contains("hush"));
    let with = |change: fn(&mut EmailSettings)| {
        let mut settings = good.clone();
        change(&mut settings);
        Email::new(settings, clock()).map(drop)
    };
    assert_eq!(with(|one| one.authserv_id = " ".into()), Err(EmailError::NoAuthserv));
    assert_eq!(with(|one| one.senders = vec![String::new()]), Err(EmailError::NoSenders));
    assert_eq!(with(|one| one.address = "Sentia".into()), Err(EmailError::Mailbox("Sentia".into())));
    assert_eq!(with(|_| {}), Ok(()));
}
