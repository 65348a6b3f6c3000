//! A thousand questions to three models that fail in every way there is, in simulated time.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
    task::Poll,
    time::Duration,
};

use futures::{
    FutureExt, StreamExt,
    future::{self, BoxFuture},
    stream::{self, BoxStream},
};
use sentia_agent::{
    Agent, Conversation, Event, Outcome, Provider, ProviderError, Voice,
    provider::{AssistantPart, Delta, Message, Request, StopReason, ToolCall, Usage},
    replay,
    router::{Candidate, HERE, Health, ModelCard, Pace, Price, Router, Tariff, Task},
    store::TurnRecord,
};
use sentia_semantic::{FixedClock, Sensitivity};
use serde_json::json;

use crate::world::{World, ask, finished, manager, said};

const QUESTION: &str = "scrap rate by line last week";
/// What each model says, as far as it gets.
const SENTENCES: [&str; 4] = [
    "The scrap rate was highest on Line 3, at [[e1.f1]].",
    "The scrap rate of Line 2 was [[e1.f2]].",
    "The scrap rate of Line 1 was [[e1.f3]].",
    "The scrap rate was [[e1.f5]] overall.",
];

/// Time that passes only where something waits.
#[derive(Clone, Default)]
struct Simulated(Arc<Mutex<Duration>>);

impl Simulated {
    fn pass(&self, time: Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += time;
    }
}

impl Pace for Simulated {
    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Over when nothing else happens in the meantime.
    fn wait(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let (time, mut asked) = (self.clone(), false);
        future::poll_fn(move |context| {
            if asked {
                time.pass(duration);
                return Poll::Ready(());
            }
            asked = true;
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .boxed()
    }
}

/// Numbers that are the same each time (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) % bound
    }
}

/// A model that answers the question well, and fails by chance.
struct Shaky {
    id: String,
    dice: Mutex<Dice>,
    /// Of a hundred requests.
    failures: Mutex<u64>,
    kinds: Mutex<BTreeMap<&'static str, u32>>,
}

impl Shaky {
    fn new(id: &str, seed: u64, failures: u64) -> Arc<Shaky> {
        let (dice, failures) = (Mutex::new(Dice(seed)), Mutex::new(failures));
        Arc::new(Shaky { id: id.to_owned(), dice, failures, kinds: Mutex::default() })
    }

    fn fail_at(&self, failures: u64) {
        *self.failures.lock().expect("no panic before") = failures;
    }

    fn count(&self, kind: &'static str) {
        *self.kinds.lock().expect("no panic before").entry(kind).or_default() += 1;
    }

    fn retry(&self, detail: &str, after: Option<u64>) -> ProviderError {
        ProviderError::Retry {
            provider: self.id.clone(),
            detail: detail.to_owned(),
            after: after.map(Duration::from_secs),
        }
    }
}

impl Provider for Shaky {
    fn id(&self) -> &str {
        &self.id
    }

    fn stream(&self, request: &Request) -> BoxStream<'static, Result<Delta, ProviderError>> {
        let mut dice = self.dice.lock().expect("no panic before");
        let whole = good(request, dice.below(1_000));
        if dice.below(100) >= *self.failures.lock().expect("no panic before") {
            return stream::iter(whole.into_iter().map(Ok)).boxed();
        }
        let at = usize::try_from(dice.below(whole.len() as u64)).expect("small");
        let begun: Vec<_> = whole.into_iter().take(at).map(Ok).collect();
        let (kind, ending) = match dice.below(9) {
            0 => ("429 with a wait", Some(Err(self.retry("rate limit reached", Some(1 + dice.below(8)))))),
            1 => {
                let detail = "quota".to_owned();
                ("429 for good", Some(Err(ProviderError::Elsewhere { provider: self.id.clone(), detail })))
            }
            2 => ("529", Some(Err(self.retry("overloaded", None)))),
            3 => ("hang", None),
            4 => ("garbage", Some(Err(self.retry("its reply could not be read: it is not JSON", None)))),
            5 => {
                let detail = "it cannot be reached".to_owned();
                ("no such host", Some(Err(ProviderError::Elsewhere { provider: self.id.clone(), detail })))
            }
            6 => {
                self.count("cut without a word");
                return stream::iter(begun).boxed();
            }
            7 => {
                self.count("cut with an error");
                return stream::iter(begun.into_iter().chain([Err(self.retry("its reply broke off", None))]))
                    .boxed();
            }
            _ => {
                self.count("hang in the middle");
                return stream::iter(begun).chain(stream::pending()).boxed();
            }
        };
        self.count(kind);
        match ending {
            Some(error) => stream::iter([error]).boxed(),
            None => stream::pending().boxed(),
        }
    }
}

