//! A small company for the tests: measures, dimensions, and Evidence as the tools would build it, from a seed.

use jiff::civil::{Date, date};
use sentia_semantic::{Direction, Freshness, Grain, Period, Unit, Value};
use sentia_tools::{
    Cell, Chart, ChartKind, Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, MeasureNote, Table,
    TableColumn, format,
};

pub(crate) const TODAY: Date = date(2026, 9, 30);

/// Numbers from a seed: SplitMix64.
pub(crate) struct Dice(pub u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }
}

#[derive(Debug, Clone)]
pub(crate) struct MeasureSpec {
    pub id: &'static str,
    pub label: &'static str,
    pub synonyms: &'static [&'static str],
    pub unit: Unit,
    pub direction: Direction,
    pub additive: bool,
    pub target: Option<f64>,
    /// Lowest and highest value of a row.
    pub range: (f64, f64),
}

pub(crate) fn measure(id: &str) -> MeasureSpec {
    let gbp = || Unit::Money { currency: "GBP".into(), per: None };
    let spec = |id, label, synonyms, unit, direction, additive, target, range| MeasureSpec {
        id,
        label,
        synonyms,
        unit,
        direction,
        additive,
        target,
        range,
    };
    use Direction::{DownIsGood, Neutral, UpIsGood};
    match id {
        "oee" => spec(
            "oee",
            "OEE",
            &["overall equipment effectiveness"][..],
            Unit::Percent,
            UpIsGood,
            false,
            Some(0.75),
            (0.58, 0.88),
        ),
        "availability" => spec(
            "availability",
            "Availability",
            &["uptime"][..],
            Unit::Percent,
            UpIsGood,
            false,
            None,
            (0.7, 0.97),
        ),
        "scrap_ratio" => spec(
            "scrap_ratio",
            "Scrap ratio",
            &["scrap rate", "scrap"][..],
            Unit::Percent,
            DownIsGood,
            false,
            Some(0.03),
            (0.012, 0.058),
        ),
        "first_pass_yield" => spec(
            "first_pass_yield",
            "First-pass yield",
            &["FPY"][..],
            Unit::Percent,
            UpIsGood,
            false,
            Some(0.96),
            (0.91, 0.995),
        ),
        "revenue" => spec(
            "revenue",
            "Revenue",
            &["sales", "turnover"][..],
            gbp(),
            UpIsGood,
            true,
            None,
            (90_000_000.0, 620_000_000.0),
        ),
        "scrap_cost" => spec(
            "scrap_cost",
            "Scrap cost",
            &[][..],
            gbp(),
            DownIsGood,
            true,
            Some(9_000_000.0),
            (300_000.0, 4_800_000.0),
        ),
        "downtime" => spec(
            "downtime",
            "Downtime",
            &["lost time"][..],
            Unit::Duration,
            DownIsGood,
            true,
            None,
            (9_000.0, 200_000.0),
        ),
        "stops" => spec(
            "stops",
            "Stops",
            &["stoppages"][..],
            Unit::Count("stops".into()),
            DownIsGood,
            true,
            None,
            (11.0, 260.0),
        ),
        "good_pieces" => spec(
            "good_pieces",
            "Good pieces",
            &["output"][..],
            Unit::Count("pieces".into()),
            UpIsGood,
            true,
            None,
            (2_000.0, 48_000.0),
        ),
        "energy_per_piece" => spec(
            "energy_per_piece",
            "Energy per piece",
            &["energy intensity"][..],
            Unit::Quantity("kWh/piece".into()),
            DownIsGood,
            false,
            Some(2.4),
            (1.4, 4.2),
        ),
        "energy" => spec(
            "energy",
            "Energy",
            &["electricity"][..],
            Unit::Quantity("kWh".into()),
            DownIsGood,
            true,
            None,
            (12_000.0, 90_000.0),
        ),
        "dso" => spec(
            "dso",
            "Days sales outstanding",
            &["DSO"][..],
            Unit::Days,
            DownIsGood,
            false,
            Some(50.0),
            (38.0, 71.0),
        ),
        "turns" => spec("turns", "Inventory turns", &[][..], Unit::Ratio, UpIsGood, false, None, (3.1, 9.8)),
        "unit_cost" => spec(
            "unit_cost",
            "Unit cost",
            &[][..],
            Unit::Money { currency: "GBP".into(), per: Some("piece".into()) },
            DownIsGood,
            false,
            None,
            (310.0, 1_900.0),
        ),
        "headcount" => spec(
            "headcount",
            "Headcount",
            &[][..],
            Unit::Count("people".into()),
            Neutral,
            true,
            None,
            (12.0, 130.0),
        ),
        _ => spec(
            "otif",
            "OTIF",
            &["on time in full"][..],
            Unit::Percent,
            UpIsGood,
            false,
            Some(0.95),
            (0.82, 0.985),
        ),
    }
}

