//! Statements with structure: a profit and loss, a balance sheet, a loss tree. Their lines are data of the catalogue.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Area, Direction, Faults, Location, did_you_mean, extension::Good, yaml::Node};

/// Lines summed from measures and from one another, and what must hold between them.
#[derive(Debug, Clone)]
pub struct Statement {
    pub id: String,
    /// How a person names it: `Balance sheet`.
    pub label: String,
    pub description: String,
    pub synonyms: Vec<String>,
    pub area: Area,
    pub default_period: String,
    /// For a balance that is struck only now and then (at month ends): the measure that moves it in between.
    pub movements: BTreeMap<String, String>,
    /// Lines that set apart what price, volume and mix did to a measure.
    pub bridge: Option<Bridge>,
    /// A measure of the weeks to come, told week by week instead of in one column.
    pub outlook: Option<Outlook>,
    /// Line that the others are shown as a share of, in a column of its own.
    pub share_of: Option<String>,
    /// Measures that sum it up, said before its lines: the OEE of a loss tree.
    pub ratios: Vec<String>,
    /// In the order in which they are shown; ids are unique.
    pub lines: Vec<StatementLine>,
    pub checks: Vec<StatementCheck>,
    pub at: Location,
}

/// One line of a statement.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementLine {
    #[serde(rename = "name")]
    pub id: String,
    pub label: String,
    /// How far it is set in.
    #[serde(default)]
    pub level: u8,
    #[serde(default)]
    pub role: LineRole,
    /// Said in the answer, not only shown.
    #[serde(default)]
    pub headline: bool,
    #[serde(default = "up")]
    direction: Good,
    /// What is summed.
    #[serde(default)]
    pub terms: Vec<Term>,
    /// What stands in their place where the statement is set against the budget.
    #[serde(default)]
    pub budget: Vec<Term>,
    /// Other lines that are added, or taken away with `-` before their id.
    #[serde(default)]
    pub sum: Vec<LineRef>,
    /// The part of the bridge that this line is.
    #[serde(default)]
    pub effect: Option<Effect>,
}

fn up() -> Good {
    Good::Up
}

impl StatementLine {
    /// Which way is good for the line as it is signed.
    pub fn direction(&self) -> Direction {
        self.direction.into()
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineRole {
    /// Words alone.
    Heading,
    #[default]
    Item,
    Subtotal,
    Total,
}

/// A measure, or the rows of it that `where` names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    pub measure: String,
    /// Dimension id to labels of its members.
    #[serde(default, rename = "where")]
    pub only: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub at: TermTime,
    /// Taken away instead of added.
    #[serde(default)]
    pub negate: bool,
}

/// Which days of the period a term speaks of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermTime {
    /// All of them.
    #[default]
    Period,
    /// The evening before the first.
    Opening,
    /// The evening of the last.
    Closing,
}

/// Another line, added or taken away.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct LineRef {
    pub line: String,
    pub negate: bool,
}

impl From<String> for LineRef {
    fn from(text: String) -> Self {
        match text.strip_prefix('-') {
            Some(line) => LineRef { line: line.trim().to_owned(), negate: true },
            None => LineRef { line: text.trim().to_owned(), negate: false },
        }
    }
}

/// Lines and measures that must come to nothing when summed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementCheck {
    /// What holds then, as a sentence without its full stop: `Assets equal equity and liabilities`.
    pub claim: String,
    #[serde(default)]
    pub sum: Vec<LineRef>,
    #[serde(default)]
    pub terms: Vec<Term>,
}

/// What a price, volume and mix bridge is made from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bridge {
    /// The measure whose change is explained: what is sold.
    pub value: String,
    /// Pieces sold.
    pub quantity: String,
    /// What they cost, where the margin is explained.
    #[serde(default)]
    pub cost: Option<String>,
    /// Dimension whose members have a price of their own.
    pub by: String,
}

/// One part of a bridge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    Before,
    Volume,
    Mix,
    Price,
    Cost,
    /// What is sold only now.
    New,
    /// What was sold only before.
    Gone,
    /// Value without pieces: credit notes and the like.
    Other,
    After,
}

/// What a week-by-week outlook is made from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlook {
    pub weeks: u8,
    /// What there is at the beginning.
    pub balance: String,
    /// What moves it in each week.
    pub flow: String,
    /// Dimension that tells receipts from disbursements.
    pub by: String,
    /// What could be drawn besides.
    pub reserve: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    name: String,
    label: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    synonyms: Vec<String>,
    area: Area,
    default_period: String,
    #[serde(default)]
    movements: BTreeMap<String, String>,
    #[serde(default)]
    bridge: Option<Bridge>,
    #[serde(default)]
    outlook: Option<Outlook>,
    #[serde(default)]
    share_of: Option<String>,
    #[serde(default)]
    ratios: Vec<String>,
    #[serde(default)]
    lines: Vec<StatementLine>,
    #[serde(default)]
    checks: Vec<StatementCheck>,
}