/// What a good model replies: the call, then the sentences that have not been said yet.
fn good(request: &Request, salt: u64) -> Vec<Delta> {
    let answered = request.messages.iter().any(|message| matches!(message, Message::ToolResults(_)));
    let usage = Delta::Usage(Usage { input_tokens: 1_000, output_tokens: 50, ..Usage::default() });
    if !answered {
        let arguments = json!({ "measures": ["scrap_rate"], "by": ["line"], "period": "last_week" });
        let call =
            ToolCall { id: format!("call_{salt}"), name: "query_metrics".into(), arguments, native: None };
        return vec![Delta::ToolCall(call), usage, Delta::Stop(StopReason::ToolCalls)];
    }
    let before = said_in(request);
    let rest: Vec<&str> = SENTENCES.into_iter().filter(|sentence| !before.contains(sentence)).collect();
    let rest = if rest.is_empty() { SENTENCES[3].to_owned() } else { rest.join(" ") };
    let letters: Vec<char> = rest.chars().collect();
    let pieces = letters.chunks(7).map(|piece| Delta::Text(piece.iter().collect()));
    pieces.chain([usage, Delta::Stop(StopReason::End)]).collect()
}

fn said_in(request: &Request) -> String {
    let texts = request.messages.iter().filter_map(|message| match message {
        Message::Assistant(parts) => Some(parts),
        _ => None,
    });
    let texts = texts.flatten().filter_map(|part| match part {
        AssistantPart::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join(" ")
}

fn card(id: &str) -> ModelCard {
    let price = Price {
        currency: "USD".into(),
        input: 3_000_000,
        cached_input: 300_000,
        cache_write: 3_750_000,
        output: 15_000_000,
    };
    ModelCard {
        id: id.into(),
        model: id.into(),
        window: 100_000,
        tools: true,
        residency: HERE.into(),
        clearance: Sensitivity::Restricted,
        shutdown: None,
        tariffs: vec![Tariff {
            price,
            since: jiff::civil::date(2026, 1, 1),
            until: None,
            source: "a test".into(),
        }],
    }
}

struct Drill {
    models: Vec<Arc<Shaky>>,
    time: Simulated,
    router: Arc<Router>,
    agent: Agent,
}

fn drill(world: &World, failures: u64) -> Drill {
    let models: Vec<Arc<Shaky>> =
        (1..=3).map(|number| Shaky::new(&format!("m{number}"), 90_001 * number, failures)).collect();
    let candidates = models.iter().map(|model| Candidate {
        card: card(model.id()),
        provider: Ok(Arc::clone(model) as Arc<dyn Provider>),
    });
    let routes = BTreeMap::from([(Task::Question, models.iter().map(|model| model.id.clone()).collect())]);
    let time = Simulated::default();
    let clock = Arc::new(FixedClock::at(jiff::civil::date(2026, 9, 30)));
    let router = Router::new(candidates.collect(), routes, clock, 7).at_pace(Arc::new(time.clone()));
    let router = Arc::new(router);
    let agent = world.agent_over(Some(Arc::clone(&router)), sentia_agent::Budget::default());
    Drill { models, time, router, agent }
}

#[tokio::test]
async fn a_thousand_turns_lose_nothing_and_repeat_nothing() {
    const TURNS: u32 = 1_000;
    let world = World::new().await;
    let drill = drill(&world, 45);
    let plain = world.agent(None);
    let (mut by_one, mut handed_over, mut finished_here, mut waits) = (0, 0, 0, Vec::new());
    for turn in 0..TURNS {
        let began = drill.time.elapsed();
        let events = ask(&drill.agent, &Conversation::default(), &manager(), QUESTION).await;
        waits.push(drill.time.elapsed() - began);
        let record = finished(&events);
        check(turn, &events, &record);
        match (&record.answer.model.voice, record.answer.model.tried.is_empty()) {
            (Voice::Model, true) => by_one += 1,
            (Voice::Model, false) => handed_over += 1,
            _ => finished_here += 1,
        }
        if turn % 10 == 0 {
            assert_eq!(replay(&record, &plain).await.expect("replayed"), [], "turn {turn}");
        }
        // Quotas are refilled and hosts mended between questions, or hardly a model would be left to fail.
        drill.time.pass(Duration::from_secs(150));
    }
    waits.sort();
    let at = |share: usize| waits[waits.len() * share / 100];
    println!(
        "{TURNS} turns: {by_one} by one model, {handed_over} by several, {finished_here} finished by the narrator"
    );
    println!("waited p50 {:?}, p95 {:?}, longest {:?}", at(50), at(95), waits[waits.len() - 1]);
    for model in &drill.models {
        println!("{}: {:?}", model.id, model.kinds.lock().expect("no panic"));
    }
    assert!(by_one > 0 && handed_over > 100 && finished_here > 10, "the drill must reach every ending");
}

/// Answered, nothing computed twice, nothing said twice, nothing left out.
fn check(turn: u32, events: &[Event], record: &TurnRecord) {
    assert_eq!(record.answer.outcome, Outcome::Answered, "turn {turn}");
    let computed: Vec<String> = events
        .iter()
        .filter_map(|event| match event {
            Event::ToolStarted { tool, arguments } => Some(format!("{tool} {arguments}")),
            _ => None,
        })
        .collect();
    assert_eq!(computed.len(), computed.iter().collect::<BTreeSet<_>>().len(), "turn {turn}: {computed:?}");
    let shown = said(events);
    assert_eq!(shown.len(), shown.iter().collect::<BTreeSet<_>>().len(), "turn {turn}: {shown:?}");
    let expected = [
        "The scrap rate was highest on Line 3, at 8.0%.",
        "The scrap rate of Line 2 was 4.0%.",
        "The scrap rate of Line 1 was 2.0%.",
        "The scrap rate was 3.8% overall.",
    ];
    if record.answer.model.voice == Voice::Model {
        assert_eq!(shown, expected, "turn {turn}");
        assert!(
            record.answer.model.cost.as_ref().is_some_and(|cost| cost.micros >= 2 * 3_750),
            "turn {turn}"
        );
        return;
    }
    let by_models = shown.iter().zip(expected).take_while(|(shown, expected)| shown == expected).count();
    assert!(shown.len() > by_models, "turn {turn}: the narrator says the rest: {shown:?}");
    let says_so = record
        .answer
        .caveats
        .iter()
        .any(|caveat| caveat.contains("without the model") || caveat.contains("built-in planner"));
    assert!(says_so, "turn {turn}: {:?}", record.answer.caveats);
}

#[tokio::test]
async fn a_model_that_is_down_is_left_alone_and_tried_again() {
    let world = World::new().await;
    let drill = drill(&world, 0);
    let (first, second) = (&drill.models[0], &drill.models[1]);
    let health = |at: usize| drill.router.models().nth(at).expect("a model").1;
    let answered_by = async || {
        let events = ask(&drill.agent, &Conversation::default(), &manager(), QUESTION).await;
        let record = finished(&events);
        check(0, &events, &record);
        record.answer.model.id.expect("a model")
    };
    assert_eq!(answered_by().await, "m1");
    first.fail_at(100);
    while !matches!(health(0), Health::Resting(_)) {
        assert_eq!(answered_by().await, "m2");
    }
    let asked = |model: &Shaky| model.kinds.lock().expect("no panic").values().sum::<u32>();
    let before = asked(first);
    for _ in 0..5 {
        assert_eq!(answered_by().await, "m2");
    }
    assert_eq!(asked(first), before, "it is left alone");
    let Health::Resting(rest) = health(0) else { panic!("{:?}", health(0)) };
    drill.time.pass(rest);
    assert_eq!(answered_by().await, "m2");
    assert!((1..=3).contains(&(asked(first) - before)), "one question tried it");
    let Health::Resting(longer) = health(0) else { panic!("{:?}", health(0)) };
    assert!(longer >= rest, "{longer:?} after {rest:?}");
    first.fail_at(0);
    drill.time.pass(longer);
    assert_eq!(answered_by().await, "m1");
    assert_eq!((health(0), health(1)), (Health::Good, Health::Good));
    assert_eq!(asked(second), 0);
}
