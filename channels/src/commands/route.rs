use sentia_agent::{Conversation, router::Decision};

use super::Context;
use crate::{
    config::Models,
    exit::Exit,
    failure::Failure,
    question,
    render::{Align, Column, Entry, Grid, clean},
    screen::Screen,
};

/// Which models a question would be put to. The question is read by the rules, and no model is asked.
pub(super) async fn run(context: &Context<'_>, words: &[String]) -> Result<Exit, Failure> {
    if context.config.models == Models::Embedded {
        return Err(Failure::NoRouter);
    }
    let question = question::of_arguments(words)?;
    let mut screen = context.screen();
    let service = context.service(&screen).await?;
    let person = service.person(context.shared.person.as_deref()).await?;
    let decision = service.agent.route(&Conversation::default(), &person, &question).await?;
    if context.shared.json {
        screen.line(&serde_json::to_string(&decision)?)?;
        return Ok(Exit::Done);
    }
    match decision {
        Some(decision) => show(&decision, &mut screen)?,
        None if service.waits_for_model => {
            screen.line(
                "No model is asked: the rules answer this by themselves, with a question back or a refusal.",
            )?;
        }
        None => screen.line(
            "No model can be reached: the embedded planner and the narrator answer. See sentia models.",
        )?,
    }
    Ok(Exit::Done)
}

fn show(decision: &Decision, screen: &mut Screen) -> Result<(), Failure> {
    let text = |heading: &str| Column { heading: heading.to_owned(), align: Align::Left };
    let mut asked = 0;
    let rows = decision.considered.iter().map(|considered| {
        let verdict = match &considered.passed_over {
            Some(why) => format!("passed over: {why}"),
            None => {
                asked += 1;
                if asked == 1 {
                    "asked first".to_owned()
                } else {
                    format!("asked when the {} before it cannot answer", before(asked - 1))
                }
            }
        };
        let texts = [clean(&considered.id), clean(&considered.model), clean(&verdict)];
        texts.map(|text| Entry { text, ..Entry::default() }).to_vec()
    });
    let grid = Grid {
        columns: vec![text("Model"), text("Is"), text("Verdict")],
        rows: rows.collect(),
        rules: Vec::new(),
    };
    let budget = decision.budget.as_ref().map(|past| format!("Budget       {}\n", past.in_words()));
    let budget = budget.unwrap_or_default();
    let head = format!(
        "Task         {}\nSensitivity  {}\nSize         about {} tokens\n{budget}\n",
        decision.task.name(),
        decision.sensitivity_in_words(),
        decision.tokens
    );
    let lines = grid.lines(&screen.terminal).join("\n");
    let last = "Where none of them answers, the embedded planner and the narrator do.";
    screen.write(&format!("{head}{lines}\n\n{last}\n"))?;
    Ok(())
}

fn before(count: u32) -> String {
    if count == 1 { "one".to_owned() } else { count.to_string() }
}
