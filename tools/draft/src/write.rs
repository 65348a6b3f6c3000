//! The draft as commented YAML, with the line on which each part begins.

use std::{collections::BTreeMap, fmt::Write};

use sentia_semantic::{catalogue::quoted_name, warehouse::ColumnType};

use crate::{
    dimensions::Dimension,
    doubts::Doubts,
    joins::{Found, Join},
    measures::{self, Measure},
    model::{Database, Dataset, is_number},
    words,
};

/// A part of the draft that can be taken out where it turns out not to hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Dataset(String),
    Dimension(String),
    Join(String),
    Measure(String),
}

/// All that is written.
pub(crate) struct Content<'a> {
    pub place: &'a str,
    pub name: &'a str,
    pub as_of: Option<jiff::civil::Date>,
    pub database: &'a Database,
    pub measures: &'a measures::Found,
    pub dimensions: &'a [Dimension],
    /// Field that dates the rows, by dataset.
    pub times: &'a BTreeMap<String, String>,
    pub paths: &'a BTreeMap<String, BTreeMap<String, Vec<String>>>,
    pub doubts: &'a Doubts,
}

pub(crate) struct Written {
    pub yaml: String,
    /// First line of each part, in order.
    pub lines: Vec<(usize, Part)>,
}

/// Figures that answer questions which name none.
const HEADLINES: usize = 4;

/// A scalar: bare where YAML reads it as this text, else in double quotes.
pub(crate) fn text(text: &str) -> String {
    let mut letters = text.chars();
    let plain = letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && letters
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == ' ' || letter == '.')
        && !text.ends_with(' ');
    const WORDS: [&str; 9] = ["true", "false", "yes", "no", "null", "on", "off", "y", "n"];
    if plain && !WORDS.contains(&text.to_ascii_lowercase().as_str()) {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            letter if letter.is_control() => quoted.push(' '),
            letter => quoted.push(letter),
        }
    }
    quoted + "\""
}

fn list(items: &[String]) -> String {
    format!("[{}]", items.iter().map(|item| text(item)).collect::<Vec<_>>().join(", "))
}

fn sql(expression: &str) -> String {
    format!("{{dialects: [{{dialect: ANSI_SQL, expression: {}}}]}}", text(expression))
}

