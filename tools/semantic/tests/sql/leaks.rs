//! Generated pairs of a person and a statement, each held against the same statement over rows that were cut by hand: any
//! row too many or too few, of another company or another plant, is a difference.

use std::collections::BTreeSet;

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_semantic::{Dialect, QueryError, RowFilter, Scope, SqlLimits, SqlRefusal};

use crate::{
    fixture,
    world::{World, by_hand, canary, comparable},
};

/// Runs so many pairs and returns how many had an answer.
pub(crate) async fn run(world: &World, seed: u64, pairs: usize) -> usize {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let limits = SqlLimits { rows: 100_000, bytes: 100_000_000, ..SqlLimits::default() };
    let mut answered = 0;
    for _ in 0..pairs {
        let person = Person::of(&mut rng);
        let statement = Statement::of(&mut rng);
        let result = world.engine.run_sql(&statement.sql, &person.scope, limits).await;
        let allowed = statement.tables.iter().all(|table| person.rows(table, world.dialect()).is_some());
        let result = match (allowed, result) {
            (true, Ok(result)) => result,
            (false, Err(QueryError::Sql(SqlRefusal::OutOfScope { .. }))) => continue,
            (_, other) => panic!("{} of {:?} gave {other:?}", statement.sql, person.scope),
        };
        let cut = person.cut(&statement, world.dialect());
        let expected = by_hand(&world.everything().warehouse, &cut, result.columns.len()).await;
        let expected = expected.unwrap_or_else(|error| panic!("{error}: {cut}"));
        let (found, wanted) = (comparable("", &result.rows), comparable("", &expected));
        assert_eq!(found, wanted, "{} of {:?}\n{}", statement.sql, person.scope, result.sql);
        if !person.may_see_canaries() {
            assert_eq!(canary(&result.rows), None, "{}", result.sql);
        }
        answered += 1;
    }
    answered
}

struct Person {
    scope: Scope,
    filter: Filter,
}

enum Filter {
    None,
    Plants(String),
    Lines(String),
}

impl Person {
    fn of(rng: &mut ChaCha8Rng) -> Self {
        let tenant = if rng.random_bool(0.9) { "a" } else { "b" };
        let all = Scope { tenant: tenant.to_owned(), ..fixture::everything() };
        let (dimension, members): (&str, &[&str]) = match rng.random_range(0..8) {
            0 => return Person { scope: all, filter: Filter::None },
            1..6 => ("plant", &["P1", "P2", "P3", "P4", "P9"]),
            _ => ("line", &["L01", "L02", "L03", "L04", "L13", "L99"]),
        };
        let count = rng.random_range(1..=3);
        let keys: BTreeSet<String> = (0..count).map(|_| pick(rng, members).to_owned()).collect();
        let listed = keys.iter().map(|key| format!("'{key}'")).collect::<Vec<_>>().join(", ");
        let filter = if dimension == "plant" { Filter::Plants(listed) } else { Filter::Lines(listed) };
        let row_filters = vec![RowFilter { dimension: dimension.to_owned(), keys }];
        Person { scope: Scope { row_filters, ..all }, filter }
    }

    /// Only a person without a filter may see every plant, also the canary's.
    fn may_see_canaries(&self) -> bool {
        matches!(self.filter, Filter::None)
    }

    /// The rows of a table that the person may see, as a condition written by hand; none where there is no saying.
    fn rows(&self, table: &str, dialect: Dialect) -> Option<String> {
        let base = if dialect == Dialect::Sqlite { "main" } else { "public" };
        let tenant = &self.scope.tenant;
        let lines_of = |plants: &str| {
            format!("SELECT line_id FROM {base}.line WHERE tenant = '{tenant}' AND plant_id IN ({plants})")
        };
        let lines = match &self.filter {
            Filter::None => return Some("1 = 1".to_owned()),
            Filter::Plants(plants) => lines_of(plants),
            Filter::Lines(lines) => lines.clone(),
        };
        let plants = match &self.filter {
            Filter::Plants(plants) => Some(plants.clone()),
            _ => None,
        };
        let machines = format!(
            "SELECT machine_id FROM {base}.machine WHERE tenant = '{tenant}' AND line_id IN ({lines})"
        );
        Some(match (table, plants) {
            ("plant", None) => format!(
                "plant_id IN (SELECT plant_id FROM {base}.line WHERE tenant = '{tenant}' AND line_id IN ({lines}))"
            ),
            ("plant" | "line" | "stock", Some(plants)) => format!("plant_id IN ({plants})"),
            ("line" | "machine" | "stop" | "target" | "employee", _) => format!("line_id IN ({lines})"),
            ("output", _) => format!("machine_id IN ({machines})"),
            ("product", _) => "1 = 1".to_owned(),
            _ => return None,
        })
    }

    /// The statement over tables of the same names that hold this person's rows.
    fn cut(&self, statement: &Statement, dialect: Dialect) -> String {
        let base = if dialect == Dialect::Sqlite { "main" } else { "public" };
        let tables: BTreeSet<&str> = statement.tables.iter().copied().collect();
        let cut = |table: &str| {
            let (tenant, rows) = (&self.scope.tenant, self.rows(table, dialect).unwrap());
            format!("{table} AS (SELECT * FROM {base}.{table} WHERE tenant = '{tenant}' AND {rows})")
        };
        let cuts: Vec<String> = tables.into_iter().map(cut).collect();
        format!("WITH {} SELECT * FROM ({}) AS person", cuts.join(", "), statement.sql)
    }
}

struct Table {
    name: &'static str,
    texts: &'static [&'static str],
    numbers: &'static [&'static str],
}

