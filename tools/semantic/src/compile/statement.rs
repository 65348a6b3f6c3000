use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    Dialect, Extent, Plan, display, expression,
    joins::as_text,
    measure::{self, days_by_bucket},
    part::{self, Context, is_count},
    windows::days_of_windows,
};
use crate::{
    Grain, Period, Value,
    catalogue::{Dimension, Measure},
    rollup::RolledDataset,
    warehouse::ColumnType,
};

/// A statement that is ready to run.
#[derive(Debug, Clone)]
pub struct CompiledQuery {
    pub sql: String,
    /// What `$1`, `$2`… stand for.
    pub binds: Vec<Value>,
    pub(crate) columns: Vec<OutputColumn>,
    /// What each column is read as.
    pub kinds: Vec<ColumnType>,
    pub(crate) finish: Finish,
}

/// What a column of the statement holds. Dimensions and measures are counted as in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OutputColumn {
    Bucket,
    Key(usize),
    Label(usize),
    /// Of a dimension whose label identifies its members.
    KeyAndLabel(usize),
    Measure(usize),
    Aggregate(usize),
}

/// Who computes the last formulas, sorts and cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finish {
    Database,
    /// This crate: a formula is beyond the database, or two results are to be merged.
    Here,
}

/// How the database sorts and cuts: columns to sort by before the usual order, and whether downwards.
pub(crate) struct SqlOrder {
    pub first: Option<(OutputColumn, bool)>,
    pub limit: u64,
}

/// Collects what placeholders stand for; equal values share one.
#[derive(Default)]
pub(crate) struct Binds(Vec<Value>);

impl Binds {
    /// The placeholder for a text.
    pub(crate) fn add(&mut self, text: &str) -> String {
        let known = self.0.iter().position(|value| value.as_text() == Some(text));
        let index = known.unwrap_or_else(|| {
            self.0.push(Value::from(text));
            self.0.len() - 1
        });
        format!("${}", index + 1)
    }

    pub(crate) fn into_values(self) -> Vec<Value> {
        self.0
    }
}

impl CompiledQuery {
    /// The statement as a person would run it: with its values in place.
    pub fn displayed(&self) -> String {
        display::with_values(&self.sql, &self.binds)
    }
}

/// Writes the statement of a plan for one period. `extents` holds one for each part; `rollups` may be read in the place
/// of rows; `order` is none where rows are sorted and cut here.
pub(crate) fn compile(
    plan: &Plan<'_>,
    dialect: Dialect,
    period: Period,
    extents: &[Option<Extent>],
    rollups: &[RolledDataset],
    order: Option<&SqlOrder>,
) -> CompiledQuery {
    let mut statement = Statement::new(plan, dialect, period, extents, rollups);
    statement.keys_and_labels();
    statement.measures();
    let finish = match order {
        Some(_) if statement.is_complete => Finish::Database,
        _ => Finish::Here,
    };
    statement.aggregates_to_finish();
    let order = order.filter(|_| finish == Finish::Database);
    let sql = statement.sql(order);
    CompiledQuery {
        sql,
        binds: statement.binds.0,
        columns: statement.columns,
        kinds: statement.kinds,
        finish,
    }
}

struct Statement<'p, 'a> {
    plan: &'p Plan<'a>,
    dialect: Dialect,
    period: Period,
    extents: &'p [Option<Extent>],
    rollups: &'p [RolledDataset],
    binds: Binds,
    /// Column of the aggregated rows that holds the key of each dimension.
    key_names: Vec<String>,
    selected: Vec<String>,
    columns: Vec<OutputColumn>,
    kinds: Vec<ColumnType>,
    label_joins: Vec<String>,
    /// Whether the database can compute every measure.
    is_complete: bool,
}

