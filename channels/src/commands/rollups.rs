use sentia_semantic::{
    rollup::{self, RollupState},
    warehouse::Access,
};
use sentia_tools::format::decimals;

use super::Context;
use crate::{arguments::RollupsAction, exit::Exit, failure::Failure, screen::Screen, wiring};

pub(super) async fn run(context: &Context<'_>, action: &RollupsAction) -> Result<Exit, Failure> {
    let mut screen = context.screen();
    let catalogue = wiring::catalogue(&context.config)?;
    let warehouse = wiring::warehouse_for(&context.config, Access::ReadWrite).await?;
    match action {
        RollupsAction::Update => {
            let states = rollup::update(&catalogue, &warehouse).await?;
            tell(&states, context.shared.json, &mut screen)?;
        }
        RollupsAction::Remove => {
            rollup::remove(&catalogue, &warehouse).await?;
            if !context.shared.json {
                screen.line("The rollups are removed; every figure is computed from the rows again.")?;
            }
        }
    }
    Ok(Exit::Done)
}

fn tell(states: &[RollupState], json: bool, screen: &mut Screen) -> Result<(), Failure> {
    if json {
        return Ok(screen.line(&serde_json::to_string(states)?)?);
    }
    if states.is_empty() {
        let hint = "The catalogue declares no rollups; add `rollups: [{by: month, columns: [\u{2026}]}]` to the SENTIA \
                    extension of a large dataset.";
        return Ok(screen.line(hint)?);
    }
    for RollupState { dataset, by, columns, groups, obstacle } in states {
        let kept = match (groups, obstacle) {
            (_, Some(obstacle)) => format!("none: {obstacle}"),
            (groups, None) => format!("{} groups", decimals(groups.unwrap_or_default() as f64, 0)),
        };
        screen.line(&format!("{dataset} by {by}, {}: {kept}", columns.join(", ")))?;
    }
    Ok(())
}
