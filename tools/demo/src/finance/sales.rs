//! Invoices for what was shipped and credit notes for what was complained about.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Books;
use super::ledger::Journal;
use super::receivables::{OpenInvoice, Receivables};
use super::tax;
use crate::calendar::plus_days;
use crate::context::Context;
use crate::events::{Complaint, OrderLine, Shipment};
use crate::money::{Amount, Currency};
use crate::table::Error;
use crate::tables;
use crate::value::Text;
use crate::world::reference::{
    ACCRUALS, COST_OF_SALES_LABOUR, COST_OF_SALES_MATERIAL, COST_OF_SALES_OVERHEAD, CREDIT_NOTES, DISCOUNTS,
    FINISHED_GOODS, FREIGHT_OUT, OUTPUT_VAT, RECEIVABLES, SALES, TAX_CODES,
};
use crate::world::{PlantIndex, ProductIndex, Standard};
use crate::writer::Writer;

/// One line to invoice or (negative quantity) to credit.
struct Line<'a> {
    order: &'a OrderLine,
    pieces: i64,
    /// Cost of sales of one piece; none for a credit note, since nothing comes back.
    standard: Option<Standard>,
}

/// What is added up over an invoice.
#[derive(Default)]
struct Totals {
    gross: Amount,
    net: Amount,
    tax: Amount,
    gross_minor: i64,
    net_minor: i64,
    tax_minor: i64,
}

/// Turns shipments and complaints into invoices.
#[derive(Debug, Default)]
pub(super) struct Invoicing {
    invoices: u32,
    credits: u32,
    /// Complaints to be credited, by day.
    to_credit: BTreeMap<Date, Vec<Complaint>>,
    /// Order lines invoiced lately, for their prices: (order, line) with the invoice's number.
    invoiced: BTreeMap<(u32, u32), (OrderLine, Text)>,
}

impl Invoicing {
    /// Keeps a complaint until it is credited, four working days or so later.
    pub(super) fn complained(&mut self, complaint: &Complaint, day: Date) {
        if complaint.credited_quantity > 0 {
            self.to_credit.entry(plus_days(day, 6)).or_default().push(complaint.clone());
        }
    }

    /// Invoices the day's shipments: one invoice for each shipment id.
    pub(super) fn invoice(
        &mut self,
        context: &Context,
        day: Date,
        shipments: &[&Shipment],
        books: &mut Books,
        receivables: &mut Receivables,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let mut by_id: BTreeMap<&str, Vec<&Shipment>> = BTreeMap::new();
        for shipment in shipments {
            by_id.entry(shipment.shipment.as_str()).or_default().push(shipment);
        }
        for together in by_id.values() {
            self.invoices += 1;
            let number: Text = format!("INV-{}", 100_000 + self.invoices).into();
            for shipment in together {
                let key = (shipment.order.order, shipment.order.line);
                self.invoiced.insert(key, (shipment.order.clone(), number.clone()));
            }
            let lines: Vec<Line> = together
                .iter()
                .map(|shipment| Line {
                    order: &shipment.order,
                    pieces: i64::from(shipment.quantity),
                    standard: Some(shipment.standard),
                })
                .collect();
            self.write(context, day, number, None, &lines, books, receivables, out)?;
        }
        cost_of_sales(context, day, shipments, books, out)
    }

