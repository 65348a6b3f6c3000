//! What a person would ask about an incident, and what a right answer names.

use sentia_demo::{
    Incident,
    incident::Effect,
    world::{CrewIndex, LineIndex, MachineIndex, PlantIndex, World},
};
use sentia_semantic::{Grain, Period};
use sentia_tools::FilterArg;

/// A question about one incident.
pub(super) struct Probe {
    /// The measure whose change is noticed.
    pub(super) measure: &'static str,
    /// By which each member is looked at.
    pub(super) by: &'static str,
    /// Where the person who asks looks: a plant, or nothing for the whole company.
    pub(super) filters: Vec<FilterArg>,
    /// Members of `by` that the incident is at.
    pub(super) at: Vec<String>,
    /// Any of these names the cause: dimension and member.
    pub(super) causes: Vec<(&'static str, String)>,
}

/// The days that a person would ask about: those of the incident, or from the day on which a worn machine fails.
pub(super) fn days(incident: &Incident) -> Period {
    match incident.effect {
        Effect::BearingWear { fails_on, .. } => Period::new(Grain::Week.start_of(fails_on), incident.to),
        _ => Period::new(incident.from, incident.to),
    }
}

/// The question about an incident; none for one that nobody would notice by a measure of the catalogue.
pub(super) fn of(incident: &Incident, world: &World) -> Option<Probe> {
    let asks = Asks { world };
    Some(match &incident.effect {
        Effect::BearingWear { machine, .. } => asks.of_machine("availability", *machine),
        Effect::MissedCalibration { machine, .. } => asks.of_machine("effectiveness", *machine),
        Effect::ToolWear { machine, .. } => asks.of_machine("scrap_ratio", *machine),
        Effect::Absence { line, .. } => asks.of_line("availability", *line),
        Effect::SmallLots { line, .. } => asks.of_line("setup_ratio", *line),
        Effect::NewCrew { crew, .. } => asks.of_crew(*crew),
        Effect::BadLot { material, plants, .. } => {
            let steel = &world.materials[material.at()];
            let supplier = world.suppliers[steel.supplier.at()].name.to_string();
            let causes = vec![("material", steel.name.to_string()), ("supplier", supplier)];
            Probe { causes, ..asks.of_plants("scrap_ratio", plants) }
        }
        Effect::CoolingWater { plant, .. } => {
            let machines = (0..world.machines.len()).map(MachineIndex::new);
            let cooled = machines.filter(|at| world.is_cooled(*at, *plant));
            let names: Vec<String> = cooled.map(|at| world.machines[at.at()].name.to_string()).collect();
            let kinds = ["Induction hardener", "Furnace"].map(|kind| ("machine_kind", kind.to_owned()));
            let water = ("measure", "cooling_water_temperature".to_owned());
            let causes = names.iter().map(|name| ("machine", name.clone())).chain(kinds).chain([water]);
            let causes = causes.collect();
            let filters = vec![asks.plant(*plant)];
            Probe { measure: "scrap_ratio", by: "machine", filters, at: names, causes }
        }
        Effect::CompressorLeak { plant, .. } => asks.of_plants("compressed_air_energy", &[*plant]),
        Effect::TariffRise { country, .. } => {
            let plants = world.factories().filter(|(_, plant)| plant.country == *country);
            asks.of_plants("energy_price", &plants.map(|(at, _)| at).collect::<Vec<_>>())
        }
        Effect::LatePayer { customer, .. } => {
            asks.of_member("days_late", "customer", &world.customers[customer.at()].name)
        }
        Effect::PriceConcession { rep, .. } => {
            let rep = &world.reps[rep.at()];
            let asked = asks.of_member("discount_share", "sales_rep", &rep.name);
            // Where one representative has a region, its customers are the same rows.
            let is_alone = world.reps.iter().filter(|other| other.region == rep.region).count() == 1;
            let region = is_alone.then(|| ("region", rep.region.to_owned()));
            Probe { causes: asked.causes.iter().cloned().chain(region).collect(), ..asked }
        }
        Effect::ForecastBias { family, .. } => {
            asks.of_member("forecast_bias", "product_family", world.families[family.at()].name)
        }
        Effect::CurrencyMove { .. }
        | Effect::MixShift { .. }
        | Effect::FeedOutage { .. }
        | Effect::Holiday { .. }
        | Effect::Decoy { .. } => return None,
    })
}

struct Asks<'a> {
    world: &'a World,
}

impl Asks<'_> {
    fn plant(&self, at: PlantIndex) -> FilterArg {
        let members = vec![self.world.plants[at.at()].name.to_string()];
        FilterArg { dimension: "plant".to_owned(), members, exclude: false }
    }

    fn of_member(&self, measure: &'static str, by: &'static str, name: &str) -> Probe {
        let (at, causes) = (vec![name.to_owned()], vec![(by, name.to_owned())]);
        Probe { measure, by, filters: Vec::new(), at, causes }
    }

    fn of_machine(&self, measure: &'static str, at: MachineIndex) -> Probe {
        let machine = &self.world.machines[at.at()];
        let filters = vec![self.plant(machine.plant)];
        Probe { filters, ..self.of_member(measure, "machine", &machine.name) }
    }

    fn of_line(&self, measure: &'static str, at: LineIndex) -> Probe {
        let line = &self.world.lines[at.at()];
        Probe { filters: vec![self.plant(line.plant)], ..self.of_member(measure, "line", &line.name) }
    }

    fn of_crew(&self, at: CrewIndex) -> Probe {
        let crew = &self.world.crews[at.at()];
        let asked = self.of_member("scrap_ratio", "crew", &crew.name);
        // In one plant a crew works one shift: either name is right.
        let shift = ("shift", crew.shift.name().to_owned());
        let causes = asked.causes.iter().cloned().chain([shift]).collect();
        Probe { filters: vec![self.plant(crew.plant)], causes, ..asked }
    }

    fn of_plants(&self, measure: &'static str, plants: &[PlantIndex]) -> Probe {
        let names: Vec<String> =
            plants.iter().map(|at| self.world.plants[at.at()].name.to_string()).collect();
        let causes = names.iter().map(|name| ("plant", name.clone())).collect();
        Probe { measure, by: "plant", filters: Vec::new(), at: names, causes }
    }
}
