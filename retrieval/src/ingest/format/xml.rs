use quick_xml::{Reader, escape::resolve_predefined_entity, events};

/// What stands in XML; an empty element opens and closes.
pub(super) enum Event<'a> {
    Open(Element<'a>),
    /// By its local name.
    Close(&'a str),
    Text(&'a str),
}

pub(super) struct Element<'a> {
    /// Without its prefix.
    pub(super) name: &'a str,
    start: &'a events::BytesStart<'a>,
}

impl Element<'_> {
    /// An attribute by its local name.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let mut known = attributes.with_checks(false).filter_map(Result::ok);
        let found = known.find(|attribute| local(attribute.key.as_ref()) == name)?;
        Some(found.value.to_string())
    }
}

/// Goes through all events of a text.
///
/// # Errors
/// What is wrong with it, in the words of the parser.
pub(super) fn walk(text: &str, mut on: impl FnMut(Event<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            events::Event::Start(start) => {
                on(Event::Open(Element { name: local(start.name().as_ref()), start: &start }));
            }
            events::Event::Empty(start) => {
                on(Event::Open(Element { name: local(start.name().as_ref()), start: &start }));
                on(Event::Close(local(start.name().as_ref())));
            }
            events::Event::End(end) => on(Event::Close(local(end.name().as_ref()))),
            events::Event::Text(text) => on(Event::Text(&text.xml10_content())),
            events::Event::CData(text) => on(Event::Text(&text.xml10_content())),
            events::Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(letter)) => on(Event::Text(letter.encode_utf8(&mut [0; 4]))),
                _ => {
                    on(Event::Text(resolve_predefined_entity(&reference.xml10_content()).unwrap_or_default()))
                }
            },
            events::Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}
