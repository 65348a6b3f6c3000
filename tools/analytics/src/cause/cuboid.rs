use std::collections::HashMap;

/// Rows times cuboids that are kept at once: 80 MB. Cuboids of more attributes are left out where it would be exceeded.
const MOST_CELLS: usize = 20_000_000;

/// A set of attributes, and its elements: the combinations of their members that occur.
pub(super) struct Cuboid {
    pub(super) attributes: Vec<usize>,
    /// For each row, which element it belongs to.
    pub(super) element: Vec<u32>,
    /// For each element, one of its rows.
    pub(super) example: Vec<usize>,
}

/// All sets of attributes, those with few first.
pub(super) fn cuboids(attributes: &[Vec<u32>], rows: usize) -> Vec<Cuboid> {
    let mut sets: Vec<u32> = (1..1u32 << attributes.len()).collect();
    sets.sort_by_key(|set| set.count_ones());
    // The single attributes are looked at however many rows there are.
    let most = (MOST_CELLS / rows.max(1)).max(attributes.len());
    sets.into_iter().take(most).map(|set| cuboid(attributes, rows, set)).collect()
}

fn cuboid(attributes: &[Vec<u32>], rows: usize, set: u32) -> Cuboid {
    let chosen: Vec<usize> = (0..attributes.len()).filter(|at| set & (1 << at) != 0).collect();
    let (mut element, mut example) = (vec![0; rows], vec![0]);
    for attribute in &chosen {
        (element, example) = refined(&element, &attributes[*attribute]);
    }
    Cuboid { attributes: chosen, element, example }
}

/// Elements split by the members of one more attribute.
fn refined(element: &[u32], member: &[u32]) -> (Vec<u32>, Vec<usize>) {
    let mut known: HashMap<(u32, u32), u32> = HashMap::new();
    let mut example = Vec::new();
    let element = element.iter().zip(member).enumerate().map(|(row, (element, member))| {
        *known.entry((*element, *member)).or_insert_with(|| {
            example.push(row);
            example.len() as u32 - 1
        })
    });
    (element.collect(), example)
}

impl Cuboid {
    /// Sums of a column by element.
    pub(super) fn sums(&self, values: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.example.len()];
        self.element.iter().zip(values).for_each(|(element, value)| sums[*element as usize] += value);
        sums
    }

    pub(super) fn rows(&self, element: usize) -> Vec<usize> {
        let own = self.element.iter().enumerate().filter(|(_, own)| **own as usize == element);
        own.map(|(row, _)| row).collect()
    }
}
