use sentia_accounts::Identity;
use sentia_agent::{Person, order::Order};
use sentia_bots::{Account, Place};
use serde::{Deserialize, Serialize};

/// An order as its job keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Wish {
    pub(crate) order: Order,
    /// Looked up anew each time: what they may see then is what they get.
    pub(crate) who: Who,
    /// Who ordered it, with the permissions of that day.
    pub(crate) person: Person,
    /// Where it is sent: in private where it was ordered, if that was in a chat, or to the person's mailbox.
    pub(crate) chat: Option<Chat>,
    /// Stands in each delivery, so that one press ends it.
    pub(crate) stop_key: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Who {
    /// Somebody who signed in.
    Identity(Identity),
    /// A person of the configuration, where nobody signs in.
    Person(String),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Chat {
    pub(crate) account: Account,
    /// None for wherever the account reads what is for it alone.
    pub(crate) place: Option<Place>,
}

/// For whom an order would be carried out later.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Behalf {
    /// None for a key that sees less than its person: what is made later would be made with all that the person may see.
    pub(crate) who: Option<Who>,
    pub(crate) chat: Option<Chat>,
}

impl Behalf {
    pub(crate) fn of_person(id: &str) -> Self {
        Behalf { who: Some(Who::Person(id.to_owned())), chat: None }
    }

    pub(crate) fn of_identity(identity: &Identity) -> Self {
        Behalf { who: Some(Who::Identity(identity.clone())), chat: None }
    }

    pub(crate) fn nobody() -> Self {
        Behalf { who: None, chat: None }
    }
}
