//! The styles that a Word template has for what a report is made of, found by the names that every language of Word writes.

use super::error::TemplateError;
use super::tree::Tree;

/// The ids of the styles; those that the template lacks are absent.
#[derive(Default)]
pub(super) struct Styles {
    headings: [Option<String>; 6],
    pub(super) bullet: Option<String>,
    pub(super) caption: Option<String>,
    pub(super) note: Option<String>,
    /// The first table style that is neither plain nor a mere grid, else the grid.
    pub(super) table: Option<String>,
}

impl Styles {
    /// Reads the part with the styles.
    pub(super) fn read(text: &str) -> Result<Self, TemplateError> {
        let tree = Tree::read(text, "word/styles.xml")?;
        let mut styles = Self::default();
        let mut grid = None;
        let all = tree.root().into_iter().flat_map(|root| root.children());
        for style in all.filter(|element| element.name() == "w:style") {
            let Some(id) = style.attribute("w:styleId") else { continue };
            let name = style.child("w:name").and_then(|name| name.attribute("w:val")).unwrap_or_default();
            let name = name.to_lowercase();
            match style.attribute("w:type").as_deref() {
                Some("paragraph") => styles.paragraph(&name, id),
                Some("table") if name == "table grid" => grid = grid.or(Some(id)),
                Some("table") if name != "normal table" => styles.table = styles.table.or(Some(id)),
                _ => {}
            }
        }
        styles.table = styles.table.or(grid);
        Ok(styles)
    }

    fn paragraph(&mut self, name: &str, id: String) {
        let level = name.strip_prefix("heading ").and_then(|level| level.parse::<usize>().ok());
        let place = match (name, level) {
            ("list bullet", _) => Some(&mut self.bullet),
            ("caption", _) => Some(&mut self.caption),
            ("note", _) => Some(&mut self.note),
            (_, Some(level)) => level.checked_sub(1).and_then(|at| self.headings.get_mut(at)),
            _ => None,
        };
        if let Some(place) = place.filter(|place| place.is_none()) {
            *place = Some(id);
        }
    }

    /// The style of a heading, by its level from 1.
    pub(super) fn heading(&self, level: u8) -> Option<&str> {
        self.headings.get(usize::from(level).checked_sub(1)?)?.as_deref()
    }
}
