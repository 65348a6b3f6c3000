//! Lots that can be traced: what each is, and what went into what.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::stock::Stock;
use super::work::{STEPS, WorkOrder};
use crate::context::Context;
use crate::table::Error;
use crate::tables::{Batch, BatchLink};
use crate::value::Text;
use crate::world::{MaterialIndex, PlantIndex, ProductIndex, SupplierIndex};
use crate::writer::Writer;

/// Every batch so far; written at the end, when it is known what is left of each.
#[derive(Debug, Default)]
pub(super) struct Batches {
    all: Vec<Batch>,
    blocked: BTreeSet<Text>,
}

/// A lot of material that came in.
pub(super) struct Received {
    pub(super) batch: Text,
    pub(super) material: MaterialIndex,
    pub(super) plant: PlantIndex,
    pub(super) supplier: SupplierIndex,
    pub(super) supplier_lot: Text,
    /// None for the first morning's stock.
    pub(super) receipt: Option<i64>,
    pub(super) quantity: i64,
}

impl Batches {
    /// Lots of material.
    pub(super) fn received(&mut self, context: &Context, lot: Received, day: Date) {
        let world = &context.world;
        let material = &world.materials[lot.material.at()];
        self.all.push(Batch {
            batch_id: lot.batch,
            kind: "material".into(),
            item_id: material.code.clone(),
            plant_id: world.plants[lot.plant.at()].code.clone(),
            work_order_id: None,
            supplier_id: Some(world.suppliers[lot.supplier.at()].code.clone()),
            supplier_lot: Some(lot.supplier_lot),
            receipt_id: lot.receipt,
            created_on: day,
            quantity: lot.quantity as f64,
            unit: material.unit.into(),
            status: "released".into(),
        });
    }

    /// Product that was there on the first morning.
    pub(super) fn found(
        &mut self,
        context: &Context,
        batch: Text,
        product: ProductIndex,
        quantity: i64,
        day: Date,
    ) {
        self.product(context, batch, product, None, quantity, day);
    }

    /// What a work order made.
    pub(super) fn made(&mut self, context: &Context, order: &WorkOrder, day: Date) {
        let quantity = order.steps[STEPS - 1].good;
        self.product(context, order.batch(), order.product, Some(order.id()), quantity, day);
    }

    fn product(
        &mut self,
        context: &Context,
        batch_id: Text,
        product: ProductIndex,
        work_order_id: Option<Text>,
        quantity: i64,
        created_on: Date,
    ) {
        self.all.push(Batch {
            batch_id,
            kind: "product".into(),
            item_id: context.world.products[product.at()].code.clone(),
            plant_id: context.world.plant_of(product).code.clone(),
            work_order_id,
            supplier_id: None,
            supplier_lot: None,
            receipt_id: None,
            created_on,
            quantity: quantity as f64,
            unit: "piece".into(),
            status: "released".into(),
        });
    }

    /// Nobody may use the lot any more.
    pub(super) fn block(&mut self, batch: Text) {
        self.blocked.insert(batch);
    }

    /// Writes all batches as they stand.
    pub(super) fn write(self, stock: &Stock, out: &mut Writer) -> Result<(), Error> {
        let left: BTreeSet<&Text> =
            stock.all().flat_map(|(_, slot)| slot.lots.iter().map(|lot| &lot.batch)).collect();
        for batch in self.all {
            let status = if self.blocked.contains(&batch.batch_id) {
                "blocked"
            } else if left.contains(&batch.batch_id) {
                "released"
            } else {
                "used up"
            };
            out.put(Batch { status: status.into(), ..batch })?;
        }
        Ok(())
    }
}

/// Which lots went into a work order.
pub(super) fn write_links(context: &Context, order: &WorkOrder, out: &mut Writer) -> Result<(), Error> {
    for part in &order.parts {
        for (lot, quantity) in &part.lots {
            out.put(BatchLink {
                parent_batch_id: lot.clone(),
                child_batch_id: order.batch(),
                work_order_id: order.id(),
                quantity: *quantity as f64,
                unit: context.world.materials[part.material.at()].unit.into(),
                used_on: order.released_on,
            })?;
        }
    }
    Ok(())
}
