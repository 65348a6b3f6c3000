//! Bank accounts, one a plant in its currency: statement lines and daily balances.

use jiff::civil::Date;

use super::Books;
use super::cash_forecast::Flows;
use super::ledger::Journal;
use crate::context::Context;
use crate::money::{Amount, Currency};
use crate::table::Error;
use crate::tables;
use crate::value::Text;
use crate::world::iban_of;
use crate::world::reference::CASH;
use crate::world::{CustomerIndex, PlantIndex, SupplierIndex};
use crate::writer::Writer;

/// What a line of the statement says besides its amount.
#[derive(Debug, Clone)]
pub(super) struct Payment {
    pub plant: PlantIndex,
    pub day: Date,
    pub text: Text,
    pub counterparty: Text,
    pub customer: Option<CustomerIndex>,
    pub supplier: Option<SupplierIndex>,
    /// operating, investing, financing or transfer.
    pub activity: &'static str,
    pub category: &'static str,
    pub reference: Text,
}

impl Payment {
    pub(super) fn new(
        plant: PlantIndex,
        day: Date,
        activity: &'static str,
        category: &'static str,
        text: &str,
    ) -> Self {
        Self {
            plant,
            day,
            text: text.into(),
            counterparty: text.into(),
            customer: None,
            supplier: None,
            activity,
            category,
            reference: Text::default(),
        }
    }

    pub(super) fn reference(mut self, reference: Text) -> Self {
        self.reference = reference;
        self
    }

    pub(super) fn counterparty(mut self, counterparty: Text) -> Self {
        self.counterparty = counterparty;
        self
    }
}

/// One account.
#[derive(Debug, Clone, Default)]
struct Account {
    opening_minor: i64,
    receipts_minor: i64,
    payments_minor: i64,
}

impl Account {
    fn closing_minor(&self) -> i64 {
        self.opening_minor + self.receipts_minor - self.payments_minor
    }
}

/// The company's accounts, by plant.
#[derive(Debug, Default)]
pub(super) struct Bank {
    accounts: Vec<Account>,
    /// What moved by week, for the cash forecast.
    pub(super) flows: Flows,
}

impl Bank {
    pub(super) fn new(context: &Context) -> Self {
        Self { accounts: vec![Account::default(); context.world.plants.len()], flows: Flows::default() }
    }

    /// What an account held before the first line.
    pub(super) fn open(&mut self, plant: PlantIndex, local_minor: i64) {
        self.accounts[plant.at()].opening_minor = local_minor;
    }

    /// Balance now, in the plant's currency.
    pub(super) fn balance_minor(&self, plant: PlantIndex) -> i64 {
        self.accounts[plant.at()].closing_minor()
    }

    /// Writes a statement line; `amount` is positive for money coming in.
    pub(super) fn line(
        &mut self,
        context: &Context,
        payment: &Payment,
        amount: Amount,
        is_matched: bool,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let account = &mut self.accounts[payment.plant.at()];
        if amount.local_minor >= 0 {
            account.receipts_minor += amount.local_minor;
        } else {
            account.payments_minor -= amount.local_minor;
        }
        if payment.activity != "transfer" {
            self.flows.add(payment.plant, payment.category, payment.day, amount.group_minor);
        }
        let plant = &context.world.plants[payment.plant.at()];
        let id = out.next_id::<tables::BankLine>();
        out.put(tables::BankLine {
            business_date: payment.day,
            id,
            plant_id: plant.code.clone(),
            bank_account_id: account_code(&plant.code),
            text: payment.text.clone(),
            counterparty: payment.counterparty.clone(),
            customer_id: payment.customer.map(|at| context.world.customers[at.at()].code.clone()),
            supplier_id: payment.supplier.map(|at| context.world.suppliers[at.at()].code.clone()),
            activity: payment.activity.into(),
            category: payment.category.into(),
            is_matched,
            matched_reference: is_matched.then(|| payment.reference.clone()),
            amount_minor: amount.local_minor,
            currency: plant.currency.code().into(),
            amount_group_minor: amount.group_minor,
        })
    }

    /// Writes the day's balances and opens the next day.
    pub(super) fn end_day(&mut self, context: &Context, day: Date, out: &mut Writer) -> Result<(), Error> {
        for (plant, account) in context.world.plants.iter().zip(&mut self.accounts) {
            let closing = account.closing_minor();
            let id = out.next_id::<tables::BankBalance>();
            out.put(tables::BankBalance {
                business_date: day,
                id,
                plant_id: plant.code.clone(),
                bank_account_id: account_code(&plant.code),
                currency: plant.currency.code().into(),
                opening_minor: account.opening_minor,
                receipts_minor: account.receipts_minor,
                payments_minor: account.payments_minor,
                closing_minor: closing,
                closing_group_minor: context.rates.convert(closing, plant.currency, Currency::Gbp, day),
            })?;
            *account = Account { opening_minor: closing, ..Account::default() };
        }
        Ok(())
    }
}

fn account_code(plant: &str) -> Text {
    format!("BA-{plant}").into()
}

/// The accounts themselves.
pub(super) fn write_accounts(context: &Context, out: &mut Writer) -> Result<(), Error> {
    for (at, plant) in context.world.plants.iter().enumerate() {
        let bank = if plant.country == "PL" { "Bank Śląski Demo" } else { "Northern Demo Bank" };
        out.put(tables::BankAccount {
            bank_account_id: account_code(&plant.code),
            plant_id: plant.code.clone(),
            name: format!("{} current account", plant.name).into(),
            bank: bank.into(),
            iban: iban_of(plant.country, &format!("{:016}", 4_000_000_000_000_000 + at as u64 * 7_919)),
            currency: plant.currency.code().into(),
            account_id: CASH.into(),
            overdraft_limit_minor: 0,
        })?;
    }
    Ok(())
}

impl Books {
    /// Money in (positive) or out: the statement line and its journal, whose other side is `journal`'s lines; the rest
    /// of the journal in the group's currency is an exchange difference.
    pub(super) fn settle(
        &mut self,
        context: &Context,
        payment: &Payment,
        amount: Amount,
        journal: Journal,
        out: &mut Writer,
    ) -> Result<(), Error> {
        self.bank.line(context, payment, amount, true, out)?;
        let journal = journal
            .reference(payment.reference.clone())
            .debit(CASH, amount)
            .close(crate::world::reference::EXCHANGE_DIFFERENCES);
        self.ledger.post(context, journal, out)
    }

    /// Money paid out against one account.
    pub(super) fn pay(
        &mut self,
        context: &Context,
        payment: &Payment,
        account: &'static str,
        amount: Amount,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let journal =
            Journal::new(payment.plant, payment.day, "payment", payment.text.clone()).debit(account, amount);
        self.settle(context, payment, -amount, journal, out)
    }
}
