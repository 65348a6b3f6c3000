//! An explanation as Evidence.

use sentia_semantic::{ColumnKind, Measure, Period, Query, Unit, Value, lower_first};

use super::{
    Whole,
    companions::Companion,
    drivers::Driver,
    splits::{Mix, Part, Split, Within, in_whole_units},
    usual::Usual,
    words,
};
use crate::{
    Cell, Chart, ChartKind, Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, Table, TableColumn,
    ToolContext, ToolError, completeness,
    from_result::{Figures, corrected, limited},
    how_computed,
};

/// Members of a split that have a row of their own.
const ROWS: usize = 6;

/// What was found out about the change.
#[derive(Default)]
pub(super) struct Found {
    pub(super) usual: Option<Usual>,
    pub(super) drivers: Vec<Driver>,
    pub(super) splits: Vec<Split>,
    pub(super) mix: Option<Mix>,
    pub(super) within: Option<Within>,
    pub(super) companions: Vec<Companion>,
}

pub(super) async fn evidence(
    query: &Query,
    whole: &Whole,
    found: &Found,
    context: &ToolContext,
) -> Result<Evidence, ToolError> {
    let measure = query.measures.first().and_then(|id| context.engine.catalogue().measure(id));
    let measure = measure.ok_or_else(|| ToolError::BadArguments("no measure was named".to_owned()))?;
    let mut completeness = completeness::of(query, whole.result.period, context).await?;
    if let Some(before) = whole.result.comparison_period {
        completeness.extend(completeness::of(query, before, context).await?);
    }
    let mut page = Page::new(measure, whole);
    page.is_named = !found.usual.is_some_and(|usual| usual.is_ordinary());
    page.whole(whole);
    page.drivers(&found.drivers);
    if let Some(mix) = &found.mix {
        page.mix(mix);
    }
    for split in &found.splits {
        page.split(split, &[], FactKind::Contribution);
    }
    if let Some(within) = &found.within {
        page.split(&within.split, std::slice::from_ref(&within.member), FactKind::ContributionWithin);
    }
    for companion in &found.companions {
        page.companion(companion);
    }
    let catalogue = context.engine.catalogue();
    let mut caveats = words::caveats(found);
    caveats.extend(completeness::caveats(&completeness));
    caveats.extend(corrected(&whole.result.filters));
    caveats.extend(limited(context));
    let title = format!("What the change of {} is made of", lower_first(&measure.label));
    let title = how_computed::titled(title, catalogue, &whole.result.filters);
    let against =
        page.previous.map_or_else(String::new, |previous| format!(" against {}", previous.describe()));
    let rows = page.rows;
    Ok(Evidence {
        id: String::new(),
        title: format!("{title}, {}{against}", whole.result.period.describe()),
        figures: page.figures.0,
        facts: page.facts,
        computed: computed(measure, whole, found, context),
        as_of: context.engine.today(),
        freshness: whole.result.freshness.clone(),
        completeness,
        caveats,
        charts: chart(measure, &rows).into_iter().collect(),
        table: Table { columns: columns(measure, &page.unit), rows, layout: Vec::new() },
        passages: Vec::new(),
    })
}

/// From before to now by the parts that are told first, where there are several.
fn chart(measure: &Measure, rows: &[Vec<Cell>]) -> Option<Chart> {
    let by = |row: &Vec<Cell>| match row.first() {
        Some(Cell::Text(by)) => Some(by.clone()),
        _ => None,
    };
    let is_step = |row: &&Vec<Cell>| matches!(row.last(), Some(Cell::Figure(_)));
    let (_, parts) = rows.split_first()?;
    let first = by(parts.first()?)?;
    let steps = parts.iter().filter(is_step).filter(|row| by(row).as_ref() == Some(&first)).count();
    (steps > 1).then(|| Chart {
        kind: ChartKind::Bridge,
        title: format!("{}: what the change is made of, {}", measure.label, split_in_words(&first)),
        x: "part".to_owned(),
        y: vec![
            format!("{}.previous", measure.id),
            measure.id.clone(),
            format!("{}.contribution", measure.id),
        ],
        series: Some("by".to_owned()),
    })
}

