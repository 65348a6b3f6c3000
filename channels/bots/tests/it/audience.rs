//! Whoever reads along: nothing is shown in a shared place that one of its members may not read.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use proptest::prelude::*;
use sentia_bots::{
    Account, Addressed, Audience, Channel, Found, Inbound, Input, Parcel, Place, Receipt, Reply, SendError,
    Shown, Step, Target, Way,
};
use serde_json::{Value, json};

use crate::{
    desk::{Scripted, words},
    stage::Stage,
};

/// A channel in memory: what was said, and whether all could read it.
#[derive(Default)]
struct Memory {
    said: Mutex<Vec<(Value, bool)>>,
}

#[async_trait]
impl Channel for Memory {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn render(&self, reply: &Reply, target: &Target) -> Vec<Parcel> {
        let open = target.place.shared && target.way == Way::Here;
        let text: String = reply.prose.iter().flatten().map(|span| span.text.as_str()).collect();
        let body = json!({ "text": text, "open": open, "case": target.place.chat });
        vec![Parcel { method: "say".into(), body, repeatable: false, attachment: None, otherwise: None }]
    }

    fn working(&self, _: Shown<'_>, _: &Target) -> Option<Step> {
        None
    }

    async fn send(&self, parcel: &Parcel) -> Result<Receipt, SendError> {
        let open = parcel.body["open"] == true;
        self.said.lock().unwrap().push((parcel.body.clone(), open));
        Ok(Value::Null)
    }

    async fn find(&self, _: &Parcel) -> Result<Found, SendError> {
        Ok(Found::CannotTell)
    }

    /// As the place says: a list, none, or a failure.
    fn private(&self, _: &Account, known: Option<Place>) -> Option<Place> {
        known
    }
    async fn members(&self, place: &Place) -> Result<Option<Vec<Account>>, SendError> {
        match place.route["listed"].as_str().unwrap() {
            "all" => Ok(Some(place.route["members"].as_array().unwrap().iter().map(account).collect())),
            "none" => Ok(None),
            _ => Err(SendError::Unclear("down".into())),
        }
    }
}

fn account(rank: &Value) -> Account {
    Account { channel: "memory".into(), tenant: "T".into(), id: format!("U{rank}") }
}

/// Members have a rank, a question a height: who ranks below it may not read the answer.
fn may_read(account: &Account, height: u64) -> bool {
    account.id[1..].parse::<u64>().unwrap() >= height
}

#[derive(Debug, Clone)]
struct Case {
    members: Vec<u64>,
    asker: u64,
    height: u64,
    listed: &'static str,
    /// A desk that says "shared" without a look at who is there, where the channel does not list them.
    careless: bool,
}

prop_compose! {
    fn case()(
        members in prop::collection::vec(0_u64..9, 0..6),
        asker in 0_u64..9,
        height in 0_u64..9,
        listed in prop::sample::select(vec!["all", "all", "none", "broken"]),
        careless in any::<bool>(),
    ) -> Case {
        Case { members, asker, height, listed, careless }
    }
}

fn inbound(at: usize, case: &Case) -> Inbound {
    let route = json!({ "listed": case.listed, "members": case.members });
    let place = Place {
        channel: "memory".into(),
        tenant: "T".into(),
        chat: at.to_string(),
        thread: None,
        shared: true,
        route,
    };
    let text = format!("{} {}", case.height, if case.careless { "careless" } else { "careful" });
    let account = account(&case.asker.into());
    Inbound { event: at.to_string(), place, account, input: Input::Text(text), sent_at: 0 }
}

/// Each case through the bots, and what was shown held against who may read it.
fn judge(cases: &[Case]) -> Result<(), TestCaseError> {
    let desk = Scripted::new(|question| {
        let text = words(question);
        let (height, care) = text.split_once(' ').unwrap();
        let height: u64 = height.parse().unwrap();
        let reply = Reply::text(if may_read(&question.account, height) { "secret" } else { "refused" });
        let shared = match &question.audience {
            Audience::Alone => true,
            Audience::Members(members) => members.iter().all(|member| may_read(member, height)),
            Audience::Unknown => care == "careless",
        };
        Ok(if shared {
            Addressed::Shared(reply)
        } else {
            Addressed::Private { reply, note: "Privately.".into() }
        })
    });
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let memory = Arc::new(Memory::default());
    runtime.block_on(async {
        let stage = Stage::open(Arc::new(desk), memory.clone()).await;
        for (at, case) in cases.iter().enumerate() {
            stage.bots.intake().accept(&inbound(at, case)).await.unwrap();
        }
        stage.quiet().await;
    });
    let said = memory.said.lock().unwrap();
    for (at, case) in cases.iter().enumerate() {
        let here: Vec<_> =
            said.iter().filter(|(body, _)| body["case"].as_str() == Some(at.to_string().as_str())).collect();
        let shown = here.iter().any(|(body, open)| *open && body["text"] == "secret");
        let all_may = case.members.iter().chain([&case.asker]).all(|rank| *rank >= case.height);
        prop_assert!(!shown || all_may, "{case:?} {here:?}");
        // Where all may read it and that is known, all do: nothing is hidden for fear.
        prop_assert_eq!(shown, all_may && case.listed == "all", "{:?}", case);
        let told = here.iter().any(|(body, _)| body["text"] == "secret");
        prop_assert_eq!(told, case.asker >= case.height, "{:?}", case);
    }
    Ok(())
}

proptest! {
    // 50 cases in each of these.
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_shown_that_a_member_may_not_read(cases in prop::collection::vec(case(), 50)) {
        judge(&cases)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    #[ignore = "takes a minute"]
    fn ten_thousand_times_nothing_is_shown_that_a_member_may_not_read(cases in prop::collection::vec(case(), 100)) {
        judge(&cases)?;
    }
}
