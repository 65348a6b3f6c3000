//! The books on the first day: cash, loan, assets, and what customers and suppliers were owing.

use jiff::civil::Date;
use rand::RngExt;

use super::Books;
use super::assets::Assets;
use super::ledger::Journal;
use super::payables::{self, Payables};
use super::receivables::{self, Receivables};
use super::treasury::LOAN_MINOR;
use crate::calendar::plus_days;
use crate::context::Context;
use crate::money::{Amount, Currency};
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables;
use crate::value::Text;
use crate::world::reference::{CASH, PAYABLES, RECEIVABLES, RETAINED_EARNINGS, SHARE_CAPITAL, TERM_LOAN};
use crate::world::{CustomerIndex, PlantIndex, SupplierIndex};
use crate::writer::Writer;

/// Pence: the head office's and each factory's cash, share capital, a day's sales (with VAT) and a day's purchases of the group.
const OFFICE_CASH_MINOR: i64 = 1_100_000_000;
const FACTORY_CASH_MINOR: i64 = 120_000_000;
const CAPITAL_MINOR: i64 = 1_000_000_000;
const DAILY_SALES_MINOR: f64 = 34_000_000.0;
const DAILY_PURCHASES_MINOR: f64 = 17_000_000.0;
/// Invoices of that many days are open on the first day.
const OPEN_DAYS: i64 = 55;

/// Opens the books.
pub(super) fn open(
    context: &Context,
    books: &mut Books,
    assets: &Assets,
    receivables: &mut Receivables,
    payables: &mut Payables,
    out: &mut Writer,
) -> Result<(), Error> {
    let (day, office) = (context.options.first_day, context.world.head_office());
    let mut random = stream(context.options.seed, "opening");
    let scale = f64::from(context.options.scale);
    let owing = open_receivables(context, scale, &mut random, receivables, out);
    let owed = open_payables(context, scale, &mut random, payables, out);
    for (at, plant) in context.world.plants.iter().enumerate() {
        let index = PlantIndex::new(at);
        let pence = if index == office { OFFICE_CASH_MINOR } else { FACTORY_CASH_MINOR };
        let local = context.rates.convert(
            pence * i64::from(context.options.scale),
            Currency::Gbp,
            plant.currency,
            day,
        );
        books.bank.open(index, local);
        let cash = context.rates.amount(local, plant.currency, plant.currency, day);
        let sum = |list: &[(PlantIndex, Amount)]| {
            list.iter().filter(|(of, _)| *of == index).map(|(_, amount)| *amount).sum::<Amount>()
        };
        let mut journal = Journal::new(index, day, "opening", "Opening balances")
            .debit(CASH, cash)
            .debit(RECEIVABLES, sum(&owing))
            .credit(PAYABLES, sum(&owed));
        for (account, amount) in assets.opening(index) {
            journal = journal.debit(account, amount);
        }
        if index == office {
            let pence = |minor| Amount { local_minor: minor, group_minor: minor };
            journal =
                journal.credit(TERM_LOAN, pence(LOAN_MINOR)).credit(SHARE_CAPITAL, pence(CAPITAL_MINOR));
        }
        books.ledger.post(context, journal.close(RETAINED_EARNINGS), out)?;
    }
    Ok(())
}

/// The factories that a customer or supplier deals with share its balance evenly.
fn open_receivables(
    context: &Context,
    scale: f64,
    random: &mut Stream,
    receivables: &mut Receivables,
    out: &mut Writer,
) -> Vec<(PlantIndex, Amount)> {
    let first = context.options.first_day;
    let factories: Vec<PlantIndex> = context.world.factories().map(|(at, _)| at).take(3).collect();
    let mut booked = Vec::new();
    for (at, customer) in context.world.customers.iter().enumerate() {
        for plant in &factories {
            for part in 0..2_i64 {
                let day = plus_days(first, -random.random_range(1..OPEN_DAYS / 2 + 1) - part * OPEN_DAYS / 2);
                let pence = DAILY_SALES_MINOR * scale * customer.weight * OPEN_DAYS as f64
                    / (2 * factories.len()) as f64;
                let total_minor =
                    context.rates.convert(pence.round() as i64, Currency::Gbp, customer.currency, day);
                let local = context.world.plants[plant.at()].currency;
                let amount = context.rates.amount(total_minor, customer.currency, local, day);
                let number: Text = format!("INV-{}", 90_000 + booked.len()).into();
                let row = opening_invoice(
                    context,
                    number,
                    day,
                    *plant,
                    CustomerIndex::new(at),
                    total_minor,
                    amount,
                    out,
                );
                receivables.add(
                    context,
                    receivables::OpenInvoice {
                        row,
                        plant: *plant,
                        customer: CustomerIndex::new(at),
                        booked: amount,
                    },
                );
                booked.push((*plant, amount));
            }
        }
    }
    booked
}

