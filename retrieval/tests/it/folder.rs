use sentia_retrieval::Outcome;

use crate::support::{Place, outcome, reader};

#[tokio::test]
async fn a_folder_is_kept_up_to_date() {
    for place in Place::everywhere().await {
        is_kept_up_to_date(&place).await;
    }
}

async fn is_kept_up_to_date(place: &Place) {
    place.write("a.txt", "The first pump.");
    place.write("deep/b.txt", "The second pump.");
    place.write(".hidden/c.txt", "The hidden pump.");
    let report = place.add().await;
    assert_eq!(report.files.len(), 2);
    assert_eq!(*outcome(&report, "b.txt"), Outcome::Added { passages: 1 });
    assert_eq!(place.search("pump").await.len(), 2);

    place.write("a.txt", "The first compressor.");
    std::fs::remove_file(place.folder.path().join("deep/b.txt")).unwrap();
    place.write("c.txt", "The third pump.");
    let report = place.add().await;
    assert_eq!(*outcome(&report, "a.txt"), Outcome::Updated { passages: 1 });
    assert_eq!(*outcome(&report, "c.txt"), Outcome::Added { passages: 1 });
    assert_eq!(report.removed.len(), 1);
    assert_eq!(place.search("pump").await, ["The third pump."]);
    assert_eq!(place.search("compressor").await, ["The first compressor."]);
    let report = place.add().await;
    assert!(report.files.iter().all(|file| file.outcome == Outcome::Unchanged), "{report:?}");
}

#[tokio::test]
async fn progress_is_told_and_a_missing_path_stops_nothing() {
    let place = Place::new().await;
    place.write("a.txt", "Coolant.");
    let mut told = Vec::new();
    let paths = [place.folder.path().join("nowhere"), place.folder.path().to_owned()];
    let readers = crate::support::everyone();
    let report = place
        .library
        .add(&paths, "acme", &readers, &mut |progress| told.push((progress.done, progress.total)))
        .await
        .unwrap();
    assert_eq!(told, [(0, 2), (1, 2)]);
    assert!(matches!(report.files[0].outcome, Outcome::Failed(_)));
    assert_eq!(place.library.list(&reader()).await.unwrap().len(), 1);
}
