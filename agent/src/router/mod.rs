//! Which model is asked, which is asked next when it fails, and what that costs.
//!
//! A [`Router`] holds the models that can be reached, the order in which each task asks them, and how each of them does.
//! It decides before a turn begins; the turn then goes down its list.

mod breaker;
mod card;
mod decision;
mod pace;
mod spending;
mod task;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{Timestamp, civil::Date};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use sentia_semantic::{Clock, Scope, Sensitivity, SystemClock};

use crate::provider::{Provider, ProviderError, Recorded};

pub use breaker::Health;
pub use card::{Cost, ELSEWHERE, HERE, ModelCard, Price, Tariff};
pub use decision::{Considered, Decision};
pub use pace::{Pace, RealPace};
pub use spending::{Allowance, Limit, Past, Spending, SpendingLimits, since};
pub use task::Task;

pub(crate) use breaker::Breaker;
pub(crate) use card::Bill;
pub(crate) use pace::NoWaiting;
pub(crate) use task::{of_call, sensitivity};

/// How often a busy model is asked again before the next one is.
const RETRIES: u32 = 2;
/// Between the first two attempts; twice as long before each further one, plus or minus a half by chance.
const FIRST_WAIT: Duration = Duration::from_millis(400);
/// A model that wants to be left alone for longer is not waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// A model with the way to it.
pub struct Candidate {
    pub card: ModelCard,
    /// Or why there is none, such as a key that is not set.
    pub provider: Result<Arc<dyn Provider>, String>,
}

pub struct Router {
    seats: Vec<Seat>,
    /// Ids of models by task, first choice first. A task without a route takes that of a question.
    routes: BTreeMap<Task, Vec<String>>,
    calendar: Arc<dyn Clock>,
    /// Where data may be processed besides here; none for anywhere.
    residency: Option<Vec<String>>,
    /// What models may cost; none for as much as they do.
    spending: Option<Spending>,
    retries: u32,
    pace: Arc<dyn Pace>,
    /// For the waits between attempts.
    dice: Mutex<ChaCha8Rng>,
    /// In a replay, what was decided.
    decided: Option<Decision>,
}

struct Seat {
    candidate: Candidate,
    breaker: Arc<Breaker>,
}

/// What a decision rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Need {
    pub(crate) task: Task,
    pub(crate) sensitivity: Sensitivity,
    /// Estimated tokens of the first request with its reply.
    pub(crate) tokens: u64,
}

/// A model that this turn may ask.
#[derive(Clone)]
pub(crate) struct Choice {
    pub(crate) provider: Arc<dyn Provider>,
    pub(crate) clearance: Sensitivity,
    pub(crate) price: Option<Price>,
    /// Whether asking it costs nothing.
    pub(crate) is_free: bool,
    /// Whether what it is told leaves the company.
    pub(crate) is_outside: bool,
    pub(crate) breaker: Arc<Breaker>,
}

/// What to do about a reply that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    /// The same again, after this wait.
    Again(Duration),
    Elsewhere,
    GiveUp,
}

impl Router {
    /// `calendar` says which prices hold and which models are still there.
    pub fn new(
        candidates: Vec<Candidate>,
        routes: BTreeMap<Task, Vec<String>>,
        calendar: Arc<dyn Clock>,
        seed: u64,
    ) -> Self {
        let seats = candidates.into_iter().map(|candidate| Seat { candidate, breaker: Arc::default() });
        Router {
            seats: seats.collect(),
            routes,
            calendar,
            residency: None,
            spending: None,
            retries: RETRIES,
            pace: Arc::new(RealPace::default()),
            dice: Mutex::new(ChaCha8Rng::seed_from_u64(seed)),
            decided: None,
        }
    }

    /// One model for everything, which may see everything. `residency` is where what it is told is processed: a region,
    /// [`HERE`] or [`ELSEWHERE`].
    pub fn only(provider: Arc<dyn Provider>, residency: &str, calendar: Arc<dyn Clock>, seed: u64) -> Self {
        let card = card(provider.id(), provider.id(), residency, Sensitivity::Restricted);
        let routes = BTreeMap::from([(Task::Question, vec![card.id.clone()])]);
        Router::new(vec![Candidate { card, provider: Ok(provider) }], routes, calendar, seed)
    }