pub(crate) fn members(dimension: &str) -> (&'static str, &'static [&'static str]) {
    match dimension {
        "plant" => ("Plant", &["Leeds", "Derby", "Wrocław"]),
        "line" => ("Line", &["Line 1", "Line 2", "Line 3", "Line 4", "Line 5", "Line 6"]),
        "shift" => ("Shift", &["Early", "Late", "Night"]),
        "reason" => {
            ("Stop reason", &["Tool change", "Breakdown", "Waiting for material", "Cleaning", "Other"])
        }
        "customer" => (
            "Customer",
            &["Acme Gearing Ltd", "Borealis plc", "Castleford Pumps", "Dunmore Cranes", "Eastfield Rail"],
        ),
        _ => ("Product family", &["Gearboxes", "Housings", "Shafts", "Couplings"]),
    }
}

/// What a tool was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub id: &'static str,
    pub measures: Vec<&'static str>,
    pub by: Vec<&'static str>,
    pub grain: Option<Grain>,
    pub period: Period,
    pub comparison: Option<Period>,
    pub filter: Option<(&'static str, &'static str)>,
    /// Rows kept of all there are, highest first.
    pub limit: Option<usize>,
    /// Members at most, of each dimension.
    pub members: usize,
}

impl Asked {
    pub(crate) fn new(id: &'static str, measures: &[&'static str], by: &[&'static str]) -> Self {
        Asked {
            id,
            measures: measures.to_vec(),
            by: by.to_vec(),
            grain: None,
            period: week(39),
            comparison: None,
            filter: None,
            limit: None,
            members: 6,
        }
    }

    pub(crate) fn against(self, comparison: Period) -> Self {
        Asked { comparison: Some(comparison), ..self }
    }

    pub(crate) fn over(self, period: Period) -> Self {
        Asked { period, ..self }
    }

    pub(crate) fn each(self, grain: Grain) -> Self {
        Asked { grain: Some(grain), ..self }
    }

    pub(crate) fn only(self, dimension: &'static str, member: &'static str) -> Self {
        Asked { filter: Some((dimension, member)), ..self }
    }

    pub(crate) fn top(self, rows: usize) -> Self {
        Asked { limit: Some(rows), ..self }
    }
}

pub(crate) fn week(number: i8) -> Period {
    let monday = jiff::civil::ISOWeekDate::new(2026, number, jiff::civil::Weekday::Monday).unwrap().date();
    Period::bucket(Grain::Week, monday)
}

pub(crate) fn month(number: i8) -> Period {
    Period::bucket(Grain::Month, date(2026, number, 1))
}

struct Builder<'a> {
    asked: &'a Asked,
    dice: Dice,
    figures: Vec<Figure>,
}

/// The figures of one measure in one row.
#[derive(Debug, Clone, Default)]
struct Found {
    value: Option<String>,
    previous: Option<String>,
    change: Option<String>,
    percent: Option<String>,
}

pub(crate) fn evidence(asked: &Asked, seed: u64) -> Evidence {
    Builder { asked, dice: Dice(seed), figures: Vec::new() }.build()
}

/// Members and bucket of a row.
type Key = (Vec<(String, String)>, Period);

