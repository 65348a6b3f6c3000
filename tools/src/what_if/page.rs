//! A what-if as Evidence.

use sentia_semantic::{Measure, Unit, Value, lower_first};

use super::{change::Change, model::Model, words};
use crate::{
    Cell, Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, Table, TableColumn, ToolContext,
    ToolError, completeness,
    from_result::{Figures, corrected, in_words, incomplete, limited},
    how_computed,
};

/// Columns of the table: id and heading.
const COLUMNS: [(&str, &str); 5] = [
    ("measure", "Measure"),
    ("recorded", "As recorded"),
    ("scenario", "What if"),
    ("change", "Change"),
    ("change_percent", "Change in percent"),
];

pub(super) struct Page<'p, 'a> {
    model: &'p Model<'a>,
    changes: &'p [Change<'a>],
    effects: &'p [&'a Measure],
    context: &'p ToolContext,
    members: Vec<(String, String)>,
    figures: Figures,
}

impl<'p, 'a> Page<'p, 'a> {
    pub(super) fn new(
        model: &'p Model<'a>,
        changes: &'p [Change<'a>],
        effects: &'p [&'a Measure],
        context: &'p ToolContext,
    ) -> Self {
        let single = model.filters.iter().filter(|filter| !filter.excludes && filter.labels.len() == 1);
        let members = single.map(|filter| (filter.dimension.clone(), filter.labels[0].clone())).collect();
        Page { model, changes, effects, context, members, figures: Figures::default() }
    }

    /// Errors: where one of the measures would have no value.
    pub(super) fn evidence(mut self, goal: Option<&str>) -> Result<Evidence, ToolError> {
        let mut rows = Vec::new();
        let mut facts = Vec::new();
        for change in self.changes {
            let ids = self.figures_of(change.measure, change.to);
            facts.push(fact(FactKind::Lever, change.measure, &ids));
            rows.push(row(change.measure, &ids));
        }
        for measure in self.effects {
            let value = self.model.value(&measure.id, self.changes).ok_or_else(|| {
                ToolError::BadArguments(format!(
                    "{} would have no value then: take a smaller change.",
                    measure.label
                ))
            })?;
            let ids = self.figures_of(measure, value);
            facts.push(fact(FactKind::Scenario, measure, &ids));
            rows.push(row(measure, &ids));
        }
        let columns = COLUMNS.iter().map(|(id, label)| TableColumn {
            id: (*id).to_owned(),
            label: (*label).to_owned(),
            unit: None,
        });
        Ok(Evidence {
            id: String::new(),
            title: self.title(goal),
            table: Table { columns: columns.collect(), rows, layout: Vec::new() },
            facts,
            computed: self.computed(),
            as_of: self.context.engine.today(),
            freshness: self.model.freshness.clone(),
            completeness: self.model.completeness.clone(),
            caveats: std::iter::once(words::caveat(goal))
                .chain(completeness::caveats(&self.model.completeness))
                .chain(incomplete(&self.model.freshness, self.model.period))
                .chain(corrected(&self.model.filters))
                .chain(limited(self.context))
                .collect(),
            charts: Vec::new(),
            passages: Vec::new(),
            figures: self.figures.0,
        })
    }

    /// As recorded, what if, the change, and the change in percent where there is one.
    fn figures_of(&mut self, measure: &Measure, to: f64) -> Vec<String> {
        let base = self.model.base(&measure.id);
        let (base, to) = (value_of(base, &measure.unit), value_of(to, &measure.unit));
        let numbers = base.as_f64().zip(to.as_f64());
        let difference = measure.unit.of_difference();
        let change = numbers.map(|(base, to)| value_of(to - base, &measure.unit));
        // The part of a percentage is not a percentage that anybody reads rightly.
        let share = numbers.filter(|_| measure.unit != Unit::Percent);
        let share =
            share.filter(|(base, _)| *base != 0.0).map(|(base, to)| Value::Real((to - base) / base.abs()));
        let figures = [
            Some((FigureKind::Value, base, measure.unit.clone())),
            Some((FigureKind::Scenario, to, measure.unit.clone())),
            change.map(|change| (FigureKind::Change, change, difference)),
            share.map(|share| (FigureKind::ChangePercent, share, Unit::Percent)),
        ];
        figures
            .into_iter()
            .flatten()
            .map(|(kind, value, unit)| self.add(measure, kind, value, unit))
            .collect()
    }

    fn add(&mut self, measure: &Measure, kind: FigureKind, value: Value, unit: Unit) -> String {
        self.figures.add(Figure {
            id: String::new(),
            value,
            unit,
            kind,
            measure: measure.id.clone(),
            label: measure.label.clone(),
            direction: measure.direction,
            members: self.members.clone(),
            period: self.model.period,
            against: None,
        })
    }

    fn title(&self, goal: Option<&str>) -> String {
        let names = |measures: Vec<&Measure>| {
            let labels: Vec<String> = measures.iter().map(|measure| lower_first(&measure.label)).collect();
            in_words(&labels)
        };
        let levers = names(self.changes.iter().map(|change| change.measure).collect());
        let title = match (goal, self.effects) {
            (Some(_), [effect, ..]) => {
                format!("What {levers} takes {} to its goal", lower_first(&effect.label))
            }
            (None, [effect]) => format!("What if: {} with another {levers}", lower_first(&effect.label)),
            _ => format!("What if: another {levers}"),
        };
        let catalogue = self.context.engine.catalogue();
        format!(
            "{}, {}",
            how_computed::titled(title, catalogue, &self.model.filters),
            self.model.period.describe()
        )
    }

    fn computed(&self) -> HowComputed {
        let catalogue = self.context.engine.catalogue();
        let levers = self.changes.iter().map(|change| change.measure);
        let measures: Vec<&Measure> = levers.chain(self.effects.iter().copied()).collect();
        HowComputed {
            measures: measures.iter().map(|measure| how_computed::note(catalogue, measure)).collect(),
            filters: how_computed::filters(catalogue, &self.model.filters),
            columns: self.model.assumptions(),
            scope: self.context.scope_in_words.clone(),
            sql: self.model.sql.clone(),
            sources: how_computed::sources(catalogue, &measures),
            ..HowComputed::described(self.model.period)
        }
    }
}

/// What a number is as a value of a unit: whole things and minor units are whole.
pub(super) fn value_of(number: f64, unit: &Unit) -> Value {
    let is_whole = unit.is_exact() && number.abs() < 9e15;
    if is_whole { Value::Integer(number.round() as i64) } else { Value::from(number) }
}

fn fact(kind: FactKind, measure: &Measure, ids: &[String]) -> Fact {
    Fact { kind, measure: measure.label.clone(), figures: ids.to_vec() }
}

fn row(measure: &Measure, ids: &[String]) -> Vec<Cell> {
    let mut row = vec![Cell::Text(measure.label.clone())];
    row.extend(ids.iter().cloned().map(Cell::Figure));
    row.resize(COLUMNS.len(), Cell::Empty);
    row
}