const TABLES: [Table; 9] = [
    Table { name: "plant", texts: &["tenant", "plant_id", "name"], numbers: &[] },
    Table { name: "line", texts: &["tenant", "line_id", "plant_id", "name"], numbers: &[] },
    Table { name: "machine", texts: &["tenant", "machine_id", "line_id"], numbers: &[] },
    Table { name: "product", texts: &["tenant", "product_id", "name", "family"], numbers: &[] },
    Table {
        name: "output",
        texts: &["tenant", "machine_id", "product_id", "shift"],
        numbers: &["good", "total", "id"],
    },
    Table { name: "stop", texts: &["tenant", "line_id", "reason"], numbers: &["id"] },
    Table { name: "stock", texts: &["tenant", "plant_id", "product_id"], numbers: &["value_minor", "id"] },
    Table { name: "target", texts: &["tenant", "line_id"], numbers: &["pieces", "id"] },
    Table { name: "employee", texts: &["tenant", "employee_id", "line_id"], numbers: &[] },
];

/// A statement, and the tables that it reads.
struct Statement {
    sql: String,
    tables: Vec<&'static str>,
}

impl Statement {
    fn of(rng: &mut ChaCha8Rng) -> Self {
        let (one, other) = (table(rng), table(rng));
        let (a, b) = (one.name, other.name);
        let (x, y) = (pick(rng, one.texts), pick(rng, other.texts));
        let both = vec![a, b];
        let (sql, tables) = match rng.random_range(0..12) {
            0 => (
                format!("SELECT {x}, {} AS n FROM {a} WHERE {}", number(rng, one), condition(rng, one)),
                vec![a],
            ),
            1 => (
                format!(
                    "SELECT {x}, COUNT(*) AS n, {} AS s FROM {a} WHERE {} GROUP BY {x}",
                    sum(rng, one),
                    condition(rng, one)
                ),
                vec![a],
            ),
            2 => (
                format!(
                    "SELECT p.{x}, COUNT(q.{y}) AS n FROM {a} p LEFT JOIN {b} q ON q.{y} = p.{x} GROUP BY p.{x}"
                ),
                both,
            ),
            3 => (
                format!(
                    "SELECT {x}, COUNT(*) AS n FROM {a} WHERE {x} IN (SELECT {y} FROM {b} WHERE {}) GROUP BY {x}",
                    condition(rng, other)
                ),
                both,
            ),
            4 => (
                format!(
                    "SELECT {x} AS v FROM {a} WHERE {} UNION SELECT {y} FROM {b} WHERE {}",
                    condition(rng, one),
                    condition(rng, other)
                ),
                both,
            ),
            5 => (format!("SELECT {x} AS v FROM {a} EXCEPT SELECT {y} FROM {b}"), both),
            6 => (
                format!(
                    "SELECT {x}, (SELECT COUNT(*) FROM {b} q WHERE q.{y} = p.{x}) AS n FROM {a} p WHERE {}",
                    condition(rng, one)
                ),
                both,
            ),
            7 => (
                format!(
                    "SELECT COUNT(*) AS n FROM {a} p WHERE NOT EXISTS (SELECT 1 FROM {b} q WHERE q.tenant <> p.tenant OR q.{y} = p.{x})"
                ),
                both,
            ),
            8 => (format!("SELECT {x}, RANK() OVER (ORDER BY {x}) AS place FROM {a}"), vec![a]),
            9 => (
                format!(
                    "SELECT n, COUNT(*) AS times FROM (SELECT {x}, COUNT(*) AS n FROM {a} GROUP BY {x}) s GROUP BY n"
                ),
                vec![a],
            ),
            10 => (
                format!(
                    "WITH secret AS (SELECT {x} AS v FROM {a}), w AS (SELECT {y} AS v FROM {b}) SELECT v, COUNT(*) AS n FROM (SELECT v FROM secret UNION ALL SELECT v FROM w) u GROUP BY v"
                ),
                both,
            ),
            _ => (
                format!(
                    "SELECT MAX({x}) AS most, MIN({x}) AS least, COUNT(DISTINCT {x}) AS n, {} AS s FROM {a} WHERE {}",
                    sum(rng, one),
                    condition(rng, one)
                ),
                vec![a],
            ),
        };
        Statement { sql, tables }
    }
}

fn table(rng: &mut ChaCha8Rng) -> &'static Table {
    &TABLES[rng.random_range(0..TABLES.len())]
}

fn number(rng: &mut ChaCha8Rng, table: &Table) -> String {
    if table.numbers.is_empty() { "1".to_owned() } else { pick(rng, table.numbers).to_owned() }
}

fn sum(rng: &mut ChaCha8Rng, table: &Table) -> String {
    format!("SUM({})", number(rng, table))
}

/// Conditions that would open other rows, were they not closed further down.
fn condition(rng: &mut ChaCha8Rng, table: &Table) -> String {
    let text = pick(rng, table.texts);
    let number = number(rng, table);
    match rng.random_range(0..9) {
        0 => "tenant = 'z' OR tenant = 'b'".to_owned(),
        1 => "1 = 1 OR tenant <> 'a'".to_owned(),
        2 => format!("{text} = 'CANARY' OR {text} LIKE 'P%'"),
        3 => format!("{text} IS NULL OR {text} <> 'x'"),
        4 => format!("{number} > {}", rng.random_range(0..200)),
        5 => format!("NOT ({number} < 0)"),
        6 => format!("{text} IN ('PX', 'LX', 'MX', 'P1', 'L01', 'M1', 'Night')"),
        7 => format!("CASE WHEN {text} = 'CANARY' THEN 1 ELSE 0 END = 0"),
        _ => "1 = 1".to_owned(),
    }
}

fn pick<'t>(rng: &mut impl Rng, choices: &[&'t str]) -> &'t str {
    choices[rng.random_range(0..choices.len())]
}
