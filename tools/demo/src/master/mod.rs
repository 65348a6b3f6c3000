//! Writes the tables that the world alone decides.

mod partners;
mod places;
mod products;
mod reference;

use crate::context::Context;
use crate::table::Error;
use crate::writer::Writer;

/// Writes every master table of the world.
pub(crate) fn write(context: &Context, out: &mut Writer) -> Result<(), Error> {
    places::write(context, out)?;
    products::write(context, out)?;
    partners::write(context, out)?;
    reference::write(context, out)
}
