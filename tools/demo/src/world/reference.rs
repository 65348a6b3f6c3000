//! Reference lists that do not depend on the seed: reasons, skills, accounts, tax codes, sensors, policies.

/// A reason for a stop: code, name, category (a column of machine_time without `_s`), planned.
pub type DowntimeReason = (&'static str, &'static str, &'static str, bool);

/// Reasons for stops. 15% of unplanned stops are booked on `OTH` whatever they were.
pub const DOWNTIME_REASONS: [DowntimeReason; 20] = [
    ("CHG", "Changeover", "setup", true),
    ("BRG", "Bearing failure", "breakdown", false),
    ("SPN", "Spindle fault", "breakdown", false),
    ("HYD", "Hydraulic fault", "breakdown", false),
    ("ELE", "Electrical fault", "breakdown", false),
    ("TOL", "Tool breakage", "breakdown", false),
    ("JAM", "Jam", "minor_stop", false),
    ("SEN", "Sensor blocked", "minor_stop", false),
    ("ADJ", "Adjustment", "minor_stop", false),
    ("MAT", "Waiting for material", "material", false),
    ("UPS", "Waiting for the machine before", "material", false),
    ("LOT", "Material out of specification", "quality", false),
    ("QHD", "Quality hold", "quality", false),
    ("OPR", "No operator", "staffing", false),
    ("BRK", "Break not covered", "staffing", false),
    ("AIR", "Compressed air low", "utility", false),
    ("CLW", "Cooling water too warm", "utility", false),
    ("PWR", "Power dip", "utility", false),
    ("OTH", "Other", "other", false),
    ("NOR", "No order", "no_order", true),
];

/// Currencies: ISO 4217 code and name.
pub const CURRENCIES: [(&str, &str); 4] =
    [("GBP", "Pound sterling"), ("EUR", "Euro"), ("PLN", "Złoty"), ("USD", "US dollar")];

/// Countries of plants, customers and suppliers: ISO 3166 code and name.
pub const COUNTRIES: [(&str, &str); 8] = [
    ("GB", "United Kingdom"),
    ("IE", "Ireland"),
    ("DE", "Germany"),
    ("PL", "Poland"),
    ("NL", "Netherlands"),
    ("FR", "France"),
    ("IT", "Italy"),
    ("US", "United States"),
];

/// Reasons for scrap: code, name, category.
pub const SCRAP_REASONS: [(&str, &str, &str); 12] = [
    ("POR", "Porosity", "material"),
    ("CRK", "Crack in material", "material"),
    ("DIM", "Out of dimension", "machine"),
    ("SUR", "Surface damage", "machine"),
    ("BUR", "Burr", "machine"),
    ("HRD", "Hardness out of range", "environment"),
    ("DIS", "Heat distortion", "environment"),
    ("SET", "Set-up piece", "method"),
    ("PRG", "Wrong programme", "method"),
    ("HND", "Handling damage", "people"),
    ("ASM", "Assembled wrongly", "people"),
    ("OTH", "Other", "method"),
];

/// Kinds of defect: code, name, category, severity.
pub const DEFECT_TYPES: [(&str, &str, &str, &str); 14] = [
    ("D01", "Bore oversize", "dimension", "major"),
    ("D02", "Bore undersize", "dimension", "major"),
    ("D03", "Flatness", "dimension", "minor"),
    ("D04", "Run-out", "dimension", "major"),
    ("D05", "Porosity", "material", "critical"),
    ("D06", "Crack", "material", "critical"),
    ("D07", "Scratch", "surface", "minor"),
    ("D08", "Dent", "surface", "minor"),
    ("D09", "Burr", "surface", "minor"),
    ("D10", "Hardness low", "heat treatment", "major"),
    ("D11", "Distortion", "heat treatment", "major"),
    ("D12", "Missing part", "assembly", "critical"),
    ("D13", "Leak", "assembly", "critical"),
    ("D14", "Noise", "assembly", "major"),
];

/// Skills: code, name, kind, months a certificate lasts. Machines refer to positions 0 … 7.
pub const SKILLS: [(&str, &str, &str, i64); 12] = [
    ("PRESS", "Press brake", "machine", 24),
    ("CNC", "CNC machining", "machine", 36),
    ("LASER", "Laser cutter", "machine", 24),
    ("WELD", "Welding", "machine", 24),
    ("GRIND", "Gear cutting and grinding", "machine", 36),
    ("SAW", "Band saw", "machine", 36),
    ("ASSY", "Assembly and test", "machine", 36),
    ("HEAT", "Heat treatment", "machine", 24),
    ("FORK", "Fork-lift truck", "safety", 36),
    ("FIRST", "First aid", "safety", 36),
    ("LOTO", "Lock-out, tag-out", "safety", 12),
    ("QAUD", "Internal auditor", "quality", 36),
];

/// An account: number, name, statement line, balance sheet, class, natural sign, current, variable.
#[derive(Debug, Clone, Copy)]
pub struct Account {
    pub code: &'static str,
    pub name: &'static str,
    /// Line of the statement.
    pub line: &'static str,
    /// asset, liability, equity, income or expense.
    pub class: &'static str,
    pub is_current: bool,
    pub is_variable: bool,
}

impl Account {
    /// Whether it belongs to the balance sheet.
    #[must_use]
    pub fn is_balance_sheet(&self) -> bool {
        matches!(self.class, "asset" | "liability" | "equity")
    }

    /// 1 where a debit is natural, −1 where a credit is.
    #[must_use]
    pub fn sign(&self) -> i64 {
        if matches!(self.class, "asset" | "expense") { 1 } else { -1 }
    }
}

macro_rules! accounts {
    ($($name:ident: $code:literal, $title:literal, $line:literal, $class:literal, $current:literal, $variable:literal;)*) => {
        $(#[doc = concat!("Account ", $code, ": ", $title, ".")] pub const $name: &str = $code;)*
        /// The chart of accounts in the order of the statements.
        pub const ACCOUNTS: &[Account] = &[$(Account {
            code: $code, name: $title, line: $line, class: $class, is_current: $current, is_variable: $variable,
        },)*];
    };
}

accounts! {
    CASH: "1000", "Cash at bank", "Cash", "asset", true, false;
    RECEIVABLES: "1100", "Trade receivables", "Receivables", "asset", true, false;
    RAW_MATERIALS: "1200", "Raw materials", "Inventory", "asset", true, false;
    WORK_IN_PROGRESS: "1210", "Work in progress", "Inventory", "asset", true, false;
    FINISHED_GOODS: "1220", "Finished goods", "Inventory", "asset", true, false;
    INPUT_VAT: "1300", "VAT to reclaim", "Other current assets", "asset", true, false;
    PREPAYMENTS: "1310", "Prepayments", "Other current assets", "asset", true, false;
    INTERCOMPANY: "1400", "Due within the group", "Due within the group", "asset", true, false;
    BUILDINGS: "1500", "Land and buildings", "Fixed assets", "asset", false, false;
    MACHINERY: "1510", "Plant and machinery", "Fixed assets", "asset", false, false;
    VEHICLES: "1520", "Vehicles", "Fixed assets", "asset", false, false;
    IT_EQUIPMENT: "1530", "IT equipment", "Fixed assets", "asset", false, false;
    TOOLING: "1540", "Tooling", "Fixed assets", "asset", false, false;
    ACCUMULATED_DEPRECIATION: "1590", "Accumulated depreciation", "Fixed assets", "asset", false, false;
    PAYABLES: "2000", "Trade payables", "Payables", "liability", true, false;
    GOODS_RECEIVED_NOT_INVOICED: "2010", "Goods received, not invoiced", "Payables", "liability", true, false;
    OUTPUT_VAT: "2100", "VAT to pay", "Tax and social security", "liability", true, false;
    PAYROLL_TAXES: "2110", "Payroll taxes", "Tax and social security", "liability", true, false;
    ACCRUED_WAGES: "2120", "Accrued wages", "Accruals", "liability", true, false;
    ACCRUALS: "2130", "Accruals", "Accruals", "liability", true, false;
    CORPORATION_TAX: "2140", "Corporation tax", "Tax and social security", "liability", true, false;
    REVOLVING_CREDIT: "2200", "Revolving credit", "Debt", "liability", true, false;
    TERM_LOAN: "2300", "Term loan", "Debt", "liability", false, false;
    LEASES: "2310", "Leases", "Debt", "liability", false, false;
    SHARE_CAPITAL: "3000", "Share capital", "Equity", "equity", false, false;
    RETAINED_EARNINGS: "3100", "Retained earnings", "Equity", "equity", false, false;
    DIVIDENDS: "3200", "Dividends", "Equity", "equity", false, false;
    SALES: "4000", "Sales", "Revenue", "income", false, true;
    DISCOUNTS: "4010", "Discounts given", "Revenue", "income", false, true;
    CREDIT_NOTES: "4020", "Credit notes", "Revenue", "income", false, true;
    COST_OF_SALES_MATERIAL: "5000", "Cost of sales: material", "Cost of sales", "expense", false, true;
    COST_OF_SALES_LABOUR: "5010", "Cost of sales: labour", "Cost of sales", "expense", false, true;
    COST_OF_SALES_OVERHEAD: "5020", "Cost of sales: overhead", "Cost of sales", "expense", false, true;
    PURCHASE_PRICE_VARIANCE: "5100", "Purchase price variance", "Cost of sales", "expense", false, true;
    USAGE_VARIANCE: "5110", "Material usage variance", "Cost of sales", "expense", false, true;
    LABOUR_VARIANCE: "5120", "Labour variance", "Cost of sales", "expense", false, true;
    SCRAP: "5150", "Scrap", "Cost of sales", "expense", false, true;
    STOCK_ADJUSTMENTS: "5160", "Stock adjustments and revaluation", "Cost of sales", "expense", false, false;
    DIRECT_WAGES: "5200", "Direct wages", "Cost of sales", "expense", false, true;
    INDIRECT_WAGES: "5210", "Indirect production wages", "Cost of sales", "expense", false, false;
    ELECTRICITY: "5300", "Electricity", "Cost of sales", "expense", false, true;
    MAINTENANCE_PARTS: "5310", "Maintenance and spare parts", "Cost of sales", "expense", false, false;
    TRAINING: "5320", "Training", "Cost of sales", "expense", false, false;
    PREMISES: "5330", "Rent and rates", "Cost of sales", "expense", false, false;
    CONSUMABLES: "5340", "Consumables", "Cost of sales", "expense", false, true;
    LABOUR_ABSORBED: "5390", "Labour absorbed", "Cost of sales", "expense", false, true;
    OVERHEAD_ABSORBED: "5395", "Overhead absorbed", "Cost of sales", "expense", false, true;
    FREIGHT_OUT: "6000", "Freight to customers", "Selling expenses", "expense", false, true;
    SALES_SALARIES: "6100", "Sales salaries", "Selling expenses", "expense", false, false;
    MARKETING: "6110", "Marketing", "Selling expenses", "expense", false, false;
    ADMIN_SALARIES: "6200", "Administration salaries", "Administrative expenses", "expense", false, false;
    TRAVEL: "6210", "Travel and expenses", "Administrative expenses", "expense", false, false;
    IT_COSTS: "6220", "IT", "Administrative expenses", "expense", false, false;
    PROFESSIONAL_FEES: "6230", "Professional fees", "Administrative expenses", "expense", false, false;
    INSURANCE: "6240", "Insurance", "Administrative expenses", "expense", false, false;
    BAD_DEBTS: "6250", "Bad debts", "Administrative expenses", "expense", false, false;
    DEPRECIATION: "6500", "Depreciation", "Depreciation", "expense", false, false;
    INTEREST: "7000", "Interest", "Interest", "expense", false, false;
    BANK_CHARGES: "7010", "Bank charges", "Interest", "expense", false, false;
    EXCHANGE_DIFFERENCES: "7100", "Exchange differences", "Exchange differences", "expense", false, false;
    INCOME_TAX: "8000", "Corporation tax charge", "Tax", "expense", false, false;
}

/// VAT codes: code, name, country, rate.
pub const TAX_CODES: [(&str, &str, &str, f64); 7] = [
    ("GB20", "UK standard rate", "GB", 0.20),
    ("GB5", "UK reduced rate", "GB", 0.05),
    ("GB0", "UK zero rate, exports", "GB", 0.0),
    ("PL23", "Poland standard rate", "PL", 0.23),
    ("PL8", "Poland reduced rate", "PL", 0.08),
    ("PL0", "Poland zero rate, exports and supplies within the EU", "PL", 0.0),
    ("RC", "Reverse charge", "GB", 0.0),
];

/// Sensors: code, name, unit, warning level, alarm level. Every machine has the first three; furnaces and hardeners the last.
pub const SENSOR_TYPES: [(&str, &str, &str, f64, f64); 4] = [
    ("VIB", "Vibration", "mm/s", 4.5, 7.1),
    ("TEMP", "Bearing temperature", "°C", 75.0, 90.0),
    ("CUR", "Motor current", "A", 60.0, 72.0),
    ("CWT", "Cooling water inlet", "°C", 24.0, 28.0),
];

/// What may be spent on one claim: category, limit in minor units of the group's currency, the rule.
pub const EXPENSE_POLICIES: [(&str, i64, &str); 7] = [
    ("Hotel", 16_000, "Up to £160 a night"),
    ("Meals", 4_500, "Up to £45 a day"),
    ("Rail", 18_000, "Standard class"),
    ("Flights", 45_000, "Economy, booked 14 days ahead"),
    ("Mileage", 12_000, "45p a mile"),
    ("Client entertainment", 25_000, "Approved beforehand"),
    ("Taxi", 5_000, "Only where there is no public transport"),
];
