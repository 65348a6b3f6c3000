//! A PowerPoint template, filled.

use std::ops::Range;

use super::docx::plain_parts;
use super::edit::Edits;
use super::error::TemplateError;
use super::paragraphs::{Paragraph, Words, paragraphs};
use super::part::{Filling, check, save, with_braces};
use super::placeholder::{Content, Item, braced, content, find};
use super::relations::Relations;
use super::shapes::{Holders, above, place};
use super::slide_fit::{fitted, number};
use super::slide_table;
use super::slide_text::prose;
use super::template::{Template, unmarked};
use super::tree::{Element, Tree};

/// The ordinary namespace of PowerPoint, and the one of the strict kind.
const SHOW: &str = "http://schemas.openxmlformats.org/presentationml/2006/main";
const STRICT: &str = "http://purl.oclc.org/ooxml/presentationml/main";

/// Parts with shapes by the end of their media type, and what a reader calls them.
const PARTS: [(&str, &str); 6] = [
    ("presentationml.slide+xml", "a slide"),
    ("presentationml.notesSlide+xml", "the notes of a slide"),
    ("presentationml.slideLayout+xml", "a layout"),
    ("presentationml.slideMaster+xml", "a slide master"),
    ("presentationml.notesMaster+xml", "the master of the notes"),
    ("presentationml.handoutMaster+xml", "the master of handouts"),
];

/// What a shape needs to be replaced on the part that it stands on.
struct Ground<'g> {
    path: &'g str,
    place: &'static str,
    above: Vec<Holders>,
    relations: Relations,
}

pub(super) fn fill(
    template: &mut Template<'_>,
    main: &str,
    filling: &mut Filling<'_>,
) -> Result<(), TemplateError> {
    let text = template.text(main)?;
    check_namespace(&Tree::read(unmarked(&text).1, main)?, main)?;
    let style = table_style(template, main)?;
    for (kind, place) in PARTS {
        for path in template.types.of(kind) {
            fill_part(template, (&path, place), filling, style.as_deref())?;
        }
    }
    plain_parts(template, filling)
}

fn check_namespace(tree: &Tree<'_>, part: &str) -> Result<(), TemplateError> {
    match tree.root().and_then(|root| root.attribute("xmlns:p")).as_deref() {
        Some(SHOW) => Ok(()),
        Some(STRICT) => Err(TemplateError::Strict),
        _ => Err(TemplateError::bad(part, "it is not written as PowerPoint writes it")),
    }
}

/// The style that the template gives to new tables.
fn table_style(template: &mut Template<'_>, main: &str) -> Result<Option<String>, TemplateError> {
    let Some(path) = Relations::of(template, main)?.first("tableStyles").map(str::to_owned) else {
        return Ok(None);
    };
    let Some(text) = template.find(&path)? else { return Ok(None) };
    let tree = Tree::read(unmarked(&text).1, &path)?;
    Ok(tree.root().and_then(|root| root.attribute("def")))
}

