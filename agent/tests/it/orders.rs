//! What is ordered is confirmed in words first, within what the person may see; and alerts tell what they say.

use std::collections::BTreeSet;

use sentia_agent::{
    Conversation, Outcome, Person,
    order::{Alert, FileKind, Order, Ordered, ReportOrder, When},
    replay,
    report::Page,
    store::TurnRecord,
};

use crate::world::{World, after, ask, finished, leeds, manager};

fn in_london(person: Person) -> Person {
    Person { zone: Some("Europe/London".to_owned()), ..person }
}

/// What comes of a text and then of each reply to it.
async fn talk(world: &World, person: &Person, texts: &[&str]) -> TurnRecord {
    let agent = world.agent(None);
    let mut conversation = Conversation::default();
    let mut last = None;
    for text in texts {
        let record = finished(&ask(&agent, &conversation, person, text).await);
        conversation = after(conversation, &record);
        last = Some(record);
    }
    last.unwrap()
}

fn order(record: &TurnRecord) -> &Order {
    match &record.answer.outcome {
        Outcome::Ordered(order) => order,
        other => panic!("no order: {other:?}"),
    }
}

fn report(order: &Order) -> &ReportOrder {
    match &order.what {
        Ordered::Report(report) => report,
        Ordered::Answer { question } => panic!("no report: {question}"),
    }
}

/// What the pages that were asked for will answer.
fn pages(order: &Order) -> Vec<String> {
    let report = report(order);
    let question =
        |page: &Page| page.question(report.period.as_deref().unwrap_or("last month"), report.only.as_deref());
    report.pages.iter().map(question).collect()
}

fn question(record: &TurnRecord) -> &str {
    match &record.answer.outcome {
        Outcome::Clarify(clarification) => &clarification.question,
        other => panic!("no question back: {other:?}"),
    }
}

#[tokio::test]
async fn what_recurs_is_confirmed_in_words_and_then_ordered() {
    let world = World::new().await;
    let person = in_london(manager());
    let asked = "send me scrap rate by line last week every Monday at 7";
    let first = talk(&world, &person, &[asked]).await;
    assert_eq!(
        question(&first),
        "I would send you Scrap rate by line last week, every Monday at 07:00 (Europe/London). Shall I?"
    );
    for yes in ["1", "yes, every Monday at 07:00", "the first one please"] {
        let second = talk(&world, &person, &[asked, yes]).await;
        let order = order(&second);
        let Ordered::Answer { question } = &order.what else { panic!("{order:?}") };
        assert_eq!(question, "Scrap rate by line last week");
        let When::Every(recurrence) = &order.when else { panic!("{order:?}") };
        assert_eq!(recurrence.in_words(), "every Monday at 07:00 (Europe/London)");
    }
    let once = talk(&world, &person, &[asked, "2"]).await;
    assert_eq!(once.answer.outcome, Outcome::Answered, "only once, now");
}

#[tokio::test]
async fn an_ordered_turn_replays() {
    let world = World::new().await;
    let record = talk(&world, &manager(), &["send me scrap rate by line every Friday at noon", "1"]).await;
    assert_eq!(replay(&record, &world.agent(None)).await.unwrap(), Vec::new());
}

#[tokio::test]
async fn what_a_person_may_not_see_is_not_promised() {
    let world = World::new().await;
    for text in [
        "send me revenue every Monday at 7",
        "tell me when revenue falls below £5k",
        "revenue by plant as PDF",
    ] {
        let record = talk(&world, &manager(), &[text]).await;
        assert_eq!(record.answer.outcome, Outcome::Refused, "{text}");
    }
    let record = talk(&world, &leeds(), &["send me the quality report for Derby every Monday at 7"]).await;
    assert_eq!(record.answer.outcome, Outcome::Refused, "another plant");
}

#[tokio::test]
async fn what_was_answered_before_can_be_sent() {
    let world = World::new().await;
    let record = talk(&world, &manager(), &["scrap rate by plant last week", "make that a PDF"]).await;
    let order = order(&record);
    assert_eq!(order.what, Ordered::Answer { question: "Scrap rate by plant last week".to_owned() });
    assert_eq!((&order.when, order.file), (&When::Now, FileKind::Pdf));
    let nothing = talk(&world, &manager(), &["send me that every Monday at 7"]).await;
    assert_eq!(nothing.answer.outcome, Outcome::Refused);
}

#[tokio::test]
async fn a_report_is_ordered_by_its_name() {
    let world = World::new().await;
    let record = talk(&world, &manager(), &["create the quality report for Leeds last week as Word"]).await;
    let order = order(&record);
    let report = report(order);
    assert_eq!(
        (report.kind.as_str(), report.period.as_deref(), report.only.as_deref()),
        ("quality", Some("last week"), Some("Leeds"))
    );
    assert_eq!(order.file, FileKind::Docx);
}

#[tokio::test]
async fn a_report_needs_no_file_to_be_named_and_what_cannot_be_sent_is_said() {
    let world = World::new().await;
    let record = talk(&world, &manager(), &["make the quality report for Leeds last week"]).await;
    assert_eq!(order(&record).file, FileKind::Pdf);
    let record = talk(&world, &manager(), &["give me scrap rate by line last week"]).await;
    assert_eq!(record.answer.outcome, Outcome::Answered);
    for text in ["mail me scrap rate by line every Monday at 7", "send me the quality report by e-mail"] {
        let record = talk(&world, &manager(), &[text]).await;
        assert_eq!(record.answer.outcome, Outcome::Refused, "{text}");
    }
}

