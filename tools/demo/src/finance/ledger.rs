//! The general ledger: journals that balance in the plant's currency and in the group's, and the trial balance.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::calendar::{fiscal_period, fiscal_year};
use crate::context::Context;
use crate::money::Amount;
use crate::table::Error;
use crate::tables;
use crate::value::Text;
use crate::world::{CostCentreIndex, CustomerIndex, PlantIndex, SupplierIndex};
use crate::writer::Writer;

/// One line of a journal: debit positive, credit negative.
#[derive(Debug, Clone)]
struct Posting {
    account: &'static str,
    centre: Option<CostCentreIndex>,
    amount: Amount,
}

/// A journal in the making.
#[derive(Debug, Clone)]
pub(super) struct Journal {
    plant: PlantIndex,
    day: Date,
    source: &'static str,
    text: Text,
    reference: Option<Text>,
    customer: Option<CustomerIndex>,
    supplier: Option<SupplierIndex>,
    postings: Vec<Posting>,
}

impl Journal {
    pub(super) fn new(plant: PlantIndex, day: Date, source: &'static str, text: impl Into<Text>) -> Self {
        let postings = Vec::with_capacity(4);
        Self {
            plant,
            day,
            source,
            text: text.into(),
            reference: None,
            customer: None,
            supplier: None,
            postings,
        }
    }

    pub(super) fn reference(mut self, reference: Text) -> Self {
        self.reference = Some(reference);
        self
    }

    pub(super) fn customer(mut self, customer: CustomerIndex) -> Self {
        self.customer = Some(customer);
        self
    }

    pub(super) fn supplier(mut self, supplier: SupplierIndex) -> Self {
        self.supplier = Some(supplier);
        self
    }

    pub(super) fn debit(mut self, account: &'static str, amount: Amount) -> Self {
        self.postings.push(Posting { account, centre: None, amount });
        self
    }

    pub(super) fn credit(self, account: &'static str, amount: Amount) -> Self {
        self.debit(account, -amount)
    }

    /// A debit that a cost centre answers for.
    pub(super) fn debit_at(mut self, account: &'static str, centre: CostCentreIndex, amount: Amount) -> Self {
        self.postings.push(Posting { account, centre: Some(centre), amount });
        self
    }

    /// Credits `account` with whatever is missing for balance, in both currencies.
    pub(super) fn close(self, account: &'static str) -> Self {
        let missing = self.sum();
        self.credit(account, missing)
    }

    fn sum(&self) -> Amount {
        self.postings.iter().map(|posting| posting.amount).sum()
    }
}

/// What an account of a plant holds this month.
#[derive(Debug, Clone, Copy, Default)]
struct Balance {
    opening: Amount,
    debit: Amount,
    credit: Amount,
}

impl Balance {
    fn closing(&self) -> Amount {
        self.opening + self.debit - self.credit
    }
}

/// What a cost centre spent on an account in a month.
pub(super) type Spending = BTreeMap<(PlantIndex, CostCentreIndex, &'static str, Date), Amount>;

/// Posts journals and keeps the balances.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    journals: i64,
    balances: BTreeMap<(PlantIndex, &'static str), Balance>,
    /// By plant, cost centre, account and first day of the month: what budgets are drawn up from.
    pub(super) spending: Spending,
}

impl Ledger {
    /// Writes a journal.
    ///
    /// # Errors
    /// A journal that does not balance, or what the sink could not store.
    pub(super) fn post(
        &mut self,
        context: &Context,
        journal: Journal,
        out: &mut Writer,
    ) -> Result<(), Error> {
        if journal.sum() != Amount::default() {
            return Err(Error::Unbalanced(format!("{} on {}", journal.text, journal.day)));
        }
        self.journals += 1;
        let plant = &context.world.plants[journal.plant.at()];
        for posting in journal.postings.iter().filter(|posting| posting.amount != Amount::default()) {
            self.record(&journal, posting);
            let id = out.next_id::<tables::GlEntry>();
            out.put(tables::GlEntry {
                business_date: journal.day,
                id,
                journal_id: self.journals,
                plant_id: plant.code.clone(),
                account_id: posting.account.into(),
                cost_centre_id: posting.centre.map(|at| context.world.cost_centres[at.at()].code.clone()),
                source: journal.source.into(),
                reference: journal.reference.clone(),
                product_id: None,
                customer_id: journal.customer.map(|at| context.world.customers[at.at()].code.clone()),
                supplier_id: journal.supplier.map(|at| context.world.suppliers[at.at()].code.clone()),
                currency: plant.currency.code().into(),
                amount_minor: posting.amount.local_minor,
                amount_group_minor: posting.amount.group_minor,
                fiscal_year: fiscal_year(journal.day),
                fiscal_period: fiscal_period(journal.day),
                text: journal.text.clone(),
            })?;
        }
        Ok(())
    }

    fn record(&mut self, journal: &Journal, posting: &Posting) {
        let balance = self.balances.entry((journal.plant, posting.account)).or_default();
        let amount = posting.amount;
        let side = |minor: i64, debit: bool| if (minor > 0) == debit { minor.abs() } else { 0 };
        balance.debit += Amount {
            local_minor: side(amount.local_minor, true),
            group_minor: side(amount.group_minor, true),
        };
        balance.credit += Amount {
            local_minor: side(amount.local_minor, false),
            group_minor: side(amount.group_minor, false),
        };
        if let Some(centre) = posting.centre {
            let month = journal.day.first_of_month();
            *self.spending.entry((journal.plant, centre, posting.account, month)).or_default() += amount;
        }
    }

    /// What an account of a plant holds now, debit positive.
    pub(super) fn balance(&self, plant: PlantIndex, account: &'static str) -> Amount {
        self.balances.get(&(plant, account)).map(Balance::closing).unwrap_or_default()
    }

    /// Profit of a plant since the first day (credit positive), in the group's currency.
    pub(super) fn profit_group_minor(&self) -> i64 {
        let is_result = |account: &str| account >= "4000";
        let held = self.balances.iter().filter(|((_, account), _)| is_result(account));
        -held.map(|(_, balance)| balance.closing().group_minor).sum::<i64>()
    }

    /// Writes the trial balance and opens the next month.
    pub(super) fn close_month(
        &mut self,
        context: &Context,
        day: Date,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for (&(plant, account), balance) in &mut self.balances {
            let plant = &context.world.plants[plant.at()];
            let closing = balance.closing();
            let id = out.next_id::<tables::AccountBalance>();
            out.put(tables::AccountBalance {
                business_date: day,
                id,
                plant_id: plant.code.clone(),
                account_id: account.into(),
                fiscal_year: fiscal_year(day),
                fiscal_period: fiscal_period(day),
                opening_group_minor: balance.opening.group_minor,
                debit_group_minor: balance.debit.group_minor,
                credit_group_minor: balance.credit.group_minor,
                closing_group_minor: closing.group_minor,
                opening_minor: balance.opening.local_minor,
                debit_minor: balance.debit.local_minor,
                credit_minor: balance.credit.local_minor,
                closing_minor: closing.local_minor,
                currency: plant.currency.code().into(),
            })?;
            *balance = Balance { opening: closing, ..Balance::default() };
        }
        Ok(())
    }
}
