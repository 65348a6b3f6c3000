//! Bots behind a mailbox of Dovecot's, whose mails a server of nodemailer's takes.

use std::{
    net::ToSocketAddrs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};

use mail_parser::{Message, MessageParser};
use sentia_bots::{
    Secret, Settings,
    email::{Email, EmailSettings, EmailWords, Limits, Server, poll},
};
use serde_json::{Value, json};
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    desk::Scripted,
    dovecot::{Dovecot, PASSWORD},
    peers::{NODE, Talker, named, script_path},
    stage::{Stage, clock, quick},
};

pub(crate) const OWN: &str = "sentia@acme.example";

/// smtp-server, which takes what it is told to.
pub(crate) struct Smtp {
    talker: Talker,
    pub(crate) port: u64,
}

impl Smtp {
    pub(crate) fn start(arguments: &[&str]) -> Option<Smtp> {
        let folder = named(NODE)?;
        let mut command = Command::new("node");
        command.arg(script_path("smtp_peer.mjs")).arg(folder).args(arguments);
        let mut talker = Talker::start(command);
        let port = talker.hear()["port"].as_u64().unwrap();
        Some(Smtp { talker, port })
    }

    /// What it took, and how often it was tried.
    pub(crate) fn state(&mut self) -> Value {
        self.talker.ask(&json!([]))
    }

    pub(crate) fn taken(&mut self) -> Vec<Mail> {
        self.state()["taken"].as_array().unwrap().iter().map(Mail::new).collect()
    }

    pub(crate) fn faults(&mut self, faults: &[&str]) {
        self.talker.ask(&json!(faults));
    }
}

/// A mail as it was taken.
pub(crate) struct Mail {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) raw: String,
}

impl Mail {
    fn new(taken: &Value) -> Mail {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let to = taken["to"].as_array().unwrap().iter().map(text).collect();
        Mail { from: text(&taken["from"]), to, raw: text(&taken["raw"]) }
    }

    pub(crate) fn read(&self) -> Message<'_> {
        MessageParser::default().parse(self.raw.as_bytes()).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        self.read().body_text(0).unwrap().replace("\r\n", "\n")
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let mail = self.read();
        mail.header_raw(name).map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

pub(crate) fn settings(imap: &str, smtp: &str) -> EmailSettings {
    EmailSettings {
        address: format!("Sentia <{OWN}>"),
        imap: Server::imap(imap).unwrap(),
        smtp: Server::smtp(smtp).unwrap(),
        username: None,
        password: Secret::new(PASSWORD),
        folder: "INBOX".into(),
        authserv_id: "mx.acme.example".into(),
        senders: vec!["acme.example".into(), "guest@else.example".into()],
        poll_every: Duration::from_millis(30),
        retry_after: Duration::from_millis(30),
        limits: Limits::default(),
        words: EmailWords::default(),
    }
}

pub(crate) struct PostOffice {
    pub(crate) dovecot: Dovecot,
    pub(crate) smtp: Smtp,
    pub(crate) desk: Arc<Scripted>,
    pub(crate) email: Arc<Email>,
    pub(crate) stage: Stage,
    stop: watch::Sender<bool>,
    polling: JoinHandle<()>,
    delivered: usize,
}

impl PostOffice {
    pub(crate) async fn open(desk: Scripted) -> Option<PostOffice> {
        PostOffice::with(quick(), Limits::default(), desk).await
    }

    pub(crate) async fn with(settings: Settings, limits: Limits, desk: Scripted) -> Option<PostOffice> {
        let (dovecot, smtp) = (Dovecot::start(None)?, Smtp::start(&[])?);
        let (imap, to) =
            (format!("imap://127.0.0.1:{}", dovecot.port), format!("smtp://127.0.0.1:{}", smtp.port));
        let email = Email::new(EmailSettings { limits, ..self::settings(&imap, &to) }, clock()).unwrap();
        let desk = Arc::new(desk);
        let stage = Stage::with(settings, desk.clone(), email.clone()).await;
        let (stop, polling) = polled(&email, &stage);
        Some(PostOffice { dovecot, smtp, desk, email, stage, stop, polling, delivered: 0 })
    }

    /// Delivers mails, and waits until each was looked at and all is answered.
    pub(crate) async fn deliver(&mut self, mails: &[String]) {
        for mail in mails {
            self.delivered += 1;
            self.dovecot.deliver(&format!("1800000000.{:03}.here", self.delivered), mail);
        }
        for _ in 0..1000 {
            if self.dovecot.read() == self.delivered {
                self.stage.quiet().await;
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{} of {} were read: {}", self.dovecot.read(), self.delivered, self.dovecot.log());
    }

    pub(crate) async fn close(self) {
        self.stop.send(true).unwrap();
        self.polling.await.unwrap();
        self.stage.stop().await;
    }
}

pub(crate) fn polled(email: &Arc<Email>, stage: &Stage) -> (watch::Sender<bool>, JoinHandle<()>) {
    let (stop, stopped) = watch::channel(false);
    (stop, tokio::spawn(poll(email.clone(), stage.bots.intake(), stopped)))
}

/// A mail of Anna's as our mail server delivers it; its results stand first, as they do there.
pub(crate) fn mail(id: &str, more: &str, text: &str) -> String {
    from("Anna <anna@acme.example>", "dmarc=pass header.from=acme.example", id, more, text)
}

pub(crate) fn from(sender: &str, results: &str, id: &str, more: &str, text: &str) -> String {
    format!(
        "Return-Path: <someone@acme.example>\nAuthentication-Results: mx.acme.example;\n\t{results}\n\
         Received: from a by mx.acme.example; Mon, 5 Jan 2026 08:00:00 +0000\nFrom: {sender}\nTo: Sentia <{OWN}>\n\
         Subject: OEE by line\nDate: Mon, 5 Jan 2026 08:00:00 +0000\nMessage-ID: <{id}>\n{more}\
         Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    )
}

/// This machine by a name that does not say so, as the name of any mail server; None, and a word on it, where it has none.
pub(crate) fn own_name() -> Option<String> {
    let told = Command::new("hostname").output().ok()?.stdout;
    let name = String::from_utf8(told).ok()?.trim().to_owned();
    let is_found = name != "localhost" && (name.as_str(), 0).to_socket_addrs().is_ok();
    if !is_found {
        println!("SKIPPED: mail over STARTTLS, for which this machine has no name that leads to it");
    }
    is_found.then_some(name)
}

/// Writes a certificate for the loopback, and for a name, and its key, and returns the root that vouches for it; None,
/// and a word on it, where there is no openssl.
pub(crate) fn certificate(folder: &Path, name: &str) -> Option<PathBuf> {
    std::fs::write(folder.join("names"), format!("subjectAltName=DNS:localhost,DNS:{name}\n")).unwrap();
    let commands = [
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=roots -keyout roots.key -out roots.pem",
        "req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key.pem -out wish.pem",
        "x509 -req -in wish.pem -CA roots.pem -CAkey roots.key -CAcreateserial -days 2 -extfile names -out cert.pem",
    ];
    for command in commands {
        let made = Command::new("openssl").args(command.split(' ')).current_dir(folder).output();
        if !made.is_ok_and(|made| made.status.success()) {
            println!("SKIPPED: what is encrypted, for which there is no openssl here");
            return None;
        }
    }
    Some(folder.join("roots.pem"))
}
