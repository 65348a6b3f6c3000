//! The feeds that fill the warehouse, and whether each day's rows came.

use jiff::civil::Date;
use rand::RngExt;

use crate::calendar::{days_between, is_working_day, next_day};
use crate::context::Context;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables;
use crate::value::Instant;
use crate::world::{Plant, PlantIndex};
use crate::writer::Writer;

/// Code, name, source, tables, rows of a working day, hour of the next day by which it comes.
const FEEDS: [(&str, &str, &str, &str, i64, i64); 6] = [
    (
        "MES",
        "Production and stops",
        "Manufacturing execution system",
        "production, machine_time, downtime, scrap, changeover",
        420,
        4,
    ),
    ("QMS", "Inspection and measurement", "Quality system", "inspection, measurement, defect", 260, 5),
    ("HR", "Hours worked", "Time and attendance", "labour", 110, 6),
    ("EMS", "Meters", "Energy management", "energy, meter_reading", 160, 2),
    ("CMMS", "Maintenance and sensors", "Maintenance system", "maintenance_order, failure, sensor", 70, 5),
    (
        "ERP",
        "Orders, stock and books",
        "Enterprise resource planning",
        "sales_order_line, shipment, invoice_line, gl_entry, inventory_balance",
        900,
        3,
    ),
];
/// Those that a feed outage stops.
const STOPPED: [&str; 2] = ["QMS", "HR"];

/// Writes the loads of each day.
#[derive(Debug)]
pub(super) struct Feeds {
    random: Stream,
}

impl Feeds {
    pub(super) fn new(context: &Context) -> Self {
        Self { random: stream(context.options.seed, "feeds") }
    }

    pub(super) fn day(&mut self, context: &Context, day: Date, out: &mut Writer) -> Result<(), Error> {
        let factories: Vec<PlantIndex> = context.world.factories().map(|(at, _)| at).collect();
        for plant in factories {
            for feed in 0..FEEDS.len() {
                self.load(context, day, plant, feed, out)?;
            }
        }
        Ok(())
    }

    fn load(
        &mut self,
        context: &Context,
        day: Date,
        index: PlantIndex,
        feed: usize,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let plant = &context.world.plants[index.at()];
        let (code, .., usual, hour) = FEEDS[feed];
        let busy = if is_working_day(plant.country, day) { 1.0 } else { 0.25 };
        let expected_rows = (usual as f64 * busy * self.random.random_range(0.9..1.1)).round() as i64;
        let is_missing = STOPPED.contains(&code) && context.incidents.is_feed_out(index, day);
        let is_late = self.random.random_bool(0.012);
        let minutes = hour * 60 + self.random.random_range(0..40) + if is_late { 240 } else { 0 };
        let midnight = days_between(Date::constant(1970, 1, 1), next_day(day)) * 86_400;
        let id = out.next_id::<tables::FeedLoad>();
        out.put(tables::FeedLoad {
            business_date: day,
            id,
            feed_id: feed_code(code, plant),
            plant_id: plant.code.clone(),
            loaded_at: (!is_missing).then_some(Instant(midnight + minutes * 60)),
            expected_rows,
            present_rows: if is_missing { 0 } else { expected_rows },
            status: if is_missing {
                "missing"
            } else if is_late {
                "late"
            } else {
                "complete"
            }
            .into(),
        })
    }
}

fn feed_code(code: &str, plant: &Plant) -> crate::value::Text {
    format!("{code}-{}", plant.code).into()
}

/// The feeds themselves.
pub(super) fn write_feeds(context: &Context, out: &mut Writer) -> Result<(), Error> {
    for (_, plant) in context.world.factories() {
        for (code, name, source, tables, _, hour) in FEEDS {
            out.put(tables::Feed {
                feed_id: feed_code(code, plant),
                name: format!("{name}, {}", plant.name).into(),
                source: source.into(),
                tables: tables.into(),
                plant_id: plant.code.clone(),
                expected_by: format!("{:02}:00", hour + 1).into(),
                owner: format!("IT service desk, {}", plant.name).into(),
            })?;
        }
    }
    Ok(())
}
