//! The catalogue that ships, asked as its readers ask. Names of members are the demo company's, written down here so that
//! the test needs no rows.

use std::sync::Arc;

use sentia_semantic::{Catalogue, Engine, FixedClock, MemberIndex, Warehouse, warehouse::Access};

use super::support::{TODAY, everyone, plan_in_short};
use crate::{
    link::{Linker, MemberNames},
    plan::{Asking, Focus, Plan, Planner, Reach},
};

struct Shipped {
    linker: Linker,
    planner: Planner,
    names: MemberNames,
}

async fn shipped() -> Shipped {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("warehouse.db").to_string_lossy().into_owned();
    let warehouse = Warehouse::open(&path, Access::ReadWrite).await.unwrap();
    warehouse.migrate().await.unwrap();
    let catalogue = Arc::new(Catalogue::shipped().unwrap());
    let clock = Arc::new(FixedClock::at(TODAY));
    let engine = Engine::open(Arc::clone(&catalogue), Arc::new(warehouse), clock).await.unwrap();
    let linker = Linker::new(&catalogue);
    let names = linker.names(&catalogue, &members(&catalogue), None);
    Shipped { planner: Planner::new(catalogue, Reach::of(&engine)), linker, names }
}

fn members(catalogue: &Catalogue) -> MemberIndex {
    let lines: Vec<String> = (1..=12).map(|number| format!("L{number:02}=Line {number}")).collect();
    let machines: Vec<String> = (1..=12)
        .flat_map(|line| {
            [format!("L{line:02}-M1=Laser cutter L{line}"), format!("L{line:02}-M2=Press brake L{line}")]
        })
        .collect();
    let listed = [
        ("plant", "LEE=Leeds,DER=Derby,WRO=Wrocław,HQ=Head office".to_owned()),
        ("line", lines.join(",")),
        ("machine", machines.join(",")),
        ("shift", "E=Early,L=Late,N=Night".to_owned()),
        ("crew", "LEE-A=Leeds crew A,LEE-B=Leeds crew B,DER-A=Derby crew A".to_owned()),
        ("area", "LEE-FAB=Leeds Fabrication,LEE-MAC=Leeds Machining,DER-FAB=Derby Fabrication".to_owned()),
        ("product_family", "GH=Gearbox housings,SH=Shafts,GR=Gears,CV=Covers".to_owned()),
        ("product", "GH-100=Gearbox housing 100,GH-120=Gearbox housing 120,SH-200=Drive shaft 200,GR-310=Helical gear 310".to_owned()),
        ("downtime_reason", "CHG=Changeover,BRG=Bearing failure,JAM=Jam,MAT=Waiting for material,OTH=Other,NOR=No order,PWR=Power dip".to_owned()),
        ("scrap_reason", "POR=Porosity,CRK=Crack in material,BUR=Burr,SET=Set-up piece,OTH=Other".to_owned()),
        ("defect_type", "D01=Bore oversize,D05=Porosity,D09=Burr,D13=Leak,D14=Noise".to_owned()),
        ("customer", "C001=Aldermoor Conveyors,C002=Brackley Agri,C003=Calder Pumps,C004=Bałtyk Dźwigi".to_owned()),
        ("region", "North=North,Export=Export".to_owned()),
        ("country", "GB=United Kingdom,PL=Poland,DE=Germany,US=United States".to_owned()),
        ("sales_rep", "R01=Priya Patel,R02=Jack Wood,R03=Grace Bell".to_owned()),
        ("supplier", "S01=Ashby Castings,S02=Bearing House Leeds,S03=Teesmouth Steel".to_owned()),
        ("material", "M001=Cast iron blank,M002=Steel bar 40 mm,M003=Deep-groove bearing 6204".to_owned()),
        ("currency", "GBP=Pound sterling,EUR=Euro,PLN=Złoty,USD=US dollar".to_owned()),
        ("cost_centre", "410=Assembly Leeds,420=Maintenance Leeds,900=Administration".to_owned()),
        ("account", "4000=Sales,5150=Scrap,5300=Electricity,5320=Training,6110=Marketing,6210=Travel and expenses".to_owned()),
        ("employee", "E0001=Adam Ahmed,E0002=Grace May,E0003=Piotr Nowak".to_owned()),
        ("skill", "PRESS=Press brake,WELD=Welding,FORK=Fork-lift truck".to_owned()),
    ];
    let mut index = MemberIndex::default();
    for (id, members) in listed {
        let dimension = catalogue.dimension(id).unwrap_or_else(|| panic!("no dimension {id}"));
        let pairs = members.split(',').map(|member| member.split_once('=').unwrap());
        index.add(
            id,
            &dimension.label,
            &dimension.plural,
            pairs.map(|(key, label)| (key.to_owned(), label.to_owned())).collect(),
        );
    }
    index
}

