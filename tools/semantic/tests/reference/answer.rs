use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
};

use jiff::{ToSpan, civil::Date};
use sentia_semantic::{
    Catalogue, Comparison, Dimension, FilterOperator, Grain, Measure, Period, Query, Scope, Unit, Warehouse,
    catalogue::{Aggregate, Dataset},
};
use sqlparser::ast::Expr;

use super::{
    aggregate::{Number, Sum, measure},
    cells::Cell,
    expression::evaluate,
    joins::{RowOf, follow, way},
    rows::{Rows, read_all},
};

/// Days with rows, by dataset, time field and tenant.
type Dates = HashMap<(String, String, String), Rc<BTreeSet<Date>>>;

/// All rows of a warehouse, and a catalogue to read them by.
pub(crate) struct Reference {
    pub(crate) catalogue: Catalogue,
    data: BTreeMap<String, Rows>,
    today: Date,
    joined: RefCell<BTreeMap<String, Rc<RowOf>>>,
    dates: RefCell<Dates>,
}

/// Rows by bucket and member keys; measures in the order of the query.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) rows: BTreeMap<Group, AnswerRow>,
    pub(crate) period: Period,
    pub(crate) comparison_period: Option<Period>,
    pub(crate) data_through: Option<Date>,
    /// Whether rows or members were cut off.
    pub(crate) truncated: bool,
    /// Two members rank alike where the rows are cut: either may be shown.
    pub(crate) is_ambiguous: bool,
}

/// A dimension, and the members that have rows of their own.
pub(super) type Beyond = (String, BTreeSet<Option<String>>);

/// First day of the bucket, and the key of each dimension.
pub(crate) type Group = (Option<Date>, Vec<Option<String>>);

#[derive(Debug, Clone, Default)]
pub(crate) struct AnswerRow {
    pub(crate) labels: Vec<Option<String>>,
    pub(crate) values: Vec<Option<Number>>,
    pub(crate) previous: Vec<Option<Number>>,
    /// One for each derived column of the query.
    pub(crate) derived: Vec<Option<Number>>,
    /// It stands for all the members without a row of their own.
    pub(crate) is_rest: bool,
}

/// A group's aggregates, one for each aggregate of the query.
pub(super) type Groups = BTreeMap<Group, HashMap<usize, Sum>>;

impl Reference {
    pub(crate) async fn read(catalogue: &Catalogue, warehouse: &Warehouse, today: Date) -> Self {
        let data = read_all(catalogue, warehouse).await;
        Reference {
            catalogue: catalogue.clone(),
            data,
            today,
            joined: RefCell::default(),
            dates: RefCell::default(),
        }
    }

    /// None where a fact of the query does not know a dimension that is asked for or that the scope cuts by, and where rows
    /// without a date are to be set beside those of another period.
    pub(crate) fn answer(&self, query: &Query, scope: &Scope) -> Option<Answer> {
        let measures: Vec<&Measure> =
            query.measures.iter().map(|id| self.catalogue.measure(id).unwrap()).collect();
        let aggregates: Vec<&Aggregate> =
            measures.iter().flat_map(|measure| measure.expression.aggregates()).collect();
        if !aggregates.iter().all(|aggregate| self.can_split(aggregate, query, scope)) {
            return None;
        }
        let is_undated = aggregates.iter().all(|aggregate| aggregate.time.is_none());
        if is_undated && query.comparison.is_some() {
            return None;
        }
        let through = self.data_through(&aggregates, scope);
        let (period, comparison_period) =
            if is_undated { (Period::EVER, None) } else { periods(query, through) };
        let mut answer = Answer {
            rows: BTreeMap::new(),
            period,
            comparison_period,
            data_through: through,
            truncated: false,
            is_ambiguous: false,
        };
        answer.rows = self.rows(query, scope, (period, comparison_period), None);
        self.complete(&mut answer, query, scope);
        Some(answer)
    }

    /// Rows with values, those of the comparison and labels. `beyond`: only rows of other members than these.
    pub(super) fn rows(
        &self,
        query: &Query,
        scope: &Scope,
        (period, other): (Period, Option<Period>),
        beyond: Option<&Beyond>,
    ) -> BTreeMap<Group, AnswerRow> {
        let measures = self.measures(query);
        let of_period = |period| self.values(query, scope, period, &measures, beyond);
        let row = |values| AnswerRow { values, ..AnswerRow::default() };
        let mut rows: BTreeMap<Group, AnswerRow> =
            of_period(period).into_iter().map(|(group, values)| (group, row(values))).collect();
        if let Some(other) = other {
            let periods = (period, other);
            add_previous(&mut rows, query.grain, periods, of_period(other), &nothing(&measures));
        }
        for (group, row) in &mut rows {
            let label = |(id, key): (&String, &Option<String>)| self.label(id, key.as_deref(), scope);
            row.labels = query.dimensions.iter().zip(&group.1).map(label).collect();
        }
        rows
    }

