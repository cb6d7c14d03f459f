//! The REST API: one table of routes, and the way of a request through faults, rights and limits.

mod applications;
mod callback;
mod channels;
mod commands;
mod compose;
mod guilds;
mod messages;
mod serve;
mod threads;
mod webhooks;

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::errors::ApiError;
use crate::state::{Shared, State};

pub(crate) use compose::Draft;
pub(crate) use serve::{Peer, download, serve};

type Handler = fn(&mut State, &Call) -> Result<Reply, ApiError>;

/// Method, path and handler of a route, and whether it wants the bot's token.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    kind: RouteKind,
    handler: Handler,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum RouteKind {
    /// Wants the bot's token.
    Bot,
    /// `/gateway` alone: for everybody.
    Open,
    /// Has the interaction's token in its path; outside the global limit.
    Webhook,
    /// The same, and without any limit.
    Callback,
}

/// A request, taken apart.
pub(crate) struct Call {
    pub(crate) shared: Arc<Shared>,
    pub(crate) route: &'static str,
    /// What stands in the path for the placeholders.
    pub(crate) params: Vec<String>,
    pub(crate) query: HashMap<String, String>,
    pub(crate) body: Value,
    pub(crate) files: Vec<File>,
}

/// A file of a multipart body: `files[n]`.
pub(crate) struct File {
    pub(crate) index: u64,
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) bytes: Arc<[u8]>,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Option<Value>,
}

impl Reply {
    fn json(body: Value) -> Result<Self, ApiError> {
        Self::with(200, body)
    }

    fn created(body: Value) -> Result<Self, ApiError> {
        Self::with(201, body)
    }

    fn with(status: u16, body: Value) -> Result<Self, ApiError> {
        Ok(Self {
            status,
            body: Some(body),
        })
    }

    fn nothing() -> Result<Self, ApiError> {
        Ok(Self {
            status: 204,
            body: None,
        })
    }
}

impl Call {
    /// The id that stands for the `index`th placeholder.
    fn id(&self, index: usize) -> Result<u64, ApiError> {
        let given = &self.params[index];
        given.parse().map_err(|_| {
            let message = format!("Value \"{given}\" is not snowflake.");
            ApiError::form("", "NUMBER_TYPE_COERCE", &message)
        })
    }

    fn query_id(&self, name: &str) -> Option<u64> {
        self.query.get(name)?.parse().ok()
    }
}

/// The route of a request, and what stands for its placeholders.
pub(crate) fn find(method: &str, path: &str) -> Option<(&'static Route, Vec<String>)> {
    ROUTES
        .iter()
        .filter(|route| route.method == method)
        .find_map(|route| Some((route, matched(route.path, path)?)))
}

fn matched(pattern: &str, path: &str) -> Option<Vec<String>> {
    let mut params = Vec::new();
    let mut given = path.split('/');
    for wanted in pattern.split('/') {
        let given = given.next()?;
        if wanted.starts_with('{') && !given.is_empty() {
            params.push(given.to_string());
        } else if wanted != given {
            return None;
        }
    }
    given.next().is_none().then_some(params)
}

const fn route(method: &'static str, path: &'static str, handler: Handler) -> Route {
    of(RouteKind::Bot, method, path, handler)
}

const fn of(kind: RouteKind, method: &'static str, path: &'static str, handler: Handler) -> Route {
    Route {
        method,
        path,
        kind,
        handler,
    }
}

fn gateway(state: &mut State, _: &Call) -> Result<Reply, ApiError> {
    Reply::json(json!({ "url": state.gateway_url() }))
}

fn gateway_bot(state: &mut State, _: &Call) -> Result<Reply, ApiError> {
    let remaining = 1000_u32.saturating_sub(state.sessions.identified);
    Reply::json(json!({
        "url": state.gateway_url(),
        "shards": 1,
        "session_start_limit": {
            "total": 1000, "remaining": remaining, "reset_after": 86_400_000, "max_concurrency": 1,
        },
    }))
}

/// Every route that exists here. Literal paths come before placeholders.
#[rustfmt::skip]
const ROUTES: &[Route] = &[
    of(RouteKind::Open, "GET", "/gateway", gateway),
    route("GET", "/gateway/bot", gateway_bot),
    route("GET", "/users/@me", applications::me),
    route("POST", "/users/@me/channels", channels::open_direct),
    route("GET", "/oauth2/applications/@me", applications::application),
    route("GET", "/applications/@me", applications::application),
    route("GET", "/applications/{id}/commands", commands::list),
    route("POST", "/applications/{id}/commands", commands::create),
    route("PUT", "/applications/{id}/commands", commands::replace),
    route("GET", "/applications/{id}/commands/{id}", commands::get),
    route("PATCH", "/applications/{id}/commands/{id}", commands::edit),
    route("DELETE", "/applications/{id}/commands/{id}", commands::delete),
    route("GET", "/applications/{id}/guilds/{id}/commands", commands::list),
    route("POST", "/applications/{id}/guilds/{id}/commands", commands::create),
    route("PUT", "/applications/{id}/guilds/{id}/commands", commands::replace),
    route("GET", "/applications/{id}/guilds/{id}/commands/{id}", commands::get),
    route("PATCH", "/applications/{id}/guilds/{id}/commands/{id}", commands::edit),
    route("DELETE", "/applications/{id}/guilds/{id}/commands/{id}", commands::delete),
    of(RouteKind::Callback, "POST", "/interactions/{id}/{token}/callback", callback::answer),
    of(RouteKind::Webhook, "POST", "/webhooks/{id}/{token}", webhooks::follow_up),
    of(RouteKind::Webhook, "GET", "/webhooks/{id}/{token}/messages/{id}", webhooks::get),
    of(RouteKind::Webhook, "PATCH", "/webhooks/{id}/{token}/messages/{id}", webhooks::edit),
    of(RouteKind::Webhook, "DELETE", "/webhooks/{id}/{token}/messages/{id}", webhooks::delete),
    route("GET", "/channels/{id}", channels::get),
    route("PATCH", "/channels/{id}", channels::edit),
    route("POST", "/channels/{id}/typing", channels::typing),
    route("GET", "/channels/{id}/messages", messages::list),
    route("POST", "/channels/{id}/messages", messages::create),
    route("GET", "/channels/{id}/messages/{id}", messages::get),
    route("PATCH", "/channels/{id}/messages/{id}", messages::edit),
    route("DELETE", "/channels/{id}/messages/{id}", messages::delete),
    route("POST", "/channels/{id}/messages/{id}/threads", threads::from_message),
    route("POST", "/channels/{id}/threads", threads::create),
    route("GET", "/channels/{id}/threads/archived/public", threads::archived),
    route("GET", "/guilds/{id}", guilds::get),
    route("GET", "/guilds/{id}/channels", guilds::channels),
    route("GET", "/guilds/{id}/roles", guilds::roles),
    route("GET", "/guilds/{id}/members/{id}", guilds::member),
    route("GET", "/guilds/{id}/threads/active", guilds::active_threads),
];
