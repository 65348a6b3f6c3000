use async_trait::async_trait;
use schemars::JsonSchema;
use sentia_semantic::Scope;
use serde::de::DeserializeOwned;

use crate::{Evidence, ToolContext, ToolError};

/// A typed tool. The doc comments of `Args` and its fields are the description that a model reads.
#[async_trait]
pub trait Tool: Send + Sync {
    const NAME: &'static str;
    type Args: DeserializeOwned + JsonSchema + Send;

    /// Whether a person of this scope is offered the tool. It keeps within the scope in any case.
    fn is_open_to(&self, _scope: &Scope) -> bool {
        true
    }

    async fn call(&self, args: Self::Args, context: &ToolContext) -> Result<Evidence, ToolError>;
}
