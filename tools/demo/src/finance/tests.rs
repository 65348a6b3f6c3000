use std::collections::BTreeMap;

use crate::generate;
use crate::options::Options;
use crate::table::{Rows, Sink, SinkError, Table};
use crate::value::Value;
use jiff::civil::date;

/// Rows of the books, by table and column name.
#[derive(Default)]
struct Kept(BTreeMap<&'static str, (&'static Table, Vec<Vec<Value>>)>);

impl Sink for Kept {
    fn rows(&mut self, table: &'static Table, rows: Rows) -> Result<(), SinkError> {
        let kept = self.0.entry(table.name).or_insert_with(|| (table, Vec::new()));
        kept.1.extend(rows.iter().map(<[Value]>::to_vec));
        Ok(())
    }
}

/// A row by column name.
struct Row<'a>(&'static Table, &'a [Value]);

impl Row<'_> {
    fn cell(&self, column: &str) -> &Value {
        &self.1[self.0.columns.iter().position(|name| *name == column).unwrap()]
    }

    fn int(&self, column: &str) -> i64 {
        match self.cell(column) {
            Value::Int(number) => *number,
            other => panic!("{column}: {other:?}"),
        }
    }

    fn text(&self, column: &str) -> String {
        match self.cell(column) {
            Value::Text(text) => text.to_string(),
            other => panic!("{column}: {other:?}"),
        }
    }
}

impl Kept {
    fn rows<'a>(&'a self, table: &str) -> impl Iterator<Item = Row<'a>> {
        let (table, rows) = &self.0[table];
        rows.iter().map(|row| Row(table, row))
    }

    fn sum(&self, table: &str, column: &str, keep: impl Fn(&Row) -> bool) -> i64 {
        self.rows(table).filter(|row| keep(row)).map(|row| row.int(column)).sum()
    }

    /// What an account holds in the group's currency.
    fn account(&self, account: &str) -> i64 {
        self.sum("gl_entry", "amount_group_minor", |row| row.text("account_id") == account)
    }
}

/// Half a year of the company.
fn company() -> Kept {
    let mut kept = Kept::default();
    let options = Options { first_day: date(2026, 2, 1), ..Options::default() };
    generate(&options, &mut kept, &mut |_| ()).unwrap();
    kept
}

#[test]
fn the_books_agree_with_everything_they_summarise() {
    let kept = company();
    let mut journals: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    for row in kept.rows("gl_entry") {
        let sum = journals.entry(row.int("journal_id")).or_default();
        sum.0 += row.int("amount_minor");
        sum.1 += row.int("amount_group_minor");
    }
    assert!(journals.len() > 1_000);
    assert!(journals.values().all(|sum| *sum == (0, 0)), "every journal balances in both currencies");

    let last = "2026-09-29";
    let on_last = |row: &Row| row.text("business_date") == last;
    let balances = kept.sum("account_balance", "closing_group_minor", on_last);
    assert_eq!(balances, 0, "the trial balance is zero");
    let open = kept.sum("invoice", "open_group_minor", |_| true);
    assert_eq!(open, kept.account("1100"), "open invoices are the receivables");
    assert_eq!(open, kept.sum("receivable_balance", "balance_group_minor", on_last));
    let owed = kept.sum("supplier_invoice", "open_group_minor", |_| true);
    assert_eq!(owed, -kept.account("2000"), "open supplier invoices are the payables");
    assert_eq!(owed, kept.sum("payable_balance", "balance_group_minor", on_last));
    assert_eq!(kept.account("1400"), 0, "what the group owes itself cancels");
    let charged = kept.sum("tax_entry", "tax_group_minor", |row| row.text("direction") == "output");
    let posted = -kept.sum("gl_entry", "amount_group_minor", |row| {
        row.text("account_id") == "2100" && row.text("source") == "sales"
    });
    assert_eq!(charged, posted, "VAT charged is VAT posted");
    let net = kept.sum("fixed_asset", "net_book_group_minor", |_| true);
    let fixed: i64 =
        ["1500", "1510", "1520", "1530", "1540", "1590"].iter().map(|account| kept.account(account)).sum();
    assert_eq!(net, fixed, "the asset register is the fixed assets");
}

#[test]
fn the_bank_agrees_with_the_ledger_but_for_what_is_unmatched() {
    let kept = company();
    for plant in ["LEE", "DER", "WRO", "HQ"] {
        let of_plant = |row: &Row| row.text("plant_id") == plant;
        let bank = kept.sum("bank_balance", "closing_minor", |row| {
            of_plant(row) && row.text("business_date") == "2026-09-29"
        });
        let ledger =
            kept.sum("gl_entry", "amount_minor", |row| of_plant(row) && row.text("account_id") == "1000");
        let unmatched =
            kept.sum("bank_line", "amount_minor", |row| of_plant(row) && row.int("is_matched") == 0);
        assert_eq!(bank, ledger + unmatched, "{plant}");
        assert!(
            kept.rows("bank_balance").filter(of_plant).all(|row| row.int("closing_minor") >= 0),
            "{plant} is never overdrawn"
        );
    }
    for row in kept.rows("bank_balance") {
        let moved = row.int("receipts_minor") - row.int("payments_minor");
        assert_eq!(row.int("opening_minor") + moved, row.int("closing_minor"));
    }
}

#[test]
fn the_ages_of_receivables_sum_to_the_balance() {
    let kept = company();
    for row in kept.rows("receivable_balance") {
        let ages =
            ["0_30", "31_60", "61_90", "over_90"].map(|age| row.int(&format!("overdue_{age}_group_minor")));
        assert_eq!(ages.iter().sum::<i64>(), row.int("overdue_group_minor"));
        assert_eq!(
            row.int("not_due_group_minor") + row.int("overdue_group_minor"),
            row.int("balance_group_minor")
        );
    }
}

#[test]
fn invoices_sum_their_lines() {
    let kept = company();
    let mut lines: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for row in kept.rows("invoice_line") {
        let sum = lines.entry(row.text("invoice_id")).or_default();
        sum.0 += row.int("net_minor");
        sum.1 += row.int("net_group_minor");
    }
    for row in kept.rows("invoice").filter(|row| row.text("sales_order_id") != "SO-OPENING") {
        assert_eq!(lines[&row.text("invoice_id")], (row.int("net_minor"), row.int("net_group_minor")));
        assert_eq!(row.int("gross_minor") - row.int("discount_minor"), row.int("net_minor"));
    }
}
