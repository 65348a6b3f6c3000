//! What is proposed, as Evidence.

use std::collections::BTreeSet;

use sentia_semantic::{Direction, PaymentModel, Period, Unit, Value};

use super::{
    Days,
    choose::{Bill, Chosen, sum},
    read::Read,
    rhythm::Rhythm,
    words,
};
use crate::{
    Cell, Evidence, Fact, FactKind, Table, ToolContext, ToolError,
    from_result::readable_date,
    how_computed,
    sheet::{self, Basis, Sheet},
};

/// Rows shown.
const SHOWN: usize = 60;

pub(super) struct Proposed<'a> {
    pub(super) model: &'a PaymentModel,
    pub(super) days: Days,
    pub(super) rhythm: Rhythm,
    pub(super) chosen: Chosen,
    pub(super) read: Read,
    pub(super) at_most: Option<i64>,
}

pub(super) fn evidence(proposed: &Proposed<'_>, context: &ToolContext) -> Result<Evidence, ToolError> {
    let Proposed { model, days, chosen, read, .. } = proposed;
    let catalogue = context.engine.catalogue();
    let unit = sheet::unit_of(catalogue, &model.open);
    let period = Period::new(days.run, days.run);
    let mut page = Page { proposed, unit, sheet: Sheet::new(&model.open, Direction::Neutral, period) };
    let facts = page.facts(context);
    let (shown, hidden) = chosen.paid.split_at(chosen.paid.len().min(SHOWN));
    let table = page.table(shown, context);
    let title =
        how_computed::titled(format!("Payment run of {}", words::date(days.run)), catalogue, &read.filters);
    let measures = [&model.open, &model.paid].into_iter().chain(read.cash.and(model.cash.as_ref()));
    let basis = Basis { period, filters: &read.filters, sql: &read.sql, method: words::method(proposed) };
    Ok(Evidence {
        id: String::new(),
        title,
        table,
        figures: page.sheet.figures.0,
        facts,
        computed: sheet::computed(measures, basis, context),
        as_of: context.engine.today(),
        freshness: read.freshness.clone(),
        completeness: Vec::new(),
        caveats: words::caveats(proposed, hidden, context),
        charts: Vec::new(),
        passages: Vec::new(),
    })
}

struct Page<'a> {
    proposed: &'a Proposed<'a>,
    unit: Unit,
    sheet: Sheet,
}

impl Page<'_> {
    fn facts(&mut self, context: &ToolContext) -> Vec<Fact> {
        let Proposed { model, days, chosen, read, .. } = self.proposed;
        let payees: BTreeSet<&str> = chosen.paid.iter().map(|bill| bill.payee.as_str()).collect();
        let suppliers = context.engine.catalogue().dimension(&model.to);
        let suppliers = suppliers.map_or_else(|| "payees".to_owned(), |to| to.plural.to_lowercase());
        let (run, overdue) = (sum(&chosen.paid), late(&chosen.paid, days));
        let mut facts = vec![Fact {
            kind: FactKind::PaymentRun,
            measure: "Payment run".to_owned(),
            figures: vec![
                self.money(("run", "Payment run"), run),
                self.count(("bills", "Number of bills"), chosen.paid.len(), &model.called),
                self.count(("payees", "Number of payees"), payees.len(), &suppliers),
                self.money(("overdue", "Part that is overdue by then"), overdue),
            ],
        }];
        let mut told = |kind, measure: &str, figures| {
            facts.push(Fact { kind, measure: measure.to_owned(), figures });
        };
        if !chosen.held.is_empty() {
            let sum = self.money(("held", "Held back"), sum(&chosen.held));
            let count = self.count(("held_count", "Number held"), chosen.held.len(), &model.called);
            told(FactKind::PaymentsHeld, "Held back", vec![sum, count]);
        }
        if self.proposed.at_most.is_some() {
            let sum = self.money(("left", "Left for want of money"), sum(&chosen.unaffordable));
            let count = self.count(("left_count", "Number left"), chosen.unaffordable.len(), &model.called);
            told(FactKind::PaymentsLeft, "Left for want of money", vec![sum, count]);
        }
        let next = self.money(("next", "Due in the run after"), sum(&chosen.waiting));
        told(FactKind::NextRun, "Due in the run after", vec![next]);
        if let Some(cash) = read.cash {
            let now = self.money(("cash", "Cash now"), cash);
            let then = self.money(("cash_after", "Cash once it is paid"), cash - run);
            told(FactKind::CashOfRun, "Cash now", vec![now, then]);
        }
        facts
    }

    fn table(&mut self, bills: &[Bill], context: &ToolContext) -> Table {
        let (catalogue, model) = (context.engine.catalogue(), self.proposed.model);
        let columns = vec![
            sheet::dimension_column(catalogue, &model.of),
            sheet::dimension_column(catalogue, &model.to),
            sheet::dimension_column(catalogue, &model.due),
            sheet::column("days_late", "Days late", Some(&Unit::Days)),
            sheet::column("open", "To pay", Some(&self.unit)),
            sheet::column("why", "Why now", None),
        ];
        Table { rows: bills.iter().map(|bill| self.row(bill)).collect(), columns, ..Table::default() }
    }

    fn row(&mut self, bill: &Bill) -> Vec<Cell> {
        let (model, run) = (self.proposed.model, self.proposed.days.run);
        let members = [(model.of.as_str(), bill.number.as_str()), (model.to.as_str(), bill.payee.as_str())];
        let late = i64::from((run - bill.due).get_days());
        let late = match late > 0 {
            true => self.sheet.cell(("days_late", "Days late"), (Value::Integer(late), Unit::Days), &members),
            false => Cell::Empty,
        };
        let to_pay = (Value::Integer(bill.open), self.unit.clone());
        vec![
            sheet::text(&bill.number),
            sheet::text(&bill.payee),
            sheet::text(&readable_date(&bill.due.to_string())),
            late,
            self.sheet.cell(("open", "To pay"), to_pay, &members),
            sheet::text(words::why(bill, run)),
        ]
    }

    fn money(&mut self, named: (&str, &str), amount: i64) -> String {
        self.sheet.figure(named, (Value::Integer(amount), self.unit.clone()), &[])
    }

    fn count(&mut self, named: (&str, &str), of: usize, called: &str) -> String {
        self.sheet.figure(named, sheet::count(of, called), &[])
    }
}

fn late(bills: &[Bill], days: &Days) -> i64 {
    bills.iter().filter(|bill| bill.due < days.run).map(|bill| bill.open).sum()
}
