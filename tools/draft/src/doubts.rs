/// What a draft is not sure about, each with the dataset that it concerns.
#[derive(Debug, Default)]
pub(crate) struct Doubts(Vec<(String, String)>);

impl Doubts {
    pub(crate) fn add(&mut self, dataset: &str, what: impl Into<String>) {
        let doubt = (dataset.to_owned(), what.into());
        if !self.0.contains(&doubt) {
            self.0.push(doubt);
        }
    }

    pub(crate) fn of<'a>(&'a self, dataset: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(of, _)| of == dataset).map(|(_, what)| what.as_str())
    }

    /// All of them, as `dataset: what`.
    pub(crate) fn all(&self) -> Vec<String> {
        self.0
            .iter()
            .map(
                |(dataset, what)| {
                    if dataset.is_empty() { what.clone() } else { format!("{dataset}: {what}") }
                },
            )
            .collect()
    }
}