    pub(super) fn measures(&self, query: &Query) -> Vec<&Measure> {
        query.measures.iter().map(|id| self.catalogue.measure(id).unwrap()).collect()
    }

    fn can_split(&self, aggregate: &Aggregate, query: &Query, scope: &Scope) -> bool {
        let filters = query.filters.iter().map(|filter| &filter.dimension);
        let cuts = scope.row_filters.iter().map(|filter| &filter.dimension);
        let reached = query.dimensions.iter().chain(filters).chain(cuts).all(|id| {
            let dimension = self.catalogue.dimension(id).unwrap();
            way(&self.catalogue, &aggregate.dataset, &dimension.dataset).is_some()
        });
        reached && (query.grain.is_none() || aggregate.time.is_some())
    }

    /// The measures of each group in one period.
    fn values(
        &self,
        query: &Query,
        scope: &Scope,
        period: Period,
        measures: &[&Measure],
        beyond: Option<&Beyond>,
    ) -> Vec<(Group, Vec<Option<Number>>)> {
        let aggregates: Vec<&Aggregate> =
            measures.iter().flat_map(|measure| measure.expression.aggregates()).collect();
        let mut groups = Groups::new();
        if query.grain.is_none() && query.dimensions.is_empty() {
            groups.insert((None, Vec::new()), HashMap::new());
        }
        for (index, aggregate) in aggregates.iter().enumerate() {
            self.collect((index, aggregate), query, scope, period, beyond, &mut groups);
        }
        let of_group = |(group, sums): (Group, HashMap<usize, Sum>)| {
            let days = |one: &Measure| self.period_days(one, scope, period, query.grain, group.0);
            let values = evaluated(measures, &aggregates, &sums, days);
            (group, values)
        };
        groups.into_iter().map(of_group).collect()
    }

    /// Adds every row that counts for an aggregate to its group.
    pub(super) fn collect(
        &self,
        (index, aggregate): (usize, &Aggregate),
        query: &Query,
        scope: &Scope,
        period: Period,
        beyond: Option<&Beyond>,
        groups: &mut Groups,
    ) {
        let root = &self.catalogue.datasets[&aggregate.dataset];
        let joined = self.joined(root);
        let snapshots = root.snapshot.then(|| self.snapshots(root, aggregate, query.grain, scope, period));
        for row in 0..self.data[&root.id].rows.len() {
            let at = Place { reference: self, root, joined: &joined, row };
            if !at.is_of(&scope.tenant) {
                continue;
            }
            let date = aggregate.time.as_ref().map(|time| at.date(time));
            let bucket = match date {
                Some(None) => continue,
                Some(Some(date)) if !period.contains(date) => continue,
                Some(Some(date)) if snapshots.as_ref().is_some_and(|last| !last.contains(&date)) => continue,
                Some(Some(date)) => query.grain.map(|grain| grain.start_of(date)),
                None => None,
            };
            let counts =
                aggregate.condition.as_ref().is_none_or(|condition| at.value(condition) == Cell::Truth(true));
            let is_shown =
                |(id, shown): &Beyond| shown.contains(&at.key(self.catalogue.dimension(id).unwrap()));
            if !counts || !at.passes(query, scope) || beyond.is_some_and(is_shown) {
                continue;
            }
            let keys =
                query.dimensions.iter().map(|id| at.key(self.catalogue.dimension(id).unwrap())).collect();
            let cell = aggregate.argument.as_ref().map_or(Cell::Truth(true), |argument| at.value(argument));
            groups.entry((bucket, keys)).or_default().entry(index).or_default().add(&cell);
        }
    }

    fn joined(&self, root: &Dataset) -> Rc<RowOf> {
        if let Some(known) = self.joined.borrow().get(&root.id) {
            return known.clone();
        }
        let mut joined = RowOf::new();
        for dataset in self.catalogue.datasets.keys() {
            if let Some(way) = way(&self.catalogue, &root.id, dataset) {
                joined.insert(dataset.clone(), follow(&self.catalogue, &self.data, &root.id, &way));
            }
        }
        let joined = Rc::new(joined);
        self.joined.borrow_mut().insert(root.id.clone(), joined.clone());
        joined
    }

