//! Names stay in: a model outside reads tokens, everybody else reads names.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use futures::{StreamExt, stream, stream::BoxStream};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use sentia_agent::{
    Agent, Budget, Conversation, Outcome, Person, Provider, ProviderError, Voice,
    provider::{Delta, Message, Request, Scripted, ScriptedReply, StopReason, ToolCall},
    replay,
    router::{Candidate, HERE, ModelCard, Router, Task},
    store::TurnRecord,
};
use sentia_retrieval::{EVERYONE, Library};
use sentia_semantic::Sensitivity;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};
use tempfile::TempDir;

use crate::world::{World, after, ask, clock, finished, leeds, manager, said};

const TABLES: &str = "
    CREATE TABLE plant (tenant TEXT, plant_id TEXT, name TEXT, PRIMARY KEY (tenant, plant_id));
    CREATE TABLE customer (tenant TEXT, customer_id TEXT, plant_id TEXT, name TEXT, PRIMARY KEY (tenant, customer_id));
    CREATE TABLE employee (tenant TEXT, employee_id TEXT, name TEXT, PRIMARY KEY (tenant, employee_id));
    CREATE TABLE payment (tenant TEXT, id INTEGER, counterparty TEXT, PRIMARY KEY (tenant, id));
    CREATE TABLE sale (tenant TEXT, business_date TEXT, id INTEGER, customer_id TEXT, employee_id TEXT, net_minor INTEGER,
        PRIMARY KEY (tenant, business_date, id));
    INSERT INTO plant VALUES ('t', 'LEE', 'Leeds'), ('t', 'DER', 'Derby');
    INSERT INTO payment VALUES ('t', 1, 'QUILLON BROKERS 8837');
    INSERT INTO employee VALUES ('t', 'E001', 'Jane Ockenden'), ('t', 'E002', 'Wiesław Żak');";

/// Those at odd places buy from Leeds, the others from Derby.
const CUSTOMERS: [&str; 20] = [
    "Aldermoor Conveyors",
    "Brackley Agri Ltd",
    "Brackley Agri Holding",
    "Calder Pumps plc",
    "Dunmore & Sons Ltd.",
    "Eskdale Quarry Machines",
    "Müller Söhne GmbH",
    "Śląsk Hutnicze Napędy",
    "O'Hanlon Lifts",
    "Target",
    "Zwick (Nord) AG",
    "Garrick Marine",
    "Harland Packaging",
    "Inverleith Mixers S.A.",
    "Kelbrook Textiles",
    "3M Kelso",
    "Lowther Rail Works",
    "Nidd Valley Tractors",
    "Quernmore Feeds",
    "Rothwell Winches",
];

/// What no byte that leaves may hold, in small letters. "Target" is a word, too.
const SECRETS: [&str; 24] = [
    "aldermoor",
    "brackley",
    "calder",
    "dunmore",
    "eskdale",
    "müller",
    "muller",
    "söhne",
    "śląsk",
    "napędy",
    "hanlon",
    "zwick",
    "garrick",
    "harland",
    "inverleith",
    "kelbrook",
    "kelso",
    "lowther",
    "nidd",
    "quernmore",
    "rothwell",
    "ockenden",
    "quillon",
    "de89370400440532013000",
];

const NOTE: &str = "# Visit note\n\nCalder Pumps wants delivery on Mondays. Ms Ockenden agreed with Aldermoor Conveyors. \
                    Quillon Brokers pays from DE89370400440532013000.";

struct Trade {
    world: World,
    library: Library,
    file: String,
    _documents: TempDir,
}

impl Trade {
    async fn new() -> Trade {
        let (folder, documents) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let file = folder.path().join("works.db").to_str().unwrap().to_owned();
        execute(&format!("{file}?mode=rwc"), &[TABLES.to_owned(), rows()].concat()).await;
        let library = Library::open(&documents.path().join("documents.db")).await.unwrap();
        let readers = BTreeSet::from([EVERYONE.to_owned()]);
        library.add_bytes("visit.md", NOTE.into(), "t", &readers).await.unwrap();
        let world = World::over(folder, include_str!("pseudonyms.yaml")).await;
        Trade { world, library, file, _documents: documents }
    }

