use sentia_agent::Person;

/// What is said where somebody may see less than when they ordered; what they may no longer see is not in what they get.
pub(super) fn narrower(then: &Person, now: &Person) -> Option<String> {
    if now.sees_all_that(then) {
        return None;
    }
    let lost: Vec<String> = then.scope.areas.difference(&now.scope.areas).map(ToString::to_string).collect();
    let lost = if lost.is_empty() { String::new() } else { format!(" (no longer {})", lost.join(", ")) };
    let rows = match &now.scope_in_words {
        Some(words) if then.scope_in_words != now.scope_in_words => format!(" ({words})"),
        _ => String::new(),
    };
    Some(format!(
        "You may see less than when you ordered this{lost}{rows}, so figures of before are missing here; ask your \
         administrator if you need them."
    ))
}
