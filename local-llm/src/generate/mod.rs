mod grammar;
mod prefix;
mod reply;
mod sample;
mod session;
mod stream;

pub use grammar::Grammar;
pub(crate) use grammar::factory;
pub use sample::Sampling;
pub use session::{Generation, Session, Settings, Stop};
pub use stream::Utf8Stream;
