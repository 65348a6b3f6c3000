//! One file for each command.

mod accounts;
mod ask;
mod catalogue;
mod demo;
mod doctor;
mod documents;
mod feedback;
mod import;
mod models;
mod orders;
mod replay;
mod report;
mod rollups;
mod route;
mod sql;
mod teams;

use std::io;

pub(crate) use accounts::known_areas;
pub(crate) use orders::see_to;

use crate::{
    arguments::{Arguments, Command, ConfigAction, LISTEN, ServeArguments, Shared},
    chat,
    config::{self, Config, Environment, Wanted},
    exit::Exit,
    failure::Failure,
    people::Directory,
    render::Terminal,
    screen::Screen,
    serve, signals,
    turn::View,
    wiring::Service,
};

/// What every command works with.
pub(crate) struct Context<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) environment: Environment,
    pub(crate) config: Config,
}

impl Context<'_> {
    pub(crate) fn view(&self) -> View {
        View { json: self.shared.json, sql: self.shared.explain }
    }

    pub(crate) fn screen(&self) -> Screen {
        let terminal = Terminal::of_stdout(&self.environment.display, self.shared.no_color);
        // JSON keeps its letters whatever the screen can show.
        let terminal = Terminal { unicode: terminal.unicode || self.shared.json, ..terminal };
        Screen::new(terminal, Box::new(io::stdout()))
    }

    /// Opens what an answer needs, after making the demo company where it is the warehouse and there is none yet.
    pub(crate) async fn service(&self, screen: &Screen) -> Result<Service, Failure> {
        let asking = self.shared.person.as_deref();
        // Nobody waits for a company to be made only to hear that a name was mistyped.
        let people = Directory::of(&self.config)?;
        if asking.is_some() {
            people.find(asking)?;
        }
        if self.config.warehouse == config::Warehouse::Demo {
            crate::demo::ensure(&self.config.home, screen.terminal.unicode).await?;
        }
        Service::open(&self.config, asking).await
    }
}

pub(crate) async fn run(arguments: &Arguments, environment: Environment) -> Result<Exit, Failure> {
    let shared = &arguments.shared;
    let makes_it = matches!(arguments.command, Some(Command::Demo(_)));
    let wanted = Wanted {
        file: shared.config.clone(),
        home: shared.home.clone(),
        database: shared.database.clone().filter(|_| !makes_it),
        catalogue: shared.catalogue.clone(),
        tenant: shared.tenant.clone(),
    };
    let config = config::load(&wanted, &environment)?;
    let context = Context { shared: &arguments.shared, environment, config };
    let command = match &arguments.command {
        // A chat goes on after Ctrl-C, and a server ends what it has begun.
        Some(Command::Chat { resume }) => return chat::run(&context, *resume).await,
        Some(Command::Serve(ServeArguments { listen })) => return serve::run(&context, *listen).await,
        None => return serve::run(&context, LISTEN).await,
        Some(command) => command,
    };
    let running = async {
        match command {
            Command::Chat { .. } | Command::Serve(_) => Ok(Exit::Done),
            Command::Ask { question } => ask::run(&context, question).await,
            Command::Route { question } => route::run(&context, question).await,
            Command::Models { online } => models::run(&context, *online).await,
            Command::Sql { statement } => sql::run(&context, statement).await,
            Command::Demo(demo) => demo::run(&context, demo).await,
            Command::Replay { turn } => replay::run(&context, turn).await,
            Command::Report(wanted) => report::run(&context, wanted).await,
            Command::Export { turn, file } => report::export(&context, turn, file).await,
            Command::Orders { action } => orders::run(&context, action.as_ref()).await,
            Command::Archive { words, compare } => match compare.as_slice() {
                [before, now] => orders::compare(&context, before, now).await,
                _ => orders::archive(&context, words).await,
            },
            Command::Accounts { action } => accounts::run(&context, action).await,
            Command::Feedback => feedback::run(&context).await,
            Command::Mcp => serve::mcp::over_pipes(&context).await,
            Command::Documents { action } => documents::run(&context, action).await,
            Command::Import(import) => import::run(&context, import).await,
            Command::Catalogue { action } => catalogue::run(&context, action).await,
            Command::Teams { action } => teams::run(&context, action),
            Command::Rollups { action } => rollups::run(&context, action).await,
            Command::Doctor { online } => doctor::run(&context, *online).await,
            Command::Config { action: ConfigAction::Check { online } } => {
                doctor::config_check(&context, *online).await
            }
        }
    };
    tokio::select! {
        biased;
        () = signals::interrupted() => Err(Failure::Interrupted),
        result = running => result,
    }
}
