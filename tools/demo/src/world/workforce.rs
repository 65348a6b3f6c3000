//! Cost centres and employees.

use jiff::civil::{Date, date};
use rand::RngExt;

use super::index::{CostCentreIndex, CrewIndex, EmployeeIndex, LineIndex, PlantIndex};
use super::names;
use super::places::{Pattern, Places};
use crate::random::{Stream, stream};
use crate::value::Text;

/// A cost centre. Its code is a number people say, such as 420.
#[derive(Debug, Clone)]
pub struct CostCentre {
    pub code: Text,
    pub name: Text,
    pub plant: PlantIndex,
    pub department: &'static str,
    /// production, support, sales or administration.
    pub kind: &'static str,
    pub owner: Option<EmployeeIndex>,
}

/// An employee, present or past.
#[derive(Debug, Clone)]
pub struct Employee {
    pub code: Text,
    pub name: Text,
    pub plant: PlantIndex,
    pub line: Option<LineIndex>,
    pub crew: Option<CrewIndex>,
    pub cost_centre: CostCentreIndex,
    pub manager: Option<EmployeeIndex>,
    pub job: &'static str,
    pub department: &'static str,
    /// Works on products.
    pub is_direct: bool,
    pub hired_on: Date,
    pub left_on: Option<Date>,
    pub weekly_hours: f64,
    /// Of the plant's currency, an hour.
    pub hourly_rate_minor: i64,
    /// Position of the machine on the line that the operator usually runs (1 … 5); 0 for others.
    pub station: u32,
}

impl Employee {
    /// Whether the person is employed on a day.
    #[must_use]
    pub fn is_employed(&self, day: Date) -> bool {
        self.hired_on <= day && self.left_on.is_none_or(|left| day < left)
    }
}

/// Department, job, how many in a plant, pence an hour in the United Kingdom, offset of the cost centre's number.
type Post = (&'static str, &'static str, usize, i64, u32);

const PLANT_POSTS: [Post; 12] = [
    ("Management", "Plant manager", 1, 4_800, 0),
    ("Management", "Production manager", 1, 3_400, 0),
    ("Maintenance", "Maintenance technician", 8, 2_050, 50),
    ("Quality", "Quality inspector", 6, 1_750, 60),
    ("Quality", "Quality engineer", 2, 2_350, 60),
    ("Logistics", "Warehouse operative", 8, 1_420, 70),
    ("Logistics", "Fork-lift driver", 4, 1_480, 70),
    ("Planning and purchasing", "Buyer", 2, 2_100, 80),
    ("Planning and purchasing", "Production planner", 2, 2_150, 80),
    ("Engineering", "Process engineer", 3, 2_500, 90),
    ("Engineering", "Safety officer", 1, 2_200, 90),
    ("Engineering", "Trainer", 1, 2_000, 90),
];
const OFFICE_POSTS: [Post; 10] = [
    ("Management", "Chief executive", 1, 11_500, 0),
    ("Management", "Director", 4, 8_200, 0),
    ("Finance", "Accountant", 8, 2_400, 10),
    ("Finance", "Credit controller", 2, 1_900, 10),
    ("Sales", "Sales representative", 10, 2_900, 20),
    ("Sales", "Sales administrator", 8, 1_800, 20),
    ("IT", "IT specialist", 6, 2_700, 30),
    ("Marketing", "Marketing specialist", 3, 2_300, 40),
    ("Human resources", "Human resources adviser", 3, 2_300, 50),
    ("Quality", "Group quality manager", 1, 3_600, 60),
];
const CENTRES: [(u32, &str, &str, &str); 6] = [
    (0, "management", "Management", "administration"),
    (50, "maintenance", "Maintenance", "support"),
    (60, "quality", "Quality", "support"),
    (70, "logistics", "Logistics", "support"),
    (80, "planning and purchasing", "Planning and purchasing", "support"),
    (90, "engineering and site", "Engineering", "support"),
];
const OFFICE_CENTRES: [(u32, &str, &str, &str); 7] = [
    (0, "Group management", "Management", "administration"),
    (10, "Group finance", "Finance", "administration"),
    (20, "Sales", "Sales", "sales"),
    (30, "IT", "IT", "administration"),
    (40, "Marketing", "Marketing", "sales"),
    (50, "Human resources", "Human resources", "administration"),
    (60, "Group quality", "Quality", "administration"),
];

/// Builds cost centres (400s Leeds, 500s Derby, 600s Wrocław, … and 100s head office) and gives lines theirs.
pub(crate) fn cost_centres(places: &mut Places) -> Vec<CostCentre> {
    let mut centres = Vec::new();
    for (at, plant) in places.plants.iter().enumerate() {
        let index = PlantIndex::new(at);
        if !plant.is_factory {
            for (offset, name, department, kind) in OFFICE_CENTRES {
                centres.push(centre(100 + offset, name.to_owned(), index, department, kind));
            }
            continue;
        }
        let base = 400 + 100 * at as u32;
        for (offset, name, department, kind) in CENTRES {
            centres.push(centre(base + offset, format!("{} {name}", plant.name), index, department, kind));
        }
        for (place, &line) in plant.lines.iter().enumerate() {
            let line = &mut places.lines[line.at()];
            line.cost_centre = CostCentreIndex::new(centres.len());
            let number = base + 10 * (place as u32 + 1);
            centres.push(centre(
                number,
                format!("{} {}", plant.name, line.name),
                index,
                "Production",
                "production",
            ));
        }
    }
    centres
}