impl<'p, 'a> Statement<'p, 'a> {
    fn new(
        plan: &'p Plan<'a>,
        dialect: Dialect,
        period: Period,
        extents: &'p [Option<Extent>],
        rollups: &'p [RolledDataset],
    ) -> Self {
        let mut taken: BTreeSet<String> =
            (1..=plan.aggregates.len()).map(|number| format!("a{number}")).collect();
        taken.extend(["bucket".to_owned(), "result".to_owned()]);
        let key_names =
            plan.dimensions.iter().map(|dimension| free_name(&dimension.id, &mut taken)).collect();
        Statement {
            plan,
            dialect,
            period,
            extents,
            rollups,
            binds: Binds::default(),
            key_names,
            selected: Vec::new(),
            columns: Vec::new(),
            kinds: Vec::new(),
            label_joins: Vec::new(),
            is_complete: true,
        }
    }

    fn select(&mut self, sql: &str, name: &str, column: OutputColumn, kind: ColumnType) {
        self.selected.push(format!("{sql} AS {}", expression::name(name)));
        self.columns.push(column);
        self.kinds.push(kind);
    }

    fn keys_and_labels(&mut self) {
        if self.plan.grain.is_some() {
            let bucket = self.dialect.bucket_as_text("result.bucket");
            self.select(&bucket, "bucket", OutputColumn::Bucket, ColumnType::Text);
        }
        for (index, dimension) in self.plan.dimensions.iter().enumerate() {
            let name = self.key_names[index].clone();
            let key = self.dialect.collated(&expression::qualified("result", &name));
            match self.label(dimension, &name) {
                None => self.select(&key, &name, OutputColumn::KeyAndLabel(index), ColumnType::Text),
                Some(label) => {
                    let label = self.dialect.collated(&label);
                    self.select(&key, &format!("{name}_key"), OutputColumn::Key(index), ColumnType::Text);
                    self.select(&label, &name, OutputColumn::Label(index), ColumnType::Text);
                }
            }
        }
    }

    /// The label of a member, joined to the aggregated rows; none where the key is the label. A member that the
    /// dimension's own table lacks is called by its key.
    fn label(&mut self, dimension: &Dimension, name: &str) -> Option<String> {
        let key_column = dimension.key.as_ref()?;
        if expression::is_column(&dimension.expression, &dimension.dataset, key_column) {
            return None;
        }
        let dataset = self.plan.tables.catalogue.datasets.get(&dimension.dataset)?;
        let alias = format!("{name}_label");
        let (tables, dialect) = (self.plan.tables, self.dialect);
        let written = |alias: &str| {
            let label = expression::write(&dimension.expression, dialect, self.plan.today, &mut |_| {
                Some(alias.to_owned())
            });
            let key_kind = tables.column(&dimension.dataset, key_column).unwrap_or(ColumnType::Other);
            let key = as_text(expression::qualified(alias, key_column), key_kind);
            (key, as_text(label, tables.of(&dimension.expression)))
        };
        let table = dialect.table(&dataset.source);
        let result_key = expression::qualified("result", name);
        let tenant_of = |alias: &str, binds: &mut Binds| {
            let tenant = dataset.tenant.as_ref()?;
            Some(format!("{} = {}", expression::qualified(alias, tenant), binds.add(&self.plan.scope.tenant)))
        };
        let (join, label) = if crate::catalogue::identifies_a_row(dataset, std::slice::from_ref(key_column)) {
            let (key, label) = written(&alias);
            let tenant =
                tenant_of(&alias, &mut self.binds).map(|tenant| format!("{tenant} AND ")).unwrap_or_default();
            (
                format!("LEFT JOIN {table} AS {} ON {tenant}{key} = {result_key}", expression::name(&alias)),
                label,
            )
        } else {
            let (key, label) = written(&dimension.dataset);
            let tenant = tenant_of(&dimension.dataset, &mut self.binds)
                .map(|tenant| format!(" WHERE {tenant}"))
                .unwrap_or_default();
            let source = format!("{table} AS {}", expression::name(&dimension.dataset));
            let labels = format!(
                "(SELECT {key} AS member, MIN({label}) AS label FROM {source}{tenant} GROUP BY {key})"
            );
            let alias = expression::name(&alias);
            (
                format!("LEFT JOIN {labels} AS {alias} ON {alias}.member = {result_key}"),
                format!("{alias}.label"),
            )
        };
        self.label_joins.push(join);
        Some(format!("COALESCE({label}, {result_key})"))
    }

