//! What an incident does, and the questions the simulation asks.

use jiff::civil::Date;

use super::{Incident, draw, plan};
use crate::calendar::{Shift, days_between};
use crate::money::{Currency, Move};
use crate::options::{Options, Planting};
use crate::world::{
    CrewIndex, CustomerIndex, FamilyIndex, LineIndex, MachineIndex, MaterialIndex, PlantIndex, RepIndex,
    World,
};

/// What an incident does to the company, in numbers the simulation can use.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Vibration and temperature rise from the incident's first day; the machine fails on `fails_on` and stands
    /// for `stands_s` seconds of planned time, then fails often until the end.
    BearingWear { machine: MachineIndex, fails_on: Date, stands_s: i64 },
    /// Pieces that the two plants make from the material in these days are scrapped `factor` times as often (porosity, cracks).
    BadLot { material: MaterialIndex, plants: [PlantIndex; 2], factor: f64 },
    /// The crew scraps `factor` times as much, and that much more fails the first inspection.
    NewCrew { crew: CrewIndex, factor: f64 },
    /// Demand of one family falls and of another rises; every rate within a family stays.
    MixShift { falls: FamilyIndex, rises: FamilyIndex, share: f64 },
    /// The machine's run time per piece creeps up evenly to `share` by the last day; its calibration was missed.
    MissedCalibration { machine: MachineIndex, share: f64 },
    /// The compressors of the plant use `share` more, at all hours.
    CompressorLeak { plant: PlantIndex, share: f64 },
    /// The price of electricity rises for good in plants of a country.
    TariffRise { country: &'static str, share: f64 },
    /// The customer pays that many days later.
    LatePayer { customer: CustomerIndex, days: i64 },
    /// A currency moves against the group's and stays there.
    CurrencyMove { currency: Currency, share: f64 },
    /// The representative gives that much more discount.
    PriceConcession { rep: RepIndex, discount: f64 },
    /// Rows of labour, inspection and measurement of the plant never came for these days.
    FeedOutage { plant: PlantIndex },
    /// A public holiday.
    Holiday { country: &'static str },
    /// Work orders of the line are cut to that share of the usual lot.
    SmallLots { line: LineIndex, share: f64 },
    /// Forecasts of the family are wrong by that share (negative: too low).
    ForecastBias { family: FamilyIndex, share: f64 },
    /// Scrap for worn tools at a machine, times `factor`.
    ToolWear { machine: MachineIndex, factor: f64 },
    /// That share of planned time on the line is lost for want of operators.
    Absence { line: LineIndex, share: f64 },
    /// A new programme was installed on the line and changed nothing.
    Decoy { line: LineIndex },
    /// Cooling water is that much warmer; hardeners and furnaces of the plant scrap `factor` times as much and stop more.
    CoolingWater { plant: PlantIndex, degrees: f64, factor: f64 },
}

/// All planted incidents, with the questions the simulation asks of them.
#[derive(Debug, Clone)]
pub struct Incidents {
    list: Vec<Incident>,
}

impl Incidents {
    /// The incidents of a world that begin within its history.
    #[must_use]
    pub fn planted(options: &Options, world: &World) -> Self {
        let mut list = match options.incidents {
            Planting::Known => plan::all(world),
            Planting::Drawn(seed) => draw::all(world, options, seed),
            Planting::None => Vec::new(),
        };
        list.retain(|incident| incident.from >= options.first_day && incident.from < options.today);
        Self { list }
    }

    #[must_use]
    pub fn list(&self) -> &[Incident] {
        &self.list
    }

    /// The effects going on.
    pub fn on(&self, day: Date) -> impl Iterator<Item = (&Incident, &Effect)> {
        self.list
            .iter()
            .filter(move |incident| incident.is_on(day))
            .map(|incident| (incident, &incident.effect))
    }

    /// Times the usual scrap on a machine worked by a crew.
    #[must_use]
    pub fn scrap_factor(&self, world: &World, machine: MachineIndex, at_work: CrewIndex, day: Date) -> f64 {
        self.on(day)
            .map(|(_, effect)| match *effect {
                Effect::NewCrew { crew, factor } if crew == at_work => factor,
                Effect::ToolWear { machine: worn, factor } if worn == machine => factor,
                Effect::CoolingWater { plant, factor, .. } if world.is_cooled(machine, plant) => factor,
                _ => 1.0,
            })
            .product()
    }

    /// Times the usual scrap for pieces that a plant makes of a material on a day.
    #[must_use]
    pub fn material_scrap_factor(&self, material: MaterialIndex, at: PlantIndex, day: Date) -> f64 {
        self.on(day)
            .map(|(_, effect)| match *effect {
                Effect::BadLot { material: bad, plants, factor }
                    if bad == material && plants.contains(&at) =>
                {
                    factor
                }
                _ => 1.0,
            })
            .product()
    }

    /// Times the usual share of pieces that fail the first inspection.
    #[must_use]
    pub fn first_pass_factor(
        &self,
        world: &World,
        machine: MachineIndex,
        at_work: CrewIndex,
        day: Date,
    ) -> f64 {
        self.scrap_factor(world, machine, at_work, day)
    }

    /// Times the usual run time per piece.
    #[must_use]
    pub fn run_factor(&self, machine: MachineIndex, day: Date) -> f64 {
        self.on(day)
            .map(|(incident, effect)| match *effect {
                Effect::MissedCalibration { machine: off, share } if off == machine => {
                    1.0 + share * progress(incident, day)
                }
                _ => 1.0,
            })
            .product()
    }

    /// How worn a bearing is on a day: 0 sound … 1 on the day it fails, with that day and the seconds it then stands.
    #[must_use]
    pub fn bearing_wear(&self, at: MachineIndex, day: Date) -> Option<(f64, Date, i64)> {
        self.on(day).find_map(|(incident, effect)| match *effect {
            Effect::BearingWear { machine, fails_on, stands_s } if machine == at => {
                let length = days_between(incident.from, fails_on).max(1) as f64;
                Some(((days_between(incident.from, day) as f64 / length).min(1.0), fails_on, stands_s))
            }
            _ => None,
        })
    }

    /// The share of planned time a line loses for want of operators.
    #[must_use]
    pub fn absence_share(&self, at: LineIndex, day: Date) -> f64 {
        self.on(day)
            .map(|(_, effect)| match *effect {
                Effect::Absence { line, share } if line == at => share,
                _ => 0.0,
            })
            .sum()
    }

    /// Times the usual lot of work orders created for a line.
    #[must_use]
    pub fn lot_factor(&self, at: LineIndex, day: Date) -> f64 {
        self.on(day)
            .map(|(_, effect)| match *effect {
                Effect::SmallLots { line, share } if line == at => share,
                _ => 1.0,
            })
            .product()
    }

    /// Times the usual demand of a family.
    #[must_use]
    pub fn demand_factor(&self, family: FamilyIndex, day: Date) -> f64 {
        self.on(day)
            .map(|(_, effect)| match *effect {
                Effect::MixShift { falls, share, .. } if falls == family => 1.0 - share,
                Effect::MixShift { rises, share, .. } if rises == family => 1.0 + share,
                _ => 1.0,
            })
            .product()
    }

    /// Times what an honest forecast of a family would say.
    #[must_use]
    pub fn forecast_factor(&self, at: FamilyIndex, made_on: Date) -> f64 {
        self.on(made_on)
            .map(|(_, effect)| match *effect {
                Effect::ForecastBias { family, share } if family == at => 1.0 + share,
                _ => 1.0,
            })
            .product()
    }

    /// Discount that a representative gives beyond the usual.
    #[must_use]
    pub fn extra_discount(&self, at: RepIndex, day: Date) -> f64 {
        self.on(day)
            .map(|(_, effect)| match *effect {
                Effect::PriceConcession { rep, discount } if rep == at => discount,
                _ => 0.0,
            })
            .sum()
    }

    /// Days a customer pays later than its habit, for an invoice due on a day.
    #[must_use]
    pub fn payment_delay(&self, at: CustomerIndex, due_on: Date) -> i64 {
        self.on(due_on)
            .map(|(_, effect)| match *effect {
                Effect::LatePayer { customer, days } if customer == at => days,
                _ => 0,
            })
            .sum()
    }

    /// Times the usual use of compressed air.
    #[must_use]
    pub fn compressor_factor(&self, at: PlantIndex, day: Date) -> f64 {
        self.on(day)
            .map(|(_, effect)| match *effect {
                Effect::CompressorLeak { plant, share } if plant == at => 1.0 + share,
                _ => 1.0,
            })
            .product()
    }

    /// Degrees by which cooling water is warmer than the weather would make it.
    #[must_use]
    pub fn cooling_degrees(&self, at: PlantIndex, day: Date) -> f64 {
        self.on(day)
            .map(|(_, effect)| match *effect {
                Effect::CoolingWater { plant, degrees, .. } if plant == at => degrees,
                _ => 0.0,
            })
            .sum()
    }

    /// Whether the plant's labour, inspection and measurement rows of the day never came.
    #[must_use]
    pub fn is_feed_out(&self, at: PlantIndex, day: Date) -> bool {
        self.on(day).any(|(_, effect)| matches!(*effect, Effect::FeedOutage { plant } if plant == at))
    }

    /// The days on which electricity in a country rose for good, and by what share.
    pub fn tariff_rises(&self, of: &str) -> impl Iterator<Item = (Date, f64)> {
        self.list.iter().filter_map(move |incident| match incident.effect {
            Effect::TariffRise { country, share } if country == of => Some((incident.from, share)),
            _ => None,
        })
    }

    /// When a crew was formed anew.
    #[must_use]
    pub fn crew_formed(&self, of: CrewIndex) -> Option<Date> {
        self.list.iter().find_map(|incident| match incident.effect {
            Effect::NewCrew { crew, .. } if crew == of => Some(incident.from),
            _ => None,
        })
    }

    /// The days in which the calibration of a machine was missed.
    #[must_use]
    pub fn missed_calibration(&self, of: MachineIndex) -> Option<(Date, Date)> {
        self.list.iter().find_map(|incident| match incident.effect {
            Effect::MissedCalibration { machine, .. } if machine == of => Some((incident.from, incident.to)),
            _ => None,
        })
    }

    /// Moves of currencies, for the rates.
    #[must_use]
    pub fn currency_moves(&self) -> Vec<Move> {
        self.list
            .iter()
            .filter_map(|incident| match incident.effect {
                Effect::CurrencyMove { currency, share } => {
                    Some(Move { currency, from: incident.from, to: incident.to, share })
                }
                _ => None,
            })
            .collect()
    }

    /// Whether a shift of a crew is one a new crew works (for notes and rotas).
    #[must_use]
    pub fn is_new_crew_night(&self, crew: CrewIndex, shift: Shift, day: Date) -> bool {
        shift == Shift::Night
            && self
                .on(day)
                .any(|(_, effect)| matches!(*effect, Effect::NewCrew { crew: new, .. } if new == crew))
    }
}

/// How far an incident has come, 0 on its first day … 1 on its last.
fn progress(incident: &Incident, day: Date) -> f64 {
    days_between(incident.from, day) as f64 / days_between(incident.from, incident.to).max(1) as f64
}