impl Builder<'_> {
    fn build(mut self) -> Evidence {
        let keys = self.keys();
        let specs: Vec<MeasureSpec> = self.asked.measures.iter().map(|id| measure(id)).collect();
        let data: Vec<Vec<(f64, f64)>> =
            keys.iter().map(|_| specs.iter().map(|spec| self.pair(spec)).collect()).collect();
        let mut order: Vec<usize> = (0..keys.len()).collect();
        if self.asked.grain.is_none() {
            order.sort_by(|a, b| data[*b][0].0.total_cmp(&data[*a][0].0));
        }
        order.truncate(self.asked.limit.unwrap_or(usize::MAX));
        let rows: Vec<Vec<Found>> = order
            .iter()
            .map(|row| {
                specs
                    .iter()
                    .enumerate()
                    .map(|(at, spec)| self.row(spec, &keys[*row], data[*row][at]))
                    .collect()
            })
            .collect();
        let split = !(self.asked.by.is_empty() && self.asked.grain.is_none());
        let totals: Vec<Found> = if split {
            let whole = (self.fixed(), self.asked.period);
            specs
                .iter()
                .enumerate()
                .map(|(at, spec)| self.row(spec, &whole, total(spec, &data, at)))
                .collect()
        } else {
            rows[0].clone()
        };
        let facts = specs
            .iter()
            .enumerate()
            .flat_map(|(at, spec)| self.facts(spec, at, &rows, &totals[at], split))
            .collect();
        self.evidence(&order.iter().map(|row| keys[*row].clone()).collect::<Vec<_>>(), &specs, rows, facts)
    }

    fn fixed(&self) -> Vec<(String, String)> {
        self.asked
            .filter
            .iter()
            .map(|(dimension, label)| ((*dimension).to_owned(), (*label).to_owned()))
            .collect()
    }

    fn keys(&self) -> Vec<Key> {
        let buckets = match self.asked.grain {
            Some(grain) => {
                self.asked.period.buckets(grain).into_iter().map(|day| Period::bucket(grain, day)).collect()
            }
            None => vec![self.asked.period],
        };
        let mut keys: Vec<Key> = buckets.into_iter().map(|bucket| (self.fixed(), bucket)).collect();
        for dimension in &self.asked.by {
            let (_, labels) = members(dimension);
            keys = keys
                .into_iter()
                .flat_map(|(known, bucket)| {
                    labels.iter().take(self.asked.members).map(move |label| {
                        let mut members = known.clone();
                        members.push(((*dimension).to_owned(), (*label).to_owned()));
                        (members, bucket)
                    })
                })
                .collect();
        }
        keys
    }

    fn pair(&mut self, spec: &MeasureSpec) -> (f64, f64) {
        let (low, high) = spec.range;
        let value = self.dice.between(low, high);
        let before = (value * self.dice.between(0.9, 1.1)).clamp(low * 0.95, high);
        if spec.unit.is_exact() || matches!(spec.unit, Unit::Duration) {
            (value.round(), before.round())
        } else {
            (value, before)
        }
    }

    fn add(&mut self, figure: Figure) -> String {
        let id = format!("f{}", self.figures.len() + 1);
        self.figures.push(Figure { id: id.clone(), ..figure });
        id
    }

    fn row(&mut self, spec: &MeasureSpec, key: &Key, (value, before): (f64, f64)) -> Found {
        let base = Figure {
            id: String::new(),
            value: exact(spec, value),
            unit: spec.unit.clone(),
            kind: FigureKind::Value,
            measure: spec.id.to_owned(),
            label: spec.label.to_owned(),
            direction: spec.direction,
            members: key.0.clone(),
            period: key.1,
            against: None,
        };
        let mut found = Found { value: Some(self.add(base.clone())), ..Found::default() };
        if let Some(comparison) = self.asked.comparison {
            let previous = Figure {
                kind: FigureKind::Previous,
                value: exact(spec, before),
                period: comparison,
                ..base.clone()
            };
            found.previous = Some(self.add(previous));
            let change = Figure {
                kind: FigureKind::Change,
                value: exact(spec, value - before),
                unit: spec.unit.of_difference(),
                against: Some(comparison),
                ..base.clone()
            };
            found.change = Some(self.add(change.clone()));
            if spec.unit != Unit::Percent {
                let share = Value::Real((value - before) / before.abs());
                found.percent = Some(self.add(Figure {
                    kind: FigureKind::ChangePercent,
                    value: share,
                    unit: Unit::Percent,
                    ..change
                }));
            }
        }
        found
    }

    fn number(&self, id: &Option<String>) -> Option<f64> {
        let id = id.as_ref()?;
        self.figures.iter().find(|figure| figure.id == *id)?.value.as_f64()
    }

    fn get(&self, id: &str) -> Figure {
        self.figures.iter().find(|figure| figure.id == id).cloned().unwrap()
    }

    fn facts(
        &mut self,
        spec: &MeasureSpec,
        at: usize,
        rows: &[Vec<Found>],
        total: &Found,
        split: bool,
    ) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut state =
            |kind, figures: Vec<String>| facts.push(Fact { kind, measure: spec.label.to_owned(), figures });
        let value = total.value.clone().unwrap();
        let of = |found: &Found| -> Vec<String> {
            [&found.value, &found.previous, &found.change, &found.percent]
                .into_iter()
                .flatten()
                .cloned()
                .collect()
        };
        match &total.previous {
            Some(previous)
                if format::figure_in_table(&self.get(&value))
                    == format::figure_in_table(&self.get(previous)) =>
            {
                state(FactKind::Unchanged, vec![value.clone(), previous.clone()]);
            }
            Some(_) => state(FactKind::Changed, of(total)),
            None => state(FactKind::Value, vec![value.clone()]),
        }
        if let Some(target) = spec.target {
            let base = self.get(&value);
            let gap = base.value.as_f64().unwrap() - target;
            let target =
                self.add(Figure { kind: FigureKind::Target, value: Value::Real(target), ..base.clone() });
            let gap = self.add(Figure {
                kind: FigureKind::Gap,
                value: Value::Real(gap),
                unit: spec.unit.of_difference(),
                ..base
            });
            state(FactKind::AgainstTarget, vec![value.clone(), target, gap]);
        }
        if !split {
            return facts;
        }
        let column: Vec<&Found> = rows.iter().map(|row| &row[at]).collect();
        let mut known: Vec<(f64, String)> =
            column.iter().filter_map(|row| Some((self.number(&row.value)?, row.value.clone()?))).collect();
        known.sort_by(|a, b| a.0.total_cmp(&b.0));
        let cut = self.asked.limit.is_some();
        match self.asked.grain {
            Some(_) if self.asked.by.is_empty() => {
                let (first, last) =
                    (column[0].value.clone().unwrap(), column[column.len() - 1].value.clone().unwrap());
                let (before, after) = (self.get(&first), self.get(&last));
                let change = exact(spec, after.value.as_f64().unwrap() - before.value.as_f64().unwrap());
                let unit = spec.unit.of_difference();
                let change = self.add(Figure {
                    kind: FigureKind::Change,
                    value: change,
                    unit,
                    against: Some(before.period),
                    ..after
                });
                state(FactKind::Trend, vec![first, last, change]);
                state(FactKind::Peak, vec![known[known.len() - 1].1.clone()]);
                state(FactKind::Trough, vec![known[0].1.clone()]);
            }
            Some(_) => {}
            None => {
                if !cut {
                    let moved = |best: bool| {
                        let with = column.iter().filter_map(|row| Some((self.number(&row.change)?, *row)));
                        let found = if best {
                            with.max_by(|a, b| a.0.total_cmp(&b.0))
                        } else {
                            with.min_by(|a, b| a.0.total_cmp(&b.0))
                        };
                        found
                            .filter(|(change, _)| if best { *change > 0.0 } else { *change < 0.0 })
                            .map(|(_, row)| of(row))
                    };
                    let (rose, fell) = (moved(true), moved(false));
                    rose.into_iter().for_each(|figures| state(FactKind::RoseMost, figures));
                    fell.into_iter().for_each(|figures| state(FactKind::FellMost, figures));
                }
                // A cut keeps the top of the first measure alone.
                let top = !cut || at == 0;
                if top {
                    state(FactKind::Highest, vec![known[known.len() - 1].1.clone()]);
                }
                if known.len() > 1 && !cut {
                    state(FactKind::Lowest, vec![known[0].1.clone()]);
                }
                let whole = self.number(&total.value).unwrap();
                if spec.additive && known.len() > 1 && top {
                    let (part, id) = known[known.len() - 1].clone();
                    let base = self.get(&id);
                    let share = Figure {
                        kind: FigureKind::Share,
                        value: Value::Real(part / whole),
                        unit: Unit::Percent,
                        ..base
                    };
                    let share = self.add(share);
                    state(FactKind::LargestShare, vec![id, share]);
                }
                if !cut {
                    let base = self.get(&known[0].1);
                    let count = Figure {
                        kind: FigureKind::Count,
                        value: Value::Integer(column.len() as i64),
                        unit: Unit::Count("rows".into()),
                        members: Vec::new(),
                        ..base
                    };
                    let count = self.add(count);
                    state(FactKind::HowMany, vec![count]);
                }
            }
        }
        facts
    }

    fn evidence(
        self,
        keys: &[Key],
        specs: &[MeasureSpec],
        rows: Vec<Vec<Found>>,
        facts: Vec<Fact>,
    ) -> Evidence {
        let mut columns: Vec<TableColumn> = Vec::new();
        let text =
            |id: &str, label: &str| TableColumn { id: id.to_owned(), label: label.to_owned(), unit: None };
        if let Some(grain) = self.asked.grain {
            columns.push(text("time", &capital(grain.name())));
        }
        columns.extend(self.asked.by.iter().map(|dimension| text(dimension, members(dimension).0)));
        for spec in specs {
            let column = |suffix: &str, unit: Unit| TableColumn {
                id: format!("{}{suffix}", spec.id),
                label: spec.label.to_owned(),
                unit: Some(unit),
            };
            columns.push(column("", spec.unit.clone()));
            if self.asked.comparison.is_some() {
                columns.push(column(".previous", spec.unit.clone()));
                columns.push(column(".change", spec.unit.of_difference()));
                columns.push(column(".change_percent", Unit::Percent));
            }
        }
        let cell = |id: &Option<String>| id.clone().map_or(Cell::Empty, Cell::Figure);
        let line = |(key, found): (&Key, Vec<Found>)| {
            let mut cells = Vec::new();
            if self.asked.grain.is_some() {
                cells.push(Cell::Text(key.1.describe()));
            }
            let own = key.0.iter().filter(|(dimension, _)| self.asked.by.contains(&dimension.as_str()));
            cells.extend(own.map(|(_, label)| Cell::Text(label.clone())));
            for one in &found {
                cells.push(cell(&one.value));
                if self.asked.comparison.is_some() {
                    cells.extend([cell(&one.previous), cell(&one.change), cell(&one.percent)]);
                }
            }
            cells
        };
        let table_rows = keys.iter().zip(rows).map(line).collect();
        let title = format!(
            "{}, {}",
            specs.iter().map(|spec| spec.label).collect::<Vec<_>>().join(" and "),
            self.asked.period.describe()
        );
        let chart = Chart {
            kind: ChartKind::Bar,
            title: title.clone(),
            x: columns[0].id.clone(),
            y: vec![specs[0].id.to_owned()],
            series: None,
        };
        Evidence {
            id: self.asked.id.to_owned(),
            title,
            table: Table { columns, rows: table_rows, layout: Vec::new() },
            figures: self.figures,
            facts,
            computed: HowComputed {
                measures: specs.iter().map(note).collect(),
                conditions: Vec::new(),
                columns: Vec::new(),
                filters: self
                    .asked
                    .filter
                    .iter()
                    .map(|(dimension, label)| format!("{} is {label}", members(dimension).0))
                    .collect(),
                scope: None,
                period: self.asked.period,
                comparison_period: self.asked.comparison,
                sql: Vec::new(),
                sources: Vec::new(),
                checks: Vec::new(),
            },
            as_of: TODAY,
            completeness: Vec::new(),
            freshness: Freshness { data_through: Some(date(2026, 9, 29)), period_incomplete_after: None },
            caveats: Vec::new(),
            charts: if keys.len() > 1 { vec![chart] } else { Vec::new() },
            passages: Vec::new(),
        }
    }
}

