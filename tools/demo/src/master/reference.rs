//! Reasons, skills, shifts, accounts, tax codes, sensors, exchange rates.

use std::collections::BTreeSet;

use crate::calendar::{Shift, days};
use crate::context::Context;
use crate::money::Currency;
use crate::table::Error;
use crate::tables::{
    self, DefectType, DowntimeReason, ExpensePolicy, FxRate, ScrapReason, SensorType, Skill, TaxCode,
};
use crate::world::reference as lists;
use crate::writer::Writer;

pub(super) fn write(context: &Context, out: &mut Writer) -> Result<(), Error> {
    geography(context, out)?;
    shifts_and_skills(out)?;
    reasons(out)?;
    books(out)?;
    rates(context, out)
}

fn geography(context: &Context, out: &mut Writer) -> Result<(), Error> {
    for (code, name) in lists::CURRENCIES {
        out.put(tables::Currency { currency_id: code.into(), name: name.into() })?;
    }
    for (code, name) in lists::COUNTRIES {
        out.put(tables::Country { country_id: code.into(), name: name.into() })?;
    }
    let regions: BTreeSet<&str> = context.world.customers.iter().map(|customer| customer.region).collect();
    for name in regions {
        out.put(tables::Region { name: name.into() })?;
    }
    Ok(())
}

fn shifts_and_skills(out: &mut Writer) -> Result<(), Error> {
    for (position, shift) in Shift::ALL.into_iter().enumerate() {
        let clock = |hour: i8| format!("{:02}:00", hour.rem_euclid(24)).into();
        out.put(tables::Shift {
            shift_id: shift.code().into(),
            name: shift.name().into(),
            starts_at: clock(shift.start_hour()),
            ends_at: clock(shift.start_hour() + 8),
            length_s: 28_800,
            position: position as i64 + 1,
        })?;
    }
    for (code, name, kind, valid_months) in lists::SKILLS {
        out.put(Skill { skill_id: code.into(), name: name.into(), kind: kind.into(), valid_months })?;
    }
    Ok(())
}

fn reasons(out: &mut Writer) -> Result<(), Error> {
    for (code, name, category, is_planned) in lists::DOWNTIME_REASONS {
        out.put(DowntimeReason {
            reason_id: code.into(),
            name: name.into(),
            category: category.into(),
            is_planned,
        })?;
    }
    for (code, name, category) in lists::SCRAP_REASONS {
        out.put(ScrapReason { reason_id: code.into(), name: name.into(), category: category.into() })?;
    }
    for (code, name, category, severity) in lists::DEFECT_TYPES {
        out.put(DefectType {
            defect_type_id: code.into(),
            name: name.into(),
            category: category.into(),
            severity: severity.into(),
        })?;
    }
    for (code, name, unit, warning_level, alarm_level) in lists::SENSOR_TYPES {
        out.put(SensorType {
            sensor_type_id: code.into(),
            name: name.into(),
            unit: unit.into(),
            warning_level,
            alarm_level,
        })?;
    }
    Ok(())
}

fn books(out: &mut Writer) -> Result<(), Error> {
    for (position, account) in lists::ACCOUNTS.iter().enumerate() {
        let statement = if account.is_balance_sheet() { "balance sheet" } else { "profit and loss" };
        out.put(tables::Account {
            account_id: account.code.into(),
            name: account.name.into(),
            statement: statement.into(),
            class: account.class.into(),
            line: account.line.into(),
            position: position as i64 + 1,
            sign: account.sign(),
            is_cash: account.code == lists::CASH,
            is_current: account.is_current,
            is_variable: account.is_variable,
        })?;
    }
    for (code, name, country, rate) in lists::TAX_CODES {
        out.put(TaxCode { tax_code_id: code.into(), name: name.into(), country: country.into(), rate })?;
    }
    for (category, limit_group_minor, rule) in lists::EXPENSE_POLICIES {
        out.put(ExpensePolicy { category: category.into(), limit_group_minor, rule: rule.into() })?;
    }
    Ok(())
}

/// The rates of every day of the history, the group's own currency at 1 among them.
fn rates(context: &Context, out: &mut Writer) -> Result<(), Error> {
    for day in days(context.options.first_day, context.options.today) {
        for currency in Currency::ALL {
            let id = out.next_id::<FxRate>();
            out.put(FxRate {
                business_date: day,
                id,
                currency: currency.code().into(),
                rate: context.rates.rate(currency, day),
            })?;
        }
    }
    Ok(())
}
