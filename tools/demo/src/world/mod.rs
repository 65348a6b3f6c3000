//! The company as it stands: master data built in memory from the seed and the scale.

mod bills;
mod index;
mod names;
mod partners;
mod places;
mod products;
pub mod reference;
mod workforce;

use jiff::civil::{Date, date};

pub use index::*;
pub(crate) use partners::iban_of;
pub use partners::{Customer, Rep, Segment, Supplier};
pub use places::{Area, Crew, Line, Machine, Pattern, Plant, is_planned};
pub use products::{Component, Family, Material, Operation, Product, Standard, labour_rate, overhead_rate};
pub use workforce::{CostCentre, Employee};

use crate::options::Options;

/// A promotion: a discount that lifts demand.
#[derive(Debug, Clone)]
pub struct Promotion {
    pub code: &'static str,
    pub name: &'static str,
    pub family: FamilyIndex,
    /// All regions when `None`.
    pub region: Option<&'static str>,
    pub from: Date,
    pub to: Date,
    pub discount: f64,
    /// Times the usual demand.
    pub lift: f64,
}

/// Everything that stays the same through the history.
#[derive(Debug, Clone)]
pub struct World {
    pub seed: u64,
    pub scale: u32,
    /// Factories in blocks of three, then the head office.
    pub plants: Vec<Plant>,
    pub areas: Vec<Area>,
    pub lines: Vec<Line>,
    pub machines: Vec<Machine>,
    pub crews: Vec<Crew>,
    pub cost_centres: Vec<CostCentre>,
    pub employees: Vec<Employee>,
    pub families: &'static [Family],
    pub products: Vec<Product>,
    pub materials: Vec<Material>,
    pub suppliers: Vec<Supplier>,
    pub reps: Vec<Rep>,
    pub customers: Vec<Customer>,
    pub promotions: Vec<Promotion>,
}

impl World {
    /// Builds the company.
    #[must_use]
    pub fn new(options: &Options) -> Self {
        let mut places = places::build(options.seed, options.scale);
        let mut cost_centres = workforce::cost_centres(&mut places);
        let mut employees = workforce::employees(options.seed, options.scale, &places, &mut cost_centres);
        let suppliers = partners::suppliers(options.seed);
        let mut materials = bills::materials(options.seed, &suppliers);
        let products = products::products(options.seed, &places, &suppliers, &mut materials);
        let mut reps = partners::reps(options.seed);
        assign_reps(&mut reps, &mut employees);
        let customers = partners::customers(options.seed, options.scale, &reps);
        Self {
            seed: options.seed,
            scale: options.scale,
            plants: places.plants,
            areas: places.areas,
            lines: places.lines,
            machines: places.machines,
            crews: places.crews,
            cost_centres,
            employees,
            families: &products::FAMILIES,
            products,
            materials,
            suppliers,
            reps,
            customers,
            promotions: promotions(),
        }
    }

    /// The head office, which has no lines.
    #[must_use]
    pub fn head_office(&self) -> PlantIndex {
        PlantIndex::new(self.plants.len() - 1)
    }

    /// The factories.
    pub fn factories(&self) -> impl Iterator<Item = (PlantIndex, &Plant)> {
        self.plants
            .iter()
            .enumerate()
            .filter(|(_, plant)| plant.is_factory)
            .map(|(at, plant)| (PlantIndex::new(at), plant))
    }

    /// The plant a product is made at.
    #[must_use]
    pub fn plant_of(&self, product: ProductIndex) -> &Plant {
        &self.plants[self.products[product.at()].plant.at()]
    }

    /// Standard cost of one piece on a day, pence of the group's currency (changes on 1 April).
    #[must_use]
    pub fn standard(&self, product: ProductIndex, day: Date) -> Standard {
        self.products[product.at()].standard(&self.materials, self.plant_of(product).country, day)
    }

    /// Which products use a material at a plant, with the quantity for one piece today.
    #[must_use]
    pub fn is_used_at(&self, material: MaterialIndex, plant: PlantIndex) -> bool {
        self.products.iter().any(|product| {
            product.plant == plant && product.bill.iter().any(|part| part.material == material)
        })
    }

