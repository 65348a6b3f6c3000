//! Questions for cash to come, by what is simulated: planned over the shipped catalogue, without a model.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::sync::Arc;

use jiff::civil::{Date, date};
use sentia_agent::{
    Person,
    link::{Linker, MemberNames},
    plan::{Asking, Focus, Plan, Planner, Reach, focus_in_words},
};
use sentia_semantic::{
    Area, Catalogue, Engine, FixedClock, MemberIndex, Scope, Warehouse, warehouse::Access,
};

const TODAY: Date = date(2026, 9, 30);

struct Shipped {
    catalogue: Arc<Catalogue>,
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
    let mut members = MemberIndex::default();
    for (id, key, label) in [("customer", "C001", "Brightwater Pumps"), ("plant", "LEE", "Leeds")] {
        let dimension = catalogue.dimension(id).unwrap();
        let pairs = vec![(key.to_owned(), label.to_owned())];
        members.add(id, &dimension.label, &dimension.plural, pairs);
    }
    let names = linker.names(&catalogue, &members, None);
    let planner = Planner::new(Arc::clone(&catalogue), Reach::of(&engine));
    Shipped { catalogue, linker, planner, names }
}

fn person(areas: &[Area]) -> Person {
    Person {
        id: "someone".to_owned(),
        name: "Someone".to_owned(),
        title: "Someone".to_owned(),
        scope: Scope {
            tenant: "test".to_owned(),
            person: "someone".to_owned(),
            row_filters: Vec::new(),
            areas: areas.iter().copied().collect(),
            sql: false,
        },
        scope_in_words: None,
        groups: Default::default(),
        zone: None,
        mailbox: false,
    }
}

impl Shipped {
    fn plan(&self, question: &str, focus: Option<&Focus>, areas: &[Area]) -> Plan {
        let links = self.linker.link(question, &self.names, TODAY);
        let person = person(areas);
        self.planner.plan(&Asking { question, links: &links, focus, person: &person, today: TODAY })
    }

    /// The question that the plan stands for; what else it is, where it is no simulation.
    fn read(&self, question: &str, focus: Option<&Focus>) -> (String, Option<Focus>) {
        match self.plan(question, focus, &Area::ALL) {
            Plan::Call { call, focus: Some(focus), .. } if call.tool == "simulate_cash" => {
                (focus_in_words(&focus, &self.catalogue), Some(focus))
            }
            other => (format!("{other:?}"), None),
        }
    }
}

#[tokio::test]
async fn questions_are_read_and_said_again() {
    let shipped = shipped().await;
    let cases = [
        ("simulate cash", "Simulate cash"),
        ("simulate cash for the next 8 weeks", "Simulate cash for the next 8 weeks"),
        ("What is the chance that cash falls below £2m?", "Chance that cash falls below £2m"),
        ("what's the probability of cash dropping under 1.5 million", "Chance that cash falls below 1.5m"),
        ("chance that liquidity is below £3m", "Chance that liquidity falls below £3m"),
        ("what is the chance we run out of cash", "Simulate cash"),
        ("will we run out of money?", "Simulate cash"),
        ("lowest cash week and headroom with probability", "Simulate cash"),
        (
            "what happens to cash if customers pay 10 days later",
            "Simulate cash if customers pay 10 days later",
        ),
        ("what if customers pay two weeks earlier?", "Simulate cash if customers pay 14 days earlier"),
        ("what if our largest customer doesn't pay?", "Simulate cash if the largest customer does not pay"),
        ("what if Brightwater doesn't pay?", "Simulate cash if Brightwater Pumps does not pay"),
        (
            "cash if Brightwater Pumps pays 30 days later",
            "Simulate cash if Brightwater Pumps pays 30 days later",
        ),
        ("simulate cash if receipts are 10% lower", "Simulate cash if receipts are 10% lower"),
    ];
    let mut wrong = Vec::new();
    for (question, expected) in cases {
        let (said, focus) = shipped.read(question, None);
        let again = shipped.read(&said, None).1;
        if said != expected || again != focus {
            wrong.push(format!("{question}\n    wanted {expected}\n    found  {said}\n    again  {again:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_carries_on_keeps_what_was_asked() {
    let shipped = shipped().await;
    let (_, focus) = shipped.read("chance that cash falls below £2m in the next 8 weeks", None);
    let (said, _) = shipped.read("and if customers pay 20 days later?", focus.as_ref());
    assert_eq!(said, "Chance that cash falls below £2m for the next 8 weeks if customers pay 20 days later");
    let (said, _) = shipped.read("what about below £3m?", focus.as_ref());
    assert_eq!(said, "Chance that cash falls below £3m for the next 8 weeks");
}

#[tokio::test]
async fn other_questions_stay_what_they_are() {
    let shipped = shipped().await;
    let others = [
        "thirteen week cash",
        "13 week cash flow forecast",
        "cash last month",
        "what if average price rises by 5%?",
        "customers that pay late",
        "what would DSO of 45 days do to cash",
        "payments to suppliers last month",
    ];
    for question in others {
        assert_eq!(shipped.read(question, None).1, None, "{question}");
    }
}

#[tokio::test]
async fn who_may_not_see_finance_and_one_plant_alone_are_refused() {
    let shipped = shipped().await;
    let question = "what is the chance that we run out of cash?";
    assert!(matches!(shipped.plan(question, None, &[Area::Production]), Plan::Refuse { .. }));
    let question = "what is the chance that cash at Leeds falls below £1m?";
    assert!(matches!(shipped.plan(question, None, &Area::ALL), Plan::Refuse { .. }));
}
