//! What people wrote: work instructions, manuals, contracts, certificates, minutes, policies. Markdown.

use jiff::civil::{Date, date};

use super::compliance::owner;
use crate::calendar::{plus_days, plus_months};
use crate::context::Context;
use crate::table::Error;
use crate::tables;
use crate::value::Text;
use crate::world::reference::EXPENSE_POLICIES;
use crate::world::{Machine, PlantIndex};
use crate::writer::Writer;

/// What the documents differ in.
struct Draft {
    title: String,
    kind: &'static str,
    area: &'static str,
    plant: Option<PlantIndex>,
    machine: Option<usize>,
    supplier: Option<usize>,
    customer: Option<usize>,
    created_on: Date,
    valid_to: Option<Date>,
    body: String,
}

impl Draft {
    fn new(kind: &'static str, area: &'static str, title: String, created_on: Date, body: String) -> Self {
        Self {
            title,
            kind,
            area,
            plant: None,
            machine: None,
            supplier: None,
            customer: None,
            created_on,
            valid_to: None,
            body,
        }
    }
}

/// Every document, in a fixed order.
pub(super) fn write(context: &Context, out: &mut Writer) -> Result<(), Error> {
    let mut drafts = instructions(context);
    drafts.extend(manuals(context));
    drafts.extend(supplier_agreements(context));
    drafts.extend(customer_agreements(context));
    drafts.extend(policies());
    drafts.extend(minutes(context));
    for (at, draft) in drafts.into_iter().enumerate() {
        put(context, at, draft, out)?;
    }
    Ok(())
}

fn put(context: &Context, at: usize, draft: Draft, out: &mut Writer) -> Result<(), Error> {
    let world = &context.world;
    let machine = draft.machine.map(|machine| &world.machines[machine]);
    out.put(tables::Document {
        document_id: format!("D{:04}", at + 1).into(),
        title: draft.title.into(),
        kind: draft.kind.into(),
        area: draft.area.into(),
        plant_id: draft
            .plant
            .map_or_else(|| Text::from("ALL"), |plant| world.plants[plant.at()].code.clone()),
        line_id: machine.map(|machine| world.lines[machine.line.at()].code.clone()),
        machine_id: machine.map(|machine| machine.code.clone()),
        product_id: None,
        supplier_id: draft.supplier.map(|supplier| world.suppliers[supplier].code.clone()),
        customer_id: draft.customer.map(|customer| world.customers[customer].code.clone()),
        language: "en".into(),
        version: format!("{}.{}", 1 + at % 4, at % 3).into(),
        author_id: owner(context, draft.plant.unwrap_or_else(|| world.head_office())),
        created_on: draft.created_on,
        valid_to: draft.valid_to,
        body: draft.body.into(),
    })
}

/// The first machine of each kind, with its position.
fn kinds(context: &Context) -> Vec<(usize, &Machine)> {
    let mut seen = Vec::new();
    let mut kinds = Vec::new();
    for (at, machine) in context.world.machines.iter().enumerate() {
        if !seen.contains(&machine.kind) {
            seen.push(machine.kind);
            kinds.push((at, machine));
        }
    }
    kinds
}

fn instructions(context: &Context) -> Vec<Draft> {
    let tool_change = |number: usize, machine: &Machine| {
        let torque = 35 + number * 5;
        let body = format!(
            "# Changing the tool: {kind}\n\n## Before you start\n\nOnly people certified for this machine may change its tool. \
             Stop the machine at the end of the cycle, isolate it and hang your lock on the main switch.\n\n## Steps\n\n\
             1. Open the guard and wait until the spindle stands still.\n2. Loosen the clamp with the {torque} Nm torque wrench.\n\
             3. Clean the seat with a lint-free cloth; do not use compressed air.\n4. Fit the new tool and tighten it to **{torque} Nm**.\n\
             5. Run one piece at half speed and measure it.\n6. Release the order only when the piece is within limits; otherwise call quality.\n\n\
             ## Records\n\nEnter the tool's number and the first piece's measurements at the terminal. Keep the record for five years.\n",
            kind = machine.kind
        );
        Draft::new(
            "work instruction",
            "production",
            format!("Tool change, {}", machine.kind),
            date(2024, 2, 12),
            body,
        )
    };
    let first_piece = |machine: &Machine| {
        let body = format!(
            "# First-piece release: {kind}\n\nAfter every set-up, tool change and shift start the first piece is measured before the order runs.\n\n\
             ## What to measure\n\nAll characteristics marked on the drawing, with the gauge named there. Check that the gauge's calibration label is in date.\n\n\
             ## If it is out of limits\n\nCorrect, run another piece, measure again. After the second failure stop and call the quality engineer on duty.\n",
            kind = machine.kind
        );
        Draft::new(
            "procedure",
            "quality",
            format!("First-piece release, {}", machine.kind),
            date(2023, 11, 6),
            body,
        )
    };
    let kinds = kinds(context);
    let changes = kinds.iter().enumerate().map(|(number, (_, machine))| tool_change(number, machine));
    changes.chain(kinds.iter().map(|(_, machine)| first_piece(machine))).collect()
}

