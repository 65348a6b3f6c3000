use super::layout::GROUP;

/// Rows of the largest panel.
pub(crate) const PANEL: usize = 8;

/// Rows of activations, both as they are and quantised to eight bits in groups of 32 columns, each with a scale of its
/// own. Quantised rows stand in panels, so that a kernel reads the four bytes of each row of a panel side by side:
/// `[panel][group][quad of columns][row][4]`. Kept from call to call, so that nothing is allocated for a token.
#[derive(Debug, Default)]
pub(crate) struct Activations {
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// Rows of a panel: 1, 2, 4 or 8.
    pub(super) panel: usize,
    pub(super) codes: Vec<i8>,
    /// `[panel][group][row]`
    pub(super) scales: Vec<f32>,
    /// Sums of the codes of each half of a group: `[panel][group][half][row]`
    pub(super) sums: Vec<i32>,
    /// The sum of a group times its scale, which minima are multiplied by: `[panel][group][row]`
    pub(super) totals: Vec<f32>,
}

impl Activations {
    /// Takes the shape of `values` alone, for matrices that multiply them as they are.
    pub(crate) fn describe(&mut self, values: &[f32], rows: usize) {
        self.rows = rows;
        self.columns = values.len() / rows.max(1);
        self.panel = match rows {
            0 | 1 => 1,
            2 => 2,
            3 | 4 => 4,
            _ => PANEL,
        };
    }

    /// Quantises `values`, which are `rows` rows of as many columns each.
    pub(crate) fn quantise(&mut self, values: &[f32], rows: usize) {
        self.describe(values, rows);
        let (columns, panel) = (self.columns, self.panel);
        let (padded, groups) = (rows.next_multiple_of(panel), columns / GROUP);
        self.codes.resize(padded * columns, 0);
        self.scales.resize(padded * groups, 0.0);
        self.sums.resize(padded * groups * 2, 0);
        self.totals.resize(padded * groups, 0.0);
        for row in 0..padded {
            let source = (row < rows).then(|| &values[row * columns..][..columns]);
            let (at, lane) = (row / panel * groups, row % panel);
            for group in 0..groups {
                let mut codes = [0_i8; GROUP];
                let values = source.and_then(|source| source[group * GROUP..].first_chunk::<GROUP>());
                let scale = values.map_or(0.0, |values| quantise_group(values, &mut codes));
                self.scales[(at + group) * panel + lane] = scale;
                let mut total = 0;
                for (half, codes) in codes.as_chunks::<16>().0.iter().enumerate() {
                    let sum = codes.iter().fold(0_i32, |sum, code| sum.wrapping_add(i32::from(*code)));
                    self.sums[((at + group) * 2 + half) * panel + lane] = sum;
                    total += sum;
                }
                self.totals[(at + group) * panel + lane] = scale * total as f32;
                let into = &mut self.codes[(at + group) * panel * GROUP..][..panel * GROUP];
                let into = into.as_chunks_mut::<4>().0.iter_mut().skip(lane).step_by(panel);
                for (into, quad) in into.zip(codes.as_chunks::<4>().0) {
                    *into = *quad;
                }
            }
        }
    }
}

/// Codes of −127 to 127, and what each step of them is worth.
#[inline]
fn quantise_group(values: &[f32; GROUP], codes: &mut [i8; GROUP]) -> f32 {
    let mut lanes = [0.0_f32; 16];
    for half in values.as_chunks::<16>().0 {
        for (lane, value) in lanes.iter_mut().zip(half) {
            *lane = if value.abs() > *lane { value.abs() } else { *lane };
        }
    }
    let largest = lanes.into_iter().fold(0.0, f32::max);
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    let inverse = 127.0 / largest;
    // Adding and taking away 1.5 × 2²³ rounds to the nearest whole number, ties to even, in two plain additions.
    const ROUND: f32 = 12_582_912.0;
    for (code, value) in codes.iter_mut().zip(values) {
        let rounded = value * inverse + ROUND;
        *code = rounded.to_bits() as i8;
    }
    largest / 127.0
}
