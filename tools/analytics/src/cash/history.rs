//! What is recorded, and what of it was known on a day.

/// What is or was owed by one party (or to one): an invoice, or several of the same dates. Negative amounts are credit notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Numbered from nought within its book.
    pub party: usize,
    pub invoiced: i32,
    pub due: i32,
    /// None while it is open.
    pub paid: Option<i32>,
    pub amount: i64,
}

/// Money that moves on a day, with its sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    pub day: i32,
    pub amount: i64,
}

/// What is owed by customers, or to suppliers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Book {
    pub parties: usize,
    pub items: Vec<Item>,
    /// Whether paying an item takes cash instead of bringing it.
    pub is_payable: bool,
    /// What is on order, by the day on which it is expected, as items that are not invoiced yet: at least that much is taken to
    /// be invoiced in its week. Known only as of the last day.
    pub ordered: Vec<Item>,
}

/// All that the simulation learns from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// The first day of which nothing is recorded.
    pub today: i32,
    /// First days of months in their order, from before the first flow to after the last week to come.
    pub months: Vec<i32>,
    pub books: Vec<Book>,
    /// Flows that recur, one list for each kind (payroll, tax…).
    pub recurring: Vec<Vec<Flow>>,
    /// Flows whose day and amount are agreed beforehand (debt), past and to come.
    pub agreed: Vec<Flow>,
}

impl Book {
    /// The book as it stood on the morning of `today`: later invoices are unknown, later payments have not come.
    pub(super) fn as_of(&self, today: i32) -> Book {
        let known = self.items.iter().filter(|item| item.invoiced < today);
        let items = known.map(|item| Item { paid: item.paid.filter(|day| *day < today), ..*item }).collect();
        Book { items, ordered: Vec::new(), ..*self }
    }
}

impl History {
    /// What was known on the morning of a day; agreed flows are known for ever. What was on order then is not recorded.
    pub fn as_of(&self, today: i32) -> History {
        let before = |flows: &Vec<Flow>| flows.iter().copied().filter(|flow| flow.day < today).collect();
        History {
            today,
            months: self.months.clone(),
            books: self.books.iter().map(|book| book.as_of(today)).collect(),
            recurring: self.recurring.iter().map(before).collect(),
            agreed: self.agreed.clone(),
        }
    }
}
