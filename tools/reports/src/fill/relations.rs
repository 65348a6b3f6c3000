//! The links from one part to others.

use super::edit::Edits;
use super::error::TemplateError;
use super::template::{Template, unmarked};
use super::tree::Tree;
use crate::ooxml::XML;
use crate::xml::escape;

const NAMESPACE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const IMAGE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image";

/// The links of a part.
pub(super) struct Relations {
    path: String,
    source: String,
    links: Vec<Link>,
    /// The greatest number of an id such as `rId7`.
    last: usize,
    edits: Edits,
    end: usize,
}

/// A link: the end of its type, and the path of the part that it names.
struct Link {
    kind: String,
    path: String,
}

impl Relations {
    /// The links of a part of a template.
    pub(super) fn of(template: &mut Template<'_>, part: &str) -> Result<Self, TemplateError> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let path = format!("{folder}{slash}_rels/{name}.rels");
        let source = template
            .find(&path)?
            .unwrap_or_else(|| format!("{XML}<Relationships xmlns=\"{NAMESPACE}\"></Relationships>"));
        let source = opened(unmarked(&source).1);
        let tree = Tree::read(&source, &path)?;
        let (mut links, mut last) = (Vec::new(), 0);
        for element in tree.root().into_iter().flat_map(|root| root.children()) {
            let id = element.attribute("Id").unwrap_or_default();
            let number = id.strip_prefix("rId").and_then(|number| number.parse::<usize>().ok());
            last = last.max(number.unwrap_or(0).min(usize::MAX / 2));
            let inside = element.attribute("TargetMode").is_none_or(|mode| mode != "External");
            if let (true, Some(kind), Some(target)) =
                (inside, element.attribute("Type"), element.attribute("Target"))
            {
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                links.push(Link { kind, path: resolved(folder, &target) });
            }
        }
        let end = tree.root().map_or(0, |root| root.inside_range().end);
        Ok(Self { path, links, last, edits: Edits::default(), end, source })
    }

    /// The path of the first part that is named by a link of a type, which is given by its end, such as `styles`.
    pub(super) fn first(&self, kind: &str) -> Option<&str> {
        self.links.iter().find(|link| link.kind == kind).map(|link| link.path.as_str())
    }

    /// Names two pictures, and gives the number of the first one's id; the second has the next.
    pub(super) fn pictures(&mut self, png: &str, svg: &str) -> usize {
        let first = self.last + 1;
        for (number, path) in [(first, png), (first + 1, svg)] {
            let path = escape(path);
            let text = format!("<Relationship Id=\"rId{number}\" Type=\"{IMAGE}\" Target=\"/{path}\"/>");
            self.edits.insert(self.end, text);
        }
        self.last = first + 1;
        first
    }

    /// Writes what was added.
    pub(super) fn save(self, template: &mut Template<'_>) -> Result<(), TemplateError> {
        if self.edits.is_empty() {
            return Ok(());
        }
        template.change(&self.path, self.edits.apply(&self.source))
    }
}

/// The text with a root that has an end tag, so that links can be put before it.
fn opened(source: &str) -> String {
    let trimmed = source.trim_end();
    match trimmed.strip_suffix("/>") {
        Some(rest) if !trimmed.contains("</") && !trimmed.contains("<Relationship ") => {
            format!("{rest}></Relationships>")
        }
        _ => source.to_owned(),
    }
}

/// The path of a part that another part in `folder` names.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(path) = target.strip_prefix('/') {
        return path.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => drop(path.pop()),
            "." | "" => {}
            step => path.push(step),
        }
    }
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_the_part_that_names_them() {
        assert_eq!(
            resolved("ppt/slides", "../slideLayouts/slideLayout2.xml"),
            "ppt/slideLayouts/slideLayout2.xml"
        );
        assert_eq!(resolved("word", "styles.xml"), "word/styles.xml");
        assert_eq!(resolved("word", "/word/styles.xml"), "word/styles.xml");
        assert_eq!(resolved("", "../../word/./styles.xml"), "word/styles.xml");
    }

    #[test]
    fn an_empty_list_of_links_can_be_added_to() {
        assert_eq!(opened("<Relationships xmlns=\"x\"/>\n"), "<Relationships xmlns=\"x\"></Relationships>");
        assert_eq!(
            opened("<Relationships><Relationship Id=\"a\"/></Relationships>"),
            "<Relationships><Relationship Id=\"a\"/></Relationships>"
        );
    }
}
