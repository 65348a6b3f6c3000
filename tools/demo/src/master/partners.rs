//! Customers, representatives and suppliers.

use crate::context::Context;
use crate::table::Error;
use crate::tables::{Customer, SalesRep, Supplier};
use crate::writer::Writer;

pub(super) fn write(context: &Context, out: &mut Writer) -> Result<(), Error> {
    let world = &context.world;
    for rep in &world.reps {
        out.put(SalesRep {
            rep_id: rep.code.clone(),
            employee_id: world.employees[rep.employee.at()].code.clone(),
            name: rep.name.clone(),
            region: rep.region.into(),
        })?;
    }
    customers(context, out)?;
    suppliers(context, out)
}

fn customers(context: &Context, out: &mut Writer) -> Result<(), Error> {
    for customer in &context.world.customers {
        let tax_code = match customer.country {
            "GB" => "GB20",
            "PL" => "PL23",
            _ => "GB0",
        };
        out.put(Customer {
            customer_id: customer.code.clone(),
            name: customer.name.clone(),
            region: customer.region.into(),
            country: customer.country.into(),
            segment: customer.segment.name().into(),
            rep_id: context.world.reps[customer.rep.at()].code.clone(),
            currency: customer.currency.code().into(),
            payment_terms_days: i64::from(customer.terms_days),
            credit_limit_minor: customer.credit_limit_minor,
            tax_code_id: tax_code.into(),
            customer_since: customer.since,
            status: if customer.is_on_hold { "on hold" } else { "active" }.into(),
        })?;
    }
    Ok(())
}

fn suppliers(context: &Context, out: &mut Writer) -> Result<(), Error> {
    for supplier in &context.world.suppliers {
        let tax_code = match supplier.country {
            "GB" => "GB20",
            "PL" => "PL23",
            _ => "RC",
        };
        out.put(Supplier {
            supplier_id: supplier.code.clone(),
            name: supplier.name.clone(),
            country: supplier.country.into(),
            category: supplier.category.into(),
            currency: supplier.currency.code().into(),
            payment_terms_days: i64::from(supplier.terms_days),
            lead_time_days: i64::from(supplier.lead_time_days),
            tax_code_id: tax_code.into(),
            iban: supplier.iban.clone(),
            bic: supplier.bic.clone(),
            is_approved: true,
            status: if supplier.is_on_watch { "on watch" } else { "active" }.into(),
        })?;
    }
    Ok(())
}
