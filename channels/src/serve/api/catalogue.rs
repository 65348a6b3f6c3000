use std::sync::Arc;

use aide::NoApi;
use axum::{extract::State, http::HeaderMap};
use schemars::JsonSchema;
use serde::Serialize;

use crate::serve::{problem::Problem, server::Server, tag::Tagged, who::Asker};

#[derive(Serialize, JsonSchema)]
pub(super) struct ShownMeasure {
    id: String,
    label: String,
    description: String,
    area: String,
    synonyms: Vec<String>,
    /// Dimensions that it can be split and filtered by.
    dimensions: Vec<String>,
    /// Of its definition; another version means other figures.
    version: String,
}

pub(super) async fn list(
    State(server): State<Arc<Server>>,
    Asker(person, ..): Asker,
    NoApi(headers): NoApi<HeaderMap>,
) -> Result<Tagged<Vec<ShownMeasure>>, Problem> {
    let engine = &server.service.engine;
    let catalogue = engine.catalogue();
    let readable = catalogue.measures.iter().filter(|measure| person.scope.may_read(measure.area));
    let shown = readable.map(|measure| {
        let dimensions = engine.dimensions_of(&measure.id).into_iter();
        let dimensions = dimensions.filter(|dimension| person.scope.may_read(dimension.area));
        ShownMeasure {
            id: measure.id.clone(),
            label: measure.label.clone(),
            description: measure.description.clone(),
            area: measure.area.to_string(),
            synonyms: measure.synonyms.clone(),
            dimensions: dimensions.map(|dimension| dimension.label.clone()).collect(),
            version: catalogue.version_of(measure),
        }
    });
    Tagged::of(&headers, &shown.collect())
}
