use super::{DRAWING, LINKS, Part, emu};
use crate::ReportError;
use crate::chart::{layout, png, svg};
use crate::font::Fonts;
use crate::model::{Block, Report};

/// A chart as two pictures: PNG, which every reader shows, and SVG, which newer ones prefer.
pub(crate) struct Picture {
    /// The title of the chart, and what it shows in words.
    pub(crate) title: String,
    pub(crate) alt: String,
    /// The size in points.
    pub(crate) width: f32,
    pub(crate) height: f32,
    /// The paths of its parts.
    pub(crate) png: String,
    pub(crate) svg: String,
}

/// Draws the charts of a report, in reading order, and gives their parts under a folder.
pub(crate) fn pictures(
    report: &Report,
    folder: &str,
    fonts: &Fonts,
) -> Result<(Vec<Picture>, Vec<Part>), ReportError> {
    let mut pictures = Vec::new();
    let mut parts = Vec::new();
    let charts = report.blocks().filter_map(|block| match block {
        Block::Chart(chart) => Some(chart),
        _ => None,
    });
    for (index, chart) in charts.enumerate() {
        let drawing = layout(chart, fonts);
        let path = |extension| format!("{folder}/media/chart{}.{extension}", index + 1);
        parts.push(Part::new(path("png"), "", png(&drawing, fonts)?));
        parts.push(Part::new(path("svg"), "", svg(&drawing, "chart", &chart.title, &chart.alt)));
        pictures.push(Picture {
            title: chart.title.clone(),
            alt: chart.alt.clone(),
            width: drawing.width,
            height: drawing.height,
            png: path("png"),
            svg: path("svg"),
        });
    }
    Ok((pictures, parts))
}

impl Picture {
    /// The fill of a picture whose PNG and SVG have these link ids, with `prefix` before its outer elements.
    pub(crate) fn fill(prefix: &str, png: usize, svg: usize) -> String {
        format!(
            "<{prefix}:blipFill><a:blip xmlns:a=\"{DRAWING}\" xmlns:r=\"{LINKS}\" r:embed=\"rId{png}\"><a:extLst>\
             <a:ext uri=\"{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}\"><asvg:svgBlip \
             xmlns:asvg=\"http://schemas.microsoft.com/office/drawing/2016/SVG/main\" r:embed=\"rId{svg}\"/></a:ext>\
             </a:extLst></a:blip><a:stretch xmlns:a=\"{DRAWING}\"><a:fillRect/></a:stretch></{prefix}:blipFill>"
        )
    }

    /// The place and size of a picture or text box, in points, with `prefix` before the outer element.
    pub(crate) fn shape(prefix: &str, (x, y): (f32, f32), (width, height): (f32, f32)) -> String {
        format!(
            "<{prefix}:spPr><a:xfrm xmlns:a=\"{DRAWING}\"><a:off x=\"{}\" y=\"{}\"/><a:ext cx=\"{}\" cy=\"{}\"/></a:xfrm>\
             <a:prstGeom xmlns:a=\"{DRAWING}\" prst=\"rect\"><a:avLst/></a:prstGeom></{prefix}:spPr>",
            emu(x),
            emu(y),
            emu(width),
            emu(height),
        )
    }
}
