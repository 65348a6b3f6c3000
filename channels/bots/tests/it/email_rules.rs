//! Whose mail is answered, and what is never answered.

use sentia_bots::email::Limits;

use crate::{
    desk::Scripted,
    post_office::{OWN, PostOffice, from, mail},
    stage::quick,
};

const PASS: &str = "dmarc=pass header.from=acme.example";

#[tokio::test]
async fn loops_machines_and_lists_are_never_answered() {
    let Some(mut office) = PostOffice::open(Scripted::echo()).await else { return };
    let headers = [
        "Auto-Submitted: auto-replied\n",
        "Auto-Submitted: Auto-Generated; by=cron\n",
        "Precedence: bulk\n",
        "Precedence: LIST\n",
        "precedence:\n\tjunk\n",
        "List-Id: <all.acme.example>\n",
        "List-Unsubscribe: <https://acme.example/out>\n",
        "X-Auto-Response-Suppress: All\n",
        "X-Autoreply: yes\n",
        "X-Sentia: 1\n",
        "Return-Path: <>\n",
        "From: Ben <ben@acme.example>\n",
        "Sender: x\nFROM: <ben@acme.example>\n",
    ];
    let mut mails: Vec<String> = Vec::new();
    for (at, more) in headers.iter().enumerate() {
        mails.push(mail(&format!("a{at}@acme.example"), more, "revenue"));
    }
    let senders = [
        OWN,
        "MAILER-DAEMON@acme.example",
        "postmaster@acme.example",
        "noreply@acme.example",
        "No-Reply@acme.example",
        "bounces+anna=x@acme.example",
        "a@acme.example, b@acme.example",
        "Team: a@acme.example;",
        "\"a b\"@acme.example",
        "",
        "anna",
    ];
    for (at, sender) in senders.iter().enumerate() {
        mails.push(from(sender, PASS, &format!("s{at}@acme.example"), "", "revenue"));
    }
    let bounce = mail("r@acme.example", "", "x").replace(
        "Content-Type: text/plain",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b;",
    );
    mails.push(bounce);
    // Of all these, this alone is a question, and it is the last: nothing holds up what follows.
    mails.push(mail("good@acme.example", "Auto-Submitted: no\nPrecedence: normal\n", "revenue"));
    office.deliver(&mails).await;
    let taken = office.smtp.taken();
    assert_eq!(taken.len(), 1, "{:?}", taken.iter().map(|one| &one.raw).collect::<Vec<_>>());
    assert_eq!(taken[0].header("In-Reply-To").as_deref(), Some("<good@acme.example>"));
    assert_eq!(office.stage.bots.counts().await.unwrap().sent, 1);
    office.close().await;
}

#[tokio::test]
async fn whoever_the_mail_server_does_not_vouch_for_is_never_answered() {
    let Some(mut office) = PostOffice::open(Scripted::echo()).await else { return };
    let anna = "Anna <anna@acme.example>";
    let results = [
        "none",
        "dmarc=fail header.from=acme.example; dkim=pass header.d=acme.example; spf=pass smtp.mailfrom=a@acme.example",
        "dmarc=pass header.from=evil.example",
        "dkim=fail header.d=acme.example",
        "dkim=pass header.d=evil.example",
        "spf=pass smtp.mailfrom=a@evil.example",
        "spf=softfail smtp.mailfrom=anna@acme.example",
        "dkim=none (dkim=pass header.d=acme.example)",
        "spf=fail smtp.mailfrom=\"x; dkim=pass header.d=acme.example\"@evil.example",
    ];
    let mut mails: Vec<String> = Vec::new();
    for (at, result) in results.iter().enumerate() {
        mails.push(from(anna, result, &format!("f{at}@acme.example"), "", "revenue"));
    }
    // Results of another server's, alone and above ours; ours below a forged one would be the sender's work.
    let forged = "Authentication-Results: mx.acme.example; dmarc=pass header.from=acme.example\n";
    mails.push(
        mail("o1@acme.example", "", "revenue")
            .replace("Results: mx.acme.example", "Results: mx.evil.example"),
    );
    mails.push(from(anna, "dmarc=fail header.from=acme.example", "o2@acme.example", forged, "revenue"));
    let unread = "(never closed; dmarc=pass header.from=acme.example";
    mails.push(from(anna, unread, "o3@acme.example", forged, "revenue"));
    let none = mail("o4@acme.example", "", "x").replace("Authentication-Results", "X-Results");
    mails.push(none);
    // Vouched for, and nobody whose mail is read.
    let evil = "dmarc=pass header.from=evil.example";
    mails.push(from("Anna <anna@evil.example>", evil, "k1@evil.example", "", "revenue"));
    mails.push(from("\"anna@acme.example\" <anna@evil.example>", evil, "k2@evil.example", "", "revenue"));
    let other = "dmarc=pass header.from=else.example";
    mails.push(from("host@else.example", other, "k3@else.example", "", "revenue"));
    office.deliver(&mails).await;
    assert_eq!(office.smtp.taken().len(), 0);
    assert_eq!(office.desk.questions().len(), 0);
    let good = [
        (anna, PASS),
        (anna, "spf=pass smtp.mailfrom=anna@acme.example; dkim=none"),
        (
            anna,
            "dkim=fail header.d=acme.example; dkim=pass (2048 bits) header.d=ACME.example header.s=k; dmarc=none",
        ),
        ("Guest <GUEST@else.example>", other),
    ];
    let good: Vec<String> = (0..)
        .zip(good)
        .map(|(at, (sender, results)): (u32, _)| {
            from(sender, results, &format!("g{at}@acme.example"), "", "revenue")
        })
        .collect();
    office.deliver(&good).await;
    assert_eq!(office.smtp.taken().len(), good.len());
}

