//! Vectors as 8-bit integers, compared one by one: exact among those that may be read, however few these are.

/// Vectors of one length, one behind the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Quantised {
    dimensions: usize,
    values: Vec<i8>,
    scales: Vec<f32>,
}

impl Quantised {
    /// Adds a vector and returns its row; none where its length is not that of the others.
    pub(super) fn push(&mut self, values: &[u8], scale: f32) -> Option<usize> {
        if self.scales.is_empty() {
            self.dimensions = values.len();
        }
        if values.is_empty() || values.len() != self.dimensions {
            return None;
        }
        self.values.extend(values.iter().map(|byte| byte.cast_signed()));
        self.scales.push(scale);
        Some(self.scales.len() - 1)
    }

    pub(super) fn rows(&self) -> usize {
        self.scales.len()
    }

    /// The inner product of each row with the query: slot and product.
    pub(super) fn products(
        &self,
        query: &[f32],
        rows: impl Iterator<Item = (usize, usize)>,
    ) -> Vec<(usize, f32)> {
        if query.len() != self.dimensions {
            return Vec::new();
        }
        let (query, scale) = quantise(query);
        let query: Vec<i16> = query.into_iter().map(|byte| i16::from(byte.cast_signed())).collect();
        let product = |(slot, row): (usize, usize)| {
            let values = self.values.get(row * self.dimensions..(row + 1) * self.dimensions)?;
            Some((slot, dot(values, &query) as f32 * scale * self.scales.get(row)?))
        };
        rows.filter_map(product).collect()
    }
}

/// Fits 32 bits for up to 133,000 dimensions.
fn dot(values: &[i8], query: &[i16]) -> i32 {
    values
        .iter()
        .zip(query)
        .fold(0_i32, |sum, (one, other)| sum.wrapping_add(i32::from(i16::from(*one)) * i32::from(*other)))
}

/// A vector as 8-bit integers (as bytes) and the factor that gives it back.
pub(super) fn quantise(vector: &[f32]) -> (Vec<u8>, f32) {
    let largest = vector.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    let scale = if largest > 0.0 && largest.is_finite() { largest / 127.0 } else { 1.0 };
    let byte = |value: &f32| ((value / scale).round() as i8).cast_unsigned();
    (vector.iter().map(byte).collect(), scale)
}

pub(super) fn to_bytes(vector: &[f32]) -> Vec<u8> {
    vector.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// The numbers of a vector from bytes, as [`to_bytes`] wrote them or in another order.
pub(super) fn floats(bytes: &[u8], of: fn([u8; 4]) -> f32) -> impl Iterator<Item = f32> {
    let (floats, _) = bytes.as_chunks::<4>();
    floats.iter().map(move |bytes| of(*bytes))
}

/// Adds up in the order of the numbers, so that the same vectors give the same product, to the last bit, wherever they
/// are kept.
pub(super) fn inner_product(vector: impl Iterator<Item = f32>, query: &[f32]) -> f32 {
    vector.zip(query).map(|(one, other)| one * other).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn quantised_products_are_close(
            one in prop::collection::vec(-1.0_f32..1.0, 64), other in prop::collection::vec(-1.0_f32..1.0, 64)
        ) {
            let mut all = Quantised::default();
            let (bytes, scale) = quantise(&one);
            all.push(&bytes, scale);
            let found = all.products(&other, std::iter::once((0, 0)))[0].1;
            let exact = inner_product(floats(&to_bytes(&one), f32::from_le_bytes), &other);
            prop_assert!((found - exact).abs() < 0.25, "{} {}", found, exact);
        }
    }

    #[test]
    fn vectors_of_another_length_are_left_out() {
        let mut all = Quantised::default();
        assert_eq!(all.push(&[1, 2], 1.0), Some(0));
        assert_eq!(all.push(&[1, 2, 3], 1.0), None);
        assert!(all.products(&[1.0], std::iter::once((0, 0))).is_empty());
    }
}
