//! Stock of every item at every plant: quantities, lots, values at standard, movements and daily balances.
//!
//! A balance's value is always quantity × standard cost, translated at the fiscal year's fixed rate; a movement's
//! value is the difference it makes, so that movements and balances agree to the penny in both currencies.

use jiff::civil::Date;

pub(super) use super::slot::{Held, Lot, Reason, Slot};
use crate::context::Context;
use crate::events::{Event, StockKind};
use crate::money::Amount;
use crate::table::Error;
use crate::tables::InventoryBalance;
use crate::value::Text;
use crate::world::{MaterialIndex, PlantIndex, ProductIndex};
use crate::writer::Writer;

/// Position of an item at a plant in the stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SlotIndex(usize);

impl SlotIndex {
    /// The position among all slots.
    pub(super) const fn at(self) -> usize {
        self.0
    }
}

/// The whole stock.
#[derive(Debug, Clone)]
pub(super) struct Stock {
    slots: Vec<Slot>,
    /// By plant and material.
    materials: Vec<Vec<Option<SlotIndex>>>,
}

impl Stock {
    /// Empty stock: one slot for each product, then one for each material that a plant uses.
    pub(super) fn new(context: &Context) -> Self {
        let world = &context.world;
        let day = context.options.first_day;
        let mut slots: Vec<Slot> = Vec::new();
        for (at, product) in world.products.iter().enumerate() {
            let index = ProductIndex::new(at);
            let standard = world.standard(index, day).total_minor();
            let held = Held::Product(index);
            slots.push(Slot::empty(context, held, product.plant, product.code.clone(), "piece", standard));
        }
        let mut materials = vec![vec![None; world.materials.len()]; world.plants.len()];
        for (plant, _) in world.factories() {
            for (at, material) in world.materials.iter().enumerate() {
                let index = MaterialIndex::new(at);
                if world.is_used_at(index, plant) {
                    materials[plant.at()][at] = Some(SlotIndex(slots.len()));
                    let standard = material.standard_minor(day);
                    let held = Held::Material(index);
                    slots.push(Slot::empty(
                        context,
                        held,
                        plant,
                        material.code.clone(),
                        material.unit,
                        standard,
                    ));
                }
            }
        }
        Self { slots, materials }
    }

    /// Puts the first morning's stock there, without a movement.
    pub(super) fn open(&mut self, context: &Context, slot: SlotIndex, batch: Text, quantity: i64) {
        let paid_minor = self.local_standard(context, slot, context.options.first_day);
        let slot = &mut self.slots[slot.0];
        slot.lots.push_back(Lot { batch, quantity, paid_minor });
        slot.quantity += quantity;
        slot.opening = slot.quantity;
        slot.value = slot.valued(context, context.options.first_day);
    }

    pub(super) const fn product(product: ProductIndex) -> SlotIndex {
        SlotIndex(product.at())
    }

    pub(super) fn material(&self, plant: PlantIndex, material: MaterialIndex) -> Option<SlotIndex> {
        self.materials[plant.at()][material.at()]
    }

