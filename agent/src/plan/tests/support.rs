//! Companies made up of a few tables of names, and plans written short.

use std::{collections::BTreeSet, fmt::Write, sync::Arc};

use jiff::civil::{Date, date};
use sentia_semantic::{Area, Catalogue, MemberIndex, RowFilter, Scope};

use crate::{
    Person,
    link::{Linker, Links, MemberNames},
    plan::{Aim, Asking, Focus, Plan, Planner, Reach, Sort, SortOrder},
};

/// A Wednesday in week 40; the fiscal year began on 1 April.
pub(crate) const TODAY: Date = date(2026, 9, 30);

pub(crate) struct MeasureRow {
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    /// As the catalogue writes units.
    pub(crate) unit: &'static str,
    pub(crate) direction: &'static str,
    pub(crate) area: &'static str,
    pub(crate) period: &'static str,
    pub(crate) synonyms: &'static str,
    pub(crate) target: Option<f64>,
    pub(crate) drivers: &'static str,
    /// Dimensions it can be split by.
    pub(crate) reach: &'static str,
}

pub(crate) struct DimensionRow {
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    pub(crate) plural: &'static str,
    pub(crate) area: &'static str,
    pub(crate) parent: &'static str,
    pub(crate) synonyms: &'static str,
    /// `KEY=Label`, parted by commas; none where members are not searched.
    pub(crate) members: Option<String>,
}

pub(crate) struct Company {
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) linker: Linker,
    pub(crate) planner: Planner,
    pub(crate) names: MemberNames,
    dimensions: Vec<DimensionRow>,
}

impl Company {
    /// `model` is what the catalogue says of itself, as YAML.
    pub(crate) fn new(measures: &[MeasureRow], dimensions: Vec<DimensionRow>, model: &str) -> Self {
        let yaml = yaml(measures, &dimensions, model);
        let catalogue =
            Arc::new(Catalogue::load(&[("test.yaml", &yaml)]).unwrap_or_else(|error| panic!("{error}")));
        let reach = Reach::by_rule(&catalogue, |measure, dimension| {
            let row = measures.iter().find(|row| row.id == measure).unwrap();
            row.reach.split(' ').any(|reached| reached == dimension)
        });
        let linker = Linker::new(&catalogue);
        let planner = Planner::new(Arc::clone(&catalogue), reach);
        let index = index(&dimensions, &|_, _| true);
        let names = linker.names(&catalogue, &index, None);
        Company { catalogue, linker, planner, names, dimensions }
    }

    /// The names as someone has them who sees only these members of one dimension.
    pub(crate) fn names_limited_to(&self, sees: &dyn Fn(&str, &str) -> bool) -> MemberNames {
        let (visible, known) = (index(&self.dimensions, sees), index(&self.dimensions, &|_, _| true));
        self.linker.names(&self.catalogue, &visible, Some(&known))
    }

    pub(crate) fn link(&self, question: &str) -> Links {
        self.linker.link(question, &self.names, TODAY)
    }

    pub(crate) fn plan(&self, question: &str, focus: Option<&Focus>) -> Plan {
        self.plan_for(question, focus, &everyone(), &self.names)
    }

    pub(crate) fn plan_for(
        &self,
        question: &str,
        focus: Option<&Focus>,
        person: &Person,
        names: &MemberNames,
    ) -> Plan {
        let links = self.linker.link(question, names, TODAY);
        self.planner.plan(&Asking { question, links: &links, focus, person, today: TODAY })
    }

    /// Checks each question against its plan in short; all that differ are reported together.
    pub(crate) fn check(&self, cases: &[(&str, &str)]) {
        let wrong: Vec<String> = cases
            .iter()
            .filter_map(|(question, expected)| differs(question, expected, &self.plan(question, None)))
            .collect();
        assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    }

    /// Checks a conversation turn by turn; a plan that is no call leaves the focus as it was.
    pub(crate) fn check_conversation(&self, turns: &[(&str, &str)]) {
        let mut focus: Option<Focus> = None;
        for (question, expected) in turns {
            let plan = self.plan(question, focus.as_ref());
            if let Some(wrong) = differs(question, expected, &plan) {
                panic!("after {}:\n{wrong}", focus.as_ref().map_or_else(|| "nothing".to_owned(), in_short));
            }
            if let Plan::Call { focus: next, .. } = plan {
                focus = next;
            }
        }
    }
}

