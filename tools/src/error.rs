use sentia_retrieval::IndexError;
use sentia_semantic::QueryError;

/// Why a tool returned nothing, named by what can be done next.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    /// The arguments do not say something that can be computed: the caller mends them and tries again.
    #[error("{0}")]
    BadArguments(String),
    /// Too few of the rows behind the figures have come; a whole sentence.
    #[error("{0}")]
    Incomplete(String),
    #[error("there is no tool \"{0}\"")]
    UnknownTool(String),
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error(transparent)]
    Documents(#[from] IndexError),
}
