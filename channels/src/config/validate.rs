use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use jiff::{civil::Date, tz::TimeZone};
use sentia_agent::{provider::Api, router::ELSEWHERE};
use sentia_semantic::{Area, RowFilter};
use toml::Spanned;

use super::{
    Account, BudgetLimits, Config, DatabaseUrl, Environment, Fault, Home, LocalModel, Model, Models,
    Registry, Warehouse,
    file::{
        BudgetSection, File, ModelSection, PersonSection, ReportsSection, RouterSection, WarehouseSection,
    },
    load::{beside, line_of, parse},
    registry::SHIPPED,
};
use crate::report::House;

/// The company of the demo.
const COMPANY: &str = "Pennine Drives";
/// The provider that is no provider: a file, run in this process.
const LOCAL: &str = "local";
/// Prompt, tools, Evidence of a few calls and a reply fit into it.
const CONTEXT: u32 = 16_384;

/// Checks the file's sections and lets the secrets of the environment go before them. All faults come back at once.
pub(super) fn validate(
    file: File,
    source: Option<(&Path, &str)>,
    home: Home,
    environment: &Environment,
) -> Result<Config, Vec<Fault>> {
    let path = source.map(|(path, _)| path.to_owned());
    let directory =
        path.as_deref().and_then(Path::parent).unwrap_or(&environment.working_directory).to_owned();
    let mut check =
        Check { path: path.clone(), text: source.map_or("", |(_, text)| text), directory, faults: vec![] };
    let warehouse = check.warehouse(&file.warehouse, environment);
    let models = check.models(&file, environment);
    let config = Config {
        file: path,
        zone: check.company_zone(file.time_zone.as_ref(), &warehouse),
        house: check.house(&file.reports, &warehouse),
        warehouse,
        store: check.kept(file.store.url.as_ref(), environment.store_url.as_ref(), &home.store()),
        documents: check.kept(
            file.documents.url.as_ref(),
            environment.documents_url.as_ref(),
            &home.documents(),
        ),
        catalogue: file.catalogue.dir.as_ref().map(|dir| check.directory.join(dir.get_ref())),
        embedder: file.documents.embedder.as_ref().map(|folder| check.directory.join(folder.get_ref())),
        spending: check.spending(&file.budget, &models),
        models,
        pseudonyms: file.privacy.pseudonyms,
        budget: check.budget(&file.budget),
        people: check.people(&file.people),
        roles: check.roles(&file.roles, file.sign_in.as_ref()),
        sign_in: file.sign_in.as_ref().and_then(|section| check.sign_in(section, environment)),
        server: check.server(&file.server, environment),
        bots: check.bots(&file.bots, file.sign_in.is_some(), environment),
        is_ad_hoc: false,
        home,
    };
    if check.faults.is_empty() { Ok(config) } else { Err(check.faults) }
}

pub(super) struct Check<'a> {
    path: Option<PathBuf>,
    text: &'a str,
    /// Relative paths of the file start here.
    directory: PathBuf,
    faults: Vec<Fault>,
}