    /// All dates of the tenant's rows that count as data.
    fn dates(&self, root: &Dataset, time: &Expr, scope: &Scope) -> Rc<BTreeSet<Date>> {
        let key = (root.id.clone(), time.to_string(), scope.tenant.clone());
        if let Some(known) = self.dates.borrow().get(&key) {
            return known.clone();
        }
        let joined = self.joined(root);
        let all = (0..self.data[&root.id].rows.len()).filter_map(|row| {
            let at = Place { reference: self, root, joined: &joined, row };
            if at.is_of(&scope.tenant) { at.date(time) } else { None }
        });
        let dates: Rc<BTreeSet<Date>> = Rc::new(all.collect());
        self.dates.borrow_mut().insert(key, dates.clone());
        dates
    }

    pub(super) fn extent(&self, aggregate: &Aggregate, scope: &Scope) -> Option<(Date, Date)> {
        let root = &self.catalogue.datasets[&aggregate.dataset];
        let dates = self.dates(root, aggregate.time.as_ref()?, scope);
        let last = dates.iter().rev().find(|date| root.future || **date <= self.today)?;
        let last =
            if root.sparse { self.loaded_through(scope).map_or(*last, |day| day.max(*last)) } else { *last };
        (*dates.first()? <= last).then_some((*dates.first()?, last))
    }

    /// Last day of any fact that is recorded daily.
    fn loaded_through(&self, scope: &Scope) -> Option<Date> {
        let daily = self.catalogue.datasets.values().filter(|dataset| !dataset.sparse && !dataset.future);
        let last = |dataset: &Dataset| {
            let dates = self.dates(dataset, dataset.dated_by.as_ref()?, scope);
            dates.iter().rev().copied().find(|date| *date <= self.today)
        };
        daily.filter_map(last).max()
    }

    /// The last date of each bucket within the period and the data.
    fn snapshots(
        &self,
        root: &Dataset,
        aggregate: &Aggregate,
        grain: Option<Grain>,
        scope: &Scope,
        period: Period,
    ) -> BTreeSet<Date> {
        let mut last: BTreeMap<Option<Date>, Date> = BTreeMap::new();
        let Some((_, end)) = self.extent(aggregate, scope) else { return BTreeSet::new() };
        for date in self.dates(root, aggregate.time.as_ref().unwrap(), scope).iter().copied() {
            if period.contains(date) && date <= end {
                last.insert(grain.map(|grain| grain.start_of(date)), date);
            }
        }
        last.into_values().collect()
    }

    fn data_through(&self, aggregates: &[&Aggregate], scope: &Scope) -> Option<Date> {
        let dated = aggregates.iter().filter(|aggregate| aggregate.time.is_some());
        let ends: Option<Vec<Date>> = dated.map(|aggregate| Some(self.extent(aggregate, scope)?.1)).collect();
        ends?.into_iter().min()
    }

    pub(super) fn period_days(
        &self,
        of: &Measure,
        scope: &Scope,
        period: Period,
        grain: Option<Grain>,
        bucket: Option<Date>,
    ) -> Option<i64> {
        let (mut from, mut to) = (period.from, period.to);
        for aggregate in of.expression.aggregates().iter().filter(|aggregate| aggregate.time.is_some()) {
            let (first, last) = self.extent(aggregate, scope)?;
            (from, to) = (from.max(first), to.min(last));
        }
        if let (Some(grain), Some(bucket)) = (grain, bucket) {
            (from, to) = (from.max(bucket), to.min(grain.end_of(bucket)));
        }
        (from <= to).then(|| Period::new(from, to).days())
    }

    /// The label of a member: the first in order where several rows share its key.
    pub(super) fn label(&self, dimension: &str, key: Option<&str>, scope: &Scope) -> Option<String> {
        let (dimension, key) = (self.catalogue.dimension(dimension).unwrap(), key?);
        let Some(column) = &dimension.key else { return Some(key.to_owned()) };
        let root = &self.catalogue.datasets[&dimension.dataset];
        let joined = self.joined(root);
        let labels = (0..self.data[&root.id].rows.len()).filter_map(|row| {
            let at = Place { reference: self, root, joined: &joined, row };
            let is_member = at.is_of(&scope.tenant)
                && self.data[&root.id].get(row, column).text().as_deref() == Some(key);
            if is_member { at.value(&dimension.expression).text() } else { None }
        });
        Some(labels.min().unwrap_or_else(|| key.to_owned()))
    }
}

/// Sets the values of the other period beside those of the period, by members and by the place of the bucket.
fn add_previous(
    rows: &mut BTreeMap<Group, AnswerRow>,
    grain: Option<Grain>,
    (period, other): (Period, Period),
    previous: Vec<(Group, Vec<Option<Number>>)>,
    nothing: &[Option<Number>],
) {
    for row in rows.values_mut() {
        row.previous = nothing.to_vec();
    }
    for (group, values) in previous {
        let bucket = match (grain, group.0) {
            (Some(grain), Some(bucket)) => {
                let position = other.buckets(grain).iter().position(|start| *start == bucket).unwrap();
                match period.buckets(grain).get(position) {
                    Some(start) => Some(*start),
                    None => continue,
                }
            }
            _ => None,
        };
        let row = rows
            .entry((bucket, group.1))
            .or_insert_with(|| AnswerRow { values: nothing.to_vec(), ..AnswerRow::default() });
        row.previous = values;
    }
}