    /// Makes the decision that was made, and lets its models say what they said.
    pub(crate) fn replaying(decision: Decision, recorded: &Recorded) -> Self {
        let candidate = |considered: &Considered| Candidate {
            card: card_of(considered),
            provider: Ok(Arc::new(recorded.named(&considered.model)) as Arc<dyn Provider>),
        };
        let candidates = decision.considered.iter().map(candidate).collect();
        let router = Router::new(candidates, BTreeMap::new(), Arc::new(SystemClock), 0);
        Router { decided: Some(decision), ..router.at_pace(Arc::new(NoWaiting)) }
    }

    /// Only models whose data stays here or in these regions.
    #[must_use]
    pub fn within(mut self, residency: Vec<String>) -> Self {
        self.residency = Some(residency);
        self
    }

    /// Within these budgets. A model whose price is not known is not asked then, for nobody could say what is left.
    #[must_use]
    pub fn with_spending(mut self, spending: Spending) -> Self {
        self.spending = Some(spending);
        self
    }

    #[must_use]
    pub fn with_retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    #[must_use]
    pub fn at_pace(mut self, pace: Arc<dyn Pace>) -> Self {
        self.pace = pace;
        self
    }

    /// Each model with how it does, in the order of the registry.
    pub fn models(&self) -> impl Iterator<Item = (&Candidate, Health)> {
        let now = self.pace.elapsed();
        self.seats.iter().map(move |seat| (&seat.candidate, seat.breaker.health(now)))
    }

    /// The ids that a task asks, first choice first.
    pub fn route(&self, task: Task) -> &[String] {
        let route = self.routes.get(&task).or_else(|| self.routes.get(&Task::Question));
        route.map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) async fn decide(&self, need: &Need, reader: &Scope) -> Decision {
        if let Some(decided) = &self.decided {
            return decided.clone();
        }
        let past = match &self.spending {
            Some(spending) => spending.past(reader, self.calendar.now()).await,
            None => None,
        };
        self.within_budget(need, past)
    }

    fn within_budget(&self, need: &Need, past: Option<Past>) -> Decision {
        let today = self.calendar.today();
        let considered = self.route(need.task).iter().filter_map(|id| {
            let seat = self.seat(id)?;
            let card = &seat.candidate.card;
            Some(Considered {
                id: id.clone(),
                model: card.model.clone(),
                passed_over: self
                    .against(seat, need, today)
                    .or_else(|| self.too_dear(card, today, past.as_ref())),
                clearance: card.clearance,
                price: card.tariff_on(today).map(|tariff| tariff.price.clone()),
                free: card.is_free_on(today),
            })
        });
        let mut considered: Vec<Considered> = considered.collect();
        if past.as_ref().is_some_and(|past| !past.is_hard()) {
            // Those without a price are free, or are not asked.
            considered.sort_by_key(|one| one.price.as_ref().map_or(0, Price::blended));
        }
        Decision {
            task: need.task,
            sensitivity: need.sensitivity,
            tokens: need.tokens,
            considered,
            budget: past,
            retries: self.retries,
            hidden: BTreeMap::new(),
        }
    }

    /// What speaks against spending money on it.
    fn too_dear(&self, card: &ModelCard, today: Date, past: Option<&Past>) -> Option<String> {
        let spending = self.spending.as_ref().filter(|_| !card.is_free_on(today))?;
        let currency = &spending.limits.currency;
        match (card.tariff_on(today), past) {
            (_, Some(past)) if past.is_hard() => Some(format!("costs money, and {}", past.in_words())),
            (Some(tariff), _) if tariff.price.currency == *currency => None,
            _ => Some(format!("has no known price in {currency}, so no budget could hold it")),
        }
    }

