//! Figures that the columns of a table give: sums, averages, counts, and ratios of two sums.

use std::collections::BTreeMap;

use sentia_semantic::catalogue::quoted_name;

use crate::{
    doubts::Doubts,
    model::{Database, Dataset, KEY_WORDS, is_number},
    tenant,
    units::{self, Nature},
    words::{self, has_any},
};

/// A metric in the making.
#[derive(Debug, Clone)]
pub(crate) struct Measure {
    pub dataset: String,
    pub id: String,
    pub label: String,
    pub synonyms: Vec<String>,
    pub expression: String,
    /// The unit as the catalogue writes it.
    pub unit: String,
    pub direction: &'static str,
    pub description: String,
    /// The column's own words and the table's, to tell two of the same label apart.
    plain: String,
    full: String,
}

/// A column whose row-level expression is not the column itself: money as whole numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exact {
    pub field: String,
    pub expression: String,
}

#[derive(Debug, Default)]
pub(crate) struct Found {
    pub measures: Vec<Measure>,
    /// Extra fields by dataset.
    pub exact: BTreeMap<String, Vec<Exact>>,
}

/// Words too general to be a name by themselves.
const GENERAL: [&str; 12] = [
    "amount", "quantity", "total", "value", "count", "number", "cost", "balance", "units", "volume", "sum",
    "net",
];
/// Currencies of one column that get a measure each; with more of them nothing is summed.
const MOST_CURRENCIES: usize = 6;

pub(crate) fn find(
    database: &Database,
    currency: &str,
    currencies: &BTreeMap<String, (String, Vec<String>)>,
    doubts: &mut Doubts,
) -> Found {
    let mut found = Found::default();
    for dataset in database.datasets.iter().filter(|dataset| !dataset.is_calendar) {
        let mut maker = Maker {
            database,
            dataset,
            currency,
            currencies: currencies.get(&dataset.id),
            doubts,
            found: &mut found,
        };
        maker.all();
    }
    name_apart(&mut found.measures);
    found
}

struct Maker<'a, 'f> {
    database: &'a Database,
    dataset: &'a Dataset,
    currency: &'a str,
    /// Column of the currency and what stands in it.
    currencies: Option<&'a (String, Vec<String>)>,
    doubts: &'f mut Doubts,
    found: &'f mut Found,
}

/// A sum of a column, for ratios.
struct Sum {
    words: Vec<String>,
    id: String,
    is_money: bool,
    is_counted: bool,
}

impl Maker<'_, '_> {
    fn all(&mut self) {
        self.count();
        let leading = self.database.leading_elsewhere(&self.dataset.id);
        let mut sums = Vec::new();
        for column in self.dataset.columns() {
            let words = words::of_column(&column.name);
            let is_name = self.dataset.key.contains(&column.name) || leading.contains(column.name.as_str());
            let seen = self.dataset.seen(&column.name);
            if !is_number(column.kind)
                || is_name
                || seen.filled == 0
                || is_no_quantity(&column.name, &words, self.dataset)
            {
                continue;
            }
            sums.extend(self.in_its_currency(column, words));
        }
        self.ratios(&sums);
    }

    fn name(&self, field: &str) -> String {
        format!("{}.{}", quoted_name(&self.dataset.id), quoted_name(field))
    }

    fn count(&mut self) {
        let mut plural = words::plural_of(&self.dataset.words);
        if plural == self.dataset.words.join(" ") {
            // Inventory, history and the like are not counted themselves.
            plural += " rows";
        }
        // Of things the plural means the members: "vendors" are listed, the number of vendors is counted.
        let is_thing = crate::draft::names_things(self.database, self.dataset);
        let label = if is_thing {
            format!("Number of {plural}")
        } else {
            words::label(std::slice::from_ref(&plural))
        };
        let synonyms = [format!("number of {plural}"), format!("count of {plural}")];
        self.add(Measure {
            dataset: self.dataset.id.clone(),
            id: format!("{}_count", self.dataset.id),
            expression: format!("COUNT({}.*)", quoted_name(&self.dataset.id)),
            unit: format!("{{count: {}}}", crate::write::text(&plural)),
            direction: "neutral",
            description: format!("Rows of {}.", self.dataset.name()),
            plain: label.clone(),
            full: label.clone(),
            synonyms: synonyms.into_iter().filter(|name| !name.eq_ignore_ascii_case(&label)).collect(),
            label,
        });
    }

    /// A column whose name ends with a currency holds money of that currency, whatever the table is kept in.
    fn in_its_currency(
        &mut self,
        column: &sentia_semantic::warehouse::ColumnStructure,
        words: Vec<String>,
    ) -> Option<Sum> {
        let (mut words, code) = match units::without_currency(words) {
            (words, None) => return self.of_column(column, words, false),
            (words, Some(code)) => (words, code),
        };
        let usual = (self.currency, self.currencies);
        (self.currency, self.currencies) = (code, None);
        if code != usual.0 {
            words.push(format!("({code})"));
        }
        let sum = self.of_column(column, words, true);
        (self.currency, self.currencies) = usual;
        sum
    }

