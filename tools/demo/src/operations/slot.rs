//! One item at one plant: its lots, its value at standard, its movements of the day.

use std::collections::VecDeque;

use jiff::civil::Date;

use crate::context::Context;
use crate::events::StockKind;
use crate::money::{Amount, Currency};
use crate::table::Error;
use crate::tables::InventoryMovement;
use crate::value::Text;
use crate::world::{MaterialIndex, PlantIndex, ProductIndex};
use crate::writer::Writer;

/// What is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    Product(ProductIndex),
    Material(MaterialIndex),
}

/// Units of one lot that are left.
#[derive(Debug, Clone)]
pub(super) struct Lot {
    pub(super) batch: Text,
    pub(super) quantity: i64,
    /// Paid for a unit, minor units of the plant's currency; standard for products.
    pub(super) paid_minor: f64,
}

/// What moved today, by the columns of the balance.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moved {
    pub(super) received: i64,
    pub(super) made: i64,
    pub(super) issued: i64,
    pub(super) shipped: i64,
    pub(super) adjusted: i64,
}

/// One item at one plant.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) held: Held,
    pub(super) plant: PlantIndex,
    pub(super) plant_code: Text,
    pub(super) code: Text,
    pub(super) unit: &'static str,
    pub(super) currency: Currency,
    pub(super) quantity: i64,
    /// Standard cost of a unit, pence of the group's currency.
    pub(super) standard_minor: i64,
    pub(super) value: Amount,
    pub(super) opening: i64,
    pub(super) moved: Moved,
    /// The oldest first.
    pub(super) lots: VecDeque<Lot>,
}

/// A reason for a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Receipt,
    Issue,
    Production,
    Shipment,
    Scrap,
    Adjustment,
}

impl Reason {
    pub(super) const fn name(self) -> &'static str {
        ["receipt", "issue", "production", "shipment", "scrap", "adjustment"][self as usize]
    }
}

impl Held {
    pub(super) const fn kind_name(self) -> &'static str {
        match self {
            Self::Product(_) => "product",
            Self::Material(_) => "material",
        }
    }
}

impl Moved {
    pub(super) fn count(&mut self, reason: Reason, quantity: i64) {
        match reason {
            Reason::Receipt => self.received += quantity,
            Reason::Production => self.made += quantity,
            Reason::Issue => self.issued -= quantity,
            Reason::Shipment => self.shipped -= quantity,
            Reason::Scrap | Reason::Adjustment => self.adjusted += quantity,
        }
    }
}

impl Slot {
    pub(super) fn empty(
        context: &Context,
        held: Held,
        plant: PlantIndex,
        code: Text,
        unit: &'static str,
        standard_minor: i64,
    ) -> Self {
        let site = &context.world.plants[plant.at()];
        Self {
            held,
            plant,
            plant_code: site.code.clone(),
            code,
            unit,
            currency: site.currency,
            quantity: 0,
            standard_minor,
            value: Amount::default(),
            opening: 0,
            moved: Moved::default(),
            lots: VecDeque::new(),
        }
    }

    pub(super) const fn kind(&self) -> StockKind {
        match self.held {
            Held::Product(_) => StockKind::Products,
            Held::Material(_) => StockKind::Materials,
        }
    }

    pub(super) fn valued(&self, context: &Context, day: Date) -> Amount {
        context.rates.at_standard(self.quantity * self.standard_minor, self.currency, day)
    }

    /// Sets the value to what the quantity is worth; the change.
    pub(super) fn revalue(&mut self, context: &Context, day: Date) -> Amount {
        let value = self.valued(context, day);
        let change = value - self.value;
        self.value = value;
        change
    }

    #[expect(clippy::too_many_arguments, reason = "each is a column of the movement")]
    pub(super) fn write(
        &self,
        out: &mut Writer,
        day: Date,
        kind: &'static str,
        batch_id: Option<Text>,
        reference: Option<Text>,
        quantity: i64,
        value: Amount,
    ) -> Result<(), Error> {
        let id = out.next_id::<InventoryMovement>();
        out.put(InventoryMovement {
            business_date: day,
            id,
            plant_id: self.plant_code.clone(),
            item_id: self.code.clone(),
            item_kind: self.held.kind_name().into(),
            kind: kind.into(),
            batch_id,
            reference,
            quantity: quantity as f64,
            unit: self.unit.into(),
            value_minor: value.local_minor,
            currency: self.currency.code().into(),
            value_group_minor: value.group_minor,
        })
    }
}
