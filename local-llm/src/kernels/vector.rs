//! What is done to vectors between the products. Plain loops, compiled once for each level of instructions.

use super::Level;

/// A function whose body is compiled for each level, and chosen by the first argument.
macro_rules! for_each_level {
    ($(#[$about:meta])* $name:ident, $($argument:ident: $type:ty),*, $body:block) => {
        $(#[$about])*
        pub(crate) fn $name(level: Level, $($argument: $type),*) {
            #[inline(always)]
            fn portable($($argument: $type),*) $body

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma")]
            fn avx2($($argument: $type),*) {
                portable($($argument),*);
            }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
            fn avx512($($argument: $type),*) {
                portable($($argument),*);
            }

            match level {
                Level::Portable => portable($($argument),*),
                // SAFETY: the level is only that where the processor has these instructions.
                #[cfg(target_arch = "x86_64")]
                Level::Avx2 => unsafe { avx2($($argument),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                Level::Avx512 => unsafe { avx512($($argument),*) },
            }
        }
    };
}

for_each_level! {
    /// Rows of `weights.len()` values, each divided by its root mean square and multiplied by the weights.
    rms_norm, values: &[f32], weights: &[f32], epsilon: f32, out: &mut [f32], {
        let width = weights.len();
        for (row, out) in values.chunks_exact(width).zip(out.chunks_exact_mut(width)) {
            let mut lanes = [0.0_f32; 16];
            let (whole, rest) = row.as_chunks::<16>();
            for values in whole {
                for (lane, value) in lanes.iter_mut().zip(values) {
                    *lane += value * value;
                }
            }
            let squares = lanes.iter().sum::<f32>() + rest.iter().map(|value| value * value).sum::<f32>();
            let scale = 1.0 / (squares / width as f32 + epsilon).sqrt();
            for ((out, value), weight) in out.iter_mut().zip(row).zip(weights) {
                *out = value * scale * weight;
            }
        }
    }
}

for_each_level! {
    /// Adds `other` to `values`.
    add, values: &mut [f32], other: &[f32], {
        for (value, other) in values.iter_mut().zip(other) {
            *value += other;
        }
    }
}

for_each_level! {
    /// `gate` becomes SiLU(`gate`) × `up`, where SiLU(x) = x / (1 + e⁻ˣ).
    silu_times, gate: &mut [f32], up: &[f32], {
        for (gate, up) in gate.iter_mut().zip(up) {
            *gate = *gate / (1.0 + exp(-*gate)) * up;
        }
    }
}

/// eˣ within two units in the last place, in operations that vectorise. Cephes' polynomial after taking out powers of
/// two.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    // Adding and taking away 1.5 × 2²³ rounds to the nearest whole number.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.3, 88.3);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let power = shifted - ROUND;
    let rest = x - power * 0.693_359_4 - power * -2.121_944_4e-4;
    let mut sum = 1.987_569_2e-4;
    for coefficient in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5, 1.0, 1.0] {
        sum = sum * rest + coefficient;
    }
    let exponent = shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127);
    sum * f32::from_bits(exponent.wrapping_shl(23))
}
