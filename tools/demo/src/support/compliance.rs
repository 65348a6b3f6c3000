//! Permits, audits and certificates with their dates, and what auditors found.

use rand::RngExt;

use crate::calendar::{days_between, plus_days};
use crate::context::Context;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables;
use crate::value::Text;
use crate::world::{Plant, PlantIndex};
use crate::writer::Writer;

/// Kind, title, authority in Great Britain, in Poland, life in days.
const ITEMS: [(&str, &str, &str, &str, i64); 13] = [
    ("permit", "Environmental permit", "Environment Agency", "Marshal's office", 1_460),
    ("permit", "Trade effluent consent", "Water company", "Water authority", 1_095),
    ("permit", "Pressure systems examination", "Insurance surveyor", "UDT", 365),
    ("permit", "Lifting equipment examination", "Insurance surveyor", "UDT", 182),
    ("permit", "Furnace gas safety inspection", "Gas engineer", "UDT", 365),
    ("certificate", "ISO 9001 quality management", "Certification body", "Certification body", 1_095),
    ("certificate", "ISO 14001 environment", "Certification body", "Certification body", 1_095),
    ("certificate", "ISO 45001 health and safety", "Certification body", "Certification body", 1_095),
    ("certificate", "Fire alarm and sprinkler service", "Fire engineer", "Fire service", 182),
    (
        "certificate",
        "Weighbridge and scale calibration",
        "Calibration laboratory",
        "Calibration laboratory",
        365,
    ),
    ("audit", "Internal quality audit", "Group quality", "Group quality", 120),
    ("audit", "Customer audit", "Key customer", "Key customer", 300),
    ("audit", "ISO 9001 surveillance audit", "Certification body", "Certification body", 365),
];

const FINDINGS: [&str; 8] = [
    "Work instruction at the machine is not the latest issue",
    "Calibration label out of date on one gauge",
    "First-piece record missing for two orders",
    "Supplier lot not traceable to the goods-in record",
    "Corrective action closed without a check of its effect",
    "Fire door blocked by pallets",
    "Waste containers without labels",
    "Training record does not show the assessor",
];

/// One row for each item and factory, with the findings of its audits.
pub(super) fn write(context: &Context, out: &mut Writer) -> Result<(), Error> {
    let mut random = stream(context.options.seed, "compliance");
    let factories: Vec<PlantIndex> = context.world.factories().map(|(at, _)| at).collect();
    for plant in factories {
        for number in 0..ITEMS.len() {
            write_item(context, &mut random, plant, number, out)?;
        }
    }
    Ok(())
}

fn write_item(
    context: &Context,
    random: &mut Stream,
    index: PlantIndex,
    number: usize,
    out: &mut Writer,
) -> Result<(), Error> {
    let (world, today) = (&context.world, context.options.today);
    let plant = &world.plants[index.at()];
    let (kind, title, british, polish, life) = ITEMS[number];
    let issued_on = plus_days(today, -random.random_range(5..life + 12));
    let due_on = plus_days(issued_on, life);
    let status = match days_between(today, due_on) {
        ..0 => "expired",
        0..=45 if kind == "audit" => "planned",
        0..=45 => "due",
        _ => "valid",
    };
    let code: Text = format!("{}-C{:02}", plant.code, number + 1).into();
    out.put(tables::ComplianceItem {
        compliance_item_id: code.clone(),
        plant_id: plant.code.clone(),
        kind: kind.into(),
        title: format!("{title}, {}", plant.name).into(),
        authority: if plant.country == "PL" { polish } else { british }.into(),
        reference: format!("{}/{}/{:04}", plant.code, issued_on.year(), random.random_range(100..9_999))
            .into(),
        issued_on: Some(issued_on),
        due_on,
        status: status.into(),
        owner_id: owner(context, index),
    })?;
    if kind == "audit" { write_findings(context, random, index, plant, &code, life, out) } else { Ok(()) }
}

fn write_findings(
    context: &Context,
    random: &mut Stream,
    index: PlantIndex,
    plant: &Plant,
    item: &Text,
    life: i64,
    out: &mut Writer,
) -> Result<(), Error> {
    let mut held = plus_days(context.options.today, -random.random_range(5..life));
    while held >= context.options.first_day {
        for _ in 0..random.random_range(1..4) {
            let due_on = plus_days(held, 60);
            let closed_on = plus_days(held, random.random_range(12..95));
            let id = out.next_id::<tables::AuditFinding>();
            out.put(tables::AuditFinding {
                business_date: held,
                id,
                plant_id: plant.code.clone(),
                compliance_item_id: item.clone(),
                severity: ["minor", "minor", "observation", "major"][random.random_range(0..4)].into(),
                title: FINDINGS[random.random_range(0..FINDINGS.len())].into(),
                due_on,
                closed_on: (closed_on < context.options.today).then_some(closed_on),
                owner_id: owner(context, index),
            })?;
        }
        held = plus_days(held, -life);
    }
    Ok(())
}

/// Somebody of the plant's quality department, or of the plant.
pub(super) fn owner(context: &Context, plant: PlantIndex) -> Text {
    let people = &context.world.employees;
    let of_plant = |department: Option<&str>| {
        people.iter().find(|one| {
            one.plant == plant
                && one.left_on.is_none()
                && department.is_none_or(|department| one.department == department)
        })
    };
    of_plant(Some("Quality")).or_else(|| of_plant(None)).map_or_else(Text::default, |one| one.code.clone())
}
