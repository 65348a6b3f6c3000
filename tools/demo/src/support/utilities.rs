//! Weather day by day, and what electricity costs.

use jiff::civil::Date;

use crate::context::Context;
use crate::electricity::{PEAK_HOURS, tariffs};
use crate::table::Error;
use crate::tables;
use crate::writer::Writer;

/// One row for each factory.
pub(super) fn write_climate(context: &Context, day: Date, out: &mut Writer) -> Result<(), Error> {
    for (index, plant) in context.world.factories() {
        let climate = context.weather.on(index, day);
        let id = out.next_id::<tables::Climate>();
        out.put(tables::Climate {
            business_date: day,
            id,
            plant_id: plant.code.clone(),
            outdoor_c: climate.outdoor_c,
            hall_c: climate.hall_c,
            humidity_percent: climate.humidity_percent,
            cooling_water_c: climate.cooling_water_c,
        })?;
    }
    Ok(())
}

/// Two rows for each tariff: peak and off-peak.
pub(super) fn write_tariffs(context: &Context, out: &mut Writer) -> Result<(), Error> {
    let (from, to) = (i64::from(PEAK_HOURS.0), i64::from(PEAK_HOURS.1));
    for (index, plant) in context.world.factories() {
        for tariff in tariffs(context, index) {
            for (band, from_hour, to_hour, price_minor) in
                [("peak", from, to, tariff.peak_minor), ("off-peak", to, from, tariff.off_peak_minor)]
            {
                out.put(tables::Tariff {
                    plant_id: plant.code.clone(),
                    valid_from: tariff.valid_from,
                    band: band.into(),
                    from_hour,
                    to_hour,
                    price_minor,
                    currency: plant.currency.code().into(),
                    carbon_kg_per_kwh: tariff.carbon_kg_per_kwh,
                })?;
            }
        }
    }
    Ok(())
}