#[tokio::test]
async fn pages_are_added_to_a_report() {
    let world = World::new().await;
    let whole = "make the quality report for Leeds last week with a page on output by line";
    let record = talk(&world, &manager(), &[whole]).await;
    assert_eq!(pages(order(&record)), ["output by line last week for Leeds"]);
    assert_eq!(order(&record).words, "the quality report for Leeds last week with a page on output by line");
    let first = "make the quality report for Leeds last week as Word";
    let record = talk(&world, &manager(), &[first, "add a page on output by line"]).await;
    assert_eq!(
        (pages(order(&record)), order(&record).file),
        (vec!["output by line last week for Leeds".to_owned()], FileKind::Docx)
    );
    let record = talk(
        &world,
        &manager(),
        &[first, "add a page on output by line", "please add a section about scrap rate by plant in June"],
    )
    .await;
    assert_eq!(
        pages(order(&record)),
        ["output by line last week for Leeds", "scrap rate by plant in June for Leeds"]
    );
    let record = talk(&world, &manager(), &["add a page on output by line"]).await;
    assert_eq!(record.answer.outcome, Outcome::Refused, "there is no report");
    let record = talk(&world, &manager(), &[first, "add a page on revenue"]).await;
    assert_eq!(record.answer.outcome, Outcome::Refused, "what they may not see");
}

#[tokio::test]
async fn the_same_report_is_ordered_for_something_else() {
    let world = World::new().await;
    let first = "make the quality report for Leeds last week with a page on output by line";
    let record = talk(&world, &manager(), &[first, "same for Derby"]).await;
    assert_eq!(pages(order(&record)), ["output by line last week for Derby"]);
    let record = talk(&world, &manager(), &[first, "same for Derby", "and the same for last month"]).await;
    let ReportOrder { period, only, .. } = report(order(&record));
    assert_eq!((period.as_deref(), only.as_deref()), (Some("last month"), Some("Derby")));
    let record = talk(&world, &manager(), &[first, "make that an Excel"]).await;
    assert_eq!(
        (report(order(&record)).only.as_deref(), order(&record).file),
        (Some("Leeds"), FileKind::Xlsx)
    );
    let record = talk(&world, &leeds(), &[first, "same for Derby"]).await;
    assert_eq!(record.answer.outcome, Outcome::Refused, "another plant");
    let record = talk(&world, &manager(), &[first, "same for the moon"]).await;
    assert_eq!(record.answer.outcome, Outcome::Refused);
    let record = talk(&world, &manager(), &["scrap rate of Leeds last week", "same for Derby"]).await;
    assert_eq!(record.answer.outcome, Outcome::Answered, "a question");
}

/// Whom an alert that was ordered in these words would tell of.
async fn met(world: &World, text: &str) -> BTreeSet<String> {
    let record = talk(world, &manager(), &[text, "1"]).await;
    let When::Once(alert) = &order(&record).when else { panic!("{text}") };
    let alert: Alert = alert.clone();
    let evidence = async |question: &str| {
        let record = talk(world, &manager(), &[question]).await;
        assert_eq!(record.answer.outcome, Outcome::Answered, "{question}");
        record.answer.evidence.into_iter().next().unwrap()
    };
    let (series, breaches) = (evidence(&alert.series).await, evidence(&alert.breaches).await);
    alert.met(&series, &breaches)
}

/// Line 3 scraps 6 of 100, and 8 in the last week; Line 1 scraps 2.
#[tokio::test]
async fn alerts_are_met_by_what_was_recorded() {
    let world = World::new().await;
    let line = |name: &str| BTreeSet::from([name.to_owned()]);
    let (one, three, none) = (line("Line 1"), line("Line 3"), BTreeSet::new());
    for (text, expected) in [
        ("tell me when scrap rate of Line 3 rises above 7%", &three),
        ("tell me when scrap rate of Line 3 rises above 7% for 7 days", &three),
        ("tell me when scrap rate of Line 3 rises above 7% for 8 days", &none),
        ("tell me when scrap rate of Line 3 is above 8%", &none),
        ("tell me when scrap rate of Line 3 rises above 7% for two shifts", &three),
        ("tell me when scrap rate of Line 1 falls below 3% for 3 shifts", &one),
        ("tell me when scrap rate of Line 1 falls below 1%", &none),
    ] {
        assert_eq!(met(&world, text).await, *expected, "{text}");
    }
    let lines = met(&world, "tell me when scrap rate by line rises above 3% for two days").await;
    assert_eq!(lines, BTreeSet::from(["Line 2".to_owned(), "Line 3".to_owned()]));
}

#[tokio::test]
async fn what_goes_by_mail_is_said_and_stays_so() {
    let world = World::new().await;
    let agent = world.agent(None);
    let person = Person { mailbox: true, ..in_london(manager()) };
    let mut conversation = Conversation::default();
    let mut ask = async |text: &str| {
        let record = finished(&ask(&agent, &conversation, &person, text).await);
        conversation = after(std::mem::take(&mut conversation), &record);
        record
    };
    let first = ask("mail me the quality report for Leeds every Monday at 7").await;
    assert_eq!(
        question(&first),
        "I would send you the quality report for Leeds by e-mail, every Monday at 07:00 (Europe/London). Shall I?"
    );
    assert!(order(&ask("1").await).by_mail);
    let again = ask("same for Derby").await;
    assert!(question(&again).contains("for Derby by e-mail"), "{}", question(&again));
    let alert = ask("e-mail me when scrap rate of Line 3 rises above 7%").await;
    assert!(question(&alert).starts_with("I would tell you by e-mail once whenever"), "{}", question(&alert));
    assert!(order(&ask("1").await).by_mail);
    assert!(!order(&ask("make the quality report for Leeds").await).by_mail);
}
