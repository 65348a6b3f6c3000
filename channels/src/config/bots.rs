//! Where else people ask: Slack, Teams, Telegram and e-mail.

use sentia_bots::email::{EmailError, Server};
use toml::Spanned;

use super::{
    Environment, Secret,
    file::{BotsSection, EmailSection, SlackSection},
    validate::Check,
};

const SLACK_SIGNING_SECRET: &str = "SENTIA_SLACK_SIGNING_SECRET";
const SLACK_APP_TOKEN: &str = "SENTIA_SLACK_APP_TOKEN";
const SLACK_TOKEN: &str = "SENTIA_SLACK_TOKEN";
const SLACK_CLIENT_SECRET: &str = "SENTIA_SLACK_CLIENT_SECRET";
const TEAMS_PASSWORD: &str = "SENTIA_TEAMS_PASSWORD";
const TELEGRAM_TOKEN: &str = "SENTIA_TELEGRAM_TOKEN";
const TELEGRAM_WEBHOOK_SECRET: &str = "SENTIA_TELEGRAM_WEBHOOK_SECRET";
const EMAIL_PASSWORD: &str = "SENTIA_EMAIL_PASSWORD";

/// What stands in the environment for them.
pub(super) const VARIABLES: [&str; 8] = [
    SLACK_SIGNING_SECRET,
    SLACK_APP_TOKEN,
    SLACK_TOKEN,
    SLACK_CLIENT_SECRET,
    TEAMS_PASSWORD,
    TELEGRAM_TOKEN,
    TELEGRAM_WEBHOOK_SECRET,
    EMAIL_PASSWORD,
];

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BotsEntry {
    pub(crate) slack: Option<SlackEntry>,
    pub(crate) teams: Option<TeamsEntry>,
    pub(crate) telegram: Option<TelegramEntry>,
    pub(crate) email: Option<EmailEntry>,
}

/// Secrets are missing where they are not in the environment: only the server needs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SlackEntry {
    pub(crate) base_url: String,
    /// With which Slack's requests are signed, where Slack calls this server.
    pub(crate) signing_secret: BotSecret,
    /// With which this server calls Slack, which then needs no way in. One of the two is there, or both.
    pub(crate) app_token: BotSecret,
    pub(crate) token: BotSecret,
    pub(crate) install: Option<InstallEntry>,
}