    fn agent(&self, models: &[(&str, &str, Arc<dyn Provider>)]) -> Agent {
        self.world.agent_with_documents(router(models), self.library.clone())
    }
}

async fn execute(file: &str, sql: &str) {
    let mut database = SqliteConnection::connect(&format!("sqlite://{file}")).await.unwrap();
    database.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
    database.close().await.unwrap();
}

fn rows() -> String {
    let row = |(at, name): (usize, &&str)| {
        let (name, plant) = (name.replace('\'', "''"), ["DER", "LEE"][at % 2]);
        format!(
            "INSERT INTO customer VALUES ('t', 'C{at:03}', '{plant}', '{name}');
             INSERT INTO sale VALUES ('t', '2026-08-10', {at}, 'C{at:03}', 'E00{}', {});",
            at % 2 + 1,
            (at + 1) * 100_000
        )
    };
    CUSTOMERS.iter().enumerate().map(row).collect()
}

/// Models by id, residency and the way to them, asked in this order.
fn router(models: &[(&str, &str, Arc<dyn Provider>)]) -> Router {
    let candidates = models.iter().map(|(id, residency, provider)| {
        let card = ModelCard {
            id: (*id).to_owned(),
            model: provider.id().to_owned(),
            window: 1_000_000,
            tools: true,
            residency: (*residency).to_owned(),
            clearance: Sensitivity::Restricted,
            shutdown: None,
            tariffs: Vec::new(),
        };
        Candidate { card, provider: Ok(Arc::clone(provider)) }
    });
    let ids = models.iter().map(|(id, ..)| (*id).to_owned()).collect();
    Router::new(candidates.collect(), BTreeMap::from([(Task::Question, ids)]), Arc::new(clock()), 1)
        .with_retries(0)
}

/// A model that knows only what it is told: it asks for the names of the question, and tells what the rows say.
struct Echo {
    told: Mutex<Vec<String>>,
    dice: Mutex<ChaCha8Rng>,
}

impl Echo {
    fn new() -> Arc<Echo> {
        Arc::new(Echo { told: Mutex::default(), dice: Mutex::new(ChaCha8Rng::seed_from_u64(5)) })
    }

    /// Every text that it was sent, since it was last asked for them.
    fn told(&self) -> String {
        std::mem::take(&mut *self.told.lock().unwrap()).join("\n")
    }

    fn reply(&self, request: &Request) -> Vec<Delta> {
        match request.messages.last() {
            Some(Message::User(text)) => vec![called(text), Delta::Stop(StopReason::ToolCalls)],
            Some(Message::ToolResults(results)) => {
                let mut deltas = self.pieces(&worded(&results[0].content));
                deltas.push(Delta::Stop(StopReason::End));
                deltas
            }
            other => panic!("{other:?}"),
        }
    }

