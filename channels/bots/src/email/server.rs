//! Where mail is fetched and handed over, and how the way there is encrypted.

use std::{net::IpAddr, sync::Arc};

use rustls::{ClientConfig, crypto::aws_lc_rs};
use rustls_platform_verifier::BuilderVerifierExt;

use super::EmailError;

/// A mail server, as `imaps://host` or `smtps://host:465` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Tls,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tls {
    /// From the first byte.
    Implicit,
    /// After a greeting in the clear, or not at all.
    Upgraded,
    /// To this machine itself.
    None,
}

impl Server {
    /// Where mail is fetched: `imaps://host`, with a port where it is not 993; `imap://` to the loopback alone.
    ///
    /// # Errors
    /// For an address of another form, or one on whose way others could listen.
    pub fn imap(address: &str) -> Result<Self, EmailError> {
        let (scheme, host, port) = split(address)?;
        let (tls, usual) = match scheme {
            "imaps" => (Tls::Implicit, 993),
            "imap" if is_loopback(host) => (Tls::None, 143),
            "imap" => return Err(EmailError::InTheClear(address.to_owned())),
            _ => return Err(EmailError::Address(address.to_owned(), "imaps://mail.example")),
        };
        Ok(Server { host: host.to_owned(), port: port.unwrap_or(usual), tls })
    }

    /// Where mail is handed over: `smtps://host` (465), or `smtp://host` (587), where STARTTLS has to follow but on the
    /// loopback.
    ///
    /// # Errors
    /// For an address of another form.
    pub fn smtp(address: &str) -> Result<Self, EmailError> {
        let (scheme, host, port) = split(address)?;
        let (tls, usual) = match scheme {
            "smtps" => (Tls::Implicit, 465),
            "smtp" if is_loopback(host) => (Tls::None, 587),
            "smtp" => (Tls::Upgraded, 587),
            _ => return Err(EmailError::Address(address.to_owned(), "smtps://mail.example")),
        };
        Ok(Server { host: host.to_owned(), port: port.unwrap_or(usual), tls })
    }
}

/// Names and passwords stand elsewhere: an address goes into logs.
fn split(address: &str) -> Result<(&str, &str, Option<u16>), EmailError> {
    let wrong =
        || EmailError::Address(address.to_owned(), "imaps://mail.example or smtps://mail.example:465");
    if address.contains('@') {
        return Err(EmailError::Credentials);
    }
    let (scheme, rest) = address.split_once("://").ok_or_else(wrong)?;
    let rest = rest.trim_end_matches('/');
    let (host, port) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, port)) => (host, Some(port.strip_prefix(':').ok_or_else(wrong)?)),
        None => rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port))),
    };
    let is_host = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | ':');
    if host.is_empty() || !host.chars().all(is_host) {
        return Err(wrong());
    }
    let port = port.map(|port| port.parse().map_err(|_| wrong())).transpose()?;
    Ok((scheme, host, port))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// With the roots that the system trusts.
pub(super) fn tls() -> Result<Arc<ClientConfig>, EmailError> {
    let unusable = |error: rustls::Error| EmailError::Tls(error.to_string());
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .with_platform_verifier()
        .map_err(unusable)?;
    Ok(Arc::new(config.with_no_client_auth()))
}
