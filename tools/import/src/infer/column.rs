use super::{
    DateOrder, Kind, date,
    number::{self, Mark},
};

/// What has been seen of a column so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// Values that are not empty.
    pub filled: u64,
    /// `NA`, `-` and the like, which are empty where the others are no text.
    weak: u64,
    numbers: [Numbers; 2],
    dates: [Dates; 2],
    booleans: u64,
    /// Values such as `007`.
    codes: u64,
    /// A few values, for a person to look at.
    pub examples: Vec<String>,
    longest: usize,
}

/// Values that are numbers with one decimal mark.
#[derive(Debug, Clone, Default)]
struct Numbers {
    fit: u64,
    whole: u64,
    scientific: u64,
    digits: u32,
    places: u32,
    /// Values that are numbers with this mark only.
    only: u64,
    misfit: Option<Misfit>,
}

/// Values that are dates in one order.
#[derive(Debug, Clone, Default)]
struct Dates {
    fit: u64,
    times: u64,
    offsets: u64,
    compact: u64,
    only: u64,
    misfit: Option<Misfit>,
}

/// The first value that does not fit.
#[derive(Debug, Clone)]
struct Misfit {
    line: u64,
    text: String,
}

/// How a file writes numbers and dates where a column does not show it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub mark: Mark,
    pub order: DateOrder,
    /// Whether the order was chosen for want of any sign of it.
    pub order_is_a_guess: bool,
}

impl Style {
    pub(crate) fn new(comma: bool, order: DateOrder, order_is_a_guess: bool) -> Self {
        Style { mark: if comma { Mark::Comma } else { Mark::Point }, order, order_is_a_guess }
    }
}

/// The type of a column, how its values are read, and what a person should know about it.
#[derive(Debug, Clone)]
pub(crate) struct ColumnType {
    pub kind: Kind,
    pub mark: Mark,
    pub order: DateOrder,
    pub notes: Vec<String>,
}

const MARKS: [Mark; 2] = [Mark::Point, Mark::Comma];
const ORDERS: [DateOrder; 2] = [DateOrder::DayFirst, DateOrder::MonthFirst];
/// Digits that a floating-point number carries.
const EXACT_DIGITS: u32 = 15;
/// After so many values without a number or date among half of them, a column is text and is no longer looked at.
const ENOUGH: u64 = 2_000;
const EXAMPLES: usize = 3;

/// Nothing is there, whatever the column holds.
pub(crate) fn is_empty(text: &str) -> bool {
    matches!(text, "" | "NULL" | "\\N")
}

/// Nothing is there, in a column that holds no text.
pub(crate) fn is_weakly_empty(text: &str) -> bool {
    is_empty(text)
        || matches!(
            text,
            "NA" | "N/A"
                | "n/a"
                | "na"
                | "#N/A"
                | "-"
                | "--"
                | "null"
                | "None"
                | "none"
                | "nan"
                | "NaN"
                | "?"
        )
}

pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "t" | "ja" | "oui" => Some(true),
        "false" | "no" | "n" | "f" | "nein" | "non" => Some(false),
        _ => None,
    }
}

impl Seen {
    pub(crate) fn add(&mut self, line: u64, text: &str) {
        let text = text.trim();
        if is_empty(text) {
            return;
        }
        if is_weakly_empty(text) {
            self.weak += 1;
            return;
        }
        self.filled += 1;
        self.longest = self.longest.max(text.len());
        if self.examples.len() < EXAMPLES && !self.examples.iter().any(|example| example == text) {
            self.examples.push(text.chars().take(40).collect());
        }
        if self.filled > ENOUGH && self.is_text_for_sure() {
            return;
        }
        if text.len() <= 5 && boolean(text).is_some() {
            self.booleans += 1;
        }
        self.add_number(line, text);
        self.add_date(line, text);
    }

    fn is_text_for_sure(&self) -> bool {
        let most = self
            .numbers
            .iter()
            .map(|numbers| numbers.fit)
            .chain(self.dates.iter().map(|dates| dates.fit))
            .chain([self.booleans])
            .max();
        most.unwrap_or(0) * 2 < ENOUGH
    }

    fn add_number(&mut self, line: u64, text: &str) {
        let read = MARKS.map(|mark| number::read(text, mark));
        if read.iter().flatten().any(|number| number.has_leading_zero) {
            self.codes += 1;
        }
        let fits = read.iter().flatten().count();
        for (seen, number) in self.numbers.iter_mut().zip(read) {
            let Some(number) = number else {
                seen.misfit.get_or_insert_with(|| Misfit::new(line, text));
                continue;
            };
            seen.fit += 1;
            seen.only += u64::from(fits == 1);
            seen.whole += u64::from(number.places == 0 && !number.is_scientific);
            seen.scientific += u64::from(number.is_scientific);
            seen.digits = seen.digits.max(number.digits);
            seen.places = seen.places.max(number.places);
        }
    }

