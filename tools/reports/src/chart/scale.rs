//! Axes: round numbers for ticks, and their text.

use crate::model::NumberFormat;

/// A range of values with round ends and round steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    pub(crate) low: f64,
    pub(crate) high: f64,
    step: f64,
}

impl Scale {
    /// A scale that covers all finite values, with about `count` steps; with `zero` it covers zero as well.
    pub(crate) fn over(values: impl Iterator<Item = f64>, zero: bool, count: u32) -> Self {
        let start = if zero { (0.0, 0.0) } else { (f64::INFINITY, f64::NEG_INFINITY) };
        let (low, high) =
            values.filter(|v| v.is_finite()).fold(start, |(low, high), v| (low.min(v), high.max(v)));
        if !low.is_finite() {
            return Self { low: 0.0, high: 1.0, step: 0.5 };
        }
        let (low, high) = if high > low { (low, high) } else { spread(low) };
        let step = round_step((high - low) / f64::from(count.max(1)));
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    /// Where a value stands: 0 at the low end, 1 at the high.
    pub(crate) fn share(&self, value: f64) -> f32 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0) as f32
    }

    /// The values of the ticks, from low to high.
    pub(crate) fn ticks(&self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step).round() as u32;
        (0..=count.min(40)).map(|i| self.low + self.step * f64::from(i)).map(|v| self.round(v)).collect()
    }

    fn round(&self, value: f64) -> f64 {
        if value.abs() < self.step / 1000.0 { 0.0 } else { value }
    }

    /// The text of a tick.
    pub(crate) fn text(&self, value: f64, format: &NumberFormat) -> String {
        match format {
            NumberFormat::Percent { .. } => {
                format!("{}%", grouped(value * 100.0, decimals(self.step * 100.0)))
            }
            NumberFormat::Money { currency, .. } => {
                let sign = if value < 0.0 { "−" } else { "" };
                let space = if currency.chars().count() > 1 { "\u{a0}" } else { "" };
                format!("{sign}{currency}{space}{}", self.short(value.abs()))
            }
            _ => self.short(value),
        }
    }

    /// The value in thousands, millions or billions, as the whole scale needs.
    fn short(&self, value: f64) -> String {
        let reach = self.low.abs().max(self.high.abs());
        let (unit, suffix) = match reach {
            r if r >= 1e10 => (1e9, "bn"),
            r if r >= 2e6 => (1e6, "m"),
            r if r >= 1e4 => (1e3, "k"),
            _ => (1.0, ""),
        };
        if value == 0.0 {
            return "0".to_owned();
        }
        format!("{}{suffix}", grouped(value / unit, decimals(self.step / unit)))
    }
}

fn spread(value: f64) -> (f64, f64) {
    match value {
        v if v > 0.0 => (0.0, v),
        v if v < 0.0 => (v, 0.0),
        _ => (0.0, 1.0),
    }
}

/// The least of 1, 2, 2.5 and 5 times a power of ten that is no less than the wish.
fn round_step(wish: f64) -> f64 {
    let power = 10f64.powf(wish.log10().floor());
    let factor =
        [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|f| f * power >= wish * 0.999_999).unwrap_or(10.0);
    factor * power
}

/// Decimals that tell multiples of a step apart.
fn decimals(step: f64) -> usize {
    (0..6).find(|d| ((step * 10f64.powi(*d)).fract() - 0.5).abs() > 0.499_99).unwrap_or(6).unsigned_abs()
        as usize
}

/// A number with commas between thousands.
fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(w, r)| (w, Some(r)));
    let mut out = String::from(if value < 0.0 { "−" } else { "" });
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[f64], zero: bool, format: &NumberFormat) -> Vec<String> {
        let scale = Scale::over(values.iter().copied(), zero, 4);
        scale.ticks().into_iter().map(|v| scale.text(v, format)).collect()
    }

    #[test]
    fn ticks_are_round() {
        let pounds = NumberFormat::Money { currency: "£".to_owned(), decimals: 0 };
        assert_eq!(
            texts(&[3.1e6, -4e5], true, &pounds),
            ["−£1m", "0", "£1m", "£2m", "£3m", "£4m"].map(zero_pound)
        );
        let percent = NumberFormat::Percent { decimals: 1 };
        assert_eq!(texts(&[0.61, 0.79], false, &percent), ["60%", "65%", "70%", "75%", "80%"]);
        assert_eq!(texts(&[1234.0], true, &NumberFormat::Count), ["0", "500", "1,000", "1,500"]);
    }

    fn zero_pound(text: &str) -> String {
        if text == "0" { "£0".to_owned() } else { text.to_owned() }
    }

    #[test]
    fn any_values_have_a_scale() {
        for values in
            [&[][..], &[0.0], &[5.0, 5.0], &[-3.0], &[f64::NAN, f64::INFINITY], &[1e-300], &[1e90, -1e90]]
        {
            let scale = Scale::over(values.iter().copied(), false, 4);
            assert!(scale.high > scale.low, "{values:?}");
            assert!((2..=41).contains(&scale.ticks().len()), "{values:?}");
        }
    }
}
