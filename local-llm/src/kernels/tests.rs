use half::f16;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::{
    Instructions,
    gguf::{Kind, dequantise},
};

/// Blocks of chance with scales that are numbers.
fn blocks(kind: Kind, count: usize, random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..count {
        let mut block: Vec<u8> = (0..kind.block_bytes()).map(|_| random.random()).collect();
        let scales: &[usize] = match kind {
            Kind::F32 => {
                block = random.random_range(-1.0_f32..1.0).to_le_bytes().to_vec();
                &[]
            }
            Kind::BF16 => {
                block = half::bf16::from_f32(random.random_range(-1.0_f32..1.0)).to_le_bytes().to_vec();
                &[]
            }
            Kind::F16 | Kind::Q4_0 | Kind::Q8_0 => &[0],
            Kind::Q4K | Kind::Q5K => &[0, 2],
            Kind::Q6K => &[208],
        };
        for at in scales {
            block[*at..at + 2].copy_from_slice(&f16::from_f32(random.random_range(-0.1..0.1)).to_le_bytes());
        }
        bytes.extend(block);
    }
    bytes
}

/// A matrix, and its values as the file's format defines them.
fn matrix(kind: Kind, rows: usize, columns: usize, random: &mut ChaCha8Rng) -> (Packed, Vec<f32>) {
    let bytes = blocks(kind, rows * columns / kind.block(), random);
    let mut values = vec![0.0; rows * columns];
    dequantise(kind, &bytes, &mut values);
    let mut packed = Packed::zeroed(kind, rows, columns).unwrap();
    packed.pack(0, bytes.len() / rows, &bytes);
    (packed, values)
}

fn numbers(count: usize, random: &mut ChaCha8Rng) -> Vec<f32> {
    (0..count).map(|_| random.random_range(-1.0..1.0)).collect()
}

fn product(level: Level, packed: &Packed, input: &[f32], rows: usize) -> Vec<f32> {
    let mut activations = Activations::default();
    activations.quantise(input, rows);
    let mut out = vec![f32::NAN; rows * packed.rows()];
    multiply(level, input, &activations, &mut [(packed, &mut out)]);
    out
}

fn assert_near(ours: &[f32], theirs: &[f32], share: f32) {
    let size = theirs.iter().map(|value| value * value).sum::<f32>() / theirs.len() as f32;
    for (one, other) in ours.iter().zip(theirs) {
        assert!((one - other).abs() <= share * size.sqrt(), "{one} is not {other}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_packed_row_is_what_the_format_says(seed: u64, kind in prop::sample::select(Kind::ALL.to_vec()), rows in 1_usize..70) {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let (packed, values) = matrix(kind, rows, 512, &mut random);
        for row in 0..rows {
            let mut out = vec![0.0; 512];
            packed.row(row, &mut out);
            assert_near(&out, &values[row * 512..][..512], 1e-6);
        }
    }

    #[test]
    fn products_are_those_of_the_values(
        seed: u64,
        kind in prop::sample::select(Kind::ALL.to_vec()),
        rows in 1_usize..70,
        count in 1_usize..12,
        threads in 1_usize..4,
    ) {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let (packed, values) = matrix(kind, rows, 512, &mut random);
        let input = numbers(512 * count, &mut random);
        let expected: Vec<f32> = input
            .chunks(512)
            .flat_map(|input| values.chunks(512).map(move |row| row.iter().zip(input).map(|(one, other)| one * other).sum()))
            .collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let portable = pool.install(|| product(Level::Portable, &packed, &input, count));
        // Eight bits of the largest of 32: an error of at most 1/254, as often up as down.
        let noise = if packed.is_plain() { 1e-4 } else { 0.06 };
        assert_near(&portable, &expected, noise);
        for level in Level::all() {
            let same = pool.install(|| product(level, &packed, &input, count));
            assert_near(&same, &portable, 1e-4);
            // A row comes to the same beside others as alone, to the last bit.
            let alone = input.chunks(512).flat_map(|row| pool.install(|| product(level, &packed, row, 1)));
            prop_assert!(alone.eq(same), "{level:?}");
        }
    }

    #[test]
    fn attention_is_the_weighted_mean_of_values(
        seed: u64,
        keys in 1_usize..4,
        group in 1_usize..6,
        size in prop::sample::select(vec![16, 48, 64, 80, 128]),
        before in 0_usize..600,
        rows in 1_usize..40,
        is_full: bool,
    ) {
        let heads = Heads { queries: keys * group, keys, size };
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut cache = KvCache::new(is_full);
        cache.reserve(heads, before + rows).unwrap();
        let stored = [(); 2].map(|()| numbers((before + rows) * keys * size, &mut random));
        cache.write(heads, 0, &stored[0], &stored[1]);
        let queries: Vec<f32> = numbers(rows * heads.queries * size, &mut random).iter().map(|value| 3.0 * value).collect();
        let run = |level| {
            let mut out = vec![f32::NAN; queries.len()];
            attend(level, heads, &cache, &queries, before, &mut out);
            out
        };
        let mut expected = Vec::new();
        for (row, queries) in queries.chunks(heads.queries * size).enumerate() {
            for (head, query) in queries.chunks(size).enumerate() {
                let at = |position: usize, side: usize| &stored[side][(position * keys + head / group) * size..][..size];
                let score = |position| query.iter().zip(at(position, 0)).map(|(one, other)| one * other).sum::<f32>();
                let weights: Vec<f32> = (0..=before + row).map(|position| (score(position) / (size as f32).sqrt()).exp()).collect();
                let total: f32 = weights.iter().sum();
                expected.extend((0..size).map(|column| {
                    weights.iter().enumerate().map(|(position, weight)| weight * at(position, 1)[column]).sum::<f32>() / total
                }));
            }
        }
        let noise = if is_full { 1e-4 } else { 5e-3 };
        assert_near(&run(Level::Portable), &expected, noise);
        assert_near(&run(Level::detect(Instructions::Best)), &expected, noise);
    }

    #[test]
    fn vectors_are_normed_and_gated(values in prop::collection::vec(-30.0_f32..30.0, 40), weights in prop::collection::vec(-2.0_f32..2.0, 40)) {
        let square = values.iter().map(|value| value * value).sum::<f32>() / 40.0;
        let normed: Vec<f32> = values.iter().zip(&weights).map(|(value, weight)| value / (square + 1e-5).sqrt() * weight).collect();
        let gated: Vec<f32> = values.iter().zip(&weights).map(|(value, weight)| value / (1.0 + (-value).exp()) * weight).collect();
        for level in Level::all() {
            let mut out = vec![f32::NAN; 40];
            rms_norm(level, &values, &weights, 1e-5, &mut out);
            assert_near(&out, &normed, 1e-5);
            out.copy_from_slice(&values);
            silu_times(level, &mut out, &weights);
            assert_near(&out, &gated, 1e-5);
        }
    }
}
