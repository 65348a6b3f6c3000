use crate::link::Span;

/// Decisions on doubtful words, taken to see what each of their readings would lead to.
#[derive(Debug, Clone, Default)]
pub(super) struct Choices {
    pub(super) picked: Vec<(Span, String)>,
    /// The measure to take where the question names none.
    pub(super) measure: Option<String>,
    /// Doubts beyond those decided are settled by the best candidate: no question within a question.
    pub(super) settled: bool,
}

impl Choices {
    pub(super) fn picked(&self, span: Span) -> Option<&str> {
        self.picked.iter().find(|(at, _)| *at == span).map(|(_, id)| id.as_str())
    }

    pub(super) fn with(&self, span: Span, id: &str) -> Self {
        let mut choices = self.clone();
        choices.picked.push((span, id.to_owned()));
        choices.settled = true;
        choices
    }

    pub(super) fn with_measure(&self, id: &str) -> Self {
        Choices { measure: Some(id.to_owned()), settled: true, ..self.clone() }
    }
}