    fn measures(&mut self) {
        for (index, measure) in self.plan.measures.iter().enumerate() {
            let days = self.period_days(measure);
            match measure::formula(self.plan, measure, self.dialect, &days) {
                Some(formula) => {
                    self.select(&formula.sql, &measure.id, OutputColumn::Measure(index), formula.kind)
                }
                None => self.is_complete = false,
            }
        }
    }

    /// Formulas that are finished here need the aggregates themselves.
    fn aggregates_to_finish(&mut self) {
        if self.is_complete {
            return;
        }
        for index in 0..self.plan.aggregates.len() {
            let name = format!("a{}", index + 1);
            let sql = format!("CAST(result.{name} AS DOUBLE PRECISION)");
            self.select(&sql, &name, OutputColumn::Aggregate(index), ColumnType::Real);
        }
    }

    /// PERIOD_DAYS() of a measure: a number, or one for each bucket.
    fn period_days(&self, measure: &Measure) -> String {
        if self.plan.window.is_some() {
            let days = days_of_windows(self.plan, measure, self.period, self.extents);
            return days_by_bucket(self.dialect, &days.into_iter().collect::<Vec<_>>());
        }
        let data = data_of_measure(self.plan, measure, self.extents);
        let Some(period) = data.and_then(|data| data.clip(self.period)) else {
            return "CAST(NULL AS BIGINT)".to_owned();
        };
        match self.plan.grain {
            None => period.days().to_string(),
            Some(Grain::Day) => "1".to_owned(),
            Some(grain) => days_by_bucket(self.dialect, &days_of_buckets(grain, period)),
        }
    }

    fn sql(&mut self, order: Option<&SqlOrder>) -> String {
        let mut sql = format!("WITH {}\n", self.result().join(",\n"));
        sql.push_str(&format!("SELECT {}\nFROM result", self.selected.join(",\n       ")));
        for join in &self.label_joins {
            sql.push_str(&format!("\n{join}"));
        }
        if let Some(order) = order {
            sql.push_str(&format!("\nORDER BY {}\nLIMIT {}", self.order_by(order).join(", "), order.limit));
        }
        sql
    }

    /// The common table expressions, of which the last is `result`: bucket, keys, aggregates.
    fn result(&mut self) -> Vec<String> {
        let context = Context {
            plan: self.plan,
            dialect: self.dialect,
            period: self.period,
            key_names: &self.key_names,
            rollups: self.rollups,
        };
        let mut selects = Vec::new();
        for (part, extent) in self.plan.parts.iter().zip(self.extents) {
            selects.push((part, part::select(&context, part, *extent, &mut self.binds)));
        }
        if let [(_, only)] = selects.as_slice() {
            return vec![format!("result AS (\n{}\n)", indented(only))];
        }
        let mut taken = BTreeSet::from(["result".to_owned(), "parts".to_owned()]);
        let mut tables = Vec::new();
        let mut unions = Vec::new();
        for (part, select) in selects {
            let name = expression::name(&free_name(&format!("{}_rows", part.root.id), &mut taken));
            unions.push(format!("SELECT {} FROM {name}", self.padded(&part.aggregates)));
            tables.push(format!("{name} AS (\n{}\n)", indented(&select)));
        }
        tables.push(format!("result AS (\n{}\n)", indented(&self.merged(&unions))));
        tables
    }

    fn key_columns(&self) -> Vec<String> {
        let bucket = self.plan.grain.map(|_| "bucket".to_owned());
        bucket.into_iter().chain(self.key_names.iter().map(|name| expression::name(name))).collect()
    }

