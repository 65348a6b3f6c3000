//! What the narrator says of every statement passes the verifier word for word.

use std::sync::Arc;

use jiff::civil::date;
use sentia_agent::{
    Block,
    narrate::narrate,
    verify::{VerifyContext, check_answer, check_blocks},
};
use sentia_demo::Options;
use sentia_semantic::{Catalogue, Engine, FixedClock, Warehouse, warehouse::Access};
use sentia_tools::{
    StatementArgs, StatementTool, Tool, ToolContext,
    demo_company::{self, scope_of},
};

#[tokio::test]
async fn the_narrator_of_statements_passes_the_verifier() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { first_day: date(2026, 6, 1), ..Options::default() };
    let today = options.today;
    let file = folder.path().join("company.db");
    let warehouse = Warehouse::open(&file.to_string_lossy(), Access::ReadWrite).await.unwrap();
    demo_company::build(&warehouse, options, |_| ()).await.unwrap();
    let catalogue = Arc::new(Catalogue::shipped().unwrap());
    let clock = Arc::new(FixedClock::at(today));
    let engine = Arc::new(Engine::open(catalogue.clone(), Arc::new(warehouse), clock).await.unwrap());
    let scope = scope_of(&sentia_demo::people()[0]);
    let context = ToolContext { engine, scope, scope_in_words: None, documents: None };
    let mut said = 0;
    for statement in &catalogue.statements {
        for (period, against) in [
            (None, None),
            (Some("2026-08"), Some("previous_period")),
            (Some("2026-07-06..2026-09-15"), Some("previous_period")),
            (Some("2026-08-31"), Some("2026-07-31")),
            (Some("2026-08"), Some("budget")),
        ] {
            let impossible = statement.outlook.is_some() && period.is_some()
                || against == Some("budget") && !statement.has_budget();
            if impossible {
                continue;
            }
            let args = StatementArgs {
                statement: statement.id.clone(),
                period: period.map(str::to_owned),
                against: against.map(str::to_owned),
                filters: Vec::new(),
            };
            let mut evidence = StatementTool.call(args, &context).await.unwrap();
            evidence.id = "e1".to_owned();
            let evidence = [evidence];
            let question = statement.label.as_str();
            let sentences = narrate(question, &evidence);
            assert!(!sentences.is_empty(), "{} says nothing", statement.id);
            let context = VerifyContext { evidence: &evidence, question, today };
            for (sentence, checked) in sentences.iter().zip(check_answer(&sentences, &context)) {
                assert!(checked.is_ok(), "{period:?} {against:?} {sentence}: {checked:?}");
                said += 1;
            }
            check_blocks(&[Block::Table("e1".to_owned())], &evidence).unwrap();
        }
    }
    assert!(said > 60, "only {said} sentences");
}
