//! Sentia in Slack, Teams, Telegram and e-mail: the same turns as everywhere else, for whoever linked their account.

mod desk;
mod home;
mod install;
pub(super) mod reply;

use std::{path::Path, sync::Arc, time::Duration};

use axum::Router;
use sentia_bots::{
    Bots, Channel, Clock, Poster, Secret, Settings, Wording,
    email::{self, Email, EmailSettings, EmailWords, Limits},
    slack::{self, Installed, Slack, SlackSettings, SocketSettings, Tokens},
    teams::{self, Streaming, Teams, TeamsSettings},
    telegram::{self, Telegram, TelegramSettings},
};
use sentia_semantic::{Clock as _, SystemClock};
use tokio::sync::watch;

use self::{desk::ChatDesk, install::Installer};
use super::{api, server::Server};
use crate::{
    config::{self, BotSecret, BotsEntry, EmailEntry, SlackEntry, TeamsEntry, TelegramEntry},
    failure::Failure,
};

/// How long messages are kept that were answered, so that one that comes again is known.
const REMEMBERED: Duration = Duration::from_secs(30 * 24 * 3600);

/// Between two looks into the mailbox.
const MAIL_EVERY: Duration = Duration::from_secs(15);

/// After a mail that its server puts off: those that do so to strangers want minutes.
const MAIL_AGAIN: Duration = Duration::from_secs(300);

/// The bots that are configured, ready to be run.
pub(super) struct Ready {
    bots: Bots,
    channels: Vec<Arc<dyn Channel>>,
    /// Asks Telegram for messages, where it does not bring them.
    polled: Option<Arc<Telegram>>,
    /// Asks Slack for a connection over which its messages come.
    socket: Option<(Arc<Slack>, SocketSettings)>,
    mailbox: Option<Arc<Email>>,
    /// Where the channels bring their messages.
    pub(super) routes: Router<Arc<Server>>,
}

/// Where the bots are set up.
struct Setting<'a> {
    clock: &'a Clock,
    /// Where people sign in: `https://sentia.example.com`.
    address: &'a str,
    /// The file with the tokens of workspaces.
    slack_tokens: &'a Path,
}

/// None where no bot is configured.
pub(super) async fn open(config: &config::Config) -> Result<Option<Ready>, Failure> {
    let entries = &config.bots;
    if entries.is_empty() {
        return Ok(None);
    }
    let clock = Clock::new(|| SystemClock.now());
    let bots =
        Bots::open(&config.home.bots(), clock.clone(), Settings::default(), Wording::default()).await?;
    bots.forget_older_than(REMEMBERED).await?;
    let mut ready = Ready {
        bots,
        channels: Vec::new(),
        polled: None,
        socket: None,
        mailbox: None,
        routes: Router::new(),
    };
    let address = config.sign_in.as_ref().map(|sign_in| sign_in.address.origin()).unwrap_or_default();
    let slack_tokens = config.home.slack_tokens();
    ready.add(entries, &Setting { clock: &clock, address: &address, slack_tokens: &slack_tokens }).await?;
    Ok(Some(ready))
}

impl Ready {
    async fn add(&mut self, entries: &BotsEntry, from: &Setting<'_>) -> Result<(), Failure> {
        let Setting { clock, address, .. } = from;
        if let Some(entry) = &entries.slack {
            self.slack(entry, from)?;
        }
        if let Some(entry) = &entries.teams {
            self.teams(entry, clock)?;
        }
        if let Some(entry) = &entries.telegram {
            self.telegram(entry, address).await?;
        }
        if let Some(entry) = &entries.email {
            self.email(entry, clock)?;
        }
        Ok(())
    }

