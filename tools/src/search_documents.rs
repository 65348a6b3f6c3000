use async_trait::async_trait;
use schemars::JsonSchema;
use sentia_retrieval::{DocumentKind, Filter, Hit, Search};
use sentia_semantic::{Freshness, Period};
use serde::{Deserialize, Serialize};

use crate::{
    CitedPassage, Evidence, Fact, FactKind, HowComputed, Table, Tool, ToolContext, ToolError,
    context::Documents,
};

/// Passages that are looked for where nobody says how many, and at most.
const USUAL: usize = 5;
const MOST: usize = 12;

/// Finds passages of the company's documents: procedures, manuals, contracts, certificates, minutes, e-mails. Use it for
/// what is written somewhere (how something is done, what was agreed), never for figures that a measure answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchDocumentsArgs {
    /// What to look for, in the words that the document is likely to use.
    pub query: String,
    /// Only documents of these kinds: text, markdown, html, csv, email, docx, xlsx, pptx, pdf. Empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// How many passages, at most 12; 5 where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// See [`SearchDocumentsArgs`].
pub struct SearchDocuments;

#[async_trait]
impl Tool for SearchDocuments {
    const NAME: &'static str = "search_documents";
    type Args = SearchDocumentsArgs;

    async fn call(&self, args: SearchDocumentsArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        let Some(Documents { library, reader }) = &context.documents else {
            return Err(ToolError::BadArguments("there are no documents to search".to_owned()));
        };
        let kinds = args.kinds.iter().map(|name| kind(name)).collect::<Result<_, _>>()?;
        let filter = Filter { kinds, ..Filter::default() };
        let limit = args.limit.map_or(USUAL, |limit| limit as usize).clamp(1, MOST);
        let found = library.search(reader, &args.query, &filter, limit).await?;
        Ok(evidence(&args.query, found, context))
    }
}

fn kind(name: &str) -> Result<DocumentKind, ToolError> {
    let known = || DocumentKind::ALL.map(DocumentKind::name).join(", ");
    DocumentKind::of_name(name).ok_or_else(|| {
        ToolError::BadArguments(format!("there is no kind of document \"{name}\"; choose from {}", known()))
    })
}

fn evidence(query: &str, found: Search, context: &ToolContext) -> Evidence {
    let today = context.engine.today();
    let passages: Vec<CitedPassage> = found.hits.into_iter().map(|hit| passage(query, hit)).collect();
    let kind = if passages.is_empty() { FactKind::NoData } else { FactKind::Passages };
    let closest = passages.iter().map(|passage| passage.covered).fold(0.0, f64::max);
    let mut caveats: Vec<String> =
        found.degraded.map(|why| format!("Documents were {why}.")).into_iter().collect();
    if !passages.is_empty() && closest < 0.5 {
        caveats.push("No passage has most of the words looked for; these come nearest.".to_owned());
    }
    Evidence {
        id: String::new(),
        title: "What documents say".to_owned(),
        table: Table::default(),
        figures: Vec::new(),
        facts: vec![Fact { kind, measure: "documents".to_owned(), figures: Vec::new() }],
        computed: HowComputed::described(Period::new(today, today)),
        as_of: today,
        freshness: Freshness { data_through: None, period_incomplete_after: None },
        completeness: Vec::new(),
        caveats,
        charts: Vec::new(),
        passages,
    }
}

fn passage(query: &str, hit: Hit) -> CitedPassage {
    let quote = hit.quote(query);
    CitedPassage {
        number: 0,
        document: hit.document.id,
        title: hit.document.title,
        source: hit.document.source,
        section: hit.passage.section,
        page: hit.passage.page,
        date: hit.passage.date,
        text: hit.passage.text,
        quote: quote.text,
        covered: quote.covered,
        told: quote.told,
    }
}
