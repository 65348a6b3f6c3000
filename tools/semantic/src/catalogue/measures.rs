use std::collections::BTreeMap;

use sqlparser::ast::Expr;

use super::{
    Additivity, AggregateFunction, Area, Dataset, Direction, Faults, Measure, MeasureExpression, Operator,
    Sensitivity, ansi_sql, check_keys, column,
    datasets::check_period,
    did_you_mean,
    extension::{self, MetricExtension},
    humanised,
    joins::Joins,
    load::Parts,
    metric_expression::{MetricParser, Times},
    row_expression, synonyms,
    yaml::Node,
};
use crate::Unit;

/// A metric as it stands in the file, before its names are resolved.
struct Draft<'a> {
    id: String,
    node: &'a Node,
    expression: &'a Node,
    source: String,
    extension: MetricExtension,
}

pub(super) fn read(
    parts: &Parts,
    datasets: &mut BTreeMap<String, Dataset>,
    joins: &Joins,
    faults: &mut Faults,
) -> Vec<Measure> {
    let mut expressions = BTreeMap::new();
    let mut drafts = Vec::new();
    for node in &parts.metrics {
        if let Some((draft, expression)) = draft(node, faults) {
            if expressions.insert(draft.id.clone(), expression).is_some() {
                faults.add(&node.at, format!("there are two metrics `{}`; rename one of them", draft.id));
            }
            drafts.push(draft);
        }
    }
    let times = times(&drafts, datasets, joins, faults);
    for dataset in datasets.values_mut() {
        dataset.dated_by = times.of_dataset.get(&dataset.id).cloned();
    }
    let datasets = &*datasets;
    let fields = datasets.iter().map(|(id, dataset)| (id.clone(), dataset.fields.clone())).collect();
    let parser = MetricParser { metrics: &expressions, fields: &fields, joins, times: &times };
    let measures: Vec<Measure> =
        drafts.into_iter().filter_map(|draft| measure(draft, &parser, datasets, faults)).collect();
    check_drivers(&measures, &expressions, faults);
    check_completeness(datasets, &measures, faults);
    measures
}

fn draft<'a>(node: &'a Node, faults: &mut Faults) -> Option<(Draft<'a>, Expr)> {
    check_keys(node, &["name", "expression", "description", "ai_context", "custom_extensions"], faults);
    let id = node.required("name", "the metric", faults)?;
    let (at, source) = ansi_sql(node, &format!("the metric `{id}`"), faults)?;
    let extension = extension::read::<MetricExtension>(node, faults).unwrap_or_default();
    check_period(extension.default_period.as_deref(), node, faults);
    match row_expression::parse(&source) {
        Ok(expression) => Some((Draft { id, node, expression: at, source, extension }, expression)),
        Err(message) => {
            faults.add(&at.at, message);
            None
        }
    }
}

