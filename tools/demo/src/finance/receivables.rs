//! What customers owe: open invoices, payments in each customer's manner, ageing day by day, reminders.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use super::Books;
use super::bank::Payment;
use super::ledger::Journal;
use crate::calendar::{days_between, plus_days, working_day_from};
use crate::context::Context;
use crate::money::{Amount, Currency};
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables;
use crate::value::Text;
use crate::world::reference::RECEIVABLES;
use crate::world::{CustomerIndex, PlantIndex};
use crate::writer::Writer;

/// Payments of that many days before today may still be unapplied, and that share of them is.
const UNAPPLIED_DAYS: i64 = 10;
const UNAPPLIED_SHARE: f64 = 0.12;

/// An invoice or credit note that is not settled.
#[derive(Debug)]
pub(super) struct OpenInvoice {
    pub row: tables::Invoice,
    pub plant: PlantIndex,
    pub customer: CustomerIndex,
    /// Its total as it was booked.
    pub booked: Amount,
}

/// All that customers owe.
#[derive(Debug)]
pub(super) struct Receivables {
    random: Stream,
    payments: u32,
    /// Open items by the number that orders them.
    open: BTreeMap<u32, OpenInvoice>,
    next: u32,
    /// Which items will be paid when.
    pays_on: BTreeMap<Date, Vec<u32>>,
    held: BTreeMap<(CustomerIndex, PlantIndex), Vec<u32>>,
}

impl Receivables {
    pub(super) fn new(context: &Context) -> Self {
        Self {
            random: stream(context.options.seed, "customer payments"),
            payments: 0,
            open: BTreeMap::new(),
            next: 0,
            pays_on: BTreeMap::new(),
            held: BTreeMap::new(),
        }
    }

    /// Takes an invoice and decides when it will be paid.
    pub(super) fn add(&mut self, context: &Context, invoice: OpenInvoice) {
        let pays_on = self.pays_on(context, &invoice);
        let number = self.next;
        self.next += 1;
        self.pays_on.entry(pays_on).or_default().push(number);
        self.held.entry((invoice.customer, invoice.plant)).or_default().push(number);
        self.open.insert(number, invoice);
    }

    /// A customer's habit, its drift over the years, chance, and what was planted; credit notes are taken off within ten days.
    fn pays_on(&mut self, context: &Context, invoice: &OpenInvoice) -> Date {
        let customer = &context.world.customers[invoice.customer.at()];
        if invoice.booked.group_minor < 0 {
            return working_day_from(customer.country, plus_days(invoice.row.business_date, 10));
        }
        let due = invoice.row.due_on;
        let years = days_between(context.options.first_day, due) as f64 / 365.25;
        let chance: f64 = StandardNormal.sample(&mut self.random);
        let late = customer.days_late + customer.days_late_drift * years + customer.days_late_spread * chance;
        let planted = context.incidents.payment_delay(invoice.customer, due);
        let earliest = plus_days(invoice.row.business_date, 3);
        // What was owed on the first morning and should have been paid before is paid then.
        let habit = plus_days(due, late.round() as i64 + planted).max(context.options.first_day);
        working_day_from(customer.country, habit.max(earliest))
    }

    /// Receives the day's payments: one for each customer and plant.
    pub(super) fn collect(
        &mut self,
        context: &Context,
        day: Date,
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let mut together: BTreeMap<(CustomerIndex, PlantIndex), Vec<u32>> = BTreeMap::new();
        for number in self.pays_on.remove(&day).unwrap_or_default() {
            let item = &self.open[&number];
            together.entry((item.customer, item.plant)).or_default().push(number);
        }
        for ((customer, plant), numbers) in together {
            self.receive(context, day, customer, plant, &numbers, books, out)?;
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "a payment's surroundings")]
    fn receive(
        &mut self,
        context: &Context,
        day: Date,
        customer: CustomerIndex,
        plant: PlantIndex,
        numbers: &[u32],
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        self.payments += 1;
        let payment_id: Text = format!("RCT-{}", 10_000 + self.payments).into();
        if days_between(day, context.options.today) <= UNAPPLIED_DAYS
            && self.random.random_bool(UNAPPLIED_SHARE)
        {
            return self.leave_unapplied(context, day, customer, plant, numbers, books, out);
        }
        let (mut booked, mut received) = (Amount::default(), Amount::default());
        for number in numbers {
            let Some(item) = self.open.remove(number) else { continue };
            if let Some(held) = self.held.get_mut(&(customer, plant)) {
                held.retain(|other| other != number);
            }
            booked += item.booked;
            received += self.settle(context, day, item, &payment_id, out)?;
        }
        let payment = Payment {
            customer: Some(customer),
            ..from_customer(context, day, customer, plant).reference(payment_id)
        };
        let journal = Journal::new(plant, day, "payment", "Payment from customer")
            .customer(customer)
            .credit(RECEIVABLES, booked);
        books.settle(context, &payment, received, journal, out)
    }