#[expect(clippy::too_many_arguments, reason = "the columns that differ")]
fn opening_invoice(
    context: &Context,
    invoice_id: Text,
    day: Date,
    plant: PlantIndex,
    customer: CustomerIndex,
    total_minor: i64,
    booked: Amount,
    out: &mut Writer,
) -> tables::Invoice {
    let who = &context.world.customers[customer.at()];
    tables::Invoice {
        business_date: day,
        id: out.next_id::<tables::Invoice>(),
        invoice_id,
        kind: "invoice".into(),
        plant_id: context.world.plants[plant.at()].code.clone(),
        customer_id: who.code.clone(),
        rep_id: context.world.reps[who.rep.at()].code.clone(),
        sales_order_id: "SO-OPENING".into(),
        credited_invoice_id: None,
        reason: None,
        due_on: plus_days(day, i64::from(who.terms_days)),
        paid_on: None,
        status: "open".into(),
        currency: who.currency.code().into(),
        gross_minor: total_minor,
        discount_minor: 0,
        net_minor: total_minor,
        tax_minor: 0,
        total_minor,
        paid_minor: 0,
        open_minor: total_minor,
        net_group_minor: booked.group_minor,
        total_group_minor: booked.group_minor,
        open_group_minor: booked.group_minor,
        exchange_rate: context.rates.rate(who.currency, day),
    }
}

fn open_payables(
    context: &Context,
    scale: f64,
    random: &mut Stream,
    payables: &mut Payables,
    out: &mut Writer,
) -> Vec<(PlantIndex, Amount)> {
    let first = context.options.first_day;
    let factories: Vec<PlantIndex> = context.world.factories().map(|(at, _)| at).take(3).collect();
    let suppliers = context.world.suppliers.len();
    let mut booked = Vec::new();
    for (at, supplier) in context.world.suppliers.iter().enumerate() {
        for plant in &factories {
            let day = plus_days(first, -random.random_range(1..46_i64));
            let pence = DAILY_PURCHASES_MINOR * scale * 45.0 / (suppliers * factories.len()) as f64;
            let total_minor =
                context.rates.convert(pence.round() as i64, Currency::Gbp, supplier.currency, day);
            let amount = context.rates.amount(
                total_minor,
                supplier.currency,
                context.world.plants[plant.at()].currency,
                day,
            );
            let number: Text = format!("PI-{}", 10_000 + booked.len()).into();
            let due_on = plus_days(day, i64::from(supplier.terms_days));
            let row = tables::SupplierInvoice {
                business_date: day,
                id: out.next_id::<tables::SupplierInvoice>(),
                supplier_reference: format!("{}-{}", supplier.code, 1_000 + booked.len()).into(),
                supplier_invoice_id: number,
                plant_id: context.world.plants[plant.at()].code.clone(),
                supplier_id: supplier.code.clone(),
                purchase_order_id: None,
                cost_centre_id: None,
                account_id: None,
                received_on: day,
                due_on,
                paid_on: None,
                match_status: "matched".into(),
                status: "approved".into(),
                discount_until: None,
                discount_share: 0.0,
                currency: supplier.currency.code().into(),
                net_minor: total_minor,
                tax_minor: 0,
                total_minor,
                paid_minor: 0,
                open_minor: total_minor,
                net_group_minor: amount.group_minor,
                total_group_minor: amount.group_minor,
                open_group_minor: amount.group_minor,
            };
            payables.open.push(payables::OpenInvoice {
                row,
                plant: *plant,
                supplier: SupplierIndex::new(at),
                booked: amount,
                pays_from: due_on,
            });
            booked.push((*plant, amount));
        }
    }
    booked
}
