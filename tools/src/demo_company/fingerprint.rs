use sentia_demo::{Table, Value, tables};

/// One hash for each table, since tables take turns in the order in which their batches happen to fill.
pub(super) struct Fingerprint {
    /// In the order of [`tables::ALL`].
    tables: Vec<TableHash>,
    bytes: Vec<u8>,
}

struct TableHash {
    hasher: blake3::Hasher,
    rows: u64,
}

impl Default for Fingerprint {
    fn default() -> Self {
        let table = |_| TableHash { hasher: blake3::Hasher::new(), rows: 0 };
        Fingerprint { tables: tables::ALL.iter().map(table).collect(), bytes: Vec::new() }
    }
}

impl Fingerprint {
    /// Adds whole rows, given cell by cell.
    pub(super) fn add(&mut self, table: &'static Table, cells: &[Value]) {
        let Some(at) = tables::ALL.iter().position(|known| known.name == table.name) else { return };
        self.bytes.clear();
        for cell in cells {
            encode(cell, &mut self.bytes);
        }
        self.tables[at].hasher.update(&self.bytes);
        self.tables[at].rows += (cells.len() / table.columns.len().max(1)) as u64;
    }

    pub(super) fn rows(&self) -> Vec<(&'static str, u64)> {
        tables::ALL.iter().zip(&self.tables).map(|(table, hash)| (table.name, hash.rows)).collect()
    }

    pub(super) fn hex(&self) -> String {
        let mut all = blake3::Hasher::new();
        for (table, hash) in tables::ALL.iter().zip(&self.tables) {
            all.update(table.name.as_bytes());
            all.update(&[0]);
            all.update(&hash.rows.to_le_bytes());
            all.update(hash.hasher.finalize().as_bytes());
        }
        all.finalize().to_hex().to_string()
    }
}

/// A mark of the kind and the value, text with its length before it, so that no two rows read alike.
fn encode(cell: &Value, bytes: &mut Vec<u8>) {
    match cell {
        Value::Null => bytes.push(0),
        Value::Int(whole) => {
            bytes.push(1);
            bytes.extend_from_slice(&whole.to_le_bytes());
        }
        Value::Real(real) => {
            bytes.push(2);
            bytes.extend_from_slice(&real.to_bits().to_le_bytes());
        }
        Value::Text(text) => {
            bytes.push(3);
            bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cells: &[Value]) -> String {
        let mut fingerprint = Fingerprint::default();
        fingerprint.add(tables::ALL[0], cells);
        fingerprint.hex()
    }

    #[test]
    fn every_cell_counts_with_its_kind_and_place() {
        let (a, b) = (Value::Text("ab".into()), Value::Text("c".into()));
        assert_eq!(of(&[a.clone(), b.clone()]), of(&[a.clone(), b.clone()]));
        assert_ne!(of(&[a.clone(), b.clone()]), of(&[b, a]));
        assert_ne!(
            of(&[Value::Text("a".into()), Value::Text("bc".into())]),
            of(&[Value::Text("ab".into()), Value::Text("c".into())])
        );
        assert_ne!(of(&[Value::Int(1)]), of(&[Value::Real(1.0)]));
        assert_ne!(of(&[Value::Null]), of(&[]));
    }

    #[test]
    fn tables_may_take_turns_in_any_order() {
        let mut one = Fingerprint::default();
        one.add(tables::ALL[0], &[Value::Int(1)]);
        one.add(tables::ALL[1], &[Value::Int(2)]);
        let mut other = Fingerprint::default();
        other.add(tables::ALL[1], &[Value::Int(2)]);
        other.add(tables::ALL[0], &[Value::Int(1)]);
        assert_eq!(one.hex(), other.hex());
    }
}
