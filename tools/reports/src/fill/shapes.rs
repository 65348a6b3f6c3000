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

/// The shapes of a layout or a master that slides fill, and the sizes of letters that a master gives to text.
pub(super) struct Holders {
    all: Vec<Held>,
    body: Sizes,
    title: Sizes,
}

/// A shape that slides fill, where it stands, and the sizes of its letters.
struct Held {
    holder: Holder,
    place: Option<Place>,
    sizes: Sizes,
}

/// The sizes of letters by level, in hundredths of a point.
type Sizes = Vec<(String, i64)>;

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
        let held = |shape: Element<'_>| {
            let holder = Holder::of(&shape)?;
            Some(Held { holder, place: own_place(&shape), sizes: own_sizes(&shape) })
        };
        let style = |name: &str| {
            tree.root()
                .and_then(|root| root.down(&["p:txStyles", name]))
                .map(|style| sizes(&style))
                .unwrap_or_default()
        };
        Self {
            all: shapes.filter_map(held).collect(),
            body: style("p:bodyStyle"),
            title: style("p:titleStyle"),
        }
    }

    fn find(&self, wanted: &Holder) -> Option<&Held> {
        let same_index = |held: &&Held| wanted.index.is_some() && held.holder.index == wanted.index;
        let same_kind = |held: &&Held| held.holder.general() == wanted.general();
        self.all.iter().find(same_index).or_else(|| self.all.iter().find(same_kind))
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
        above.iter().find_map(|holders| holders.find(&holder)?.place)
    })
}

/// The size of the letters of a shape at a level from 0, in hundredths of a point: its own, else that of the shape of the
/// layout or master that it fills, else that of the master's text.
pub(super) fn letters(shape: &Element<'_>, above: &[Holders], level: i64) -> Option<i64> {
    let name = format!("a:lvl{}pPr", level.clamp(0, 8) + 1);
    let of = |sizes: &Sizes| sizes.iter().find(|(of, _)| *of == name).map(|(_, size)| *size);
    of(&own_sizes(shape)).or_else(|| {
        let holder = Holder::of(shape)?;
        let held = above.iter().find_map(|holders| of(&holders.find(&holder)?.sizes));
        let is_title = holder.general() == "title";
        held.or_else(|| {
            above.iter().find_map(|holders| of(if is_title { &holders.title } else { &holders.body }))
        })
    })
}

fn own_sizes(shape: &Element<'_>) -> Sizes {
    shape.down(&["p:txBody", "a:lstStyle"]).map(|style| sizes(&style)).unwrap_or_default()
}

fn sizes(style: &Element<'_>) -> Sizes {
    let size = |level: Element<'_>| Some((level.name().to_owned(), level.child("a:defRPr")?.number("sz")?));
    style.children().filter_map(size).collect()
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
