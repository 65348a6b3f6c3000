//! The finance department: it reads what the others did, keeps the books, and moves the money.
//!
//! Every journal balances in the plant's currency and in the group's. There is no closing journal at the year's end:
//! equity is the equity accounts plus the result so far. Money of the last days that nobody has applied yet is on the
//! bank's statement alone: bank balance = cash in the ledger + unmatched lines.

mod assets;
mod bank;
mod budget;
mod cash_forecast;
mod expenses;
mod ledger;
mod opening;
mod overheads;
mod payables;
mod payroll;
mod quotes;
mod receivables;
mod sales;
mod tax;
mod treasury;

use jiff::civil::Date;

use crate::calendar::{is_working_day, next_day};
use crate::context::{Context, Department};
use crate::events::{Event, Shipment, StockKind};
use crate::incident::Dirt;
use crate::table::Error;
use crate::world::reference::{
    ELECTRICITY, FINISHED_GOODS, LABOUR_ABSORBED, LABOUR_VARIANCE, MAINTENANCE_PARTS, OVERHEAD_ABSORBED,
    RAW_MATERIALS, RETAINED_EARNINGS, SCRAP, STOCK_ADJUSTMENTS, TRAINING, USAGE_VARIANCE, WORK_IN_PROGRESS,
};
use crate::writer::Writer;

use ledger::Journal;
use overheads::{Accrual, regular_day};
use payroll::Work;
use treasury::last_working_day;

/// What every part of finance posts to.
#[derive(Debug, Default)]
struct Books {
    ledger: ledger::Ledger,
    bank: bank::Bank,
    tax: tax::Tax,
    accrued: overheads::Accrued,
}

/// The department.
pub(crate) struct Finance {
    books: Books,
    invoicing: sales::Invoicing,
    sold: sales::Sold,
    receivables: receivables::Receivables,
    payables: payables::Payables,
    payroll: payroll::Payroll,
    assets: assets::Assets,
    treasury: treasury::Treasury,
    expenses: expenses::Expenses,
    quotes: quotes::Quotes,
}

impl Finance {
    pub(crate) fn new(context: &Context) -> Self {
        let books = Books { bank: bank::Bank::new(context), ..Books::default() };
        Self {
            books,
            invoicing: sales::Invoicing::default(),
            sold: sales::Sold::default(),
            receivables: receivables::Receivables::new(context),
            payables: payables::Payables::new(context),
            payroll: payroll::Payroll::default(),
            assets: assets::Assets::new(context),
            treasury: treasury::Treasury::new(),
            expenses: expenses::Expenses::new(context),
            quotes: quotes::Quotes::new(context),
        }
    }

    fn open(&mut self, context: &Context, out: &mut Writer) -> Result<(), Error> {
        bank::write_accounts(context, out)?;
        opening::open(context, &mut self.books, &self.assets, &mut self.receivables, &mut self.payables, out)
    }

    fn read(&mut self, context: &Context, day: Date, event: &Event, out: &mut Writer) -> Result<(), Error> {
        match event {
            Event::Ordered(order) => self.quotes.ordered(context, order, out),
            Event::Shipped(shipment) => {
                self.sold.add(context, day, shipment);
                Ok(())
            }
            Event::Complained(complaint) => {
                self.invoicing.complained(complaint, day);
                Ok(())
            }
            Event::Received(receipt) => self.payables.received(context, day, receipt, &mut self.books, out),
            Event::Purchased(_) => Ok(()),
            _ => self.post(context, day, event, out),
        }
    }

    /// Events that are one journal each.
    fn post(&mut self, context: &Context, day: Date, event: &Event, out: &mut Writer) -> Result<(), Error> {
        if let Some(journal) = stock_journal(context, day, event) {
            return self.books.ledger.post(context, journal, out);
        }
        match event {
            Event::Worked { plant, cost_centre, is_direct, headcount, gross, cost, .. } => {
                let work = Work {
                    plant: *plant,
                    centre: *cost_centre,
                    is_direct: *is_direct,
                    headcount: *headcount,
                    gross: *gross,
                    cost: *cost,
                };
                self.payroll.worked(context, day, &work, &mut self.books, out)
            }
            Event::EnergyUsed { plant, cost_centre, cost, .. } => {
                let posting = (ELECTRICITY, "energy", "Electricity used");
                self.books.accrue(context, day, *plant, *cost_centre, Accrual::Energy, posting, *cost, out)
            }
            Event::Maintained { plant, cost_centre, parts, .. } => {
                let posting = (MAINTENANCE_PARTS, "expense", "Spare parts and outside work");
                self.books.accrue(context, day, *plant, *cost_centre, Accrual::Services, posting, *parts, out)
            }
            Event::Trained { plant, cost_centre, cost } => {
                let posting = (TRAINING, "expense", "Training");
                self.books.accrue(context, day, *plant, *cost_centre, Accrual::Services, posting, *cost, out)
            }
            _ => Ok(()),
        }
    }

    /// What happens on certain days of the month.
    fn calendar(&mut self, context: &Context, day: Date, out: &mut Writer) -> Result<(), Error> {
        let month = day.first_of_month();
        let quarter_begins = month.month() % 3 == 1;
        if day == regular_day("GB", month, 1) {
            self.books.regular_bills(context, day, out)?;
        }
        if day == regular_day("GB", month, 12) && !quarter_begins {
            self.assets.invest(context, day, &mut self.books, out)?;
        }
        if day == regular_day("GB", month, 14) && quarter_begins {
            self.books.pay_corporation_tax(context, day, out)?;
        }
        if day == regular_day("GB", month, 19) {
            self.books.pay_payroll_taxes(context, day, out)?;
        }
        if day == regular_day("GB", month, 20) {
            self.books.pay_accrued(context, day, out)?;
        }
        if day == regular_day("GB", month, 24) && matches!(month.month(), 1 | 7) {
            self.books.pay_dividend(context, day, out)?;
        }
        if day == regular_day("GB", month, 25) {
            self.books.bill_services(context, day, &mut self.payables, out)?;
        }
        if day == last_working_day("GB", day) {
            self.payroll.pay(context, day, &mut self.books, out)?;
        }
        Ok(())
    }