fn capital(text: &str) -> String {
    text[..1].to_uppercase() + &text[1..]
}

fn note(spec: &MeasureSpec) -> MeasureNote {
    MeasureNote {
        id: spec.id.to_owned(),
        label: spec.label.to_owned(),
        description: format!("What {} means.", spec.label),
        formula: "a / b".to_owned(),
        version: "0a1b2c3d".to_owned(),
        synonyms: spec.synonyms.iter().map(|synonym| (*synonym).to_owned()).collect(),
        target: spec.target,
    }
}

fn exact(spec: &MeasureSpec, number: f64) -> Value {
    if spec.unit.is_exact() { Value::Integer(number.round() as i64) } else { Value::Real(number) }
}

/// Sums are summed; ratios are weighed by the place of the row.
fn total(spec: &MeasureSpec, data: &[Vec<(f64, f64)>], at: usize) -> (f64, f64) {
    let sum = |pick: fn(&(f64, f64)) -> f64| -> f64 { data.iter().map(|row| pick(&row[at])).sum() };
    if spec.additive {
        return (sum(|pair| pair.0), sum(|pair| pair.1));
    }
    let weights: Vec<f64> = (0..data.len()).map(|row| 1.0 + row as f64 * 0.37).collect();
    let weighed = |pick: fn(&(f64, f64)) -> f64| -> f64 {
        data.iter().zip(&weights).map(|(row, weight)| pick(&row[at]) * weight).sum::<f64>()
            / weights.iter().sum::<f64>()
    };
    (weighed(|pair| pair.0), weighed(|pair| pair.1))
}