fn manuals(context: &Context) -> Vec<Draft> {
    let manual = |(at, machine): (usize, &Machine)| {
        let hours = (machine.life_hours / 100.0).round() * 25.0;
        let body = format!(
            "# {manufacturer} {model}: maintenance\n\nMachine {code}, serial number {serial}, installed {installed}, rated power {power:.0} kW.\n\n\
             ## Preventive maintenance\n\n| interval | work |\n|--|--|\n| weekly | clean, check oil level and coolant concentration |\n\
             | every {hours:.0} running hours | change filters, check belts and bearings |\n| yearly | geometry check, electrical inspection |\n\n\
             ## Condition\n\nVibration above 4.5 mm/s is a warning, above 7.1 mm/s an alarm: stop and call maintenance. \
             Bearing temperature must stay below 75 °C.\n\n## Spare parts\n\nSpindle bearing set, drive belt, filter set, proximity switches.\n",
            manufacturer = machine.manufacturer,
            model = machine.model,
            code = machine.code,
            serial = machine.serial_number,
            installed = machine.installed_on,
            power = machine.rated_power_kw,
        );
        let title = format!("Maintenance manual, {} ({})", machine.name, machine.code);
        Draft {
            plant: Some(machine.plant),
            machine: Some(at),
            ..Draft::new("manual", "maintenance", title, machine.installed_on, body)
        }
    };
    // One machine of every line is enough to find one's way.
    context
        .world
        .machines
        .iter()
        .enumerate()
        .filter(|(_, machine)| machine.position == 2)
        .take(12)
        .map(manual)
        .collect()
}

fn supplier_agreements(context: &Context) -> Vec<Draft> {
    let agreement = |(at, supplier): (usize, &crate::world::Supplier)| {
        let from = plus_months(context.options.today, -(6 + at as i64 % 20));
        let to = plus_days(plus_months(from, 24), -1);
        let body = format!(
            "# Framework agreement with {name}\n\n**Goods:** {category}. **Term:** {from} to {to}. **Notice:** three months.\n\n## Prices\n\n\
             Fixed for twelve months, then adjusted once a year with the agreed index, at most 4%.\n\n## Delivery\n\nLead time {lead} days. \
             Late by more than three working days: 0.5% of the order's value for each day, at most 5%.\n\n## Quality\n\n\
             A lot with more than 1% defects may be returned whole at the supplier's cost. An 8D report is due within ten working days.\n\n\
             ## Payment\n\n{terms} days from invoice, in {currency}.\n",
            name = supplier.name,
            category = supplier.category,
            lead = supplier.lead_time_days,
            terms = supplier.terms_days,
            currency = supplier.currency.code(),
        );
        let draft =
            Draft::new("contract", "supply", format!("Framework agreement, {}", supplier.name), from, body);
        Draft { supplier: Some(at), valid_to: Some(to), ..draft }
    };
    context.world.suppliers.iter().enumerate().step_by(4).map(agreement).collect()
}

fn customer_agreements(context: &Context) -> Vec<Draft> {
    let agreement = |(at, customer): (usize, &crate::world::Customer)| {
        let from = plus_months(context.options.today, -(3 + at as i64 % 18));
        let to = plus_days(plus_months(from, 36), -1);
        let body = format!(
            "# Supply agreement with {name}\n\n**Term:** {from} to {to}.\n\n## Prices and discount\n\nList price less {discount:.1}%. \
             Prices are reviewed each April.\n\n## Delivery\n\nWe promise each line within the agreed lead time. On time and in full below 90% in a \
             quarter: the customer may ask for an improvement plan.\n\n## Complaints\n\nAnswered within five working days; accepted pieces are credited.\n\n\
             ## Payment\n\n{terms} days from invoice, in {currency}. Interest of 1% a month on what is overdue.\n",
            name = customer.name,
            discount = customer.discount * 100.0,
            terms = customer.terms_days,
            currency = customer.currency.code(),
        );
        let draft =
            Draft::new("contract", "sales", format!("Supply agreement, {}", customer.name), from, body);
        Draft { customer: Some(at), valid_to: Some(to), ..draft }
    };
    context.world.customers.iter().enumerate().step_by(6).map(agreement).collect()
}

