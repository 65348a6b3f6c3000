use async_trait::async_trait;
use schemars::JsonSchema;
use sentia_semantic::{Dimension, Direction, Freshness, Measure, Period, QueryError, Unit, Value};
use serde::{Deserialize, Serialize};

use crate::{
    Cell, Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, Table, TableColumn, Tool, ToolContext,
    ToolError, from_result::in_words, how_computed,
};

/// Lists what can be asked: measures with definition, unit and the dimensions they split by; or the dimensions and their
/// members. Use it for "what can you answer", "how is X defined", "what is X", "which plants are there".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DescribeCatalogueArgs {
    /// Measure ids to define; empty for all that the person may read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<String>,
    /// Dimension id whose members to list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimension: Option<String>,
}

/// See [`DescribeCatalogueArgs`].
pub struct DescribeCatalogue;

#[async_trait]
impl Tool for DescribeCatalogue {
    const NAME: &'static str = "describe_catalogue";
    type Args = DescribeCatalogueArgs;

    async fn call(&self, args: DescribeCatalogueArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        if let Some(id) = &args.dimension {
            return members(id, context).await;
        }
        let measures = readable(&args.measures, context)?;
        if args.measures.is_empty() { Ok(list(&measures, context)) } else { Ok(define(&measures, context)) }
    }
}

/// The measures asked for, or all that the person may read.
fn readable<'a>(ids: &[String], context: &'a ToolContext) -> Result<Vec<&'a Measure>, ToolError> {
    let catalogue = context.engine.catalogue();
    if ids.is_empty() {
        return Ok(catalogue
            .measures
            .iter()
            .filter(|measure| context.scope.may_read(measure.area))
            .collect());
    }
    let find = |id: &String| {
        let unknown = || QueryError::UnknownMeasure { name: id.clone(), nearest: Vec::new() };
        let measure = catalogue.measure(id).ok_or_else(unknown)?;
        if context.scope.may_read(measure.area) {
            Ok(measure)
        } else {
            Err(QueryError::AreaForbidden { what: measure.label.clone(), area: measure.area }.into())
        }
    };
    ids.iter().map(find).collect()
}

fn list(measures: &[&Measure], context: &ToolContext) -> Evidence {
    let mut measures = measures.to_vec();
    measures.sort_by_key(|measure| measure.area);
    let row = |measure: &&Measure| {
        vec![measure.area.to_string(), measure.label.clone(), first_sentence(&measure.description)]
    };
    let rows = measures.iter().map(row).collect();
    let mut evidence = described("What you can ask about", &["Area", "Measure", "What it is"], rows, context);
    state_count(&mut evidence, "measures");
    evidence
}

fn define(measures: &[&Measure], context: &ToolContext) -> Evidence {
    let row = |measure: &&Measure| {
        let splits: Vec<&str> = context
            .engine
            .dimensions_of(&measure.id)
            .iter()
            .map(|dimension| dimension.label.as_str())
            .collect();
        vec![measure.label.clone(), measure.description.clone(), measure.source.clone(), splits.join(", ")]
    };
    let rows = measures.iter().map(row).collect();
    let labels: Vec<&str> = measures.iter().map(|measure| measure.label.as_str()).collect();
    let title = format!("Definition of {}", in_words(&labels));
    let mut evidence =
        described(&title, &["Measure", "What it is", "Formula", "Can be split by"], rows, context);
    evidence.computed.measures = {
        let catalogue = context.engine.catalogue();
        measures.iter().map(|measure| how_computed::note(catalogue, measure)).collect()
    };
    let fact = |measure: &&Measure| Fact {
        kind: FactKind::Definition,
        measure: measure.label.clone(),
        figures: Vec::new(),
    };
    evidence.facts = measures.iter().map(fact).collect();
    evidence
}

async fn members(id: &str, context: &ToolContext) -> Result<Evidence, ToolError> {
    let unknown = || QueryError::UnknownDimension { name: id.to_owned(), nearest: Vec::new() };
    let dimension: &Dimension = context.engine.catalogue().dimension(id).ok_or_else(unknown)?;
    if !context.scope.may_read(dimension.area) {
        return Err(QueryError::AreaForbidden { what: dimension.plural.clone(), area: dimension.area }.into());
    }
    let index = context.engine.members(&context.scope).await?;
    let rows: Vec<Vec<String>> =
        index.of(id).iter().map(|member| vec![member.label.clone(), member.key.clone()]).collect();
    let mut evidence = described(&dimension.plural, &[&dimension.label, "Code"], rows, context);
    state_count(&mut evidence, &dimension.plural.to_lowercase());
    Ok(evidence)
}

fn described(title: &str, headings: &[&str], rows: Vec<Vec<String>>, context: &ToolContext) -> Evidence {
    let today = context.engine.today();
    let column = |label: &&str| TableColumn {
        id: label.to_lowercase().replace(' ', "_"),
        label: (*label).to_owned(),
        unit: None,
    };
    let rows = rows.into_iter().map(|row| row.into_iter().map(Cell::Text).collect()).collect();
    Evidence {
        id: String::new(),
        title: title.to_owned(),
        table: Table { columns: headings.iter().map(column).collect(), rows, layout: Vec::new() },
        figures: Vec::new(),
        facts: Vec::new(),
        computed: HowComputed {
            scope: context.scope_in_words.clone(),
            ..HowComputed::described(Period::new(today, today))
        },
        as_of: today,
        completeness: Vec::new(),
        freshness: Freshness { data_through: None, period_incomplete_after: None },
        caveats: Vec::new(),
        charts: Vec::new(),
        passages: Vec::new(),
    }
}

/// How many rows there are, as a figure and a finding.
fn state_count(evidence: &mut Evidence, noun: &str) {
    let count = i64::try_from(evidence.table.rows.len()).unwrap_or(i64::MAX);
    evidence.figures.push(Figure {
        id: "f1".to_owned(),
        value: Value::Integer(count),
        unit: Unit::Count(noun.to_owned()),
        kind: FigureKind::Count,
        measure: String::new(),
        label: noun.to_owned(),
        direction: Direction::Neutral,
        members: Vec::new(),
        period: evidence.computed.period,
        against: None,
    });
    evidence.facts.push(Fact {
        kind: FactKind::Listing,
        measure: noun.to_owned(),
        figures: vec!["f1".to_owned()],
    });
}

/// Descriptions begin with a sentence that stands alone.
fn first_sentence(text: &str) -> String {
    text.split_once(". ").map_or_else(|| text.to_owned(), |(first, _)| format!("{first}."))
}
