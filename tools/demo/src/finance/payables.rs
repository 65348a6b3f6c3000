//! What is owed to suppliers: invoices for receipts and for services, the weekly payment run, balances day by day.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use rand::RngExt;

use super::Books;
use super::bank::Payment;
use super::ledger::Journal;
use super::receivables::age;
use super::sales::rate_of;
use super::tax;
use crate::calendar::{days_between, plus_days, working_day_from};
use crate::context::Context;
use crate::events::Receipt;
use crate::money::{Amount, Currency};
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables;
use crate::value::Text;
use crate::world::reference::{
    ACCRUALS, GOODS_RECEIVED_NOT_INVOICED, INPUT_VAT, PAYABLES, PURCHASE_PRICE_VARIANCE,
};
use crate::world::{PlantIndex, SupplierIndex};
use crate::writer::Writer;

/// A supplier's invoice that is not paid.
#[derive(Debug)]
pub(super) struct OpenInvoice {
    pub row: tables::SupplierInvoice,
    pub plant: PlantIndex,
    pub supplier: SupplierIndex,
    pub booked: Amount,
    /// Not paid before; later than due where the invoice is blocked.
    pub pays_from: Date,
}

/// What an invoice charges for.
enum Charge<'a> {
    Receipt(&'a Receipt),
    /// Services and consumables accrued before.
    Service(Amount),
}

/// All that is owed to suppliers.
#[derive(Debug)]
pub(super) struct Payables {
    random: Stream,
    numbers: u32,
    payments: u32,
    arriving: BTreeMap<Date, Vec<Receipt>>,
    pub open: Vec<OpenInvoice>,
}

impl Payables {
    pub(super) fn new(context: &Context) -> Self {
        let random = stream(context.options.seed, "supplier invoices");
        Self { random, numbers: 0, payments: 0, arriving: BTreeMap::new(), open: Vec::new() }
    }

    /// Books a receipt; its invoice comes some days later.
    pub(super) fn received(
        &mut self,
        context: &Context,
        day: Date,
        receipt: &Receipt,
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let country = context.world.plants[receipt.purchase.plant.at()].country;
        let arrives = working_day_from(country, plus_days(day, self.random.random_range(1..6)));
        if receipt.accepted_quantity == 0 {
            return Ok(());
        }
        self.arriving.entry(arrives).or_default().push(receipt.clone());
        let journal = Journal::new(receipt.purchase.plant, day, "purchasing", "Goods received")
            .reference(receipt.purchase.order.clone())
            .supplier(receipt.purchase.supplier)
            .debit(crate::world::reference::RAW_MATERIALS, receipt.standard)
            .credit(GOODS_RECEIVED_NOT_INVOICED, receipt.cost)
            .close(PURCHASE_PRICE_VARIANCE);
        books.ledger.post(context, journal, out)
    }

    /// Enters the invoices that arrive today.
    pub(super) fn enter(
        &mut self,
        context: &Context,
        day: Date,
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for receipt in self.arriving.remove(&day).unwrap_or_default() {
            let (plant, supplier) = (receipt.purchase.plant, receipt.purchase.supplier);
            self.invoice(context, day, plant, supplier, &Charge::Receipt(&receipt), books, out)?;
        }
        Ok(())
    }

    /// Enters an invoice for what was accrued.
    #[expect(clippy::too_many_arguments, reason = "a row's surroundings")]
    pub(super) fn service(
        &mut self,
        context: &Context,
        day: Date,
        plant: PlantIndex,
        supplier: SupplierIndex,
        accrued: Amount,
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        self.invoice(context, day, plant, supplier, &Charge::Service(accrued), books, out)
    }

