use super::{Rotation, Shape, Weights, weights::Linear};
use crate::kernels::{Activations, KvCache, Level, Packed, add, attend, multiply, rms_norm, silu_times};

/// Rows that go through the layers at once. More would save little time and cost memory.
pub(crate) const ROWS: usize = 256;

/// What a pass through the layers needs besides weights and cache; kept, so that no token allocates.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// Between layers: `[row][width]`
    stream: Vec<f32>,
    normed: Vec<f32>,
    queries: Vec<f32>,
    keys: Vec<f32>,
    values: Vec<f32>,
    gathered: Vec<f32>,
    gate: Vec<f32>,
    up: Vec<f32>,
    activations: Activations,
    /// Cosine and sine of each pair's angle: `[row][pair]`
    turns: Vec<(f32, f32)>,
}

/// Bytes of scratch for so many rows.
pub(crate) fn scratch_bytes(shape: &Shape) -> u64 {
    let heads = shape.heads;
    let row = 3 * shape.width + 2 * heads.size * (heads.queries + heads.keys) + 3 * shape.hidden;
    4 * (ROWS * row) as u64
}

/// Tokens that are computed together, and the position of the first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'a> {
    /// At most [`ROWS`].
    pub(crate) tokens: &'a [u32],
    pub(crate) first: usize,
}

/// What is computed, and on which instructions.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) level: Level,
    pub(crate) shape: Shape,
    pub(crate) weights: Weights,
}

impl Network {
    /// Computes rows of tokens, adds their keys and values to the cache, and writes the logits of the last
    /// `logits.len() / vocabulary` of them. False where `goes_on` said no in between: nothing was written then that counts.
    pub(crate) fn forward(
        &self,
        scratch: &mut Scratch,
        cache: &mut [KvCache],
        Rows { tokens, first }: Rows<'_>,
        logits: &mut [f32],
        goes_on: &dyn Fn() -> bool,
    ) -> bool {
        let Self { level, shape, weights } = self;
        let level = *level;
        let rows = tokens.len();
        scratch.resize(shape, rows);
        for (token, row) in tokens.iter().zip(scratch.stream.chunks_exact_mut(shape.width)) {
            weights.embedding.row(*token as usize, row);
        }
        turns(shape, first, rows, &mut scratch.turns);
        for (layer, cache) in weights.layers.iter().zip(cache) {
            if !goes_on() {
                return false;
            }
            let Scratch { stream, normed, queries, keys, values, gathered, gate, up, activations, turns } =
                scratch;
            rms_norm(level, stream, &layer.attention_norm, shape.epsilon, normed);
            let (query, key, value) = (&layer.query, &layer.key, &layer.value);
            project(level, normed, rows, activations, &mut [(query, queries), (key, keys), (value, values)]);
            norm_heads(level, shape, &layer.query_norm, queries, gathered);
            norm_heads(level, shape, &layer.key_norm, keys, gathered);
            rotate(shape, turns, queries);
            rotate(shape, turns, keys);
            cache.write(shape.heads, first, keys, values);
            attend(level, shape.heads, cache, queries, first, gathered);
            project(level, gathered, rows, activations, &mut [(&layer.output, normed)]);
            add(level, stream, normed);
            rms_norm(level, stream, &layer.feed_norm, shape.epsilon, normed);
            project(level, normed, rows, activations, &mut [(&layer.gate, gate), (&layer.up, up)]);
            silu_times(level, gate, up);
            project(level, gate, rows, activations, &mut [(&layer.down, normed)]);
            add(level, stream, normed);
        }
        let wanted = logits.len() / shape.vocabulary;
        if wanted > 0 {
            let from = (rows - wanted) * shape.width;
            let normed = &mut scratch.normed[..wanted * shape.width];
            rms_norm(level, &scratch.stream[from..], &weights.norm, shape.epsilon, normed);
            let head = weights.head.as_ref().unwrap_or(&weights.embedding);
            prepare(normed, wanted, &mut scratch.activations, &[head]);
            multiply(level, normed, &scratch.activations, &mut [(head, logits)]);
            // Quantised products of what is not a number look like numbers.
            if !normed.iter().all(|value| value.is_finite()) {
                logits.fill(f32::NAN);
            }
        }
        true
    }
}

