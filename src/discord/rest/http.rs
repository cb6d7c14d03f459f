//! One try of one request, and what came back.

use std::time::Duration;

use anyhow::Context;
use reqwest::{
    Client, StatusCode,
    header::{CONTENT_LENGTH, HeaderMap, USER_AGENT},
    multipart::{Form, Part},
    redirect::Policy,
};
use serde::{Deserialize, de::DeserializeOwned};
use serenity::http::Request;
use tokio::time::Instant;
use twilight_http_ratelimiting::RateLimitHeaders;

use super::{
    error::{Kind, RestError},
    limits::Limits,
    path::Path,
};

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

pub(super) struct Answer {
    pub(super) status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
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
        let body = response.bytes().await.map_err(Failure::Lost)?.to_vec();
        Ok(Answer {
            status,
            headers,
            body,
        })
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

/// What Discord says with a refusal.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    code: u32,
    message: String,
    /// Seconds.
    retry_after: Option<f64>,
    global: bool,
}

impl Answer {
    /// Of something that was done already.
    pub(super) fn empty() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            headers: HeaderMap::new(),
            body: Vec::new(),
        }
    }

    pub(super) fn read<T: DeserializeOwned>(&self, out: &Outgoing<'_>) -> Result<T, RestError> {
        serde_json::from_slice(&self.body).map_err(|fault| {
            out.error(Kind::Unreadable(format!(
                "line {}, column {}",
                fault.line(),
                fault.column()
            )))
        })
    }

    pub(super) fn error(&self, out: &Outgoing<'_>) -> RestError {
        let refusal = self.refusal();
        let message = match refusal.message {
            empty if empty.is_empty() => self.status.canonical_reason().unwrap_or("").to_owned(),
            message => message,
        };
        out.error(Kind::Status {
            status: self.status.as_u16(),
            code: refusal.code,
            message,
        })
    }

    /// How long a 429 asks to wait. The body is exact to the millisecond, the header to the second.
    pub(super) fn retry_after(&self) -> Duration {
        let seconds = self
            .refusal()
            .retry_after
            .or_else(|| self.number("retry-after"))
            .unwrap_or(1.0);
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::from_secs(1))
    }

    /// A 429 for all routes: the global limit, or a ban at Discord's door, which answers without its headers.
    pub(super) fn is_global(&self) -> bool {
        self.status == StatusCode::TOO_MANY_REQUESTS
            && (self.refusal().global
                || self.header("x-ratelimit-global").is_some()
                || self.scope() == Some("global")
                || (self.scope().is_none() && self.bucket().is_none()))
    }

    /// Caused by others at the same resource: it does not count against this bot.
    pub(super) fn is_shared(&self) -> bool {
        self.scope() == Some("shared")
    }

    /// What the headers say of the request's bucket.
    pub(super) fn bucket(&self) -> Option<RateLimitHeaders> {
        let reset_after =
            Duration::try_from_secs_f64(self.number(RateLimitHeaders::RESET_AFTER)?).ok()?;
        Some(RateLimitHeaders {
            bucket: self.header(RateLimitHeaders::BUCKET)?.as_bytes().to_vec(),
            limit: self.header(RateLimitHeaders::LIMIT)?.parse().ok()?,
            remaining: self.header(RateLimitHeaders::REMAINING)?.parse().ok()?,
            reset_at: (Instant::now() + reset_after).into_std(),
        })
    }

    /// The bucket after a 429: empty for as long as that says. Without a name it stands for the path alone.
    pub(super) fn exhausted_bucket(&self, path: &Path) -> RateLimitHeaders {
        RateLimitHeaders {
            bucket: self
                .bucket()
                .map_or_else(|| path.to_string().into_bytes(), |it| it.bucket),
            limit: self.bucket().map_or(0, |it| it.limit),
            remaining: 0,
            reset_at: (Instant::now() + self.retry_after()).into_std(),
        }
    }

    fn refusal(&self) -> Refusal {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    fn scope(&self) -> Option<&str> {
        self.header(RateLimitHeaders::SCOPE)
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.header(name)?.parse().ok()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
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
