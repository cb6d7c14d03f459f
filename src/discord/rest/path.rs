//! The path of a request: which bucket it belongs to, and what a log may say of it.

use std::fmt;

use serenity::http::{LightMethod, Request};
use twilight_http_ratelimiting::{Endpoint, Method};

/// `channels/1/messages/{id}` and its method: ids beyond the first do not tell buckets apart, and would fill the
/// limiter's memory with an entry a message. Tokens are left out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Path(pub(super) Endpoint);

impl Path {
    pub(super) fn of(request: &Request<'_>) -> Self {
        let route = request.route_ref().path();
        let path = route
            .split_once("/api/v10/")
            .map_or(&*route, |(_, path)| path);
        Self(Endpoint {
            method: method(*request.method_ref()),
            path: template(path),
        })
    }

    /// The first answer to an interaction, which must come within 3 s.
    pub(super) fn is_callback(&self) -> bool {
        self.0.path.starts_with("interactions/")
    }

    /// May be applied twice without harm. An edit sets what it sets.
    pub(super) fn is_idempotent(&self) -> bool {
        self.0.method != Method::Post || self.is_callback()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} /{}", self.0.method.name(), self.0.path)
    }
}

fn template(path: &str) -> String {
    let of_interaction = path.starts_with("interactions/") || path.starts_with("webhooks/");
    let segment = |(place, segment): (usize, &str)| match place {
        0 => segment.to_owned(),
        2 if of_interaction => "{token}".to_owned(),
        1 if !path.starts_with("interactions/") => segment.to_owned(),
        _ if segment.bytes().all(|it| it.is_ascii_digit()) => "{id}".to_owned(),
        _ => segment.to_owned(),
    };
    path.split('/')
        .enumerate()
        .map(segment)
        .collect::<Vec<_>>()
        .join("/")
}

fn method(method: LightMethod) -> Method {
    match method {
        LightMethod::Delete => Method::Delete,
        LightMethod::Get => Method::Get,
        LightMethod::Patch => Method::Patch,
        LightMethod::Post => Method::Post,
        LightMethod::Put => Method::Put,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_keeps_its_channel_and_loses_its_message_and_its_token() {
        assert_eq!(
            template("channels/1/messages/22/threads"),
            "channels/1/messages/{id}/threads"
        );
        assert_eq!(template("guilds/1/members/22"), "guilds/1/members/{id}");
        assert_eq!(template("users/@me"), "users/@me");
        assert_eq!(
            template("interactions/1/abc/callback"),
            "interactions/{id}/{token}/callback"
        );
        assert_eq!(
            template("webhooks/1/abc/messages/@original"),
            "webhooks/1/{token}/messages/@original"
        );
    }
}
