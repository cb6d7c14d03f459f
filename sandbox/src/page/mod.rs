//! The page: a client of the sandbox in a browser. It shows what a person sees (`look`) and does what
//! a person can do (`act`); it knows nothing of the bot.

mod act;
mod files;
mod look;
mod time;

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State as Given};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use axum::routing::{get, post};
use futures_util::Stream;
use futures_util::stream::unfold;

use crate::outcome::Modal;
use crate::state::{Shared, State};

pub(crate) use files::index;

/// What the page says beside what is in the sandbox.
#[derive(Clone, Debug, Default)]
pub struct PageOptions {
    /// The name on the page and in the browser's tab.
    pub title: String,
    /// What to try, in order: a sentence, and the command that a click on it types (empty: none).
    /// `{zone}` in a command becomes the time zone of the page.
    pub tries: Vec<(String, String)>,
}

pub(crate) struct Page {
    shared: Arc<Shared>,
    options: PageOptions,
    /// The form that each person has open, by user id: a client shows one at a time.
    forms: Mutex<HashMap<u64, Modal>>,
}

impl Page {
    fn forms(&self) -> MutexGuard<'_, HashMap<u64, Modal>> {
        self.forms
            .lock()
            .unwrap_or_else(|poison| poison.into_inner())
    }
}

/// The page's files below `/page`, its own small API below `/page/api`.
pub(crate) fn router(shared: Arc<Shared>, options: PageOptions) -> Router<Arc<Shared>> {
    shared.change(open_direct_messages);
    let page = Page {
        shared,
        options,
        forms: Mutex::default(),
    };
    Router::new()
        .route("/page/{name}", get(files::file))
        .route("/page/api/look", get(look::look))
        .route("/page/api/events", get(events))
        .route("/page/api/slash", post(act::slash))
        .route("/page/api/slash-with-file", post(act::slash_with_file))
        .route("/page/api/complete", post(act::complete))
        .route("/page/api/press", post(act::press))
        .route("/page/api/select", post(act::select))
        .route("/page/api/submit", post(act::submit))
        .route("/page/api/say", post(act::say))
        .route("/page/api/dismiss", post(act::dismiss))
        .route("/page/api/reload", post(act::reload))
        .route("/page/api/clock", post(time::set))
        .layer(from_fn(from_this_page))
        .with_state(Arc::new(page))
}

/// The page lists everybody's direct messages, so that a first word can be said there.
fn open_direct_messages(state: &mut State) {
    let users = state.users.values();
    let people: Vec<u64> = users.filter(|it| !it.bot).map(|it| it.id).collect();
    for person in people {
        state.direct_channel(person);
    }
}

/// Other sites that the same browser shows may not press buttons here.
async fn from_this_page(request: Request, next: Next) -> Response {
    if is_foreign(request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    next.run(request).await
}

fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    let Some(origin) = text("origin") else {
        return false;
    };
    let site = origin.split_once("://").map(|(_, site)| site);
    site.is_none() || site != text("host")
}

/// One event for each change of the sandbox or its clock; several at once become one.
async fn events(
    Given(page): Given<Arc<Page>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut changes = page.shared.changes();
    let clock = page.shared.read(|state| state.clock.subscribe());
    // The first event comes at once: the browser then knows that it is connected.
    changes.mark_changed();
    let stream = unfold((changes, clock), |(mut changes, mut clock)| async move {
        let changed = tokio::select! {
            changed = changes.changed() => changed,
            changed = clock.changed() => changed,
        };
        let event = Event::default().data("changed");
        changed.is_ok().then_some((Ok(event), (changes, clock)))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
