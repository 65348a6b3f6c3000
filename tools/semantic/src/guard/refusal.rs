use std::fmt::Display;

/// Why a statement of a person's own was not run, or not to its end, in words for that person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SqlRefusal {
    #[error(
        "your permissions do not include SQL of your own; ask in plain words, or ask your administrator to allow it"
    )]
    NotPermitted,
    #[error("the SQL cannot be read ({0}); correct it and run it again")]
    Unreadable(String),
    /// Something that could change data, reach around the permissions, or has no meaning here.
    #[error("{what} cannot be used here; {instead}")]
    NotAllowed { what: String, instead: String },
    #[error("there is no table \"{name}\" that you may see; {}", tables(.possible))]
    UnknownTable { name: String, possible: Vec<String> },
    #[error(
        "the table {table} holds {areas}, which your permissions do not include; ask your administrator if you need it"
    )]
    AreaForbidden { table: String, areas: String },
    #[error(
        "the table {table} is not recorded by {dimension}, and your permissions are limited to {allowed}; so it cannot \
         be shown to you"
    )]
    OutOfScope { table: String, dimension: String, allowed: String },
    #[error("there is no column \"{column}\" that you may see in {place}; {}", columns(.possible))]
    UnknownColumn { column: String, place: String, possible: Vec<String> },
    #[error(
        "the statement was stopped after {0} seconds; ask for fewer rows or a shorter period, and join tables by their keys"
    )]
    TooSlow(u64),
    #[error("the answer is larger than {0} KB; select fewer columns or rows, or sum them up")]
    TooLarge(usize),
    /// What the database says of a statement that is allowed.
    #[error("the database cannot compute this ({0}); correct the statement and run it again")]
    Failed(String),
}

impl SqlRefusal {
    pub(super) fn not_allowed(what: impl Display, instead: impl Into<String>) -> Self {
        SqlRefusal::NotAllowed { what: what.to_string(), instead: instead.into() }
    }

    /// Whether the statement was turned away, rather than mistaken or too much.
    pub fn is_refusal(&self) -> bool {
        self.is_permission() || matches!(self, SqlRefusal::NotAllowed { .. })
    }

    /// Whether other permissions would have given another answer.
    pub fn is_permission(&self) -> bool {
        matches!(
            self,
            SqlRefusal::NotPermitted | SqlRefusal::AreaForbidden { .. } | SqlRefusal::OutOfScope { .. }
        )
    }
}

fn tables(possible: &[String]) -> String {
    match possible {
        [] => "your permissions include no table".to_owned(),
        some => format!("there are {}", some.join(", ")),
    }
}

fn columns(possible: &[String]) -> String {
    match possible {
        [] => "name the columns of the tables in FROM".to_owned(),
        some => format!("there are {}", some.join(", ")),
    }
}
