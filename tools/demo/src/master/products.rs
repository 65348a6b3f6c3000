//! Products, materials, bills, routings, standard costs and price lists.

use jiff::civil::Date;

use crate::calendar::{fiscal_year, fiscal_year_start, plus_days};
use crate::context::Context;
use crate::demand::list_price_minor;
use crate::money::Currency;
use crate::table::Error;
use crate::tables::{
    BillOfMaterials, Item, Material, PriceList, Product, ProductFamily, Promotion, Routing, StandardCost,
};
use crate::value::Text;
use crate::world::{self, ProductIndex, Segment};
use crate::writer::Writer;

pub(super) fn write(context: &Context, out: &mut Writer) -> Result<(), Error> {
    for family in context.world.families {
        out.put(ProductFamily { family_id: family.code.into(), name: family.name.into() })?;
    }
    for (at, product) in context.world.products.iter().enumerate() {
        write_product(context, product, out)?;
        bill(context, product, out)?;
        routing(context, product, out)?;
        product_costs(context, ProductIndex::new(at), out)?;
        price_list(context, product, out)?;
    }
    for material in &context.world.materials {
        write_material(context, material, out)?;
    }
    promotions(context, out)
}

/// The fiscal years of the history, each with its first day and its last (none for the current year).
fn years(context: &Context) -> impl Iterator<Item = (Date, Option<Date>)> + use<> {
    let last = fiscal_year(context.options.today);
    (fiscal_year(context.options.first_day)..=last).map(move |year| {
        let end = plus_days(fiscal_year_start(year + 1), -1);
        (fiscal_year_start(year), (year < last).then_some(end))
    })
}

fn write_product(context: &Context, product: &world::Product, out: &mut Writer) -> Result<(), Error> {
    let family = &context.world.families[product.family.at()];
    out.put(Product {
        product_id: product.code.clone(),
        name: product.name.clone(),
        family_id: family.code.into(),
        plant_id: context.world.plants[product.plant.at()].code.clone(),
        line_id: context.world.lines[product.line.at()].code.clone(),
        unit: "piece".into(),
        weight_kg: product.weight_kg,
        lot_size: i64::from(product.lot_size),
        is_intermittent: product.is_intermittent,
        launched_on: product.launched_on,
        status: if product.is_phasing_out { "phasing out" } else { "active" }.into(),
    })?;
    out.put(Item {
        item_id: product.code.clone(),
        name: product.name.clone(),
        kind: "product".into(),
        category: family.name.into(),
        unit: "piece".into(),
        product_id: Some(product.code.clone()),
        material_id: None,
    })
}

fn bill(context: &Context, product: &world::Product, out: &mut Writer) -> Result<(), Error> {
    for part in &product.bill {
        let material = &context.world.materials[part.material.at()];
        let mut version = |quantity: f64, valid_from: Date, valid_to: Option<Date>| {
            out.put(BillOfMaterials {
                product_id: product.code.clone(),
                valid_from,
                material_id: material.code.clone(),
                valid_to,
                quantity,
                unit: material.unit.into(),
                scrap_allowance: part.scrap_allowance,
                is_main: part.is_main,
            })
        };
        match part.earlier {
            Some((quantity, until)) => {
                version(quantity, product.launched_on, Some(plus_days(until, -1)))?;
                version(part.quantity, until, None)?;
            }
            None => version(part.quantity, product.launched_on, None)?,
        }
    }
    Ok(())
}

fn routing(context: &Context, product: &world::Product, out: &mut Writer) -> Result<(), Error> {
    for (place, step) in product.routing.iter().enumerate() {
        let machine = &context.world.machines[step.machine.at()];
        out.put(Routing {
            product_id: product.code.clone(),
            operation: i64::from(step.number),
            name: step.name.into(),
            line_id: context.world.lines[machine.line.at()].code.clone(),
            machine_id: machine.code.clone(),
            planned_run_per_item_s: step.run_s,
            planned_setup_s: step.setup_s,
            planned_labour_per_item_s: step.labour_s,
            planned_scrap_share: (step.scrap_share * 1e4).round() / 1e4,
            is_first: place == 0,
            is_final: place + 1 == product.routing.len(),
        })?;
    }
    Ok(())
}

fn product_costs(context: &Context, index: ProductIndex, out: &mut Writer) -> Result<(), Error> {
    let world = &context.world;
    for (valid_from, valid_to) in years(context) {
        let standard = world.standard(index, valid_from);
        out.put(StandardCost {
            item_id: world.products[index.at()].code.clone(),
            valid_from,
            valid_to,
            plant_id: world.plant_of(index).code.clone(),
            material_minor: standard.material_minor as f64,
            labour_minor: standard.labour_minor as f64,
            overhead_minor: standard.overhead_minor as f64,
            total_minor: standard.total_minor() as f64,
            currency: "GBP".into(),
        })?;
    }
    Ok(())
}

fn price_list(context: &Context, product: &world::Product, out: &mut Writer) -> Result<(), Error> {
    for segment in Segment::ALL {
        for currency in Currency::ALL {
            for (valid_from, valid_to) in years(context) {
                out.put(PriceList {
                    product_id: product.code.clone(),
                    segment: segment.name().into(),
                    currency: currency.code().into(),
                    valid_from,
                    valid_to,
                    price_minor: list_price_minor(
                        context,
                        product,
                        segment.price_factor(),
                        currency,
                        valid_from,
                    ),
                })?;
            }
        }
    }
    Ok(())
}

fn write_material(context: &Context, material: &world::Material, out: &mut Writer) -> Result<(), Error> {
    out.put(Material {
        material_id: material.code.clone(),
        name: material.name.clone(),
        kind: material.kind.into(),
        unit: material.unit.into(),
        supplier_id: context.world.suppliers[material.supplier.at()].code.clone(),
        lead_time_days: i64::from(material.lead_time_days),
        minimum_order_quantity: material.minimum_order,
        is_steel: material.is_steel,
    })?;
    out.put(Item {
        item_id: material.code.clone(),
        name: material.name.clone(),
        kind: "material".into(),
        category: material.kind.into(),
        unit: material.unit.into(),
        product_id: None,
        material_id: Some(material.code.clone()),
    })?;
    for (valid_from, valid_to) in years(context) {
        let price = material.standard_minor(valid_from) as f64;
        out.put(StandardCost {
            item_id: material.code.clone(),
            valid_from,
            valid_to,
            plant_id: Text::const_new("ALL"),
            material_minor: price,
            labour_minor: 0.0,
            overhead_minor: 0.0,
            total_minor: price,
            currency: "GBP".into(),
        })?;
    }
    Ok(())
}

fn promotions(context: &Context, out: &mut Writer) -> Result<(), Error> {
    for promotion in &context.world.promotions {
        out.put(Promotion {
            promotion_id: promotion.code.into(),
            name: promotion.name.into(),
            family_id: Some(context.world.families[promotion.family.at()].code.into()),
            product_id: None,
            region: promotion.region.map(Into::into),
            starts_on: promotion.from,
            ends_on: promotion.to,
            discount_share: promotion.discount,
        })?;
    }
    Ok(())
}
