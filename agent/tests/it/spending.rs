//! Budgets of money, with turns that are stored as a channel stores them.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{civil::date, tz::TimeZone};
use sentia_agent::{
    Agent, Budget, Conversation, Person, Provider,
    provider::{Scripted, ScriptedReply},
    replay,
    router::{
        Candidate, Decision, HERE, Limit, ModelCard, Price, Router, Spending, SpendingLimits, Tariff, Task,
    },
    store::{self, Store, TurnRecord},
};
use sentia_semantic::{FixedClock, Sensitivity};
use serde_json::json;
use tempfile::TempDir;

use crate::world::{World, after, ask, finished, leeds, manager};

const QUESTION: &str = "scrap rate by line last week";
/// What a turn costs by the script of the dear model: two replies of 1,000 tokens read and 100 written.
const TURN: u64 = 2 * (1_000 * 4 + 100 * 20);

fn card(id: &str, prices: Option<(u64, u64)>) -> ModelCard {
    let tariff = |(input, output): (u64, u64)| Tariff {
        price: Price {
            currency: "USD".into(),
            input: input * 1_000_000,
            cached_input: input * 1_000_000,
            cache_write: input * 1_000_000,
            output: output * 1_000_000,
        },
        since: date(2026, 1, 1),
        until: None,
        source: "a page".into(),
    };
    ModelCard {
        id: id.into(),
        model: format!("scripted/{id}"),
        window: 1_000_000,
        tools: true,
        residency: "us".into(),
        clearance: Sensitivity::Restricted,
        shutdown: None,
        tariffs: prices.map(tariff).into_iter().collect(),
    }
}

/// A model that has this many turns in it.
fn scripted(id: &str, turns: usize) -> Arc<Scripted> {
    let turn = || {
        let arguments = json!({ "measures": ["scrap_rate"], "by": ["line"], "period": "last_week" });
        [
            ScriptedReply::call("1", "query_metrics", arguments).and_usage(1_000, 100),
            ScriptedReply::text("The scrap rate of Line 1 was [[e1.f3]].").and_usage(1_000, 100),
        ]
    };
    Arc::new(Scripted::new((0..turns).flat_map(|_| turn())).named(&format!("scripted/{id}")))
}

struct Scene {
    world: World,
    store: Arc<dyn Store>,
    _folder: TempDir,
}

impl Scene {
    async fn new() -> Scene {
        let folder = TempDir::new().expect("a temporary folder");
        let file = folder.path().join("store.db");
        let store = store::open(file.to_str().expect("UTF-8")).await.expect("a store");
        Scene { world: World::new().await, store, _folder: folder }
    }

    /// An agent of a process that was just started in London, on this day.
    fn agent(&self, models: Vec<(ModelCard, Arc<Scripted>)>, limits: SpendingLimits, day: i8) -> Agent {
        let ids = models.iter().map(|(card, _)| card.id.clone()).collect();
        let candidates = models
            .into_iter()
            .map(|(card, script)| Candidate { card, provider: Ok(script as Arc<dyn Provider>) });
        let spending = Spending {
            limits,
            zone: TimeZone::get("Europe/London").expect("a time zone"),
            ledger: Arc::clone(&self.store) as _,
        };
        let clock = Arc::new(FixedClock::at(date(2026, 12, day)));
        let router = Router::new(candidates.collect(), BTreeMap::from([(Task::Question, ids)]), clock, 1);
        let router = router.with_retries(0).with_spending(spending);
        self.world.agent_over(Some(Arc::new(router)), Budget::default())
    }

    /// One question of this conversation, stored.
    async fn turn(&self, agent: &Agent, conversation: &mut Conversation, person: &Person) -> TurnRecord {
        let mut record = finished(&ask(agent, conversation, person, QUESTION).await);
        let stored = self.store.append(&record).await.expect("stored");
        *conversation = after(std::mem::take(conversation), &record);
        conversation.id.clone_from(&stored.conversation);
        record.id = stored.turn;
        record
    }
}

fn a_person(soft: Option<u64>, hard: Option<u64>) -> SpendingLimits {
    SpendingLimits {
        currency: "USD".into(),
        person_per_day: Limit { soft, hard },
        ..SpendingLimits::default()
    }
}

async fn decision(agent: &Agent, person: &Person) -> Decision {
    let decision = agent.route(&Conversation::default(), person, QUESTION).await.expect("a decision");
    decision.expect("a model is needed")
}

fn verdicts(decision: &Decision) -> Vec<(&str, &str)> {
    let verdict = |one: &sentia_agent::router::Considered| one.passed_over.clone().unwrap_or_default();
    let all = decision.considered.iter();
    all.map(|one| (one.id.as_str(), if verdict(one).is_empty() { "asked" } else { "not" })).collect()
}