    fn of_column(
        &mut self,
        column: &sentia_semantic::warehouse::ColumnStructure,
        words: Vec<String>,
        says_currency: bool,
    ) -> Option<Sum> {
        let seen = self.dataset.seen(&column.name);
        let field = self.name(&words::id(&column.name));
        let id = format!("{}_{}", self.dataset.id, words::id(&column.name));
        let mut nature = units::nature(&words, column, &seen);
        if says_currency && matches!(nature, Nature::Quantity(_)) {
            nature = Nature::Money;
        }
        // What stands beside the name of a thing describes it and does not add up over things.
        let describes = self.database.is_referred_to(&self.dataset.id)
            && self.dataset.dates.len() < 2
            && self.is_master();
        if describes && let Nature::Quantity(symbol) = nature {
            nature = Nature::Level(symbol);
        }
        let average = |text: &str| format!("AVG({text})");
        let sum = |is_money, is_counted| Sum { words: words.clone(), id: id.clone(), is_money, is_counted };
        match nature {
            Nature::Money => return self.money(column, &seen, &words, &id).then(|| sum(true, false)),
            Nature::Price => {
                let scale = 10_u32.pow(units::minor_digits(self.currency));
                let unit = format!("{{money: {{currency: {}, per: unit}}}}", self.currency);
                self.column_measure(
                    &words,
                    &id,
                    &format!("{} * {scale}", average(&field)),
                    &unit,
                    "neutral",
                    "Average",
                );
            }
            Nature::Share { of_one } => {
                self.doubts.add(
                    &self.dataset.id,
                    format!("{} is averaged with the same weight for each row", column.name),
                );
                let all = if of_one { average(&field) } else { format!("{} / 100", average(&field)) };
                self.column_measure(&words, &id, &all, "percent", "neutral", "Average");
            }
            Nature::Level(symbol) => {
                self.column_measure(&words, &id, &average(&field), &quantity(symbol), "neutral", "Average");
            }
            Nature::Days if describes || has_any(&words, &["lead", "average", "age", "delay"]) => {
                self.column_measure(&words, &id, &average(&field), "days", "neutral", "Average");
            }
            Nature::Days => {
                self.column_measure(&words, &id, &format!("SUM({field})"), "days", "neutral", "");
            }
            Nature::Duration(seconds) => {
                let all =
                    if seconds == 1 { format!("SUM({field})") } else { format!("SUM({field}) * {seconds}") };
                self.column_measure(&words, &id, &all, "duration", "neutral", "");
            }
            Nature::Quantity(symbol) => {
                self.column_measure(
                    &words,
                    &id,
                    &format!("SUM({field})"),
                    &quantity(symbol),
                    direction(&words),
                    "",
                );
                return Some(sum(false, true));
            }
        }
        None
    }

    /// A table that names things rather than records what happened.
    fn is_master(&self) -> bool {
        let text = |names: &[&str]| {
            self.dataset.columns().iter().any(|column| has_any(&words::of_column(&column.name), names))
        };
        text(&["name", "description", "title"])
    }

    /// Amounts are summed as whole numbers, so that no cent is lost.
    fn money(
        &mut self,
        column: &sentia_semantic::warehouse::ColumnStructure,
        seen: &crate::profile::ColumnProfile,
        words: &[String],
        id: &str,
    ) -> bool {
        let minor = units::minor_digits(self.currency);
        let is_minor_already = has_any(words, &["cents", "minor", "pence", "pennies"]);
        let own = words::id(&column.name);
        let (argument, factor) = match units::places(column, seen) {
            Some(0) if is_minor_already => (self.name(&own), None),
            Some(0) => (self.name(&own), (minor > 0).then(|| format!(" * {}", 10_u32.pow(minor)))),
            Some(places) => {
                let digits = places.max(minor);
                let field = format!("{own}_e{digits}");
                let expression =
                    format!("CAST(ROUND({} * {}) AS BIGINT)", quoted_name(&column.name), 10_u32.pow(digits));
                let exact = self.found.exact.entry(self.dataset.id.clone()).or_default();
                exact.push(Exact { field: field.clone(), expression });
                (self.name(&field), (digits > minor).then(|| format!(" / {}", 10_u32.pow(digits - minor))))
            }
            None => {
                self.doubts.add(&self.dataset.id, format!("{} has more than four decimal places; it is summed as a floating-point number and may be off by a cent", column.name));
                (self.name(&own), Some(format!(" * {}", 10_u32.pow(minor))))
            }
        };
        let factor = factor.unwrap_or_default();
        let Some((currency_column, known)) = self.currencies else {
            let unit = money_unit(self.currency);
            self.column_measure(words, id, &format!("SUM({argument}){factor}"), &unit, direction(words), "");
            return true;
        };
        if known.len() > MOST_CURRENCIES {
            self.doubts.add(
                &self.dataset.id,
                format!(
                    "{} is in {} currencies and was left out: add it up per currency in a view",
                    column.name,
                    known.len()
                ),
            );
            return false;
        }
        let condition = self.name(&words::id(currency_column));
        for code in known {
            let expression = format!(
                "SUM({argument}) FILTER (WHERE {condition} = '{}'){factor}",
                code.replace('\'', "''")
            );
            let id = format!("{id}_{}", words::id(code));
            let named: Vec<String> = words.iter().cloned().chain([format!("({code})")]).collect();
            self.column_measure(&named, &id, &expression, &money_unit(code), direction(words), "");
        }
        false
    }

