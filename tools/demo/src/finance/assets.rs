//! The asset register and its straight-line depreciation, past and to come.

use jiff::civil::Date;
use rand::RngExt;

use super::Books;
use super::bank::Payment;
use super::ledger::Journal;
use super::overheads::centre_of;
use crate::calendar::{days_between, fiscal_period, fiscal_year, plus_days, plus_months};
use crate::context::Context;
use crate::money::Amount;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables;
use crate::value::Text;
use crate::world::reference::{
    ACCUMULATED_DEPRECIATION, BUILDINGS, DEPRECIATION, IT_EQUIPMENT, MACHINERY, TOOLING, VEHICLES,
};
use crate::world::{CostCentreIndex, PlantIndex};
use crate::writer::Writer;

/// Months ahead for which depreciation is scheduled.
const SCHEDULE_MONTHS: i64 = 18;

#[derive(Debug, Clone)]
struct Asset {
    code: Text,
    plant: PlantIndex,
    machine: Option<Text>,
    centre: CostCentreIndex,
    name: Text,
    class: &'static str,
    acquired_on: Date,
    life_months: i64,
    cost: Amount,
    accumulated: Amount,
}

impl Asset {
    fn account(&self) -> &'static str {
        match self.class {
            "buildings" => BUILDINGS,
            "machinery" => MACHINERY,
            "vehicles" => VEHICLES,
            "IT" => IT_EQUIPMENT,
            _ => TOOLING,
        }
    }

    /// Depreciation of one month: what is left is never less than nothing.
    fn monthly(&self) -> Amount {
        let left = self.cost - self.accumulated;
        let part = |minor: i64, left: i64| (minor / self.life_months).min(left);
        Amount {
            local_minor: part(self.cost.local_minor, left.local_minor),
            group_minor: part(self.cost.group_minor, left.group_minor),
        }
    }

    fn net_book(&self) -> Amount {
        self.cost - self.accumulated
    }
}

/// All assets.
#[derive(Debug)]
pub(super) struct Assets {
    random: Stream,
    list: Vec<Asset>,
}

impl Assets {
    /// The register on the first day: buildings, machines, vehicles, computers and tools, partly written down.
    pub(super) fn new(context: &Context) -> Self {
        let mut assets = Self { random: stream(context.options.seed, "assets"), list: Vec::new() };
        let world = &context.world;
        for (at, plant) in world.plants.iter().enumerate() {
            let index = PlantIndex::new(at);
            let Some(centre) = centre_of(context, index, "Engineering") else { continue };
            let buildings = if plant.is_factory { 680_000_000 } else { 120_000_000 };
            let local =
                |pence: i64| context.rates.at_standard(pence, plant.currency, context.options.first_day);
            assets.open(
                context,
                index,
                None,
                centre,
                format!("{} site buildings", plant.name),
                "buildings",
                plant.opened_on,
                480,
                local(buildings),
            );
            let vans = plus_days(context.options.first_day, -500);
            assets.open(
                context,
                index,
                None,
                centre,
                format!("{} vehicles", plant.name),
                "vehicles",
                vans,
                60,
                local(18_000_000),
            );
            assets.open(
                context,
                index,
                None,
                centre,
                format!("{} computers", plant.name),
                "IT",
                vans,
                48,
                local(26_000_000),
            );
        }
        for machine in &world.machines {
            let currency = world.plants[machine.plant.at()].currency;
            let minor = machine.purchase_cost_minor;
            let group_minor = context.rates.convert(
                minor,
                currency,
                crate::money::Currency::Gbp,
                context.options.first_day,
            );
            let centre = centre_of(context, machine.plant, world.lines[machine.line.at()].name.as_str());
            let Some(centre) = centre else { continue };
            let cost = Amount { local_minor: minor, group_minor };
            assets.open(
                context,
                machine.plant,
                Some(machine.code.clone()),
                centre,
                machine.name.to_string(),
                "machinery",
                machine.installed_on,
                144,
                cost,
            );
        }
        assets
    }

    #[expect(clippy::too_many_arguments, reason = "the columns of the register")]
    fn open(
        &mut self,
        context: &Context,
        plant: PlantIndex,
        machine: Option<Text>,
        centre: CostCentreIndex,
        name: String,
        class: &'static str,
        acquired_on: Date,
        life_months: i64,
        cost: Amount,
    ) {
        let age = (days_between(acquired_on, context.options.first_day) / 30).clamp(0, life_months);
        let part = |minor: i64| minor / life_months * age;
        let accumulated = Amount { local_minor: part(cost.local_minor), group_minor: part(cost.group_minor) };
        let code = format!("FA{:04}", self.list.len() + 1).into();
        let acquired_on = acquired_on.min(context.options.first_day);
        self.list.push(Asset {
            code,
            plant,
            machine,
            centre,
            name: name.into(),
            class,
            acquired_on,
            life_months,
            cost,
            accumulated,
        });
    }

