//! Why a request came to nothing. What it says never holds a token or a text.

use std::{fmt, time::Duration};

#[derive(Debug, Clone)]
pub struct RestError {
    pub kind: Kind,
    /// `POST /channels/1/messages`.
    pub request: String,
    /// An earlier try failed in a way that leaves open whether it was applied.
    pub in_doubt: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Discord said no. `code` is its JSON error code (0 when it gave none), `message` its words for that code.
    Status {
        status: u16,
        code: u32,
        message: String,
    },
    /// A limit would have kept a member waiting too long; how long is known unless the queue alone was too long.
    Limited { retry_after: Option<Duration> },
    /// No answer in time; the request may have been applied.
    Timeout,
    /// The connection failed, with the reason.
    Transport(String),
    /// The token is no longer valid: nothing can be sent with it.
    Revoked,
    /// The answer is not what was expected, with the fault.
    Unreadable(String),
    /// An interaction's webhook was to be used before the application's id was known.
    NotReady,
}

impl RestError {
    /// Discord's JSON error code, for example 50013.
    pub fn code(&self) -> Option<u32> {
        match self.kind {
            Kind::Status { code, .. } => Some(code),
            _ => None,
        }
    }

    pub fn status(&self) -> Option<u16> {
        match self.kind {
            Kind::Status { status, .. } => Some(status),
            Kind::Revoked => Some(401),
            _ => None,
        }
    }

    /// What was asked for is no longer there (404: unknown channel, message, member, …).
    pub fn is_gone(&self) -> bool {
        self.status() == Some(404)
    }

    /// The bot may not do this there (403).
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(403)
    }

    /// Discord says no to this request, and will again: the bot may not, it is not there, or the request is wrong.
    pub fn is_refusal(&self) -> bool {
        matches!(self.status(), Some(400 | 403 | 404))
    }

    /// Discord's limits are in the way for now.
    pub fn is_limited(&self) -> bool {
        matches!(self.kind, Kind::Limited { .. })
    }

    /// Whether Discord may have done what was asked all the same.
    pub fn may_have_been_applied(&self) -> bool {
        match self.kind {
            Kind::Timeout | Kind::Transport(_) | Kind::Unreadable(_) => true,
            Kind::Status { status, .. } => status >= 500,
            Kind::Limited { .. } | Kind::Revoked | Kind::NotReady => false,
        }
    }
}

impl std::error::Error for RestError {}

impl fmt::Display for RestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.request)?;
        match &self.kind {
            Kind::Status {
                status,
                code: 0,
                message,
            } => write!(f, "{status} {message}"),
            Kind::Status {
                status,
                code,
                message,
            } => write!(f, "{status} {message} (code {code})"),
            Kind::Limited {
                retry_after: Some(wait),
            } => {
                write!(f, "rate limited for {:.1} s", wait.as_secs_f64())
            }
            Kind::Limited { retry_after: None } => {
                f.write_str("the line for Discord's limits is too long")
            }
            Kind::Timeout => f.write_str("no answer in time"),
            Kind::Transport(reason) => f.write_str(reason),
            Kind::Revoked => f.write_str("Discord refuses the token"),
            Kind::Unreadable(fault) => write!(f, "unexpected answer: {fault}"),
            Kind::NotReady => f.write_str("the application's id is not known yet"),
        }
    }
}