#[tokio::test]
async fn a_stranger_gets_a_link_and_no_answer() {
    let Some(mut office) = PostOffice::open(Scripted::echo()).await else { return };
    office.deliver(&[from("New <stranger@acme.example>", PASS, "q1@acme.example", "", "revenue")]).await;
    let taken = office.smtp.taken();
    assert_eq!((taken.len(), taken[0].to.as_slice()), (1, &["stranger@acme.example".to_owned()][..]));
    assert!(
        taken[0].text().contains("Sign in: https://sentia.example/link/stranger@acme.example"),
        "{}",
        taken[0].text()
    );
    assert!(office.desk.questions().is_empty());
}

#[tokio::test]
async fn what_holds_no_question_is_told_in_words() {
    let Some(mut office) = PostOffice::open(Scripted::echo()).await else { return };
    let with_file = |kind: &str, words: &str| {
        format!(
            "--b\nContent-Type: text/plain\n\n{words}\n--b\nContent-Type: {kind}\nContent-Disposition: attachment; \
             filename=x\n\nabc\n--b--\n"
        )
    };
    let many = |id: &str, body: &str| {
        mail(id, "", body).replace("text/plain; charset=utf-8", "multipart/mixed; boundary=b")
    };
    let html = mail("h@acme.example", "", "<p>revenue <b>of</b> Leeds</p><img src=https://evil.example/x>");
    office
        .deliver(&[
            mail("e@acme.example", "", "\n> all of it is quoted\n"),
            many("f@acme.example", &with_file("application/pdf", "")),
            many("v@acme.example", &with_file("audio/mpeg", "")),
            many("w@acme.example", &with_file("application/pdf", "revenue")),
            html.replace("text/plain", "text/html"),
            mail("l@acme.example", "", &"a long story ".repeat(90_000)),
            mail("m@acme.example", "", &"word ".repeat(3_000)),
        ])
        .await;
    assert_eq!(office.desk.questions(), ["revenue", "revenue of Leeds"]);
    let taken = office.smtp.taken();
    let said = |id: &str| {
        let answered = Some(format!("<{id}@acme.example>"));
        taken.iter().find(|one| one.header("In-Reply-To") == answered).unwrap().text()
    };
    assert!(said("e").contains("no question"));
    assert!(said("f").contains("cannot read files"));
    assert!(said("v").contains("cannot listen"));
    assert!(said("w").contains("Answer to: revenue") && said("w").contains("not what was attached"));
    assert!(said("l").contains("too long") && said("m").contains("too long"));
    assert_eq!(taken.len(), 7);
}

#[tokio::test]
async fn who_writes_too_often_for_a_person_is_no_longer_answered() {
    let limits = Limits { per_thread: 3, per_sender: 5 };
    let Some(mut office) = PostOffice::with(quick(), limits, Scripted::echo()).await else { return };
    let in_thread: Vec<String> = (0..6)
        .map(|at| mail(&format!("t{at}@acme.example"), "References: <t@acme.example>\n", "thanks"))
        .collect();
    office.deliver(&in_thread).await;
    assert_eq!(office.smtp.taken().len(), 3);
    let anew: Vec<String> = (0..6).map(|at| mail(&format!("n{at}@acme.example"), "", "thanks")).collect();
    office.deliver(&anew).await;
    assert_eq!(office.smtp.taken().len(), 5);
    // One of those that were answered comes again: it is neither new nor too much.
    office
        .deliver(&[in_thread[0].clone(), mail("b@acme.example", "", "hello").replace("anna@", "ben@")])
        .await;
    assert_eq!(office.smtp.taken().len(), 6);
}