    /// What the register is worth by account on the first day: cost and accumulated depreciation of a plant.
    pub(super) fn opening(&self, plant: PlantIndex) -> Vec<(&'static str, Amount)> {
        let of_plant = self.list.iter().filter(|asset| asset.plant == plant);
        of_plant
            .flat_map(|asset| [(asset.account(), asset.cost), (ACCUMULATED_DEPRECIATION, -asset.accumulated)])
            .collect()
    }

    /// Buys tooling or computers for a factory, a few times a year.
    pub(super) fn invest(
        &mut self,
        context: &Context,
        day: Date,
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let factories: Vec<PlantIndex> = context.world.factories().map(|(at, _)| at).collect();
        for plant in factories {
            if !self.random.random_bool(0.4) {
                continue;
            }
            let currency = context.world.plants[plant.at()].currency;
            let pence = self.random.random_range(8_000_000..42_000_000);
            let minor = context.rates.at_standard(pence, currency, day).local_minor;
            let cost = context.rates.amount(minor, currency, currency, day);
            let Some(centre) = centre_of(context, plant, "Engineering") else { continue };
            let (name, class, life_months) = if self.random.random_bool(0.7) {
                ("Tooling and fixtures", "tooling", 60)
            } else {
                ("Computers and controls", "IT", 48)
            };
            let code: Text = format!("FA{:04}", self.list.len() + 1).into();
            let asset = Asset {
                code: code.clone(),
                plant,
                machine: None,
                centre,
                name: format!("{name} {}", context.world.plants[plant.at()].name).into(),
                class,
                acquired_on: day,
                life_months,
                cost,
                accumulated: Amount::default(),
            };
            let payment = Payment::new(plant, day, "investing", "capex", name).reference(code);
            books.pay(context, &payment, asset.account(), cost, out)?;
            self.list.push(asset);
        }
        Ok(())
    }

    /// Depreciates the month that ends today.
    pub(super) fn close_month(
        &mut self,
        context: &Context,
        day: Date,
        books: &mut Books,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for asset in &mut self.list {
            let amount = asset.monthly();
            if amount == Amount::default() {
                continue;
            }
            asset.accumulated += amount;
            write_month(context, asset, day, amount, true, out)?;
            let journal = Journal::new(asset.plant, day, "asset", "Depreciation")
                .reference(asset.code.clone())
                .debit_at(DEPRECIATION, asset.centre, amount)
                .credit(ACCUMULATED_DEPRECIATION, amount);
            books.ledger.post(context, journal, out)?;
        }
        Ok(())
    }

    /// Writes the register and the schedule to come.
    pub(super) fn finish(self, context: &Context, out: &mut Writer) -> Result<(), Error> {
        for asset in self.list {
            write_asset(context, &asset, out)?;
            let mut ahead = asset.clone();
            for months in 0..SCHEDULE_MONTHS {
                let amount = ahead.monthly();
                if amount == Amount::default() {
                    break;
                }
                ahead.accumulated += amount;
                let last = plus_days(plus_months(context.options.today, months + 1), -1);
                write_month(context, &ahead, last, amount, false, out)?;
            }
        }
        Ok(())
    }
}

fn write_month(
    context: &Context,
    asset: &Asset,
    day: Date,
    amount: Amount,
    is_posted: bool,
    out: &mut Writer,
) -> Result<(), Error> {
    let plant = &context.world.plants[asset.plant.at()];
    let id = out.next_id::<tables::Depreciation>();
    out.put(tables::Depreciation {
        business_date: day,
        id,
        plant_id: plant.code.clone(),
        asset_id: asset.code.clone(),
        class: asset.class.into(),
        cost_centre_id: context.world.cost_centres[asset.centre.at()].code.clone(),
        fiscal_year: fiscal_year(day),
        fiscal_period: fiscal_period(day),
        is_posted,
        amount_minor: amount.local_minor,
        accumulated_minor: asset.accumulated.local_minor,
        net_book_minor: asset.net_book().local_minor,
        currency: plant.currency.code().into(),
        amount_group_minor: amount.group_minor,
        net_book_group_minor: asset.net_book().group_minor,
    })
}

fn write_asset(context: &Context, asset: &Asset, out: &mut Writer) -> Result<(), Error> {
    let plant = &context.world.plants[asset.plant.at()];
    out.put(tables::FixedAsset {
        asset_id: asset.code.clone(),
        plant_id: plant.code.clone(),
        machine_id: asset.machine.clone(),
        cost_centre_id: context.world.cost_centres[asset.centre.at()].code.clone(),
        name: asset.name.clone(),
        class: asset.class.into(),
        acquired_on: asset.acquired_on,
        disposed_on: None,
        life_months: asset.life_months,
        method: "straight line".into(),
        cost_minor: asset.cost.local_minor,
        residual_minor: 0,
        net_book_minor: asset.net_book().local_minor,
        currency: plant.currency.code().into(),
        cost_group_minor: asset.cost.group_minor,
        net_book_group_minor: asset.net_book().group_minor,
    })
}
