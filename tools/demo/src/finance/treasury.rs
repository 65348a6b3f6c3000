//! The head office's money: the loan, the credit line, pooling of cash, corporation tax and dividends.

use jiff::civil::{Date, Weekday};

use super::Books;
use super::bank::Payment;
use super::ledger::Journal;
use crate::calendar::{plus_months, working_day_from};
use crate::context::Context;
use crate::money::{Amount, Currency};
use crate::table::Error;
use crate::tables;
use crate::world::PlantIndex;
use crate::world::reference::{
    CASH, CORPORATION_TAX, DIVIDENDS, INCOME_TAX, INTERCOMPANY, INTEREST, TERM_LOAN,
};
use crate::writer::Writer;

/// The loan at the start, its quarterly repayment and yearly interest.
pub(super) const LOAN_MINOR: i64 = 1_200_000_000;
const REPAYMENT_MINOR: i64 = 50_000_000;
const INTEREST_SHARE: f64 = 0.062;
/// The undrawn credit line.
const CREDIT_LINE_MINOR: i64 = 800_000_000;
/// A factory keeps about that much, in pence; the rest goes to the head office each Friday.
const FACTORY_CASH_MINOR: i64 = 120_000_000;
/// Cash the group keeps before it pays a dividend.
const GROUP_CASH_MINOR: i64 = 900_000_000;
const TAX_SHARE: f64 = 0.25;

/// Debt, tax and dividends.
#[derive(Debug)]
pub(super) struct Treasury {
    loan_minor: i64,
    /// Profit before tax up to the last month end.
    taxed_profit_minor: i64,
}

impl Treasury {
    pub(super) fn new() -> Self {
        Self { loan_minor: LOAN_MINOR, taxed_profit_minor: 0 }
    }

    /// Interest and repayment at the end of each quarter.
    pub(super) fn serve_debt(
        &mut self,
        context: &Context,
        day: Date,
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let office = context.world.head_office();
        let interest = (self.loan_minor as f64 * INTEREST_SHARE / 4.0).round() as i64;
        let principal = REPAYMENT_MINOR.min(self.loan_minor);
        self.loan_minor -= principal;
        let amount = |minor| Amount { local_minor: minor, group_minor: minor };
        let payment = |category, text: &str| {
            Payment::new(office, day, "financing", category, text).reference(format!("LOAN-{day}").into())
        };
        books.pay(context, &payment("debt", "Loan repayment"), TERM_LOAN, amount(principal), out)?;
        books.pay(context, &payment("interest", "Loan interest"), INTEREST, amount(interest), out)?;
        self.write_payment(context, day, principal, interest, self.loan_minor, true, out)
    }

    #[expect(clippy::too_many_arguments, reason = "the columns of a payment")]
    fn write_payment(
        &self,
        context: &Context,
        day: Date,
        principal: i64,
        interest: i64,
        after: i64,
        is_paid: bool,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let id = out.next_id::<tables::DebtPayment>();
        out.put(tables::DebtPayment {
            business_date: day,
            id,
            plant_id: context.world.plants[context.world.head_office().at()].code.clone(),
            facility_id: "LOAN-1".into(),
            principal_minor: principal,
            interest_minor: interest,
            balance_after_minor: after,
            currency: Currency::Gbp.code().into(),
            principal_group_minor: principal,
            interest_group_minor: interest,
            is_paid,
        })
    }

    /// Charges corporation tax on the month's profit.
    pub(super) fn charge_tax(
        &mut self,
        context: &Context,
        day: Date,
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let office = context.world.head_office();
        let charged = books.ledger.balance(office, INCOME_TAX).group_minor;
        let profit = books.ledger.profit_group_minor() + charged;
        let tax = ((profit - self.taxed_profit_minor) as f64 * TAX_SHARE).round() as i64;
        self.taxed_profit_minor = profit;
        let tax = Amount { local_minor: tax, group_minor: tax };
        let journal = Journal::new(office, day, "tax", "Corporation tax")
            .debit(INCOME_TAX, tax)
            .credit(CORPORATION_TAX, tax);
        books.ledger.post(context, journal, out)
    }