    pub(super) fn get(&self, slot: SlotIndex) -> &Slot {
        &self.slots[slot.0]
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (SlotIndex, &Slot)> {
        self.slots.iter().enumerate().map(|(at, slot)| (SlotIndex(at), slot))
    }

    /// Standard cost of a unit in the plant's currency.
    pub(super) fn local_standard(&self, context: &Context, slot: SlotIndex, day: Date) -> f64 {
        let slot = &self.slots[slot.0];
        slot.standard_minor as f64 / context.rates.standard_rate(slot.currency, day)
    }

    /// Adds units as one lot and writes the movement; the value that came in.
    #[expect(clippy::too_many_arguments, reason = "each is a column of the movement")]
    pub(super) fn add(
        &mut self,
        context: &Context,
        out: &mut Writer,
        day: Date,
        slot: SlotIndex,
        reason: Reason,
        lot: Lot,
        reference: Text,
    ) -> Result<Amount, Error> {
        let (batch, quantity) = (lot.batch.clone(), lot.quantity);
        let held = &mut self.slots[slot.0];
        match held.lots.back_mut().filter(|last| last.batch == lot.batch) {
            Some(last) => last.quantity += lot.quantity,
            None => held.lots.push_back(lot),
        }
        self.book(context, out, day, slot, reason, Some(batch), Some(reference), quantity)
    }

    /// Takes up to `quantity` units of the oldest lot and writes the movement; what was taken and its value.
    #[expect(clippy::too_many_arguments, reason = "a row's surroundings")]
    pub(super) fn take(
        &mut self,
        context: &Context,
        out: &mut Writer,
        day: Date,
        slot: SlotIndex,
        reason: Reason,
        quantity: i64,
        reference: &Text,
    ) -> Result<Option<(Lot, Amount)>, Error> {
        let lots = &mut self.slots[slot.0].lots;
        let Some(oldest) = lots.front_mut() else { return Ok(None) };
        let taken = Lot { quantity: quantity.min(oldest.quantity), ..oldest.clone() };
        oldest.quantity -= taken.quantity;
        if oldest.quantity == 0 {
            lots.pop_front();
        }
        let batch = Some(taken.batch.clone());
        let value =
            self.book(context, out, day, slot, reason, batch, Some(reference.clone()), -taken.quantity)?;
        Ok(Some((taken, -value)))
    }

    /// Makes the newest lot the next to be used.
    pub(super) fn use_newest_first(&mut self, slot: SlotIndex) {
        let lots = &mut self.slots[slot.0].lots;
        if let Some(newest) = lots.pop_back() {
            lots.push_front(newest);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "each is a column of the movement")]
    fn book(
        &mut self,
        context: &Context,
        out: &mut Writer,
        day: Date,
        slot: SlotIndex,
        reason: Reason,
        batch_id: Option<Text>,
        reference: Option<Text>,
        quantity: i64,
    ) -> Result<Amount, Error> {
        let slot = &mut self.slots[slot.0];
        slot.quantity += quantity;
        slot.moved.count(reason, quantity);
        let value = slot.revalue(context, day);
        slot.write(out, day, reason.name(), batch_id, reference, quantity, value)?;
        Ok(value)
    }

    /// New standards and a new fixed rate on 1 April: every value changes, and the books with it.
    pub(super) fn new_standards(
        &mut self,
        context: &Context,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let mut changes: Vec<(PlantIndex, StockKind, Amount)> = Vec::new();
        for slot in &mut self.slots {
            slot.standard_minor = match slot.held {
                Held::Product(product) => context.world.standard(product, day).total_minor(),
                Held::Material(material) => context.world.materials[material.at()].standard_minor(day),
            };
            let value = slot.revalue(context, day);
            if value != Amount::default() {
                slot.write(out, day, "revaluation", None, None, 0, value)?;
                add_to(&mut changes, slot.plant, slot.kind(), value);
            }
        }
        adjusted(changes, events);
        Ok(())
    }

    /// A count: corrects a slot by some units, never below zero. Gains go to the newest lot, losses to the oldest.
    pub(super) fn count(
        &mut self,
        context: &Context,
        out: &mut Writer,
        day: Date,
        slot: SlotIndex,
        difference: i64,
        events: &mut Vec<Event>,
    ) -> Result<(), Error> {
        let held = &mut self.slots[slot.0];
        let lot = if difference > 0 { held.lots.back_mut() } else { held.lots.front_mut() };
        let Some(lot) = lot.filter(|lot| lot.quantity > 100) else { return Ok(()) };
        let most = lot.quantity / 50;
        let difference = difference.clamp(-most, most);
        lot.quantity += difference;
        let batch = Some(lot.batch.clone());
        let (plant, kind) = (held.plant, held.kind());
        let value = self.book(context, out, day, slot, Reason::Adjustment, batch, None, difference)?;
        adjusted(vec![(plant, kind, value)], events);
        Ok(())
    }

    /// Throws away what is left of the oldest lot if it is `batch`.
    pub(super) fn discard(
        &mut self,
        context: &Context,
        out: &mut Writer,
        day: Date,
        slot: SlotIndex,
        batch: &Text,
        events: &mut Vec<Event>,
    ) -> Result<(), Error> {
        let (plant, kind) = (self.slots[slot.0].plant, self.slots[slot.0].kind());
        if self.slots[slot.0].lots.front().is_none_or(|lot| lot.batch != *batch) {
            return Ok(());
        }
        if let Some((_, value)) = self.take(context, out, day, slot, Reason::Scrap, i64::MAX, batch)? {
            adjusted(vec![(plant, kind, -value)], events);
        }
        Ok(())
    }

    /// Writes the balances of the day and starts the next.
    pub(super) fn close_day(&mut self, day: Date, out: &mut Writer) -> Result<(), Error> {
        for slot in &mut self.slots {
            let moved = std::mem::take(&mut slot.moved);
            let id = out.next_id::<InventoryBalance>();
            out.put(InventoryBalance {
                business_date: day,
                id,
                plant_id: slot.plant_code.clone(),
                item_id: slot.code.clone(),
                item_kind: slot.held.kind_name().into(),
                opening_quantity: slot.opening as f64,
                received_quantity: moved.received as f64,
                made_quantity: moved.made as f64,
                issued_quantity: moved.issued as f64,
                shipped_quantity: moved.shipped as f64,
                adjusted_quantity: moved.adjusted as f64,
                closing_quantity: slot.quantity as f64,
                unit: slot.unit.into(),
                value_minor: slot.value.local_minor,
                currency: slot.currency.code().into(),
                value_group_minor: slot.value.group_minor,
            })?;
            slot.opening = slot.quantity;
        }
        Ok(())
    }

    /// Tells what the stock of the first morning is worth, by plant and kind.
    pub(super) fn found(&self, events: &mut Vec<Event>) {
        let mut values = Vec::new();
        for slot in &self.slots {
            add_to(&mut values, slot.plant, slot.kind(), slot.value);
        }
        adjusted(values, events);
    }
}

fn add_to(
    sums: &mut Vec<(PlantIndex, StockKind, Amount)>,
    plant: PlantIndex,
    kind: StockKind,
    value: Amount,
) {
    match sums.iter_mut().find(|sum| sum.0 == plant && sum.1 == kind) {
        Some(sum) => sum.2 += value,
        None => sums.push((plant, kind, value)),
    }
}

fn adjusted(changes: Vec<(PlantIndex, StockKind, Amount)>, events: &mut Vec<Event>) {
    events.extend(changes.into_iter().map(|(plant, kind, value)| Event::StockAdjusted {
        plant,
        kind,
        value,
    }));
}
