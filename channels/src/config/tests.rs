use std::{fs, path::Path};

use sentia_agent::router::{ELSEWHERE, HERE, Limit};

use super::*;

fn loaded(text: &str, environment: Environment) -> Result<Config, ConfigError> {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("sentia.toml"), text).unwrap();
    load(&Wanted { file: None, home: Some(home.path().to_owned()), ..Wanted::default() }, &environment)
}

/// What is said of each fault, with the folder of the test left out.
fn faults(text: &str) -> Vec<String> {
    let told = loaded(text, Environment::default()).unwrap_err().to_string();
    told.lines()
        .map(|line| line.rsplit_once("sentia.toml:").unwrap_or_else(|| panic!("{told}")).1.to_owned())
        .collect()
}

#[test]
fn without_a_file_there_is_the_demo_company_and_no_model() {
    let home = tempfile::tempdir().unwrap();
    let environment = Environment { home: Some(home.path().to_owned()), ..Environment::default() };
    let config = load(&Wanted::default(), &environment).unwrap();
    assert_eq!((config.warehouse, config.models, config.file), (Warehouse::Demo, Models::Embedded, None));
    assert_eq!(config.store.file().map(Path::new), Some(home.path().join("conversations.db").as_path()));
}

#[test]
fn everything_that_can_be_set() {
    let text = r#"
        [warehouse]
        url = "facts/warehouse.db"
        tenant = "acme"
        today = "2026-09-30"
        [store]
        url = "postgres://sentia:secret@db/store"
        [documents]
        url = "postgres://sentia:secret@db/documents"
        [catalogue]
        dir = "catalogue"
        [model]
        provider = "anthropic"
        name = "claude-opus-5"
        base_url = "https://gateway.example"
        max_tokens = 2000
        [budget]
        steps = 4
        seconds = 30
        [[people]]
        id = "anna"
        name = "Anna"
        areas = ["production", "quality"]
        rows = { plant = ["LEE"] }
    "#;
    let key = Secret::new("sk-1");
    let config = loaded(
        text,
        Environment { keys: [("ANTHROPIC_API_KEY", key.clone())].into(), ..Environment::default() },
    )
    .unwrap();
    let directory = config.file.as_ref().unwrap().parent().unwrap().to_owned();
    let Warehouse::Own { url, tenant, today } = &config.warehouse else { panic!("{config:?}") };
    assert_eq!(url.file().map(Path::new), Some(directory.join("facts/warehouse.db").as_path()));
    assert_eq!((tenant.as_str(), today.unwrap().to_string().as_str()), ("acme", "2026-09-30"));
    assert!(config.documents.is_postgres());
    assert_eq!(config.catalogue, Some(directory.join("catalogue")));
    let Models::One(model, _) = &config.models else { panic!("{config:?}") };
    assert_eq!(
        (model.name.as_str(), model.max_tokens, model.key.as_ref()),
        ("claude-opus-5", Some(2000), Some(&key))
    );
    assert_eq!(config.budget, BudgetLimits { steps: Some(4), seconds: Some(30), ..BudgetLimits::default() });
    assert_eq!(config.people[0].areas, BTreeSet::from([Area::Production, Area::Quality]));
    assert_eq!(config.people[0].rows[0].keys, BTreeSet::from(["LEE".to_owned()]));
    let shown = format!("{config:?}");
    assert!(!shown.contains("secret") && !shown.contains("sk-1"), "{shown}");
}

#[test]
fn secrets_of_the_environment_go_before_the_file() {
    let environment =
        Environment { warehouse_url: Some(DatabaseUrl::new("postgres://a:b@c/d")), ..Environment::default() };
    let config = loaded("[warehouse]\nurl = \"x.db\"\ntenant = \"t\"", environment).unwrap();
    assert!(matches!(config.warehouse, Warehouse::Own { url, .. } if url.is_postgres()));
}

#[test]
fn every_fault_has_its_line_and_what_to_do() {
    let text = "[warehouse]\nurl = \"x.db\"\ntoday = \"2026-02-30\"\n[budget]\nsteps = 0\n\
                [[people]]\nid = \"a b\"\nname = \"A\"\nareas = [\"prodction\"]\nrows = { plant = [] }\n\
                [model]\nprovider = \"acme\"\nname = \"x\"\n";
    insta::assert_snapshot!(faults(text).join("\n"));
}