/// Reads statements; a fault of one stands at its own line.
pub(super) fn read(nodes: &[Node], faults: &mut Faults) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    for node in nodes {
        let draft: Draft = match serde_json::from_value(node.to_json()) {
            Ok(draft) => draft,
            Err(error) => {
                faults.add(&node.at, format!("this statement is wrong: {error}"));
                continue;
            }
        };
        if statements.iter().any(|known| known.id == draft.name) {
            faults.add(&node.at, format!("there are two statements `{}`; rename one of them", draft.name));
            continue;
        }
        super::datasets::check_period(Some(&draft.default_period), node, faults);
        statements.push(Statement {
            id: draft.name,
            label: draft.label,
            description: draft.description,
            synonyms: draft.synonyms,
            area: draft.area,
            default_period: draft.default_period,
            movements: draft.movements,
            bridge: draft.bridge,
            outlook: draft.outlook,
            share_of: draft.share_of,
            ratios: draft.ratios,
            lines: draft.lines,
            checks: draft.checks,
            at: node.at.clone(),
        });
    }
    statements
}

impl Statement {
    pub fn line(&self, id: &str) -> Option<&StatementLine> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// The measures that its lines are summed from, each once, in the order of the lines.
    pub fn measures(&self) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for id in self.lines.iter().flat_map(|line| &line.terms).map(|term| &term.measure).chain(self.parts())
        {
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        ids
    }

    /// Measures that a bridge or an outlook is made from.
    fn parts(&self) -> impl Iterator<Item = &String> {
        let bridge = self.bridge.iter().flat_map(|bridge| {
            [Some(&bridge.value), Some(&bridge.quantity), bridge.cost.as_ref()].into_iter().flatten()
        });
        let outlook =
            self.outlook.iter().flat_map(|outlook| [&outlook.balance, &outlook.flow, &outlook.reserve]);
        bridge.chain(outlook)
    }

    /// Whether a budget stands behind it.
    pub fn has_budget(&self) -> bool {
        self.lines.iter().any(|line| !line.budget.is_empty())
    }

    /// Names that a statement uses and the catalogue lacks, and sums of lines that do not stand before.
    pub(super) fn check(&self, catalogue: &super::Catalogue, faults: &mut Faults) {
        let terms = self.lines.iter().flat_map(|line| line.terms.iter().chain(&line.budget));
        let terms: Vec<&Term> = terms.chain(self.checks.iter().flat_map(|check| &check.terms)).collect();
        let measures = terms.iter().map(|term| &term.measure).chain(self.parts()).chain(&self.ratios);
        for id in measures.chain(self.movements.iter().flat_map(|(balance, moves)| [balance, moves])) {
            if catalogue.measure(id).is_none() {
                let nearest =
                    crate::lookup::nearest(id, catalogue.measures.iter().map(|measure| measure.id.as_str()));
                self.fault(format!("names `{id}`, which is no metric{}", did_you_mean(&nearest)), faults);
            }
        }
        let by =
            self.bridge.iter().map(|bridge| &bridge.by).chain(self.outlook.iter().map(|outlook| &outlook.by));
        for id in terms.iter().flat_map(|term| term.only.keys()).chain(by) {
            if catalogue.dimension(id).is_none() {
                let known = catalogue.dimensions.iter().map(|dimension| dimension.id.as_str());
                let nearest = crate::lookup::nearest(id, known);
                self.fault(format!("names `{id}`, which is no dimension{}", did_you_mean(&nearest)), faults);
            }
        }
        self.check_lines(faults);
        self.check_units(catalogue, faults);
    }

    /// What is summed must count the same thing.
    fn check_units(&self, catalogue: &super::Catalogue, faults: &mut Faults) {
        let terms = self.lines.iter().flat_map(|line| line.terms.iter().chain(&line.budget));
        let units = terms.filter_map(|term| Some((&term.measure, &catalogue.measure(&term.measure)?.unit)));
        let units: Vec<_> = units.collect();
        if let Some((first, unit)) = units.first()
            && let Some((other, _)) = units.iter().find(|(_, other)| other != unit)
        {
            self.fault(format!("sums `{first}` and `{other}`, which have different units"), faults);
        }
    }

    fn check_lines(&self, faults: &mut Faults) {
        let mut before: Vec<&str> = Vec::new();
        for line in &self.lines {
            if before.contains(&line.id.as_str()) {
                self.fault(format!("has two lines `{}`; rename one of them", line.id), faults);
            }
            for other in line.sum.iter().filter(|other| !before.contains(&other.line.as_str())) {
                self.fault(
                    format!("sums `{}` in `{}`, but no line before it is called so", other.line, line.id),
                    faults,
                );
            }
            before.push(&line.id);
        }
        let summed = self.checks.iter().flat_map(|check| &check.sum).map(|other| &other.line);
        for id in summed.chain(&self.share_of).filter(|id| !before.contains(&id.as_str())) {
            self.fault(format!("names the line `{id}`, which it does not have"), faults);
        }
    }

    fn fault(&self, message: String, faults: &mut Faults) {
        faults.add(&self.at, format!("the statement `{}` {message}", self.id));
    }
}
