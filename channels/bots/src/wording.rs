/// What the bots say of themselves, in the words of the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Above the button that leads to signing in.
    pub sign_in: String,
    /// On that button.
    pub sign_in_button: String,
    /// In a shared conversation, when the reply went to who asked alone.
    pub answered_privately: String,
    /// In a shared conversation, when who asked cannot be written to in private.
    pub unreached: String,
    /// While an answer takes long and says nothing of how far it is.
    pub working: String,
    /// Back to a voice note.
    pub no_voice: String,
    /// Back to a file without words.
    pub no_file: String,
    /// Back to a message without any words.
    pub nothing_asked: String,
    /// Back to a message that is longer than a question.
    pub too_long: String,
    /// Back to a button that is not known any more, or not theirs.
    pub stale_button: String,
    /// Back to who did not want a file that was offered.
    pub declined: String,
    /// Beside the link to a file that was wanted, and that the channel then did not take.
    pub not_taken: String,
    /// When there is no answer because something is broken.
    pub failed: String,
    /// Before a reply, when it is not known whether the one before it arrived.
    pub earlier_uncertain: String,
}

impl Default for Wording {
    fn default() -> Self {
        let text = str::to_owned;
        Wording {
            sign_in: text("I do not know yet who you are. Sign in once, and I answer with what you may see."),
            sign_in_button: text("Sign in"),
            answered_privately: text("I have answered privately, because not everybody here may see it."),
            unreached: text("I may only answer this privately. Open a private chat with me, and ask there."),
            working: text("Working on it …"),
            no_voice: text("I cannot listen to voice notes yet. Please write your question."),
            no_file: text("I cannot read files here. Please write your question."),
            nothing_asked: text("I found no question in your message. Please write it as text."),
            too_long: text("Your message is too long for me. Please ask in fewer words, and attach nothing."),
            stale_button: text("This button is too old, or not meant for you. Please ask again."),
            declined: text("Then I leave it. Ask again whenever you want the file."),
            not_taken: text("The file could not be put among yours. You can download it instead."),
            failed: text("Something went wrong on my side, and it was noted. Please try again later."),
            earlier_uncertain: text(
                "An earlier reply may not have reached you. If you miss it, please ask again.",
            ),
        }
    }
}
