//! Questions back: one at a time, with candidates that are complete questions.

use super::{
    Focus, Plan,
    ask::Ask,
    say::{choice, focus_in_words},
};
use crate::{Clarification, ClarifyOption};

/// Candidates that are offered, at most.
pub(super) const MOST_OPTIONS: usize = 5;

/// One question with an option for each focus; the label says what is different about it.
pub(super) fn clarify(ask: &Ask<'_>, question: String, options: Vec<(String, Focus)>) -> Box<Plan> {
    let mut offered: Vec<ClarifyOption> = Vec::new();
    for (label, focus) in options {
        let question = focus_in_words(&focus, ask.catalogue);
        if offered.len() < MOST_OPTIONS && offered.iter().all(|option| option.question != question) {
            offered.push(ClarifyOption { label, question });
        }
    }
    Box::new(Plan::Clarify(Clarification { question, options: offered }))
}

/// `Which of them do you mean: A, B or C?`
pub(super) fn which_of<'a>(typed: &str, labels: impl IntoIterator<Item = &'a str>) -> String {
    format!("\"{typed}\" could be {}. Which one do you mean?", choice(labels))
}

/// The option that a typed reply takes: its number ("2", "the second"), its label, or the part of its label that tells it
/// from the others. None where the reply is a question of its own.
pub fn chosen<'a>(clarification: &'a Clarification, reply: &str) -> Option<&'a crate::ClarifyOption> {
    let reply = plain(reply);
    if let Some(position) = position(&reply) {
        return clarification.options.get(position);
    }
    let same = |option: &&ClarifyOption| plain(&option.label) == reply || plain(&option.question) == reply;
    if let Some(option) = clarification.options.iter().find(same) {
        return Some(option);
    }
    if agrees(&reply) {
        return agreed(clarification);
    }
    let words: Vec<&str> = reply.split(' ').filter(|word| !is_polite(word)).collect();
    if words.is_empty() || words.len() > 6 {
        return None;
    }
    let holds = |option: &&ClarifyOption| {
        let label = plain(&option.label);
        let label: Vec<&str> = label.split(' ').collect();
        words.iter().all(|word| label.contains(word))
    };
    let mut fitting = clarification.options.iter().filter(holds);
    fitting.next().filter(|_| fitting.next().is_none())
}

/// "yes", "yes please", "ok, do it".
fn agrees(reply: &str) -> bool {
    let is_yes = |word: &str| {
        matches!(word, "yes" | "yeah" | "yep" | "ok" | "okay" | "sure" | "confirm" | "confirmed")
    };
    let goes_along = |word: &str| {
        matches!(word, "please" | "do" | "it" | "that" | "so" | "go" | "ahead" | "of" | "course")
    };
    reply.split(' ').any(is_yes) && reply.split(' ').all(|word| is_yes(word) || goes_along(word))
}

/// What a plain yes takes: the only option that says yes, or the only one that there is.
fn agreed(clarification: &Clarification) -> Option<&crate::ClarifyOption> {
    if let [only] = clarification.options.as_slice() {
        return Some(only);
    }
    let mut yes = clarification.options.iter().filter(|option| plain(&option.label).starts_with("yes"));
    yes.next().filter(|_| yes.next().is_none())
}

fn plain(text: &str) -> String {
    let words = text.chars().take(400).collect::<String>().to_lowercase();
    let words = words.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn is_polite(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "please"
            | "i"
            | "mean"
            | "meant"
            | "one"
            | "yes"
            | "option"
            | "that"
            | "it"
            | "is"
            | "s"
            | "a"
            | "for"
            | "by"
    )
}

fn position(reply: &str) -> Option<usize> {
    let word = reply
        .split(' ')
        .find(|word| !is_polite(word))
        .or(Some("1").filter(|_| reply == "one" || reply == "the one"))?;
    let rest = reply.split(' ').filter(|other| !is_polite(other)).count();
    let position = match word {
        "1" | "first" | "1st" => 0,
        "2" | "second" | "2nd" | "two" => 1,
        "3" | "third" | "3rd" | "three" => 2,
        "4" | "fourth" | "4th" | "four" => 3,
        "5" | "fifth" | "5th" | "five" => 4,
        _ => return None,
    };
    (rest <= 1).then_some(position)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn margins() -> Clarification {
        let option =
            |label: &str| ClarifyOption { label: label.to_owned(), question: format!("{label} last month") };
        Clarification {
            question: "Which?".to_owned(),
            options: vec![option("Gross margin"), option("Contribution margin")],
        }
    }

    #[test]
    fn replies_take_their_option() {
        for (reply, taken) in [
            ("gross margin", 0),
            ("Contribution", 1),
            ("the second one please", 1),
            ("2", 1),
            ("1st", 0),
            ("Contribution margin last month", 1),
            ("gross, please", 0),
        ] {
            assert_eq!(chosen(&margins(), reply), margins().options.get(taken), "{reply}");
        }
    }

    #[test]
    fn a_plain_yes_takes_what_says_yes() {
        let option = |label: &str| ClarifyOption { label: label.to_owned(), question: format!("{label}!") };
        let ask = |labels: &[&str]| Clarification {
            question: "Shall I?".to_owned(),
            options: labels.iter().map(|label| option(label)).collect(),
        };
        let (standing, single) = (ask(&["Yes, every Monday", "Just once"]), ask(&["Without \"6\""]));
        for reply in ["yes", "Yes please.", "ok", "yes, do it", "sure, go ahead"] {
            assert_eq!(chosen(&standing, reply), standing.options.first(), "{reply}");
            assert_eq!(chosen(&single, reply), single.options.first(), "{reply}");
            assert_eq!(chosen(&margins(), reply), None, "{reply}");
        }
    }

    #[test]
    fn other_questions_take_none() {
        for reply in ["margin", "OEE by line last week", "", "2 plants and more", "what about scrap", "7"] {
            assert_eq!(chosen(&margins(), reply), None, "{reply}");
        }
    }
}
