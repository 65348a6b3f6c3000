//! Each planted incident shows in the rows that it should show in, and not beside them.

use jiff::civil::{Date, date};

use super::company::{Company, company, day};

/// Days from one to another, both included.
type Span = (Date, Date);

fn is_in(span: Span, on: f64) -> bool {
    day(span.0) <= on && on <= day(span.1)
}

/// One column over another in a table, for the rows of one place within a span.
fn ratio(
    company: &Company,
    table: &str,
    [over, under]: [&str; 2],
    (place, code): (&str, &str),
    span: Span,
) -> f64 {
    let keep = |[of, on]: [f64; 2]| of == company.code(code) && is_in(span, on);
    let [over, under] = company.table(table).total([over, under], [place, "business_date"], keep);
    over / under
}

#[test]
fn a_bearing_wears_out_and_the_machine_stands() {
    let company = company();
    let machine = ("machine_id", "L03-M4");
    let availability = ["production_s", "planned_busy_s"];
    let day = date(2026, 9, 21);
    let before = ratio(company, "machine_time", availability, machine, (date(2026, 8, 3), date(2026, 8, 28)));
    let on = ratio(company, "machine_time", availability, machine, (day, day));
    assert!(on < 0.45 && before > 0.65, "{before} {on}");
    let vibration = |span: Span| {
        let keep = |[of, kind, on]: [f64; 3]| {
            of == company.code("L03-M4") && kind == company.code("VIB") && is_in(span, on)
        };
        let columns = ["machine_id", "sensor_type_id", "business_date"];
        let [mean, samples] = company.table("sensor").total(["mean", "samples"], columns, keep);
        mean / samples * 1_440.0
    };
    let (sound, worn) = (
        vibration((date(2026, 8, 17), date(2026, 8, 31))),
        vibration((date(2026, 9, 16), date(2026, 9, 20))),
    );
    assert!(worn > sound + 2.5, "{sound} {worn}");
}

#[test]
fn a_missed_calibration_slows_one_machine() {
    let company = company();
    let effectiveness = |machine, span| {
        ratio(company, "production", ["planned_run_s", "production_s"], ("machine_id", machine), span)
    };
    let (first, last) = ((date(2026, 1, 12), date(2026, 3, 13)), (date(2026, 7, 27), date(2026, 8, 14)));
    let change = effectiveness("L07-M2", last) / effectiveness("L07-M2", first);
    assert!((0.87..0.95).contains(&change), "{change}");
    let beside = effectiveness("L08-M2", last) / effectiveness("L08-M2", first);
    assert!((0.96..1.04).contains(&beside), "{beside}");
}

#[test]
fn compressed_air_leaks_at_weekends_too() {
    let company = company();
    // Before six on Sundays nothing runs.
    let sundays = |first: Date, weeks: i64| {
        let on: Vec<f64> = (0..weeks).map(|week| day(first) + week as f64 * 7.0).collect();
        let keep = |[plant, kind, day, hour]: [f64; 4]| {
            plant == company.code("WRO")
                && kind == company.code("compressed air")
                && on.contains(&day)
                && hour < 6.0
        };
        let columns = ["plant_id", "kind", "business_date", "hour"];
        company.table("meter_reading").total(["kwh"], columns, keep)[0] / weeks as f64
    };
    let rise = sundays(date(2026, 2, 8), 6) / sundays(date(2026, 1, 11), 3);
    assert!((1.3..1.4).contains(&rise), "{rise}");
}

#[test]
fn electricity_costs_more_from_april() {
    let company = company();
    let price = |plant, span| ratio(company, "energy", ["cost_minor", "kwh"], ("plant_id", plant), span);
    let (march, april) = ((date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 4, 30)));
    assert!((1.11..1.17).contains(&(price("LEE", april) / price("LEE", march))));
    assert!((0.97..1.03).contains(&(price("WRO", april) / price("WRO", march))));
}

#[test]
fn small_lots_change_over_more_often_and_no_longer() {
    let company = company();
    let count = |span: Span| {
        let keep = |[of, on]: [f64; 2]| of == company.code("L06") && is_in(span, on);
        let [planned, actual] =
            company.table("changeover").total(["planned_s", "actual_s"], ["line_id", "business_date"], keep);
        let table = company.table("changeover");
        let [of, on] = table.at(["line_id", "business_date"]);
        let rows = table.rows().filter(|row| keep([row[of], row[on]])).count();
        (rows as f64 / (day(span.1) - day(span.0) + 1.0), actual / planned)
    };
    let (before, after) =
        (count((date(2025, 9, 15), date(2025, 12, 12))), count((date(2026, 1, 26), date(2026, 3, 27))));
    assert!(after.0 > 1.7 * before.0, "{before:?} {after:?}");
    assert!((after.1 / before.1 - 1.0).abs() < 0.06, "{before:?} {after:?}");
}

#[test]
fn two_causes_at_once_on_one_line() {
    let company = company();
    let (before, during) = ((date(2026, 6, 22), date(2026, 8, 14)), (date(2026, 8, 17), date(2026, 8, 28)));
    let scrap = |span| {
        ratio(company, "production", ["scrap_quantity", "produced_quantity"], ("machine_id", "L10-M3"), span)
    };
    assert!(scrap(during) > 1.8 * scrap(before), "{} {}", scrap(before), scrap(during));
    let unstaffed =
        |span| ratio(company, "machine_time", ["staffing_s", "planned_busy_s"], ("line_id", "L10"), span);
    assert!(unstaffed(during) > unstaffed(before) + 0.06, "{} {}", unstaffed(before), unstaffed(during));
}