    /// Credits what falls due today.
    pub(super) fn credit(
        &mut self,
        context: &Context,
        day: Date,
        books: &mut Books,
        receivables: &mut Receivables,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for complaint in self.to_credit.remove(&day).unwrap_or_default() {
            let Some((order, invoice)) = self.invoiced.get(&(complaint.order, complaint.line)).cloned()
            else {
                continue;
            };
            self.credits += 1;
            let number: Text = format!("CN-{}", 10_000 + self.credits).into();
            let lines =
                [Line { order: &order, pieces: -i64::from(complaint.credited_quantity), standard: None }];
            let credited = Some((invoice, Text::from(complaint.kind)));
            self.write(context, day, number, credited, &lines, books, receivables, out)?;
        }
        Ok(())
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the surroundings of a posting: where it goes and what it needs"
    )]
    fn write(
        &self,
        context: &Context,
        day: Date,
        number: Text,
        credited: Option<(Text, Text)>,
        lines: &[Line],
        books: &mut Books,
        receivables: &mut Receivables,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let Some(first) = lines.first().map(|line| line.order) else { return Ok(()) };
        let mut totals = Totals::default();
        for (at, line) in lines.iter().enumerate() {
            write_line(context, day, &number, at as i64 + 1, credited.is_some(), line, &mut totals, out)?;
        }
        let total = totals.net + totals.tax;
        post(context, day, &number, first, credited.is_some(), &totals, books, out)?;
        let tax_code = context.world.sales_tax(first.plant, first.customer);
        let entry = tax::Entry {
            plant: first.plant,
            code: tax_code,
            is_output: true,
            invoice: number.clone(),
            base: totals.net,
            tax: totals.tax,
        };
        books.tax.enter(context, day, &entry, out)?;
        let customer = &context.world.customers[first.customer.at()];
        let is_credit = credited.is_some();
        let (credited_invoice_id, reason) =
            credited.map_or((None, None), |(invoice, kind)| (Some(invoice), Some(kind)));
        let row = tables::Invoice {
            business_date: day,
            id: out.next_id::<tables::Invoice>(),
            invoice_id: number,
            kind: if is_credit { "credit note" } else { "invoice" }.into(),
            plant_id: context.world.plants[first.plant.at()].code.clone(),
            customer_id: customer.code.clone(),
            rep_id: context.world.reps[first.rep.at()].code.clone(),
            sales_order_id: format!("SO-{}", first.order).into(),
            credited_invoice_id,
            reason,
            due_on: plus_days(day, i64::from(customer.terms_days)),
            paid_on: None,
            status: "open".into(),
            currency: first.currency.code().into(),
            gross_minor: totals.gross_minor,
            discount_minor: totals.gross_minor - totals.net_minor,
            net_minor: totals.net_minor,
            tax_minor: totals.tax_minor,
            total_minor: totals.net_minor + totals.tax_minor,
            paid_minor: 0,
            open_minor: totals.net_minor + totals.tax_minor,
            net_group_minor: totals.net.group_minor,
            total_group_minor: total.group_minor,
            open_group_minor: total.group_minor,
            exchange_rate: context.rates.rate(first.currency, day),
        };
        receivables
            .add(context, OpenInvoice { row, plant: first.plant, customer: first.customer, booked: total });
        Ok(())
    }
}

#[expect(clippy::too_many_arguments, reason = "a row's surroundings")]
fn write_line(
    context: &Context,
    day: Date,
    invoice: &Text,
    line_number: i64,
    is_credit: bool,
    line: &Line,
    totals: &mut Totals,
    out: &mut Writer,
) -> Result<(), Error> {
    let (order, world) = (line.order, &context.world);
    let customer = &world.customers[order.customer.at()];
    let product = &world.products[order.product.at()];
    let plant = &world.plants[order.plant.at()];
    let tax_code = world.sales_tax(order.plant, order.customer);
    let pieces = u32::try_from(line.pieces.unsigned_abs()).unwrap_or(u32::MAX);
    let sign = line.pieces.signum();
    let (gross_minor, net_minor) = (sign * order.gross_minor(pieces), sign * order.net_minor(pieces));
    let tax_minor = (net_minor as f64 * rate_of(tax_code)).round() as i64;
    let amount = |minor| context.rates.amount(minor, order.currency, plant.currency, day);
    let (gross, net, tax) = (amount(gross_minor), amount(net_minor), amount(tax_minor));
    totals.gross += gross;
    totals.net += net;
    totals.tax += tax;
    totals.gross_minor += gross_minor;
    totals.net_minor += net_minor;
    totals.tax_minor += tax_minor;
    let cost = |minor: fn(&Standard) -> i64| {
        line.standard.as_ref().map_or(0, |standard| minor(standard) * line.pieces)
    };
    let id = out.next_id::<tables::InvoiceLine>();
    out.put(tables::InvoiceLine {
        business_date: day,
        id,
        invoice_id: invoice.clone(),
        line_number,
        kind: if is_credit { "credit note" } else { "invoice" }.into(),
        plant_id: plant.code.clone(),
        customer_id: customer.code.clone(),
        rep_id: world.reps[order.rep.at()].code.clone(),
        region: customer.region.into(),
        country: customer.country.into(),
        product_id: product.code.clone(),
        family_id: world.families[product.family.at()].code.into(),
        sales_order_id: format!("SO-{}", order.order).into(),
        promotion_id: order.promotion.map(|at| world.promotions[at.at()].code.into()),
        tax_code_id: tax_code.into(),
        quantity: line.pieces as f64,
        price_minor: order.price_minor,
        currency: order.currency.code().into(),
        gross_minor,
        discount_minor: gross_minor - net_minor,
        net_minor,
        tax_minor,
        gross_group_minor: gross.group_minor,
        discount_group_minor: gross.group_minor - net.group_minor,
        net_group_minor: net.group_minor,
        material_cost_group_minor: cost(|standard| standard.material_minor),
        labour_cost_group_minor: cost(|standard| standard.labour_minor),
        overhead_cost_group_minor: cost(|standard| standard.overhead_minor),
        cost_group_minor: cost(|standard| standard.total_minor()),
    })
}

