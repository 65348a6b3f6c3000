use std::{
    error::Error,
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use flate2::read::GzDecoder;
use sentia_analytics::cause::Table;

type Outcome<T> = Result<T, Box<dyn Error>>;

pub(super) struct Case {
    pub(super) name: String,
    names: Vec<String>,
    /// For each attribute, its members in the order of their numbers.
    members: Vec<Vec<String>>,
    attributes: Vec<Vec<u32>>,
    actual: Vec<f64>,
    expected: Vec<f64>,
    /// The truth: `a=a1&c=c2`, attributes in the order of the columns.
    pub(super) causes: Vec<String>,
}

impl Case {
    pub(super) fn table(&self) -> Table<'_> {
        Table { attributes: &self.attributes, actual: &self.actual, expected: &self.expected }
    }

    pub(super) fn member(&self, attribute: usize, member: u32) -> String {
        format!("{}={}", self.names[attribute], self.members[attribute][member as usize])
    }
}

pub(super) fn settings(folder: &Path) -> Outcome<Vec<PathBuf>> {
    sorted(folder, |path| path.is_dir())
}

pub(super) fn files(setting: &Path) -> Outcome<Vec<PathBuf>> {
    let number = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('1'));
    sorted(setting, number)
}

fn sorted(folder: &Path, fits: impl Fn(&Path) -> bool) -> Outcome<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.retain(|path| fits(path));
    paths.sort();
    Ok(paths)
}

pub(super) fn read(setting: &Path, file: &Path) -> Outcome<Case> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().replace(".csv.gz", "");
    let mut text = String::new();
    GzDecoder::new(fs::File::open(file)?).read_to_string(&mut text)?;
    let mut lines = text.lines();
    let header = lines.next().ok_or("an empty file")?;
    let names: Vec<String> = header.split(',').skip(2).map(str::to_owned).collect();
    let mut case = Case {
        causes: causes(setting, &name)?,
        name,
        members: vec![Vec::new(); names.len()],
        attributes: vec![Vec::new(); names.len()],
        names,
        actual: Vec::new(),
        expected: Vec::new(),
    };
    lines.try_for_each(|line| row(&mut case, line))?;
    Ok(case)
}

fn row(case: &mut Case, line: &str) -> Outcome<()> {
    let mut cells = line.split(',');
    let mut cell = || cells.next().ok_or("a short row");
    case.actual.push(cell()?.parse()?);
    case.expected.push(cell()?.parse()?);
    for attribute in 0..case.names.len() {
        let member = cell()?;
        let known = &mut case.members[attribute];
        let place = known.iter().position(|known| known == member).unwrap_or_else(|| {
            known.push(member.to_owned());
            known.len() - 1
        });
        case.attributes[attribute].push(u32::try_from(place)?);
    }
    Ok(())
}

fn causes(setting: &Path, case: &str) -> Outcome<Vec<String>> {
    let text = fs::read_to_string(setting.join("injection_info.csv"))?;
    let column = |line: &str, name: &str| line.split(',').position(|column| column == name);
    let header = text.lines().next().ok_or("no injections")?;
    let (set, stamp) =
        column(header, "set").zip(column(header, "timestamp")).ok_or("no set or no timestamp")?;
    let rows = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let own = rows.into_iter().find(|row| row.get(stamp) == Some(&case)).ok_or("an unknown case")?;
    let sets = own.get(set).ok_or("a short row")?.split(';');
    Ok(sets
        .map(|set| {
            let mut parts: Vec<&str> = set.split('&').collect();
            parts.sort_unstable();
            parts.join("&")
        })
        .collect())
}