fn fill_part(
    template: &mut Template<'_>,
    (path, place): (&str, &'static str),
    filling: &mut Filling<'_>,
    style: Option<&str>,
) -> Result<(), TemplateError> {
    let Some(text) = with_braces(template, path)? else { return Ok(()) };
    let tree = Tree::read(&text, path)?;
    let relations = Relations::of(template, path)?;
    let mut ground = Ground { path, place, above: above(template, &relations)?, relations };
    let mut edits = Edits::default();
    let all = paragraphs(&tree, Words::Drawing);
    let mut replaced: Vec<Range<usize>> = Vec::new();
    let mut grown: Vec<(String, String)> = Vec::new();
    for shape in tree.all().filter(|element| element.name() == "p:sp") {
        if let Some(text) = replacement(template, &mut ground, filling, (&shape, &all, style))? {
            replaced.push(shape.range());
            edits.replace(shape.range(), text);
            check(&edits, path)?;
        }
    }
    let is_left = |paragraph: &&Paragraph<'_>| {
        let start = paragraph.element.range().start;
        let after = replaced.partition_point(|range| range.end <= start);
        replaced.get(after).is_none_or(|range| !range.contains(&start))
    };
    for paragraph in all.iter().filter(is_left) {
        let Some((name, items)) = filling.words(paragraph, (Words::Drawing, place), &mut edits)? else {
            continue;
        };
        let Some(text) = prose(paragraph, &items) else {
            return Err(TemplateError::NoRoom { placeholder: braced(&name), place, needs: needs(&items) });
        };
        edits.replace(paragraph.element.range(), text);
        check(&edits, path)?;
        let shape = paragraph.element.ancestors().find(|element| element.name() == "p:sp");
        grown.extend(shape.map(|shape| (number(&shape), name)));
    }
    ground.relations.save(template)?;
    if grown.is_empty() {
        return save(template, path, &text, edits);
    }
    let shapes: Vec<String> = grown.iter().map(|(id, _)| id.clone()).collect();
    match fitted(&edits.apply(&text), path, (&shapes, &ground.above, &filling.fonts))? {
        Ok(text) => template.change(path, text),
        Err(id) => {
            let name = grown.iter().find(|(of, _)| *of == id).map_or("", |(_, name)| name.as_str());
            let needs = "its words do not fit even in small letters; make the shape larger".to_owned();
            Err(TemplateError::NoRoom { placeholder: braced(name), place, needs })
        }
    }
}

/// What a placeholder that was found among text needs instead.
fn needs(items: &[Item<'_>]) -> String {
    match items {
        [Item::Table(_) | Item::Chart(..)] => "it must be all that a shape of its own holds".to_owned(),
        _ => "it has tables or charts, which stand in shapes of their own: write {{text: HEADING}} here, and {{table: \
              CAPTION}} or {{chart: TITLE}} into other shapes"
            .to_owned(),
    }
}

/// What stands in the place of a shape that holds only a table's or a chart's placeholder.
fn replacement(
    template: &mut Template<'_>,
    ground: &mut Ground<'_>,
    filling: &mut Filling<'_>,
    (shape, all, style): (&Element<'_>, &[Paragraph<'_>], Option<&str>),
) -> Result<Option<String>, TemplateError> {
    let first = all.partition_point(|paragraph| paragraph.element.index < shape.index);
    let own = all.iter().skip(first).take_while(|paragraph| shape.holds(&paragraph.element));
    let texts: Vec<String> =
        own.map(|paragraph| paragraph.text()).filter(|text| !text.trim().is_empty()).collect();
    let [text] = texts.as_slice() else { return Ok(None) };
    let found = find(text, ground.place)?;
    let [one] = found.as_slice() else { return Ok(None) };
    if text.trim().len() != one.range.len() {
        return Ok(None);
    }
    let Content::Items(items) = content(filling.report, &one.name, ground.place)? else { return Ok(None) };
    let at = || {
        place(shape, &ground.above).ok_or_else(|| {
            TemplateError::bad(ground.path, "a shape with a placeholder has neither a place nor a size")
        })
    };
    let properties = shape.down(&["p:nvSpPr", "p:cNvPr"]);
    let of = |name: &str| properties.and_then(|properties| properties.attribute(name)).unwrap_or_default();
    let (id, name) = (of("id"), of("name"));
    let named = (id.as_str(), name.as_str());
    let written = match items.as_slice() {
        [Item::Table(table)] => {
            let table = slide_table::table(table, at()?, named, style, &filling.fonts);
            let no_room =
                |needs| TemplateError::NoRoom { placeholder: braced(&one.name), place: ground.place, needs };
            table.map_err(no_room)?
        }
        [Item::Chart(chart)] => {
            let at = at()?;
            let (picture, link) = filling.picture(*chart, "ppt", (template, &mut ground.relations))?;
            slide_table::picture(picture, at, named, link)
        }
        _ => return Ok(None),
    };
    filling.count()?;
    Ok(Some(written))
}