    fn slack(&mut self, entry: &SlackEntry, from: &Setting<'_>) -> Result<(), Failure> {
        let installed = entry.install.as_ref().map(|_| Installed::open(from.slack_tokens)).transpose()?;
        // Where workspaces install the bot by themselves, one of them may still have its token here.
        let tokens = match (&installed, &entry.token.secret) {
            (Some(_), None) => Tokens::new(|_| None),
            _ => Tokens::one(secret(&entry.token)?),
        };
        let settings =
            SlackSettings { base_url: entry.base_url.clone(), tokens, installed: installed.clone() };
        let slack = Arc::new(Slack::new(settings)?);
        if let (Some(install), Some(installed)) = (&entry.install, installed) {
            let installer = Installer::new(install, slack.clone(), installed, from)?;
            self.routes = std::mem::take(&mut self.routes).merge(install::routes(installer));
        }
        let (signing_secret, app_token) = (&entry.signing_secret, &entry.app_token);
        if signing_secret.secret.is_none() && app_token.secret.is_none() {
            let (signing_secret, app_token) = (signing_secret.variable, app_token.variable);
            return Err(Failure::NoWayFromSlack { signing_secret, app_token });
        }
        if signing_secret.secret.is_some() {
            let routes = slack::routes(slack.clone(), secret(signing_secret)?, self.bots.intake());
            self.mount("/bots/slack", routes);
        }
        if app_token.secret.is_some() {
            self.socket = Some((slack.clone(), SocketSettings::new(secret(app_token)?)));
        }
        self.channels.push(slack);
        Ok(())
    }

    fn teams(&mut self, entry: &TeamsEntry, clock: &Clock) -> Result<(), Failure> {
        let settings = TeamsSettings {
            app_id: entry.app.clone(),
            app_password: secret(&entry.password)?,
            tenant_id: entry.tenant.clone(),
            login_url: entry.login_url.clone(),
            openid_url: entry.openid_url.clone(),
            upload_url: entry.upload_url.clone(),
            streaming: Streaming::default(),
        };
        let teams = Teams::new(settings, clock.clone())?;
        self.mount("/bots/teams", teams::routes(teams.clone(), self.bots.intake()));
        self.channels.push(teams);
        Ok(())
    }

    async fn telegram(&mut self, entry: &TelegramEntry, address: &str) -> Result<(), Failure> {
        let telegram = Telegram::new(TelegramSettings {
            base_url: entry.base_url.clone(),
            token: secret(&entry.token)?,
            username: entry.username.clone(),
        })?;
        match &entry.webhook_secret {
            Some(secret) => {
                let secret = self::secret(secret)?;
                telegram.set_webhook(&format!("{address}/bots/telegram/updates"), &secret).await?;
                let routes = telegram::routes(telegram.clone(), secret, self.bots.intake());
                self.mount("/bots/telegram", routes);
            }
            None => self.polled = Some(telegram.clone()),
        }
        self.channels.push(telegram);
        Ok(())
    }

    fn email(&mut self, entry: &EmailEntry, clock: &Clock) -> Result<(), Failure> {
        let settings = EmailSettings {
            address: entry.address.clone(),
            imap: entry.imap.clone(),
            smtp: entry.smtp.clone(),
            username: entry.username.clone(),
            password: secret(&entry.password)?,
            folder: entry.folder.clone(),
            authserv_id: entry.authserv.clone(),
            senders: entry.senders.clone(),
            poll_every: MAIL_EVERY,
            retry_after: MAIL_AGAIN,
            limits: Limits::default(),
            words: EmailWords::default(),
        };
        let email = Email::new(settings, clock.clone())?;
        self.mailbox = Some(email.clone());
        self.channels.push(email);
        Ok(())
    }

    fn mount(&mut self, path: &str, routes: Router) {
        let routes = routes.fallback(api::nothing_here).method_not_allowed_fallback(api::not_that_way);
        self.routes = std::mem::take(&mut self.routes).nest_service(path, routes);
    }

    /// Sends what was not asked for at that moment.
    pub(super) fn poster(&self) -> Poster {
        self.bots.poster(&self.channels)
    }

    /// Answers until it is told to stop; what has arrived and is not answered by then is answered after the next start.
    pub(super) async fn run(self, server: Arc<Server>, address: String, stop: watch::Receiver<bool>) {
        let desk = Arc::new(ChatDesk { server, address });
        let polling = async {
            if let Some(telegram) = self.polled {
                telegram::poll(telegram, self.bots.intake(), stop.clone()).await;
            }
        };
        let listening = async {
            if let Some((slack, settings)) = self.socket {
                slack::listen(slack, settings, self.bots.intake(), stop.clone()).await;
            }
        };
        let reading = async {
            if let Some(mailbox) = self.mailbox {
                email::poll(mailbox, self.bots.intake(), stop.clone()).await;
            }
        };
        tokio::join!(self.bots.run(desk, self.channels, stop.clone()), polling, listening, reading);
    }
}

fn secret(of: &BotSecret) -> Result<Secret, Failure> {
    let secret = of.secret.as_ref().map(|secret| Secret::new(secret.reveal()));
    secret.ok_or(Failure::NoBotSecret { variable: of.variable })
}