#[tokio::test]
async fn a_conversation_goes_on_without_the_model_once_the_days_money_is_spent() {
    let scene = Scene::new().await;
    let limits = || a_person(None, Some(TURN + 1));
    let dear = scripted("dear", 2);
    let agent = scene.agent(vec![(card("dear", Some((4, 20))), Arc::clone(&dear))], limits(), 1);
    let mut conversation = Conversation::default();
    for _ in 0..2 {
        let record = scene.turn(&agent, &mut conversation, &manager()).await;
        assert_eq!(record.answer.model.cost.as_ref().map(|cost| cost.micros), Some(TURN));
    }
    let third = scene.turn(&agent, &mut conversation, &manager()).await;
    assert_eq!((third.provider.as_deref(), third.answer.model.cost.as_ref()), (None, None));
    assert!(!third.answer.evidence.is_empty(), "the built-in planner answers");
    let told = third.answer.caveats.join(" ");
    assert!(told.contains("the day's budget of 0.012001 USD for each person is used up"), "{told}");
    assert!(told.contains("it starts again on 2 Dec 2026 at 00:00 (Europe/London)"), "{told}");
    assert!(dear.faults().is_empty(), "{:?}", dear.faults());
    let stored = scene.store.turn(&manager().scope, &third.id).await.expect("read");
    assert_eq!(stored.route, third.route, "the decision is in the record");
    assert_eq!(replay(&stored, &agent).await.expect("replayed"), [], "without the ledger");
    // A process that starts anew counts on, somebody else has money of their own, and the next day all have.
    let again = scene.agent(vec![(card("dear", Some((4, 20))), scripted("dear", 1))], limits(), 1);
    assert_eq!(verdicts(&decision(&again, &manager()).await), [("dear", "not")]);
    assert_eq!(verdicts(&decision(&again, &leeds()).await), [("dear", "asked")]);
    let tomorrow = scene.agent(vec![(card("dear", Some((4, 20))), scripted("dear", 1))], limits(), 2);
    assert_eq!(verdicts(&decision(&tomorrow, &manager()).await), [("dear", "asked")]);
}

#[tokio::test]
async fn past_the_soft_limit_the_cheapest_is_asked_first_and_past_the_hard_one_those_that_are_free() {
    let scene = Scene::new().await;
    let local = ModelCard { residency: HERE.into(), ..card("local", None) };
    let models = |turns| {
        vec![
            (card("dear", Some((4, 20))), scripted("dear", turns)),
            (card("unpriced", None), scripted("unpriced", 0)),
            (card("cheap", Some((1, 5))), scripted("cheap", turns)),
            (local.clone(), scripted("local", turns)),
        ]
    };
    let before = scene.agent(models(1), a_person(Some(TURN), Some(TURN + 1)), 1);
    let early = decision(&before, &manager()).await;
    assert_eq!(early.budget, None);
    let order = [("dear", "asked"), ("unpriced", "not"), ("cheap", "asked"), ("local", "asked")];
    assert_eq!(verdicts(&early), order, "a missing price is no price of zero");
    scene.turn(&before, &mut Conversation::default(), &manager()).await;
    let soft = decision(&before, &manager()).await;
    let taken: Vec<&str> = soft.taken().map(|one| one.id.as_str()).collect();
    assert_eq!(taken, ["local", "cheap", "dear"]);
    let words = soft.budget.expect("past it").in_words();
    assert!(words.starts_with("past the day's soft budget of 0.012000 USD"), "{words}");
    let past = scene.agent(models(1), a_person(None, Some(TURN)), 1);
    let hard = decision(&past, &manager()).await;
    assert_eq!(hard.taken().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["local"]);
    let record = scene.turn(&past, &mut Conversation::default(), &manager()).await;
    assert_eq!(record.provider.as_deref(), Some("scripted/local"));
    let told = record.answer.caveats.join(" ");
    assert!(told.contains("Only models that cost nothing were asked, because the day's budget"), "{told}");
}

#[tokio::test]
async fn the_company_has_a_day_and_a_month() {
    let scene = Scene::new().await;
    let model = |turns| vec![(card("dear", Some((4, 20))), scripted("dear", turns))];
    let limits = |day: Option<u64>, month: Option<u64>| SpendingLimits {
        currency: "USD".into(),
        company_per_day: Limit { soft: None, hard: day },
        company_per_month: Limit { soft: None, hard: month },
        ..SpendingLimits::default()
    };
    let agent = scene.agent(model(1), limits(Some(TURN), None), 1);
    scene.turn(&agent, &mut Conversation::default(), &manager()).await;
    assert_eq!(verdicts(&decision(&agent, &leeds()).await), [("dear", "not")], "everybody's money");
    let tomorrow = |limits| scene.agent(model(0), limits, 2);
    let by_day = tomorrow(limits(Some(TURN), None));
    assert_eq!(verdicts(&decision(&by_day, &leeds()).await), [("dear", "asked")]);
    let by_month = decision(&tomorrow(limits(None, Some(TURN))), &leeds()).await;
    assert_eq!(verdicts(&by_month), [("dear", "not")]);
    let told = by_month.nobody().expect("nobody is left");
    assert!(told.contains("the month's budget") && told.contains("1 Jan 2027"), "{told}");
    let mut stranger = leeds();
    stranger.scope.tenant = "another".into();
    let nothing = Conversation::default();
    let agent = tomorrow(limits(None, Some(TURN)));
    let theirs = agent.route(&nothing, &stranger, QUESTION).await.expect("a decision");
    assert!(theirs.is_none_or(|decision| decision.nobody().is_none()), "another company has its own");
}

/// Two that begin at once both see the money that was there; one that begins later does not.
#[tokio::test]
async fn turns_that_are_under_way_are_all_that_overruns() {
    let scene = Scene::new().await;
    let agent =
        scene.agent(vec![(card("dear", Some((4, 20))), scripted("dear", 2))], a_person(None, Some(1)), 1);
    let (nothing, person) = (Conversation::default(), manager());
    let both =
        futures::join!(ask(&agent, &nothing, &person, QUESTION), ask(&agent, &nothing, &person, QUESTION));
    for events in [both.0, both.1] {
        let record = finished(&events);
        assert_eq!(record.provider.as_deref(), Some("scripted/dear"));
        scene.store.append(&record).await.expect("stored");
    }
    assert_eq!(verdicts(&decision(&agent, &person).await), [("dear", "not")]);
}
