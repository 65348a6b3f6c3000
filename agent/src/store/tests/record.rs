//! A turn with something in every field, and numbers that do not survive careless handling.

use std::collections::BTreeSet;

use jiff::civil::date;
use sentia_semantic::{Area, Direction, Freshness, Period, RowFilter, Scope, Sensitivity, Unit, Value};
use sentia_tools::{Cell, Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, Table, TableColumn};
use serde_json::json;

use crate::{
    Answer, Block, Hashes, ModelUse, Outcome, Person, Voice,
    plan::{Focus, PlannedCall},
    provider::{Delta, Exchange, ProviderError, StopReason},
    router::{Considered, Cost, Decision, Past, Task},
    store::{Recall, Said, Timings, TurnRecord},
};

pub(super) fn reader(tenant: &str, person: &str) -> Scope {
    let leeds = RowFilter { dimension: "plant".into(), keys: BTreeSet::from(["LEE".into()]) };
    Scope {
        tenant: tenant.into(),
        person: person.into(),
        row_filters: vec![leeds],
        areas: BTreeSet::from([Area::Production]),
        sql: false,
    }
}

pub(super) fn record(question: &str) -> TurnRecord {
    TurnRecord { question: question.to_owned(), ..asked_by("demo", "cfo") }
}

pub(super) fn asked_by(tenant: &str, person: &str) -> TurnRecord {
    let scope = reader(tenant, person);
    let focus = Focus { measures: vec!["oee".into()], period: Some("last_week".into()), ..Focus::default() };
    let reply = Delta::Stop(StopReason::Other("tea \u{1}".into()));
    let error = ProviderError::Retry {
        provider: "a/b".into(),
        detail: "busy".into(),
        after: Some(std::time::Duration::from_millis(1500)),
    };
    TurnRecord {
        id: String::new(),
        conversation: String::new(),
        person: Person {
            id: person.into(),
            name: "Ann Ö. O'Hara".into(),
            title: "CFO".into(),
            scope,
            scope_in_words: None,
            groups: Default::default(),
            zone: None,
            mailbox: false,
        },
        question: "OEE by line last week".into(),
        now: "2026-09-30T08:00:00.123456Z".parse().expect("an instant"),
        recall: Recall {
            focus: Some(focus.clone()),
            pending: None,
            said: vec![Said { question: "q".into(), answer: "a".into(), measures: vec!["oee".into()] }],
            ordered: None,
        },
        provider: Some("a/b".into()),
        route: Some(decision()),
        transcript: vec![Exchange {
            provider: Some("a/b".into()),
            request: "00ff".into(),
            deltas: vec![Delta::Text("OEE \"rose\"".into()), reply],
            error: Some(error),
        }],
        plan: vec![PlannedCall {
            tool: "query_metrics".into(),
            arguments: json!({ "measures": ["oee"], "limit": 3 }),
        }],
        answer: answer(),
        focus: Some(focus),
        timings: Timings { link: 1, model: 2, tools: 3, total: 4, ended: None },
    }
}

fn decision() -> Decision {
    let considered = Considered {
        id: "b".into(),
        model: "a/b".into(),
        passed_over: Some("has no key".into()),
        clearance: Sensitivity::Confidential,
        price: None,
        free: true,
    };
    Decision {
        task: Task::Report,
        sensitivity: Sensitivity::Restricted,
        tokens: 3_000,
        considered: vec![considered],
        budget: Some(Past::Unread("no answer in time".into())),
        retries: 2,
        hidden: [("CUSTOMER".to_owned(), 3)].into(),
    }
}

fn answer() -> Answer {
    Answer {
        outcome: Outcome::Answered,
        blocks: vec![
            Block::Prose("OEE rose to [[e1.f1]].".into()),
            Block::Table("e1".into()),
            Block::Chart("e1".into(), 0),
        ],
        evidence: vec![evidence()],
        caveats: vec!["Data ends on 29 Sep 2026.".into()],
        follow_ups: vec!["and by shift?".into()],
        model: ModelUse {
            id: Some("a/b".into()),
            voice: Voice::Both,
            input_tokens: 812,
            output_tokens: 17,
            repaired: 1,
            replaced: 1,
            tried: vec!["c/d".into()],
            cost: Some(Cost { micros: 1_234_567, currency: "USD".into() }),
        },
        hashes: Hashes { catalogue: "c".into(), prompt: "p".into(), evidence: "e".into() },
    }
}

fn evidence() -> Evidence {
    let week = Period::new(date(2026, 9, 21), date(2026, 9, 27));
    let values = [0.1 + 0.2, 1e-300, 2.0, f64::MAX, 0.731_999_999_999_999_9].map(Value::Real);
    let values =
        values.into_iter().chain([Value::Integer(i64::MAX), Value::Integer(i64::MIN), Value::Integer(2)]);
    let figures: Vec<Figure> =
        values.enumerate().map(|(index, value)| figure(index + 1, value, week)).collect();
    Evidence {
        id: "e1".into(),
        title: "OEE by Line".into(),
        table: Table {
            columns: vec![TableColumn { id: "line".into(), label: "Line".into(), unit: None }],
            rows: vec![
                vec![Cell::Text("Wrocław \u{0} line".into())],
                vec![Cell::Figure("f1".into())],
                vec![Cell::Empty],
            ],
            layout: Vec::new(),
        },
        figures,
        facts: vec![Fact { kind: FactKind::Highest, measure: "OEE".into(), figures: vec!["f1".into()] }],
        computed: HowComputed {
            measures: Vec::new(),
            conditions: Vec::new(),
            columns: Vec::new(),
            filters: vec!["Plant is Leeds".into()],
            scope: Some("Leeds only".into()),
            period: week,
            comparison_period: None,
            sql: vec!["SELECT 1".into()],
            sources: vec!["production".into()],
            checks: Vec::new(),
        },
        as_of: date(2026, 9, 30),
        completeness: Vec::new(),
        freshness: Freshness { data_through: Some(date(2026, 9, 29)), period_incomplete_after: None },
        caveats: Vec::new(),
        charts: Vec::new(),
        passages: Vec::new(),
    }
}

fn figure(number: usize, value: Value, period: Period) -> Figure {
    Figure {
        id: format!("f{number}"),
        value,
        unit: Unit::Money { currency: "GBP".into(), per: Some("piece".into()) },
        kind: FigureKind::Value,
        measure: "oee".into(),
        label: "OEE".into(),
        direction: Direction::UpIsGood,
        members: vec![("line".into(), "Line 3".into())],
        period,
        against: None,
    }
}
