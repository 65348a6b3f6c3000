use super::company::company;

/// OEE of a plant: what good pieces should have taken over planned time.
#[test]
fn plants_are_as_effective_as_such_plants_are() {
    let company = company();
    for plant in ["LEE", "DER", "WRO"] {
        let here = |[of]: [f64; 1]| of == company.code(plant);
        let [busy, producing] =
            company.table("machine_time").total(["planned_busy_s", "production_s"], ["plant_id"], here);
        let [run, made, good, scrap, planned_scrap] = company.table("production").total(
            [
                "planned_run_s",
                "produced_quantity",
                "good_quantity",
                "scrap_quantity",
                "planned_scrap_quantity",
            ],
            ["plant_id"],
            here,
        );
        let (availability, effectiveness, quality) = (producing / busy, run / producing, good / made);
        let oee = availability * effectiveness * quality;
        assert!((0.60..0.80).contains(&oee), "{plant}: {oee}");
        assert!((0.85..1.0).contains(&effectiveness), "{plant}: {effectiveness}");
        let [finished] = company.table("production").total(
            ["produced_quantity"],
            ["plant_id", "is_final_operation"],
            |[of, last]| of == company.code(plant) && last == 1.0,
        );
        assert!((0.015..0.04).contains(&(scrap / finished)), "{plant}: scrap {}", scrap / finished);
        assert!((0.9..1.4).contains(&(scrap / planned_scrap)), "{plant}");
        let [inspected, passed] =
            company.table("inspection").total(["inspected_quantity", "good_quantity"], ["plant_id"], here);
        assert!((0.92..0.98).contains(&(passed / inspected)), "{plant}: first pass {}", passed / inspected);
    }
}

#[test]
fn customers_get_most_orders_on_time() {
    let table = company().table("sales_order_line");
    let [due, otif] = table.total(["is_due", "is_otif"], ["is_due"], |[is_due]| is_due == 1.0);
    assert!((0.85..0.95).contains(&(otif / due)), "{}", otif / due);
}

#[test]
fn stock_lasts_as_long_as_it_does_in_such_companies() {
    let company = company();
    let [stock] = company.table("inventory_balance").total(["value_group_minor"], [], |_| true);
    let [progress] = company.table("wip_balance").total(["closing_group_minor"], [], |_| true);
    let [sold] = company.table("shipment").total(["standard_cost_group_minor"], [], |_| true);
    // Both sums run over the same days.
    let days = (stock + progress) / sold;
    assert!((50.0..80.0).contains(&days), "{days} days of stock");
}

#[test]
fn one_stop_in_seven_says_other() {
    let company = company();
    let table = company.table("downtime");
    let [reason, category] = table.at(["reason_id", "category"]);
    let planned = ["setup", "no_order"].map(|name| company.code(name));
    let waiting = ["UPS", "MAT"].map(|name| company.code(name));
    let stops =
        table.rows().filter(|row| !planned.contains(&row[category]) && !waiting.contains(&row[reason]));
    let (all, other) = stops.fold((0.0, 0.0), |(all, other), row| {
        (all + 1.0, other + f64::from(row[reason] == company.code("OTH")))
    });
    assert!((0.13..0.17).contains(&(other / all)), "{}", other / all);
}

#[test]
fn failures_come_and_go_as_machines_like_these_do() {
    let table = company().table("failure");
    let [between, to_failure, restore] =
        table.total(["time_between_s", "time_to_failure_s", "time_to_restore_s"], [], |_| true);
    let count = table.rows().count() as f64;
    assert!((200.0..800.0).contains(&(between / count / 3_600.0)), "{}", between / count / 3_600.0);
    assert!((1.0..5.0).contains(&(restore / count / 3_600.0)));
    assert!(to_failure <= between);
    let orders = company().table("maintenance_order");
    let [order] = orders.at(["maintenance_order_id"]);
    let [of] = table.at(["maintenance_order_id"]);
    let known: std::collections::BTreeSet<i64> = orders.rows().map(|row| row[order] as i64).collect();
    assert!(table.rows().all(|row| known.contains(&(row[of] as i64))));
}

#[test]
fn forecasts_are_honest_about_what_they_do_not_know() {
    let table = company().table("demand_forecast");
    let [actual, low, high] = table.at(["actual_quantity", "lower_80_quantity", "upper_80_quantity"]);
    let known: Vec<&[f64]> = table.rows().filter(|row| !row[actual].is_nan()).collect();
    let inside = known.iter().filter(|row| row[low] <= row[actual] && row[actual] <= row[high]).count();
    let share = inside as f64 / known.len() as f64;
    assert!((0.70..0.88).contains(&share), "{share}");
}

#[test]
fn the_number_people_ask_for_is_a_recent_order() {
    let company = company();
    let order = company.code("10422");
    let on = company.table("work_order").total(["business_date"], ["work_order_id"], |[of]| of == order);
    let late = super::company::day(jiff::civil::date(2026, 7, 1));
    assert!(on[0] >= late, "{on:?}");
}

#[test]
fn a_larger_company_with_a_short_history_works_too() {
    use crate::options::Options;
    use crate::table::{Rows, Sink, SinkError, Table};

    #[derive(Default)]
    struct Count(std::collections::BTreeMap<&'static str, usize>);
    impl Sink for Count {
        fn rows(&mut self, table: &'static Table, rows: Rows) -> Result<(), SinkError> {
            *self.0.entry(table.name).or_default() += rows.len();
            Ok(())
        }
    }
    let options = Options { scale: 3, first_day: jiff::civil::date(2026, 8, 24), ..Options::default() };
    let mut count = Count::default();
    crate::generate(&options, &mut count, &mut |_| ()).unwrap();
    assert_eq!(count.0["machine_time"], 37 * 180 * 3);
    assert!(count.0["shipment"] > 3_000 && count.0["labour"] > 20_000);
}
