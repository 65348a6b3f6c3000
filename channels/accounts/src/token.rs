use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::AccountError;

/// Text that opens something: 256 random bits. It is shown once; what is kept is its hash.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// 256 random bits.
    ///
    /// # Errors
    /// [`AccountError::NoRandomness`] where the system has none.
    pub fn random() -> Result<Self, AccountError> {
        Token::new("")
    }

    pub(crate) fn new(prefix: &str) -> Result<Self, AccountError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(AccountError::NoRandomness)?;
        Ok(Token(format!("{prefix}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// For the one place that gives it out.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What is kept of a token. A fast hash will do: there is nothing to guess in 256 random bits. Looking it up by its hash
/// also tells no one by the time it takes how much of a guess was right.
pub(crate) fn hash(token: &str) -> Vec<u8> {
    blake3::hash(token.as_bytes()).as_bytes().to_vec()
}

/// A name for a token that gives nothing of it away.
pub(crate) fn name_of(hash: &[u8], prefix: char) -> String {
    let short: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("{prefix}{short}")
}