fn comment(line: &str) -> String {
    line.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

pub(crate) fn write(content: &Content<'_>) -> Written {
    let mut writer = Writer { content, yaml: String::new(), lines: Vec::new() };
    writer.head();
    writer.line("    datasets:");
    for dataset in &content.database.datasets {
        writer.dataset(dataset);
    }
    if !content.database.joins.is_empty() {
        writer.line("    relationships:");
        content.database.joins.iter().for_each(|join| writer.join(join));
    }
    writer.line("    metrics:");
    content.measures.measures.iter().for_each(|measure| writer.measure(measure));
    Written { yaml: writer.yaml, lines: writer.lines }
}

struct Writer<'a> {
    content: &'a Content<'a>,
    yaml: String,
    lines: Vec<(usize, Part)>,
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        self.yaml.push_str(text);
        self.yaml.push('\n');
    }

    fn begins(&mut self, part: Part) {
        self.lines.push((self.yaml.lines().count() + 1, part));
    }

    fn head(&mut self) {
        let content = self.content;
        self.line(&format!("# A catalogue drafted from {}. It can be asked as it is; read it through before others rely on it:", comment(content.place)));
        self.line("# names and synonyms are how people ask, a unit is what a figure is shown in, `time` is what dates the rows, and");
        self.line("# `default_period` is what a question means that names none (all_time, last_month, month_to_date…), and `headlines` are");
        self.line("# the figures that answer \"how are we doing\".");
        self.line("# Each figure belongs to the area `production` until `area` says otherwise in its extension; people are given areas.");
        let doubts = content.doubts.all();
        if !doubts.is_empty() {
            self.line("#");
            self.line("# Not sure about:");
            doubts.iter().for_each(|doubt| self.line(&format!("#   - {}", comment(doubt))));
        }
        self.line("semantic_model:");
        self.line(&format!("  - name: {}", text(content.name)));
        self.line(&format!("    description: {}", text(&format!("Drafted from {}", content.place))));
        let as_of = content.as_of.map(|day| format!(", as_of: \"{day}\"")).unwrap_or_default();
        if content.as_of.is_some() {
            self.line("    # The rows end long ago, so `as_of` stands for today; take it out once rows come in daily.");
        }
        let headlines = self.headlines();
        let headlines = match headlines.is_empty() {
            true => String::new(),
            false => format!(", headlines: {}", list(&headlines)),
        };
        self.line(&format!(
            "    custom_extensions: [{{vendor_name: SENTIA, data: {{single_tenant: true{as_of}{headlines}}}}}]"
        ));
    }

    /// The money that the largest dated tables sum up: what "how are we doing" is most likely about.
    fn headlines(&self) -> Vec<String> {
        let content = self.content;
        let dated =
            content.database.datasets.iter().filter(|dataset| content.times.contains_key(&dataset.id));
        let mut dated: Vec<&Dataset> = dated.collect();
        dated.sort_by_key(|dataset| std::cmp::Reverse(dataset.profile.rows));
        let is_sum = |measure: &&Measure| {
            let is_money = measure.unit.starts_with("{money") && !measure.unit.contains("per:");
            is_money && measure.expression.starts_with("SUM(")
        };
        let sums = dated.into_iter().filter_map(|dataset| {
            content.measures.measures.iter().filter(|measure| measure.dataset == dataset.id).find(is_sum)
        });
        sums.take(HEADLINES).map(|measure| measure.id.clone()).collect()
    }

    fn dataset(&mut self, dataset: &Dataset) {
        self.line("");
        for doubt in self.content.doubts.of(&dataset.id) {
            let _ = writeln!(self.yaml, "      # Not sure: {}", comment(doubt));
        }
        self.begins(Part::Dataset(dataset.id.clone()));
        self.line(&format!("      - name: {}", text(&dataset.id)));
        self.line(&format!("        source: {}", text(dataset.name())));
        if !dataset.key.is_empty() {
            self.line(&format!("        primary_key: {}", list(&dataset.key)));
        }
        if !dataset.profile.table.unique_keys.is_empty() {
            let keys: Vec<String> = dataset.profile.table.unique_keys.iter().map(|key| list(key)).collect();
            self.line(&format!("        unique_keys: [{}]", keys.join(", ")));
        }
        self.fields(dataset);
        self.extension(dataset);
    }

    fn fields(&mut self, dataset: &Dataset) {
        let content = self.content;
        let dimensions: Vec<&Dimension> =
            content.dimensions.iter().filter(|dimension| dimension.dataset == dataset.id).collect();
        let exact = content.measures.exact.get(&dataset.id).map(Vec::as_slice).unwrap_or_default();
        let mut fields: Vec<String> = Vec::new();
        for date in &dataset.dates {
            fields.push(format!(
                "{{name: {}, expression: {}, dimension: {{is_time: true}}}}",
                text(&words::id(date)),
                sql(&quoted_name(date))
            ));
        }
        for column in dataset
            .columns()
            .iter()
            .filter(|column| is_number(column.kind) && !dataset.key.contains(&column.name))
        {
            let id = words::id(&column.name);
            if !dimensions.iter().any(|dimension| dimension.field == id) {
                fields.push(format!(
                    "{{name: {}, expression: {}}}",
                    text(&id),
                    sql(&quoted_name(&column.name))
                ));
            }
        }
        for field in exact {
            fields.push(format!("{{name: {}, expression: {}}}", text(&field.field), sql(&field.expression)));
        }
        for column in dataset.columns().iter().filter(|column| column.kind == ColumnType::Text) {
            // What a condition of a metric names.
            let id = words::id(&column.name);
            let is_dimension = dimensions.iter().any(|dimension| dimension.field == id);
            if words::parts(&column.name).contains(&"currency".to_owned())
                && !is_dimension
                && !dataset.dates.contains(&column.name)
            {
                fields.push(format!(
                    "{{name: {}, expression: {}}}",
                    text(&id),
                    sql(&quoted_name(&column.name))
                ));
            }
        }
        if fields.is_empty() && dimensions.is_empty() {
            return;
        }
        self.line("        fields:");
        let mut seen = std::collections::BTreeSet::new();
        for field in fields {
            if seen.insert(field.clone()) {
                self.line(&format!("          - {field}"));
            }
        }
        for dimension in dimensions {
            self.dimension(dimension);
        }
    }

    fn dimension(&mut self, dimension: &Dimension) {
        self.begins(Part::Dimension(dimension.id.clone()));
        self.line(&format!("          - name: {}", text(&dimension.field)));
        self.line(&format!("            expression: {}", sql(&dimension.expression)));
        self.line("            dimension: {is_time: false}");
        if !dimension.synonyms.is_empty() {
            self.line(&format!("            ai_context: {{synonyms: {}}}", list(&dimension.synonyms)));
        }
        let key = dimension.key.as_ref().map(|key| format!(", key: {}", text(key))).unwrap_or_default();
        let searchable = if dimension.searchable { "" } else { ", searchable: false" };
        self.line(&format!(
            "            custom_extensions: [{{vendor_name: SENTIA, data: {{dimension: {}, label: {}, plural: {}{key}{searchable}}}}}]",
            text(&dimension.id),
            text(&dimension.label),
            text(&dimension.plural)
        ));
    }

    fn extension(&mut self, dataset: &Dataset) {
        let mut data = match self.content.times.get(&dataset.id) {
            Some(time) => vec![format!("time: {}", text(time))],
            None if dataset.is_calendar => Vec::new(),
            None => vec!["undated: true".to_owned()],
        };
        if !dataset.is_calendar {
            data.push("default_period: all_time".to_owned());
        }
        data.extend(dataset.tenant.as_ref().map(|tenant| format!("tenant: {}", text(tenant))));
        if let Some(paths) = self.content.paths.get(&dataset.id) {
            let paths: Vec<String> =
                paths.iter().map(|(to, way)| format!("{}: {}", text(to), list(way))).collect();
            data.push(format!("paths: {{{}}}", paths.join(", ")));
        }
        if !data.is_empty() {
            self.line(&format!(
                "        custom_extensions: [{{vendor_name: SENTIA, data: {{{}}}}}]",
                data.join(", ")
            ));
        }
    }

    fn join(&mut self, join: &Join) {
        self.begins(Part::Join(join.name.clone()));
        let how = match join.found {
            Found::Declared => "",
            Found::ByName => "  # by name and values",
            Found::ByRole => "  # by a part of its name, and values",
            Found::ByValues => "  # by values alone",
        };
        self.line(&format!(
            "      - {{name: {}, from: {}, to: {}, from_columns: {}, to_columns: {}}}{how}",
            text(&join.name),
            text(&join.from),
            text(&join.to),
            list(&join.columns),
            list(&join.to_columns)
        ));
    }

    fn measure(&mut self, measure: &Measure) {
        self.begins(Part::Measure(measure.id.clone()));
        self.line(&format!("      - name: {}", text(&measure.id)));
        self.line(&format!("        expression: {}", sql(&measure.expression)));
        self.line(&format!("        description: {}", text(&measure.description)));
        if !measure.synonyms.is_empty() {
            self.line(&format!("        ai_context: {{synonyms: {}}}", list(&measure.synonyms)));
        }
        self.line(&format!(
            "        custom_extensions: [{{vendor_name: SENTIA, data: {{label: {}, unit: {}, direction: {}}}}}]",
            text(&measure.label),
            measure.unit,
            measure.direction
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_quoted_where_yaml_would_read_something_else() {
        assert_eq!(text("order_qty"), "order_qty");
        assert_eq!(text("no"), "\"no\"");
        assert_eq!(text("12"), "\"12\"");
        assert_eq!(text("a: b"), "\"a: b\"");
        assert_eq!(text("say \"so\"\nnow"), "\"say \\\"so\\\" now\"");
        assert_eq!(comment("a\nsemantic_model:"), "a semantic_model:");
    }
}
