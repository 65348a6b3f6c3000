//! Statements with structure: lines that sum to one another to the penny, set beside an earlier period or the budget,
//! with a check of what must hold between them. Which lines there are is data of the catalogue.

mod amounts;
mod bridge;
mod columns;
mod gather;
mod lines;
mod outlook;
mod page;

use async_trait::async_trait;
use schemars::JsonSchema;
use sentia_semantic::{QueryError, Statement};
use serde::{Deserialize, Serialize};

use self::columns::{Against, Columns};
use crate::{Evidence, FilterArg, Tool, ToolContext, ToolError, from_result::in_words, querying};

/// A whole statement whose lines sum exactly and are checked: profit and loss, balance sheet, cash flow statement, aged
/// receivables and payables, OEE loss tree, price/volume/mix bridge, working capital bridge, thirteen-week cash. Use it
/// instead of query_metrics for "P&L", "balance sheet", "aged debtors", "OEE losses", "why did revenue change".
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatementArgs {
    /// Statement id, such as profit_and_loss, balance_sheet, cash_flow, receivables_ageing, payables_ageing, oee_losses,
    /// revenue_bridge, margin_bridge, working_capital_bridge, thirteen_week_cash. An unknown one is answered with those
    /// there are.
    pub statement: String,
    /// Period, written as for query_metrics; balances are those of its last day. Left out: the statement's usual period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// previous_period, previous_year, budget, or a period to set beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
    /// Members to keep or leave out. All filters hold at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<FilterArg>,
}

/// See [`StatementArgs`].
pub struct StatementTool;

#[async_trait]
impl Tool for StatementTool {
    const NAME: &'static str = "statement";
    type Args = StatementArgs;

    async fn call(&self, args: StatementArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        let statement = readable(&args.statement, context)?;
        let asked = args.period.as_deref().unwrap_or(&statement.default_period);
        let period = querying::period(&context.engine, Some(asked), &[])?;
        let against = Against::read(args.against.as_deref(), statement, &context.engine)?;
        let filters = querying::filters(&args.filters);
        if let Some(outlook) = &statement.outlook {
            outlook::from_now_on(statement, period, against, &context.engine)?;
            return outlook::evidence(statement, outlook, &filters, context).await;
        }
        let columns = Columns::compute(statement, period, against, &filters, context).await?;
        Ok(page::evidence(statement, columns, context))
    }
}

/// The statement of this id, if the person may read it.
fn readable<'a>(id: &str, context: &'a ToolContext) -> Result<&'a Statement, ToolError> {
    let catalogue = context.engine.catalogue();
    let Some(statement) = catalogue.statement(id) else {
        let known: Vec<&str> = catalogue.statements.iter().map(|statement| statement.id.as_str()).collect();
        let known = if known.is_empty() { "none".to_owned() } else { in_words(&known) };
        return Err(ToolError::BadArguments(format!("there is no statement \"{id}\"; there is {known}")));
    };
    if context.scope.may_read(statement.area) {
        Ok(statement)
    } else {
        Err(QueryError::AreaForbidden { what: statement.label.clone(), area: statement.area }.into())
    }
}
