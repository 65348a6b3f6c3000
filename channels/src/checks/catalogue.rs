use std::sync::Arc;

use sentia_semantic::Catalogue;

use super::Check;
use crate::{config::Config, people::Directory, wiring};

pub(crate) fn catalogue(config: &Config) -> (Check, Option<Arc<Catalogue>>) {
    let place =
        config.catalogue.as_ref().map_or("shipped with Sentia".to_owned(), |path| path.display().to_string());
    match wiring::catalogue(config) {
        Ok(catalogue) => {
            let (measures, dimensions) = (catalogue.measures.len(), catalogue.dimensions.len());
            (
                Check::good("catalogue", format!("{measures} measures and {dimensions} dimensions, {place}")),
                Some(catalogue),
            )
        }
        Err(error) => (Check::bad("catalogue", error), None),
    }
}

/// Whether there are people, and their limits can be kept.
pub(crate) fn people(config: &Config, catalogue: Option<&Catalogue>) -> Check {
    let directory = match Directory::of(config) {
        Ok(directory) => directory,
        Err(error) => return Check::bad("people", error),
    };
    if let Some(Err(error)) = catalogue.map(|catalogue| directory.check(catalogue)) {
        return Check::bad("people", error);
    }
    let names: Vec<&str> = directory.all().iter().map(|person| person.id.as_str()).collect();
    Check::good("people", names.join(", "))
}