pub(crate) fn everyone() -> Person {
    person(&Area::ALL, None)
}

pub(crate) fn person(areas: &[Area], plants: Option<&[&str]>) -> Person {
    let row_filters = plants.map(|keys| RowFilter {
        dimension: "plant".to_owned(),
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
    });
    Person {
        id: "someone".to_owned(),
        name: "Someone".to_owned(),
        title: "Someone".to_owned(),
        scope: Scope {
            tenant: "test".to_owned(),
            person: "someone".to_owned(),
            row_filters: row_filters.into_iter().collect(),
            areas: areas.iter().copied().collect::<BTreeSet<Area>>(),
            sql: false,
        },
        scope_in_words: plants.map(|_| "Leeds only".to_owned()),
        groups: Default::default(),
        zone: None,
        mailbox: false,
    }
}

fn differs(question: &str, expected: &str, plan: &Plan) -> Option<String> {
    let found = plan_in_short(plan);
    let fits = match expected.split_once(" ~ ") {
        Some((kind, part)) => found.starts_with(kind) && found.contains(part),
        None => {
            found == expected
                || (matches!(expected, "refuse" | "out" | "clarify") && found.starts_with(expected))
        }
    };
    (!fits).then(|| format!("  {question}\n    wanted {expected}\n    found  {found}"))
}

/// `oee by line @last_week [plant=Leeds]`, `clarify Gross margin | Contribution margin`, `describe oee`, `members line`.
pub(crate) fn plan_in_short(plan: &Plan) -> String {
    match plan {
        Plan::Order(order) => format!("order {}", order.words),
        Plan::Call { call, focus, .. } if call.tool.starts_with("describe") => {
            let ids: Vec<&str> = call.arguments["measures"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|id| id.as_str())
                .collect();
            match call.arguments["dimension"].as_str() {
                Some(dimension) => format!("members {dimension}"),
                None if ids.is_empty() => "help".to_owned(),
                None => format!("describe {}", ids.join(",")),
            }
            .replace("{}", &focus.as_ref().map_or_else(String::new, in_short))
        }
        Plan::Call { focus: Some(focus), .. } => in_short(focus),
        Plan::Call { call, .. } => format!("call {}", call.tool),
        Plan::Clarify(clarification) => {
            let labels: Vec<&str> =
                clarification.options.iter().map(|option| option.label.as_str()).collect();
            format!("clarify {} ({})", labels.join(" | "), clarification.question)
        }
        Plan::Refuse { reason, .. } => format!("refuse ({reason})"),
        Plan::Documents { otherwise, .. } => plan_in_short(otherwise),
        Plan::OutOfReach { reason, .. } => format!("out ({reason})"),
    }
}

fn aim(aim: Aim) -> &'static str {
    match aim {
        Aim::Show => "",
        Aim::Forecast => "forecast ",
        Aim::Explain => "explain ",
        Aim::Detect => "unusual ",
        Aim::Control => "control ",
        Aim::Risk => "risk ",
        Aim::Stock => "stock ",
        Aim::Payments => "payments ",
        Aim::Schedule => "schedule ",
        Aim::Trace => "trace ",
        Aim::WhatIf => "what if ",
    }
}

pub(crate) fn in_short(focus: &Focus) -> String {
    let mut short = format!("{}{}", aim(focus.aim), focus.measures.join("+"));
    if !focus.by.is_empty() {
        write!(short, " by {}", focus.by.join("+")).unwrap();
    }
    if let Some(grain) = focus.grain {
        write!(short, " per {}", grain.name()).unwrap();
    }
    if let Some(period) = &focus.period {
        write!(short, " @{period}").unwrap();
    }
    if let Some(against) = &focus.against {
        write!(short, " vs {against}").unwrap();
    }
    for filter in &focus.filters {
        write!(
            short,
            " [{}{}{}]",
            filter.dimension,
            if filter.exclude { "!=" } else { "=" },
            filter.members.join("|")
        )
        .unwrap();
    }
    if let Some(sort) = &focus.sort {
        write!(short, " {}", order_in_short(sort)).unwrap();
    }
    if let Some(limit) = focus.limit {
        write!(short, " {limit}").unwrap();
    }
    for column in &focus.columns {
        let buckets = column.buckets.map_or_else(String::new, |buckets| format!(" {buckets}"));
        write!(short, " +{:?}{buckets}", column.kind).unwrap();
    }
    for condition in &focus.having {
        let measure = condition.measure.as_deref().unwrap_or("it");
        write!(short, " ({measure} {:?} {})", condition.is, condition.value).unwrap();
    }
    for change in &focus.changes {
        let how = match (&change.by, &change.to) {
            (Some(by), _) => format!(" by {by}"),
            (None, Some(to)) => format!(" to {to}"),
            (None, None) => String::new(),
        };
        write!(short, " {{{}{how}}}", change.measure).unwrap();
    }
    if let Some(goal) = &focus.goal {
        write!(short, " → {goal}").unwrap();
    }
    if focus.others {
        short.push_str(" +others");
    }
    short
}

