//! A hospital laundry: none of its names are the manufacturer's.

use super::support::{Company, DimensionRow, MeasureRow};

const WASH: &str = "depot tunnel programme linen hospital";

fn measure(
    id: &'static str,
    label: &'static str,
    unit: &'static str,
    direction: &'static str,
    area: &'static str,
    reach: &'static str,
    synonyms: &'static str,
) -> MeasureRow {
    MeasureRow {
        id,
        label,
        unit,
        direction,
        area,
        period: "last_month",
        synonyms,
        target: None,
        drivers: "",
        reach,
    }
}

fn dimension(
    id: &'static str,
    label: &'static str,
    plural: &'static str,
    synonyms: &'static str,
    members: &'static str,
) -> DimensionRow {
    DimensionRow {
        id,
        label,
        plural,
        area: "production",
        parent: "",
        synonyms,
        members: Some(members.to_owned()),
    }
}

pub(super) fn laundry() -> Company {
    const EUROS: &str = "{money: {currency: EUR}}";
    let measures = [
        measure(
            "linen_washed",
            "Linen washed",
            "{quantity: kg}",
            "up",
            "production",
            WASH,
            "kilos washed, throughput, weight washed",
        ),
        measure("rewash_rate", "Rewash rate", "percent", "down", "quality", WASH, "rewash, second washes"),
        measure("reject_rate", "Reject rate", "percent", "down", "quality", WASH, "rejects, condemned linen"),
        measure(
            "water_per_kilo",
            "Water per kilo",
            "{quantity: l/kg}",
            "down",
            "energy",
            WASH,
            "litres per kilo, water intensity",
        ),
        measure("steam_cost", "Steam cost", EUROS, "down", "energy", "depot tunnel", "cost of steam"),
        measure(
            "chemical_cost",
            "Chemical cost",
            EUROS,
            "down",
            "supply",
            "depot tunnel programme",
            "detergent cost, dosing cost",
        ),
        measure(
            "delivered_on_time",
            "Delivered on time",
            "percent",
            "up",
            "sales",
            "depot hospital ward",
            "punctuality, on-time delivery",
        ),
        measure(
            "linen_lost",
            "Linen lost",
            "{count: pieces}",
            "down",
            "sales",
            "hospital ward linen",
            "losses, shrinkage, missing linen",
        ),
        measure(
            "fees",
            "Laundry fees",
            EUROS,
            "up",
            "finance",
            "hospital depot",
            "fees billed, billings, income",
        ),
        measure("sick_days", "Sick days", "days", "down", "people", "depot", "sickness, absence"),
    ];
    let dimensions = vec![
        dimension("depot", "Depot", "Depots", "wash house, laundry", "KIE=Kiel, ULM=Ulm, GRA=Graz"),
        dimension(
            "tunnel",
            "Tunnel washer",
            "Tunnel washers",
            "washer, tunnel",
            "T1=Tunnel washer 1, T2=Tunnel washer 2, T3=Tunnel washer 3",
        ),
        dimension(
            "programme",
            "Wash programme",
            "Wash programmes",
            "program, cycle",
            "P60=Sixty degrees, P90=Thermal disinfection, PDEL=Delicates",
        ),
        dimension(
            "linen",
            "Linen type",
            "Linen types",
            "article, kind of linen",
            "SHEET=Sheets, GOWN=Gowns, TOWEL=Towels, SCRUB=Scrubs",
        ),
        dimension(
            "hospital",
            "Hospital",
            "Hospitals",
            "clinic, infirmary",
            "H1=St Anna, H2=Nordklinik, H3=Mercy General",
        ),
        dimension("ward", "Ward", "Wards", "department, unit", "W1=Maternity, W2=Intensive care, W3=Surgery"),
    ];
    Company::new(&measures, dimensions, "fiscal_year_start: 1")
}