#[test]
fn a_file_that_does_not_parse_is_a_fault_with_its_line() {
    insta::assert_snapshot!(
        [
            faults("[warehouse]\nurll = \"x.db\"\n"),
            faults("[warehouse\n"),
            faults("[budget]\nsteps = \"many\"\n"),
            faults("[budget]\nsteps = -1\n"),
            faults("[[people]]\nname = \"A\"\n"),
            faults("[model]\nprovider = \"anthropic\"\nname = \"m\"\napi_key = \"sk-ant-1\"\n"),
            faults("[warehouse]\ntenant = \"t\"\n"),
        ]
        .concat()
        .join("\n")
    );
}

#[test]
fn a_named_file_must_be_there() {
    let wanted = Wanted { file: Some("no-such.toml".into()), home: Some("/tmp".into()), ..Wanted::default() };
    let error = load(&wanted, &Environment::default()).unwrap_err().to_string();
    assert!(error.contains("no-such.toml") && error.contains("create it"), "{error}");
}

#[test]
fn a_file_that_is_no_text_is_told_of() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("sentia.toml"), [0xff, 0xfe, 0x00]).unwrap();
    let error = load(
        &Wanted { file: None, home: Some(home.path().to_owned()), ..Wanted::default() },
        &Environment::default(),
    )
    .unwrap_err();
    assert!(matches!(error, ConfigError::Unreadable { .. }), "{error}");
}

#[test]
fn the_example_is_valid() {
    let config = loaded(include_str!("../../sentia.example.toml"), Environment::default()).unwrap();
    assert_eq!(config.people.iter().map(|person| person.id.as_str()).collect::<Vec<_>>(), ["anna", "piotr"]);
}

#[test]
fn what_a_person_may_ask_of_the_server_is_a_number_from_1_up() {
    let environment = || Environment { metrics_key: Some(Secret::new("k-1")), ..Environment::default() };
    let text = "[warehouse]\nurl = \"x.db\"\ntenant = \"t\"\n[server]\nturns_per_minute = 7\n";
    let server = loaded(text, environment()).unwrap().server;
    assert_eq!(server.limits, Limits { turns: 7, ..Limits::default() });
    assert!(server.metrics_key.is_some() && !format!("{server:?}").contains("k-1"));
    let wrong = faults("[server]\nturns_per_minute = 0\nrequests_per_minute = 0\n");
    assert!(wrong.len() == 2 && wrong[0].contains("0 leaves nothing"), "{wrong:?}");
}

