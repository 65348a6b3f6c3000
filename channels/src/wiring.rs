//! Everything a channel needs, built from the configuration once: the engine over the warehouse, the agent with its
//! model, the people. Each command opens only what it uses.

use std::{path::Path, sync::Arc, time::Duration};

use jiff::tz::TimeZone;
use sentia_accounts::{Accounts, Identity};
use sentia_agent::{
    Agent, Budget, Person, Provider,
    provider::{Remote, RemoteSettings},
    router::{Candidate, HERE, Router, Spending},
    store::{self, Store},
};
use sentia_jobs::Jobs;
use sentia_retrieval::Library;
use sentia_semantic::{Catalogue, Clock, Engine, FixedClock, SystemClock, Warehouse, warehouse::Access};
use sentia_tools::{Toolbox, demo_company, scope_in_words};

use crate::{
    config::{Config, DatabaseUrl, Entry, LocalModel, Model, Models, Registry, Secret, Warehouse as Place},
    failure::Failure,
    people::{self, Directory},
    pseudonyms,
    report::House,
};

/// An agent that is ready to take questions.
pub(crate) struct Service {
    pub(crate) agent: Agent,
    pub(crate) engine: Arc<Engine>,
    pub(crate) people: Directory,
    /// Whether a model plans and words, so that an answer takes seconds.
    pub(crate) waits_for_model: bool,
    pub(crate) house: House,
}

impl Service {
    /// Opens what the person's first question will need; what waits for the disk and what keeps the processor busy go on
    /// side by side.
    pub(crate) async fn open(config: &Config, asking: Option<&str>) -> Result<Self, Failure> {
        let people = Directory::of(config)?;
        // Where there are roles alone, nobody is known before they sign in.
        let scope = people.find(asking).ok().map(|person| person.scope.clone());
        let (catalogue, warehouse) = tokio::try_join!(load_catalogue(config), warehouse(config))?;
        let clock = clock(config, &catalogue, &warehouse).await?;
        people.check(&catalogue)?;
        tracing::debug!(measures = catalogue.measures.len(), "the catalogue is loaded");
        let engine = Arc::new(Engine::open(catalogue, Arc::new(warehouse), clock.clone()).await?);
        tracing::debug!(today = %engine.today(), "the warehouse is open");
        let router = match router(config)? {
            Some(router) => Some(Arc::new(within_budget(router, config).await?)),
            None => None,
        };
        let waits_for_model = router.is_some();
        let toolbox = match has_documents(config) {
            true => Toolbox::standard().with_documents(),
            false => Toolbox::standard(),
        };
        let making = make_agent(engine.clone(), clock, router, budget(config), toolbox);
        // The engine remembers the members; a fault in reading them is told of when they are needed.
        let reading = async {
            if let Some(scope) = &scope {
                drop(engine.members(scope).await);
            }
        };
        let (agent, ()) = tokio::join!(making, reading);
        let agent = match has_documents(config) {
            true => match library(config).await {
                Ok(library) => agent?.with_documents(library),
                // Figures are answered all the same.
                Err(Failure::Documents(error)) => agent?.without_documents(error.to_string()),
                Err(failure) => return Err(failure),
            },
            false => agent?,
        };
        let agent = match pseudonyms::key(config)? {
            Some(key) => agent.with_pseudonyms(key),
            None => agent.without_pseudonyms(),
        };
        tracing::debug!("the agent is ready");
        Ok(Service { agent, engine, people, waits_for_model, house: config.house.clone() })
    }

    /// The person of this id with their permissions in words, or the first one where none is named.
    pub(crate) async fn person(&self, id: Option<&str>) -> Result<Person, Failure> {
        self.in_words(self.people.find(id)?.clone()).await
    }

    /// Somebody who signed in, with their permissions as they are now.
    pub(crate) async fn identified(&self, identity: &Identity) -> Result<Person, Failure> {
        self.in_words(self.people.identified(identity)?).await
    }

    async fn in_words(&self, mut person: Person) -> Result<Person, Failure> {
        if person.scope_in_words.is_none() {
            person.scope_in_words = scope_in_words(&self.engine, &person.scope).await?;
        }
        Ok(person)
    }
}

async fn load_catalogue(config: &Config) -> Result<Arc<Catalogue>, Failure> {
    let config = config.clone();
    on_a_thread(move || catalogue(&config)).await?
}

async fn make_agent(
    engine: Arc<Engine>,
    clock: Arc<dyn Clock>,
    router: Option<Arc<Router>>,
    budget: Budget,
    toolbox: Toolbox,
) -> Result<Agent, Failure> {
    Ok(on_a_thread(move || Agent::new(engine, toolbox, clock, router, budget)).await??)
}