/// What measures are where nothing was recorded.
pub(super) fn nothing(measures: &[&Measure]) -> Vec<Option<Number>> {
    let none = |aggregate: &Aggregate| Sum::default().value(aggregate);
    measures.iter().map(|one| measure(&one.expression, &none, None)).collect()
}

/// Measures from the aggregates of a group.
pub(super) fn evaluated(
    measures: &[&Measure],
    aggregates: &[&Aggregate],
    sums: &HashMap<usize, Sum>,
    days: impl Fn(&Measure) -> Option<i64>,
) -> Vec<Option<Number>> {
    let empty = Sum::default();
    let value = |aggregate: &Aggregate| {
        let index = aggregates.iter().position(|other| *other == aggregate).unwrap();
        sums.get(&index).unwrap_or(&empty).value(aggregate)
    };
    measures.iter().map(|one| measure(&one.expression, &value, days(one))).collect()
}

/// One row of a fact, with what it reaches.
struct Place<'a> {
    reference: &'a Reference,
    root: &'a Dataset,
    joined: &'a RowOf,
    row: usize,
}

impl Place<'_> {
    fn is_of(&self, tenant: &str) -> bool {
        let rows = &self.reference.data[&self.root.id];
        self.root
            .tenant
            .as_ref()
            .is_none_or(|column| *rows.get(self.row, column) == Cell::Text(tenant.to_owned()))
    }

    fn column(&self, dataset: &str, column: &str) -> Cell {
        let row = if dataset == self.root.id { Some(self.row) } else { self.joined[dataset][self.row] };
        row.map_or(Cell::Null, |row| self.reference.data[dataset].get(row, column).clone())
    }

    fn value(&self, expression: &Expr) -> Cell {
        evaluate(expression, self.reference.today, &|dataset, column| self.column(dataset, column))
    }

    fn date(&self, time: &Expr) -> Option<Date> {
        self.value(time).text()?.get(..10)?.parse().ok()
    }

    /// The key of the member: the foreign key where a relationship carries it, whether or not the member exists.
    fn key(&self, dimension: &Dimension) -> Option<String> {
        let Some(key) = &dimension.key else { return self.value(&dimension.expression).text() };
        let way = way(&self.reference.catalogue, &self.root.id, &dimension.dataset)?;
        let carried = way.last().and_then(|last| {
            let position = last.to_columns.iter().position(|column| column == key)?;
            Some(self.column(&last.from, &last.from_columns[position]))
        });
        carried.unwrap_or_else(|| self.column(&dimension.dataset, key)).text()
    }

    fn passes(&self, query: &Query, scope: &Scope) -> bool {
        let within_scope = scope.row_filters.iter().all(|filter| {
            let key = self.key(self.reference.catalogue.dimension(&filter.dimension).unwrap());
            key.is_some_and(|key| filter.keys.contains(&key))
        });
        within_scope
            && query.filters.iter().all(|filter| {
                let dimension = self.reference.catalogue.dimension(&filter.dimension).unwrap();
                let key = self.key(dimension);
                let label = if dimension.searchable {
                    key.as_ref().and_then(|key| self.reference.label(&dimension.id, Some(key), scope))
                } else {
                    self.value(&dimension.expression).text()
                };
                let named = [key, label].into_iter().flatten().any(|name| filter.members.contains(&name));
                named == (filter.operator == FilterOperator::In)
            })
    }
}

/// The period, cut where the data end, and the period it is set beside, cut to as many days.
fn periods(query: &Query, through: Option<Date>) -> (Period, Option<Period>) {
    let asked = query.period;
    let Some(comparison) = &query.comparison else { return (asked, None) };
    let other = match comparison {
        Comparison::PreviousPeriod => asked.previous(),
        Comparison::PreviousYear => asked.year_before(),
        Comparison::Period(period) => *period,
    };
    match through {
        Some(last) if asked.from <= last && last < asked.to => {
            let days = Period::new(asked.from, last).days();
            let to = other.from.saturating_add((days - 1).days()).min(other.to);
            (Period::new(asked.from, last), Some(Period::new(other.from, to)))
        }
        _ => (asked, Some(other)),
    }
}

/// Whether a measure is shown as whole numbers.
pub(crate) fn is_exact(measure: &Measure) -> bool {
    matches!(measure.unit, Unit::Count(_) | Unit::Money { per: None, .. })
}
