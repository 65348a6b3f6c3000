use std::{io, net::SocketAddr};

use tokio::net::TcpListener;

use crate::config::Address;

/// Why an address cannot be served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AddressError {
    #[error(
        "{0} can be reached from other machines, and without sign-in whoever reached it could ask as anybody. Add a section \
         [sign_in] to the configuration file, or listen on 127.0.0.1"
    )]
    Open(SocketAddr),
    #[error(
        "{0} is in use, perhaps by another sentia; end that one, or pass --listen 127.0.0.1:0 for any free port"
    )]
    Taken(SocketAddr),
    #[error("{address} cannot be listened on ({source}); pass another one with --listen")]
    Refused { address: SocketAddr, source: io::Error },
}

pub(super) fn refuse_beyond_this_machine(address: SocketAddr) -> Result<(), AddressError> {
    if address.ip().to_canonical().is_loopback() { Ok(()) } else { Err(AddressError::Open(address)) }
}

pub(super) async fn bind(address: SocketAddr) -> Result<TcpListener, AddressError> {
    TcpListener::bind(address).await.map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => AddressError::Taken(address),
        _ => AddressError::Refused { address, source },
    })
}

/// The names under which a browser may call the server. Under any other, somebody else's page has made a name of theirs
/// point here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    hosts: Vec<String>,
    origins: Vec<String>,
    /// Whether they are not those of this machine.
    elsewhere: bool,
}

impl Names {
    /// Those that people know, else those of this machine.
    pub(super) fn of(bound: SocketAddr, address: Option<&Address>) -> Self {
        if let Some(address) = address {
            return Names {
                hosts: vec![address.authority()],
                origins: vec![address.origin()],
                elsewhere: true,
            };
        }
        let hosts = vec![bound.to_string(), format!("localhost:{}", bound.port())];
        let origins = hosts.iter().map(|host| format!("http://{host}")).collect();
        Names { hosts, origins, elsewhere: false }
    }

    #[cfg(test)]
    pub(super) fn somewhere(host: &str) -> Self {
        let origins = vec![format!("https://{host}")];
        Names { hosts: vec![host.to_owned()], origins, elsewhere: true }
    }

    pub(super) fn has_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host))
    }

    pub(super) fn has_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|own| own.eq_ignore_ascii_case(origin))
    }

    pub(super) fn is_elsewhere(&self) -> bool {
        self.elsewhere
    }

    /// Where to come instead.
    pub(super) fn first(&self) -> &str {
        self.origins.first().map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_may_be_listened_on() {
        for inside in ["127.0.0.1:80", "127.1.2.3:0", "[::1]:7366", "[::ffff:127.0.0.1]:1"] {
            assert!(refuse_beyond_this_machine(inside.parse().unwrap()).is_ok(), "{inside}");
        }
        for outside in ["0.0.0.0:80", "[::]:80", "192.168.1.4:80", "[::ffff:10.0.0.1]:80", "8.8.8.8:53"] {
            let error = refuse_beyond_this_machine(outside.parse().unwrap()).unwrap_err();
            assert!(error.to_string().contains("without sign-in"), "{outside}: {error}");
        }
    }
}
