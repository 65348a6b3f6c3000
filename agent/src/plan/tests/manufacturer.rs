//! A maker of gearboxes.

use super::support::{Company, DimensionRow, MeasureRow};

const SHOP: &str = "plant line machine shift product product_family work_order batch";
const STOPS: &str = "plant line machine shift downtime_reason";
const SCRAP: &str = "plant line machine shift product product_family scrap_reason batch";
const SALES: &str = "customer region product product_family plant sales_rep";
const LEDGER: &str = "plant cost_centre account";

fn measure(
    id: &'static str,
    label: &'static str,
    unit: &'static str,
    direction: &'static str,
    area: &'static str,
    reach: &'static str,
    synonyms: &'static str,
) -> MeasureRow {
    let period = if matches!(area, "finance" | "sales" | "people") { "last_month" } else { "last_week" };
    MeasureRow { id, label, unit, direction, area, period, synonyms, target: None, drivers: "", reach }
}

fn measures() -> Vec<MeasureRow> {
    const POUNDS: &str = "{money: {currency: GBP}}";
    let mut measures = vec![
        measure(
            "oee",
            "OEE",
            "percent",
            "up",
            "production",
            SHOP,
            "overall equipment effectiveness, equipment effectiveness",
        ),
        measure(
            "availability",
            "Availability",
            "percent",
            "up",
            "production",
            SHOP,
            "uptime, machine availability",
        ),
        measure(
            "performance",
            "Performance (effectiveness)",
            "percent",
            "up",
            "production",
            SHOP,
            "speed, performance rate",
        ),
        measure(
            "quality_ratio",
            "Quality ratio",
            "percent",
            "up",
            "quality",
            SHOP,
            "good rate, quality rate",
        ),
        measure("scrap_ratio", "Scrap ratio", "percent", "down", "quality", SCRAP, "scrap, scrap rate"),
        measure(
            "scrap_quantity",
            "Scrap quantity",
            "{count: pieces}",
            "down",
            "quality",
            SCRAP,
            "scrapped pieces, pieces scrapped",
        ),
        measure("scrap_cost", "Scrap cost", POUNDS, "down", "quality", SCRAP, "waste cost, cost of waste"),
        measure(
            "first_pass_yield",
            "First-pass yield",
            "percent",
            "up",
            "quality",
            SHOP,
            "FPY, right first time",
        ),
        measure(
            "downtime",
            "Downtime",
            "duration",
            "down",
            "maintenance",
            STOPS,
            "stoppage time, lost time, time lost",
        ),
        measure("stops", "Stops", "{count: stops}", "down", "maintenance", STOPS, "stoppages, breakdowns"),
        measure(
            "mtbf",
            "Mean time between failures",
            "duration",
            "up",
            "maintenance",
            "plant line machine",
            "MTBF",
        ),
        measure(
            "energy_used",
            "Energy used",
            "{quantity: kWh}",
            "down",
            "energy",
            "plant line machine shift",
            "electricity, energy consumption, power used",
        ),
        measure(
            "energy_per_good",
            "Energy per good unit",
            "{quantity: kWh/piece}",
            "down",
            "energy",
            "plant line machine shift",
            "kWh per good unit, energy intensity",
        ),
        measure(
            "output",
            "Good output",
            "{count: pieces}",
            "up",
            "production",
            SHOP,
            "good pieces, output, production, pieces made",
        ),
        measure(
            "planned_quantity",
            "Planned quantity",
            "{count: pieces}",
            "neutral",
            "production",
            "plant line product",
            "planned production, production plan",
        ),
        measure("revenue", "Revenue", POUNDS, "up", "sales", SALES, "sales, turnover, net sales"),
        measure(
            "orders",
            "Customer orders",
            "{count: orders}",
            "up",
            "sales",
            SALES,
            "orders received, order intake",
        ),
        measure(
            "customer_returns",
            "Customer returns",
            "{count: returns}",
            "down",
            "quality",
            SALES,
            "returns",
        ),
        measure("otif", "OTIF", "percent", "up", "sales", SALES, "on time in full, delivery performance"),
        measure("gross_margin", "Gross margin", "percent", "up", "finance", SALES, "gross profit margin"),
        measure("gross_profit", "Gross profit", POUNDS, "up", "finance", SALES, ""),
        measure("contribution_margin", "Contribution margin", "percent", "up", "finance", SALES, ""),
        measure("labour_cost", "Labour cost", POUNDS, "down", "finance", LEDGER, "cost of labour, wages"),
        measure("spend", "Spend", POUNDS, "down", "finance", LEDGER, "costs, expenditure"),
        measure("cost_budget", "Cost budget", POUNDS, "neutral", "finance", LEDGER, "budget"),
        measure("budget_variance", "Budget variance", POUNDS, "up", "finance", LEDGER, "spend vs budget"),
        measure(
            "dso",
            "Days sales outstanding",
            "days",
            "down",
            "finance",
            "customer region",
            "DSO, debtor days",
        ),
        measure("cash", "Cash balance", POUNDS, "up", "finance", "plant", "cash, cash at bank"),
        measure(
            "inventory_value",
            "Inventory value",
            POUNDS,
            "neutral",
            "supply",
            "plant product supplier",
            "stock value, value of stock",
        ),
        measure("overtime", "Overtime hours", "duration", "down", "people", "plant line shift", "overtime"),
        measure("utilisation", "Capacity utilisation", "percent", "up", "production", SHOP, "utilization"),
    ];
    for row in &mut measures {
        match row.id {
            "oee" => (row.target, row.drivers) = (Some(0.75), "availability, performance, quality_ratio"),
            "scrap_ratio" => row.target = Some(0.02),
            "budget_variance" => row.drivers = "spend, cost_budget",
            "planned_quantity" => row.period = "next_week",
            _ => {}
        }
    }
    measures
}