    /// In pieces of one to five letters.
    fn pieces(&self, text: &str) -> Vec<Delta> {
        let (mut dice, mut rest, mut deltas) = (self.dice.lock().unwrap(), text, Vec::new());
        while !rest.is_empty() {
            let count = 1 + dice.next_u32() as usize % 5;
            let end = rest.char_indices().nth(count).map_or(rest.len(), |(end, _)| end);
            deltas.push(Delta::Text(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        deltas
    }
}

impl Provider for Echo {
    fn id(&self) -> &str {
        "cloud/echo"
    }

    fn stream(&self, request: &Request) -> BoxStream<'static, Result<Delta, ProviderError>> {
        self.told.lock().unwrap().extend(texts(&serde_json::to_value(request).unwrap()));
        stream::iter(self.reply(request).into_iter().map(Ok)).boxed()
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(fields) => {
            fields.iter().flat_map(|(key, value)| texts(value).into_iter().chain([key.clone()])).collect()
        }
        _ => Vec::new(),
    }
}

fn tokens(text: &str, kind: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| word.starts_with(&format!("{kind}_"))).map(str::to_owned).collect()
}

fn called(text: &str) -> Delta {
    let question = text.rsplit("<question>").next().unwrap();
    let arguments = match tokens(question, "CUSTOMER").first() {
        Some(token) => json!({ "measures": ["order_value"], "by": ["customer"], "period": "last_month",
                               "filters": [{ "dimension": "customer", "members": [token] }] }),
        None => json!({ "measures": ["order_value"], "by": ["customer"], "period": "last_month" }),
    };
    let (name, arguments) = match question.contains("note") {
        true => ("search_documents", json!({ "query": question })),
        false => ("query_metrics", arguments),
    };
    Delta::ToolCall(ToolCall { id: "a".into(), name: name.into(), arguments, native: None })
}

/// `CUSTOMER_482913 | £1,000.00 [[e1.f1]]` as a sentence, a passage as a quotation.
fn worded(evidence: &str) -> String {
    if let Some((_, passage)) = evidence.split_once("Passage [1] of ") {
        let text = passage.split_once(": ").unwrap().1;
        let first = text.split_inclusive('.').next().unwrap().trim().trim_start_matches("Visit note ");
        return format!("It says: \"{first}\" [1].");
    }
    let row = |line: &str| {
        let (name, figure) = line.split_once(" | ")?;
        let reference = figure.split_once("[[")?.1.split_once("]]")?.0;
        Some(format!("The order value of {name} was [[{reference}]]."))
    };
    evidence.lines().filter_map(row).take(3).collect::<Vec<_>>().join(" ")
}

fn assert_nothing_leaked(told: &str) {
    let small = told.to_lowercase();
    for secret in SECRETS {
        let at = small.find(secret);
        let around = at.map(|at| small[..at].chars().rev().take(60).collect::<Vec<_>>());
        assert!(
            at.is_none(),
            "{secret} behind {:?}",
            around.map(|it| it.into_iter().rev().collect::<String>())
        );
    }
}

async fn turn(
    agent: &Agent,
    conversation: &Conversation,
    person: &Person,
    question: &str,
) -> (TurnRecord, String) {
    let events = ask(agent, conversation, person, question).await;
    (finished(&events), said(&events).join(" "))
}

#[tokio::test]
async fn no_name_leaves_and_every_answer_has_names() {
    let trade = Trade::new().await;
    let echo = Echo::new();
    let agent = trade.agent(&[("cloud", "us", Arc::clone(&echo) as Arc<dyn Provider>)]);
    let mut turns = 0;
    for person in [manager(), leeds()] {
        for (at, name) in CUSTOMERS.iter().enumerate() {
            let sees = person.id == "ann" || at % 2 == 1;
            let mut conversation = Conversation { id: format!("c{at}"), turns: Vec::new() };
            for question in [
                format!("sales of {name} last month"),
                format!("sales for {}", name.to_uppercase()),
                format!("what did {name}'s orders come to last month, sales by customer?"),
                "sales by customer last month".to_owned(),
                format!("order value by customer last month, {name}"),
                format!("sales of c{at:03} last month"),
            ] {
                let (record, said) = turn(&agent, &conversation, &person, &question).await;
                let told = echo.told();
                assert_nothing_leaked(&told);
                assert!(
                    !said.contains("CUSTOMER_") && !format!("{:?}", record.answer).contains("CUSTOMER_"),
                    "{said}"
                );
                if sees {
                    assert_eq!(record.answer.outcome, Outcome::Answered, "{question}");
                    assert_eq!(record.answer.model.voice, Voice::Model, "{question}: {said}");
                    assert_eq!(
                        (record.answer.model.replaced, record.answer.model.repaired),
                        (0, 0),
                        "{said}"
                    );
                    assert!(said.contains("order value"), "{said}");
                    assert!(
                        question.contains("sales by customer last month") || said.contains(name),
                        "{question}: {said}"
                    );
                    assert!(record.route.as_ref().unwrap().hidden["CUSTOMER"] > 0);
                } else {
                    assert!(!said.contains(name) || question.contains(name), "{said}");
                }
                assert_eq!(replay(&record, &agent).await.expect("replayed"), [], "{question}");
                conversation = after(conversation, &record);
                turns += 1;
            }
        }
    }
    assert_eq!(turns, 240);
}

#[tokio::test]
async fn documents_are_quoted_by_names_that_the_reader_may_know() {
    let trade = Trade::new().await;
    let echo = Echo::new();
    let agent = trade.agent(&[("cloud", "us", Arc::clone(&echo) as Arc<dyn Provider>)]);
    let question = "What does the visit note say about delivery?";
    let (record, said) = turn(&agent, &Conversation::default(), &manager(), question).await;
    let told = echo.told();
    assert_nothing_leaked(&told);
    assert!(told.contains("IBAN_") && told.contains("EMPLOYEE_") && told.contains("COUNTERPARTY_"), "{told}");
    assert_ne!(record.answer.model.voice, Voice::Narrator, "{said}");
    assert!(said.contains("\"Calder Pumps wants delivery on Mondays.\" [1]"), "{said}");
    let hidden = record.route.as_ref().unwrap().hidden.clone();
    assert_eq!(hidden.keys().collect::<Vec<_>>(), ["COUNTERPARTY", "CUSTOMER", "EMPLOYEE", "IBAN"]);
    assert_eq!(replay(&record, &agent).await.expect("replayed"), []);
    // Calder Pumps buys from Leeds: somebody of Derby's does not hear its name from a model.
    let mut derby = leeds();
    derby.scope.row_filters[0].keys = BTreeSet::from(["DER".to_owned()]);
    let (record, _) = turn(&agent, &Conversation::default(), &derby, question).await;
    assert_nothing_leaked(&echo.told());
    let heard = serde_json::to_string(&record.transcript).unwrap();
    assert!(heard.contains("a customer wants delivery") && !heard.contains("Calder"), "{heard}");
}

fn by_customer() -> ScriptedReply {
    let arguments = json!({ "measures": ["order_value"], "by": ["customer"], "period": "last_month" });
    ScriptedReply::call("a", "query_metrics", arguments)
}

fn broken() -> ProviderError {
    ProviderError::Elsewhere { provider: "scripted/a".into(), detail: "no credit".into() }
}

#[tokio::test]
async fn a_model_in_the_house_reads_names_before_and_behind_one_outside() {
    let trade = Trade::new().await;
    let sentence = "The order value of Rothwell Winches was [[e1.f1]].";
    for outside_first in [true, false] {
        let first = Arc::new(Scripted::new([by_customer(), ScriptedReply::error(broken())]).named("a/a"));
        let local = Arc::new(Scripted::new([ScriptedReply::text(sentence)]).named("b/b"));
        let (echo, here) = (Echo::new(), Arc::clone(&local) as Arc<dyn Provider>);
        let first_way = Arc::clone(&first) as Arc<dyn Provider>;
        let models = match outside_first {
            true => [("a", "us", first_way), ("b", HERE, here)],
            false => [("a", HERE, first_way), ("b", "us", Arc::clone(&echo) as Arc<dyn Provider>)],
        };
        let agent = trade.agent(&models);
        let (record, said) =
            turn(&agent, &Conversation::default(), &manager(), "sales by customer last month").await;
        assert_eq!(record.answer.model.voice, Voice::Model, "{said}");
        assert!(said.contains("Rothwell Winches was £20,000"), "{said}");
        let of_first = first
            .requests()
            .iter()
            .flat_map(|one| texts(&serde_json::to_value(one).unwrap()))
            .collect::<String>();
        assert_eq!(of_first.contains("Rothwell Winches"), !outside_first);
        let of_local = local
            .requests()
            .iter()
            .flat_map(|one| texts(&serde_json::to_value(one).unwrap()))
            .collect::<String>();
        assert_eq!(of_local.contains("Rothwell Winches"), outside_first);
        assert_nothing_leaked(&echo.told());
        assert_eq!(replay(&record, &agent).await.expect("replayed"), []);
    }
}

#[tokio::test]
async fn where_names_cannot_be_read_no_model_outside_is_asked_and_the_answer_says_so() {
    let trade = Trade::new().await;
    let echo = Echo::new();
    let agent = trade.agent(&[("cloud", "us", Arc::clone(&echo) as Arc<dyn Provider>)]);
    execute(&trade.file, "DROP TABLE payment").await;
    let (record, said) =
        turn(&agent, &Conversation::default(), &manager(), "sales by customer last month").await;
    assert_eq!(echo.told(), "");
    assert_eq!(
        (record.answer.outcome.clone(), record.answer.model.voice),
        (Outcome::Answered, Voice::Narrator),
        "{said}"
    );
    let caveats = record.answer.caveats.join(" ");
    assert!(caveats.contains("the names that it may not be told cannot be read"), "{caveats}");
    execute(
        &trade.file,
        "CREATE TABLE payment (tenant TEXT, id INTEGER, counterparty TEXT, PRIMARY KEY (tenant, id))",
    )
    .await;
    assert_eq!(replay(&record, &agent).await.expect("replayed"), []);
}

#[tokio::test]
async fn a_company_may_tell_names_if_it_wants_to() {
    let trade = Trade::new().await;
    let echo = Echo::new();
    let agent = trade.agent(&[("cloud", "us", Arc::clone(&echo) as Arc<dyn Provider>)]).without_pseudonyms();
    let (record, said) =
        turn(&agent, &Conversation::default(), &manager(), "sales by customer last month").await;
    assert!(echo.told().contains("Rothwell Winches") && said.contains("Rothwell Winches"), "{said}");
    assert_eq!(record.route.unwrap().hidden, BTreeMap::new());
}

#[tokio::test]
async fn a_slip_of_a_name_stays_in_as_well() {
    let trade = Trade::new().await;
    let echo = Echo::new();
    let agent = trade.agent(&[("cloud", "us", Arc::clone(&echo) as Arc<dyn Provider>)]);
    let question = "sales of garick marine last month";
    let (record, said) = turn(&agent, &Conversation::default(), &manager(), question).await;
    let told = echo.told();
    assert!(!told.to_lowercase().contains("garick"), "{told}");
    assert!(said.contains("Garrick Marine was £12,000"), "{said} {record:?}");
    let conversation = after(Conversation { id: "c1".into(), turns: Vec::new() }, &record);
    turn(&agent, &conversation, &manager(), "sales by customer last month").await;
    assert!(!echo.told().to_lowercase().contains("garick"));
}

#[tokio::test]
async fn a_report_of_several_models_needs_no_names_either() {
    let trade = Trade::new().await;
    let echo = Echo::new();
    let plain = trade.world.agent_over(None, Budget::default());
    let (answer, _) =
        turn(&plain, &Conversation::default(), &manager(), "sales by customer last month").await;
    let script = Arc::new(Scripted::new([ScriptedReply::text("Order value was told.")]).named("a/a"));
    let agent = trade.agent(&[("a", "us", Arc::clone(&script) as Arc<dyn Provider>)]);
    let _ = agent.summary(&manager(), "Sales of Garrick Marine", &[&answer]).await.unwrap();
    let sent = script
        .requests()
        .iter()
        .flat_map(|one| texts(&serde_json::to_value(one).unwrap()))
        .collect::<String>();
    assert!(sent.contains("CUSTOMER_"), "{sent}");
    assert_nothing_leaked(&sent);
    drop(echo);
}