async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Failure::Runtime(error.into()))
}

pub(crate) fn catalogue(config: &Config) -> Result<Arc<Catalogue>, Failure> {
    let catalogue = match &config.catalogue {
        Some(path) => Catalogue::load_path(path)?,
        None if config.is_ad_hoc && people::tenant(config) != sentia_demo::TENANT => {
            return Err(Failure::NoCatalogue);
        }
        None => Catalogue::shipped()?,
    };
    if catalogue.has_tenants() && people::tenant(config).is_empty() {
        return Err(Failure::NoTenant);
    }
    Ok(Arc::new(catalogue))
}

pub(crate) async fn warehouse(config: &Config) -> Result<Warehouse, Failure> {
    warehouse_for(config, Access::ReadOnly).await
}

/// The warehouse of the configuration, which must be there already.
pub(crate) async fn warehouse_for(config: &Config, access: Access) -> Result<Warehouse, Failure> {
    let url = match &config.warehouse {
        Place::Demo => DatabaseUrl::new(config.home.warehouse().to_string_lossy()),
        Place::Own { url, .. } => url.clone(),
    };
    // A writer would make the file that is not there; a reader says that it is missing.
    let is_missing = url.file().is_some_and(|file| !std::path::Path::new(file).exists());
    let access = if is_missing { Access::ReadOnly } else { access };
    Ok(Warehouse::open(url.reveal(), access).await?)
}

/// The calendar's clock; for the demo company, and where the configuration or the catalogue names a day, one that stands
/// still.
pub(crate) async fn clock(
    config: &Config,
    catalogue: &Catalogue,
    warehouse: &Warehouse,
) -> Result<Arc<dyn Clock>, Failure> {
    let fixed = match &config.warehouse {
        Place::Own { today: Some(today), .. } => Some(*today),
        _ if people::tenant(config) == sentia_demo::TENANT => demo_company::today(warehouse).await?,
        _ => catalogue.as_of,
    };
    Ok(match fixed {
        Some(today) => Arc::new(FixedClock::at(today)),
        None => Arc::new(SystemClock),
    })
}

/// The models that are configured; none where the embedded planner and narrator answer alone. Nothing is sent yet.
pub(crate) fn router(config: &Config) -> Result<Option<Router>, Failure> {
    let calendar: Arc<dyn Clock> = Arc::new(SystemClock);
    // Any number will do: it only keeps several processes from waiting in step.
    let seed = calendar.now().as_nanosecond() as u64;
    match &config.models {
        Models::Embedded => Ok(None),
        Models::One(model, residency) => Ok(Some(Router::only(provider(model)?, residency, calendar, seed))),
        Models::Local(model) => Ok(Some(Router::only(local(model)?, HERE, calendar, seed))),
        Models::Routed(registry) => {
            let router = routed(registry, calendar, seed);
            let reachable = router.models().any(|(candidate, _)| candidate.provider.is_ok());
            Ok(reachable.then_some(router))
        }
    }
}

async fn within_budget(router: Router, config: &Config) -> Result<Router, Failure> {
    if !config.spending.is_any() {
        return Ok(router);
    }
    let store = store(config).await?;
    Ok(router.with_spending(spending(config, store)))
}

/// The budgets of money, counted in this store.
pub(crate) fn spending(config: &Config, store: Arc<dyn Store>) -> Spending {
    // The configuration has none that there is not.
    let zone = TimeZone::get(&config.zone).unwrap_or(TimeZone::UTC);
    Spending { limits: config.spending.clone(), zone, ledger: store }
}

/// All models of a registry, those that cannot be reached too.
pub(crate) fn routed(registry: &Registry, calendar: Arc<dyn Clock>, seed: u64) -> Router {
    let candidate = |entry: &Entry| Candidate {
        card: entry.card.clone(),
        provider: provider(&entry.model).map_err(|error| match error {
            Failure::NoKey { variable, .. } => format!("has no key; set {variable}"),
            Failure::NoAddress { .. } => "has no address; give its base_url".to_owned(),
            other => other.to_string(),
        }),
    };
    let candidates = registry.entries.iter().map(candidate).collect();
    let router = Router::new(candidates, registry.routes.clone(), calendar, seed);
    match &registry.residency {
        Some(residency) => router.within(residency.clone()),
        None => router,
    }
}

/// The weights are read now: a fault in them is told before the first question.
#[cfg(feature = "local")]
pub(crate) fn local(model: &LocalModel) -> Result<Arc<dyn Provider>, Failure> {
    let context = usize::try_from(model.context).unwrap_or(usize::MAX);
    Ok(Arc::new(
        sentia_agent::provider::Local::load(&model.file, context)
            .map_err(|error| Failure::LocalModel(error.to_string()))?,
    ))
}

