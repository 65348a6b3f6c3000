//! The days of the company, one after another.

use crate::calendar::{days, days_between};
use crate::context::{Context, Department};
use crate::demand::Demand;
use crate::events::Event;
use crate::finance::Finance;
use crate::incident::Truth;
use crate::master;
use crate::operations::Operations;
use crate::options::Options;
use crate::support::Support;
use crate::table::{Error, Progress, Sink};
use crate::writer::Writer;

/// Generates the company into `sink` and returns the truth about what was planted in it.
/// The same options give the same rows in the same order.
///
/// # Errors
/// Options that cannot be generated, or what the sink could not store.
pub fn generate(
    options: &Options,
    sink: &mut dyn Sink,
    progress: &mut dyn FnMut(Progress),
) -> Result<Truth, Error> {
    options.check()?;
    let context = Context::new(options);
    let mut out = Writer::new(sink);
    master::write(&context, &mut out)?;

    // Each reads what those before it did on the day: orders first, then the factory, then the books.
    let mut departments: Vec<Box<dyn Department>> = vec![
        Box::new(Demand::new(&context)),
        Box::new(Operations::new(&context)),
        Box::new(Support::new(&context)),
        Box::new(Finance::new(&context)),
    ];
    let total_days = days_between(options.first_day, options.today) as u32;
    let mut events: Vec<Event> = Vec::new();
    for (done, day) in days(options.first_day, options.today).enumerate() {
        events.clear();
        for department in &mut departments {
            department.day(&context, day, &mut events, &mut out)?;
        }
        progress(Progress { done_days: done as u32 + 1, total_days, rows: out.rows() });
    }
    let mut dirt = Vec::new();
    for department in departments {
        dirt.extend(department.finish(&context, &mut out)?);
    }
    out.finish()?;
    Ok(Truth {
        seed: options.seed,
        scale: options.scale,
        first_day: options.first_day,
        today: options.today,
        incidents: context.incidents.list().to_vec(),
        dirt,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;

    use super::*;
    use crate::table::{Rows, SinkError, Table};
    use crate::value::Value;

    /// Keeps every row as text, by table.
    #[derive(Default, PartialEq)]
    struct Kept(BTreeMap<&'static str, Vec<Vec<Value>>>);

    impl Sink for Kept {
        fn rows(&mut self, table: &'static Table, rows: Rows) -> Result<(), SinkError> {
            assert!(!rows.is_empty() && rows.len() <= Rows::LIMIT);
            let kept = self.0.entry(table.name).or_default();
            kept.extend(rows.iter().map(<[Value]>::to_vec));
            Ok(())
        }
    }

    fn small() -> Options {
        Options { first_day: date(2026, 8, 1), ..Options::default() }
    }

    #[test]
    fn the_same_options_give_the_same_rows() {
        let (mut first, mut second) = (Kept::default(), Kept::default());
        let truth = generate(&small(), &mut first, &mut |_| ()).unwrap();
        let again = generate(&small(), &mut second, &mut |_| ()).unwrap();
        assert!(first == second);
        assert_eq!(serde_json::to_string(&truth).unwrap(), serde_json::to_string(&again).unwrap());
        let mut other = Kept::default();
        generate(&Options { seed: 8, ..small() }, &mut other, &mut |_| ()).unwrap();
        assert!(first != other);
    }

    #[test]
    fn the_truth_names_places_that_exist() {
        let mut kept = Kept::default();
        let truth =
            generate(&Options { first_day: date(2025, 8, 1), ..Options::default() }, &mut kept, &mut |_| ())
                .unwrap();
        assert!(truth.incidents.len() >= 16, "{}", truth.incidents.len());
        let codes: Vec<&Value> = [
            "plant",
            "line",
            "machine",
            "crew",
            "product_family",
            "material",
            "supplier",
            "customer",
            "sales_rep",
        ]
        .iter()
        .flat_map(|table| kept.0[table].iter().map(|row| &row[1]))
        .collect();
        for incident in &truth.incidents {
            assert!(
                incident.from <= incident.to && !incident.measures.is_empty() && !incident.cause.is_empty(),
                "{}",
                incident.id
            );
            for place in &incident.places {
                assert!(
                    place == "EUR" || codes.contains(&&Value::Text(place.into())),
                    "{}: {place}",
                    incident.id
                );
            }
        }
    }

    #[test]
    fn impossible_options_are_refused_in_words() {
        let mut kept = Kept::default();
        for options in [Options { scale: 0, ..small() }, Options { first_day: date(2026, 9, 30), ..small() }]
        {
            let error = generate(&options, &mut kept, &mut |_| ()).unwrap_err();
            assert!(error.to_string().contains("choose"), "{error}");
        }
    }
}
