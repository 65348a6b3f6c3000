//! Bots: questions from Slack, Teams, Telegram and e-mail, and replies to them.
//!
//! A channel's adapter verifies a message and hands it to the [`Intake`], which keeps it in a file before the channel is
//! thanked. [`Bots`] asks the application, its [`Desk`], for the [`Reply`], keeps that too, and sends it exactly once.
//! This crate knows protocols, not figures.

mod channel;
mod clock;
mod desk;
mod grid;
mod home;
mod http;
mod message;
mod reply;
mod secret;
mod store;
mod wire;
mod wording;
mod work;

pub mod email;
pub mod slack;
pub mod teams;
pub mod telegram;

pub use channel::{
    Attachment, Channel, Consent, Found, Otherwise, Parcel, Receipt, SendError, Shown, Step, Target, Way,
};
pub use clock::Clock;
pub use desk::{Addressed, Asked, Audience, Desk, DeskError, Progress, Question, Who};
pub use home::{Home, Line, Section};
pub use message::{Account, Inbound, Input, Medium, Place};
pub use reply::{Button, File, Paragraph, Picture, Press, Reply, Span, Table};
pub use secret::Secret;
pub use store::{Counts, Delivery, StoreError, Undelivered};
pub use wording::Wording;
pub use work::{Accepted, Bots, Intake, Post, PostError, Poster, Settings};
