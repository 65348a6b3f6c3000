use super::Context;
use crate::{
    checks::{self, Check, State},
    exit::Exit,
    failure::Failure,
};

/// Everything Sentia needs.
pub(super) async fn run(context: &Context<'_>, online: bool) -> Result<Exit, Failure> {
    let (config, screen) = (&context.config, context.screen());
    let mut all = vec![checks::file(config), checks::home(&config.home), checks::disk(&config.home)];
    all.extend(contents(context, online).await);
    all.push(checks::terminal(&screen.terminal));
    tell(context, &all)
}

/// What the configuration names.
pub(super) async fn config_check(context: &Context<'_>, online: bool) -> Result<Exit, Failure> {
    let mut all = vec![checks::file(&context.config)];
    all.extend(contents(context, online).await);
    tell(context, &all)
}

async fn contents(context: &Context<'_>, online: bool) -> Vec<Check> {
    let config = &context.config;
    let (catalogue, loaded) = checks::catalogue(config);
    let mut all = vec![catalogue, checks::people(config, loaded.as_deref())];
    all.extend(checks::warehouse(config, loaded).await);
    all.push(checks::store(config).await);
    all.extend(checks::documents(config).await);
    all.extend(checks::models(config, &context.environment, online).await);
    all
}

fn tell(context: &Context<'_>, all: &[Check]) -> Result<Exit, Failure> {
    let mut screen = context.screen();
    if context.shared.json {
        screen.line(&serde_json::to_string(all)?)?;
    } else {
        screen.write(&checks::lines(all, &screen.terminal))?;
    }
    let wrong = all.iter().any(|check| check.state == State::Bad);
    Ok(if wrong { Exit::Failed } else { Exit::Done })
}