    /// Facilities as of today, and the loan's payments to come.
    pub(super) fn finish(self, context: &Context, out: &mut Writer) -> Result<(), Error> {
        let office = context.world.plants[context.world.head_office().at()].code.clone();
        let facility =
            |id: &str, name: &str, kind: &str, limit_minor, drawn_minor, interest_share| tables::Facility {
                facility_id: id.into(),
                plant_id: office.clone(),
                name: name.into(),
                kind: kind.into(),
                bank: "Northern Demo Bank".into(),
                currency: Currency::Gbp.code().into(),
                limit_minor,
                drawn_minor,
                limit_group_minor: limit_minor,
                drawn_group_minor: drawn_minor,
                interest_share,
                starts_on: context.options.first_day,
                ends_on: plus_months(context.options.first_day, 84),
            };
        out.put(facility("LOAN-1", "Term loan", "term loan", LOAN_MINOR, self.loan_minor, INTEREST_SHARE))?;
        out.put(facility("RCF-1", "Revolving credit", "revolving credit", CREDIT_LINE_MINOR, 0, 0.071))?;
        let mut left = self.loan_minor;
        let mut month = plus_months(context.options.today, 1);
        while left > 0 {
            if month.month() % 3 == 1 {
                let (principal, interest) =
                    (REPAYMENT_MINOR.min(left), (left as f64 * INTEREST_SHARE / 4.0).round() as i64);
                left -= principal;
                let day = crate::calendar::plus_days(month, -1);
                self.write_payment(context, day, principal, interest, left, false, out)?;
            }
            month = plus_months(month, 1);
        }
        Ok(())
    }
}

impl Books {
    /// Pays the corporation tax that has been charged, in January, April, July and October.
    pub(super) fn pay_corporation_tax(
        &mut self,
        context: &Context,
        day: Date,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let office = context.world.head_office();
        let owed = -self.ledger.balance(office, CORPORATION_TAX);
        if owed.local_minor <= 0 {
            return Ok(());
        }
        let payment = Payment::new(office, day, "operating", "tax", "Corporation tax")
            .reference(format!("CT-{day}").into());
        self.pay(context, &payment, CORPORATION_TAX, owed, out)
    }

    /// Pays out what the group does not need, each July and January.
    pub(super) fn pay_dividend(
        &mut self,
        context: &Context,
        day: Date,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let office = context.world.head_office();
        let surplus = self.bank.balance_minor(office) - GROUP_CASH_MINOR;
        if surplus <= 0 {
            return Ok(());
        }
        let minor = surplus / 1_000_000 * 1_000_000;
        let payment = Payment::new(office, day, "financing", "dividends", "Dividend")
            .reference(format!("DIV-{day}").into());
        self.pay(context, &payment, DIVIDENDS, Amount { local_minor: minor, group_minor: minor }, out)
    }

    /// Moves cash between a factory and the head office: all above need on Fridays, whatever is missing at once.
    pub(super) fn pool(&mut self, context: &Context, day: Date, out: &mut Writer) -> Result<(), Error> {
        let factories: Vec<PlantIndex> = context.world.factories().map(|(at, _)| at).collect();
        for plant in factories {
            let currency = context.world.plants[plant.at()].currency;
            let need = context.rates.at_standard(FACTORY_CASH_MINOR, currency, day).local_minor;
            let held = self.bank.balance_minor(plant);
            let is_surplus = day.weekday() == Weekday::Friday && held > need;
            if is_surplus || held < need / 4 {
                self.transfer(context, day, plant, held - need, out)?;
            }
        }
        Ok(())
    }

    /// Sends `minor` of the factory's currency to the head office (negative: from it).
    fn transfer(
        &mut self,
        context: &Context,
        day: Date,
        plant: PlantIndex,
        minor: i64,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let (office, currency) = (context.world.head_office(), context.world.plants[plant.at()].currency);
        let there = context.rates.amount(minor, currency, currency, day);
        let here = Amount { local_minor: there.group_minor, group_minor: there.group_minor };
        let code = &context.world.plants[plant.at()].code;
        let payment = |at| {
            Payment::new(at, day, "financing", "transfer", "Cash pooling")
                .reference(format!("POOL-{code}-{day}").into())
        };
        for (at, amount) in [(plant, -there), (office, here)] {
            let payment = Payment { activity: "transfer", ..payment(at) };
            self.bank.line(context, &payment, amount, true, out)?;
            let journal = Journal::new(at, day, "treasury", "Cash pooling")
                .reference(payment.reference.clone())
                .debit(CASH, amount)
                .credit(INTERCOMPANY, amount);
            self.ledger.post(context, journal, out)?;
        }
        Ok(())
    }
}

/// The last working day of a month.
pub(super) fn last_working_day(country: &str, day: Date) -> Date {
    let next = plus_months(day, 1);
    (1..10)
        .map(|back| crate::calendar::plus_days(next, -back))
        .find(|&day| working_day_from(country, day) == day)
        .unwrap_or(day)
}
