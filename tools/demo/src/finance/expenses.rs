//! Expense claims: a few on each working day, some over the policy.

use jiff::civil::Date;
use rand::RngExt;
use rand_distr::{Distribution, LogNormal};

use super::Books;
use super::overheads::Accrual;
use crate::calendar::days_between;
use crate::context::Context;
use crate::money::Currency;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables;
use crate::world::reference::{EXPENSE_POLICIES, TRAVEL};
use crate::world::{Employee, EmployeeIndex};
use crate::writer::Writer;

const MERCHANTS: [[&str; 3]; 7] = [
    ["Midland Inn", "Hotel Odra", "Station Hotel"],
    ["The Forge", "Bistro Rynek", "Corner House"],
    ["Northern Rail", "CrossCountry", "PKP Intercity"],
    ["Skyways", "Continental Air", "Baltic Air"],
    ["Own car", "Own car", "Own car"],
    ["Grand Brasserie", "Riverside Grill", "Piwnica"],
    ["City Cabs", "Metro Taxi", "Radio Taxi"],
];

/// Writes the claims.
#[derive(Debug)]
pub(super) struct Expenses {
    random: Stream,
    travellers: Vec<EmployeeIndex>,
}

impl Expenses {
    pub(super) fn new(context: &Context) -> Self {
        let travels = |employee: &Employee| !employee.is_direct && employee.line.is_none();
        let people = context.world.employees.iter().enumerate();
        let travellers =
            people.filter(|(_, employee)| travels(employee)).map(|(at, _)| EmployeeIndex::new(at)).collect();
        Self { random: stream(context.options.seed, "expenses"), travellers }
    }

    /// The day's claims.
    pub(super) fn day(
        &mut self,
        context: &Context,
        day: Date,
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for _ in 0..self.random.random_range(1..6) {
            if self.travellers.is_empty() {
                return Ok(());
            }
            let who = self.travellers[self.random.random_range(0..self.travellers.len())];
            if context.world.employees[who.at()].is_employed(day) {
                self.claim(context, day, who, books, out)?;
            }
        }
        Ok(())
    }

    fn claim(
        &mut self,
        context: &Context,
        day: Date,
        who: EmployeeIndex,
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let employee = &context.world.employees[who.at()];
        let at = self.random.random_range(0..EXPENSE_POLICIES.len());
        let (category, limit, _) = EXPENSE_POLICIES[at];
        let sizes = LogNormal::new((limit as f64 * 0.55).ln(), 0.38);
        let pence = sizes.map_or(limit, |sizes| sizes.sample(&mut self.random).round() as i64).max(300);
        let currency = context.world.plants[employee.plant.at()].currency;
        let minor = context.rates.convert(pence, Currency::Gbp, currency, day);
        let amount = context.rates.amount(minor, currency, currency, day);
        let merchant = MERCHANTS[at][self.random.random_range(0..3)];
        let status = match days_between(day, context.options.today) {
            ..=10 => "submitted",
            11..=35 => "approved",
            _ => "paid",
        };
        let id = out.next_id::<tables::Expense>();
        out.put(tables::Expense {
            business_date: day,
            id,
            plant_id: context.world.plants[employee.plant.at()].code.clone(),
            employee_id: employee.code.clone(),
            cost_centre_id: context.world.cost_centres[employee.cost_centre.at()].code.clone(),
            category: category.into(),
            merchant: merchant.into(),
            description: format!("{category}, {merchant}").into(),
            amount_minor: amount.local_minor,
            currency: currency.code().into(),
            amount_group_minor: amount.group_minor,
            limit_group_minor: limit,
            over_policy_group_minor: (amount.group_minor - limit).max(0),
            has_receipt: self.random.random_bool(0.96),
            status: status.into(),
        })?;
        let posting = (TRAVEL, "expense", category);
        books.accrue(
            context,
            day,
            employee.plant,
            employee.cost_centre,
            Accrual::Expenses,
            posting,
            amount,
            out,
        )
    }
}
