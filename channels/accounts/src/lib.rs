//! Who is asking: passwords with codes of an authenticator app, sessions of browsers, keys for programs, accounts in chats,
//! and sign-in at an OpenID issuer. What somebody may see is decided elsewhere, anew at each request; here it is only shown who they are.

mod error;
mod identity;
mod issuer;
mod keys;
mod links;
mod passwords;
mod sessions;
mod store;
mod threads;
mod token;

pub use error::{AccountError, Refusal};
pub use identity::Identity;
pub use issuer::{Begun, Issuer, IssuerError, IssuerSettings, Returned};
pub use keys::{ApiKey, NewKey};
pub use links::{ChatAccount, Link};
pub use passwords::Enrolment;
pub use sessions::Session;
pub use store::Accounts;
pub use token::Token;