    /// What speaks against asking it.
    fn against(&self, seat: &Seat, need: &Need, today: Date) -> Option<String> {
        let card = &seat.candidate.card;
        let is_elsewhere =
            |allowed: &Vec<String>| card.residency != HERE && !allowed.contains(&card.residency);
        if card.is_shut_down_on(today) {
            return Some("was shut down by its provider".to_owned());
        }
        if let Err(reason) = &seat.candidate.provider {
            return Some(reason.clone());
        }
        if !card.tools {
            return Some("cannot call tools, so it has no figures".to_owned());
        }
        if card.clearance < need.sensitivity {
            return Some(format!("may not see {} measures", label(need.sensitivity)));
        }
        if self.residency.as_ref().is_some_and(is_elsewhere) {
            return Some(format!(
                "processes data in {}, which the configuration does not allow",
                card.residency
            ));
        }
        if card.window < need.tokens {
            return Some(format!(
                "takes {} tokens and the question needs about {}",
                card.window, need.tokens
            ));
        }
        match seat.breaker.health(self.pace.elapsed()) {
            Health::Good | Health::Shaky(_) => None,
            Health::Resting(rest) => Some(format!("failed and is tried again in {} s", rest.as_secs() + 1)),
            Health::OnTrial => Some("failed and is being tried by another question".to_owned()),
        }
    }

    /// The models of a decision, first choice first.
    pub(crate) fn choices(&self, decision: &Decision) -> Vec<Choice> {
        let choice = |considered: &Considered| {
            let seat = self.seat(&considered.id)?;
            let provider = seat.candidate.provider.as_ref().ok()?;
            Some(Choice {
                provider: Arc::clone(provider),
                clearance: considered.clearance,
                price: considered.price.clone(),
                is_free: considered.free,
                is_outside: seat.candidate.card.residency != HERE,
                breaker: Arc::clone(&seat.breaker),
            })
        };
        decision.taken().filter_map(choice).collect()
    }

    fn seat(&self, id: &str) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.candidate.card.id == id)
    }

    /// What the calendar says, also where the clock of the questions stands still.
    pub(crate) fn now(&self) -> Timestamp {
        self.calendar.now()
    }

    /// What models may cost; none for as much as they do.
    pub fn spending(&self) -> Option<&Spending> {
        self.spending.as_ref()
    }

    pub(crate) fn pace(&self) -> &Arc<dyn Pace> {
        &self.pace
    }

    /// The next move after an error, when the same model has been asked `attempts` times for this reply. It depends on
    /// nothing but what the record holds, so that a replay makes the same moves.
    pub(crate) fn next_move(&self, error: &ProviderError, attempts: u32, retries: u32) -> Move {
        match error {
            ProviderError::Retry { after, .. } if attempts <= retries => {
                let wait = after.unwrap_or_else(|| self.wait(attempts));
                if wait <= LONGEST_WAIT { Move::Again(wait) } else { Move::Elsewhere }
            }
            ProviderError::Retry { .. } | ProviderError::Elsewhere { .. } => Move::Elsewhere,
            ProviderError::GiveUp { .. } | ProviderError::OutOfTime { .. } => Move::GiveUp,
        }
    }

    /// Half as long to one and a half times as long, so that many do not come back at once.
    fn wait(&self, attempts: u32) -> Duration {
        let longest = FIRST_WAIT * 2_u32.saturating_pow(attempts.saturating_sub(1).min(8));
        let chance = self.dice.lock().unwrap_or_else(PoisonError::into_inner).next_u32();
        (longest / 2 + longest * (chance % 1_000) / 1_000).min(LONGEST_WAIT)
    }
}

fn card_of(considered: &Considered) -> ModelCard {
    // A replay tells nobody anything.
    card(&considered.id, &considered.model, HERE, considered.clearance)
}

/// A model of which no more is known.
fn card(id: &str, model: &str, residency: &str, clearance: Sensitivity) -> ModelCard {
    ModelCard {
        id: id.to_owned(),
        model: model.to_owned(),
        window: u64::MAX,
        tools: true,
        residency: residency.to_owned(),
        clearance,
        shutdown: None,
        tariffs: Vec::new(),
    }
}

pub(crate) fn label(sensitivity: Sensitivity) -> &'static str {
    match sensitivity {
        Sensitivity::Internal => "internal",
        Sensitivity::Confidential => "confidential",
        Sensitivity::Restricted => "restricted",
    }
}