#[test]
fn a_bad_lot_is_scrapped_in_two_plants() {
    let company = company();
    let reasons = ["POR", "CRK"].map(|reason| company.code(reason));
    let cracks = |plant: &str, span: Span| {
        let keep = |[of, reason, on]: [f64; 3]| {
            of == company.code(plant) && reasons.contains(&reason) && is_in(span, on)
        };
        let scrapped = company.table("scrap").total(
            ["scrap_quantity"],
            ["plant_id", "reason_id", "business_date"],
            keep,
        )[0];
        scrapped
            / ratio(
                company,
                "production",
                ["produced_quantity", "is_first_operation"],
                ("plant_id", plant),
                span,
            )
    };
    let (before, during) = ((date(2026, 6, 8), date(2026, 7, 3)), (date(2026, 7, 6), date(2026, 7, 24)));
    for plant in ["LEE", "DER"] {
        assert!(cracks(plant, during) > 2.0 * cracks(plant, before), "{plant}");
    }
    assert!(cracks("WRO", during) < 1.6 * cracks("WRO", before));
}

#[test]
fn a_new_crew_passes_less_the_first_time() {
    let company = company();
    let (before, during) = ((date(2026, 3, 30), date(2026, 5, 8)), (date(2026, 5, 11), date(2026, 6, 26)));
    let first_pass = |plant: &str, shift: &str, span: Span| {
        let keep = |[of, at, on]: [f64; 3]| {
            of == company.code(plant) && at == company.code(shift) && is_in(span, on)
        };
        let columns = ["plant_id", "shift_id", "business_date"];
        let [inspected, good] =
            company.table("inspection").total(["inspected_quantity", "good_quantity"], columns, keep);
        good / inspected
    };
    let fall = |plant, shift| first_pass(plant, shift, before) - first_pass(plant, shift, during);
    assert!(fall("DER", "N") > 0.03, "{}", fall("DER", "N"));
    assert!(fall("DER", "E").abs() < 0.01 && fall("LEE", "N").abs() < 0.012);
}

#[test]
fn warm_water_spoils_what_is_hardened() {
    let company = company();
    let (before, during) = ((date(2026, 6, 1), date(2026, 7, 3)), (date(2026, 7, 27), date(2026, 8, 14)));
    let scrap = |machine, span| {
        ratio(company, "production", ["scrap_quantity", "produced_quantity"], ("machine_id", machine), span)
    };
    for machine in ["L05-M3", "L07-M3"] {
        assert!(scrap(machine, during) > 1.6 * scrap(machine, before), "{machine}");
    }
    let water = |span| ratio(company, "climate", ["cooling_water_c", "id"], ("plant_id", "DER"), span);
    assert!(water(during) > 0.0);
}

#[test]
fn a_low_forecast_leaves_couplings_short() {
    let company = company();
    let months: Span = (date(2025, 10, 1), date(2026, 2, 1));
    let keep = |family: &str| {
        let family = company.code(family);
        move |[of, on, is_latest]: [f64; 3]| of == family && is_latest == 1.0 && is_in(months, on)
    };
    let columns = ["family_id", "business_date", "is_latest"];
    let bias = |family| {
        let [said, came] = company.table("demand_forecast").total(
            ["forecast_quantity", "actual_quantity"],
            columns,
            keep(family),
        );
        said / came - 1.0
    };
    assert!((-0.42..-0.18).contains(&bias("CP")), "{}", bias("CP"));
    assert!(bias("GE").abs() < 0.12, "{}", bias("GE"));
    let otif = |family: &str, span: Span| {
        let keep =
            |[of, promised, due]: [f64; 3]| of == company.code(family) && due == 1.0 && is_in(span, promised);
        let [due, good] = company.table("sales_order_line").total(
            ["is_due", "is_otif"],
            ["family_id", "promised_on", "is_due"],
            keep,
        );
        good / due
    };
    let (before, short) = ((date(2025, 4, 1), date(2025, 8, 31)), (date(2025, 11, 17), date(2026, 1, 31)));
    assert!(otif("CP", before) - otif("CP", short) > 0.08, "{} {}", otif("CP", before), otif("CP", short));
    assert!(otif("GE", before) - otif("GE", short) < 0.06);
}

#[test]
fn what_only_looks_odd_is_nothing() {
    let company = company();
    let outage: Span = (date(2026, 9, 15), date(2026, 9, 16));
    let rows = |table: &str, plant: &str, span: Span| {
        let kept = company.table(table);
        let [of, on] = kept.at(["plant_id", "business_date"]);
        kept.rows().filter(|row| row[of] == company.code(plant) && is_in(span, row[on])).count()
    };
    for table in ["labour", "inspection", "measurement"] {
        assert_eq!(rows(table, "DER", outage), 0, "{table}");
        assert!(rows(table, "LEE", outage) > 0, "{table}");
    }
    assert!(rows("production", "DER", outage) > 60);
    let corpus_christi = (date(2026, 6, 4), date(2026, 6, 4));
    assert_eq!(rows("production", "WRO", corpus_christi), 0);
    assert!(rows("production", "LEE", corpus_christi) > 0);
    let available =
        |under, span| ratio(company, "machine_time", ["production_s", under], ("line_id", "L02"), span);
    let (before, after) = ((date(2026, 8, 3), date(2026, 9, 18)), (date(2026, 9, 21), date(2026, 9, 29)));
    for (under, most) in [("busy_s", 0.04), ("planned_busy_s", 0.09)] {
        let change = available(under, after) - available(under, before);
        assert!(change.abs() < most, "{under}: {change}");
    }
}