/// `by line`, `scrap by reason`.
fn split_in_words(by: &str) -> String {
    let by = lower_first(by);
    if by.contains(" by ") { by } else { format!("by {by}") }
}

/// A page in the making.
struct Page<'a> {
    measure: &'a Measure,
    period: Period,
    previous: Option<Period>,
    /// Of a difference of the measure.
    unit: Unit,
    /// Members that every figure belongs to: the filters.
    members: Vec<(String, String)>,
    /// Whether members are named as what the change came from: not of one that is smaller than most.
    is_named: bool,
    figures: Figures,
    facts: Vec<Fact>,
    rows: Vec<Vec<Cell>>,
}

impl<'a> Page<'a> {
    fn new(measure: &'a Measure, whole: &Whole) -> Self {
        let result = &whole.result;
        let change = result.columns.iter().find(|column| column.kind == ColumnKind::Change);
        let single = result.filters.iter().filter(|filter| !filter.excludes && filter.labels.len() == 1);
        Page {
            measure,
            period: result.period,
            previous: result.comparison_period,
            unit: change.and_then(|column| column.unit.clone()).unwrap_or_else(|| measure.unit.clone()),
            members: single.map(|filter| (filter.dimension.clone(), filter.labels[0].clone())).collect(),
            is_named: true,
            figures: Figures::default(),
            facts: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// A figure of the measure, or of one of its factors.
    fn figure(
        &mut self,
        kind: FigureKind,
        of: &Measure,
        value: Value,
        members: &[(String, String)],
    ) -> String {
        let unit = match kind {
            FigureKind::Value | FigureKind::Previous => of.unit.clone(),
            FigureKind::ChangePercent => Unit::Percent,
            _ => self.unit.clone(),
        };
        let is_previous = kind == FigureKind::Previous;
        self.figures.add(Figure {
            id: String::new(),
            value,
            unit,
            kind,
            measure: of.id.clone(),
            label: of.label.clone(),
            direction: of.direction,
            members: [&self.members, members].concat(),
            period: if is_previous { self.previous.unwrap_or(self.period) } else { self.period },
            against: self.previous.filter(|_| kind != FigureKind::Value && !is_previous),
        })
    }

    fn fact(&mut self, kind: FactKind, figures: Vec<String>) {
        self.facts.push(Fact { kind, measure: self.measure.label.clone(), figures });
    }

    fn whole(&mut self, whole: &Whole) {
        let measure = self.measure;
        let now = self.figure(FigureKind::Value, measure, whole.now.clone(), &[]);
        let before = self.figure(FigureKind::Previous, measure, whole.before.clone(), &[]);
        let cell = |kind: ColumnKind| {
            let at = whole.result.columns.iter().position(|column| column.kind == kind)?;
            whole.result.rows.first()?.get(at).filter(|value| !value.is_null()).cloned()
        };
        let change = cell(ColumnKind::Change).unwrap_or(Value::Null);
        if change.as_f64().is_none_or(|change| change == 0.0) {
            self.rows.push(row("Change", "All together", [&now, &before].map(|id| Some(id.clone())), None));
            return self.fact(FactKind::Unchanged, vec![now, before]);
        }
        let change = self.figure(FigureKind::Change, measure, change, &[]);
        let figures = [Some(now.clone()), Some(before.clone())];
        self.rows.push(row("Change", "All together", figures, Some(change.clone())));
        let percent = cell(ColumnKind::ChangePercent);
        let percent = percent.map(|value| self.figure(FigureKind::ChangePercent, measure, value, &[]));
        self.fact(FactKind::Changed, [now, before, change].into_iter().chain(percent).collect());
    }

    fn drivers(&mut self, drivers: &[Driver]) {
        let mut ranked: Vec<&Driver> = drivers.iter().collect();
        ranked.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
        let mut contributions = Vec::new();
        for driver in ranked {
            let now = self.figure(FigureKind::Value, &driver.measure, driver.now.clone(), &[]);
            let before = self.figure(FigureKind::Previous, &driver.measure, driver.before.clone(), &[]);
            let value = Value::from(driver.contribution);
            let contribution = self.figure(FigureKind::Contribution, &driver.measure, value, &[]);
            let label = driver.measure.label.clone();
            self.rows.push(row("Factor", &label, [Some(now), Some(before)], Some(contribution.clone())));
            contributions.push(contribution);
        }
        if !contributions.is_empty() {
            self.fact(FactKind::ContributionOfFactors, contributions);
        }
    }

    /// What the members' sizes did, and what their own ratios did.
    fn mix(&mut self, mix: &Mix) {
        let plural = lower_first(&mix.dimension.plural);
        let measure = self.measure;
        let parts = [
            (format!("Mix of {plural}"), mix.mixed.mix),
            (format!("{} within {plural}", measure.label), mix.mixed.rate),
        ];
        let ids = parts.map(|(label, value)| {
            let named = Measure { label: label.clone(), ..measure.clone() };
            let id = self.figure(FigureKind::Contribution, &named, Value::from(value), &[]);
            self.rows.push(row("Mix", &label, [None, None], Some(id.clone())));
            id
        });
        let kind = if mix.mixed.is_reversed { FactKind::MixReversed } else { FactKind::MixAndRate };
        self.fact(kind, ids.to_vec());
    }

    /// Another measure, which moved at the same time.
    fn companion(&mut self, companion: &Companion) {
        let Companion { measure, now, before, members, .. } = companion;
        let now = self.figure(FigureKind::Value, measure, now.clone(), members);
        let before = self.figure(FigureKind::Previous, measure, before.clone(), members);
        let at = members.iter().map(|(_, label)| format!(", {label}")).collect::<String>();
        let figures = [Some(now.clone()), Some(before.clone())];
        self.rows.push(row("At the same time", &format!("{}{at}", measure.label), figures, None));
        self.fact(FactKind::AtTheSameTime, vec![now, before]);
    }

    /// The largest parts, and all others together; the fact names those that explain it.
    fn split(&mut self, split: &Split, within: &[(String, String)], kind: FactKind) {
        let of = &split.measure;
        let by = match within.first() {
            Some((_, label)) => format!("{} of {label}", split.dimension.label),
            None if of.id != self.measure.id => {
                format!("{} by {}", of.label, lower_first(&split.dimension.label))
            }
            None => split.dimension.label.clone(),
        };
        let values = contributions(split);
        let shown = if split.parts.len() == ROWS + 1 { ROWS + 1 } else { ROWS.min(split.parts.len()) };
        let mut named = vec![String::new(); shown];
        for (at, part) in split.parts[..shown].iter().enumerate() {
            let member = (split.dimension.id.clone(), part.label.clone());
            let members = [within, &[member]].concat();
            let now = self.value_of(FigureKind::Value, of, part.now, &members);
            let before = self.value_of(FigureKind::Previous, of, part.before, &members);
            named[at] = self.part(split, values[at].clone(), &members);
            self.rows.push(row(&by, &part.label, [now, before], Some(named[at].clone())));
        }
        let rest = &split.parts[shown..];
        if !rest.is_empty() {
            let label = format!("All other {}", lower_first(&split.dimension.plural));
            let members = [within, &[(split.dimension.id.clone(), label.clone())]].concat();
            let value = sum_of_rest(rest, &values[shown..]);
            let rest = self.part(split, value, &members);
            self.rows.push(row(&by, &label, [None, None], Some(rest)));
        }
        let leading = split.leading.iter().filter_map(|at| named.get(*at).cloned());
        let leading = leading.filter(|_| self.is_named).collect();
        self.fact(kind, leading);
    }

    /// A part of the change. That of a sum behind the measure is in the sum's own unit; any other, a factor's too, in that of the
    /// measure's difference.
    fn part(&mut self, split: &Split, value: Value, members: &[(String, String)]) -> String {
        let id = self.figure(FigureKind::Contribution, &split.measure, value, members);
        if split.measure.id != self.measure.id
            && let Some(figure) = self.figures.0.iter_mut().find(|figure| figure.id == id)
        {
            figure.unit = split.measure.unit.clone();
        }
        id
    }

    fn value_of(
        &mut self,
        kind: FigureKind,
        of: &Measure,
        value: Option<f64>,
        members: &[(String, String)],
    ) -> Option<String> {
        let is_whole = of.unit.is_exact();
        let value = value
            .map(|value| if is_whole { Value::Integer(value.round() as i64) } else { Value::from(value) });
        value.map(|value| self.figure(kind, of, value, members))
    }
}

fn contributions(split: &Split) -> Vec<Value> {
    let parts: Vec<f64> = split.parts.iter().map(|part| part.contribution).collect();
    if split.measure.unit.is_exact() {
        return in_whole_units(&parts, split.change().round() as i64);
    }
    parts.into_iter().map(Value::from).collect()
}

fn sum_of_rest(parts: &[Part], values: &[Value]) -> Value {
    let whole: Option<i64> =
        values.iter().map(|value| if let Value::Integer(whole) = value { Some(*whole) } else { None }).sum();
    whole.map_or_else(|| Value::from(parts.iter().map(|part| part.contribution).sum::<f64>()), Value::Integer)
}

fn row(by: &str, part: &str, values: [Option<String>; 2], contribution: Option<String>) -> Vec<Cell> {
    let [now, before] = values;
    let figure = |id: Option<String>| id.map_or(Cell::Empty, Cell::Figure);
    vec![
        Cell::Text(by.to_owned()),
        Cell::Text(part.to_owned()),
        figure(before),
        figure(now),
        figure(contribution),
    ]
}

fn columns(measure: &Measure, unit: &Unit) -> Vec<TableColumn> {
    let text = |id: &str, label: &str| TableColumn { id: id.to_owned(), label: label.to_owned(), unit: None };
    let figure = |suffix: &str, label: &str, unit: &Unit| TableColumn {
        id: format!("{}{suffix}", measure.id),
        label: label.to_owned(),
        unit: Some(unit.clone()),
    };
    vec![
        text("by", "By"),
        text("part", "Part"),
        figure(".previous", "Before", &measure.unit),
        figure("", "Now", &measure.unit),
        figure(".contribution", "Part of the change", unit),
    ]
}

fn computed(measure: &Measure, whole: &Whole, found: &Found, context: &ToolContext) -> HowComputed {
    let catalogue = context.engine.catalogue();
    let splits = found.splits.iter().chain(found.within.as_ref().map(|within| &within.split));
    let mut columns = vec![
        "Part of the change: what each part did to the figure of the whole, from its own sums before and now \
         (Aumann–Shapley); the parts of one split add up to the change"
            .to_owned(),
    ];
    if !found.drivers.is_empty() {
        columns.push(
            "Factors: the figure is their product; each one's part is its mean effect over all orders in which they may \
             have changed (Shapley)"
                .to_owned(),
        );
    }
    if found.splits.iter().any(|split| split.evidence.is_some()) {
        columns.push(words::METHOD.to_owned());
    }
    if found.mix.is_some() {
        columns.push(
            "Mix: by how much the figure would have moved by the members' sizes alone, each at the mean of its own ratio; the \
             rest is what the ratios within the members did, at their mean sizes (Bennet); the two add up to the change"
                .to_owned(),
        );
    }
    let measures = told_of(measure, found);
    let companions = found.companions.iter().flat_map(|companion| &companion.sql);
    HowComputed {
        measures: measures.iter().map(|measure| how_computed::note(catalogue, measure)).collect(),
        filters: how_computed::filters(catalogue, &whole.result.filters),
        conditions: Vec::new(),
        columns,
        scope: context.scope_in_words.clone(),
        period: whole.result.period,
        comparison_period: whole.result.comparison_period,
        sql: whole
            .result
            .sql
            .iter()
            .chain(splits.flat_map(|split| &split.sql))
            .chain(companions)
            .cloned()
            .collect(),
        sources: how_computed::sources(catalogue, &measures),
        checks: Vec::new(),
    }
}

/// Every measure that has a figure, each once, the one that is explained first.
fn told_of<'a>(measure: &'a Measure, found: &'a Found) -> Vec<&'a Measure> {
    let drivers = found.drivers.iter().map(|driver| &driver.measure);
    let splits = found.splits.iter().map(|split| &split.measure);
    let companions = found.companions.iter().map(|companion| &companion.measure);
    let mut all = vec![measure];
    for other in drivers.chain(splits).chain(companions) {
        if !all.iter().any(|known| known.id == other.id) {
            all.push(other);
        }
    }
    all
}