fn policies() -> Vec<Draft> {
    let expenses: Vec<String> = EXPENSE_POLICIES
        .iter()
        .map(|(category, minor, rule)| format!("| {category} | £{} | {rule} |", minor / 100))
        .collect();
    let texts = [
        (
            "Expenses policy",
            "finance",
            format!(
                "# Expenses policy\n\nClaims are made within thirty days with a receipt. Anything over the limit needs the cost centre owner's approval beforehand.\n\n\
                 | category | limit | rule |\n|--|--|--|\n{}\n",
                expenses.join("\n")
            ),
        ),
        (
            "Credit policy",
            "finance",
            "# Credit policy\n\nEvery customer has a credit limit in its currency. Orders of a customer who is over the limit, or more than thirty days overdue, \
             are put on hold. Only the group chief financial officer releases them.\n\n## Reminders\n\nFirst reminder seven days after the due date, a call after twenty-one, \
             escalation after thirty-five.\n"
                .to_owned(),
        ),
        (
            "Purchase approval",
            "supply",
            "# Purchase approval\n\nUp to £5,000 the cost centre owner approves, up to £50,000 the plant manager, above that the group chief financial officer. \
             Splitting an order to stay below a limit is not allowed.\n"
                .to_owned(),
        ),
        (
            "Reporting stops and reasons",
            "production",
            "# Reporting stops\n\nEvery stop longer than two minutes gets a reason at the terminal. \"Other\" is for what fits no reason; the line leader reviews it at the \
             end of the shift.\n\n## Set-up\n\nA changeover is no stop: it is booked as set-up from the last good piece of the old order to the first good piece of the new one.\n"
                .to_owned(),
        ),
        (
            "Energy policy",
            "energy",
            "# Energy policy\n\nMachines that wait longer than twenty minutes are switched to standby. Compressed air leaks are tagged and mended within two weeks. \
             Furnaces are loaded in the off-peak hours where orders allow.\n"
                .to_owned(),
        ),
        (
            "Health and safety policy",
            "people",
            "# Health and safety\n\nEvery accident and near miss is reported on the same shift. The line leader writes down what happened and what was done at once; \
             the safety officer closes it. Nobody is blamed for a report.\n"
                .to_owned(),
        ),
        (
            "Glossary",
            "production",
            "# Glossary\n\n**OEE**: availability × effectiveness × quality ratio (ISO 22400-2). **PBT**: planned busy time. **APT**: actual production time. \
             **First-pass yield**: good parts at first inspection ÷ inspected parts. **OTIF**: order lines shipped on time and in full ÷ lines due. \
             **DSO**: receivables ÷ revenue × days. **Lot**: what a supplier delivered at once. **Batch**: what a work order made.\n"
                .to_owned(),
        ),
    ];
    texts
        .into_iter()
        .map(|(title, area, body)| Draft::new("policy", area, title.to_owned(), date(2024, 4, 1), body))
        .collect()
}

/// The plants' monthly reviews of the last half year.
fn minutes(context: &Context) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (index, plant) in context.world.factories() {
        for back in 1..=6 {
            let held = plus_days(plus_months(context.options.today, -back + 1), 7);
            if held >= context.options.today {
                continue;
            }
            let month = plus_months(held, -1);
            let body = format!(
                "# Monthly operations review, {name}, {month}\n\nPresent: plant manager, production, quality, maintenance, planning.\n\n## Looked at\n\n\
                 OEE and losses by line, scrap by reason, overdue maintenance, orders at risk, accidents and near misses.\n\n## Agreed\n\n\
                 1. Planning freezes the sequence of each line two days ahead.\n2. Maintenance reports overdue work each Monday.\n\
                 3. Quality repeats the gauge check on line {line} before the next review.\n",
                name = plant.name,
                month = month.strftime("%B %Y"),
                line = 1 + (back as usize + index.at() * 4) % 12,
            );
            let title = format!("Operations review {} {}", plant.name, month.strftime("%B %Y"));
            drafts
                .push(Draft { plant: Some(index), ..Draft::new("minutes", "production", title, held, body) });
        }
    }
    drafts
}