    fn column_measure(
        &mut self,
        words: &[String],
        id: &str,
        expression: &str,
        unit: &str,
        direction: &'static str,
        before: &str,
    ) {
        let before: Vec<String> = (!before.is_empty() && !has_any(words, &["average"]))
            .then(|| before.to_lowercase())
            .into_iter()
            .collect();
        let with_unit = words.join(" ");
        let is_general =
            |word: &str| GENERAL.contains(&word) || self.dataset.words.iter().any(|own| own == word);
        let bare = units::without_unit(words, is_general);
        let words = bare.as_deref().unwrap_or(words);
        let own: Vec<String> = before.iter().chain(words).cloned().collect();
        let rest: Vec<String> =
            words.iter().filter(|word| !self.dataset.words.contains(word)).cloned().collect();
        let full: Vec<String> = before.iter().chain(&self.dataset.words).chain(&rest).cloned().collect();
        let (plain, full) = (words::label(&own), words::label(&full));
        let label = if words.iter().all(|word| is_general(word)) { full.clone() } else { plain.clone() };
        let raw = id.strip_prefix(&format!("{}_", self.dataset.id)).unwrap_or(id).replace('_', " ");
        let mut synonyms: Vec<String> = Vec::new();
        let short: Vec<String> =
            before.iter().chain(self.dataset.words.last()).chain(&rest).cloned().collect();
        for name in
            [plain.to_lowercase(), full.to_lowercase(), short.join(" "), words.join(" "), with_unit, raw]
        {
            if !name.eq_ignore_ascii_case(&label) && !synonyms.contains(&name) {
                synonyms.push(name);
            }
        }
        self.add(Measure {
            dataset: self.dataset.id.clone(),
            id: id.to_owned(),
            expression: expression.to_owned(),
            unit: unit.to_owned(),
            direction,
            description: format!("{label}, from {}.", self.dataset.name()),
            plain,
            full,
            synonyms,
            label,
        });
    }

    /// Shares of what is bad in what there is, and what one of something costs.
    fn ratios(&mut self, sums: &[Sum]) {
        const BAD: [(&str, &str); 8] = [
            ("scrapped", "Scrap rate"),
            ("scrap", "Scrap rate"),
            ("rejected", "Rejection rate"),
            ("defects", "Defect rate"),
            ("defective", "Defect rate"),
            ("rework", "Rework rate"),
            ("returned", "Return rate"),
            ("abandoned", "Abandonment rate"),
        ];
        const GOOD: [&str; 4] = ["good", "accepted", "passed", "conforming"];
        const WHOLE: [&str; 7] =
            ["produced", "received", "ordered", "shipped", "total", "order", "inspected"];
        let quantities: Vec<&Sum> = sums.iter().filter(|sum| sum.is_counted && !is_bad(sum, &BAD)).collect();
        let bad = sums.iter().filter(|sum| sum.is_counted).find_map(|sum| {
            BAD.iter().find(|(word, _)| has_any(&sum.words, &[word])).map(|(_, label)| (sum, *label))
        });
        let by_word =
            WHOLE.iter().find_map(|word| quantities.iter().find(|sum| has_any(&sum.words, &[word])));
        let good = quantities.iter().find(|sum| has_any(&sum.words, &GOOD));
        let whole = match (by_word, good, quantities.as_slice()) {
            (Some(whole), _, _) => Some(quoted_name(&whole.id)),
            // What is good and what is not are the whole together.
            (None, Some(good), _) => {
                bad.map(|(part, _)| format!("({} + {})", quoted_name(&good.id), quoted_name(&part.id)))
            }
            (None, None, [only]) => Some(quoted_name(&only.id)),
            _ => None,
        };
        if let (Some((part, label)), Some(whole)) = (bad, whole) {
            self.doubts.add(&self.dataset.id, format!("{label} was drafted as {} ÷ {whole}", part.id));
            self.ratio(label, &part.id, &whole, "percent", "down");
        }
        let amounts: Vec<&Sum> = sums.iter().filter(|sum| sum.is_money).collect();
        if let ([amount], [quantity], None) = (amounts.as_slice(), quantities.as_slice(), self.currencies) {
            let label = format!("{} per unit", words::label(&amount.words));
            let unit = format!("{{money: {{currency: {}, per: unit}}}}", self.currency);
            self.ratio(&label, &amount.id, &quoted_name(&quantity.id), &unit, "neutral");
        }
    }