fn order_in_short(sort: &Sort) -> String {
    let order = match sort.order {
        SortOrder::Highest => "highest",
        SortOrder::Lowest => "lowest",
        SortOrder::Best => "best",
        SortOrder::Worst => "worst",
    };
    let change = if sort.of_change { " change" } else { "" };
    let measure = sort.measure.as_ref().map_or_else(String::new, |measure| format!(" of {measure}"));
    format!("{order}{change}{measure}")
}

fn index(dimensions: &[DimensionRow], sees: &dyn Fn(&str, &str) -> bool) -> MemberIndex {
    let mut index = MemberIndex::default();
    for row in dimensions {
        let Some(members) = &row.members else { continue };
        let pairs = members.split(',').map(|member| member.split_once('=').unwrap());
        let pairs = pairs
            .map(|(key, label)| (key.trim().to_owned(), label.trim().to_owned()))
            .filter(|(key, _)| sees(row.id, key));
        index.add(row.id, row.label, row.plural, pairs.collect());
    }
    index
}

fn yaml(measures: &[MeasureRow], dimensions: &[DimensionRow], model: &str) -> String {
    let expression = |sql: &str| format!("{{dialects: [{{dialect: ANSI_SQL, expression: \"{sql}\"}}]}}");
    let mut yaml = format!(
        "semantic_model:\n  - name: test\n    description: A company.\n    custom_extensions: [{{vendor_name: SENTIA, data: {{{model}, single_tenant: true}}}}]\n    datasets:\n      - name: fact\n        source: fact\n        primary_key: [id]\n        description: Rows.\n        fields:\n          - {{name: day, expression: {}, dimension: {{is_time: true}}}}\n          - {{name: amount, expression: {}}}\n",
        expression("day"),
        expression("amount"),
    );
    for row in dimensions {
        let parent = if row.parent.is_empty() { String::new() } else { format!(", parent: {}", row.parent) };
        let id = row.id;
        write!(
            yaml,
            "          - name: {id}\n            expression: {}\n            dimension: {{is_time: false}}\n            description: One of the {}.\n            ai_context: {{synonyms: [{}]}}\n            custom_extensions: [{{vendor_name: SENTIA, data: {{dimension: {id}, label: {}, plural: {}, area: {}, searchable: {}{parent}}}}}]\n",
            expression(id),
            row.plural,
            row.synonyms,
            row.label,
            row.plural,
            row.area,
            row.members.is_some(),
        )
        .unwrap();
    }
    yaml.push_str("        custom_extensions: [{vendor_name: SENTIA, data: {time: day}}]\n    metrics:\n");
    for row in measures {
        let target = row.target.map_or_else(String::new, |target| format!(", target: {target}"));
        let drivers =
            if row.drivers.is_empty() { String::new() } else { format!(", drivers: [{}]", row.drivers) };
        let sql =
            if row.unit == "percent" { "SUM(fact.amount) / COUNT(fact.amount)" } else { "SUM(fact.amount)" };
        write!(
            yaml,
            "      - name: {}\n        expression: {}\n        description: A figure.\n        ai_context: {{synonyms: [{}]}}\n        custom_extensions: [{{vendor_name: SENTIA, data: {{label: \"{}\", unit: {}, direction: {}, area: {}, sensitivity: internal, default_period: {}{target}{drivers}}}}}]\n",
            row.id,
            expression(sql),
            row.synonyms,
            row.label,
            row.unit,
            row.direction,
            row.area,
            row.period,
        )
        .unwrap();
    }
    yaml
}