    /// Whether a machine is a hardener or furnace of a plant, which cooling water keeps in its limits.
    #[must_use]
    pub fn is_cooled(&self, machine: MachineIndex, plant: PlantIndex) -> bool {
        let machine = &self.machines[machine.at()];
        machine.plant == plant && matches!(machine.kind, "Induction hardener" | "Furnace")
    }

    /// The steel bar that most products at both Leeds and Derby are made with.
    #[must_use]
    pub fn shared_steel(&self) -> MaterialIndex {
        // What share of their lines' time the products take that are made with it.
        let uses = |at: usize, plant: PlantIndex| {
            let uses = |product: &&Product| {
                product.plant == plant && product.bill.iter().any(|part| part.material.at() == at)
            };
            self.products.iter().filter(uses).map(|product| product.line_share).sum::<f64>()
        };
        let best = (0..self.materials.len())
            .filter(|&at| self.materials[at].name.starts_with("Steel bar"))
            .max_by(|&left, &right| {
                let in_both = |at: usize| uses(at, PlantIndex(0)).min(uses(at, PlantIndex(1)));
                in_both(left).total_cmp(&in_both(right))
            });
        MaterialIndex::new(best.unwrap_or(0))
    }

    /// The VAT code of a sale from a plant to a customer.
    #[must_use]
    pub fn sales_tax(&self, plant: PlantIndex, customer: CustomerIndex) -> &'static str {
        match (self.plants[plant.at()].country, self.customers[customer.at()].country) {
            ("PL", "PL") => "PL23",
            ("PL", _) => "PL0",
            (_, "GB") => "GB20",
            _ => "GB0",
        }
    }

    /// The VAT code of a purchase by a plant from a supplier.
    #[must_use]
    pub fn purchase_tax(&self, plant: PlantIndex, supplier: SupplierIndex) -> &'static str {
        match (self.plants[plant.at()].country, self.suppliers[supplier.at()].country) {
            ("PL", "PL") => "PL23",
            ("GB", "GB") => "GB20",
            _ => "RC",
        }
    }

    /// The promotion that runs for a family in a region on a day.
    #[must_use]
    pub fn promotion(&self, family: FamilyIndex, region: &str, day: Date) -> Option<PromotionIndex> {
        self.promotions
            .iter()
            .position(|promotion| {
                promotion.family == family
                    && promotion.from <= day
                    && day <= promotion.to
                    && promotion.region.is_none_or(|only| only == region)
            })
            .map(PromotionIndex::new)
    }
}

/// Representatives are the employees of that job, in order.
fn assign_reps(reps: &mut [Rep], employees: &mut [Employee]) {
    let sellers =
        employees.iter_mut().enumerate().filter(|(_, employee)| employee.job == "Sales representative");
    for (rep, (at, employee)) in reps.iter_mut().zip(sellers) {
        rep.employee = EmployeeIndex::new(at);
        employee.name = rep.name.clone();
    }
}

