use super::noise::Noise;
use crate::numeric::solve;

/// Ramps shorter than this look like steps.
const SHORTEST_RAMP: usize = 5;
/// Overlapping places for each that does not overlap.
const LAYERS: f64 = 4.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Step,
    Ramp,
}

#[derive(Debug, Clone)]
pub(super) struct Effect {
    pub(super) shape: Shape,
    pub(super) first: usize,
    pub(super) last: usize,
    /// Of a step its height; of a ramp its rise in each step.
    pub(super) size: f64,
    pub(super) p_value: f64,
}

impl Effect {
    pub(super) fn at(&self, at: usize) -> f64 {
        self.size * self.form(at)
    }

    fn form(&self, at: usize) -> f64 {
        match self.shape {
            _ if at < self.first || at > self.last => 0.0,
            Shape::Step => 1.0,
            Shape::Ramp => (at - self.first + 1) as f64,
        }
    }
}

/// Line and sizes of all effects together, by least squares; what is left.
pub(super) fn fit(values: &[Option<f64>], effects: &mut [Effect]) -> ((f64, f64), Vec<Option<f64>>) {
    let scale = values.len().max(1) as f64;
    let width = effects.len() + 2;
    let row = |at: usize, effects: &[Effect]| -> Vec<f64> {
        let forms = effects.iter().map(|effect| effect.form(at));
        [1.0, at as f64 / scale].into_iter().chain(forms).collect()
    };
    let (mut square, mut right) = (vec![vec![0.0; width]; width], vec![0.0; width]);
    for (at, value) in values.iter().enumerate() {
        let Some(value) = value else { continue };
        let row = row(at, effects);
        for i in 0..width {
            right[i] += row[i] * value;
            (0..width).for_each(|j| square[i][j] += row[i] * row[j]);
        }
    }
    // A breath of ridge: two effects over the same values share their size rather than fail.
    (0..width).for_each(|i| square[i][i] = square[i][i] * (1.0 + 1e-10) + 1e-12);
    let found = solve(square, right).unwrap_or_else(|| vec![0.0; width]);
    effects.iter_mut().zip(&found[2..]).for_each(|(effect, size)| effect.size = *size);
    let line = (found[0], found[1] / scale);
    let rest = values.iter().enumerate().map(|(at, value)| {
        let said = line.0 + line.1 * at as f64 + effects.iter().map(|effect| effect.at(at)).sum::<f64>();
        value.map(|value| value - said)
    });
    (line, rest.collect())
}

/// The effect that chance explains least, over all steps and all ramps to the end.
pub(super) fn strongest(rest: &[Option<f64>], noise: &Noise) -> Option<Effect> {
    let known: Vec<(usize, f64)> =
        rest.iter().enumerate().filter_map(|(at, rest)| rest.map(|rest| (at, rest))).collect();
    let step = strongest_step(&known, noise);
    match (step, strongest_ramp(&known, noise)) {
        (Some(step), Some(ramp)) => Some(if ramp.1 > step.1 { ramp.0 } else { step.0 }),
        (step, ramp) => step.or(ramp).map(|(effect, _)| effect),
    }
}

/// Effects are measured along what the line through all values leaves of them.
struct Line {
    count: f64,
    middle: f64,
    spread: f64,
}

impl Line {
    fn of(known: &[(usize, f64)]) -> Line {
        let count = known.len() as f64;
        let middle = known.iter().map(|(at, _)| *at as f64).sum::<f64>() / count;
        let spread = known.iter().map(|(at, _)| (*at as f64 - middle).powi(2)).sum::<f64>();
        Line { count, middle, spread: spread.max(1e-9) }
    }

    /// Of a form with this sum, sum of products with the places' distance from their middle, and sum of squares.
    fn left(&self, sum: f64, product: f64, square: f64) -> f64 {
        square - sum * sum / self.count - product * product / self.spread
    }
}

type Scored = (Effect, f64);

/// The better of two by z less the penalty of its length (Chan and Walther 2013): short ones have more places to be at.
fn better(best: &mut Option<Scored>, shape: Shape, ends: (usize, usize), z: f64, tries: f64, noise: &Noise) {
    let merit = z - (2.0 * tries.ln()).sqrt();
    if best.as_ref().is_none_or(|best| merit > best.1) {
        let p_value = (noise.p_value(z) * tries).min(1.0);
        *best = Some((Effect { shape, first: ends.0, last: ends.1, size: 0.0, p_value }, merit));
    }
}

/// About how many independent places there are for an effect: lengths by halves, the beginning of one that lasts to the end, or
/// beginnings and ends of one that does not, in overlapping layers.
fn tries(count: f64, length: f64, to_the_end: bool) -> f64 {
    let lengths = count.log2().max(1.0);
    match to_the_end {
        true => LAYERS * lengths,
        false if length > 1.0 => 2.0 * LAYERS * lengths * count / length,
        false => lengths * count,
    }
}

fn strongest_step(known: &[(usize, f64)], noise: &Noise) -> Option<Scored> {
    let line = Line::of(known);
    let mut best = None;
    let inflation: Vec<f64> = (0..=known.len()).map(|length| noise.inflation(length.max(1))).collect();
    for first in 0..known.len() {
        let (mut sum, mut product) = (0.0, 0.0);
        for (length, (at, rest)) in (1..).zip(&known[first..]) {
            sum += rest;
            product += *at as f64 - line.middle;
            let left = line.left(f64::from(length), product, f64::from(length));
            let to_the_end = first + length as usize == known.len();
            // What covers nearly all is the line's own affair; another level until a place is told as one from there on.
            let until = first == 0 || !to_the_end && 2 * length as usize > known.len();
            if left < 0.05 * f64::from(length) || until && length > 2 {
                continue;
            }
            let z = sum.abs() / (noise.sigma * (left * inflation[length as usize]).sqrt());
            let tries = tries(line.count, f64::from(length), to_the_end && length > 2);
            better(&mut best, Shape::Step, (known[first].0, *at), z, tries, noise);
        }
    }
    best
}

fn strongest_ramp(known: &[(usize, f64)], noise: &Noise) -> Option<Scored> {
    let line = Line::of(known);
    let mut best = None;
    let last = known.last()?.0;
    for first in SHORTEST_RAMP..known.len().saturating_sub(SHORTEST_RAMP) {
        let from = known[first].0;
        let (mut sum, mut product, mut square, mut with) = (0.0, 0.0, 0.0, 0.0);
        for (at, rest) in &known[first..] {
            let form = (at - from + 1) as f64;
            sum += form;
            product += form * (*at as f64 - line.middle);
            square += form * form;
            with += form * rest;
        }
        let length = known.len() - first;
        let left = line.left(sum, product, square);
        if left > 1e-3 * square {
            let z = f64::abs(with) / (noise.sigma * (left * noise.inflation(length)).sqrt());
            better(&mut best, Shape::Ramp, (from, last), z, tries(line.count, length as f64, true), noise);
        }
    }
    best
}