impl Shipped {
    fn plan(&self, question: &str, focus: Option<&Focus>) -> Plan {
        let links = self.linker.link(question, &self.names, TODAY);
        self.planner.plan(&Asking { question, links: &links, focus, person: &everyone(), today: TODAY })
    }
}

#[tokio::test]
async fn questions_of_planters_finance_and_analysts() {
    let shipped = shipped().await;
    let cases = [
        ("OEE by line last week", "oee by line @last_week"),
        (
            "status of work order 10422",
            "work_order_quantity+work_order_output by product+line+plant+work_order_status+work_order_start+work_order_due @all_time [work_order=10422]",
        ),
        (
            "PO-25646",
            "purchase_quantity+purchase_value by supplier+material+purchase_order_status+purchase_order_promised @all_time [purchase_order=PO-25646]",
        ),
        (
            "where is po 25646",
            "purchase_quantity+purchase_value by supplier+material+purchase_order_status+purchase_order_promised @all_time [purchase_order=25646]",
        ),
        ("scrap of work order 10422", "scrap_quantity @all_time [work_order=10422]"),
        ("trace batch B-1007 forward and back", "trace batch_use [batch=B-1007]"),
        ("where did B-1007 go?", "trace batch_use [batch=B-1007] → forward"),
        ("what was b1007 made from", "trace batch_use [batch=B-1007] → back"),
        ("which customers received lot-10014", "trace batch_use [material_lot=LOT-10014] → forward"),
        ("which invoices should we pay this week", "payments payables_due @this_week"),
        ("propose a payment run for next week", "payments payables_due @next_week"),
        ("what do we have to pay in the next 30 days", "payables_due @next_30_days"),
        (
            "in which order should we run the planned orders next week",
            "schedule proposed_run_time @next_week",
        ),
        ("which machine should we service first", "risk failures"),
        ("VAT due by rate last quarter", "vat_due by tax_code @last_quarter"),
        (
            "which customers are over their credit limit",
            "credit_use by customer @last_7_days (it Above target)",
        ),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .map(|(question, expected)| (question, expected, plan_in_short(&shipped.plan(question, None))))
        .filter(|(_, expected, found)| *expected != found)
        .map(|(question, expected, found)| format!("  {question}\n    wanted {expected}\n    found  {found}"))
        .collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[tokio::test]
async fn a_number_behind_a_word_that_carries_on_narrows_what_was_asked() {
    let shipped = shipped().await;
    let Plan::Call { focus, .. } = shipped.plan("scrap by line last week", None) else { panic!() };
    let next = |question| plan_in_short(&shipped.plan(question, focus.as_ref()));
    let narrowed = next("and only for work order 10422?");
    assert!(
        narrowed.starts_with("scrap_quantity by line") && narrowed.contains("[work_order=10422]"),
        "{narrowed}"
    );
    assert!(next("status of work order 10422").starts_with("work_order_quantity"));
    assert!(next("and PO-25646?").starts_with("purchase_quantity"), "scrap has no purchase orders");
}
