//! The parts of a presentation that hold no content: theme, master and layouts.

use std::fmt::Write as _;

use super::{HEIGHT, MARGIN, SHOW, WIDTH};
use crate::chart::palette::{HOUSE, INK, QUIET, series};
use crate::ooxml::{DRAWING, LINKS, XML, emu, rgb};

/// Where the title and the content of a slide stand, in points: x, y, width and height.
pub(super) const TITLE: (f32, f32, f32, f32) = (MARGIN, 24.0, WIDTH - 2.0 * MARGIN, 48.0);
pub(super) const CONTENT: (f32, f32, f32, f32) = (MARGIN, 92.0, WIDTH - 2.0 * MARGIN, HEIGHT - 136.0);

/// The namespaces of a part of a presentation.
pub(super) fn namespaces() -> String {
    format!("xmlns:a=\"{DRAWING}\" xmlns:r=\"{LINKS}\" xmlns:p=\"{SHOW}\"")
}

/// An empty tree of shapes, to which shapes are added.
pub(super) const TREE: &str =
    "<p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>";

/// The place of a shape.
pub(super) fn place((x, y, width, height): (f32, f32, f32, f32)) -> String {
    format!(
        "<a:xfrm><a:off x=\"{}\" y=\"{}\"/><a:ext cx=\"{}\" cy=\"{}\"/></a:xfrm>",
        emu(x),
        emu(y),
        emu(width),
        emu(height)
    )
}

/// A shape of the master or a layout that slides fill.
fn holder(id: u8, name: &str, kind: &str, at: (f32, f32, f32, f32), look: &str) -> String {
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"{name}\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr><p:nvPr>\
         <p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>{}<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr>\
         <p:txBody>{look}<a:lstStyle/><a:p><a:r><a:rPr lang=\"en-GB\"/><a:t>{name}</a:t></a:r></a:p></p:txBody></p:sp>",
        place(at)
    )
}

/// The master slide, whose text styles every slide has.
pub(super) fn master() -> String {
    let title = holder(
        2,
        "Title",
        "type=\"title\"",
        TITLE,
        "<a:bodyPr lIns=\"0\" anchor=\"b\"><a:normAutofit/></a:bodyPr>",
    );
    let body = holder(
        3,
        "Text",
        "type=\"body\" idx=\"1\"",
        CONTENT,
        "<a:bodyPr lIns=\"0\"><a:normAutofit/></a:bodyPr>",
    );
    let fill = |colour: &str| format!("<a:solidFill><a:schemeClr val=\"{colour}\"/></a:solidFill>");
    let bullets =
        "<a:spcBef><a:spcPts val=\"600\"/></a:spcBef><a:buFont typeface=\"Arial\"/><a:buChar char=\"•\"/>";
    format!(
        "{XML}<p:sldMaster {}><p:cSld><p:bg><p:bgPr><a:solidFill><a:schemeClr val=\"bg1\"/></a:solidFill><a:effectLst/></p:bgPr>\
         </p:bg><p:spTree>{TREE}{title}{body}</p:spTree></p:cSld><p:clrMap bg1=\"lt1\" tx1=\"dk1\" bg2=\"lt2\" tx2=\"dk2\" \
         accent1=\"accent1\" accent2=\"accent2\" accent3=\"accent3\" accent4=\"accent4\" accent5=\"accent5\" \
         accent6=\"accent6\" hlink=\"hlink\" folHlink=\"folHlink\"/><p:sldLayoutIdLst><p:sldLayoutId id=\"2147483649\" r:id=\"rId1\"/>\
         <p:sldLayoutId id=\"2147483650\" r:id=\"rId2\"/></p:sldLayoutIdLst><p:txStyles><p:titleStyle><a:lvl1pPr algn=\"l\">\
         <a:defRPr sz=\"2400\" b=\"1\">{}<a:latin typeface=\"+mj-lt\"/></a:defRPr></a:lvl1pPr></p:titleStyle><p:bodyStyle>\
         <a:lvl1pPr marL=\"228600\" indent=\"-228600\">{bullets}<a:defRPr sz=\"1600\">{}<a:latin typeface=\"+mn-lt\"/></a:defRPr>\
         </a:lvl1pPr></p:bodyStyle><p:otherStyle><a:lvl1pPr><a:defRPr sz=\"1400\">{}<a:latin typeface=\"+mn-lt\"/></a:defRPr>\
         </a:lvl1pPr></p:otherStyle></p:txStyles></p:sldMaster>",
        namespaces(),
        fill("tx2"),
        fill("tx1"),
        fill("tx1"),
    )
}