/// The share of a VAT code.
pub(super) fn rate_of(code: &str) -> f64 {
    TAX_CODES.iter().find(|tax| tax.0 == code).map_or(0.0, |tax| tax.3)
}

#[expect(clippy::too_many_arguments, reason = "a journal's surroundings")]
fn post(
    context: &Context,
    day: Date,
    number: &Text,
    order: &OrderLine,
    is_credit: bool,
    totals: &Totals,
    books: &mut Books,
    out: &mut Writer,
) -> Result<(), Error> {
    let journal = Journal::new(order.plant, day, "sales", if is_credit { "Credit note" } else { "Invoice" })
        .reference(number.clone())
        .customer(order.customer)
        .debit(RECEIVABLES, totals.net + totals.tax)
        .credit(OUTPUT_VAT, totals.tax);
    let journal = if is_credit {
        journal.credit(CREDIT_NOTES, totals.net)
    } else {
        journal.credit(SALES, totals.gross).debit(DISCOUNTS, totals.gross - totals.net)
    };
    books.ledger.post(context, journal, out)
}

/// Cost of sales and freight of the day's shipments, one journal for each plant.
fn cost_of_sales(
    context: &Context,
    day: Date,
    shipments: &[&Shipment],
    books: &mut Books,
    out: &mut Writer,
) -> Result<(), Error> {
    let mut plants: BTreeMap<PlantIndex, [Amount; 5]> = BTreeMap::new();
    for shipment in shipments {
        let sums = plants.entry(shipment.order.plant).or_default();
        let pieces = i64::from(shipment.quantity);
        let plant = &context.world.plants[shipment.order.plant.at()];
        let part = |group_minor| Amount {
            local_minor: share_of(shipment, group_minor, plant.currency),
            group_minor,
        };
        let labour = part(shipment.standard.labour_minor * pieces);
        let overhead = part(shipment.standard.overhead_minor * pieces);
        sums[0] += shipment.cost - labour - overhead;
        sums[1] += labour;
        sums[2] += overhead;
        sums[3] += shipment.cost;
        sums[4] += shipment.freight;
    }
    for (plant, [material, labour, overhead, cost, freight]) in plants {
        let journal = Journal::new(plant, day, "cost of sales", "Cost of what was shipped")
            .debit(COST_OF_SALES_MATERIAL, material)
            .debit(COST_OF_SALES_LABOUR, labour)
            .debit(COST_OF_SALES_OVERHEAD, overhead)
            .credit(FINISHED_GOODS, cost)
            .debit(FREIGHT_OUT, freight)
            .credit(ACCRUALS, freight);
        books.ledger.post(context, journal, out)?;
        books.accrued.add(plant, super::overheads::Accrual::Freight, freight);
    }
    Ok(())
}

/// A part of a shipment's cost in the plant's currency, in proportion to the group's.
fn share_of(shipment: &Shipment, group_minor: i64, currency: Currency) -> i64 {
    if currency == Currency::Gbp || shipment.cost.group_minor == 0 {
        return group_minor;
    }
    (group_minor as f64 * shipment.cost.local_minor as f64 / shipment.cost.group_minor as f64).round() as i64
}

/// What was sold in a month, for the sales budget: product and region with pieces, net and cost in the group's currency.
#[derive(Debug, Default)]
pub(super) struct Sold(pub BTreeMap<(ProductIndex, &'static str, Date), (i64, i64, i64)>);

impl Sold {
    pub(super) fn add(&mut self, context: &Context, day: Date, shipment: &Shipment) {
        let order = &shipment.order;
        let region = context.world.customers[order.customer.at()].region;
        let net =
            context.rates.convert(order.net_minor(shipment.quantity), order.currency, Currency::Gbp, day);
        let sum = self.0.entry((order.product, region, day.first_of_month())).or_default();
        sum.0 += i64::from(shipment.quantity);
        sum.1 += net;
        sum.2 += shipment.standard.total_minor() * i64::from(shipment.quantity);
    }
}