impl Scratch {
    fn resize(&mut self, shape: &Shape, rows: usize) {
        let (queries, keys) = (shape.heads.queries * shape.heads.size, shape.heads.keys * shape.heads.size);
        self.stream.resize(rows * shape.width, 0.0);
        self.normed.resize(rows * shape.width, 0.0);
        self.queries.resize(rows * queries, 0.0);
        self.keys.resize(rows * keys, 0.0);
        self.values.resize(rows * keys, 0.0);
        self.gathered.resize(rows * queries, 0.0);
        self.gate.resize(rows * shape.hidden, 0.0);
        self.up.resize(rows * shape.hidden, 0.0);
    }
}

/// Quantises the input once for all matrices that want it so.
fn prepare(input: &[f32], rows: usize, activations: &mut Activations, matrices: &[&Packed]) {
    if matrices.iter().all(|matrix| matrix.is_plain()) {
        activations.describe(input, rows);
    } else {
        activations.quantise(input, rows);
    }
}

fn project<const N: usize>(
    level: Level,
    input: &[f32],
    rows: usize,
    activations: &mut Activations,
    jobs: &mut [(&Linear, &mut Vec<f32>); N],
) {
    let matrices: [&Packed; N] = std::array::from_fn(|job| &jobs[job].0.matrix);
    prepare(input, rows, activations, &matrices);
    let mut outputs = jobs.each_mut().map(|(linear, out)| (&linear.matrix, out.as_mut_slice()));
    multiply(level, input, activations, &mut outputs);
    for (linear, out) in jobs {
        if !linear.bias.is_empty() {
            out.chunks_exact_mut(linear.bias.len()).for_each(|row| add(level, row, &linear.bias));
        }
    }
}

fn norm_heads(level: Level, shape: &Shape, weights: &[f32], heads: &mut [f32], spare: &mut [f32]) {
    if weights.is_empty() {
        return;
    }
    let length = heads.len();
    rms_norm(level, heads, weights, shape.epsilon, &mut spare[..length]);
    heads.copy_from_slice(&spare[..length]);
}

fn turns(shape: &Shape, first: usize, rows: usize, turns: &mut Vec<(f32, f32)>) {
    turns.clear();
    let angles = (first..first + rows).flat_map(|at| shape.angles.iter().map(move |angle| at as f64 * angle));
    turns.extend(angles.map(|angle| {
        let (sine, cosine) = angle.sin_cos();
        (cosine as f32, sine as f32)
    }));
}

/// Rotary position embedding (<https://arxiv.org/abs/2104.09864>).
fn rotate(shape: &Shape, turns: &[(f32, f32)], heads: &mut [f32]) {
    let rows = turns.len() / shape.angles.len();
    let width = heads.len() / rows.max(1);
    let half = shape.rotated / 2;
    for (row, turns) in heads.chunks_exact_mut(width).zip(turns.chunks_exact(half)) {
        for head in row.chunks_exact_mut(shape.heads.size) {
            let head = &mut head[..shape.rotated];
            match shape.rotation {
                Rotation::Adjacent => {
                    for (pair, (cosine, sine)) in head.as_chunks_mut::<2>().0.iter_mut().zip(turns) {
                        let [x, y] = *pair;
                        *pair = [x * cosine - y * sine, x * sine + y * cosine];
                    }
                }
                Rotation::Halves => {
                    let (low, high) = head.split_at_mut(half);
                    for ((low, high), (cosine, sine)) in low.iter_mut().zip(high).zip(turns) {
                        let (x, y) = (*low, *high);
                        (*low, *high) = (x * cosine - y * sine, x * sine + y * cosine);
                    }
                }
            }
        }
    }
}
