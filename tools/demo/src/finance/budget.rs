//! Budgets: what each cost centre may spend and what each region should sell, by month of the fiscal year.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rand_distr::{Distribution, StandardNormal};

use super::ledger::Spending;
use super::sales::Sold;
use crate::calendar::{fiscal_period, fiscal_year, fiscal_year_start, plus_months};
use crate::context::Context;
use crate::money::Amount;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables;
use crate::writer::Writer;

/// A plan is never what happens: how far a month's budget lies from the year's usual month.
const SPREAD: f64 = 0.03;
/// Planners ask the plants for a little less than they spend, and sales for a little more than they sell.
const COST_AMBITION: f64 = 0.985;
const SALES_AMBITION: f64 = 1.02;

/// The months of a fiscal year.
fn months(year: i64) -> impl Iterator<Item = Date> {
    (0..12).map(move |month| plus_months(fiscal_year_start(year), month))
}

fn near(random: &mut Stream) -> f64 {
    let chance: f64 = StandardNormal.sample(random);
    (1.0 + SPREAD * chance).max(0.5)
}

/// One row for each cost centre, account and month of the fiscal years that history touches.
pub(super) fn write_spending(context: &Context, spending: &Spending, out: &mut Writer) -> Result<(), Error> {
    let mut random = stream(context.options.seed, "budgets");
    let this_month = context.options.today.first_of_month();
    // Whole months alone say what is usual.
    let mut years: BTreeMap<_, (Amount, i64)> = BTreeMap::new();
    for (&(plant, centre, account, month), &amount) in spending.iter().filter(|(key, _)| key.3 < this_month) {
        let sum = years.entry((plant, centre, account, fiscal_year(month))).or_default();
        sum.0 += amount;
        sum.1 += 1;
    }
    for ((plant, centre, account, year), (sum, count)) in years {
        for month in months(year) {
            let factor = COST_AMBITION * near(&mut random) / count as f64;
            let part = |minor: i64| (minor as f64 * factor).round() as i64;
            let plant = &context.world.plants[plant.at()];
            let id = out.next_id::<tables::Budget>();
            out.put(tables::Budget {
                business_date: month,
                id,
                plant_id: plant.code.clone(),
                cost_centre_id: context.world.cost_centres[centre.at()].code.clone(),
                account_id: account.into(),
                fiscal_year: fiscal_year(month),
                fiscal_period: fiscal_period(month),
                amount_minor: part(sum.local_minor),
                currency: plant.currency.code().into(),
                amount_group_minor: part(sum.group_minor),
            })?;
        }
    }
    Ok(())
}

/// One row for each product, region and month.
pub(super) fn write_sales(context: &Context, sold: &Sold, out: &mut Writer) -> Result<(), Error> {
    let mut random = stream(context.options.seed, "sales budgets");
    let this_month = context.options.today.first_of_month();
    let mut years: BTreeMap<_, [i64; 4]> = BTreeMap::new();
    for (&(product, region, month), &(pieces, net, cost)) in
        sold.0.iter().filter(|(key, _)| key.2 < this_month)
    {
        let sum = years.entry((product, region, fiscal_year(month))).or_default();
        for (total, part) in sum.iter_mut().zip([pieces, net, cost, 1]) {
            *total += part;
        }
    }
    for ((product, region, year), [pieces, net, cost, _]) in years {
        let known = months(year)
            .filter(|month| *month >= context.options.first_day.first_of_month() && *month < this_month);
        let count = known.count().max(1) as f64;
        for month in months(year) {
            let factor = SALES_AMBITION * near(&mut random) / count;
            let item = &context.world.products[product.at()];
            let id = out.next_id::<tables::SalesBudget>();
            out.put(tables::SalesBudget {
                business_date: month,
                id,
                plant_id: context.world.plants[item.plant.at()].code.clone(),
                product_id: item.code.clone(),
                family_id: context.world.families[item.family.at()].code.into(),
                region: region.into(),
                fiscal_year: fiscal_year(month),
                fiscal_period: fiscal_period(month),
                quantity: (pieces as f64 * factor).round(),
                net_group_minor: (net as f64 * factor).round() as i64,
                cost_group_minor: (cost as f64 * factor).round() as i64,
            })?;
        }
    }
    Ok(())
}
