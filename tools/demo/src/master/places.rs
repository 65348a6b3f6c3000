//! The company, plants, lines, machines, people, and the calendar.

use jiff::civil::Date;

use crate::calendar::{
    Shift, days, fiscal_period, fiscal_year, fiscal_year_start, holiday, is_working_day, plus_months,
};
use crate::context::Context;
use crate::table::Error;
use crate::tables::{Area, CalendarDay, Company, CostCentre, Crew, Employee, Holiday, Line, Machine, Plant};
use crate::world::{PlantIndex, is_planned, reference::SKILLS};
use crate::writer::Writer;

pub(super) fn write(context: &Context, out: &mut Writer) -> Result<(), Error> {
    company(context, out)?;
    sites(context, out)?;
    machines(context, out)?;
    people(context, out)?;
    calendar(context, out)
}

fn company(context: &Context, out: &mut Writer) -> Result<(), Error> {
    out.put(Company {
        name: "Pennine Drives".into(),
        currency: "GBP".into(),
        fiscal_year_start_month: 4,
        history_from: context.options.first_day,
        today: context.options.today,
    })
}

fn sites(context: &Context, out: &mut Writer) -> Result<(), Error> {
    let world = &context.world;
    for plant in &world.plants {
        out.put(Plant {
            plant_id: plant.code.clone(),
            name: plant.name.clone(),
            kind: if plant.is_factory { "factory" } else { "office" }.into(),
            city: plant.city.into(),
            country: plant.country.into(),
            timezone: plant.zone_name.into(),
            currency: plant.currency.code().into(),
            legal_entity: plant.legal_entity.into(),
            opened_on: plant.opened_on,
        })?;
    }
    for area in &world.areas {
        let plant_id = world.plants[area.plant.at()].code.clone();
        out.put(Area { area_id: area.code.clone(), plant_id, name: area.name.clone() })?;
    }
    for line in &world.lines {
        out.put(Line {
            line_id: line.code.clone(),
            area_id: world.areas[line.area].code.clone(),
            plant_id: world.plants[line.plant.at()].code.clone(),
            cost_centre_id: world.cost_centres[line.cost_centre.at()].code.clone(),
            name: line.name.clone(),
            number: i64::from(line.number),
            installed_on: line.installed_on,
        })?;
    }
    Ok(())
}

fn machines(context: &Context, out: &mut Writer) -> Result<(), Error> {
    let world = &context.world;
    for machine in &world.machines {
        let line = &world.lines[machine.line.at()];
        let plant = &world.plants[machine.plant.at()];
        out.put(Machine {
            machine_id: machine.code.clone(),
            line_id: line.code.clone(),
            area_id: world.areas[line.area].code.clone(),
            plant_id: plant.code.clone(),
            skill_id: SKILLS[machine.skill].0.into(),
            name: machine.name.clone(),
            kind: machine.kind.into(),
            position: i64::from(machine.position),
            manufacturer: machine.manufacturer.into(),
            model: machine.model.clone(),
            serial_number: machine.serial_number.clone(),
            installed_on: machine.installed_on,
            rated_power_kw: (machine.rated_power_kw * 10.0).round() / 10.0,
            criticality: machine.criticality.into(),
            purchase_cost_minor: machine.purchase_cost_minor,
            currency: plant.currency.code().into(),
        })?;
    }
    Ok(())
}

fn people(context: &Context, out: &mut Writer) -> Result<(), Error> {
    let world = &context.world;
    for crew in &world.crews {
        out.put(Crew {
            crew_id: crew.code.clone(),
            plant_id: world.plants[crew.plant.at()].code.clone(),
            shift_id: crew.shift.code().into(),
            name: crew.name.clone(),
            formed_on: crew.formed_on,
        })?;
    }
    for centre in &world.cost_centres {
        out.put(CostCentre {
            cost_centre_id: centre.code.clone(),
            plant_id: world.plants[centre.plant.at()].code.clone(),
            name: centre.name.clone(),
            department: centre.department.into(),
            kind: centre.kind.into(),
            owner_id: centre.owner.map(|owner| world.employees[owner.at()].code.clone()),
        })?;
    }
    for employee in &world.employees {
        let plant = &world.plants[employee.plant.at()];
        out.put(Employee {
            employee_id: employee.code.clone(),
            name: employee.name.clone(),
            plant_id: plant.code.clone(),
            line_id: employee.line.map(|line| world.lines[line.at()].code.clone()),
            crew_id: employee.crew.map(|crew| world.crews[crew.at()].code.clone()),
            cost_centre_id: world.cost_centres[employee.cost_centre.at()].code.clone(),
            manager_id: employee.manager.map(|manager| world.employees[manager.at()].code.clone()),
            job: employee.job.into(),
            department: employee.department.into(),
            is_direct: employee.is_direct,
            hired_on: employee.hired_on,
            // Nobody knows today who will leave later.
            left_on: employee.left_on.filter(|&left| left < context.options.today),
            weekly_hours: employee.weekly_hours,
            hourly_rate_minor: employee.hourly_rate_minor,
            currency: plant.currency.code().into(),
        })?;
    }
    Ok(())
}

/// From the fiscal year of the first day to the end of next year's: budgets and plans reach that far.
fn calendar(context: &Context, out: &mut Writer) -> Result<(), Error> {
    let first = fiscal_year_start(fiscal_year(context.options.first_day));
    let end = fiscal_year_start(fiscal_year(context.options.today) + 2);
    for country in ["GB", "PL"] {
        for day in days(first, end) {
            if let Some(name) = holiday(country, day) {
                out.put(Holiday { country: country.into(), day, name: name.into() })?;
            }
        }
    }
    for plant in 0..context.world.plants.len() {
        for day in days(first, plus_months(end, 0)) {
            out.put(calendar_day(context, PlantIndex::new(plant), day))?;
        }
    }
    Ok(())
}

fn calendar_day(context: &Context, index: PlantIndex, day: Date) -> CalendarDay {
    let plant = &context.world.plants[index.at()];
    let lines = plant.lines.iter().map(|line| &context.world.lines[line.at()]);
    let works = |shift| lines.clone().any(|line| is_planned(plant, line, day, shift));
    let week = day.iso_week_date();
    CalendarDay {
        plant_id: plant.code.clone(),
        day,
        is_working_day: is_working_day(plant.country, day),
        holiday: holiday(plant.country, day).map(Into::into),
        planned_shifts: Shift::ALL.iter().filter(|&&shift| works(shift)).count() as i64,
        fiscal_year: fiscal_year(day),
        fiscal_period: fiscal_period(day),
        iso_year: i64::from(week.year()),
        iso_week: i64::from(week.week()),
    }
}
