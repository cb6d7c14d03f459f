//! One try of one request, and what came back.

use std::time::Duration;

use anyhow::Context;
use reqwest::{
    Client,
    header::{CONTENT_LENGTH, USER_AGENT},
    multipart::{Form, Part},
    redirect::Policy,
};
use serde::Deserialize;
use serenity::http::Request;

use super::{
    answer::Answer,
    error::{Kind, RestError},
    limits::Limits,
    path::Path,
};
use crate::ops::metrics;

/// A file to be attached to a message.
#[derive(Debug, Clone)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

pub(super) struct Sender {
    client: Client,
    /// With the prefix `Bot `.
    token: String,
    base: String,
}

/// A request that can be sent more than once.
pub(super) struct Outgoing<'a> {
    request: Request<'a>,
    files: &'a [File],
    pub(super) path: Path,
}

/// Nothing came back.
pub(super) enum Failure {
    /// The request cannot be built, with the reason.
    Unbuilt(String),
    Lost(reqwest::Error),
}

impl Sender {
    pub(super) fn new(token: &str, base: &str, limits: &Limits) -> anyhow::Result<Self> {
        let client = Client::builder()
            .connect_timeout(limits.connect_timeout)
            .timeout(limits.timeout)
            .redirect(Policy::none())
            .user_agent(AGENT)
            .build()
            .context("cannot set up the HTTP client")?;
        let token = format!("Bot {}", token.trim_start_matches("Bot "));
        Ok(Self {
            client,
            token,
            base: base.trim_end_matches('/').to_owned(),
        })
    }

    pub(super) fn client(&self) -> Client {
        self.client.clone()
    }

    /// Sends once, and reads the whole answer, within `limit`.
    pub(super) async fn send(
        &self,
        out: &Outgoing<'_>,
        limit: Duration,
    ) -> Result<Answer, Failure> {
        let mut request = self.build(out)?;
        *request.timeout_mut() = Some(limit);
        let response = self.client.execute(request).await.map_err(Failure::Lost)?;
        let (status, headers) = (response.status(), response.headers().clone());
        metrics::requested(status.as_u16());
        let body = response.bytes().await.map_err(Failure::Lost)?.to_vec();
        Ok(Answer::new(status, headers, body))
    }

    fn build(&self, out: &Outgoing<'_>) -> Result<reqwest::Request, Failure> {
        let build = |request: Request<'_>| {
            request
                .build(&self.client, &self.token, Some(&self.base))
                .map_err(|fault| Failure::Unbuilt(fault.to_string()))
        };
        let mut request = if out.files.is_empty() {
            build(out.request.clone())?.build()
        } else {
            build(out.request.clone().body(None))?
                .multipart(out.form())
                .build()
        }
        .map_err(|fault| Failure::Unbuilt(chain(fault)))?;
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, AGENT.parse().expect("it is ASCII"));
        // serenity knows of no body, says 0, and reqwest appends the form's own length.
        if let Some(length) = headers.get_all(CONTENT_LENGTH).iter().next_back().cloned() {
            headers.insert(CONTENT_LENGTH, length);
        }
        Ok(request)
    }
}

/// Discord asks for this form: <https://docs.discord.com/developers/reference#user-agent>.
const AGENT: &str = concat!(
    "DiscordBot (https://crates.io/crates/whetstone, ",
    env!("CARGO_PKG_VERSION"),
    ")"
);

impl<'a> Outgoing<'a> {
    pub(super) fn new(request: Request<'a>) -> Self {
        Self::with_files(request, &[])
    }

    /// The request's body is the message; the files go beside it.
    pub(super) fn with_files(request: Request<'a>, files: &'a [File]) -> Self {
        Self {
            path: Path::of(&request),
            request,
            files,
        }
    }

    /// Whether it may be sent again although it may have been applied.
    pub(super) fn repeats(&self) -> bool {
        self.path.is_idempotent() || self.enforces_nonce()
    }

    /// Discord returns the message that has the nonce already, instead of a second one.
    fn enforces_nonce(&self) -> bool {
        #[derive(Deserialize)]
        struct Body {
            enforce_nonce: bool,
        }
        let body = self.request.body_ref().unwrap_or_default();
        serde_json::from_slice::<Body>(body).is_ok_and(|it| it.enforce_nonce)
    }

    fn form(&self) -> Form {
        let payload = String::from_utf8_lossy(self.request.body_ref().unwrap_or(b"{}"));
        let form = Form::new().text("payload_json", payload.into_owned());
        self.files.iter().enumerate().fold(form, |form, (n, file)| {
            let part = Part::bytes(file.bytes.clone()).file_name(file.name.clone());
            form.part(format!("files[{n}]"), part)
        })
    }

    pub(super) fn error(&self, kind: Kind) -> RestError {
        RestError {
            kind,
            request: self.path.to_string(),
        }
    }

    pub(super) fn limited(&self, retry_after: Option<Duration>) -> RestError {
        self.error(Kind::Limited { retry_after })
    }
}

impl Failure {
    /// The connection never stood, so that nothing can have been applied.
    pub(super) fn is_unsent(&self) -> bool {
        matches!(self, Self::Lost(fault) if fault.is_connect())
    }

    pub(super) fn error(self, out: &Outgoing<'_>) -> RestError {
        out.error(match self {
            Self::Unbuilt(reason) => Kind::Transport(reason),
            Self::Lost(fault) if fault.is_timeout() => Kind::Timeout,
            // The address holds an interaction's token.
            Self::Lost(fault) => Kind::Transport(chain(fault.without_url())),
        })
    }
}

/// An error with its causes, in one line.
fn chain(error: reqwest::Error) -> String {
    format!("{:#}", anyhow::Error::new(error))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use serenity::{
        http::{LightMethod, Route},
        model::id::{ChannelId, InteractionId},
    };

    use super::*;

    fn repeats(route: Route<'_>, method: LightMethod, body: Value) -> bool {
        Outgoing::new(Request::new(route, method).body(Some(body.to_string().into_bytes())))
            .repeats()
    }

    #[test]
    fn only_what_is_harmless_twice_is_repeated() {
        let messages = Route::ChannelMessages {
            channel_id: ChannelId::new(1),
        };
        let callback = Route::InteractionResponse {
            interaction_id: InteractionId::new(1),
            token: "secret",
        };
        assert!(repeats(messages, LightMethod::Get, json!({})));
        assert!(repeats(callback, LightMethod::Post, json!({})));
        assert!(repeats(
            messages,
            LightMethod::Post,
            json!({"nonce": "7", "enforce_nonce": true})
        ));
        assert!(!repeats(
            messages,
            LightMethod::Post,
            json!({"content": "\"enforce_nonce\": true"})
        ));
        assert!(!repeats(
            messages,
            LightMethod::Post,
            json!({"nonce": "7", "enforce_nonce": false})
        ));
    }

    #[test]
    fn an_error_shows_no_token_of_an_interaction() {
        let route = Route::InteractionResponse {
            interaction_id: InteractionId::new(1),
            token: "secret",
        };
        let error = Outgoing::new(Request::new(route, LightMethod::Post)).error(Kind::Timeout);
        assert_eq!(
            error.to_string(),
            "POST /interactions/{id}/{token}/callback: no answer in time"
        );
        assert!(!format!("{error:?}").contains("secret"));
    }
}
