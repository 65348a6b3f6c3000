use std::fmt;

/// Text that is never shown: a key, a password. Neither `Debug` nor any message gives it away.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// For the one place that sends it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Where a database is: a SQLite file or a `postgres://` address, which may hold a password. `Display` leaves it out.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct DatabaseUrl(Secret);

impl DatabaseUrl {
    pub(crate) fn new(url: impl Into<String>) -> Self {
        DatabaseUrl(Secret::new(url))
    }

    pub(crate) fn reveal(&self) -> &str {
        self.0.reveal()
    }

    pub(crate) fn is_postgres(&self) -> bool {
        ["postgres://", "postgresql://"].iter().any(|scheme| self.reveal().starts_with(scheme))
    }

    /// The file of a SQLite database.
    pub(crate) fn file(&self) -> Option<&str> {
        if self.is_postgres() {
            return None;
        }
        let url = self.reveal();
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url);
        Some(path.split_once('?').map_or(path, |(path, _)| path))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = self.file() {
            return f.write_str(file);
        }
        let (scheme, rest) = self.reveal().split_once("://").unwrap_or(("postgres", ""));
        // Parameters may hold a password too: neither they nor anything before the last @ is shown, but the user's name.
        let address = rest.split_once('?').map_or(rest, |(address, _)| address);
        let (user, host) =
            address.rsplit_once('@').map_or(("", address), |(login, host)| (name_of(login), host));
        if user.is_empty() { write!(f, "{scheme}://{host}") } else { write!(f, "{scheme}://{user}@{host}") }
    }
}

fn name_of(login: &str) -> &str {
    login.split_once(':').map_or(login, |(name, _)| name)
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        assert_eq!(format!("{:?}", Secret::new("sk-ant-123")), "Secret(…)");
    }

    #[test]
    fn a_database_address_is_shown_without_its_password() {
        let shown = |url: &str| DatabaseUrl::new(url).to_string();
        assert_eq!(
            shown("postgres://reader:p@ss@db.example/facts?password=x"),
            "postgres://reader@db.example/facts"
        );
        assert_eq!(shown("postgresql://db.example/facts"), "postgresql://db.example/facts");
        assert_eq!(shown("sqlite:///var/lib/facts.db?mode=ro"), "/var/lib/facts.db");
        assert_eq!(shown("facts.db"), "facts.db");
        assert_eq!(format!("{:?}", DatabaseUrl::new("postgres://a:b@c/d")), "DatabaseUrl(postgres://a@c/d)");
    }
}
