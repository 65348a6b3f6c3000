use async_trait::async_trait;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::{Evidence, ToolContext, ToolError};

/// A typed tool. The doc comments of `Args` and its fields are the description that a model reads.
#[async_trait]
pub trait Tool: Send + Sync {
    const NAME: &'static str;
    type Args: DeserializeOwned + JsonSchema + Send;

    async fn call(&self, args: Self::Args, context: &ToolContext) -> Result<Evidence, ToolError>;
}
