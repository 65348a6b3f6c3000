//! The shapes of slides, and where those stand that take their place from a layout or a master.

use super::error::TemplateError;
use super::relations::Relations;
use super::template::{Template, unmarked};
use super::tree::{Element, Tree};

/// The place and size of a shape, in English Metric Units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
    pub(super) height: i64,
}

/// Which shape of a layout one of a slide fills.
struct Holder {
    kind: String,
    index: Option<String>,
}

/// The shapes of a layout or a master that slides fill.
#[derive(Default)]
pub(super) struct Holders(Vec<(Holder, Option<Place>)>);

/// The shapes that the slides of a part take their places from: its layout's, then its master's.
pub(super) fn above(template: &mut Template<'_>, slide: &Relations) -> Result<Vec<Holders>, TemplateError> {
    let mut all = Vec::new();
    let mut next =
        ["slideLayout", "slideMaster", "notesMaster"].into_iter().find_map(|kind| slide.first(kind));
    let mut relations;
    while let Some(path) = next {
        let path = path.to_owned();
        let Some(text) = template.find(&path)? else { break };
        all.push(Holders::read(&Tree::read(unmarked(&text).1, &path)?));
        relations = Relations::of(template, &path)?;
        next = relations.first("slideMaster").filter(|_| all.len() < 2);
    }
    Ok(all)
}

impl Holders {
    fn read(tree: &Tree<'_>) -> Self {
        let shapes = tree.all().filter(|element| element.name() == "p:sp");
        Self(shapes.filter_map(|shape| Some((Holder::of(&shape)?, own_place(&shape)))).collect())
    }

    fn find(&self, wanted: &Holder) -> Option<Place> {
        let same_index = |(holder, _): &&(Holder, _)| wanted.index.is_some() && holder.index == wanted.index;
        let same_kind = |(holder, _): &&(Holder, _)| holder.general() == wanted.general();
        let holder = self.0.iter().find(same_index).or_else(|| self.0.iter().find(same_kind));
        holder.and_then(|(_, place)| *place)
    }
}

impl Holder {
    fn of(shape: &Element<'_>) -> Option<Self> {
        let holder = shape.down(&["p:nvSpPr", "p:nvPr", "p:ph"])?;
        let kind = holder.attribute("type").unwrap_or_else(|| "obj".to_owned());
        Some(Self { kind, index: holder.attribute("idx") })
    }

    /// The kind as a master has it, which knows fewer.
    fn general(&self) -> &str {
        match self.kind.as_str() {
            "ctrTitle" | "title" => "title",
            kind @ ("dt" | "ftr" | "sldNum" | "hdr") => kind,
            _ => "body",
        }
    }
}

/// Where a shape stands: by itself, else as the shape of the layout or master that it fills.
pub(super) fn place(shape: &Element<'_>, above: &[Holders]) -> Option<Place> {
    own_place(shape).or_else(|| {
        let holder = Holder::of(shape)?;
        above.iter().find_map(|holders| holders.find(&holder))
    })
}

fn own_place(shape: &Element<'_>) -> Option<Place> {
    let at = shape.down(&["p:spPr", "a:xfrm"])?;
    let (corner, size) = (at.child("a:off")?, at.child("a:ext")?);
    let place = Place {
        x: corner.number("x")?,
        y: corner.number("y")?,
        width: size.number("cx")?,
        height: size.number("cy")?,
    };
    let fits = [place.x, place.y, place.width, place.height].iter().all(|number| number.abs() < 1 << 40);
    (fits && place.width > 0 && place.height > 0).then_some(place)
}