    #[expect(clippy::too_many_arguments, reason = "an invoice's surroundings")]
    fn invoice(
        &mut self,
        context: &Context,
        day: Date,
        plant: PlantIndex,
        supplier: SupplierIndex,
        charge: &Charge,
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        self.numbers += 1;
        let number: Text = format!("PI-{}", 20_000 + self.numbers).into();
        let (who, local) =
            (&context.world.suppliers[supplier.at()], context.world.plants[plant.at()].currency);
        let tax_code = context.world.purchase_tax(plant, supplier);
        let overcharge = match charge {
            Charge::Receipt(_) if self.random.random_bool(0.03) => self.random.random_range(0.01..0.05),
            _ => 0.0,
        };
        let (currency, agreed_minor, expected) = match charge {
            Charge::Receipt(receipt) => {
                (receipt.purchase.currency, receipt.cost_minor, (GOODS_RECEIVED_NOT_INVOICED, receipt.cost))
            }
            Charge::Service(accrued) => (local, accrued.local_minor, (ACCRUALS, *accrued)),
        };
        let net_minor = agreed_minor + (agreed_minor as f64 * overcharge).round() as i64;
        let tax_minor = (net_minor as f64 * rate_of(tax_code)).round() as i64;
        let net = context.rates.amount(net_minor, currency, local, day);
        let tax = context.rates.amount(tax_minor, currency, local, day);
        let total = net + tax;
        let source = if matches!(charge, Charge::Receipt(_)) { "purchasing" } else { "accrual" };
        let journal = Journal::new(plant, day, source, "Supplier's invoice")
            .reference(number.clone())
            .supplier(supplier)
            .debit(expected.0, expected.1)
            .debit(INPUT_VAT, tax)
            .credit(PAYABLES, total)
            .close(if source == "accrual" {
                crate::world::reference::EXCHANGE_DIFFERENCES
            } else {
                PURCHASE_PRICE_VARIANCE
            });
        books.ledger.post(context, journal, out)?;
        let entry =
            tax::Entry { plant, code: tax_code, is_output: false, invoice: number.clone(), base: net, tax };
        books.tax.enter(context, day, &entry, out)?;
        if let Charge::Receipt(receipt) = charge {
            self.write_line(context, day, &number, receipt, net_minor, net.group_minor, tax_code, out)?;
        }
        let due_on = plus_days(day, i64::from(who.terms_days));
        let blocked = overcharge > 0.025;
        let id = out.next_id::<tables::SupplierInvoice>();
        let row = tables::SupplierInvoice {
            business_date: day,
            id,
            supplier_reference: format!("{}-{}", who.code, 4_000 + self.numbers * 7 % 9_000).into(),
            supplier_invoice_id: number,
            plant_id: context.world.plants[plant.at()].code.clone(),
            supplier_id: who.code.clone(),
            purchase_order_id: match charge {
                Charge::Receipt(receipt) => Some(receipt.purchase.order.clone()),
                Charge::Service(_) => None,
            },
            cost_centre_id: None,
            account_id: matches!(charge, Charge::Service(_)).then(|| ACCRUALS.into()),
            received_on: day,
            due_on,
            paid_on: None,
            match_status: match charge {
                Charge::Receipt(_) if overcharge > 0.0 => "price difference",
                Charge::Receipt(_) => "matched",
                Charge::Service(_) => "no order",
            }
            .into(),
            status: if blocked { "blocked" } else { "approved" }.into(),
            discount_until: None,
            discount_share: 0.0,
            currency: currency.code().into(),
            net_minor,
            tax_minor,
            total_minor: net_minor + tax_minor,
            paid_minor: 0,
            open_minor: net_minor + tax_minor,
            net_group_minor: net.group_minor,
            total_group_minor: total.group_minor,
            open_group_minor: total.group_minor,
        };
        let pays_from = if blocked { plus_days(due_on, 14) } else { due_on };
        self.open.push(OpenInvoice { row, plant, supplier, booked: total, pays_from });
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "a row's surroundings")]
    fn write_line(
        &self,
        context: &Context,
        day: Date,
        number: &Text,
        receipt: &Receipt,
        net_minor: i64,
        net_group_minor: i64,
        tax_code: &str,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let purchase = &receipt.purchase;
        let quantity = f64::from(receipt.accepted_quantity);
        let id = out.next_id::<tables::SupplierInvoiceLine>();
        out.put(tables::SupplierInvoiceLine {
            business_date: day,
            id,
            supplier_invoice_id: number.clone(),
            line_number: 1,
            plant_id: context.world.plants[purchase.plant.at()].code.clone(),
            supplier_id: context.world.suppliers[purchase.supplier.at()].code.clone(),
            purchase_order_id: Some(purchase.order.clone()),
            purchase_order_line: Some(i64::from(purchase.line)),
            receipt_id: Some(receipt.receipt),
            material_id: Some(context.world.materials[purchase.material.at()].code.clone()),
            invoiced_quantity: quantity,
            received_quantity: quantity,
            invoiced_price_minor: net_minor as f64 / quantity,
            ordered_price_minor: purchase.price_minor,
            net_minor,
            tax_code_id: tax_code.into(),
            currency: purchase.currency.code().into(),
            net_group_minor,
        })
    }

    /// Pays what is due, on Fridays: one payment for each supplier and plant.
    pub(super) fn pay(
        &mut self,
        context: &Context,
        day: Date,
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        if day.weekday() != Weekday::Friday {
            return Ok(());
        }
        let (due, open): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.open).into_iter().partition(|item| item.pays_from <= day);
        self.open = open;
        let mut together: BTreeMap<(SupplierIndex, PlantIndex), Vec<OpenInvoice>> = BTreeMap::new();
        for item in due {
            together.entry((item.supplier, item.plant)).or_default().push(item);
        }
        for ((supplier, plant), items) in together {
            self.payments += 1;
            let payment_id: Text = format!("PAY-{}", 10_000 + self.payments).into();
            let (mut booked, mut paid) = (Amount::default(), Amount::default());
            for item in items {
                booked += item.booked;
                paid += settle(context, day, item, &payment_id, out)?;
            }
            let name = context.world.suppliers[supplier.at()].name.clone();
            let payment = Payment {
                supplier: Some(supplier),
                ..Payment::new(
                    plant,
                    day,
                    "operating",
                    "suppliers",
                    &format!("{} {payment_id}", name.to_uppercase()),
                )
                .counterparty(name)
                .reference(payment_id)
            };
            let journal = Journal::new(plant, day, "payment", "Payment to supplier")
                .supplier(supplier)
                .debit(PAYABLES, booked);
            books.settle(context, &payment, -paid, journal, out)?;
        }
        Ok(())
    }

    /// Writes what is owed to each supplier tonight, by age.
    pub(super) fn end_day(&self, context: &Context, day: Date, out: &mut Writer) -> Result<(), Error> {
        // What is owed in the supplier's currency; in the group's, not due, then the four ages past due.
        let mut owed: BTreeMap<(SupplierIndex, PlantIndex), (i64, [i64; 5])> = BTreeMap::new();
        for item in &self.open {
            let (balance_minor, ages) = owed.entry((item.supplier, item.plant)).or_default();
            *balance_minor += item.row.total_minor;
            ages[age(days_between(item.row.due_on, day))] += item.booked.group_minor;
        }
        for ((supplier, plant), (balance_minor, ages)) in owed {
            let who = &context.world.suppliers[supplier.at()];
            let id = out.next_id::<tables::PayableBalance>();
            out.put(tables::PayableBalance {
                business_date: day,
                id,
                plant_id: context.world.plants[plant.at()].code.clone(),
                supplier_id: who.code.clone(),
                currency: who.currency.code().into(),
                balance_minor,
                balance_group_minor: ages.iter().sum(),
                not_due_group_minor: ages[0],
                overdue_group_minor: ages[1..].iter().sum(),
                overdue_0_30_group_minor: ages[1],
                overdue_31_60_group_minor: ages[2],
                overdue_61_90_group_minor: ages[3],
                overdue_over_90_group_minor: ages[4],
            })?;
        }
        Ok(())
    }

    /// Group pence expected to be paid by day, for the cash forecast.
    pub(super) fn expected(&self, context: &Context) -> Vec<(PlantIndex, Date, i64)> {
        let today = context.options.today;
        self.open
            .iter()
            .map(|item| (item.plant, item.pays_from.max(today), item.booked.group_minor))
            .collect()
    }

    /// Writes the invoices that are still open.
    pub(super) fn finish(self, out: &mut Writer) -> Result<(), Error> {
        for item in self.open {
            out.put(item.row)?;
        }
        Ok(())
    }
}

