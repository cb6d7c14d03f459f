//! What Discord answered: its limits in the headers, its reasons in the body.

use std::time::Duration;

use reqwest::{StatusCode, header::HeaderMap};
use serde::{Deserialize, de::DeserializeOwned};
use tokio::time::Instant;
use twilight_http_ratelimiting::RateLimitHeaders;

use super::{
    error::{Kind, RestError},
    http::Outgoing,
    path::Path,
};

pub(super) struct Answer {
    pub(super) status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
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
    pub(super) fn new(status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self {
            status,
            headers,
            body,
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(headers: &[(&'static str, &'static str)], body: &str) -> Answer {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        Answer::new(
            StatusCode::TOO_MANY_REQUESTS,
            headers.collect(),
            body.as_bytes().to_vec(),
        )
    }

    const BUCKET: [(&str, &str); 5] = [
        ("x-ratelimit-bucket", "abc"),
        ("x-ratelimit-limit", "5"),
        ("x-ratelimit-remaining", "1"),
        ("x-ratelimit-reset-after", "0.25"),
        ("x-ratelimit-scope", "user"),
    ];

    #[test]
    fn the_wait_is_the_body_s_then_the_header_s_then_a_second() {
        let header = [("retry-after", "3")];
        assert_eq!(
            refused(&header, r#"{"retry_after": 2.25}"#).retry_after(),
            Duration::from_millis(2250)
        );
        assert_eq!(
            refused(&header, "<html>").retry_after(),
            Duration::from_secs(3)
        );
        assert_eq!(
            refused(&[], r#"{"retry_after": -1}"#).retry_after(),
            Duration::from_secs(1)
        );
    }

    #[test]
    fn a_429_is_for_all_when_it_says_so_or_has_no_headers_of_discord() {
        assert!(refused(&BUCKET, r#"{"global": true}"#).is_global());
        assert!(refused(&[("x-ratelimit-global", "true")], "{}").is_global());
        assert!(refused(&[("x-ratelimit-scope", "global")], "{}").is_global());
        assert!(refused(&[("retry-after", "600")], "<html>banned</html>").is_global());
        assert!(!refused(&BUCKET, r#"{"global": false}"#).is_global());
        assert!(!refused(&[("x-ratelimit-scope", "shared")], "{}").is_global());
    }

    #[test]
    fn the_headers_name_a_bucket_or_it_is_not_known() {
        let bucket = refused(&BUCKET, "{}").bucket().unwrap();
        assert_eq!(
            (bucket.bucket, bucket.limit, bucket.remaining),
            (b"abc".to_vec(), 5, 1)
        );
        assert!(refused(&BUCKET[1..], "{}").bucket().is_none());
    }
}
