//! Typed tools over the warehouse. A [`Tool`] takes typed arguments and a [`ToolContext`] (which carries the asking
//! person's scope) and returns [`Evidence`]: a table whose every number is a [`Figure`] with an id, findings bound to
//! those figures, and how it was computed. Tools never call a model.

mod by_day;
mod charts;
mod compare_periods;
mod completeness;
mod context;
mod control_chart;
pub mod demo_company;
mod deriving;
mod describe_catalogue;
mod detect_anomalies;
mod error;
mod evidence;
mod explain_change;
mod facts;
mod findings;
mod forecast;
pub mod format;
mod from_result;
mod history;
mod how_computed;
mod plan_inventory;
mod plan_payments;
mod plan_schedule;
mod predict_maintenance;
mod query_metrics;
mod querying;
mod registry;
mod run_sql;
mod search_documents;
mod sheet;
mod statement;
mod tool;
mod trace;
mod what_if;

pub use compare_periods::{ComparePeriods, ComparePeriodsArgs};
pub use context::{Documents, ToolContext, scope_in_words};
pub use control_chart::{ControlChart, ControlChartArgs};
pub use deriving::{ColumnArg, ColumnKindArg, HavingArg};
pub use describe_catalogue::{DescribeCatalogue, DescribeCatalogueArgs};
pub use detect_anomalies::{DetectAnomalies, DetectAnomaliesArgs};
pub use error::ToolError;
pub use evidence::{
    Cell, Chart, ChartKind, CitedPassage, Completeness, Evidence, Figure, FigureKind, HowComputed,
    MeasureNote, RowLayout, Table, TableColumn,
};
pub use explain_change::{ExplainChange, ExplainChangeArgs};
pub use facts::{Fact, FactKind};
pub use forecast::{Forecast, ForecastArgs};
pub use plan_inventory::{PlanInventory, PlanInventoryArgs};
pub use plan_payments::{PlanPayments, PlanPaymentsArgs};
pub use plan_schedule::{PlanSchedule, PlanScheduleArgs};
pub use predict_maintenance::{PredictMaintenance, PredictMaintenanceArgs};
pub use query_metrics::{FilterArg, QueryMetrics, QueryMetricsArgs};
pub use registry::{ToolDescription, Toolbox};
pub use run_sql::{RunSql, RunSqlArgs};
pub use search_documents::{SearchDocuments, SearchDocumentsArgs};
pub use statement::{StatementArgs, StatementTool};
pub use tool::Tool;
pub use trace::{Trace, TraceArgs, Way};
pub use what_if::{ChangeArg, WhatIf, WhatIfArgs};
