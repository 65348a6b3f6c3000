use crate::ingest::Extract;

/// A table of all rows; the first is the header.
pub(super) fn read(text: &str) -> Extract {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    // A text in UTF-8 gives rows in UTF-8, and rows of any length are taken.
    let rows = reader.records().filter_map(Result::ok);
    let mut extract = Extract::default();
    extract.table(rows.map(|row| row.iter().map(str::to_owned).collect()).collect());
    extract
}

/// The one that the first lines have most of.
fn delimiter(text: &str) -> u8 {
    let count = |delimiter: &u8| {
        text.lines().take(20).map(|line| line.bytes().filter(|byte| byte == delimiter).count()).sum::<usize>()
    };
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(count).unwrap_or(b',')
}