fn promotions() -> Vec<Promotion> {
    let promotion = |code, name, family, region, from, to, discount, lift| Promotion {
        code,
        name,
        family: FamilyIndex(family),
        region,
        from,
        to,
        discount,
        lift,
    };
    vec![
        promotion("P01", "Coupling spring offer", 4, None, date(2024, 3, 4), date(2024, 3, 29), 0.05, 1.25),
        promotion(
            "P02",
            "Gearbox autumn offer",
            1,
            Some("Central Europe"),
            date(2024, 10, 7),
            date(2024, 10, 31),
            0.04,
            1.3,
        ),
        promotion(
            "P03",
            "Housings stock week",
            0,
            Some("UK & Ireland"),
            date(2025, 2, 10),
            date(2025, 2, 21),
            0.05,
            1.3,
        ),
        promotion("P04", "Coupling spring offer", 4, None, date(2025, 3, 3), date(2025, 3, 28), 0.05, 1.25),
        promotion("P05", "Gears launch offer", 3, None, date(2025, 9, 8), date(2025, 9, 26), 0.04, 1.2),
        promotion(
            "P06",
            "Gearbox autumn offer",
            1,
            Some("Central Europe"),
            date(2025, 10, 6),
            date(2025, 10, 31),
            0.04,
            1.3,
        ),
        promotion(
            "P07",
            "Shaft summer offer",
            2,
            Some("Southern Europe"),
            date(2026, 5, 11),
            date(2026, 5, 29),
            0.05,
            1.3,
        ),
        promotion(
            "P08",
            "Gearbox autumn offer",
            1,
            Some("Central Europe"),
            date(2026, 10, 5),
            date(2026, 10, 30),
            0.04,
            1.3,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn all_codes(world: &World) -> Vec<Vec<&str>> {
        vec![
            world.plants.iter().map(|plant| plant.code.as_str()).collect(),
            world.areas.iter().map(|area| area.code.as_str()).collect(),
            world.lines.iter().map(|line| line.code.as_str()).collect(),
            world.machines.iter().map(|machine| machine.code.as_str()).collect(),
            world.crews.iter().map(|crew| crew.code.as_str()).collect(),
            world.cost_centres.iter().map(|centre| centre.code.as_str()).collect(),
            world.employees.iter().map(|employee| employee.code.as_str()).collect(),
            world.products.iter().map(|product| product.code.as_str()).collect(),
            world.materials.iter().map(|material| material.code.as_str()).collect(),
            world.suppliers.iter().map(|supplier| supplier.code.as_str()).collect(),
            world.customers.iter().map(|customer| customer.code.as_str()).collect(),
        ]
    }

    #[test]
    fn the_company_has_the_size_it_should() {
        let world = World::new(&Options::default());
        let counts: Vec<usize> = all_codes(&world).iter().map(Vec::len).collect();
        assert_eq!(counts[..5], [4, 6, 12, 60, 9]);
        assert_eq!((counts[7], counts[8], counts[9], counts[10]), (40, 120, 45, 60));
        let today = world.employees.iter().filter(|employee| employee.is_employed(date(2026, 9, 30))).count();
        assert!((320..=390).contains(&today), "{today} employees");
        assert!(world.cost_centres.iter().any(|centre| centre.code == "420"));
        assert!(
            world.machines.iter().any(|machine| machine.code == "L03-M2" && machine.name == "Press brake L3")
        );
    }

    #[test]
    fn codes_are_unique_at_any_scale() {
        for scale in [1, 3, 10] {
            let world = World::new(&Options { scale, ..Options::default() });
            for codes in all_codes(&world) {
                let unique: BTreeSet<&str> = codes.iter().copied().collect();
                assert_eq!(
                    unique.len(),
                    codes.len(),
                    "scale {scale}: {:?}",
                    codes.iter().take(4).collect::<Vec<_>>()
                );
            }
        }
    }

    #[test]
    fn every_product_has_one_main_component_and_costs_less_than_its_price() {
        let world = World::new(&Options::default());
        for (at, product) in world.products.iter().enumerate() {
            assert_eq!(product.bill.iter().filter(|part| part.is_main).count(), 1, "{}", product.code);
            let standard = world.standard(ProductIndex::new(at), date(2026, 9, 30));
            let share = standard.total_minor() as f64 / product.list_minor(date(2026, 9, 30)) as f64;
            assert!((0.5..0.72).contains(&share), "{}: {share}", product.code);
            let slowest = product.routing.iter().map(|step| step.run_s).fold(0.0, f64::max);
            assert!((slowest - product.cycle_s).abs() < 0.1, "{}: {slowest}", product.code);
        }
    }

    #[test]
    fn the_shared_steel_goes_into_both_plants() {
        for seed in [1, 7, 99] {
            let world = World::new(&Options { seed, ..Options::default() });
            let steel = world.shared_steel();
            assert!(
                world.is_used_at(steel, PlantIndex(0)) && world.is_used_at(steel, PlantIndex(1)),
                "seed {seed}"
            );
        }
    }
}
