use std::sync::Arc;

use aide::axum::IntoApiResponse;
use axum::{Json, extract::State};
use schemars::JsonSchema;
use sentia_agent::Person;
use sentia_semantic::{Area, Engine, Measure, Scope, catalogue::lower_first};
use serde::Serialize;

use crate::serve::{problem::Problem, server::Server, who::Asker};

/// Questions offered to somebody who has asked none yet.
const EXAMPLES: usize = 4;

#[derive(Serialize, JsonSchema)]
pub(super) struct ShownPerson {
    id: String,
    name: String,
    title: String,
    /// What their permissions leave of the rows, in words; none where they see all.
    sees: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Me {
    person: ShownPerson,
    /// "Today" for every question, in words.
    today: String,
    /// Questions that somebody who has asked none could begin with.
    examples: Vec<String>,
    /// Whether a model plans and words.
    model: bool,
}

/// Where people sign in, nobody learns who else there is.
pub(super) async fn list(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
) -> Result<Json<Vec<ShownPerson>>, Problem> {
    if server.sign_in.is_some() {
        return Ok(Json(vec![shown(person)]));
    }
    let mut people = Vec::new();
    for person in server.service.people.all() {
        people.push(shown(server.service.person(Some(&person.id)).await?));
    }
    Ok(Json(people))
}

pub(super) async fn me(State(server): State<Arc<Server>>, Asker(person, ..): Asker) -> impl IntoApiResponse {
    let engine = &server.service.engine;
    Json(Me {
        today: engine.today().strftime("%-d %B %Y").to_string(),
        examples: examples(engine, &person.scope),
        model: server.service.waits_for_model,
        person: shown(person),
    })
}

fn shown(person: Person) -> ShownPerson {
    ShownPerson { id: person.id, name: person.name, title: person.title, sees: person.scope_in_words }
}

/// A measure of each area that the person reads, split by dimensions that differ, and a statement. Measures whose causes
/// and target are known come first: those are what a company steers by.
pub(in crate::serve) fn examples(engine: &Engine, scope: &Scope) -> Vec<String> {
    let catalogue = engine.catalogue();
    let statement = catalogue.statements.iter().find(|statement| scope.may_read(statement.area));
    let statement = statement.map(|statement| statement.label.clone());
    let mut measures: Vec<&Measure> =
        catalogue.measures.iter().filter(|measure| scope.may_read(measure.area)).collect();
    measures.sort_by_key(|measure| (measure.drivers.is_empty(), measure.target.is_none()));
    let mut shown: Vec<(Area, &str, String)> = Vec::new();
    for measure in measures {
        if shown.len() + usize::from(statement.is_some()) == EXAMPLES {
            break;
        }
        let splits =
            || engine.dimensions_of(&measure.id).into_iter().filter(|split| scope.may_read(split.area));
        let fresh = splits().find(|split| shown.iter().all(|(_, used, _)| *used != split.id));
        let Some(split) = fresh.or_else(|| splits().next()) else { continue };
        if shown.iter().all(|(area, ..)| *area != measure.area) {
            let question = format!("{} by {}", measure.label, lower_first(&split.label));
            shown.push((measure.area, &split.id, question));
        }
    }
    shown.into_iter().map(|(_, _, question)| question).chain(statement).collect()
}