/// The layout of the first slide.
pub(super) fn title_layout() -> String {
    let middle = (MARGIN, 150.0, WIDTH - 2.0 * MARGIN, 110.0);
    let under = (MARGIN, 275.0, WIDTH - 2.0 * MARGIN, 120.0);
    let look = "<a:bodyPr lIns=\"0\" anchor=\"b\"><a:normAutofit/></a:bodyPr>";
    let title = holder(2, "Title", "type=\"ctrTitle\"", middle, look);
    let large = "<a:lstStyle><a:lvl1pPr><a:defRPr sz=\"3800\" b=\"1\"/></a:lvl1pPr></a:lstStyle>";
    let shapes = bar(9, (0.0, 0.0, 18.0, HEIGHT))
        + &title.replace("<a:lstStyle/>", large)
        + &holder(
            3,
            "Subtitle",
            "type=\"subTitle\" idx=\"1\"",
            under,
            "<a:bodyPr lIns=\"0\"><a:normAutofit/></a:bodyPr>",
        );
    layout("title", "Title slide", &shapes)
}

/// The layout of all other slides: a title over free content.
pub(super) fn content_layout() -> String {
    let look = "<a:bodyPr/>";
    let rule = (MARGIN, TITLE.1 + TITLE.3 + 2.0, WIDTH - 2.0 * MARGIN, 1.5);
    let shapes = bar(9, rule) + &holder(2, "Title", "type=\"title\"", TITLE, look);
    layout("titleOnly", "Title and content", &shapes)
}

/// A filled rectangle in the house colour.
fn bar(id: u8, at: (f32, f32, f32, f32)) -> String {
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"Bar\"/><p:cNvSpPr/><p:nvPr userDrawn=\"1\"/></p:nvSpPr><p:spPr>{}\
         <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val=\"tx2\"/></a:solidFill><a:ln><a:noFill/></a:ln>\
         </p:spPr></p:sp>",
        place(at)
    )
}

fn layout(kind: &str, name: &str, shapes: &str) -> String {
    format!(
        "{XML}<p:sldLayout {} type=\"{kind}\" preserve=\"1\"><p:cSld name=\"{name}\"><p:spTree>{TREE}{shapes}</p:spTree></p:cSld>\
         <p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>",
        namespaces()
    )
}

/// The colours and typefaces.
pub(super) fn theme() -> String {
    let colour = |name: &str, value: String| format!("<a:{name}><a:srgbClr val=\"{value}\"/></a:{name}>");
    let mut colours = colour("dk1", rgb(INK)) + &colour("lt1", "FFFFFF".to_owned());
    colours += &(colour("dk2", rgb(HOUSE)) + &colour("lt2", "EEF2F6".to_owned()));
    for index in 0..6 {
        let _ = write!(colours, "{}", colour(&format!("accent{}", index + 1), rgb(series(index))));
    }
    colours += &(colour("hlink", rgb(HOUSE)) + &colour("folHlink", rgb(QUIET)));
    let font = "<a:latin typeface=\"Arial\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/>";
    let fill = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>";
    let line = format!("<a:ln w=\"9525\">{fill}</a:ln>");
    let effect = "<a:effectStyle><a:effectLst/></a:effectStyle>";
    format!(
        "{XML}<a:theme xmlns:a=\"{DRAWING}\" name=\"Sentia\"><a:themeElements><a:clrScheme name=\"Sentia\">{colours}</a:clrScheme>\
         <a:fontScheme name=\"Sentia\"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>\
         <a:fmtScheme name=\"Sentia\"><a:fillStyleLst>{}</a:fillStyleLst><a:lnStyleLst>{}</a:lnStyleLst><a:effectStyleLst>{}\
         </a:effectStyleLst><a:bgFillStyleLst>{}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>",
        fill.repeat(3),
        line.repeat(3),
        effect.repeat(3),
        fill.repeat(3),
    )
}
