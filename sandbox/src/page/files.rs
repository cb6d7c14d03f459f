//! The page's files, compiled in, served with a policy that lets no other script run.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

const HTML: &str = "text/html; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Scripts, styles and pictures come from here alone; nothing in a message can bring its own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

macro_rules! files {
    ($($name:literal $kind:ident),* $(,)?) => {
        &[$(($name, $kind, include_str!(concat!("../../page/", $name)))),*]
    };
}

/// Name, type and text.
const FILES: &[(&str, &str, &str)] = files![
    "index.html" HTML,
    "page.css" STYLE,
    "message.css" STYLE,
    "page.js" SCRIPT,
    "api.js" SCRIPT,
    "clock.js" SCRIPT,
    "command.js" SCRIPT,
    "composer.js" SCRIPT,
    "dom.js" SCRIPT,
    "embed.js" SCRIPT,
    "form.js" SCRIPT,
    "list.js" SCRIPT,
    "markdown.js" SCRIPT,
    "messages.js" SCRIPT,
    "places.js" SCRIPT,
    "suggest.js" SCRIPT,
    "zones.js" SCRIPT,
];

/// The page itself.
pub(crate) fn index() -> Response {
    send("index.html")
}

pub(super) async fn file(Path(name): Path<String>) -> Response {
    send(&name)
}

fn send(name: &str) -> Response {
    let Some((_, kind, text)) = FILES.iter().find(|(it, ..)| *it == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (CONTENT_TYPE, *kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        // The next build of the sandbox, on the same port, may have other files.
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, *text).into_response()
}
