//! What is proposed, as Evidence.

use sentia_analytics::sequence;
use sentia_semantic::{Direction, ScheduleModel, Unit, Value};

use super::{Planned, read::About, words};
use crate::{
    Cell, Evidence, Fact, FactKind, Table, ToolContext,
    from_result::readable_date,
    how_computed,
    sheet::{self, Basis, Sheet},
};

/// Rows shown.
const SHOWN: usize = 60;

pub(super) fn evidence(
    model: &ScheduleModel,
    planned: &[Planned],
    about: &About,
    context: &ToolContext,
) -> Evidence {
    let catalogue = context.engine.catalogue();
    let mut page = Page { model, context, sheet: Sheet::new(&model.run, Direction::Neutral, about.period) };
    let facts = vec![page.whole(planned)];
    let mut table = match planned {
        [only] => page.sequence(only),
        places => page.places(places),
    };
    let hidden = table.rows.len().saturating_sub(SHOWN);
    table.rows.truncate(SHOWN);
    let title = format!("Sequence of {}", model.called);
    let title = how_computed::titled(title, catalogue, &about.filters);
    let basis = Basis {
        period: about.period,
        filters: &about.filters,
        sql: &about.sql,
        method: words::method(model, context),
    };
    Evidence {
        id: String::new(),
        title: format!("{title}, {}", about.period.describe()),
        table,
        figures: page.sheet.figures.0,
        facts,
        computed: sheet::computed([&model.run, &model.setup, &model.hours], basis, context),
        as_of: context.engine.today(),
        freshness: about.freshness.clone(),
        completeness: Vec::new(),
        caveats: words::caveats(model, planned, about, hidden, context),
        charts: Vec::new(),
        passages: Vec::new(),
    }
}

struct Page<'a> {
    model: &'a ScheduleModel,
    context: &'a ToolContext,
    sheet: Sheet,
}

impl Page<'_> {
    /// What all places come to together.
    fn whole(&mut self, planned: &[Planned]) -> Fact {
        let count = |of: &dyn Fn(&Planned) -> usize| planned.iter().map(of).sum::<usize>();
        let time = |of: &dyn Fn(&Planned) -> f64| planned.iter().map(of).sum::<f64>();
        let called = &self.model.called;
        let mut figures = Vec::new();
        for (name, label, of) in [
            ("orders", "Number to be made", count(&|planned| planned.jobs.len())),
            ("late_today", "Number late as planned", count(&|planned| planned.today.outcome.late)),
            ("late_best", "Number late as proposed", count(&|planned| planned.best.outcome.late)),
            ("late_floor", "Fewest late of any sequence", count(&|planned| planned.floor.0)),
        ] {
            figures.push(self.sheet.figure((name, label), sheet::count(of, called), &[]));
        }
        for (name, label, of) in [
            ("setup_today", "Set-up time as planned", time(&|planned| planned.today.outcome.setup)),
            ("setup_best", "Set-up time as proposed", time(&|planned| planned.best.outcome.setup)),
            ("setup_floor", "Least set-up time of any sequence", time(&|planned| planned.floor.1)),
        ] {
            figures.push(self.sheet.figure((name, label), sheet::whole(of, &Unit::Duration), &[]));
        }
        Fact { kind: FactKind::Schedule, measure: "Set-up time as planned".to_owned(), figures }
    }

    /// One row for each place.
    fn places(&mut self, planned: &[Planned]) -> Table {
        let called = Unit::Count(self.model.called.clone());
        let columns = vec![
            sheet::dimension_column(self.context.engine.catalogue(), &self.model.at),
            sheet::column("orders", "To be made", Some(&called)),
            sheet::column("late_today", "Number late as planned", Some(&called)),
            sheet::column("late_best", "Late as proposed", Some(&called)),
            sheet::column("setup_today", "Set-up time as planned", Some(&Unit::Duration)),
            sheet::column("setup_best", "Set-up as proposed", Some(&Unit::Duration)),
        ];
        let mut planned: Vec<&Planned> = planned.iter().collect();
        planned.sort_by(|one, other| saved(other).total_cmp(&saved(one)));
        let rows = planned.into_iter().map(|planned| self.place(planned)).collect();
        Table { rows, columns, ..Table::default() }
    }

    fn place(&mut self, planned: &Planned) -> Vec<Cell> {
        let called = self.model.called.clone();
        let at = [(self.model.at.as_str(), planned.place.name.as_str())];
        let mut cells = vec![sheet::text(&planned.place.name)];
        for (name, label, of) in [
            ("orders", "Number to be made", planned.jobs.len()),
            ("late_today", "Number late as planned", planned.today.outcome.late),
            ("late_best", "Number late as proposed", planned.best.outcome.late),
        ] {
            cells.push(self.sheet.cell((name, label), sheet::count(of, &called), &at));
        }
        for (name, label, of) in [
            ("setup_today", "Set-up time as planned", planned.today.outcome.setup),
            ("setup_best", "Set-up time as proposed", planned.best.outcome.setup),
        ] {
            cells.push(self.sheet.cell((name, label), sheet::whole(of, &Unit::Duration), &at));
        }
        cells
    }

    /// One row for each order, in the order proposed.
    fn sequence(&mut self, planned: &Planned) -> Table {
        let catalogue = self.context.engine.catalogue();
        let columns = vec![
            sheet::column("place", "Place", None),
            sheet::dimension_column(catalogue, &self.model.of),
            sheet::dimension_column(catalogue, &self.model.alike),
            sheet::dimension_column(catalogue, &self.model.start),
            sheet::column("setup", "Set-up", Some(&Unit::Duration)),
            sheet::column("done", "Done on", None),
            sheet::dimension_column(catalogue, &self.model.due),
            sheet::column("days_late", "Days late", Some(&Unit::Days)),
        ];
        let ends = sequence::ends(&planned.jobs, &planned.best.order);
        let steps = planned.best.order.iter().zip(ends).enumerate();
        let rows = steps.filter_map(|(place, (at, end))| self.step(planned, place + 1, *at, end)).collect();
        Table { rows, columns, ..Table::default() }
    }

    fn step(
        &mut self,
        planned: &Planned,
        place: usize,
        at: usize,
        (end, setup): (f64, f64),
    ) -> Option<Vec<Cell>> {
        let order = planned.place.orders.get(at)?;
        let of = [(self.model.of.as_str(), order.number.as_str())];
        let done = planned.hours.done(end);
        let late = done.map(|done| i64::from((done - order.due).get_days())).filter(|days| *days > 0);
        let late = late
            .map(|days| self.sheet.cell(("days_late", "Days late"), (Value::Integer(days), Unit::Days), &of));
        let setup = (setup > 0.0)
            .then(|| self.sheet.cell(("setup", "Set-up"), sheet::whole(setup, &Unit::Duration), &of));
        let date = |day: jiff::civil::Date| sheet::text(&readable_date(&day.to_string()));
        Some(vec![
            sheet::text(&place.to_string()),
            sheet::text(&order.number),
            sheet::text(&order.alike),
            date(order.start),
            setup.unwrap_or(Cell::Empty),
            done.map_or(Cell::Empty, date),
            date(order.due),
            late.unwrap_or(Cell::Empty),
        ])
    }
}

fn saved(planned: &Planned) -> f64 {
    planned.today.outcome.setup - planned.best.outcome.setup
}