    /// The money is on the statement, but nobody knows for what: the invoices stay open.
    #[expect(clippy::too_many_arguments, reason = "a payment's surroundings")]
    fn leave_unapplied(
        &mut self,
        context: &Context,
        day: Date,
        customer: CustomerIndex,
        plant: PlantIndex,
        numbers: &[u32],
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let (who, local) =
            (&context.world.customers[customer.at()], context.world.plants[plant.at()].currency);
        let total: i64 =
            numbers.iter().filter_map(|number| Some(self.open.get(number)?.row.total_minor)).sum();
        let amount = context.rates.amount(total, who.currency, local, day);
        books.bank.line(context, &from_customer(context, day, customer, plant), amount, false, out)
    }

    /// Writes one settled invoice and its payment; gives what came in.
    fn settle(
        &mut self,
        context: &Context,
        day: Date,
        item: OpenInvoice,
        payment_id: &Text,
        out: &mut Writer,
    ) -> Result<Amount, Error> {
        let plant = &context.world.plants[item.plant.at()];
        let customer = &context.world.customers[item.customer.at()];
        let row = item.row;
        let received = context.rates.amount(row.total_minor, customer.currency, plant.currency, day);
        let id = out.next_id::<tables::CustomerPayment>();
        out.put(tables::CustomerPayment {
            business_date: day,
            id,
            payment_id: payment_id.clone(),
            plant_id: plant.code.clone(),
            customer_id: customer.code.clone(),
            invoice_id: row.invoice_id.clone(),
            due_on: row.due_on,
            days_late: days_between(row.due_on, day),
            days_to_pay: days_between(row.business_date, day),
            amount_minor: row.total_minor,
            currency: row.currency.clone(),
            amount_group_minor: received.group_minor,
            exchange_difference_group_minor: received.group_minor - item.booked.group_minor,
        })?;
        let status = if row.total_minor < 0 { "credited" } else { "paid" };
        out.put(tables::Invoice {
            paid_on: Some(day),
            status: status.into(),
            paid_minor: row.total_minor,
            open_minor: 0,
            open_group_minor: 0,
            ..row
        })?;
        Ok(received)
    }

    /// Writes what each customer owes tonight, by age; a customer that owes nothing anywhere has no rows.
    pub(super) fn end_day(&self, context: &Context, day: Date, out: &mut Writer) -> Result<(), Error> {
        let factories: Vec<PlantIndex> = context.world.factories().map(|(at, _)| at).collect();
        for at in 0..context.world.customers.len() {
            let customer = CustomerIndex::new(at);
            let owes = factories
                .iter()
                .any(|plant| self.held.get(&(customer, *plant)).is_some_and(|held| !held.is_empty()));
            if !owes {
                continue;
            }
            for plant in &factories {
                self.write_balance(context, day, customer, *plant, factories.len() as i64, out)?;
            }
        }
        Ok(())
    }

