use sentia_semantic::QueryError;

/// Why a tool returned nothing, named by what can be done next.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    /// The arguments do not say something that can be computed: the caller mends them and tries again.
    #[error("{0}")]
    BadArguments(String),
    #[error("there is no tool \"{0}\"")]
    UnknownTool(String),
    #[error(transparent)]
    Query(#[from] QueryError),
}
