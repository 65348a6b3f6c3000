//! Pages of a sentence or two, for browsers that are on their way to somewhere else.

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

pub(super) fn plain_page(status: StatusCode, heading: &str, text: &str) -> Response {
    let (heading, text) = (escaped(heading), escaped(text));
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{heading} · Sentia</title><main><h1>{heading}</h1>\
         <p>{text}</p><p><a href=\"/\">Back to Sentia</a></p></main></html>"
    );
    (status, Html(page)).into_response()
}

fn escaped(text: &str) -> String {
    let escape = |letter: char| match letter {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        letter => letter.to_string(),
    };
    text.chars().map(escape).collect()
}
