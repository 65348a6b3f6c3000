//! The demo company's users: who may see what.

use crate::value::Text;

/// An area of the business that a person may or may not see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    Production,
    Quality,
    Maintenance,
    Energy,
    People,
    Supply,
    Sales,
    /// Standard and actual cost of products and orders, cost centres: what a plant manager sees of finance.
    Cost,
    /// The group's books, cash, receivables, payables, payroll.
    Finance,
}

impl Area {
    pub const ALL: [Self; 9] = [
        Self::Production,
        Self::Quality,
        Self::Maintenance,
        Self::Energy,
        Self::People,
        Self::Supply,
        Self::Sales,
        Self::Cost,
        Self::Finance,
    ];
}

/// A user of the demo company.
#[derive(Debug, Clone)]
pub struct Person {
    /// For `--as`.
    pub id: &'static str,
    pub name: &'static str,
    pub title: &'static str,
    /// Plants the person may see; empty = all.
    pub plants: Vec<Text>,
    /// Lines the person may see; empty = all of the plants.
    pub lines: Vec<Text>,
    pub areas: Vec<Area>,
    /// Whether the person may write SQL of their own.
    pub sql: bool,
}

/// The users, the one who sees everything first.
#[must_use]
pub fn people() -> Vec<Person> {
    use Area::{Cost, Energy, Maintenance, People, Production, Quality, Sales, Supply};
    let shop_floor = vec![Production, Quality, Maintenance, Energy, People];
    let plant = [shop_floor.clone(), vec![Supply, Cost]].concat();
    vec![
        person("cfo", "Margaret Ellison", "Group chief financial officer", &[], &[], Area::ALL.to_vec()),
        person("leeds", "David Hartley", "Plant manager, Leeds", &["LEE"], &[], plant.clone()),
        person("derby", "Sunita Rao", "Plant manager, Derby", &["DER"], &[], plant.clone()),
        person("wroclaw", "Andrzej Malinowski", "Plant manager, Wrocław", &["WRO"], &[], plant),
        person(
            "line3",
            "Joe Ackroyd",
            "Line leader, Line 3",
            &["LEE"],
            &["L03"],
            vec![Production, Quality, Maintenance],
        ),
        person(
            "quality",
            "Claire Bainbridge",
            "Group quality manager",
            &[],
            &[],
            vec![Production, Quality, Supply],
        ),
        person(
            "maintenance",
            "Kevin Stott",
            "Maintenance manager, Derby",
            &["DER"],
            &[],
            vec![Production, Maintenance, Energy],
        ),
        person("buyer", "Ewa Zielińska", "Head of purchasing", &[], &[], vec![Supply, Production, Cost]),
        person("sales", "Nadia Karim", "Sales director", &[], &[], vec![Sales, Supply, Production]),
        person(
            "analyst",
            "Tom Whitehead",
            "Business analyst",
            &[],
            &[],
            vec![Production, Quality, Maintenance, Energy, Supply, Sales, Cost],
        ),
    ]
}

fn person(
    id: &'static str,
    name: &'static str,
    title: &'static str,
    plants: &[&str],
    lines: &[&str],
    areas: Vec<Area>,
) -> Person {
    let texts = |codes: &[&str]| codes.iter().map(|&code| Text::from(code)).collect();
    let sql = matches!(id, "cfo" | "analyst");
    Person { id, name, title, plants: texts(plants), lines: texts(lines), areas, sql }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finance_is_seen_by_the_group_only() {
        for person in people() {
            let sees_finance = person.areas.contains(&Area::Finance);
            assert_eq!(sees_finance, person.id == "cfo", "{}", person.id);
        }
        let line3 = people().into_iter().find(|person| person.id == "line3").unwrap();
        assert_eq!((line3.plants, line3.lines), (vec![Text::from("LEE")], vec![Text::from("L03")]));
    }
}
