use super::{
    package::Package,
    xml::{self, Event},
};
use crate::ingest::{Extract, Fault, Limits};

/// One page for each slide, with its title as heading.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Extract, Fault> {
    let mut package = Package::open(bytes, "pptx", limits)?;
    let number =
        |name: &str| name.strip_prefix("ppt/slides/slide")?.strip_suffix(".xml")?.parse::<u32>().ok();
    let mut slides: Vec<u32> = package.names().iter().filter_map(|name| number(name)).collect();
    slides.sort_unstable();
    if slides.len() > limits.pages {
        return Err(Fault::TooManyPages { pages: slides.len(), most: limits.pages });
    }
    let mut reading = Reading::default();
    for (page, slide) in (1..).zip(slides) {
        let part = package.main_part(&format!("ppt/slides/slide{slide}.xml"))?;
        reading.extract.turn_to(page);
        xml::walk(&part, |event| reading.take(event))
            .map_err(|detail| Fault::Corrupt { kind: "pptx", detail })?;
    }
    package.properties(&mut reading.extract)?;
    Ok(reading.extract)
}

#[derive(Default)]
struct Reading {
    extract: Extract,
    text: String,
    is_text: bool,
    is_title: bool,
    is_in_table: bool,
    rows: Vec<Vec<String>>,
}

impl Reading {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Open(element) => match element.name {
                "t" => self.is_text = true,
                "br" => self.text.push('\n'),
                "ph" => {
                    let kind = element.attribute("type").unwrap_or_default();
                    self.is_title = ["title", "ctrTitle"].contains(&kind.as_str());
                }
                "tbl" => self.is_in_table = true,
                "tr" => self.rows.push(Vec::new()),
                _ => {}
            },
            Event::Text(text) if self.is_text => self.text.push_str(text),
            Event::Text(_) => {}
            Event::Close(name) => self.close(name),
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.is_text = false,
            "p" => self.text.push('\n'),
            "tc" => {
                let cell = std::mem::take(&mut self.text);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            "tbl" => {
                self.is_in_table = false;
                self.extract.table(std::mem::take(&mut self.rows));
            }
            "sp" if !self.is_in_table => {
                let text = std::mem::take(&mut self.text);
                match std::mem::take(&mut self.is_title) {
                    true => self.extract.heading(1, &text),
                    false => self.extract.text(&text),
                }
            }
            _ => {}
        }
    }
}
