//! A work order on its way through the line, and what it has cost so far.

use jiff::civil::Date;

use super::stock::SlotIndex;
use crate::context::Context;
use crate::money::Amount;
use crate::value::{Instant, Text};
use crate::world::{LineIndex, MaterialIndex, PlantIndex, Product, ProductIndex, Standard};

/// Operations of every routing.
pub(super) const STEPS: usize = 5;

/// One operation of a work order.
#[derive(Debug, Clone, Default)]
pub(super) struct Step {
    /// Pieces that wait before the machine.
    pub(super) waiting: i64,
    pub(super) setup_left_s: i64,
    /// What the set-up takes in all.
    pub(super) setup_s: i64,
    pub(super) produced: i64,
    pub(super) good: i64,
    pub(super) scrap: i64,
    pub(super) rework: i64,
    pub(super) busy_s: i64,
    pub(super) production_s: i64,
    pub(super) set_up_s: i64,
    pub(super) personnel_s: i64,
    pub(super) started: Option<Instant>,
    pub(super) finished: Option<Instant>,
    pub(super) finished_on: Option<Date>,
}

/// A component issued to a work order.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) material: MaterialIndex,
    pub(super) slot: SlotIndex,
    pub(super) quantity: i64,
    /// Of the plant's currency, for all units together.
    pub(super) paid_minor: f64,
    /// Lots and how many units of each.
    pub(super) lots: Vec<(Text, i64)>,
}

/// A released work order.
#[derive(Debug, Clone)]
pub(super) struct WorkOrder {
    pub(super) number: u32,
    pub(super) product: ProductIndex,
    pub(super) plant: PlantIndex,
    pub(super) line: LineIndex,
    pub(super) quantity: i64,
    /// When made for one order.
    pub(super) sales_order: Option<u32>,
    pub(super) priority: i64,
    pub(super) created_on: Date,
    pub(super) released_on: Date,
    pub(super) planned_finish: Date,
    pub(super) due_on: Date,
    pub(super) steps: [Step; STEPS],
    pub(super) parts: Vec<Part>,
    /// Pieces of the main component lost in store or on the way, and in other ways.
    pub(super) lost: (i64, i64),
    /// Pieces that left the line today and are not in stock yet.
    pub(super) finished_today: i64,
    /// What it has cost and not given up yet, and the material in that.
    pub(super) cost: Amount,
    pub(super) material_cost: Amount,
}

impl WorkOrder {
    pub(super) fn id(&self) -> Text {
        number_text(self.number)
    }

    pub(super) fn batch(&self) -> Text {
        compact_str::format_compact!("B-{}", self.number)
    }

    pub(super) fn is_finished(&self) -> bool {
        self.steps[STEPS - 1].finished.is_some()
    }

    /// Pieces that may still reach the stock.
    pub(super) fn pipeline(&self) -> i64 {
        self.steps.iter().map(|step| step.waiting).sum::<i64>() + self.finished_today
    }

    /// The lot of a material that the pieces are made of.
    pub(super) fn lot_of(&self, material: MaterialIndex) -> Option<&Text> {
        let part = self.parts.iter().find(|part| part.material == material)?;
        part.lots.iter().max_by_key(|lot| lot.1).map(|lot| &lot.0)
    }
}

/// A number as text, without the machinery of formatting: it is written with most rows.
pub(super) fn number_text(number: u32) -> Text {
    let mut digits = [0_u8; 10];
    let (mut at, mut left) = (digits.len(), number);
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            return Text::from_utf8_lossy(&digits[at..]);
        }
    }
}

/// The standard cost of a piece, operation by operation, pence of the group's currency.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StepCosts {
    pub(super) standard: Standard,
    pub(super) labour: [f64; STEPS],
    pub(super) overhead: [f64; STEPS],
}

impl StepCosts {
    /// Of every product at the standards of a day.
    pub(super) fn all(context: &Context, day: Date) -> Vec<Self> {
        let world = &context.world;
        let of = |at: usize| Self::of(&world.products[at], world.standard(ProductIndex::new(at), day));
        (0..world.products.len()).map(of).collect()
    }

    /// Splits labour by hands-on time and overhead by machine time, set-ups spread over the usual lot.
    fn of(product: &Product, standard: Standard) -> Self {
        let lot = f64::from(product.lot_size);
        let share = |time: fn(&crate::world::Operation) -> f64| {
            let times: [f64; STEPS] = std::array::from_fn(|at| {
                product.routing.get(at).map_or(0.0, |step| time(step) + step.setup_s / lot)
            });
            let total: f64 = times.iter().sum();
            times.map(|time| time / total)
        };
        Self {
            standard,
            labour: share(|step| step.labour_s).map(|share| share * standard.labour_minor as f64),
            overhead: share(|step| step.run_s).map(|share| share * standard.overhead_minor as f64),
        }
    }

    /// What a piece has cost when operation `step` (0 …) is done.
    pub(super) fn up_to(&self, step: usize) -> f64 {
        let conversion: f64 = (0..=step).map(|at| self.labour[at] + self.overhead[at]).sum();
        self.standard.material_minor as f64 + conversion
    }
}
