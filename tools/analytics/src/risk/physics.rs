//! Columns that a physicist would add: what acts is often the difference of two readings of one kind, or the product of two
//! readings of different kinds (torque and speed make power, load and age make wear). Nothing but units says which.

use crate::numeric::{mean, variance};

/// Of a column that varies less than this share of its mean, a product with another is the other once more.
const VARIES: f64 = 0.05;

/// A column that was made of two others.
#[derive(Debug, Clone, PartialEq)]
pub struct Combined {
    /// Places of the columns that it was made of.
    pub of: (usize, usize),
    pub how: Combination,
    pub values: Vec<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Combination {
    /// The second less the first.
    Difference,
    Product,
}

/// For each pair of columns of one unit their difference, and of two units their product. `units` has the unit of each
/// column; one without takes part in nothing.
pub fn combined(columns: &[Vec<f64>], units: &[Option<&str>]) -> Vec<Combined> {
    let varies: Vec<bool> = columns.iter().map(|column| varies(column)).collect();
    let mut made = Vec::new();
    for second in 0..columns.len() {
        for first in 0..second {
            let unit = |at: usize| units.get(at).copied().flatten();
            let (Some(one), Some(other)) = (unit(first), unit(second)) else { continue };
            let how = if one == other { Combination::Difference } else { Combination::Product };
            if how == Combination::Product && !(varies[first] && varies[second]) {
                continue;
            }
            let pairs = columns[first].iter().zip(&columns[second]);
            let values = pairs.map(|(first, second)| match how {
                Combination::Difference => second - first,
                Combination::Product => first * second,
            });
            made.push(Combined { of: (first, second), how, values: values.collect() });
        }
    }
    made
}

fn varies(column: &[f64]) -> bool {
    let known: Vec<f64> = column.iter().copied().filter(|value| value.is_finite()).collect();
    variance(&known).sqrt() > VARIES * mean(&known).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_say_what_goes_with_what() {
        let columns = [vec![298.0, 300.0], vec![308.0, 309.0], vec![1_400.0, 1_800.0], vec![40.0, 60.0]];
        let made = combined(&columns, &[Some("K"), Some("K"), Some("rpm"), Some("Nm")]);
        let of: Vec<_> = made.iter().map(|made| (made.of, made.how)).collect();
        // The temperatures hardly vary: times speed they would be the speed again.
        assert_eq!(of, [((0, 1), Combination::Difference), ((2, 3), Combination::Product)]);
        assert_eq!((made[0].values.as_slice(), made[1].values[0]), ([10.0, 9.0].as_slice(), 56_000.0));
    }

    #[test]
    fn what_has_no_unit_goes_with_nothing() {
        assert!(combined(&[vec![0.0, 2.0], vec![1.0, 5.0]], &[None, Some("h")]).is_empty());
    }
}
