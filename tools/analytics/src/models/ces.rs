//! Complex exponential smoothing (Svetunkov, Kourentzes, Ord 2022): a level and the information behind it, joined by one
//! complex rate, so that level and trend need not be told apart. Without season, with a season of its own kind, or with
//! both; the one with the least AICc.

use crate::numeric::minimise;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    /// Plain, and one added index for each place of the season.
    Partial,
    /// Plain, and the same once more from season to season.
    Full,
}

pub(crate) struct Ces {
    pub(crate) form: Form,
    point: Vec<f64>,
    criterion: f64,
}

impl Ces {
    pub(crate) fn select(values: &[f64], season: usize) -> Option<Ces> {
        let seasonal = season > 1 && values.len() >= 2 * season + 4;
        [Form::Plain, Form::Partial, Form::Full]
            .into_iter()
            .filter(|form| seasonal || *form == Form::Plain)
            .filter_map(|form| Ces::fit(form, values, season))
            .min_by(|a, b| a.criterion.total_cmp(&b.criterion))
    }

    pub(crate) fn fit(form: Form, values: &[f64], season: usize) -> Option<Ces> {
        let (start, states): (&[f64], usize) = match form {
            Form::Plain => (&[1.3, 1.0], 2),
            Form::Partial => (&[1.3, 1.0, 0.1], 2 + season),
            Form::Full => (&[1.3, 1.0, 1.3, 1.0], 2 + 2 * season),
        };
        let count = values.len() as f64;
        let parameters = (start.len() + states + 1) as f64;
        if count < parameters + 2.0 && form != Form::Plain || count < 6.0 {
            return None;
        }
        let mut states = States::new(form, values, season);
        let point = minimise(start, 0.2, 60 + 40 * start.len(), |point| states.errors(values, point));
        let squares = states.errors(values, &point);
        let penalty = 2.0 * parameters * count / (count - parameters - 1.0).max(1.0);
        let criterion = count * (squares / count).max(1e-300).ln() + penalty;
        criterion.is_finite().then_some(Ces { form, point, criterion })
    }

    pub(crate) fn forecast(&self, values: &[f64], season: usize, horizon: usize) -> Vec<f64> {
        let mut states = States::new(self.form, values, season);
        states.errors(values, &self.point);
        (0..horizon)
            .map(|step| {
                let forecast = states.forecast(values.len() + step);
                states.take(values.len() + step, 0.0, &self.point);
                forecast
            })
            .collect()
    }
}

/// A level and the information behind it.
type Pair = (f64, f64);

struct States {
    form: Form,
    first: (Pair, Vec<Pair>),
    plain: Pair,
    seasonal: Vec<Pair>,
}

impl States {
    fn new(form: Form, values: &[f64], season: usize) -> States {
        let first = &values[..values.len().min(season.max(10))];
        let level = crate::numeric::mean(first);
        let plain = (level, level / 1.1);
        let seasonal: Vec<Pair> = match form {
            Form::Plain => vec![(0.0, 0.0)],
            Form::Partial | Form::Full => {
                let indices = crate::models::decompose::indices(values, season, false);
                indices.into_iter().map(|index| (index, index / 1.1)).collect()
            }
        };
        States { form, first: (plain, seasonal.clone()), plain, seasonal }
    }

    fn forecast(&self, at: usize) -> f64 {
        let seasonal = if self.form == Form::Plain { 0.0 } else { self.seasonal[at % self.seasonal.len()].0 };
        self.plain.0 + seasonal
    }

    fn take(&mut self, at: usize, error: f64, point: &[f64]) {
        self.plain = turned(self.plain, error, point[0], point[1]);
        let place = at % self.seasonal.len();
        match self.form {
            Form::Plain => {}
            Form::Partial => self.seasonal[place].0 += point[2] * error,
            Form::Full => self.seasonal[place] = turned(self.seasonal[place], error, point[2], point[3]),
        }
    }

    /// The sum of squared errors, from states found by running forward, backward and forward again; infinite outside what
    /// keeps the model stable.
    fn errors(&mut self, values: &[f64], point: &[f64]) -> f64 {
        let stable = match self.form {
            Form::Plain => is_stable(point[0], point[1]),
            Form::Partial => is_stable(point[0], point[1]) && (0.0..1.0).contains(&point[2]),
            Form::Full => is_stable(point[0], point[1]) && is_stable(point[2], point[3]),
        };
        if !stable {
            return f64::INFINITY;
        }
        self.plain = self.first.0;
        self.seasonal.copy_from_slice(&self.first.1);
        for (at, value) in values.iter().enumerate().chain(values.iter().enumerate().rev()) {
            self.take(at, value - self.forecast(at), point);
        }
        let mut squares = 0.0;
        for (at, value) in values.iter().enumerate() {
            let error = value - self.forecast(at);
            squares += error * error;
            self.take(at, error, point);
        }
        squares
    }
}

fn turned((level, information): Pair, error: f64, real: f64, imaginary: f64) -> Pair {
    (
        level - (1.0 - imaginary) * information + (real - imaginary) * error,
        level + (1.0 - real) * information + (real + imaginary) * error,
    )
}

/// The region of the paper (its eq. 18): within it old values lose their weight.
fn is_stable(real: f64, imaginary: f64) -> bool {
    (real - 2.5).powi(2) + imaginary * imaginary > 1.25
        && (real - 0.5).powi(2) + (imaginary - 1.0).powi(2) > 0.25
        && (real - 1.5).powi(2) + (imaginary - 0.5).powi(2) < 1.5
}