fn routed(text: &str, environment: Environment) -> Registry {
    match loaded(text, environment).unwrap().models {
        Models::Routed(registry) => registry,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_models_that_ship_are_valid_and_every_task_has_a_route() {
    let environment =
        Environment { keys: [("OPENAI_API_KEY", Secret::new("sk-1"))].into(), ..Environment::default() };
    let registry = routed(
        "[router]\nresidency = [\"EU\"]\nbase_urls = { local = \"http://127.0.0.1:8080/v1\" }\n",
        environment,
    );
    assert_eq!(registry.residency, Some(vec!["eu".to_owned()]));
    assert_eq!(registry.routes.len(), sentia_agent::router::Task::ALL.len());
    let with_key: Vec<&str> = registry
        .entries
        .iter()
        .filter(|entry| entry.model.key.is_some())
        .map(|entry| entry.card.id.as_str())
        .collect();
    assert_eq!(with_key, ["gpt"]);
    let local = registry.entries.iter().find(|entry| entry.card.id == "local").unwrap();
    assert_eq!(local.model.base_url.as_deref(), Some("http://127.0.0.1:8080/v1"));
    for entry in &registry.entries {
        let tariff = entry.card.tariffs.first().unwrap();
        assert!(tariff.price.currency == "USD" && !tariff.source.is_empty(), "{entry:?}");
    }
    let gemini = registry.entries.iter().find(|entry| entry.card.id == "gemini").unwrap();
    assert_eq!(gemini.card.tariffs[0].price.cached_input, 75_000, "0.075 for a million");
}

#[test]
fn faults_in_a_file_of_models_have_its_lines() {
    let home = tempfile::tempdir().unwrap();
    let models = "currency = \"dollars\"\n[[models]]\nid = \"a\"\nprovider = \"acme\"\nname = \"m\"\nwindow = 1\n\
                  residency = \"us\"\nclearance = \"secret\"\n[[models]]\nid = \"b\"\nprovider = \"openai\"\nname = \"m\"\n\
                  window = 0\nresidency = \"us\"\nclearance = \"secret\"\n[routes]\nquestions = [\"b\", \"c\"]\n";
    fs::write(home.path().join("models.toml"), models).unwrap();
    fs::write(home.path().join("sentia.toml"), "[router]\nmodels = \"models.toml\"\n").unwrap();
    let wanted = Wanted { home: Some(home.path().to_owned()), ..Wanted::default() };
    let told = load(&wanted, &Environment::default()).unwrap_err().to_string();
    let lines: Vec<&str> = told.lines().map(|line| line.rsplit_once("models.toml:").unwrap().1).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn one_model_or_several() {
    let told = faults("[model]\nprovider = \"anthropic\"\nname = \"m\"\n[router]\n");
    assert!(told[0].contains("[router]"), "{told:?}");
    assert!(faults("[router]\nmodels = \"no-such.toml\"\n")[0].contains("no-such.toml"));
    assert!(faults("[router]\nbase_urls = { nobody = \"http://x\" }\n")[0].contains("nobody"));
}

#[test]
fn people_sign_in_by_password_or_at_an_issuer() {
    let text = r#"
        [sign_in]
        address = "https://sentia.example.com"
        passwords = true
        [sign_in.issuer]
        url = "https://id.example.com/realm"
        client = "sentia"
        [[people]]
        id = "anna"
        name = "Anna"
        sign_in = "anna@example.com"
        [[roles]]
        group = "plant-managers"
        areas = ["production"]
        rows_from = { plant = "plants" }
    "#;
    let secret = Some(Secret::new("s3"));
    let config =
        loaded(text, Environment { issuer_secret: secret.clone(), ..Environment::default() }).unwrap();
    let sign_in = config.sign_in.as_ref().unwrap();
    assert_eq!(sign_in.address.origin(), "https://sentia.example.com");
    assert_eq!(sign_in.address.authority(), "sentia.example.com");
    assert!(sign_in.address.is_encrypted() && sign_in.passwords);
    let issuer = sign_in.issuer.as_ref().unwrap();
    assert_eq!((issuer.name.as_str(), &issuer.secret), ("id.example.com", &secret));
    assert_eq!((issuer.claims.person.as_str(), issuer.claims.groups.as_str()), ("email", "groups"));
    assert_eq!(config.people[0].sign_in.as_deref(), Some("anna@example.com"));
    assert_eq!(config.roles[0].rows_from.get("plant").map(String::as_str), Some("plants"));
    assert!(!format!("{config:?}").contains("s3"));
}

#[test]
fn a_sign_in_that_could_not_work_or_be_listened_in_on_is_told() {
    let told = |section: &str| faults(section).join("\n");
    assert!(told("[sign_in]\naddress = \"https://a.example\"").contains("nobody could sign in"));
    for address in ["http://a.example", "https://a.example/sentia", "a.example", "https://u@a.example"] {
        let told = told(&format!("[sign_in]\naddress = \"{address}\"\npasswords = true"));
        assert!(told.starts_with("2: "), "{told}");
    }
    let role = "[sign_in]\naddress = \"http://127.0.0.1:80\"\npasswords = true\n[[roles]]\ngroup = \"g\"";
    assert!(told(role).contains("only an issuer says"), "{}", told(role));
    let issuer = "[sign_in]\naddress = \"http://localhost:80\"\n[sign_in.issuer]\nurl = \"http://id.example\"\nclient = \"\"";
    assert!(told(issuer).contains("must be encrypted"), "{}", told(issuer));
}

#[test]
fn bots_need_sign_in() {
    let sign_in = "[sign_in]\naddress = \"https://a.example\"\npasswords = true\n";
    let told = faults("[bots.slack]\n[bots.telegram]\nusername = \"@b\"").join("\n");
    assert!(told.contains("add a section [sign_in]"), "{told}");
    let secrets = [("SENTIA_TELEGRAM_TOKEN", Secret::new("1:x"))].into();
    let text = format!("{sign_in}[bots.telegram]\nusername = \"@acme_bot\"");
    let config = loaded(&text, Environment { bots: secrets, ..Environment::default() }).unwrap();
    let telegram = config.bots.telegram.as_ref().unwrap();
    assert_eq!((telegram.username.as_str(), &telegram.webhook_secret), ("acme_bot", &None));
    assert_eq!(telegram.token.secret, Some(Secret::new("1:x")));
    assert!(config.bots.slack.is_none() && !config.bots.is_empty());
    assert!(!format!("{config:?}").contains("1:x"));
}

#[test]
fn mail_comes_by_a_way_that_nobody_listens_in_on_and_from_named_senders() {
    let sign_in = "[sign_in]\naddress = \"https://a.example\"\npasswords = true\n";
    let email = |imap: &str, authserv: &str, senders: &str| {
        format!(
            "{sign_in}[bots.email]\naddress = \"Sentia <s@a.example>\"\nimap = \"{imap}\"\n\
             smtp = \"smtp://mail.a.example\"\nauthserv = \"{authserv}\"\nsenders = [{senders}]"
        )
    };
    let told = faults(&email("imap://mail.a.example", "", "\"\"")).join("\n");
    for part in ["6: ", "write imaps://", "8: ", "in anybody's name", "9: ", "name your domain"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let secrets = [("SENTIA_EMAIL_PASSWORD", Secret::new("hush"))].into();
    let text = email("imaps://mail.a.example", "mx.a.example", "\"a.example\"");
    let config = loaded(&text, Environment { bots: secrets, ..Environment::default() }).unwrap();
    let email = config.bots.email.as_ref().unwrap();
    assert_eq!((email.folder.as_str(), &email.username), ("INBOX", &None));
    assert_eq!(email.password.secret, Some(Secret::new("hush")));
    assert!(!config.bots.is_empty() && !format!("{config:?}").contains("hush"));
}

#[test]
fn a_local_model_is_a_file_beside_the_configuration() {
    let told =
        faults("[model]\nprovider = \"local\"\nname = \"none.gguf\"\nbase_url = \"http://a\"").join("\n");
    assert!(told.contains("there is no file") && told.contains("has no address"), "{told}");
}

#[test]
fn names_are_kept_in_unless_the_file_says_otherwise_and_a_model_is_elsewhere_unless_it_says_here() {
    let model = "[model]\nprovider = \"compatible\"\nname = \"m\"\nbase_url = \"http://127.0.0.1:1/v1\"\n";
    let of = |text: &str| {
        let config = loaded(&format!("{model}{text}"), Environment::default()).unwrap();
        let Models::One(_, residency) = config.models else { panic!("{:?}", config.models) };
        (config.pseudonyms, residency)
    };
    assert_eq!(of(""), (true, ELSEWHERE.to_owned()));
    assert_eq!(of("residency = \" Here\"\n[privacy]\n"), (true, HERE.to_owned()));
    assert_eq!(of("[privacy]\npseudonyms = false\n"), (false, ELSEWHERE.to_owned()));
    assert!(faults("[privacy]\npseudonym = false\n")[0].contains("pseudonym"));
}

#[test]
fn budgets_of_money_are_exact_and_need_prices() {
    let text = "[router]\n[budget]\nperson_per_day = { soft = 0.1, hard = 2 }\n\
                company_per_month = { hard = 123456789.123457 }\n";
    let spending = loaded(text, Environment::default()).unwrap().spending;
    assert_eq!(spending.currency, "USD");
    assert_eq!(spending.person_per_day, Limit { soft: Some(100_000), hard: Some(2_000_000) });
    assert_eq!(spending.company_per_day, Limit::default());
    assert_eq!(spending.company_per_month.hard, Some(123_456_789_123_457));
    assert!(!loaded("[router]\n", Environment::default()).unwrap().spending.is_any(), "off by default");
    let told = |limit: &str| faults(&format!("[router]\n[budget]\ncompany_per_day = {limit}\n")).join("\n");
    assert!(told("{}").contains("3: this limits nothing"), "{}", told("{}"));
    assert!(told("{ soft = 2, hard = 1 }").contains("lower it"));
    for amount in ["-1", "0.0000001", "nan", "2000000000"] {
        assert!(told(&format!("{{ hard = {amount} }}")).contains("a budget is a number"), "{amount}");
    }
    let one = "[model]\nprovider = \"anthropic\"\nname = \"m\"\n[budget]\ncompany_per_day = { hard = 1 }\n";
    assert!(faults(one)[0].contains("is not known, so no budget can hold it"), "{:?}", faults(one));
    let here = one.replace("[budget]", "residency = \"here\"\n[budget]");
    assert!(!loaded(&here, Environment::default()).unwrap().spending.is_any(), "it sends no bill");
}