fn dimension(
    id: &'static str,
    label: &'static str,
    plural: &'static str,
    area: &'static str,
    parent: &'static str,
    synonyms: &'static str,
    members: &str,
) -> DimensionRow {
    DimensionRow {
        id,
        label,
        plural,
        area,
        parent,
        synonyms,
        members: (!members.is_empty()).then(|| members.to_owned()),
    }
}

fn dimensions() -> Vec<DimensionRow> {
    let lines: Vec<String> = (1..=12).map(|number| format!("L{number:02}=Line {number}")).collect();
    let machines: Vec<String> = (1..=12)
        .flat_map(|line| {
            ["Laser cutter", "Press brake", "CNC lathe"]
                .iter()
                .enumerate()
                .map(move |(place, kind)| format!("L{line:02}-M{}={kind} L{line}", place + 1))
        })
        .collect();
    vec![
        dimension(
            "plant",
            "Plant",
            "Plants",
            "production",
            "",
            "site, factory",
            "LEE=Leeds, DER=Derby, WRO=Wrocław",
        ),
        dimension("line", "Line", "Lines", "production", "plant", "production line, cell", &lines.join(",")),
        dimension(
            "machine",
            "Machine",
            "Machines",
            "production",
            "line",
            "equipment, work unit",
            &machines.join(","),
        ),
        dimension("shift", "Shift", "Shifts", "production", "", "shift pattern", "E=Early, L=Late, N=Night"),
        dimension(
            "product_family",
            "Product family",
            "Product families",
            "production",
            "",
            "family, product line",
            "GH=Gearbox housings, SH=Shafts, PU=Pump bodies",
        ),
        dimension(
            "product",
            "Product",
            "Products",
            "production",
            "product_family",
            "sku, part, item",
            "GH-100=Gearbox housing 100, GH-200=Gearbox housing 200, SH-10=Drive shaft 10, PU-7=Pump body cast",
        ),
        dimension(
            "downtime_reason",
            "Downtime reason",
            "Downtime reasons",
            "maintenance",
            "",
            "stop reason",
            "CHG=Changeover, BRG=Bearing failure, JAM=Jam, MAT=Waiting for material, OTH=Other",
        ),
        dimension(
            "scrap_reason",
            "Scrap reason",
            "Scrap reasons",
            "quality",
            "",
            "defect",
            "POR=Porosity, DIM=Out of dimension, OTH=Other",
        ),
        dimension("work_order", "Work order", "Work orders", "production", "", "job", ""),
        dimension("batch", "Batch", "Batches", "production", "", "lot", ""),
        dimension(
            "customer",
            "Customer",
            "Customers",
            "sales",
            "region",
            "client, who, buyer",
            "C001=Calder Pumps Ltd, C002=Marlow Water Treatment, C003=Brackley Agri, C004=Harland Packaging, C005=Odra Przenośniki",
        ),
        dimension("region", "Region", "Regions", "sales", "", "market", "N=North, S=South, X=Export"),
        dimension(
            "sales_rep",
            "Sales representative",
            "Sales representatives",
            "sales",
            "",
            "rep, salesperson",
            "R1=Priya Patel, R2=Jack May, R3=Ewa Nowak",
        ),
        dimension(
            "supplier",
            "Supplier",
            "Suppliers",
            "supply",
            "",
            "vendor",
            "S1=Teesmouth Steel, S2=Bearing House Leeds",
        ),
        dimension(
            "cost_centre",
            "Cost centre",
            "Cost centres",
            "finance",
            "",
            "cost center",
            "410=Assembly, 420=Maintenance Leeds",
        ),
        dimension(
            "account",
            "Account",
            "Accounts",
            "finance",
            "",
            "ledger account",
            "5150=Scrap, 5300=Electricity, 5320=Training, 6110=Marketing",
        ),
    ]
}

pub(super) fn manufacturer() -> Company {
    let model = "fiscal_year_start: 4, headlines: [revenue, gross_margin, oee, scrap_ratio, otif, spend]";
    Company::new(&measures(), dimensions(), model)
}