/// How workspaces install the bot by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InstallEntry {
    pub(crate) client: String,
    pub(crate) client_secret: BotSecret,
    pub(crate) authorize_url: String,
    /// People who may do that, by their ids.
    pub(crate) installers: Vec<String>,
    /// Workspaces (`T…`) in which they may; empty for any.
    pub(crate) workspaces: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TeamsEntry {
    /// The app's (client) id.
    pub(crate) app: String,
    pub(crate) tenant: String,
    pub(crate) password: BotSecret,
    pub(crate) login_url: String,
    pub(crate) openid_url: String,
    /// Where files may be put besides Microsoft's own stores.
    pub(crate) upload_url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TelegramEntry {
    pub(crate) base_url: String,
    pub(crate) username: String,
    pub(crate) token: BotSecret,
    /// With which Telegram brings messages; none where they are asked for.
    pub(crate) webhook_secret: Option<BotSecret>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EmailEntry {
    pub(crate) address: String,
    pub(crate) imap: Server,
    pub(crate) smtp: Server,
    /// None for the address.
    pub(crate) username: Option<String>,
    pub(crate) folder: String,
    pub(crate) authserv: String,
    pub(crate) senders: Vec<String>,
    pub(crate) password: BotSecret,
}

/// A secret of a bot, and the variable that it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BotSecret {
    pub(crate) variable: &'static str,
    pub(crate) secret: Option<Secret>,
}

impl BotSecret {
    fn of(environment: &Environment, variable: &'static str) -> Self {
        BotSecret { variable, secret: environment.bots.get(variable).cloned() }
    }
}

impl BotsEntry {
    pub(crate) fn is_empty(&self) -> bool {
        self.slack.is_none() && self.teams.is_none() && self.telegram.is_none() && self.email.is_none()
    }
}

impl Check<'_> {
    pub(super) fn bots(
        &mut self,
        section: &BotsSection,
        people_sign_in: bool,
        environment: &Environment,
    ) -> BotsEntry {
        let mut entry = BotsEntry::default();
        if let Some(slack) = &section.slack {
            self.needs_sign_in(slack, people_sign_in);
            let base_url = self.address_or(slack.get_ref().base_url.as_ref(), "https://slack.com/api");
            let install = self.install(slack.get_ref(), environment);
            entry.slack = Some(SlackEntry {
                base_url,
                signing_secret: BotSecret::of(environment, SLACK_SIGNING_SECRET),
                app_token: BotSecret::of(environment, SLACK_APP_TOKEN),
                token: BotSecret::of(environment, SLACK_TOKEN),
                install,
            });
        }
        if let Some(teams) = &section.teams {
            self.needs_sign_in(teams, people_sign_in);
            let here = teams.get_ref();
            let openid = "https://login.botframework.com/v1/.well-known/openidconfiguration";
            let login_url = self.address_or(here.login_url.as_ref(), "https://login.microsoftonline.com");
            let openid_url = self.address_or(here.openid_url.as_ref(), openid);
            let upload_url = here.upload_url.as_ref().map(|url| self.address_or(Some(url), ""));
            entry.teams = Some(TeamsEntry {
                app: here.app.get_ref().clone(),
                tenant: here.tenant.get_ref().clone(),
                password: BotSecret::of(environment, TEAMS_PASSWORD),
                login_url,
                openid_url,
                upload_url,
            });
        }
        if let Some(telegram) = &section.telegram {
            self.needs_sign_in(telegram, people_sign_in);
            let here = telegram.get_ref();
            let base_url = self.address_or(here.base_url.as_ref(), "https://api.telegram.org");
            entry.telegram = Some(TelegramEntry {
                base_url,
                username: here.username.get_ref().trim_start_matches('@').to_owned(),
                token: BotSecret::of(environment, TELEGRAM_TOKEN),
                webhook_secret: here.webhook.then(|| BotSecret::of(environment, TELEGRAM_WEBHOOK_SECRET)),
            });
        }
        if let Some(email) = &section.email {
            self.needs_sign_in(email, people_sign_in);
            entry.email = self.email(email.get_ref(), environment);
        }
        entry
    }

    /// Whoever installs it lets a workspace in, so somebody has to be named for that.
    fn install(&mut self, here: &SlackSection, environment: &Environment) -> Option<InstallEntry> {
        let usual = "https://slack.com/oauth/v2/authorize";
        let authorize_url = self.address_or(here.authorize_url.as_ref(), usual);
        let client = here.client.as_ref()?;
        if here.installers.is_empty() {
            self.fault(client, "nobody may install the app; name the people who may under installers");
        }
        Some(InstallEntry {
            client: client.get_ref().clone(),
            client_secret: BotSecret::of(environment, SLACK_CLIENT_SECRET),
            authorize_url,
            installers: here.installers.clone(),
            workspaces: here.workspaces.clone(),
        })
    }

    fn email(&mut self, here: &EmailSection, environment: &Environment) -> Option<EmailEntry> {
        let imap = self.mail_server(&here.imap, Server::imap);
        let smtp = self.mail_server(&here.smtp, Server::smtp);
        if here.authserv.get_ref().trim().is_empty() {
            self.fault(&here.authserv, EmailError::NoAuthserv.to_string());
        }
        if here.senders.get_ref().iter().all(|one| one.trim().is_empty()) {
            self.fault(&here.senders, EmailError::NoSenders.to_string());
        }
        Some(EmailEntry {
            address: here.address.clone(),
            imap: imap?,
            smtp: smtp?,
            username: here.username.clone(),
            folder: here.folder.clone().unwrap_or_else(|| "INBOX".to_owned()),
            authserv: here.authserv.get_ref().clone(),
            senders: here.senders.get_ref().clone(),
            password: BotSecret::of(environment, EMAIL_PASSWORD),
        })
    }

    fn mail_server(
        &mut self,
        address: &Spanned<String>,
        read: fn(&str) -> Result<Server, EmailError>,
    ) -> Option<Server> {
        read(address.get_ref()).map_err(|error| self.fault(address, error.to_string())).ok()
    }

    /// Nobody's account in a chat says who they are.
    fn needs_sign_in<T>(&mut self, section: &Spanned<T>, people_sign_in: bool) {
        if !people_sign_in {
            self.fault(section, "whoever asks in a chat has to show who they are; add a section [sign_in]");
        }
    }

    fn address_or(&mut self, url: Option<&Spanned<String>>, usual: &str) -> String {
        match url {
            Some(url) => {
                self.web_address(url);
                url.get_ref().trim_end_matches('/').to_owned()
            }
            None => usual.to_owned(),
        }
    }
}
