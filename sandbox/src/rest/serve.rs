//! From HTTP to a handler and back: parsing, the log, faults, the token, rate limits, cut connections.

use std::collections::HashMap;
use std::net::Shutdown;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, FromRequest, Multipart, Path, Query, Request, State as Given};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{Call, File, Reply, Route, RouteKind, find};
use crate::errors::ApiError;
use crate::faults::FaultKind;
use crate::interaction::ATTACHMENT_LIMIT;
use crate::limits::{Scope, Standing};
use crate::log;
use crate::state::{Shared, State};

/// The connection that a request came by, to be cut if a fault says so.
#[derive(Clone, Debug)]
pub(crate) struct Peer(pub(crate) Arc<std::net::TcpStream>);

/// What becomes of the connection.
enum Ending {
    Answer(Response),
    Silence,
    Cut,
}

/// Every request to the API comes here.
pub(crate) async fn serve(
    Given(shared): Given<Arc<Shared>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
) -> Response {
    match handle(shared, request).await {
        Ending::Answer(response) => response,
        Ending::Silence => std::future::pending().await,
        Ending::Cut => {
            // The bot may have hung up already, which is as good.
            let _ = peer.0.shutdown(Shutdown::Both);
            std::future::pending().await
        }
    }
}

/// A file of a message, by the address in its JSON.
pub(crate) async fn download(
    Given(shared): Given<Arc<Shared>>,
    Path((_channel, id, _name)): Path<(u64, u64, String)>,
) -> Response {
    let file = shared.read(|state| state.files.get(&id).cloned());
    match file {
        Some(file) => {
            let kind = [("content-type", file.content_type)];
            (kind, Bytes::from_owner(file.bytes)).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn handle(shared: Arc<Shared>, request: Request) -> Ending {
    let method = request.method().to_string();
    let uri = request.uri().clone();
    let path = uri.path().strip_prefix("/api/v10").unwrap_or_default();
    let authorization = request.headers().get("authorization").cloned();
    let found = find(&method, path);
    let read = read_body(request).await;
    let mut entry = log::Request {
        method,
        path: if found.is_some() { path } else { uri.path() }.into(),
        route: found.as_ref().map_or("", |(route, _)| route.path),
        query: uri.query().unwrap_or_default().into(),
        body: read.as_ref().map_or(Value::Null, |(body, _)| body.clone()),
        status: 0,
    };
    let query = Query::<HashMap<String, String>>::try_from_uri(&uri);
    let read = read.map(|(body, files)| (body, files, query.unwrap_or_default().0));
    shared.change(|state| {
        let ending = match found {
            Some((route, params)) => {
                let call = read.map(|(body, files, query)| Call {
                    shared: Arc::clone(&shared),
                    route: route.path,
                    params,
                    query,
                    body,
                    files,
                });
                run(state, route, path, authorization.as_ref(), call)
            }
            None => Ending::Answer(respond(Err(ApiError::not_found()), None)),
        };
        if let Ending::Answer(response) = &ending {
            entry.status = response.status().as_u16();
        }
        state.log.requests.push(entry);
        ending
    })
}

fn run(
    state: &mut State,
    route: &'static Route,
    path: &str,
    authorization: Option<&HeaderValue>,
    call: Result<Call, ApiError>,
) -> Ending {
    if state.stopped {
        return Ending::Cut;
    }
    let fault = state.faults.strike(route.method, path);
    match fault {
        Some(FaultKind::Status(status)) => {
            let error = ApiError::plain(status, &format!("{status}: Fault on purpose"));
            return Ending::Answer(respond(Err(error), None));
        }
        Some(FaultKind::RateLimited { after, global }) => {
            let scope = if global { Scope::Global } else { Scope::User };
            state.buckets.refused += 1;
            return Ending::Answer(too_many(after, scope));
        }
        Some(FaultKind::Timeout) => return Ending::Silence,
        Some(FaultKind::CutBefore) => return Ending::Cut,
        Some(FaultKind::CutAfter) | None => {}
    }
    if route.kind == RouteKind::Bot && !is_bot(state, authorization) {
        return Ending::Answer(respond(Err(ApiError::unauthorized()), None));
    }
    let standing = match &call {
        Ok(call) => take(state, route, &call.params),
        Err(_) => None,
    };
    if let Some((scope, standing)) = refused(&standing) {
        let mut response = too_many(standing.reset_after, scope);
        add_limit_headers(response.headers_mut(), standing);
        return Ending::Answer(response);
    }
    let reply = call.and_then(|call| (route.handler)(state, &call));
    if fault == Some(FaultKind::CutAfter) {
        return Ending::Cut;
    }
    Ending::Answer(respond(reply, standing.as_ref()))
}

fn is_bot(state: &State, authorization: Option<&HeaderValue>) -> bool {
    let given = authorization.and_then(|value| value.to_str().ok());
    given.and_then(|given| given.strip_prefix("Bot ")) == Some(&state.options.token)
}

fn take(state: &mut State, route: &'static Route, params: &[String]) -> Option<Standing> {
    if route.kind == RouteKind::Callback {
        return None;
    }
    let is_webhook = route.kind == RouteKind::Webhook;
    let major = params.get(usize::from(is_webhook)).map_or("", |it| it);
    let limits = &state.options.limits;
    let (method, path) = (route.method, route.path);
    state.buckets.take(limits, method, path, major, is_webhook)
}

fn refused(standing: &Option<Standing>) -> Option<(Scope, &Standing)> {
    let standing = standing.as_ref()?;
    Some((standing.refused?, standing))
}

fn respond(reply: Result<Reply, ApiError>, standing: Option<&Standing>) -> Response {
    let (status, body) = match reply {
        Ok(reply) => (reply.status, reply.body),
        Err(error) => (error.status, Some(error.body)),
    };
    let status = StatusCode::from_u16(status).expect("handlers answer with real statuses");
    let mut response = match body {
        Some(body) => (status, Json(body)).into_response(),
        None => (status, Body::empty()).into_response(),
    };
    if let Some(standing) = standing {
        add_limit_headers(response.headers_mut(), standing);
    }
    response
}

fn too_many(after: Duration, scope: Scope) -> Response {
    let name = match scope {
        Scope::User => "user",
        Scope::Global => "global",
        Scope::Shared => "shared",
    };
    let body = json!({
        "message": "You are being rate limited.",
        "retry_after": after.as_secs_f64(),
        "global": scope == Scope::Global,
    });
    let mut response = (StatusCode::TOO_MANY_REQUESTS, Json(body)).into_response();
    let headers = response.headers_mut();
    // Whole seconds, rounded up, as Discord's header has it; the body is exact.
    insert(
        headers,
        "retry-after",
        &after.as_secs_f64().ceil().to_string(),
    );
    insert(headers, "x-ratelimit-scope", name);
    if scope == Scope::Global {
        insert(headers, "x-ratelimit-global", "true");
    }
    response
}

fn add_limit_headers(headers: &mut HeaderMap, standing: &Standing) {
    let after = standing.reset_after.as_secs_f64();
    insert(headers, "x-ratelimit-limit", &standing.limit.to_string());
    insert(
        headers,
        "x-ratelimit-remaining",
        &standing.remaining.to_string(),
    );
    insert(headers, "x-ratelimit-reset-after", &format!("{after:.3}"));
    insert(
        headers,
        "x-ratelimit-reset",
        &format!("{:.3}", epoch_seconds() + after),
    );
    insert(headers, "x-ratelimit-bucket", &standing.bucket);
}

/// The machine's time: a window's end is real, whatever the sandbox's clock shows.
fn epoch_seconds() -> f64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "windows of rate limits run in real time"
    )]
    let now = jiff::Timestamp::now();
    now.as_duration().as_secs_f64()
}

fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) {
    let value = HeaderValue::from_str(value).expect("numbers and names are plain ASCII");
    headers.insert(name, value);
}

/// JSON, or a multipart form with `payload_json` and `files[n]`.
async fn read_body(request: Request) -> Result<(Value, Vec<File>), ApiError> {
    let content_type = request.headers().get("content-type");
    let is_form = content_type.is_some_and(|it| it.as_bytes().starts_with(b"multipart/form-data"));
    if is_form {
        return read_form(request).await;
    }
    let bytes = Bytes::from_request(request, &())
        .await
        .map_err(|_| ApiError::code(40005))?;
    if bytes.is_empty() {
        return Ok((Value::Null, Vec::new()));
    }
    let body = serde_json::from_slice(&bytes).map_err(|_| ApiError::code(50109))?;
    Ok((body, Vec::new()))
}

async fn read_form(request: Request) -> Result<(Value, Vec<File>), ApiError> {
    let invalid = |_| ApiError::code(50109);
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| ApiError::code(50109))?;
    let mut body = Value::Null;
    let mut files = Vec::new();
    while let Some(part) = form.next_field().await.map_err(invalid)? {
        let name = part.name().unwrap_or_default().to_string();
        let file_name = part.file_name().map(str::to_string);
        let content_type = part.content_type().map(str::to_string);
        let bytes = part.bytes().await.map_err(|_| ApiError::code(40005))?;
        if name == "payload_json" {
            body = serde_json::from_slice(&bytes).map_err(|_| ApiError::code(50109))?;
            continue;
        }
        if bytes.len() > ATTACHMENT_LIMIT {
            return Err(ApiError::code(40005));
        }
        files.push(File {
            index: index_of(&name).unwrap_or(files.len() as u64),
            name: file_name.unwrap_or_else(|| "unknown".into()),
            content_type: content_type.unwrap_or_else(|| "application/octet-stream".into()),
            bytes: Arc::from(&bytes[..]),
        });
    }
    Ok((body, files))
}

/// The `n` of `files[n]`.
fn index_of(name: &str) -> Option<u64> {
    name.strip_prefix("files[")?.strip_suffix(']')?.parse().ok()
}