    fn add_date(&mut self, line: u64, text: &str) {
        let read = ORDERS.map(|order| date::read(text, order));
        let differ = read[0].map(|moment| moment.at) != read[1].map(|moment| moment.at);
        let fits = read.iter().flatten().count();
        for (seen, moment) in self.dates.iter_mut().zip(read) {
            let Some(moment) = moment else {
                seen.misfit.get_or_insert_with(|| Misfit::new(line, text));
                continue;
            };
            seen.fit += 1;
            seen.only += u64::from(differ && fits == 1);
            seen.times += u64::from(moment.has_time);
            seen.offsets += u64::from(moment.has_offset);
            seen.compact += u64::from(moment.is_compact && text.len() == 8);
        }
    }

    /// Values that speak for a point, and for a comma, as the decimal mark.
    pub(crate) fn marks(&self) -> (u64, u64) {
        (self.numbers[0].only, self.numbers[1].only)
    }

    /// Values that speak for the day first, and for the month first.
    pub(crate) fn orders(&self) -> (u64, u64) {
        (self.dates[0].only, self.dates[1].only)
    }

    fn mark(&self, style: Style) -> Mark {
        match self.marks() {
            (0, 0) => style.mark,
            (point, comma) if comma > point => Mark::Comma,
            _ => Mark::Point,
        }
    }

    fn order(&self, style: Style) -> DateOrder {
        match self.orders() {
            (0, 0) => style.order,
            (day, month) if month > day => DateOrder::MonthFirst,
            _ => DateOrder::DayFirst,
        }
    }
}

impl Misfit {
    fn new(line: u64, text: &str) -> Self {
        Misfit { line, text: text.chars().take(40).collect() }
    }
}

/// The narrowest type that (nearly) all values fit. A value in a hundred may be bad, and its row is rejected; in columns of
/// codes none may, for a code of another form is no fault.
pub(crate) fn type_of(name: &str, seen: &Seen, style: Style, is_sqlite: bool) -> ColumnType {
    let (mark, order) = (seen.mark(style), seen.order(style));
    let numbers = &seen.numbers[usize::from(mark == Mark::Comma)];
    let dates = &seen.dates[usize::from(order == DateOrder::MonthFirst)];
    let of = |kind, notes| ColumnType { kind, mark, order, notes };
    if seen.filled == 0 {
        return of(Kind::Text, vec![format!("{name} is empty throughout")]);
    }
    let bad = if is_code(name) || seen.filled < 10 { 0 } else { (seen.filled / 100).max(1) };
    let nearly_all = |fit: u64| fit > 0 && fit + bad >= seen.filled;
    if nearly_all(seen.booleans) {
        return of(Kind::Boolean, Vec::new());
    }
    // Eight digits are a date only where the heading says so.
    let are_dates = dates.compact == 0 || (has_word(name, &["date", "day", "datum"]) && !is_code(name));
    if nearly_all(dates.fit) && are_dates {
        return date_type(name, seen, dates, style, of);
    }
    if nearly_all(numbers.fit) && seen.codes == 0 {
        return number_type(name, numbers, mark, seen, is_sqlite, bad, of);
    }
    let mut notes = Vec::new();
    if seen.codes > 0 && nearly_all(numbers.fit) {
        notes.push(format!("{name} has values with leading zeros, so it is kept as text"));
    } else if let Some((what, misfit)) = nearly(seen, numbers, dates).filter(|_| !is_code(name)) {
        notes.push(format!(
            "{name} is kept as text: most values are {what}, but line {} has \"{}\"",
            misfit.line, misfit.text
        ));
    }
    of(Kind::Text, notes)
}

fn date_type(
    name: &str,
    seen: &Seen,
    dates: &Dates,
    style: Style,
    of: impl Fn(Kind, Vec<String>) -> ColumnType,
) -> ColumnType {
    let mut notes = Vec::new();
    let is_numeric = seen.dates[0].fit == seen.dates[1].fit && seen.orders() == (0, 0);
    let differs = seen.examples.iter().any(|text| {
        date::read(text, DateOrder::DayFirst).map(|moment| moment.at)
            != date::read(text, DateOrder::MonthFirst).map(|moment| moment.at)
    });
    if is_numeric && differs && style.order_is_a_guess {
        notes.push(format!(
            "{name}: nothing shows whether the day or the month comes first; the day is taken (--dates month-first says otherwise)"
        ));
    }
    if dates.offsets > 0 {
        notes.push(format!("{name} is kept in UTC"));
    }
    of(if dates.times > 0 { Kind::Timestamp } else { Kind::Date }, notes)
}