    fn end_day(&mut self, context: &Context, day: Date, out: &mut Writer) -> Result<(), Error> {
        let is_month_end = next_day(day).day() == 1;
        if is_month_end {
            self.assets.close_month(context, day, &mut self.books, out)?;
            if day.month() % 3 == 0 {
                self.treasury.serve_debt(context, day, &mut self.books, out)?;
            }
            self.treasury.charge_tax(context, day, &mut self.books, out)?;
        }
        self.books.pool(context, day, out)?;
        self.receivables.end_day(context, day, out)?;
        self.payables.end_day(context, day, out)?;
        self.books.bank.end_day(context, day, out)?;
        if is_month_end || next_day(day) == context.options.today {
            self.books.ledger.close_month(context, day, out)?;
        }
        Ok(())
    }
}

/// Stock and production, as journals.
fn stock_journal(context: &Context, day: Date, event: &Event) -> Option<Journal> {
    // What is found on the first day was there before.
    let found = if day == context.options.first_day { RETAINED_EARNINGS } else { STOCK_ADJUSTMENTS };
    let source = if day == context.options.first_day { "opening" } else { "revaluation" };
    Some(match event {
        Event::MaterialIssued { plant, value, .. } => {
            Journal::new(*plant, day, "production", "Material issued")
                .debit(WORK_IN_PROGRESS, *value)
                .credit(RAW_MATERIALS, *value)
        }
        Event::Absorbed { plant, cost_centre, labour, overhead, .. } => {
            Journal::new(*plant, day, "production", "Labour and overhead absorbed")
                .debit(WORK_IN_PROGRESS, *labour + *overhead)
                .debit_at(LABOUR_ABSORBED, *cost_centre, -*labour)
                .debit_at(OVERHEAD_ABSORBED, *cost_centre, -*overhead)
        }
        Event::Completed { plant, value, .. } => Journal::new(*plant, day, "production", "Finished")
            .debit(FINISHED_GOODS, *value)
            .credit(WORK_IN_PROGRESS, *value),
        Event::Scrapped { plant, cost_centre, value, .. } => Journal::new(*plant, day, "production", "Scrap")
            .debit_at(SCRAP, *cost_centre, *value)
            .credit(WORK_IN_PROGRESS, *value),
        Event::VarianceSettled { plant, cost_centre, usage, labour, .. } => {
            Journal::new(*plant, day, "production", "Variances")
                .debit_at(USAGE_VARIANCE, *cost_centre, *usage)
                .debit_at(LABOUR_VARIANCE, *cost_centre, *labour)
                .credit(WORK_IN_PROGRESS, *usage + *labour)
        }
        Event::StockAdjusted { plant, kind, value } => {
            let stock = if *kind == StockKind::Materials { RAW_MATERIALS } else { FINISHED_GOODS };
            Journal::new(*plant, day, source, "Stock adjusted").debit(stock, *value).credit(found, *value)
        }
        Event::WorkRevalued { plant, value, .. } => {
            Journal::new(*plant, day, source, "Work in progress revalued")
                .debit(WORK_IN_PROGRESS, *value)
                .credit(found, *value)
        }
        _ => return None,
    })
}

impl Department for Finance {
    fn day(
        &mut self,
        context: &Context,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        if day == context.options.first_day {
            self.open(context, out)?;
        }
        for event in events.iter() {
            self.read(context, day, event, out)?;
        }
        let shipments: Vec<&Shipment> = events
            .iter()
            .filter_map(|event| match event {
                Event::Shipped(shipment) => Some(shipment),
                _ => None,
            })
            .collect();
        self.invoicing.invoice(context, day, &shipments, &mut self.books, &mut self.receivables, out)?;
        self.invoicing.credit(context, day, &mut self.books, &mut self.receivables, out)?;
        self.payables.enter(context, day, &mut self.books, out)?;
        self.receivables.collect(context, day, &mut self.books, out)?;
        self.payables.pay(context, day, &mut self.books, out)?;
        self.books.pay_vat(context, day, out)?;
        if is_working_day("GB", day) {
            self.expenses.day(context, day, &mut self.books, out)?;
            self.receivables.remind(context, day, out)?;
        }
        self.calendar(context, day, out)?;
        self.end_day(context, day, out)
    }

    fn finish(self: Box<Self>, context: &Context, out: &mut Writer) -> Result<Vec<Dirt>, Error> {
        budget::write_spending(context, &self.books.ledger.spending, out)?;
        budget::write_sales(context, &self.sold, out)?;
        let receipts = self
            .receivables
            .expected(context)
            .into_iter()
            .map(|(plant, day, minor)| (plant, "customers", day, minor));
        let payments = self
            .payables
            .expected(context)
            .into_iter()
            .map(|(plant, day, minor)| (plant, "suppliers", day, -minor));
        let open: Vec<_> = receipts.chain(payments).collect();
        cash_forecast::write(context, &self.books.bank.flows, &open, out)?;
        self.receivables.finish(out)?;
        self.payables.finish(out)?;
        self.assets.finish(context, out)?;
        self.treasury.finish(context, out)?;
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests;
