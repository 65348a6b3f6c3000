use std::collections::BTreeSet;

use sentia_retrieval::{EVERYONE, IndexError, Library, Reader};

/// Takes in the documents of the demo company, each for the people of the areas that work by it; nothing where some of
/// them are there.
pub async fn add_documents(library: &Library) -> Result<(), IndexError> {
    let areas = sentia_demo::documents().into_iter().flat_map(|document| document.readers);
    let there = library.list(&Reader::new(sentia_demo::TENANT, areas.copied())).await?;
    let is_ours = |source: &str| sentia_demo::documents().iter().any(|document| document.file == source);
    if there.iter().any(|document| is_ours(&document.source)) {
        return Ok(());
    }
    for document in sentia_demo::documents() {
        let mut readers: BTreeSet<String> = document.readers.iter().map(|area| (*area).to_owned()).collect();
        if readers.is_empty() {
            readers.insert(EVERYONE.to_owned());
        }
        library.add_bytes(document.file, document.text.into(), sentia_demo::TENANT, &readers).await?;
    }
    Ok(())
}
