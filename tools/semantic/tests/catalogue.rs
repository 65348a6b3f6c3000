//! The shipped catalogue and foreign catalogues, as files.

use sentia_semantic::Catalogue;

#[test]
fn shipped_catalogue_loads() {
    if let Err(error) = Catalogue::shipped() {
        panic!("the shipped catalogue has {} faults:\n{error}", error.faults.len());
    }
}

#[test]
fn the_tpc_ds_model_loads_unchanged() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/osi/tpcds_semantic_model.yaml");
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
