//! What a line's day adds to and takes from work in progress, exact in both currencies.

use jiff::civil::Date;

use crate::context::Context;
use crate::events::Event;
use crate::money::Amount;
use crate::table::Error;
use crate::tables::WipBalance;
use crate::world::{LineIndex, ProductIndex, Standard};
use crate::writer::Writer;

/// The day's sums of one line, and what is in progress.
#[derive(Debug, Clone, Default)]
pub(super) struct Books {
    opening: Amount,
    pub(super) material: Amount,
    pub(super) labour: Amount,
    pub(super) overhead: Amount,
    pub(super) scrapped: Amount,
    pub(super) completed: Vec<(ProductIndex, u32, Standard, Amount)>,
    /// Signed: a loss is positive.
    pub(super) usage: Amount,
    pub(super) labour_variance: Amount,
    /// Signed: a gain is positive.
    pub(super) revalued: Amount,
}

impl Books {
    /// Pieces went to stock.
    pub(super) fn complete(
        &mut self,
        product: ProductIndex,
        quantity: u32,
        standard: Standard,
        value: Amount,
    ) {
        match self.completed.iter_mut().find(|done| done.0 == product) {
            Some(done) => {
                done.1 += quantity;
                done.3 += value;
            }
            None => self.completed.push((product, quantity, standard, value)),
        }
    }

    /// Tells finance what happened and writes the balance; the next day opens with what is left.
    pub(super) fn close_day(
        &mut self,
        context: &Context,
        index: LineIndex,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let line = &context.world.lines[index.at()];
        let plant = &context.world.plants[line.plant.at()];
        self.tell(line.plant, index, line.cost_centre, events);
        let completed: Amount = self.completed.iter().map(|done| done.3).sum();
        let variance = self.revalued - self.usage - self.labour_variance;
        let closing =
            self.opening + self.material + self.labour + self.overhead - completed - self.scrapped + variance;
        let id = out.next_id::<WipBalance>();
        out.put(WipBalance {
            business_date: day,
            id,
            plant_id: plant.code.clone(),
            line_id: line.code.clone(),
            opening_minor: self.opening.local_minor,
            material_minor: self.material.local_minor,
            labour_minor: self.labour.local_minor,
            overhead_minor: self.overhead.local_minor,
            completed_minor: completed.local_minor,
            scrapped_minor: self.scrapped.local_minor,
            variance_minor: variance.local_minor,
            closing_minor: closing.local_minor,
            currency: plant.currency.code().into(),
            closing_group_minor: closing.group_minor,
        })?;
        let completed = std::mem::take(&mut self.completed);
        *self = Self { opening: closing, completed, ..Self::default() };
        self.completed.clear();
        Ok(())
    }

    fn tell(
        &self,
        plant: crate::world::PlantIndex,
        line: LineIndex,
        cost_centre: crate::world::CostCentreIndex,
        events: &mut Vec<Event>,
    ) {
        let none = Amount::default();
        if self.material != none {
            events.push(Event::MaterialIssued { plant, line, value: self.material });
        }
        if self.labour != none || self.overhead != none {
            let (labour, overhead) = (self.labour, self.overhead);
            events.push(Event::Absorbed { plant, line, cost_centre, labour, overhead });
        }
        for &(product, quantity, standard, value) in &self.completed {
            events.push(Event::Completed { plant, line, product, quantity, standard, value });
        }
        if self.scrapped != none {
            events.push(Event::Scrapped { plant, line, cost_centre, value: self.scrapped });
        }
        if self.usage != none || self.labour_variance != none {
            let (usage, labour) = (self.usage, self.labour_variance);
            events.push(Event::VarianceSettled { plant, line, cost_centre, usage, labour });
        }
        if self.revalued != none {
            events.push(Event::WorkRevalued { plant, line, value: self.revalued });
        }
    }
}
