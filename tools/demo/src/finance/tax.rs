//! VAT: what was charged and what was paid, returned quarterly in Great Britain and monthly in Poland.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Books;
use super::bank::Payment;
use super::ledger::Journal;
use super::sales::rate_of;
use crate::calendar::{plus_days, plus_months};
use crate::context::Context;
use crate::money::Amount;
use crate::table::Error;
use crate::tables;
use crate::value::Text;
use crate::world::PlantIndex;
use crate::world::reference::{INPUT_VAT, OUTPUT_VAT};
use crate::writer::Writer;

/// The VAT of one invoice.
#[derive(Debug)]
pub(super) struct Entry {
    pub plant: PlantIndex,
    pub code: &'static str,
    /// On a sale; otherwise on a purchase.
    pub is_output: bool,
    pub invoice: Text,
    pub base: Amount,
    pub tax: Amount,
}

/// Returns in the making, by the day on which they are paid.
#[derive(Debug, Default)]
pub(super) struct Tax {
    due: BTreeMap<(Date, PlantIndex), (Amount, Amount)>,
}

/// The name of the return's period and the day it is paid.
fn period(country: &str, day: Date) -> (Text, Date) {
    if country == "PL" {
        let name = format!("{}-{:02}", day.year(), day.month());
        return (name.into(), plus_days(plus_months(day, 1), 24));
    }
    let quarter = (day.month() - 1) / 3 + 1;
    let months_left = i64::from(3 - (day.month() - 1) % 3);
    (format!("{}-Q{quarter}", day.year()).into(), plus_days(plus_months(day, months_left + 1), 6))
}

impl Tax {
    /// Writes an entry and adds it to its return.
    pub(super) fn enter(
        &mut self,
        context: &Context,
        day: Date,
        entry: &Entry,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let plant = &context.world.plants[entry.plant.at()];
        let (name, due_on) = period(plant.country, day);
        let sums = self.due.entry((due_on, entry.plant)).or_default();
        if entry.is_output {
            sums.0 += entry.tax;
        } else {
            sums.1 += entry.tax;
        }
        let id = out.next_id::<tables::TaxEntry>();
        out.put(tables::TaxEntry {
            business_date: day,
            id,
            plant_id: plant.code.clone(),
            tax_code_id: entry.code.into(),
            rate: rate_of(entry.code),
            direction: if entry.is_output { "output" } else { "input" }.into(),
            invoice_id: entry.invoice.clone(),
            period: name,
            due_on,
            base_minor: entry.base.local_minor,
            tax_minor: entry.tax.local_minor,
            currency: plant.currency.code().into(),
            base_group_minor: entry.base.group_minor,
            tax_group_minor: entry.tax.group_minor,
        })
    }
}

impl Books {
    /// Pays (or is refunded) the returns due today.
    pub(super) fn pay_vat(&mut self, context: &Context, day: Date, out: &mut Writer) -> Result<(), Error> {
        let due: Vec<_> =
            self.tax.due.range(..=(day, PlantIndex(u32::MAX))).map(|(key, sums)| (*key, *sums)).collect();
        for ((due_on, plant), (output, input)) in due {
            self.tax.due.remove(&(due_on, plant));
            let currency = context.world.plants[plant.at()].currency;
            let owed = context.rates.amount((output - input).local_minor, currency, currency, day);
            let payment = Payment::new(plant, day, "operating", "tax", "VAT return")
                .reference(format!("VAT-{}-{due_on}", context.world.plants[plant.at()].code).into());
            let journal = Journal::new(plant, day, "tax", "VAT return")
                .debit(OUTPUT_VAT, output)
                .credit(INPUT_VAT, input);
            self.settle(context, &payment, -owed, journal, out)?;
        }
        Ok(())
    }
}
