//! The elements of an XML part, each with its place in the text, so that what is not changed stays as it is, byte for byte.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::error::TemplateError;

/// The most elements of a part: several times what a book of a thousand pages has.
const MOST: usize = 1_500_000;

/// The elements of a part in the order in which they begin.
pub(super) struct Tree<'x> {
    source: &'x str,
    nodes: Vec<Node>,
}

/// Where an element stands: its tag, what ends it, its parent, and the first element that is not inside it.
struct Node {
    start: u32,
    name: u32,
    tag_end: u32,
    close: u32,
    end: u32,
    parent: u32,
    after: u32,
}

/// One element of a tree.
#[derive(Clone, Copy)]
pub(super) struct Element<'t> {
    tree: &'t Tree<'t>,
    node: &'t Node,
    pub(super) index: usize,
}

impl<'x> Tree<'x> {
    /// Reads the elements of a part.
    ///
    /// # Errors
    /// The part is no well-formed XML, declares entities, or has too many elements.
    pub(super) fn read(source: &'x str, part: &str) -> Result<Self, TemplateError> {
        let mut reader = Reader::from_str(source);
        let mut growing = Growing { nodes: Vec::new(), open: Vec::new() };
        loop {
            let before = reader.buffer_position();
            let event = reader.read_event().map_err(|error| TemplateError::bad(part, error))?;
            let span = span(before, reader.buffer_position()).ok_or_else(|| too_many(part))?;
            match event {
                Event::Start(tag) => growing.begin(span, &tag),
                Event::Empty(tag) => {
                    growing.begin(span, &tag);
                    growing.end((span.1, span.1));
                }
                Event::End(_) => growing.end(span),
                Event::DocType(_) => return Err(TemplateError::Declares { part: part.to_owned() }),
                Event::GeneralRef(name) if !is_plain(&name) => {
                    return Err(TemplateError::Declares { part: part.to_owned() });
                }
                Event::CData(_) => return Err(TemplateError::bad(part, "it has a CDATA section")),
                Event::Eof => break,
                _ => {}
            }
            if growing.nodes.len() > MOST {
                return Err(too_many(part));
            }
        }
        match growing.open.pop() {
            Some(_) => Err(TemplateError::bad(part, "it breaks off")),
            None if growing.nodes.is_empty() => Err(TemplateError::bad(part, "it is empty")),
            None => Ok(Self { source, nodes: growing.nodes }),
        }
    }

    /// The outermost element.
    pub(super) fn root(&self) -> Option<Element<'_>> {
        self.element(0)
    }

    /// Every element, in the order in which they begin.
    pub(super) fn all(&self) -> impl Iterator<Item = Element<'_>> {
        self.nodes.iter().enumerate().map(|(index, node)| Element { tree: self, node, index })
    }

    fn element(&self, index: usize) -> Option<Element<'_>> {
        self.nodes.get(index).map(|node| Element { tree: self, node, index })
    }
}

fn too_many(part: &str) -> TemplateError {
    TemplateError::TooMuchInside { what: format!("the part \"{part}\" has too many elements") }
}

fn span(start: u64, end: u64) -> Option<(u32, u32)> {
    Some((u32::try_from(start).ok()?, u32::try_from(end).ok()?))
}

fn is_plain(name: &str) -> bool {
    name.starts_with('#') || matches!(name, "amp" | "lt" | "gt" | "quot" | "apos")
}

/// The elements read so far, and those of them that are open.
struct Growing {
    nodes: Vec<Node>,
    open: Vec<u32>,
}

impl Growing {
    fn begin(&mut self, (start, end): (u32, u32), tag: &BytesStart<'_>) {
        let index = self.nodes.len() as u32;
        let name = start + 1 + tag.name().as_ref().len() as u32;
        let parent = self.open.last().copied().unwrap_or(u32::MAX);
        self.nodes.push(Node { start, name, tag_end: end, close: end, end, parent, after: index + 1 });
        self.open.push(index);
    }

    fn end(&mut self, (close, end): (u32, u32)) {
        let after = self.nodes.len() as u32;
        if let Some(node) = self.open.pop().and_then(|index| self.nodes.get_mut(index as usize)) {
            (node.close, node.end, node.after) = (close, end, after);
        }
    }
}

impl<'t> Element<'t> {
    fn slice(&self, start: u32, end: u32) -> &'t str {
        self.tree.source.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The name with its prefix, as it is written.
    pub(super) fn name(&self) -> &'t str {
        self.slice(self.node.start + 1, self.node.name)
    }

    /// The element as it is written, with all inside it.
    pub(super) fn raw(&self) -> &'t str {
        self.slice(self.node.start, self.node.end)
    }

    /// What stands between its tags, as it is written.
    pub(super) fn inside(&self) -> &'t str {
        self.slice(self.node.tag_end, self.node.close)
    }

    /// Where the element stands in the part.
    pub(super) fn range(&self) -> Range<usize> {
        self.node.start as usize..self.node.end as usize
    }

    /// Where its first tag stands in the part.
    pub(super) fn tag_range(&self) -> Range<usize> {
        self.node.start as usize..self.node.tag_end as usize
    }

    /// Where what is between its tags stands in the part.
    pub(super) fn inside_range(&self) -> Range<usize> {
        self.node.tag_end as usize..self.node.close as usize
    }

    /// The text of an element that holds nothing else; none if it does.
    pub(super) fn text(&self) -> Option<Cow<'t, str>> {
        let inside = self.inside();
        if inside.contains('<') { None } else { unescape(inside).ok() }
    }

    /// The value of an attribute, by its name with its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let content = self.slice(self.node.start + 1, self.node.tag_end);
        let content = content.trim_end_matches('>').trim_end_matches('/');
        let tag = BytesStart::from_content(content, (self.node.name - self.node.start - 1) as usize);
        let value = tag.try_get_attribute(name).ok().flatten()?.value.into_owned();
        unescape(&value).ok().map(Cow::into_owned)
    }

    /// The value of an attribute that is a whole number.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// The elements right inside.
    pub(super) fn children(&self) -> impl Iterator<Item = Element<'t>> + use<'t> {
        let (tree, end) = (self.tree, self.node.after as usize);
        let first = tree.element(self.index + 1).filter(|element| element.index < end);
        std::iter::successors(first, move |element| {
            tree.element(element.node.after as usize).filter(|next| next.index < end)
        })
    }

    /// The first element of a name right inside.
    pub(super) fn child(&self, name: &str) -> Option<Element<'t>> {
        self.children().find(|element| element.name() == name)
    }

    /// The element at the end of a path of names, each right inside the one before.
    pub(super) fn down(&self, path: &[&str]) -> Option<Element<'t>> {
        path.iter().try_fold(*self, |element, name| element.child(name))
    }

    /// All elements inside, in the order in which they begin.
    pub(super) fn descendants(&self) -> impl Iterator<Item = Element<'t>> + use<'t> {
        let tree = self.tree;
        (self.index + 1..self.node.after as usize).filter_map(|index| tree.element(index))
    }

    /// The elements that this one is inside of, from the innermost.
    pub(super) fn ancestors(&self) -> impl Iterator<Item = Element<'t>> + use<'t> {
        let tree = self.tree;
        std::iter::successors(tree.element(self.node.parent as usize), move |element| {
            tree.element(element.node.parent as usize)
        })
    }

    /// Whether another element is inside this one.
    pub(super) fn holds(&self, other: &Element<'_>) -> bool {
        self.index < other.index && other.index < self.node.after as usize
    }
}
