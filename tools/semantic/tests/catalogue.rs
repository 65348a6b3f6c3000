//! The shipped catalogue and foreign catalogues, as files.

use std::sync::Arc;

use sentia_semantic::{Catalogue, Engine, FixedClock, Warehouse, warehouse::Access};

#[test]
fn shipped_catalogue_loads() {
    if let Err(error) = Catalogue::shipped() {
        panic!("the shipped catalogue has {} faults:\n{error}", error.faults.len());
    }
}

#[test]
fn the_tpc_ds_model_loads_unchanged() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/osi/tpcds_semantic_model.yaml");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("SKIPPED: {} is not there", path.display());
        return;
    };
    let catalogue = Catalogue::load(&[("tpcds.yaml", &text)]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(catalogue.name, "tpcds_retail_model");
    assert_eq!(catalogue.datasets.len(), 5);
    assert_eq!(catalogue.measures.len(), 5);
    assert!(catalogue.dimension("item.i_brand").is_some_and(|dimension| dimension.searchable));
    assert!(catalogue.dimension("store_sales.ss_item_sk").is_some_and(|dimension| !dimension.searchable));
}

#[tokio::test]
async fn shipped_catalogue_fits_the_tables() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("warehouse.db").to_string_lossy().into_owned();
    let warehouse = Warehouse::open(&path, Access::ReadWrite).await.unwrap();
    warehouse.migrate().await.unwrap();
    let catalogue = match Catalogue::shipped() {
        Ok(catalogue) => Arc::new(catalogue),
        Err(error) => panic!("the shipped catalogue has {} faults:\n{error}", error.faults.len()),
    };
    let clock = Arc::new(FixedClock::at(jiff::civil::date(2026, 9, 30)));
    match Engine::open(catalogue.clone(), Arc::new(warehouse), clock).await {
        Err(error) => panic!("the shipped catalogue does not fit the tables:\n{error}"),
        Ok(engine) => {
            for measure in &catalogue.measures {
                let dimensions = engine.dimensions_of(&measure.id);
                println!(
                    "{}: {}",
                    measure.id,
                    dimensions.iter().map(|d| d.id.as_str()).collect::<Vec<_>>().join(", ")
                );
            }
        }
    }
}
