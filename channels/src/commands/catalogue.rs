use std::{fs, path::Path};

use sentia_draft::{Aspect, Change, Draft, Options, Tenancy, diff, draft};
use sentia_semantic::{Catalogue, Clock, SystemClock, Warehouse, warehouse::Access};

use super::Context;
use crate::{
    arguments::{CatalogueAction, DraftArguments},
    config::DatabaseUrl,
    exit::Exit,
    failure::Failure,
    render::{Style, clean, indented, paint},
    screen::Screen,
};

pub(super) async fn run(context: &Context<'_>, action: &CatalogueAction) -> Result<Exit, Failure> {
    match action {
        CatalogueAction::Draft(arguments) => make_draft(context, arguments).await,
        CatalogueAction::Check { path } => check(context, path).await,
        CatalogueAction::Diff { old, new } => show_diff(context, old, new),
    }
}

async fn make_draft(context: &Context<'_>, arguments: &DraftArguments) -> Result<Exit, Failure> {
    let url = DatabaseUrl::new(&arguments.from);
    let to_stdout = arguments.out == Path::new("-");
    if !to_stdout && !arguments.force && arguments.out.exists() {
        return Err(Failure::FileExists(arguments.out.clone()));
    }
    let warehouse = Warehouse::open(url.reveal(), Access::ReadOnly).await?;
    let made = draft(&warehouse, &options(&url, arguments)?).await?;
    let mut screen = context.screen();
    if to_stdout {
        screen.write(&made.yaml)?;
        return Ok(Exit::Done);
    }
    fs::write(&arguments.out, &made.yaml)
        .map_err(|source| Failure::File { path: arguments.out.clone(), source })?;
    if context.shared.json {
        let json = serde_json::json!({
            "file": arguments.out, "tables": made.datasets, "joins": made.joins, "hierarchies": made.hierarchies,
            "dates": made.dates, "measures": made.measures, "dimensions": made.dimensions, "tenant": made.tenant,
            "doubts": made.doubts,
        });
        screen.line(&json.to_string())?;
    } else {
        tell(&made, arguments, &url, &mut screen)?;
    }
    Ok(Exit::Done)
}

fn options(url: &DatabaseUrl, arguments: &DraftArguments) -> Result<Options, Failure> {
    let currency = arguments.currency.as_ref().map(|currency| currency.trim().to_uppercase());
    if let Some(wrong) = currency
        .as_ref()
        .filter(|code| code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()))
    {
        return Err(Failure::Currency(wrong.escape_debug().to_string()));
    }
    let name = url.file().map_or("own data".to_owned(), |file| {
        Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
    });
    let tenancy = match &arguments.tenant_column {
        Some(column) => Tenancy::Column(column.clone()),
        None if arguments.single_tenant => Tenancy::Single,
        None => Tenancy::Infer,
    };
    Ok(Options { name, currency, tenancy, today: SystemClock.today() })
}

fn tell(
    made: &Draft,
    arguments: &DraftArguments,
    url: &DatabaseUrl,
    screen: &mut Screen,
) -> Result<(), Failure> {
    let terminal = screen.terminal;
    screen.line(&format!(
        "{} drafted: {} tables, {} joins, {} measures, {} dimensions",
        arguments.out.display(),
        made.datasets,
        made.joins.len(),
        made.measures,
        made.dimensions
    ))?;
    if !made.doubts.is_empty() {
        screen.line(&paint("Not sure about (look at these first):", Style::Heading, &terminal))?;
        for doubt in &made.doubts {
            screen.line(&indented("  • ", &clean(doubt), terminal.prose_width()))?;
        }
    }
    let tenant = made.tenant.as_ref().map_or("", |_| " --tenant VALUE");
    let catalogue = arguments.out.display();
    Ok(screen.line(&format!(
        "Next: sentia ask \"what can you answer?\" --database {url} --catalogue {catalogue}{tenant}"
    ))?)
}

async fn check(context: &Context<'_>, path: &Path) -> Result<Exit, Failure> {
    let catalogue = Catalogue::load_path(path)?;
    if let Some(url) = &context.shared.database {
        let warehouse = Warehouse::open(url, Access::ReadOnly).await?;
        catalogue.check_against(&warehouse).await?;
    }
    let mut screen = context.screen();
    let (measures, dimensions) = (catalogue.measures.len(), catalogue.dimensions.len());
    if context.shared.json {
        let json = serde_json::json!({"sound": true, "measures": measures, "dimensions": dimensions});
        screen.line(&json.to_string())?;
    } else {
        let against = if context.shared.database.is_some() {
            ", and its tables and columns are in the database"
        } else {
            ""
        };
        screen.line(&format!(
            "{}: sound, with {measures} measures and {dimensions} dimensions{against}",
            path.display()
        ))?;
    }
    Ok(Exit::Done)
}

fn show_diff(context: &Context<'_>, old: &Path, new: &Path) -> Result<Exit, Failure> {
    let changes = diff(&Catalogue::load_path(old)?, &Catalogue::load_path(new)?);
    let mut screen = context.screen();
    if context.shared.json {
        screen.line(&serde_json::to_string(&changes)?)?;
    } else if changes.is_empty() {
        screen.line("No difference: every figure means the same in both.")?;
    } else {
        for change in &changes {
            tell_change(change, &mut screen)?;
        }
    }
    Ok(if changes.is_empty() { Exit::Done } else { Exit::Failed })
}

fn tell_change(change: &Change, screen: &mut Screen) -> Result<(), Failure> {
    match change {
        Change::Added { what, id } => screen.line(&format!("+ {what} {}", clean(id)))?,
        Change::Removed { what, id } => screen.line(&format!("- {what} {}", clean(id)))?,
        Change::Changed { what, id, aspects } => {
            let figures = aspects.iter().any(|aspect| aspect.changes_figures);
            let effect = if figures {
                "answers given before may now have other figures"
            } else {
                "figures stay the same"
            };
            screen.line(&format!("~ {what} {}: {effect}", clean(id)))?;
            for aspect in aspects {
                tell_aspect(aspect, screen)?;
            }
        }
    }
    Ok(())
}

fn tell_aspect(aspect: &Aspect, screen: &mut Screen) -> Result<(), Failure> {
    let columns = screen.terminal.prose_width();
    for (when, text) in [("was", &aspect.old), ("now", &aspect.new)] {
        screen.line(&indented(&format!("    {} {when}  ", aspect.name), &clean(text), columns))?;
    }
    Ok(())
}