impl Check<'_> {
    pub(super) fn fault<T>(&mut self, at: &Spanned<T>, message: impl Into<String>) {
        let path = self.path.clone().unwrap_or_default();
        self.faults.push(Fault {
            path,
            line: Some(line_of(self.text, at.span().start)),
            message: message.into(),
        });
    }

    fn warehouse(&mut self, section: &WarehouseSection, environment: &Environment) -> Warehouse {
        let from_file = section.url.as_ref().map(|url| beside(&self.directory, url.get_ref()));
        if from_file.as_ref().is_some_and(|url| url.reveal().is_empty())
            && let Some(url) = &section.url
        {
            self.fault(url, "the warehouse url is empty; give the path of a SQLite file or postgres://…");
        }
        let Some(url) = environment.warehouse_url.clone().or(from_file) else {
            for entry in [&section.tenant, &section.today].into_iter().flatten() {
                self.fault(
                    entry,
                    "this belongs to a warehouse of your own; add its url, or take the line out",
                );
            }
            return Warehouse::Demo;
        };
        let tenant =
            section.tenant.as_ref().map(|tenant| tenant.get_ref().trim().to_owned()).unwrap_or_default();
        if tenant.is_empty() {
            self.missing_tenant(section);
        }
        Warehouse::Own { url, tenant, today: section.today.as_ref().and_then(|today| self.date(today)) }
    }

    fn house(&mut self, section: &ReportsSection, warehouse: &Warehouse) -> House {
        let templates = section.templates.as_ref().map(|folder| self.directory.join(folder.get_ref()));
        if let (Some(folder), Some(at)) = (&templates, &section.templates)
            && !folder.is_dir()
        {
            let message = format!("{} is no folder; name the one that holds the templates", folder.display());
            self.fault(at, message);
        }
        let company = section.company.clone().unwrap_or_else(|| match warehouse {
            Warehouse::Demo => COMPANY.to_owned(),
            Warehouse::Own { .. } => String::new(),
        });
        House { company, templates }
    }

    fn missing_tenant(&mut self, section: &WarehouseSection) {
        let message = "the warehouse needs a tenant, the value of the tenant column whose rows are read; add \
                       tenant = \"…\" to [warehouse] (\"demo\" for a copy of the demo company)";
        match section.url.as_ref().or(section.tenant.as_ref()) {
            Some(at) => self.fault(at, message),
            None => {
                let path = self.path.clone().unwrap_or_else(|| PathBuf::from("SENTIA_WAREHOUSE_URL"));
                self.faults.push(Fault { path, line: None, message: message.to_owned() });
            }
        }
    }

    fn date(&mut self, today: &Spanned<String>) -> Option<Date> {
        let date = today.get_ref().parse().ok();
        if date.is_none() {
            self.fault(today, format!("\"{}\" is not a date; write it as 2026-09-30", today.get_ref()));
        }
        date
    }

    /// Where something is kept: where the environment says, else the file, else in the home directory.
    fn kept(
        &self,
        from_file: Option<&Spanned<String>>,
        from_environment: Option<&DatabaseUrl>,
        at_home: &Path,
    ) -> DatabaseUrl {
        let from_file = from_file.map(|url| beside(&self.directory, url.get_ref()));
        from_environment.cloned().or(from_file).unwrap_or_else(|| DatabaseUrl::new(at_home.to_string_lossy()))
    }

    fn models(&mut self, file: &File, environment: &Environment) -> Models {
        match (&file.model, &file.router) {
            (Some(model), Some(_)) => {
                self.fault(&model.provider, "there is one model or several; take [model] out, or [router]");
                Models::Embedded
            }
            (Some(model), None) if model.provider.get_ref() == LOCAL => self.local(model),
            (Some(model), None) => {
                let residency = model.residency.as_ref().map(|region| region.get_ref().trim().to_lowercase());
                let residency = residency.unwrap_or_else(|| ELSEWHERE.to_owned());
                let one = self.model(model, environment);
                one.map_or(Models::Embedded, |one| Models::One(one, residency))
            }
            (None, Some(router)) => self.routed(router, environment).map_or(Models::Embedded, Models::Routed),
            (None, None) => Models::Embedded,
        }
    }

    fn routed(&mut self, section: &RouterSection, environment: &Environment) -> Option<Registry> {
        let mut registry = self.models_file(section.models.as_ref(), environment)?;
        let allowed = section.residency.iter().flatten().map(|region| region.trim().to_lowercase());
        registry.residency = section.residency.as_ref().map(|_| allowed.collect());
        if let Some(proxy) = &section.proxy {
            self.web_address(proxy);
        }
        for (id, url) in &section.base_urls {
            self.web_address(url);
            match registry.entries.iter_mut().find(|entry| entry.card.id == *id) {
                Some(entry) => entry.model.base_url = Some(url.get_ref().clone()),
                None => self.fault(url, format!("there is no model \"{id}\"; see `sentia models`")),
            }
        }
        for entry in &mut registry.entries {
            entry.model.proxy = section.proxy.as_ref().map(|proxy| proxy.get_ref().clone());
        }
        Some(registry)
    }

    /// Faults in it are told with its own lines.
    fn models_file(&mut self, file: Option<&Spanned<String>>, environment: &Environment) -> Option<Registry> {
        let (path, text) = match file {
            None => (PathBuf::from("models.toml"), SHIPPED.to_owned()),
            Some(file) => {
                let path = self.directory.join(file.get_ref());
                match std::fs::read_to_string(&path) {
                    Ok(text) => (path, text),
                    Err(error) => {
                        self.fault(
                            file,
                            format!("{} cannot be read ({error}); name another file", path.display()),
                        );
                        return None;
                    }
                }
            }
        };
        let mut check = Check {
            path: Some(path.clone()),
            text: &text,
            directory: self.directory.clone(),
            faults: vec![],
        };
        let registry = match parse(&text) {
            Ok(file) => Some(check.registry(&file, environment)),
            Err((line, message)) => {
                check.faults.push(Fault { path, line, message });
                None
            }
        };
        let faults = check.faults;
        self.faults.extend(faults);
        registry
    }

    fn local(&mut self, section: &ModelSection) -> Models {
        for elsewhere in [&section.base_url, &section.proxy, &section.residency].into_iter().flatten() {
            self.fault(
                elsewhere,
                "a model that runs in this process has no address and stays here; take the line out",
            );
        }
        let file = self.directory.join(section.name.get_ref());
        if !file.is_file() {
            self.fault(
                &section.name,
                format!("there is no file {}; name the .gguf file of a model", file.display()),
            );
        }
        Models::Local(LocalModel {
            file,
            context: section.context.as_ref().map_or(CONTEXT, |tokens| self.at_least_one(tokens)),
            max_tokens: section.max_tokens.as_ref().map(|tokens| self.at_least_one(tokens)),
        })
    }

    fn model(&mut self, section: &ModelSection, environment: &Environment) -> Option<Model> {
        let api = self.api(&section.provider)?;
        if section.base_url.is_none() && api.needs_base_url() {
            self.fault(
                &section.provider,
                format!("{} has no address of its own; add its base_url", api.name()),
            );
        }
        if section.name.get_ref().trim().is_empty() {
            self.fault(&section.name, "the model has no name; write it as the provider does");
        }
        for url in [&section.base_url, &section.proxy].into_iter().flatten() {
            self.web_address(url);
        }
        Some(Model {
            api,
            name: section.name.get_ref().trim().to_owned(),
            base_url: section.base_url.as_ref().map(|url| url.get_ref().clone()),
            proxy: section.proxy.as_ref().map(|url| url.get_ref().clone()),
            max_tokens: section.max_tokens.as_ref().map(|tokens| self.at_least_one(tokens)),
            effort: section.effort.as_ref().and_then(|effort| self.effort(effort)),
            streams: section.streams,
            key: environment.key(api).cloned(),
        })
    }

    pub(super) fn web_address(&mut self, url: &Spanned<String>) {
        if !["http://", "https://"].iter().any(|scheme| url.get_ref().starts_with(scheme)) {
            self.fault(url, "this is no web address; begin it with https://");
        }
    }

    pub(super) fn api(&mut self, name: &Spanned<String>) -> Option<Api> {
        let api = Api::named(name.get_ref());
        if api.is_none() {
            let known = Api::ALL.map(|api| format!("\"{}\"", api.name())).join(", ");
            self.fault(name, format!("there is no provider \"{}\"; choose from {known}", name.get_ref()));
        }
        api
    }

    fn budget(&mut self, section: &BudgetSection) -> BudgetLimits {
        BudgetLimits {
            steps: section.steps.as_ref().map(|steps| self.at_least_one(steps)),
            tokens: section.tokens.as_ref().map(|tokens| self.at_least_one(tokens)),
            seconds: section.seconds.as_ref().map(|seconds| self.at_least_one(seconds)),
            seconds_per_reply: section.seconds_per_reply.as_ref().map(|seconds| self.at_least_one(seconds)),
        }
    }

    pub(super) fn at_least_one<T: Copy + PartialEq + From<u8>>(&mut self, number: &Spanned<T>) -> T {
        if *number.get_ref() == T::from(0) {
            self.fault(
                number,
                "0 leaves nothing to work with; write a number from 1 up, or take the line out",
            );
        }
        *number.get_ref()
    }

    fn people(&mut self, sections: &[PersonSection]) -> Vec<Account> {
        let mut seen = BTreeSet::new();
        for section in sections {
            let id = section.id.get_ref().as_str();
            if id.is_empty() || id.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
                self.fault(&section.id, format!("\"{}\" is no id for --as; write a word", id.escape_debug()));
            }
            if !seen.insert(id) {
                self.fault(&section.id, format!("there are two people with the id \"{id}\"; rename one"));
            }
        }
        sections.iter().map(|section| self.person(section)).collect()
    }

    fn person(&mut self, section: &PersonSection) -> Account {
        Account {
            id: section.id.get_ref().clone(),
            name: section.name.clone(),
            title: section.title.clone(),
            sign_in: section.sign_in.clone(),
            areas: self.areas(section.areas.as_deref()),
            rows: self.rows(&section.rows),
            rows_in_words: section.rows_in_words.clone(),
            groups: section.groups.clone(),
            sql: section.sql,
            zone: section.time_zone.as_ref().and_then(|zone| self.zone(zone)),
        }
    }

    /// The demo company is in England.
    fn company_zone(&mut self, name: Option<&Spanned<String>>, warehouse: &Warehouse) -> String {
        let usual = if *warehouse == Warehouse::Demo { "Europe/London" } else { "UTC" };
        name.and_then(|name| self.zone(name)).unwrap_or_else(|| usual.to_owned())
    }

    pub(super) fn zone(&mut self, name: &Spanned<String>) -> Option<String> {
        if TimeZone::get(name.get_ref()).is_err() {
            let name_escaped = name.get_ref().escape_debug();
            self.fault(
                name,
                format!("there is no time zone \"{name_escaped}\"; write one such as \"Europe/London\""),
            );
        }
        Some(name.get_ref().clone())
    }

    /// All of them where none is named.
    pub(super) fn areas(&mut self, names: Option<&[Spanned<String>]>) -> BTreeSet<Area> {
        match names {
            Some(names) => names.iter().filter_map(|name| self.area(name)).collect(),
            None => Area::ALL.into_iter().collect(),
        }
    }

    fn area(&mut self, name: &Spanned<String>) -> Option<Area> {
        let area = Area::ALL.into_iter().find(|area| area.to_string() == *name.get_ref());
        if area.is_none() {
            let known = Area::ALL.map(|area| area.to_string()).join(", ");
            self.fault(name, format!("there is no area \"{}\"; choose from {known}", name.get_ref()));
        }
        area
    }

    pub(super) fn rows(&mut self, rows: &BTreeMap<String, Spanned<Vec<String>>>) -> Vec<RowFilter> {
        for (dimension, keys) in rows {
            if keys.get_ref().is_empty() {
                self.fault(
                    keys,
                    format!(
                        "no {dimension} is listed, so nothing could be seen; list some, or take the line out"
                    ),
                );
            }
        }
        let filter = |(dimension, keys): (&String, &Spanned<Vec<String>>)| RowFilter {
            dimension: dimension.clone(),
            keys: keys.get_ref().iter().cloned().collect(),
        };
        rows.iter().map(filter).collect()
    }
}
