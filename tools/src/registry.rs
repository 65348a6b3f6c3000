use std::{future::Future, pin::Pin};

use sentia_semantic::Scope;
use serde::{Deserialize, Serialize};

use crate::{
    ComparePeriods, ControlChart, DescribeCatalogue, DetectAnomalies, Evidence, ExplainChange, Forecast,
    PlanInventory, PlanPayments, PlanSchedule, PredictMaintenance, QueryMetrics, RunSql, SearchDocuments,
    StatementTool, Tool, ToolContext, ToolError, Trace, WhatIf,
};

/// A tool as a model sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolDescription {
    pub name: String,
    pub description: String,
    /// JSON Schema of the arguments.
    pub parameters: serde_json::Value,
}

type Calling<'a> = Pin<Box<dyn Future<Output = Result<Evidence, ToolError>> + Send + 'a>>;

/// Typed outside, erased inside: a tool whose arguments come as JSON.
trait ErasedTool: Send + Sync {
    fn description(&self) -> ToolDescription;
    fn is_open_to(&self, scope: &Scope) -> bool;
    fn call<'a>(&'a self, arguments: &'a serde_json::Value, context: &'a ToolContext) -> Calling<'a>;
}

impl<T: Tool> ErasedTool for T {
    fn description(&self) -> ToolDescription {
        let mut parameters = schemars::schema_for!(T::Args).to_value();
        let object = parameters.as_object_mut();
        let description = object.and_then(|schema| {
            schema.remove("$schema");
            schema.remove("title");
            schema.remove("description")
        });
        ToolDescription {
            name: T::NAME.to_owned(),
            description: description.and_then(|text| text.as_str().map(unwrapped)).unwrap_or_default(),
            parameters,
        }
    }

    fn is_open_to(&self, scope: &Scope) -> bool {
        Tool::is_open_to(self, scope)
    }

    fn call<'a>(&'a self, arguments: &'a serde_json::Value, context: &'a ToolContext) -> Calling<'a> {
        Box::pin(async move {
            let args = serde_json::from_value(arguments.clone()).map_err(|error| {
                ToolError::BadArguments(format!("{}: {error}; mend the arguments", T::NAME))
            })?;
            Tool::call(self, args, context).await
        })
    }
}

/// Doc comments are wrapped at the width of the source; a reader of the schema is not.
fn unwrapped(text: &str) -> String {
    text.split('\n').map(str::trim).collect::<Vec<_>>().join(" ")
}

/// The tools that a conversation may use.
pub struct Toolbox {
    tools: Vec<(&'static str, Box<dyn ErasedTool>)>,
}

impl Toolbox {
    /// Every tool that ships.
    pub fn standard() -> Self {
        let mut toolbox = Toolbox { tools: Vec::new() };
        toolbox.add(QueryMetrics);
        toolbox.add(ComparePeriods);
        toolbox.add(StatementTool);
        toolbox.add(ExplainChange);
        toolbox.add(Forecast);
        toolbox.add(DetectAnomalies);
        toolbox.add(ControlChart);
        toolbox.add(PredictMaintenance);
        toolbox.add(PlanInventory);
        toolbox.add(PlanPayments);
        toolbox.add(PlanSchedule);
        toolbox.add(Trace);
        toolbox.add(WhatIf);
        toolbox.add(DescribeCatalogue);
        toolbox.add(RunSql);
        toolbox
    }

    /// And the search in documents, for where there are some.
    #[must_use]
    pub fn with_documents(mut self) -> Self {
        self.add(SearchDocuments);
        self
    }

    fn add<T: Tool + 'static>(&mut self, tool: T) {
        self.tools.push((T::NAME, Box::new(tool)));
    }

    /// What a person of this scope is offered, in a fixed order, so that the prompt prefix stays the same from turn to
    /// turn.
    pub fn descriptions(&self, scope: &Scope) -> Vec<ToolDescription> {
        let open = self.tools.iter().filter(|(_, tool)| tool.is_open_to(scope));
        open.map(|(_, tool)| tool.description()).collect()
    }

    /// Calls a tool by name. The caller gives the Evidence its id.
    pub async fn call(
        &self,
        name: &str,
        arguments: &serde_json::Value,
        context: &ToolContext,
    ) -> Result<Evidence, ToolError> {
        let tool = self.tools.iter().find(|(known, _)| *known == name);
        let (_, tool) = tool.ok_or_else(|| ToolError::UnknownTool(name.to_owned()))?;
        tool.call(arguments, context).await
    }
}
