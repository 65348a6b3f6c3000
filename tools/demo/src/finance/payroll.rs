//! Wages: accrued as worked, paid on the last working day of the month, their taxes on the nineteenth after.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Books;
use super::bank::Payment;
use super::ledger::Journal;
use crate::context::Context;
use crate::money::Amount;
use crate::table::Error;
use crate::tables;
use crate::world::reference::{
    ACCRUED_WAGES, ADMIN_SALARIES, DIRECT_WAGES, INDIRECT_WAGES, PAYROLL_TAXES, SALES_SALARIES,
};
use crate::world::{CostCentreIndex, PlantIndex};
use crate::writer::Writer;

/// The share of gross pay that reaches the employee.
const NET_SHARE: f64 = 0.76;

#[derive(Debug, Clone, Copy, Default)]
struct Earned {
    headcount: u32,
    gross: Amount,
    cost: Amount,
}

/// What was earned since the last pay day.
#[derive(Debug, Default)]
pub(super) struct Payroll {
    earned: BTreeMap<(PlantIndex, CostCentreIndex), Earned>,
}

/// A day's work of a cost centre.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work {
    pub plant: PlantIndex,
    pub centre: CostCentreIndex,
    pub is_direct: bool,
    pub headcount: u32,
    pub gross: Amount,
    pub cost: Amount,
}

impl Payroll {
    /// Books a day's work.
    pub(super) fn worked(
        &mut self,
        context: &Context,
        day: Date,
        work: &Work,
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let earned = self.earned.entry((work.plant, work.centre)).or_default();
        earned.headcount = earned.headcount.max(work.headcount);
        earned.gross += work.gross;
        earned.cost += work.cost;
        let account = match context.world.cost_centres[work.centre.at()].kind {
            "sales" => SALES_SALARIES,
            "administration" => ADMIN_SALARIES,
            _ if work.is_direct => DIRECT_WAGES,
            _ => INDIRECT_WAGES,
        };
        let journal = Journal::new(work.plant, day, "payroll", "Hours worked")
            .debit_at(account, work.centre, work.cost)
            .credit(ACCRUED_WAGES, work.cost);
        books.ledger.post(context, journal, out)
    }

    /// Pays what was earned.
    pub(super) fn pay(
        &mut self,
        context: &Context,
        day: Date,
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let mut plants: BTreeMap<PlantIndex, (Amount, i64)> = BTreeMap::new();
        for ((plant, centre), earned) in std::mem::take(&mut self.earned) {
            let net_minor = (earned.gross.local_minor as f64 * NET_SHARE).round() as i64;
            let sums = plants.entry(plant).or_default();
            sums.0 += earned.cost;
            sums.1 += net_minor;
            write_run(context, day, plant, centre, &earned, net_minor, out)?;
        }
        for (plant, (cost, net_minor)) in plants {
            let currency = context.world.plants[plant.at()].currency;
            let amount = |minor| context.rates.amount(minor, currency, currency, day);
            let (net, taxes) = (amount(net_minor), amount(cost.local_minor - net_minor));
            let payment = Payment::new(plant, day, "operating", "payroll", "Wages and salaries")
                .reference(format!("WAGES-{}-{day}", context.world.plants[plant.at()].code).into());
            let journal = Journal::new(plant, day, "payroll", "Pay run")
                .debit(ACCRUED_WAGES, cost)
                .credit(PAYROLL_TAXES, taxes);
            books.settle(context, &payment, -net, journal, out)?;
        }
        Ok(())
    }
}

fn write_run(
    context: &Context,
    day: Date,
    plant: PlantIndex,
    centre: CostCentreIndex,
    earned: &Earned,
    net_minor: i64,
    out: &mut Writer,
) -> Result<(), Error> {
    let id = out.next_id::<tables::PayrollRun>();
    out.put(tables::PayrollRun {
        business_date: day,
        id,
        plant_id: context.world.plants[plant.at()].code.clone(),
        cost_centre_id: context.world.cost_centres[centre.at()].code.clone(),
        period: format!("{}-{:02}", day.year(), day.month()).into(),
        headcount: i64::from(earned.headcount),
        gross_minor: earned.gross.local_minor,
        employee_tax_minor: earned.gross.local_minor - net_minor,
        employer_cost_minor: earned.cost.local_minor - earned.gross.local_minor,
        net_minor,
        currency: context.world.plants[plant.at()].currency.code().into(),
        gross_group_minor: earned.gross.group_minor,
        cost_group_minor: earned.cost.group_minor,
    })
}

impl Books {
    /// Pays the payroll taxes that the last pay runs left.
    pub(super) fn pay_payroll_taxes(
        &mut self,
        context: &Context,
        day: Date,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for at in 0..context.world.plants.len() {
            let (plant, currency) = (PlantIndex::new(at), context.world.plants[at].currency);
            let owed = -self.ledger.balance(plant, PAYROLL_TAXES);
            if owed.local_minor <= 0 {
                continue;
            }
            let paid = context.rates.amount(owed.local_minor, currency, currency, day);
            let payment = Payment::new(plant, day, "operating", "tax", "Payroll taxes")
                .reference(format!("PAYE-{}-{day}", context.world.plants[at].code).into());
            let journal = Journal::new(plant, day, "payment", "Payroll taxes").debit(PAYROLL_TAXES, owed);
            self.settle(context, &payment, -paid, journal, out)?;
        }
        Ok(())
    }
}
