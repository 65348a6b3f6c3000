use std::collections::{BTreeMap, VecDeque};

use super::{Faults, Location, Relationship};

/// The many-to-one paths between datasets.
#[derive(Debug, Default)]
pub(super) struct Joins {
    /// The unique shortest path of each pair, as indices of relationships.
    pub paths: BTreeMap<(String, String), Vec<usize>>,
    /// Pairs with more than one shortest path, and how the paths begin.
    pub ambiguous: BTreeMap<(String, String), Vec<String>>,
}

/// Paths that a dataset names itself: (from, to) to relationship names, and where it says so.
pub(super) type NamedPaths = BTreeMap<(String, String), (Vec<String>, Location)>;

impl Joins {
    pub(super) fn new(relationships: &[Relationship], named: &NamedPaths, faults: &mut Faults) -> Self {
        refuse_cycles(relationships, faults);
        let mut outgoing: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, relationship) in relationships.iter().enumerate() {
            outgoing.entry(&relationship.from).or_default().push(index);
        }
        let mut joins = Joins::default();
        for from in outgoing.keys() {
            joins.search(from, relationships, &outgoing);
        }
        for ((from, to), (names, at)) in named {
            match follow(from, to, names, relationships) {
                Ok(path) => {
                    joins.ambiguous.remove(&(from.clone(), to.clone()));
                    joins.paths.insert((from.clone(), to.clone()), path);
                }
                Err(message) => faults.add(at, message),
            }
        }
        joins
    }

    pub(super) fn reaches(&self, from: &str, to: &str) -> bool {
        let pair = (from.to_owned(), to.to_owned());
        self.paths.contains_key(&pair) || self.ambiguous.contains_key(&pair)
    }

    /// Breadth first: all shortest paths from one dataset.
    fn search(&mut self, from: &str, relationships: &[Relationship], outgoing: &BTreeMap<&str, Vec<usize>>) {
        let mut shortest: BTreeMap<&str, Vec<Vec<usize>>> = BTreeMap::from([(from, vec![Vec::new()])]);
        let mut queue = VecDeque::from([from]);
        while let Some(here) = queue.pop_front() {
            let paths_here = shortest.get(here).cloned().unwrap_or_default();
            let length = paths_here.first().map_or(0, Vec::len) + 1;
            for index in outgoing.get(here).into_iter().flatten() {
                let to = relationships[*index].to.as_str();
                let known = shortest.entry(to).or_insert_with(|| {
                    queue.push_back(to);
                    Vec::new()
                });
                if known.first().is_none_or(|path| path.len() == length) && known.len() < 4 {
                    known.extend(paths_here.iter().map(|path| [path.as_slice(), &[*index]].concat()));
                }
            }
        }
        for (to, mut paths) in shortest.into_iter().filter(|(to, _)| *to != from) {
            let pair = (from.to_owned(), to.to_owned());
            if paths.len() == 1 {
                self.paths.insert(pair, paths.remove(0));
            } else {
                let in_words = |path: &Vec<usize>| {
                    path.iter()
                        .map(|index| relationships[*index].name.as_str())
                        .collect::<Vec<_>>()
                        .join(", ")
                };
                self.ambiguous.insert(pair, paths.iter().map(in_words).collect());
            }
        }
    }
}

fn follow(
    from: &str,
    to: &str,
    names: &[String],
    relationships: &[Relationship],
) -> Result<Vec<usize>, String> {
    let mut here = from;
    let mut path = Vec::with_capacity(names.len());
    for name in names {
        let found = relationships
            .iter()
            .position(|relationship| relationship.name == *name && relationship.from == here);
        let Some(index) = found else {
            let there = relationships.iter().filter(|relationship| relationship.from == here);
            return Err(format!(
                "the path to `{to}` follows `{name}`, but no relationship of that name leaves `{here}`; those that do: {}",
                there.map(|relationship| relationship.name.as_str()).collect::<Vec<_>>().join(", ")
            ));
        };
        path.push(index);
        here = &relationships[index].to;
    }
    if here == to {
        Ok(path)
    } else {
        Err(format!("the path to `{to}` ends at `{here}`; name every relationship on the way"))
    }
}

/// A circle of relationships would let a row reach itself.
fn refuse_cycles(relationships: &[Relationship], faults: &mut Faults) {
    let mut state: BTreeMap<&str, bool> = BTreeMap::new();
    for relationship in relationships {
        visit(&relationship.from, relationships, &mut state, &mut Vec::new(), faults);
    }
}

/// Depth first; `state` is false while a dataset is on the way down and true once it is done.
fn visit<'a>(
    here: &'a str,
    relationships: &'a [Relationship],
    state: &mut BTreeMap<&'a str, bool>,
    way: &mut Vec<&'a str>,
    faults: &mut Faults,
) {
    if state.contains_key(here) {
        return;
    }
    state.insert(here, false);
    way.push(here);
    for relationship in relationships.iter().filter(|relationship| relationship.from == here) {
        if state.get(relationship.to.as_str()) == Some(&false) {
            let begins = way.iter().position(|dataset| *dataset == relationship.to).unwrap_or(0);
            faults.add(
                &relationship.at,
                format!(
                    "relationships form a circle ({} → {}); remove one of them",
                    way[begins..].join(" → "),
                    relationship.to
                ),
            );
        } else {
            visit(&relationship.to, relationships, state, way, faults);
        }
    }
    way.pop();
    state.insert(here, true);
}
