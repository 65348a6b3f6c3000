/// Mean and variance that forget: of all values while they are few, then each with the weight 1 ÷ `memory` when it comes.
#[derive(Debug, Clone)]
pub(super) struct Moments {
    memory: f64,
    pub(super) count: f64,
    pub(super) mean: f64,
    variance: f64,
}

impl Moments {
    pub(super) fn new(memory: f64) -> Moments {
        Moments { memory, count: 0.0, mean: 0.0, variance: 0.0 }
    }

    pub(super) fn push(&mut self, value: f64) {
        self.count = (self.count + 1.0).min(self.memory);
        let weight = 1.0 / self.count;
        let apart = value - self.mean;
        self.mean += weight * apart;
        self.variance = (1.0 - weight) * (self.variance + weight * apart * apart);
    }

    /// Standard deviation; never nought, so that it can be divided by.
    pub(super) fn deviation(&self) -> f64 {
        self.variance.sqrt().max(1e-9 * (1.0 + self.mean.abs()))
    }
}