/// Writes one paid invoice and its payment; gives what went out.
fn settle(
    context: &Context,
    day: Date,
    item: OpenInvoice,
    payment_id: &Text,
    out: &mut Writer,
) -> Result<Amount, Error> {
    let (plant, row) = (&context.world.plants[item.plant.at()], item.row);
    let currency =
        Currency::ALL.into_iter().find(|currency| currency.code() == row.currency).unwrap_or(plant.currency);
    let paid = context.rates.amount(row.total_minor, currency, plant.currency, day);
    let id = out.next_id::<tables::SupplierPayment>();
    out.put(tables::SupplierPayment {
        business_date: day,
        id,
        payment_id: payment_id.clone(),
        plant_id: row.plant_id.clone(),
        supplier_id: row.supplier_id.clone(),
        supplier_invoice_id: row.supplier_invoice_id.clone(),
        due_on: row.due_on,
        days_late: days_between(row.due_on, day),
        amount_minor: row.total_minor,
        currency: row.currency.clone(),
        amount_group_minor: paid.group_minor,
        exchange_difference_group_minor: item.booked.group_minor - paid.group_minor,
    })?;
    out.put(tables::SupplierInvoice {
        paid_on: Some(day),
        status: "paid".into(),
        paid_minor: row.total_minor,
        open_minor: 0,
        open_group_minor: 0,
        ..row
    })?;
    Ok(paid)
}
