//! What happens in a day of business, and who must know.
//!
//! Every day the departments live in turn over one list of events (see [`crate::generate`]):
//! **demand** adds [`Event::Ordered`]; **operations** (planning, production, quality, maintenance, energy, labour,
//! stock, purchasing, shipping) reads those and adds everything else; **finance** (invoices, payments, payroll, tax,
//! assets, ledger, bank, budget, cash forecast) reads them all, posts them, and adds none that operations reads.
//!
//! Conventions: quantities are whole units of the item. [`Amount`]s are in the plant's books and in the group's
//! currency, both exact: what stands in an event is what operations wrote in its tables, so the ledger's stock
//! accounts equal the stock tables to the penny in both currencies. Amounts are positive in the direction that
//! the event's name says, unless the field says "signed". Prices are in minor units of the named currency.
//!
//! On the first day [`Event::StockAdjusted`] is the stock that lay there that morning: against retained earnings.
//! Work in progress begins at zero; the first day also brings the orders that were taken before it and are still open.

use jiff::civil::Date;

use crate::money::{Amount, Currency};
use crate::value::Text;
use crate::world::{
    CostCentreIndex, CustomerIndex, LineIndex, MachineIndex, MaterialIndex, PlantIndex, ProductIndex,
    PromotionIndex, RepIndex, Standard, SupplierIndex,
};

/// One line of a customer's order, as taken. Demand numbers orders and lines; operations keeps the backlog
/// and writes `sales_order` and `sales_order_line` once it knows how they ended.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderLine {
    /// Number of the order: `SO-{number}`. The lines of an order follow each other within one day.
    pub order: u32,
    /// 1, 2 … within the order.
    pub line: u32,
    pub ordered_on: Date,
    pub customer: CustomerIndex,
    pub rep: RepIndex,
    pub product: ProductIndex,
    /// Where the product is made, shipped and invoiced.
    pub plant: PlantIndex,
    /// Pieces.
    pub quantity: u32,
    pub currency: Currency,
    /// List price of one piece, minor units of `currency`.
    pub price_minor: i64,
    /// Off the list price, as a share: the customer's usual, a promotion, what the representative gave.
    pub discount: f64,
    pub promotion: Option<PromotionIndex>,
    pub requested_on: Date,
    /// What we promised; on time is measured against it.
    pub promised_on: Date,
}

impl OrderLine {
    /// Price of `quantity` pieces before discount, minor units.
    #[must_use]
    pub fn gross_minor(&self, quantity: u32) -> i64 {
        self.price_minor * i64::from(quantity)
    }

    /// Discount on `quantity` pieces, minor units, rounded to the nearest.
    #[must_use]
    pub fn discount_minor(&self, quantity: u32) -> i64 {
        (self.gross_minor(quantity) as f64 * self.discount).round() as i64
    }

    /// Price of `quantity` pieces after discount, minor units.
    #[must_use]
    pub fn net_minor(&self, quantity: u32) -> i64 {
        self.gross_minor(quantity) - self.discount_minor(quantity)
    }
}

/// What stock movements are worth: raw materials or finished goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockKind {
    Materials,
    Products,
}

/// The kind of a maintenance order's cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaintenanceKind {
    Preventive,
    Corrective,
    Calibration,
}