    /// `whole` is an expression.
    fn ratio(&mut self, label: &str, part: &str, whole: &str, unit: &str, direction: &'static str) {
        let full = format!("{} {}", words::label(&self.dataset.words), label.to_lowercase());
        self.add(Measure {
            dataset: self.dataset.id.clone(),
            id: format!("{}_{}", self.dataset.id, words::id(label)),
            label: label.to_owned(),
            synonyms: vec![full.to_lowercase()],
            expression: format!("{} / {whole}", quoted_name(part)),
            unit: unit.to_owned(),
            direction,
            description: format!("{part} ÷ {whole}."),
            plain: label.to_owned(),
            full,
        });
    }

    fn add(&mut self, measure: Measure) {
        let mut measure = measure;
        let mut number = 2;
        while self.found.measures.iter().any(|other| other.id == measure.id) {
            measure.id = format!("{}_{number}", measure.id);
            number += 1;
        }
        self.found.measures.push(measure);
    }
}

fn is_bad(sum: &Sum, bad: &[(&str, &str)]) -> bool {
    bad.iter().any(|(word, _)| has_any(&sum.words, &[word]))
}

fn money_unit(currency: &str) -> String {
    format!("{{money: {{currency: {}}}}}", crate::write::text(currency))
}

fn quantity(symbol: &str) -> String {
    format!("{{quantity: {}}}", crate::write::text(symbol))
}

fn direction(words: &[String]) -> &'static str {
    const DOWN: [&str; 14] = [
        "scrap",
        "scrapped",
        "rejected",
        "defects",
        "defective",
        "rework",
        "returned",
        "cost",
        "costs",
        "late",
        "delay",
        "downtime",
        "waste",
        "abandoned",
    ];
    const UP: [&str; 8] = ["revenue", "sales", "profit", "margin", "good", "produced", "turnover", "sold"];
    if has_any(words, &DOWN) {
        "down"
    } else if has_any(words, &UP) {
        "up"
    } else {
        "neutral"
    }
}

/// Numbers that name, order or date something.
fn is_no_quantity(name: &str, words: &[String], dataset: &Dataset) -> bool {
    const CALENDAR: [&str; 12] = [
        "year",
        "month",
        "quarter",
        "week",
        "weekday",
        "semester",
        "latitude",
        "longitude",
        "zip",
        "phone",
        "version",
        "sequence",
    ];
    let parts = words::parts(name);
    let ends_like_a_key = parts.last().is_some_and(|last| KEY_WORDS.contains(&last.as_str()));
    let counts = has_any(words, &["calls", "orders", "operators"]);
    let seen = dataset.seen(name);
    let is_flag = seen.least_number() == Some(0.0)
        && seen.greatest_number() == Some(1.0)
        && seen.distinct == 2
        && has_any(words, &["is", "has", "flag", "active", "preferred"]);
    (ends_like_a_key && !counts)
        || has_any(words, &CALENDAR)
        || is_flag
        || tenant::is_named_so(name)
        || crate::dimensions::is_enumeration(words, &seen)
}

/// Where measures are called alike, each is called after its table too; where all but one are of tables that keep what was,
/// that one keeps its name.
fn name_apart(measures: &mut [Measure]) {
    let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, measure) in measures.iter().enumerate() {
        alike.entry(measure.label.to_lowercase()).or_default().push(at);
    }
    for places in alike.into_values().filter(|places| places.len() > 1) {
        let current: Vec<usize> =
            places.iter().copied().filter(|at| !keeps_what_was(&measures[*at].dataset)).collect();
        let first = match current.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        for at in places.into_iter().filter(|at| Some(*at) != first) {
            let measure = &mut measures[at];
            let (plain, full) = (measure.plain.to_lowercase(), measure.full.to_lowercase());
            measure
                .synonyms
                .retain(|name| *name != full && (first.is_none() || !plain.ends_with(name.as_str())));
            if first.is_none() && plain != full {
                measure.synonyms.push(plain);
            }
            measure.label.clone_from(&measure.full);
            measure.synonyms.sort();
            measure.synonyms.dedup();
        }
    }
}

fn keeps_what_was(dataset: &str) -> bool {
    has_any(&words::parts(dataset), &["history", "archive", "log", "audit", "backup", "old", "staging"])
}