fn centre(
    number: u32,
    name: String,
    plant: PlantIndex,
    department: &'static str,
    kind: &'static str,
) -> CostCentre {
    CostCentre { code: number.to_string().into(), name: name.into(), plant, department, kind, owner: None }
}

/// Builds the employees: crews of the lines first, then the posts of each plant; some have left and been replaced.
pub(crate) fn employees(seed: u64, scale: u32, places: &Places, centres: &mut [CostCentre]) -> Vec<Employee> {
    let mut hiring = Hiring { random: stream(seed, "employees"), employees: Vec::new() };
    for plant in 0..places.plants.len() {
        hiring.fill_plant(places, PlantIndex::new(plant), scale, centres);
    }
    hiring.employees
}

struct Hiring {
    random: Stream,
    employees: Vec<Employee>,
}

impl Hiring {
    fn fill_plant(&mut self, places: &Places, index: PlantIndex, scale: u32, centres: &mut [CostCentre]) {
        let plant = &places.plants[index.at()];
        let first = EmployeeIndex::new(self.employees.len());
        let base = if plant.is_factory { 400 + 100 * index.0 } else { 100 };
        let posts: &[Post] = if plant.is_factory { &PLANT_POSTS } else { &OFFICE_POSTS };
        for &(department, job, count, rate, offset) in posts {
            let code = (base + offset).to_string();
            let Some(at) = centres.iter().position(|centre| centre.code == code) else { continue };
            let many = if plant.is_factory || count < 3 { count } else { count * scale as usize };
            for _ in 0..many {
                let manager = (self.employees.len() > first.at()).then_some(first);
                let hired =
                    self.hire(plant.country, index, CostCentreIndex::new(at), manager, department, job, rate);
                centres[at].owner.get_or_insert(hired);
            }
        }
        for &line in &plant.lines {
            self.fill_line(places, line, first, centres);
        }
    }

    /// Five operators and a leader on each shift of the line.
    fn fill_line(
        &mut self,
        places: &Places,
        line_index: LineIndex,
        manager: EmployeeIndex,
        centres: &mut [CostCentre],
    ) {
        let line = &places.lines[line_index.at()];
        let plant = &places.plants[line.plant.at()];
        let shifts = if line.pattern == Pattern::ThreeShifts { 3 } else { 2 };
        for &crew in &plant.crews[..shifts] {
            let leader = self.hire(
                plant.country,
                line.plant,
                line.cost_centre,
                Some(manager),
                "Production",
                "Line leader",
                1_950,
            );
            centres[line.cost_centre.at()].owner.get_or_insert(leader);
            self.place(leader, line_index, crew, 0);
            for station in 1..=5 {
                let operator = self.hire(
                    plant.country,
                    line.plant,
                    line.cost_centre,
                    Some(leader),
                    "Production",
                    "Operator",
                    1_530,
                );
                self.place(operator, line_index, crew, station);
                if self.random.random_bool(0.09) {
                    self.replace(operator);
                }
            }
        }
    }

    fn place(&mut self, who: EmployeeIndex, line: LineIndex, crew: CrewIndex, station: u32) {
        let employee = &mut self.employees[who.at()];
        employee.line = Some(line);
        employee.crew = Some(crew);
        employee.station = station;
        employee.is_direct = true;
    }

    /// The person leaves during the history and a successor starts the next day.
    fn replace(&mut self, who: EmployeeIndex) {
        let left = crate::calendar::plus_days(date(2023, 11, 1), self.random.random_range(0..980));
        let mut successor = self.employees[who.at()].clone();
        self.employees[who.at()].left_on = Some(left);
        let country = if successor.hourly_rate_minor > 2_500 { "PL" } else { "GB" };
        successor.name = names::person(&mut self.random, country).into();
        successor.code = format!("E{:04}", self.employees.len() + 1).into();
        successor.hired_on = left;
        self.employees.push(successor);
    }

    #[expect(clippy::too_many_arguments, reason = "each is a column of the employee")]
    fn hire(
        &mut self,
        country: &str,
        plant: PlantIndex,
        cost_centre: CostCentreIndex,
        manager: Option<EmployeeIndex>,
        department: &'static str,
        job: &'static str,
        rate: i64,
    ) -> EmployeeIndex {
        let index = EmployeeIndex::new(self.employees.len());
        // Polish wages in złoty: about 57% of the British in pounds.
        let local = if country == "PL" { rate as f64 * 2.9 } else { rate as f64 };
        let hourly_rate_minor = (local * self.random.random_range(0.94..1.08)).round() as i64;
        let hired_on = date(2004 + self.random.random_range(0..19), self.random.random_range(1..13), 1);
        self.employees.push(Employee {
            code: format!("E{:04}", index.0 + 1).into(),
            name: names::person(&mut self.random, country).into(),
            plant,
            line: None,
            crew: None,
            cost_centre,
            manager,
            job,
            department,
            is_direct: false,
            hired_on,
            left_on: None,
            weekly_hours: 38.5,
            hourly_rate_minor,
            station: 0,
        });
        index
    }
}
