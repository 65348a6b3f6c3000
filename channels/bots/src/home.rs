use crate::Button;

/// A page of the bot's for one person, where a channel keeps such a thing: Slack's home tab.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Home {
    pub sections: Vec<Section>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    pub title: String,
    pub lines: Vec<Line>,
}

/// A line of plain text, with what can be done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub button: Option<Button>,
}

impl Home {
    pub(crate) fn actions_mut(&mut self) -> impl Iterator<Item = &mut String> {
        self.sections
            .iter_mut()
            .flat_map(|section| &mut section.lines)
            .filter_map(|line| line.button.as_mut()?.action_mut())
    }
}
