//! Who signs for what: employees by job and place.

use jiff::civil::Date;

use crate::context::Context;
use crate::value::Text;
use crate::world::{CrewIndex, EmployeeIndex, LineIndex, PlantIndex};

/// Employees of the jobs that rows name, by plant.
#[derive(Debug)]
pub(super) struct Staff {
    inspectors: Vec<Vec<EmployeeIndex>>,
    technicians: Vec<Vec<EmployeeIndex>>,
    buyers: Vec<Vec<EmployeeIndex>>,
    leaders: Vec<EmployeeIndex>,
}

impl Staff {
    pub(super) fn new(context: &Context) -> Self {
        let employees = &context.world.employees;
        let of_job = |job: &str| -> Vec<Vec<EmployeeIndex>> {
            let at_plant = |plant: usize| {
                let holds = |at: &usize| employees[*at].job == job && employees[*at].plant.at() == plant;
                (0..employees.len()).filter(holds).map(EmployeeIndex::new).collect()
            };
            (0..context.world.plants.len()).map(at_plant).collect()
        };
        Self {
            inspectors: of_job("Quality inspector"),
            technicians: of_job("Maintenance technician"),
            buyers: of_job("Buyer"),
            leaders: of_job("Line leader").concat(),
        }
    }

    pub(super) fn inspector(&self, context: &Context, plant: PlantIndex, number: usize) -> Text {
        pick(context, &self.inspectors[plant.at()], number)
    }

    pub(super) fn technician(&self, plant: PlantIndex, number: usize) -> Option<EmployeeIndex> {
        let technicians = &self.technicians[plant.at()];
        technicians.get(number % technicians.len().max(1)).copied()
    }

    pub(super) fn buyer(&self, context: &Context, plant: PlantIndex, number: usize) -> Text {
        pick(context, &self.buyers[plant.at()], number)
    }

    /// The leader of a line's crew on a day.
    pub(super) fn leader(
        &self,
        context: &Context,
        line: LineIndex,
        crew: CrewIndex,
        day: Date,
    ) -> Option<Text> {
        let employees = &context.world.employees;
        let leads = |index: &&EmployeeIndex| {
            let employee = &employees[index.at()];
            employee.line == Some(line) && employee.crew == Some(crew) && employee.is_employed(day)
        };
        self.leaders.iter().find(leads).map(|index| employees[index.at()].code.clone())
    }
}

fn pick(context: &Context, list: &[EmployeeIndex], number: usize) -> Text {
    list.get(number % list.len().max(1))
        .map_or_else(Text::default, |index| context.world.employees[index.at()].code.clone())
}
