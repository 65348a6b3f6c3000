use std::io::{self, BufRead, IsTerminal};

use console::Term;
use jiff::Timestamp;
use sentia_accounts::{Accounts, ApiKey, Identity, NewKey};
use sentia_semantic::{Area, Clock, SystemClock};

use super::Context;
use crate::{
    arguments::AccountsAction, exit::Exit, failure::Failure, people::Directory, question::QuestionError,
    screen::Screen, wiring,
};

/// Bytes of a line that is read at most.
const LONGEST: u64 = 4_096;

pub(super) async fn run(context: &Context<'_>, action: &AccountsAction) -> Result<Exit, Failure> {
    let directory = Directory::of(&context.config)?;
    let accounts = wiring::accounts(&context.config).await?;
    let mut screen = context.screen();
    let now = SystemClock.now();
    let person = |id: &str| -> Result<Identity, Failure> {
        Ok(Identity::Password { person: directory.find(Some(id))?.id.clone() })
    };
    match action {
        AccountsAction::List => list(&accounts, &directory, now, &mut screen).await?,
        AccountsAction::Password { person: id } => {
            person(id)?;
            accounts.set_password(id, &read_password()?, now).await?;
            screen.line(&format!("The password of {id} is set; their sessions are ended."))?;
        }
        AccountsAction::Code { person: id } => {
            person(id)?;
            let enrolment = accounts.require_code(id).await?;
            screen.line(&format!("Type this into {id}'s authenticator app: {}", enrolment.secret))?;
            screen.line(&format!("Or make a code to scan of: {}", enrolment.url))?;
        }
        // Also of somebody whom the configuration no longer names.
        AccountsAction::Remove { person: id } => {
            let identity = Identity::Password { person: id.clone() };
            for key in accounts.keys(&identity).await? {
                accounts.revoke_key(&identity, &key.id).await?;
            }
            accounts.remove_password(id).await?;
            screen.line(&format!("{id} can no longer sign in by password; keys and sessions are ended."))?;
        }
        AccountsAction::SignOut { person: id } => {
            let ended = accounts.end_all_sessions(&Identity::Password { person: id.clone() }).await?;
            screen.line(&format!("{ended} {} ended.", if ended == 1 { "session" } else { "sessions" }))?;
        }
        AccountsAction::Key { person: id, name, days, areas } => {
            let areas = if areas.is_empty() { None } else { Some(known_areas(areas)?) };
            let wanted = NewKey { name: name.clone(), areas, days: *days };
            let (key, token) = accounts.new_key(&person(id)?, &wanted, now).await?;
            screen.line(token.reveal())?;
            screen.line(&format!(
                "{} asks as {id} until {}; it is not shown again.",
                key.id,
                key.expires_at.strftime("%-d %B %Y")
            ))?;
        }
        AccountsAction::RevokeKey { person: id, key } => {
            accounts.revoke_key(&Identity::Password { person: id.clone() }, key).await?;
            screen.line(&format!("{key} opens nothing any more."))?;
        }
    }
    Ok(Exit::Done)
}

async fn list(
    accounts: &Accounts,
    directory: &Directory,
    now: Timestamp,
    screen: &mut Screen,
) -> Result<(), Failure> {
    let passwords = accounts.passwords().await?;
    for person in directory.all() {
        let identity = Identity::Password { person: person.id.clone() };
        let held = passwords.iter().find(|(id, _)| *id == person.id);
        let signs_in = match held {
            None => "no password",
            Some((_, false)) => "password",
            Some((_, true)) => "password and code",
        };
        let sessions = accounts.sessions(&identity, now).await?.len();
        screen.line(&format!("{}  {}, {signs_in}, sessions: {sessions}", person.id, person.name))?;
        for key in accounts.keys(&identity).await? {
            screen.line(&format!("  {}", of_key(&key, now)))?;
        }
    }
    // A password that outlived its person opens nothing, and should not be left lying about.
    for (id, _) in passwords.iter().filter(|(id, _)| directory.find(Some(id)).is_err()) {
        screen
            .line(&format!("{id}  no longer configured; remove the password: sentia accounts remove {id}"))?;
    }
    Ok(())
}

fn of_key(key: &ApiKey, now: Timestamp) -> String {
    let areas = key.areas.as_ref().map(|areas| format!(", {} alone", areas.join(" and ")));
    let state = if key.expires_at <= now { "expired" } else { "lasts until" };
    let until = key.expires_at.strftime("%-d %B %Y");
    format!("{}  \"{}\"{}, {state} {until}", key.id, key.name, areas.unwrap_or_default())
}

pub(crate) fn known_areas(names: &[String]) -> Result<Vec<String>, Failure> {
    let known = |name: &String| Area::ALL.iter().any(|area| area.to_string() == *name);
    match names.iter().find(|name| !known(name)) {
        Some(area) => Err(Failure::NoArea {
            area: area.escape_debug().to_string(),
            known: Area::ALL.map(|area| area.to_string()).join(", "),
        }),
        None => Ok(names.to_vec()),
    }
}

/// Typed twice, without being shown; from a program, one line.
fn read_password() -> Result<String, Failure> {
    if io::stdin().is_terminal() {
        let terminal = Term::stderr();
        let ask = |words: &str| -> Result<String, QuestionError> {
            terminal.write_str(words)?;
            Ok(terminal.read_secure_line()?)
        };
        let password = ask("New password: ")?;
        if ask("Once more: ")? != password {
            return Err(Failure::PasswordsDiffer);
        }
        return Ok(password);
    }
    let mut line = String::new();
    let mut input = io::Read::take(io::stdin().lock(), LONGEST);
    input.read_line(&mut line).map_err(QuestionError::from)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