/// Something that happened on the day being lived.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A customer ordered. Emitted by demand; read by operations (backlog) and finance (credit, cash forecast).
    Ordered(OrderLine),
    /// Pieces of an order line left the plant: finance invoices them the same day. One row of `shipment`.
    Shipped(Shipment),
    /// The customer complains about pieces shipped earlier; finance credits `credited_quantity` of them a few days later.
    Complained(Complaint),
    /// A purchase order line was sent. Read for the cash forecast.
    Purchased(Purchase),
    /// Goods arrived. Debit raw materials `standard`, credit goods received not invoiced `cost`, the rest is price variance.
    Received(Receipt),
    /// Material was issued to a line: debit work in progress, credit raw materials. Sum of the line's movements of the day.
    MaterialIssued { plant: PlantIndex, line: LineIndex, value: Amount },
    /// Standard labour and overhead of what was made: debit work in progress, credit labour and overhead absorbed.
    Absorbed {
        plant: PlantIndex,
        line: LineIndex,
        cost_centre: CostCentreIndex,
        labour: Amount,
        overhead: Amount,
    },
    /// Finished pieces went to stock at standard: debit finished goods, credit work in progress.
    Completed {
        plant: PlantIndex,
        line: LineIndex,
        product: ProductIndex,
        quantity: u32,
        standard: Standard,
        value: Amount,
    },
    /// Pieces were scrapped on the line: debit scrap, credit work in progress.
    Scrapped { plant: PlantIndex, line: LineIndex, cost_centre: CostCentreIndex, value: Amount },
    /// What is left in work in progress when orders finish, signed (positive = loss): debit the usage and labour
    /// variances, credit work in progress.
    VarianceSettled {
        plant: PlantIndex,
        line: LineIndex,
        cost_centre: CostCentreIndex,
        usage: Amount,
        labour: Amount,
    },
    /// A count corrected stock, or on 1 April standards and the fixed rate of the plant's currency changed (then the
    /// group amount may be 0 and the local one not); signed (positive = gain): debit the stock, credit adjustments.
    StockAdjusted { plant: PlantIndex, kind: StockKind, value: Amount },
    /// Work in progress was revalued when standards changed on 1 April, signed as above.
    WorkRevalued { plant: PlantIndex, line: LineIndex, value: Amount },
    /// Hours of a cost centre's people that day and what they cost with employer's cost (at their own rates, overtime
    /// included): debit wages, credit accrued wages; payroll clears it. `gross` is without employer's cost.
    Worked {
        plant: PlantIndex,
        cost_centre: CostCentreIndex,
        is_direct: bool,
        headcount: u32,
        attendance_s: i64,
        gross: Amount,
        cost: Amount,
    },
    /// Electricity of a cost centre that day (a line's machines, or the plant's utilities): accrued, invoiced monthly.
    EnergyUsed { plant: PlantIndex, cost_centre: CostCentreIndex, kwh: f64, cost: Amount },
    /// Parts and outside work under a maintenance order (its own people are in `Worked`): bought from a tools supplier.
    Maintained {
        plant: PlantIndex,
        cost_centre: CostCentreIndex,
        machine: MachineIndex,
        kind: MaintenanceKind,
        order: Text,
        parts: Amount,
    },
    /// A training was held by an outside trainer.
    Trained { plant: PlantIndex, cost_centre: CostCentreIndex, cost: Amount },
}

/// Pieces of one order line in one shipment of one batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Shipment {
    /// `shipment.shipment_id`; shipments of the same id go on one invoice.
    pub shipment: Text,
    /// The order line as taken, for price, discount, customer, product.
    pub order: OrderLine,
    /// Pieces in this shipment.
    pub quantity: u32,
    pub batch: Text,
    /// Standard cost of one piece on the day, group pence: cost of sales is this × quantity, split by element.
    pub standard: Standard,
    /// Value taken out of finished goods; its group amount equals standard × quantity.
    pub cost: Amount,
    /// Freight to the carrier, accrued and invoiced monthly.
    pub freight: Amount,
    pub is_expedited: bool,
    /// Whether the order line is now shipped in full.
    pub is_complete: bool,
}

/// A complaint about a shipped order line.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaint {
    pub customer: CustomerIndex,
    pub plant: PlantIndex,
    pub product: ProductIndex,
    pub order: u32,
    pub line: u32,
    /// Pieces to be credited at the order's net price; 0 when the complaint was not accepted. Nothing comes back to stock.
    pub credited_quantity: u32,
    /// quality, delivery, price or service.
    pub kind: &'static str,
}

/// One line of a purchase order.
#[derive(Debug, Clone, PartialEq)]
pub struct Purchase {
    /// `purchase_order.purchase_order_id`.
    pub order: Text,
    pub line: u32,
    pub plant: PlantIndex,
    pub supplier: SupplierIndex,
    pub material: MaterialIndex,
    /// Units of the material.
    pub quantity: u32,
    pub currency: Currency,
    /// A unit, minor units of `currency`.
    pub price_minor: f64,
    pub promised_on: Date,
}

/// One lot received against a purchase order line.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// `receipt.id`, which supplier invoices refer to.
    pub receipt: i64,
    pub purchase: Purchase,
    pub received_quantity: u32,
    /// Kept and paid for; rejected pieces go back at once and are neither valued nor invoiced.
    pub accepted_quantity: u32,
    /// Accepted at the price paid, minor units of the purchase's currency.
    pub cost_minor: i64,
    /// The same in the books at the day's rate.
    pub cost: Amount,
    /// Accepted at standard: what went into stock.
    pub standard: Amount,
    /// Whether the purchase order line is now complete.
    pub is_complete: bool,
}
