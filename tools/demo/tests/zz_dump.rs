//! Scratch.
use std::{collections::BTreeMap, fs::File, io::{BufWriter, Write}};
use sentia_demo::{Options, Rows, Sink, SinkError, Table, Value, generate};
struct Dump(BTreeMap<&'static str, BufWriter<File>>);
impl Sink for Dump {
    fn rows(&mut self, table: &'static Table, rows: Rows) -> Result<(), SinkError> {
        let out = self.0.entry(table.name).or_insert_with(|| BufWriter::new(File::create(format!("/tmp/cat/dump/{}.tsv", table.name)).unwrap()));
        for row in rows.iter() {
            for (at, cell) in row.iter().enumerate() {
                if at > 0 { write!(out, "\x1f")?; }
                match cell { Value::Null => write!(out, "\x02")?, Value::Int(v) => write!(out, "{v}")?, Value::Real(v) => write!(out, "{v:?}")?, Value::Text(v) => write!(out, "{v}")? }
            }
            write!(out, "\x1e")?;
        }
        Ok(())
    }
}
#[test]
fn dump() {
    let mut sink = Dump(BTreeMap::new());
    let truth = generate(&Options::default(), &mut sink, &mut |_| ()).unwrap();
    std::fs::write("/tmp/cat/dump/truth.json", serde_json::to_string_pretty(&truth).unwrap()).unwrap();
}