    /// Keys and all aggregates, null where another part has them.
    fn padded(&self, of_this_part: &[usize]) -> String {
        let mut columns = self.key_columns();
        for (index, aggregate) in self.plan.aggregates.iter().enumerate() {
            let name = format!("a{}", index + 1);
            let kind = Dialect::type_name(self.plan.tables.of_aggregate(aggregate));
            columns.push(match of_this_part.contains(&index) {
                true => name,
                false => format!("CAST(NULL AS {kind}) AS {name}"),
            });
        }
        columns.join(", ")
    }

    /// One row for each key, whichever parts know it.
    fn merged(&self, unions: &[String]) -> String {
        let keys = self.key_columns();
        let mut columns = keys.clone();
        for (index, aggregate) in self.plan.aggregates.iter().enumerate() {
            let name = format!("a{}", index + 1);
            columns.push(match is_count(aggregate) {
                true => format!("COALESCE(MAX({name}), 0) AS {name}"),
                false => format!("MAX({name}) AS {name}"),
            });
        }
        let union = indented(&unions.join("\nUNION ALL\n"));
        let group = if keys.is_empty() { String::new() } else { format!("\nGROUP BY {}", keys.join(", ")) };
        format!("SELECT {}\nFROM (\n{union}\n) AS parts{group}", columns.join(",\n       "))
    }

    /// The order asked for, then bucket, labels and keys, so that rows never tie.
    fn order_by(&self, order: &SqlOrder) -> Vec<String> {
        let is_wanted = |column: &OutputColumn, wanted: OutputColumn| match (column, wanted) {
            (OutputColumn::KeyAndLabel(index), OutputColumn::Label(dimension)) => *index == dimension,
            (column, wanted) => *column == wanted,
        };
        let ordinal =
            |wanted| self.columns.iter().position(|column| is_wanted(column, wanted)).map(|at| at + 1);
        let mut terms = Vec::new();
        if let Some((column, descending)) = order.first
            && let Some(ordinal) = ordinal(column)
        {
            terms.push(format!("{ordinal} {} NULLS LAST", if descending { "DESC" } else { "ASC" }));
        }
        let is_order = |kinds: fn(&OutputColumn) -> bool| {
            self.columns
                .iter()
                .enumerate()
                .filter(move |(_, column)| kinds(column))
                .map(|(at, _)| format!("{} NULLS LAST", at + 1))
        };
        terms.extend(is_order(|column| *column == OutputColumn::Bucket));
        terms.extend(is_order(|column| {
            matches!(column, OutputColumn::Label(_) | OutputColumn::KeyAndLabel(_))
        }));
        terms.extend(is_order(|column| matches!(column, OutputColumn::Key(_))));
        if terms.is_empty() {
            terms.push("1".to_owned());
        }
        terms
    }
}

/// The days on which every fact of a measure has data.
pub(crate) fn data_of_measure(
    plan: &Plan<'_>,
    measure: &Measure,
    extents: &[Option<Extent>],
) -> Option<Extent> {
    let mut data: Option<Extent> = None;
    for (index, _) in plan.parts_of(measure).filter(|(_, part)| part.time.is_some()) {
        let extent = extents.get(index).copied().flatten()?;
        data = Some(data.map_or(extent, |data| Extent {
            first: data.first.max(extent.first),
            last: data.last.min(extent.last),
        }));
    }
    data
}

/// First day of each bucket and how many of its days lie within the period.
pub(crate) fn days_of_buckets(grain: Grain, period: Period) -> Vec<(Date, i64)> {
    let days = |start: Date| Period::new(start.max(period.from), grain.end_of(start).min(period.to)).days();
    period.buckets(grain).into_iter().map(|start| (start, days(start))).collect()
}

/// A name for a column that is not taken yet: the id in letters, digits and underscores.
fn free_name(id: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = id
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' })
        .collect();
    let numbered = (2..).map(|number| format!("{plain}_{number}"));
    let mut candidates = std::iter::once(plain.clone()).chain(numbered);
    let free = candidates.find(|name| !taken.contains(name)).unwrap_or(plain);
    taken.insert(free.clone());
    free
}

pub(super) fn indented(sql: &str) -> String {
    sql.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}