#[test]
fn questions() {
    laundry().check(&[
        ("linen washed by depot last month", "linen_washed by depot @last_month"),
        ("How many kilos did we wash in Kiel last week?", "linen_washed @last_week [depot=Kiel]"),
        ("throughput per tunnel yesterday", "linen_washed by tunnel @yesterday"),
        ("throughput by tunnel washer yesterday", "linen_washed by tunnel @yesterday"),
        ("rewash rate by programme in Q2", "rewash_rate by programme @2026-Q2"),
        ("rewash rate by program in Q2", "rewash_rate by programme @2026-Q2"),
        ("rewash for gowns last week", "rewash_rate @last_week [linen=Gowns]"),
        ("rejects on sheets and towels this month", "reject_rate by linen @this_month [linen=Sheets|Towels]"),
        ("litres per kilo at Ulm", "water_per_kilo @last_month [depot=Ulm]"),
        ("liters per kilo at Ulm", "water_per_kilo @last_month [depot=Ulm]"),
        ("cost of steam by depot YTD", "steam_cost by depot @year_to_date"),
        ("chemical costs by wash programme", "chemical_cost by programme @last_month"),
        ("on-time delivery by hospital last quarter", "delivered_on_time by hospital @last_quarter"),
        ("punctuality for St Anna in August", "delivered_on_time @2026-08 [hospital=St Anna]"),
        ("missing linen by ward last year", "linen_lost by ward @last_year"),
        (
            "linen lost in intensive care since June",
            "linen_lost @2026-06-01..2026-09-30 [ward=Intensive care]",
        ),
        ("billings by hospital in FY26", "fees by hospital @this_fiscal_year"),
        ("fees for nordklinik vs last year", "fees @last_month vs previous_year [hospital=Nordklinik]"),
        ("sickness by depot", "sick_days by depot @last_month"),
        ("top 2 hospitals by fees last month", "fees by hospital @last_month highest 2"),
        ("which depot has the worst rewash rate", "rewash_rate by depot @last_month worst"),
        ("best depot for punctuality last week", "delivered_on_time by depot @last_week best"),
        ("tunnel 2 throughput today", "linen_washed @today [tunnel=Tunnel washer 2]"),
        (
            "tunnels 1 to 3 throughput yesterday",
            "linen_washed by tunnel @yesterday [tunnel=Tunnel washer 1|Tunnel washer 2|Tunnel washer 3]",
        ),
        ("rewash rate trend", "rewash_rate per month @last_12_months"),
        ("weekly linen washed at Graz", "linen_washed per week @last_13_weeks [depot=Graz]"),
        ("compare Kiel with Ulm on water per kilo", "water_per_kilo by depot @last_month [depot=Kiel|Ulm]"),
        ("reject rate excluding scrubs last month", "reject_rate @last_month [linen!=Scrubs]"),
        ("did the rewash rate improve last week", "rewash_rate @last_week vs previous_period"),
        ("which hospitals do we have", "members hospital"),
        ("what is the rewash rate", "rewash_rate @last_month"),
        ("what is rewash rate?", "describe rewash_rate"),
        ("rewsh rate in Kiel", "rewash_rate @last_month [depot=Kiel]"),
        ("costs last month", "clarify ~ Steam cost | Chemical cost"),
        ("fees by tunnel", "refuse ~ not recorded by tunnel washer"),
        ("fees for Berlin", "clarify ~ Berlin"),
        ("OEE by line last week", "out"),
        ("patient satisfaction by ward", "out"),
        ("bed occupancy", "out"),
        ("what can you answer?", "help"),
        ("which wards", "members ward"),
        ("rewash rate for delicates, Graz", "rewash_rate @last_month [programme=Delicates] [depot=Graz]"),
        ("linen washed by linen type and depot in H1", "linen_washed by linen+depot @2026-H1"),
    ]);
}

#[test]
fn conversations() {
    laundry().check_conversation(&[
        ("rewash rate by depot last week", "rewash_rate by depot @last_week"),
        ("only Kiel", "rewash_rate by depot @last_week [depot=Kiel]"),
        ("by programme", "rewash_rate by programme @last_week [depot=Kiel]"),
        ("without delicates", "rewash_rate by programme @last_week [depot=Kiel] [programme!=Delicates]"),
        ("same for Graz", "rewash_rate by programme @last_week [depot=Graz] [programme!=Delicates]"),
        ("and rejects?", "reject_rate by programme @last_week [depot=Graz] [programme!=Delicates]"),
        ("what about last month", "reject_rate by programme @last_month [depot=Graz] [programme!=Delicates]"),
        ("all depots", "reject_rate by programme @last_month [programme!=Delicates]"),
    ]);
}
