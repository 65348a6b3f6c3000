//! Costs that are not bought by the piece: what accrues day by day and is paid by the month, and regular bills.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Books;
use super::bank::Payment;
use super::ledger::Journal;
use super::payables::Payables;
use crate::calendar::{plus_months, working_day_from};
use crate::context::Context;
use crate::money::Amount;
use crate::table::Error;
use crate::world::reference::{
    ACCRUALS, CONSUMABLES, INSURANCE, IT_COSTS, MARKETING, PREMISES, PROFESSIONAL_FEES,
};
use crate::world::{CostCentreIndex, PlantIndex, SupplierIndex};
use crate::writer::Writer;

/// What costs accrue for before they are billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Accrual {
    Freight,
    Energy,
    /// Spare parts, outside work, training, consumables: billed by a tools supplier.
    Services,
    Expenses,
}

/// What has accrued and is not yet billed or paid.
#[derive(Debug, Default)]
pub(super) struct Accrued(BTreeMap<(PlantIndex, Accrual), Amount>);

impl Accrued {
    pub(super) fn add(&mut self, plant: PlantIndex, kind: Accrual, amount: Amount) {
        *self.0.entry((plant, kind)).or_default() += amount;
    }

    fn take(&mut self, plant: PlantIndex, kind: Accrual) -> Amount {
        self.0.remove(&(plant, kind)).unwrap_or_default()
    }
}

/// A regular bill of the head office: account, cost centre's department, pence a month.
const GROUP_BILLS: [(&str, &str, i64, &str); 4] = [
    (IT_COSTS, "IT", 7_800_000, "Software and hosting"),
    (PROFESSIONAL_FEES, "Finance", 4_200_000, "Audit and legal"),
    (INSURANCE, "Finance", 5_600_000, "Insurance"),
    (MARKETING, "Marketing", 4_900_000, "Agency and fairs"),
];
/// Rent and rates of a factory, and consumables, pence a month.
const FACTORY_BILLS: [(&str, i64, &str); 2] =
    [(PREMISES, 11_500_000, "Rent and rates"), (CONSUMABLES, 3_600_000, "Consumables")];

impl Books {
    /// Posts a cost that accrues: debit the account at its cost centre, credit accruals.
    #[expect(clippy::too_many_arguments, reason = "a posting's surroundings")]
    pub(super) fn accrue(
        &mut self,
        context: &Context,
        day: Date,
        plant: PlantIndex,
        centre: CostCentreIndex,
        kind: Accrual,
        (account, source, text): (&'static str, &'static str, &str),
        amount: Amount,
        out: &mut Writer,
    ) -> Result<(), Error> {
        self.accrued.add(plant, kind, amount);
        let journal =
            Journal::new(plant, day, source, text).debit_at(account, centre, amount).credit(ACCRUALS, amount);
        self.ledger.post(context, journal, out)
    }

    /// The month's regular bills, posted on its first working day.
    pub(super) fn regular_bills(
        &mut self,
        context: &Context,
        day: Date,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let world = &context.world;
        let office = world.head_office();
        for (account, department, pence, text) in GROUP_BILLS {
            let Some(centre) = centre_of(context, office, department) else { continue };
            let amount = Amount { local_minor: pence, group_minor: pence };
            let payment = Payment::new(office, day, "operating", "suppliers", text)
                .reference(format!("DD-{text}-{day}").into());
            let journal = Journal::new(office, day, "expense", text).debit_at(account, centre, amount);
            self.settle(context, &payment, -amount, journal, out)?;
        }
        let factories: Vec<PlantIndex> = world.factories().map(|(at, _)| at).collect();
        for plant in factories {
            self.factory_bills(context, day, plant, out)?;
        }
        Ok(())
    }

    fn factory_bills(
        &mut self,
        context: &Context,
        day: Date,
        plant: PlantIndex,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let Some(centre) = centre_of(context, plant, "Engineering") else { return Ok(()) };
        let currency = context.world.plants[plant.at()].currency;
        for (account, pence, text) in FACTORY_BILLS {
            let amount = context.rates.at_standard(pence, currency, day);
            if account == CONSUMABLES {
                self.accrue(
                    context,
                    day,
                    plant,
                    centre,
                    Accrual::Services,
                    (account, "expense", text),
                    amount,
                    out,
                )?;
            } else {
                let amount = context.rates.amount(amount.local_minor, currency, currency, day);
                let payment = Payment::new(plant, day, "operating", "suppliers", text)
                    .reference(format!("DD-{}-{day}", context.world.plants[plant.at()].code).into());
                let journal = Journal::new(plant, day, "expense", text).debit_at(account, centre, amount);
                self.settle(context, &payment, -amount, journal, out)?;
            }
        }
        Ok(())
    }

    /// Pays last month's freight, energy and expenses, by direct debit.
    pub(super) fn pay_accrued(
        &mut self,
        context: &Context,
        day: Date,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let kinds = [
            (Accrual::Freight, "suppliers", "Carrier, monthly account"),
            (Accrual::Energy, "energy", "Electricity, monthly account"),
            (Accrual::Expenses, "expenses", "Expense claims"),
        ];
        for at in 0..context.world.plants.len() {
            let plant = PlantIndex::new(at);
            for (kind, category, text) in kinds {
                let accrued = self.accrued.take(plant, kind);
                if accrued == Amount::default() {
                    continue;
                }
                let currency = context.world.plants[at].currency;
                let paid = context.rates.amount(accrued.local_minor, currency, currency, day);
                let payment = Payment::new(plant, day, "operating", category, text)
                    .reference(format!("DD-{}-{day}", context.world.plants[at].code).into());
                let journal = Journal::new(plant, day, "payment", text).debit(ACCRUALS, accrued);
                self.settle(context, &payment, -paid, journal, out)?;
            }
        }
        Ok(())
    }

    /// A tools supplier bills what services have accrued in the month.
    pub(super) fn bill_services(
        &mut self,
        context: &Context,
        day: Date,
        payables: &mut Payables,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let suppliers: Vec<SupplierIndex> = (0..context.world.suppliers.len())
            .filter(|&at| context.world.suppliers[at].category == "Tools and consumables")
            .map(SupplierIndex::new)
            .collect();
        for at in 0..context.world.plants.len() {
            let plant = PlantIndex::new(at);
            let accrued = self.accrued.take(plant, Accrual::Services);
            let Some(supplier) = suppliers.get(at % suppliers.len().max(1)) else { continue };
            if accrued != Amount::default() {
                payables.service(context, day, plant, *supplier, accrued, self, out)?;
            }
        }
        Ok(())
    }
}

/// A cost centre of a plant by department; any of the plant where it has none.
pub(super) fn centre_of(context: &Context, plant: PlantIndex, department: &str) -> Option<CostCentreIndex> {
    let centres = &context.world.cost_centres;
    let of_plant = |at: &usize| centres[*at].plant == plant;
    (0..centres.len())
        .find(|at| of_plant(at) && centres[*at].department == department)
        .or_else(|| (0..centres.len()).find(of_plant))
        .map(CostCentreIndex::new)
}

/// The day of a month on which something regular happens, moved to a working day.
pub(super) fn regular_day(country: &str, month: Date, day_of_month: i64) -> Date {
    working_day_from(country, crate::calendar::plus_days(plus_months(month, 0), day_of_month - 1))
}
