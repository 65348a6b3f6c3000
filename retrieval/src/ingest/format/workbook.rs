use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, XlsxError, open_workbook_from_rs};

use super::package::Package;
use crate::ingest::{Extract, Fault, Limits};

/// One page for each sheet, with its name as heading and its rows as a table.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Extract, Fault> {
    let mut package = Package::open(bytes, "xlsx", limits)?;
    let mut extract = Extract::default();
    package.properties(&mut extract)?;
    let corrupt = |error: XlsxError| Fault::Corrupt { kind: "xlsx", detail: error.to_string() };
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(corrupt)?;
    let names = workbook.sheet_names();
    if names.len() > limits.pages {
        return Err(Fault::TooManyPages { pages: names.len(), most: limits.pages });
    }
    for (page, name) in (1..).zip(names) {
        let range = workbook.worksheet_range(&name).map_err(corrupt)?;
        extract.turn_to(page);
        extract.heading(1, &name);
        extract.table(range.rows().map(|row| row.iter().map(in_words).collect()).collect());
    }
    Ok(extract)
}

fn in_words(cell: &Data) -> String {
    match cell {
        Data::DateTime(instant) => {
            let (year, month, day, hour, minute, ..) = instant.to_ymd_hms_milli();
            match (hour, minute) {
                (0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
            }
        }
        other => other.to_string(),
    }
}
