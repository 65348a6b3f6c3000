use std::io::Write;
use std::collections::BTreeMap;
use crate::table::{Rows, Sink, SinkError, Table};
use crate::value::Value;
#[derive(Default)]
struct Dump(BTreeMap<&'static str, (usize, Option<std::io::BufWriter<std::fs::File>>)>, bool);
impl Sink for Dump {
    fn rows(&mut self, table: &'static Table, rows: Rows) -> Result<(), SinkError> {
        let full = self.1;
        let entry = self.0.entry(table.name).or_insert_with(|| {
            if !full { return (0, None); }
            let mut file = std::io::BufWriter::new(std::fs::File::create(format!("/tmp/dump/{}.csv", table.name)).unwrap());
            writeln!(file, "{}", table.columns.join("|")).unwrap();
            (0, Some(file))
        });
        entry.0 += rows.len();
        if let Some(file) = &mut entry.1 {
            for row in rows.iter() {
                for (at, value) in row.iter().enumerate() {
                    if at > 0 { write!(file, "|")?; }
                    match value { Value::Null => {}, Value::Int(n) => write!(file, "{n}")?, Value::Real(n) => write!(file, "{n}")?, Value::Text(t) => write!(file, "{t}")? }
                }
                writeln!(file)?;
            }
        }
        Ok(())
    }
}
#[test]
fn probe() {
    std::fs::create_dir_all("/tmp/dump").unwrap();
    let start = std::time::Instant::now();
    let mut dump = Dump(BTreeMap::new(), std::env::var("DUMP").is_ok());
    crate::generate(&crate::Options::default(), &mut dump, &mut |_| ()).unwrap();
    let total: usize = dump.0.values().map(|t| t.0).sum();
    for (name, t) in &dump.0 { if t.0 > 5000 { eprintln!("{name} {}", t.0); } }
    eprintln!("{:?} total {total}", start.elapsed());
}
