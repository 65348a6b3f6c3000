//! Text files with a sign between the cells. Physical lines are put together to records here, so that a quote that is
//! never closed costs its own line and not the rest of the file.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read},
};

use csv::StringRecord;
use csv_core::ReadRecordResult;

use super::Row;

/// What a record may span, at most; beyond, its quote is taken for one that is never closed.
const MOST_LINES: usize = 200;
/// Bytes of one line, at most.
const LONGEST_LINE: u64 = 1_000_000;

/// Reads records from text in UTF-8.
pub(super) struct Records<R> {
    lines: Lines<R>,
    delimiter: u8,
}

impl<R: Read> Records<R> {
    pub(super) fn new(text: R, delimiter: u8) -> Self {
        let reader = BufReader::with_capacity(1 << 16, text);
        Records { lines: Lines { reader, line: 0, again: VecDeque::new() }, delimiter }
    }

    /// The next record that is not empty; none at the end.
    pub(super) fn next(&mut self) -> std::io::Result<Option<Row>> {
        loop {
            let Some((line, first)) = self.lines.next()? else { return Ok(None) };
            let Line::Text(first) = first else {
                let reason = format!("the line is longer than {LONGEST_LINE} bytes");
                return Ok(Some(Row { line, cells: StringRecord::new(), fault: Some(reason) }));
            };
            if first.trim_matches(['\r', '\n']).is_empty() {
                continue;
            }
            let row = self.record(line, first)?;
            if row.fault.is_some() || !row.is_empty() {
                return Ok(Some(row));
            }
        }
    }

    fn record(&mut self, line: u64, first: String) -> std::io::Result<Row> {
        let mut parser = csv_core::ReaderBuilder::new().delimiter(self.delimiter).build();
        let mut record = Building::default();
        let mut used: Vec<(u64, String)> = Vec::new();
        let mut now = (line, first);
        loop {
            let (is_complete, taken) = record.feed(&mut parser, now.1.as_bytes());
            if is_complete {
                let rest = now.1.get(taken..).unwrap_or_default();
                if !rest.trim_matches(['\r', '\n']).is_empty() {
                    self.lines.again.push_front((now.0, rest.to_owned()));
                }
                return Ok(Row { line, cells: record.cells(), fault: None });
            }
            used.push(now);
            let next = if used.len() < MOST_LINES { self.lines.next()? } else { None };
            match next {
                Some((number, Line::Text(text))) => now = (number, text),
                _ => return Ok(self.give_up(line, used)),
            }
        }
    }

    /// The first line is bad; what followed it is read afresh.
    fn give_up(&mut self, line: u64, used: Vec<(u64, String)>) -> Row {
        let mut used = used.into_iter();
        let first = used.next().map(|(_, text)| text).unwrap_or_default();
        for one in used.rev() {
            self.lines.again.push_front(one);
        }
        let cells = StringRecord::from(vec![first.trim_end_matches(['\r', '\n'])]);
        Row { line, cells, fault: Some("a quote is opened and never closed".to_owned()) }
    }
}

struct Lines<R> {
    reader: BufReader<R>,
    /// Lines read so far.
    line: u64,
    /// Lines to be read again, before those of the reader.
    again: VecDeque<(u64, String)>,
}

enum Line {
    Text(String),
    TooLong,
}

impl<R: Read> Lines<R> {
    /// The next line with its end, and its number.
    fn next(&mut self) -> std::io::Result<Option<(u64, Line)>> {
        if let Some((line, text)) = self.again.pop_front() {
            return Ok(Some((line, Line::Text(text))));
        }
        let mut bytes = Vec::new();
        self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.line += 1;
        let is_cut = !bytes.ends_with(b"\n") && bytes.len() as u64 == LONGEST_LINE;
        // Files of an old kind end their lines with a carriage return alone.
        if is_cut && !bytes.contains(&b'\r') {
            self.skip_line()?;
            return Ok(Some((self.line, Line::TooLong)));
        }
        if !is_cut && !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        Ok(Some((self.line, Line::Text(String::from_utf8_lossy(&bytes).into_owned()))))
    }

    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            let chunk = self.reader.fill_buf()?;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let (used, is_end) = (end.map_or(chunk.len(), |end| end + 1), end.is_some() || chunk.is_empty());
            self.reader.consume(used);
            if is_end {
                return Ok(());
            }
        }
    }
}

/// A record in the making.
#[derive(Default)]
struct Building {
    text: Vec<u8>,
    ends: Vec<usize>,
    text_used: usize,
    ends_used: usize,
}

impl Building {
    /// Whether the record is complete, and how much of the input it took.
    fn feed(&mut self, parser: &mut csv_core::Reader, input: &[u8]) -> (bool, usize) {
        let mut taken = 0;
        loop {
            self.text.resize(self.text_used + input.len() + 64, 0);
            self.ends.resize(self.ends_used + 64, 0);
            let (result, read, written, ended) = parser.read_record(
                input.get(taken..).unwrap_or_default(),
                &mut self.text[self.text_used..],
                &mut self.ends[self.ends_used..],
            );
            taken += read;
            self.text_used += written;
            self.ends_used += ended;
            match result {
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {}
                ReadRecordResult::InputEmpty => return (false, taken),
                ReadRecordResult::Record | ReadRecordResult::End => return (true, taken),
            }
        }
    }

    fn cells(&self) -> StringRecord {
        let mut cells = StringRecord::with_capacity(self.text_used, self.ends_used);
        let mut from = 0;
        for end in &self.ends[..self.ends_used] {
            cells.push_field(&String::from_utf8_lossy(self.text.get(from..*end).unwrap_or_default()));
            from = *end;
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, Vec<String>, bool)> {
        let mut records = Records::new(text.as_bytes(), b',');
        let mut rows = Vec::new();
        while let Some(row) = records.next().unwrap() {
            rows.push((row.line, row.cells.iter().map(str::to_owned).collect(), row.fault.is_some()));
        }
        rows
    }

    fn cells(row: &(u64, Vec<String>, bool)) -> Vec<&str> {
        row.1.iter().map(String::as_str).collect()
    }

    #[test]
    fn records_have_their_lines() {
        let rows = read("a,b\r\n1,\"two\nlines\"\r\n\r\n3,\"say \"\"so\"\"\"\n4,5");
        assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), [1, 2, 5, 6]);
        assert_eq!(cells(&rows[1]), ["1", "two\nlines"]);
        assert_eq!(cells(&rows[2]), ["3", "say \"so\""]);
        assert_eq!(cells(&rows[3]), ["4", "5"]);
    }

    #[test]
    fn old_line_ends_are_line_ends() {
        let rows = read("a,b\r1,2\r3,4\r");
        assert_eq!(rows.iter().map(cells).collect::<Vec<_>>(), [["a", "b"], ["1", "2"], ["3", "4"]]);
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_one_line() {
        let after: String = (0..1_000).map(|row| format!("{row},x\n")).collect();
        let rows = read(&format!("a,b\n\"open,x\n{after}"));
        assert_eq!(rows.len(), 1_002);
        assert!(rows[1].2 && rows[1].0 == 2);
        assert!(rows[2..].iter().all(|row| !row.2));
        assert_eq!(rows[1_001].0, 1_002);
    }

    #[test]
    fn an_endless_line_is_one_fault() {
        let rows = read(&format!("a,b\n{}\n1,2\n", "x".repeat(3_000_000)));
        assert_eq!(rows.iter().map(|row| row.2).collect::<Vec<_>>(), [false, true, false]);
    }
}
