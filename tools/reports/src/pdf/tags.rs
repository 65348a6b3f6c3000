//! The structure of a document, as screen readers see it.

use std::num::NonZeroU16;

use krilla::tagging::{Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};

/// What a piece of a document is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Document,
    Heading {
        level: u16,
        title: String,
    },
    Paragraph,
    List,
    Item,
    ItemBody,
    Table,
    Caption,
    Head,
    Body,
    Row,
    /// The heading of a column.
    ColumnHead,
    /// The heading of a row.
    RowHead,
    Cell,
    Figure {
        alt: String,
    },
}

/// The place of a piece in the structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TagId(usize);

struct Element {
    kind: Kind,
    children: Vec<TagId>,
    content: Vec<Identifier>,
}

/// The structure while it grows.
pub(super) struct Tags(Vec<Element>);

impl Tags {
    /// A structure with nothing but its root.
    pub(super) fn new() -> (Self, TagId) {
        (Self(vec![Element { kind: Kind::Document, children: Vec::new(), content: Vec::new() }]), TagId(0))
    }

    /// Adds a piece at the end of another.
    pub(super) fn add(&mut self, parent: TagId, kind: Kind) -> TagId {
        let id = TagId(self.0.len());
        self.0.push(Element { kind, children: Vec::new(), content: Vec::new() });
        if let Some(parent) = self.0.get_mut(parent.0) {
            parent.children.push(id);
        }
        id
    }

    /// Adds content that stands on a page to a piece.
    pub(super) fn content(&mut self, id: TagId, content: Identifier) {
        if let Some(element) = self.0.get_mut(id.0) {
            element.content.push(content);
        }
    }

    /// The finished tree.
    pub(super) fn tree(&self, language: &str) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
        for child in self.0.first().map_or(&[][..], |root| &root.children) {
            if let Some(group) = self.group(*child) {
                tree.push(group);
            }
        }
        tree
    }

    /// A piece with all that is under it; none where nothing is shown, but for cells, which keep rows of one length.
    fn group(&self, id: TagId) -> Option<TagGroup> {
        let element = self.0.get(id.0)?;
        let mut nodes: Vec<Node> = element.content.iter().map(|content| Node::from(*content)).collect();
        nodes.extend(element.children.iter().filter_map(|child| self.group(*child)).map(Node::from));
        let keeps = matches!(element.kind, Kind::Cell | Kind::RowHead | Kind::ColumnHead);
        if nodes.is_empty() && !keeps {
            return None;
        }
        Some(TagGroup::with_children(tag(&element.kind)?, nodes))
    }
}

fn tag(kind: &Kind) -> Option<TagKind> {
    Some(match kind {
        Kind::Document => return None,
        Kind::Heading { level, title } => {
            Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(title.clone())).into()
        }
        Kind::Paragraph => Tag::P.into(),
        Kind::List => Tag::L(ListNumbering::Disc).into(),
        Kind::Item => Tag::LI.into(),
        Kind::ItemBody => Tag::LBody.into(),
        Kind::Table => Tag::Table.into(),
        Kind::Caption => Tag::Caption.into(),
        Kind::Head => Tag::THead.into(),
        Kind::Body => Tag::TBody.into(),
        Kind::Row => Tag::TR.into(),
        Kind::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        Kind::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        Kind::Cell => Tag::TD.into(),
        Kind::Figure { alt } => Tag::Figure(Some(alt.clone())).into(),
    })
}