    fn write_balance(
        &self,
        context: &Context,
        day: Date,
        customer: CustomerIndex,
        plant: PlantIndex,
        factories: i64,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let who = &context.world.customers[customer.at()];
        let held = self.held.get(&(customer, plant)).map(Vec::as_slice).unwrap_or_default();
        // Not due, then the four ages past due.
        let (mut ages, mut balance_minor) = ([0_i64; 5], 0_i64);
        for item in held.iter().filter_map(|number| self.open.get(number)) {
            balance_minor += item.row.total_minor;
            ages[age(days_between(item.row.due_on, day))] += item.booked.group_minor;
        }
        let limit = context.rates.convert(
            who.credit_limit_minor,
            who.currency,
            Currency::Gbp,
            context.options.first_day,
        );
        let id = out.next_id::<tables::ReceivableBalance>();
        out.put(tables::ReceivableBalance {
            business_date: day,
            id,
            plant_id: context.world.plants[plant.at()].code.clone(),
            customer_id: who.code.clone(),
            rep_id: context.world.reps[who.rep.at()].code.clone(),
            region: who.region.into(),
            currency: who.currency.code().into(),
            balance_minor,
            balance_group_minor: ages.iter().sum(),
            not_due_group_minor: ages[0],
            overdue_group_minor: ages[1..].iter().sum(),
            overdue_0_30_group_minor: ages[1],
            overdue_31_60_group_minor: ages[2],
            overdue_61_90_group_minor: ages[3],
            overdue_over_90_group_minor: ages[4],
            credit_limit_group_minor: limit / factories,
        })
    }

    /// Reminds customers of invoices that are 7, 21 or 35 days past due; some promise, some dispute.
    pub(super) fn remind(&mut self, context: &Context, day: Date, out: &mut Writer) -> Result<(), Error> {
        let late: Vec<u32> = self
            .open
            .iter()
            .filter(|(_, item)| {
                item.booked.group_minor > 0 && matches!(days_between(item.row.due_on, day), 7 | 21 | 35)
            })
            .map(|(number, _)| *number)
            .collect();
        for number in late {
            let days = days_between(self.open[&number].row.due_on, day);
            let (kind, note) = match days {
                7 => ("reminder", "First reminder sent"),
                21 => ("call", "Called accounts payable"),
                _ if self.random.random_bool(0.3) => ("dispute", "Customer disputes the price"),
                _ => ("promise", "Promised within a week"),
            };
            let item = &self.open[&number];
            let promised_on = (kind == "promise").then(|| plus_days(day, 7));
            let id = out.next_id::<tables::CollectionAction>();
            out.put(tables::CollectionAction {
                business_date: day,
                id,
                plant_id: context.world.plants[item.plant.at()].code.clone(),
                customer_id: context.world.customers[item.customer.at()].code.clone(),
                invoice_id: item.row.invoice_id.clone(),
                kind: kind.into(),
                promised_on,
                is_kept: None,
                amount_minor: item.row.open_minor,
                currency: item.row.currency.clone(),
                note: note.into(),
            })?;
        }
        Ok(())
    }

    /// What is still open: group pence expected in by day, for the cash forecast.
    pub(super) fn expected(&self, context: &Context) -> Vec<(PlantIndex, Date, i64)> {
        let today = context.options.today;
        let expect = |item: &OpenInvoice| {
            let habit = context.world.customers[item.customer.at()].days_late.round() as i64;
            (item.plant, plus_days(item.row.due_on, habit).max(today), item.booked.group_minor)
        };
        self.open.values().map(expect).collect()
    }

    /// Writes the invoices that are still open.
    pub(super) fn finish(self, out: &mut Writer) -> Result<(), Error> {
        for item in self.open.into_values() {
            out.put(item.row)?;
        }
        Ok(())
    }
}

/// A statement line as the bank prints it.
fn from_customer(context: &Context, day: Date, customer: CustomerIndex, plant: PlantIndex) -> Payment {
    let name = &context.world.customers[customer.at()].name;
    let text = format!("{} CREDIT {}", name.to_uppercase(), context.world.customers[customer.at()].code);
    Payment::new(plant, day, "operating", "customers", &text).counterparty(name.clone())
}

/// 0 not due; 1 up to 30 days past due, 2 up to 60, 3 up to 90, 4 more.
pub(super) fn age(days_past_due: i64) -> usize {
    match days_past_due {
        ..=0 => 0,
        1..=30 => 1,
        31..=60 => 2,
        61..=90 => 3,
        _ => 4,
    }
}