fn number_type(
    name: &str,
    numbers: &Numbers,
    mark: Mark,
    seen: &Seen,
    is_sqlite: bool,
    bad: u64,
    of: impl Fn(Kind, Vec<String>) -> ColumnType,
) -> ColumnType {
    let mut notes = Vec::new();
    if seen.marks() == (0, 0) && has_grouping(seen) {
        let read = if mark == Mark::Point { "a point" } else { "a comma" };
        notes.push(format!("{name}: {read} is taken for the decimal mark"));
    }
    let is_whole = numbers.whole + bad >= numbers.fit && numbers.whole + bad >= seen.filled;
    if is_whole && numbers.digits > 18 {
        notes.push(format!("{name} has numbers of more than 18 digits, so it is kept as text"));
        return of(Kind::Text, notes);
    }
    if is_whole && numbers.scientific == 0 {
        return of(Kind::Integer, notes);
    }
    let digits = numbers.digits + numbers.places;
    let most = if is_sqlite { EXACT_DIGITS } else { 38 };
    if numbers.scientific > 0 || digits > most {
        if numbers.scientific == 0 {
            notes.push(format!(
                "{name} has numbers of {digits} digits; SQLite carries {EXACT_DIGITS} of them exactly, PostgreSQL all"
            ));
        }
        return of(Kind::Real, notes);
    }
    of(Kind::Decimal { scale: numbers.places }, notes)
}

/// `1,234` or `1.234`: one sign, three digits behind it.
fn has_grouping(seen: &Seen) -> bool {
    seen.examples.iter().any(|text| {
        let both = MARKS.map(|mark| number::read(text, mark).map(|number| number.text));
        both[0].is_some() && both[1].is_some() && both[0] != both[1]
    })
}

/// What most values are, and the first that is not.
fn nearly<'a>(seen: &Seen, numbers: &'a Numbers, dates: &'a Dates) -> Option<(&'static str, &'a Misfit)> {
    let most = |fit: u64| fit * 5 >= seen.filled * 4;
    if most(dates.fit) && dates.compact == 0 {
        return Some(("dates", dates.misfit.as_ref()?));
    }
    most(numbers.fit).then_some(()).and_then(|()| Some(("numbers", numbers.misfit.as_ref()?)))
}

fn is_code(name: &str) -> bool {
    has_word(
        name,
        &["id", "key", "code", "no", "nr", "number", "num", "zip", "postcode", "phone", "sku", "ref"],
    )
}

fn has_word(name: &str, words: &[&str]) -> bool {
    name.split('_').any(|part| words.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { mark: Mark::Point, order: DateOrder::DayFirst, order_is_a_guess: true };

    fn of(name: &str, values: &[&str]) -> ColumnType {
        let mut seen = Seen::default();
        for (line, value) in (2..).zip(values) {
            seen.add(line, value);
        }
        type_of(name, &seen, STYLE, true)
    }

    fn kind(values: &[&str]) -> Kind {
        of("x", values).kind
    }

    #[test]
    fn types_are_the_narrowest_that_fit() {
        assert_eq!(kind(&["1", "2", "-3", ""]), Kind::Integer);
        assert_eq!(kind(&["1", "2.50", "3.1"]), Kind::Decimal { scale: 2 });
        assert_eq!(kind(&["1.000,25", "3,5"]), Kind::Decimal { scale: 2 });
        assert_eq!(kind(&["0.1234567890123456789", "1"]), Kind::Real);
        assert_eq!(kind(&["2.9E-2", "0.12"]), Kind::Real);
        assert_eq!(kind(&["2026-01-01", "2026-02-03"]), Kind::Date);
        assert_eq!(kind(&["2026-01-01 00:00:00.000", "2026-02-03 00:00:00.000"]), Kind::Date);
        assert_eq!(kind(&["2026-01-01 08:00", "2026-02-03 00:00"]), Kind::Timestamp);
        assert_eq!(kind(&["yes", "no", "N/A"]), Kind::Boolean);
        assert_eq!(kind(&["007", "123"]), Kind::Text);
        assert_eq!(kind(&["1", "0", "1"]), Kind::Integer);
        assert_eq!(kind(&["a", "1"]), Kind::Text);
        assert_eq!(kind(&["12345678901234567890"]), Kind::Text);
        assert_eq!(kind(&["20260907", "20260908"]), Kind::Integer);
        assert_eq!(of("order_date", &["20260907", "20260908"]).kind, Kind::Date);
        assert_eq!(of("date_key", &["20260907", "20260908"]).kind, Kind::Integer);
        assert_eq!(kind(&["", "NULL"]), Kind::Text);
        assert_eq!(kind(&["5", "-", "N/A", "7"]), Kind::Integer);
    }

    #[test]
    fn one_bad_value_among_many_does_not_change_the_type() {
        let mut values = vec!["12"; 200];
        values.push("twelve");
        assert_eq!(kind(&values), Kind::Integer);
        assert_eq!(of("product_code", &values).kind, Kind::Text);
        let noted = of("qty", &["1", "2", "3", "4", "seven"]);
        assert_eq!(noted.kind, Kind::Text);
        assert_eq!(noted.notes, ["qty is kept as text: most values are numbers, but line 6 has \"seven\""]);
    }

    #[test]
    fn a_day_beyond_twelve_settles_the_order() {
        assert_eq!(of("x", &["03/04/2026", "25/04/2026"]).order, DateOrder::DayFirst);
        assert_eq!(of("x", &["03/04/2026", "04/25/2026"]).order, DateOrder::MonthFirst);
        let open = of("x", &["03/04/2026", "05/04/2026"]);
        assert!(open.notes[0].contains("--dates month-first"), "{:?}", open.notes);
    }
}
