//! Mail on its way is encrypted, to whom the system trusts.

use std::{sync::Arc, time::Duration};

use sentia_bots::email::Email;
use serde_json::{Value, json};

use crate::{
    desk::Scripted,
    dovecot::Dovecot,
    email::{process, until},
    post_office::{Smtp, certificate, mail, own_name, polled, settings},
    stage::{Stage, clock, quick},
};

#[tokio::test]
async fn over_tls_it_trusts_whom_the_system_trusts_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let Some(roots) = certificate(folder.path(), "localhost") else { return };
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    let arguments = ["implicit", cert.to_str().unwrap(), key.to_str().unwrap()];
    let (Some(dovecot), Some(mut smtp)) = (Dovecot::start(Some((&cert, &key))), Smtp::start(&arguments))
    else {
        return;
    };
    let file = folder.path().join("bots.db");
    let api =
        format!("{} imaps://localhost:{} smtps://localhost:{} 0", file.display(), dovecot.port, smtp.port);
    dovecot.deliver("1800000000.1.here", &mail("q1@acme.example", "", "revenue"));
    let mut stranger = process(api.clone(), None);
    tokio::time::sleep(Duration::from_secs(1)).await;
    stranger.kill().unwrap();
    stranger.wait().unwrap();
    assert_eq!(dovecot.read(), 0, "a certificate that nobody vouches for");
    let mut child = process(api, Some(&roots));
    until(|| smtp.taken().len() == 1).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(smtp.state()["taken"][0]["secure"], Value::Bool(true));
}

/// Where encryption follows a greeting in the clear, whoever stands in between could take the offer of it out.
#[tokio::test]
async fn over_starttls_a_mail_leaves_encrypted_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let Some(name) = own_name() else { return };
    let Some(roots) = certificate(folder.path(), &name) else { return };
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    let arguments = ["starttls", cert.to_str().unwrap(), key.to_str().unwrap()];
    let (Some(dovecot), Some(mut clear), Some(mut smtp)) =
        (Dovecot::start(None), Smtp::start(&["clear"]), Smtp::start(&arguments))
    else {
        return;
    };
    let file = folder.path().join("bots.db");
    let imap = format!("imap://127.0.0.1:{}", dovecot.port);
    dovecot.deliver("1800000000.1.here", &mail("q1@acme.example", "", "revenue"));
    // One that offers nothing, and one for which nobody here vouches.
    for port in [clear.port, smtp.port] {
        let email = Email::new(settings(&imap, &format!("smtp://{name}:{port}")), clock()).unwrap();
        let stage = Stage::at(&file, quick(), Arc::new(Scripted::echo()), email.clone()).await;
        let (stop, polling) = polled(&email, &stage);
        until(|| dovecot.read() == 1).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        stop.send(true).unwrap();
        polling.await.unwrap();
        assert_eq!(stage.bots.counts().await.unwrap().open, 1, "it waits");
        stage.stop().await;
    }
    for one in [&mut clear, &mut smtp] {
        let state = one.state();
        assert_eq!((&state["passwords"], &state["taken"]), (&json!(0), &json!([])), "not even the password");
    }
    let mut child = process(format!("{} {imap} smtp://{name}:{} 0", file.display(), smtp.port), Some(&roots));
    until(|| smtp.taken().len() == 1).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(smtp.state()["taken"][0]["secure"], Value::Bool(true));
}
