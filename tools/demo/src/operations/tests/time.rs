use super::company::company;

#[test]
fn the_time_of_every_machine_and_shift_adds_up() {
    let table = company().table("machine_time");
    let columns = table.at([
        "calendar_s",
        "planned_busy_s",
        "unplanned_s",
        "planned_maintenance_s",
        "unmanned_s",
        "busy_s",
        "no_order_s",
        "processing_s",
        "production_s",
        "setup_s",
        "delay_s",
        "breakdown_s",
        "minor_stop_s",
        "material_s",
        "quality_s",
        "staffing_s",
        "utility_s",
        "other_s",
    ]);
    let mut rows = 0;
    for row in table.rows() {
        let value = columns.map(|at| row[at] as i64);
        let [
            calendar,
            planned,
            unplanned,
            maintenance,
            unmanned,
            busy,
            no_order,
            processing,
            production,
            setup,
            delay,
            ..,
        ] = value;
        assert_eq!(calendar, planned + unplanned);
        assert_eq!(unplanned, maintenance + unmanned);
        assert_eq!(planned, busy + no_order);
        assert_eq!(busy, processing + delay);
        assert_eq!(processing, production + setup);
        assert_eq!(delay, value[11..].iter().sum::<i64>());
        assert!(value.iter().all(|&seconds| seconds >= 0), "{value:?}");
        assert!(matches!(calendar, 28_800 | 25_200 | 32_400), "{calendar}");
        rows += 1;
    }
    assert_eq!(rows, 60 * 3 * 1_095);
}

#[test]
fn stops_sum_to_the_time_of_their_machine_by_category() {
    let company = company();
    let by = ["business_date", "machine_id", "shift_id"];
    let table = company.table("downtime");
    let category = table.at(["category"])[0];
    let stops = table.sums("duration_s", [by[0], by[1], by[2], "category"]);
    let names = [
        "setup",
        "no_order",
        "breakdown",
        "minor_stop",
        "material",
        "quality",
        "staffing",
        "utility",
        "other",
    ];
    assert!(table.rows().all(|row| names.iter().any(|name| company.code(name) == row[category])));
    for name in names {
        let booked = company.table("machine_time").sums(&format!("{name}_s"), by);
        for (key, seconds) in booked {
            let of_category = [key[0], key[1], key[2], company.code(name) as i64];
            let stopped = stops.get(&of_category).copied().unwrap_or(0.0);
            assert_eq!(stopped, seconds, "{name} {key:?}");
        }
    }
}

#[test]
fn production_rows_sum_to_the_time_of_their_machine() {
    let company = company();
    let by = ["business_date", "machine_id", "shift_id"];
    for column in ["production_s", "setup_s"] {
        let made = company.table("production").sums(column, by);
        for (key, seconds) in company.table("machine_time").sums(column, by) {
            assert_eq!(made.get(&key).copied().unwrap_or(0.0), seconds, "{column} {key:?}");
        }
    }
    let table = company.table("production");
    let [busy, production, setup, delay, hands] =
        table.at(["busy_s", "production_s", "setup_s", "delay_s", "personnel_s"]);
    for row in table.rows() {
        assert_eq!(row[busy], row[production] + row[setup] + row[delay]);
        assert!(row[hands] >= 0.0 && row[hands] <= row[busy]);
    }
}

#[test]
fn states_fill_the_calendar_of_the_last_five_weeks() {
    let company = company();
    let by = ["business_date", "machine_id", "shift_id"];
    let states = company.table("machine_state").sums("duration_s", by);
    let times = company.table("machine_time").sums("calendar_s", by);
    assert_eq!(states.len(), 35 * 60 * 3);
    assert!(states.iter().all(|(key, seconds)| times[key] == *seconds));
}

#[test]
fn attendance_and_absence_sum_to_what_was_planned() {
    let table = company().table("labour");
    let [planned, attended, worked, absent] = table.at(["planned_s", "attendance_s", "work_s", "absent_s"]);
    for row in table.rows() {
        assert_eq!(row[planned], row[attended] + row[absent]);
        assert!(row[worked] <= row[attended] && row[worked] >= 0.0);
    }
}

#[test]
fn electricity_adds_up() {
    let company = company();
    let table = company.table("energy");
    let [kwh, processing, idle, off] = table.at(["kwh", "processing_kwh", "idle_kwh", "off_kwh"]);
    for row in table.rows() {
        assert!((row[kwh] - row[processing] - row[idle] - row[off]).abs() < 0.011);
    }
    // The last night's energy is read on the morning that the history ends.
    let metered =
        company.table("meter_reading").total(["kwh"], ["kind"], |[kind]| kind == company.code("production"));
    let used = table.total(["kwh"], [], |_| true);
    assert!((metered[0] / used[0] - 1.0).abs() < 0.002, "{metered:?} {used:?}");
}