#[cfg(not(feature = "local"))]
pub(crate) fn local(_: &LocalModel) -> Result<Arc<dyn Provider>, Failure> {
    Err(Failure::NoLocalModels)
}

pub(crate) fn provider(model: &Model) -> Result<Arc<dyn Provider>, Failure> {
    let key = model.key.as_ref();
    if key.is_none() && model.api.needs_key() {
        return Err(Failure::NoKey { provider: model.api.name(), variable: model.api.key_variable() });
    }
    if model.base_url.is_none() && model.api.needs_base_url() {
        return Err(Failure::NoAddress { provider: model.api.name() });
    }
    let settings = RemoteSettings {
        base_url: model.base_url.clone(),
        proxy: model.proxy.clone(),
        effort: model.effort,
        streams: model.streams,
        ..RemoteSettings::new(model.api, &model.name)
    };
    Ok(Arc::new(Remote::new(key.map(Secret::reveal).unwrap_or_default(), settings)?))
}

fn budget(config: &Config) -> Budget {
    let (usual, limits) = (Budget::default(), config.budget);
    let reply_tokens = match &config.models {
        Models::One(model, _) => model.max_tokens,
        Models::Local(model) => model.max_tokens,
        // The same for all, so that any of them can go on where another broke off.
        Models::Routed(registry) => registry.entries.iter().filter_map(|entry| entry.model.max_tokens).min(),
        Models::Embedded => None,
    };
    Budget {
        steps: limits.steps.unwrap_or(usual.steps),
        tokens: limits.tokens.unwrap_or(usual.tokens),
        wall: limits.seconds.map_or(usual.wall, Duration::from_secs),
        attempt: limits.seconds_per_reply.map_or(usual.attempt, Duration::from_secs),
        reply_tokens: reply_tokens.unwrap_or(usual.reply_tokens),
    }
}

/// The documents of this installation, with the embedder that the configuration names; made where there are none yet,
/// the demo company's with those that its people work by.
pub(crate) async fn library(config: &Config) -> Result<Library, Failure> {
    let home = &config.home.0;
    std::fs::create_dir_all(home).map_err(|source| Failure::Home { path: home.clone(), source })?;
    let library = bare_library(config).await?;
    let library = match &config.embedder {
        Some(folder) => with_embedder(library, folder)?,
        None => library,
    };
    if config.warehouse == Place::Demo {
        demo_company::add_documents(&library).await?;
    }
    Ok(library)
}

/// The documents as they are, without what makes vectors of them.
pub(crate) async fn bare_library(config: &Config) -> Result<Library, Failure> {
    Ok(match config.documents.file() {
        Some(file) => Library::open(Path::new(file)).await?,
        None => Library::connect(config.documents.reveal()).await?,
    })
}

/// The accounts of this installation, made where there are none yet.
pub(crate) async fn accounts(config: &Config) -> Result<Accounts, Failure> {
    let home = &config.home.0;
    std::fs::create_dir_all(home).map_err(|source| Failure::Home { path: home.clone(), source })?;
    Ok(Accounts::open(&config.home.accounts()).await?)
}

/// Whether answers may rest on documents.
fn has_documents(config: &Config) -> bool {
    config.warehouse == Place::Demo || config.documents.file().is_none_or(|file| Path::new(file).exists())
}

#[cfg(feature = "embedder")]
fn with_embedder(library: Library, folder: &Path) -> Result<Library, Failure> {
    Ok(library.with_embedder(Arc::new(sentia_retrieval::SentenceTransformer::open(folder)?)))
}

#[cfg(not(feature = "embedder"))]
fn with_embedder(_: Library, _: &Path) -> Result<Library, Failure> {
    Err(Failure::NoEmbedder)
}

/// Opens (and, the first time, makes) the place where conversations are kept.
pub(crate) async fn store(config: &Config) -> Result<Arc<dyn Store>, Failure> {
    if config.store.file().is_some_and(|file| std::path::Path::new(file).starts_with(&config.home.0)) {
        std::fs::create_dir_all(&config.home.0)
            .map_err(|source| Failure::Home { path: config.home.0.clone(), source })?;
    }
    Ok(store::open(config.store.reveal()).await?)
}

/// Schedules, and the reports that were made.
pub(crate) async fn jobs(config: &Config) -> Result<Jobs, Failure> {
    Ok(Jobs::open(&config.home.jobs(), sentia_jobs::Clock::new(|| SystemClock.now())).await?)
}