/// What dates the rows: each dataset's time field, and what metrics say instead.
fn times(
    drafts: &[Draft<'_>],
    datasets: &BTreeMap<String, Dataset>,
    joins: &Joins,
    faults: &mut Faults,
) -> Times {
    let mut times = Times::default();
    for dataset in datasets.values() {
        let found = match &dataset.time {
            Some(field) => time_field(&dataset.id, field, datasets, joins).map(Some),
            None if dataset.undated => Ok(None),
            None => Ok(time_of_a_neighbour(&dataset.id, datasets, joins)),
        };
        match found {
            Ok(Some(expression)) => {
                times.of_dataset.insert(dataset.id.clone(), expression);
            }
            Ok(None) if dataset.snapshot => faults.add(
                &dataset.at,
                format!(
                    "`{}` is a snapshot and has no time field; name it with `time` in the SENTIA extension",
                    dataset.id
                ),
            ),
            Ok(None) => {}
            Err(message) => faults.add(&dataset.at, message),
        }
    }
    for draft in drafts {
        for (dataset, field) in &draft.extension.time {
            match time_field(dataset, field, datasets, joins) {
                Ok(expression) => {
                    times.of_metric.insert((draft.id.clone(), dataset.clone()), expression);
                }
                Err(message) => faults.add(&draft.node.at, message),
            }
        }
    }
    times
}

fn time_field(
    dataset: &str,
    field: &str,
    datasets: &BTreeMap<String, Dataset>,
    joins: &Joins,
) -> Result<Expr, String> {
    let (holder, name) = field.split_once('.').unwrap_or((dataset, field));
    if !datasets.contains_key(dataset) {
        let nearest = crate::lookup::nearest(dataset, datasets.keys().map(String::as_str));
        return Err(format!("`time` names `{dataset}`, which is no dataset{}", did_you_mean(&nearest)));
    }
    if holder != dataset && !joins.reaches(dataset, holder) {
        return Err(format!(
            "`{dataset}` does not reach `{holder}`, whose `{name}` should date its rows; add the relationship"
        ));
    }
    let known = datasets.get(holder).and_then(|holder| holder.fields.get(name)).cloned();
    Ok(known.unwrap_or_else(|| column(holder, name)))
}

/// Star schemas date a fact by its only calendar: the time field of the one dataset, a relationship away, that has one.
fn time_of_a_neighbour(dataset: &str, datasets: &BTreeMap<String, Dataset>, joins: &Joins) -> Option<Expr> {
    let mut neighbours = joins
        .paths
        .iter()
        .filter(|((from, _), path)| from == dataset && path.len() == 1)
        .filter_map(|((_, to), _)| datasets.get(to))
        .filter_map(|neighbour| neighbour.fields.get(neighbour.time.as_ref()?));
    let only = neighbours.next()?;
    neighbours.next().is_none().then(|| only.clone())
}

fn measure(
    draft: Draft<'_>,
    parser: &MetricParser<'_>,
    datasets: &BTreeMap<String, Dataset>,
    faults: &mut Faults,
) -> Option<Measure> {
    let expression = match parser.parse(&draft.id) {
        Ok(expression) => expression,
        Err(message) => {
            faults.add(&draft.expression.at, message);
            return None;
        }
    };
    let Draft { id, node, source, extension, .. } = draft;
    for dataset in extension.time.keys() {
        if !expression.aggregates().iter().any(|aggregate| aggregate.dataset == *dataset) {
            faults.add(
                &node.at,
                format!("`time` of `{id}` names `{dataset}`, which the metric does not aggregate; remove it"),
            );
        }
    }
    let label = extension.label.unwrap_or_else(|| humanised(&id));
    let default_period = extension.default_period.or_else(|| {
        expression
            .aggregates()
            .iter()
            .find_map(|aggregate| datasets.get(&aggregate.dataset)?.default_period.clone())
    });
    Some(Measure {
        description: node.text_of("description").unwrap_or_default(),
        synonyms: synonyms(node),
        unit: extension.unit.unwrap_or_else(|| default_unit(&expression, &label)),
        direction: extension.direction.map_or(Direction::Neutral, Direction::from),
        additivity: extension.additivity.unwrap_or_else(|| additivity(&expression, datasets)),
        area: extension.area.unwrap_or(Area::Production),
        sensitivity: extension.sensitivity.unwrap_or(Sensitivity::Internal),
        time: extension.time,
        default_period: default_period.unwrap_or_else(|| "last_month".to_owned()),
        target: extension.target,
        min_completeness: min_completeness(extension.min_completeness, node, faults),
        drivers: extension.drivers,
        split_by: extension.split_by,
        beyond_target: extension.beyond_target,
        proportional_to: extension.proportional_to,
        follows: extension.follows,
        at: node.at.clone(),
        expression,
        source,
        label,
        id,
    })
}

/// A count where nothing but rows is counted; otherwise a number without a symbol.
fn default_unit(expression: &MeasureExpression, label: &str) -> Unit {
    match expression {
        MeasureExpression::Aggregate(aggregate)
            if matches!(aggregate.function, AggregateFunction::Count | AggregateFunction::CountDistinct) =>
        {
            Unit::Count(label.to_lowercase())
        }
        other if additivity(other, &BTreeMap::new()) == Additivity::Ratio => Unit::Ratio,
        _ => Unit::Quantity(String::new()),
    }
}

/// Sums and differences of sums and counts may be summed; of balances over members only; anything else never.
fn additivity(expression: &MeasureExpression, datasets: &BTreeMap<String, Dataset>) -> Additivity {
    let mut summable = true;
    expression.visit(&mut |part| {
        summable &= match part {
            MeasureExpression::Aggregate(aggregate) => {
                matches!(aggregate.function, AggregateFunction::Sum | AggregateFunction::Count)
            }
            MeasureExpression::Number(_) | MeasureExpression::Coalesce(..) => true,
            MeasureExpression::Binary(left, operator, right) => match operator {
                Operator::Plus | Operator::Minus => true,
                Operator::Times => is_number(left) || is_number(right),
                Operator::Divide => is_number(right),
            },
            _ => false,
        }
    });
    let snapshot = |dataset: &str| datasets.get(dataset).is_some_and(|dataset| dataset.snapshot);
    if !summable {
        Additivity::Ratio
    } else if expression.aggregates().iter().any(|aggregate| snapshot(&aggregate.dataset)) {
        Additivity::SemiAdditive
    } else {
        Additivity::Additive
    }
}

fn is_number(expression: &MeasureExpression) -> bool {
    matches!(expression, MeasureExpression::Number(_))
}

/// Figures of fewer than half of the expected rows are withheld unless the metric says otherwise.
const MIN_COMPLETENESS: f64 = 0.5;

fn min_completeness(said: Option<f64>, node: &Node, faults: &mut Faults) -> f64 {
    let share = said.unwrap_or(MIN_COMPLETENESS);
    if !(0.0..=1.0).contains(&share) {
        faults.add(&node.at, format!("`min_completeness` is {share}; write a share from 0 to 1"));
    }
    share
}

/// The metric that judges a dataset is a percentage.
fn check_completeness(datasets: &BTreeMap<String, Dataset>, measures: &[Measure], faults: &mut Faults) {
    for dataset in datasets.values() {
        let Some(metric) = &dataset.completeness else { continue };
        match measures.iter().find(|measure| measure.id == *metric) {
            Some(measure) if measure.unit == Unit::Percent => {}
            Some(_) => faults.add(
                &dataset.at,
                format!(
                    "`{metric}`, the completeness of `{}`, is no percentage; give it the unit percent",
                    dataset.id
                ),
            ),
            None => {
                let nearest =
                    crate::lookup::nearest(metric, measures.iter().map(|measure| measure.id.as_str()));
                let what = format!("`{metric}`, the completeness of `{}`, is no metric", dataset.id);
                faults.add(&dataset.at, format!("{what}{}", did_you_mean(&nearest)));
            }
        }
    }
}

fn check_drivers(measures: &[Measure], expressions: &BTreeMap<String, Expr>, faults: &mut Faults) {
    for measure in measures {
        let named = measure.drivers.iter().chain(&measure.proportional_to).chain(measure.follows.keys());
        for driver in named.filter(|driver| !expressions.contains_key(*driver)) {
            let nearest = crate::lookup::nearest(driver, expressions.keys().map(String::as_str));
            faults.add(
                &measure.at,
                format!("`{driver}`, a driver of `{}`, is no metric{}", measure.id, did_you_mean(&nearest)),
            );
        }
    }
}
