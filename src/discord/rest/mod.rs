//! Requests to Discord: built by serenity, executed here, so that status and headers are seen and every wait is ours.

mod answer;
mod calls;
mod error;
mod gate;
mod http;
mod limiter;
mod limits;
mod model;
mod pacer;
mod path;
mod turns;

use std::{
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde::de::DeserializeOwned;
use serenity::http::Request;
use tokio::time::{Instant, sleep, timeout_at};
use tokio_util::sync::CancellationToken;

use self::{
    answer::Answer,
    http::{Failure, Outgoing, Sender},
    limiter::{Limiter, Permit},
};
pub use self::{
    error::{Kind, RestError},
    http::File,
    limits::Limits,
    model::*,
};

/// Who waits for a call: a member's goes before what the clock caused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    Member,
    Clock,
}

/// The way out; cheap to clone. It must be made inside a tokio runtime, which drives its limiter.
#[derive(Clone)]
pub struct Rest(Arc<Inner>);

struct Inner {
    sender: Sender,
    limiter: Limiter,
    limits: Limits,
    /// Known since the first READY.
    application_id: OnceLock<u64>,
    /// Cancelled once Discord has refused the token: nothing is sent after that.
    revoked: CancellationToken,
    /// A lock, since two requests may fail at once; held for one draw.
    jitter: Mutex<StdRng>,
}

/// What to do about the result of one try.
enum Verdict {
    Done(Answer),
    Refused(RestError),
    /// 429: again after this long.
    Limited(Duration),
    /// It may be tried again, after a pause of ours.
    Failed(RestError),
}

impl Rest {
    /// `base` is the address up to `/api`, for example `https://discord.com`; `seed` makes the jitter of the back-off.
    ///
    /// # Errors
    /// When the system's TLS or proxy settings do not allow a client.
    pub fn new(token: &str, base: &str, limits: Limits, seed: u64) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(Inner {
            sender: Sender::new(token, base, &limits)?,
            limiter: Limiter::new(&limits),
            application_id: OnceLock::new(),
            revoked: CancellationToken::new(),
            jitter: Mutex::new(StdRng::seed_from_u64(seed)),
            limits,
        })))
    }

    /// Asks under the limits, and reads the answer.
    pub async fn call<T: DeserializeOwned>(
        &self,
        lane: Lane,
        request: Request<'_>,
    ) -> Result<T, RestError> {
        let out = Outgoing::new(request);
        self.limited(lane, &out).await?.read(&out)
    }

    /// As [`Self::call`], for requests whose answer does not matter.
    pub async fn send(&self, lane: Lane, request: Request<'_>) -> Result<(), RestError> {
        self.limited(lane, &Outgoing::new(request)).await.map(drop)
    }

    /// Answers an interaction, by its callback or its webhook: outside the limits, at once.
    pub async fn interaction(&self, request: Request<'_>) -> Result<(), RestError> {
        self.unlimited(&Outgoing::new(request)).await.map(drop)
    }

    /// Returns once Discord has refused the token (401).
    pub async fn revoked(&self) {
        self.0.revoked.cancelled().await;
    }

    /// How long a member is kept waiting for Discord's limits at most.
    pub fn member_patience(&self) -> Duration {
        self.0.limits.member_patience
    }

    pub fn set_application_id(&self, id: u64) {
        // Each READY repeats the same id, so that a second one changes nothing.
        let _ = self.0.application_id.set(id);
    }

    pub fn application_id(&self) -> Option<u64> {
        self.0.application_id.get().copied()
    }

    /// The client underneath, for serenity's gateway, whose own has no time-outs.
    pub fn http_client(&self) -> reqwest::Client {
        self.0.sender.client()
    }

    async fn limited(&self, lane: Lane, out: &Outgoing<'_>) -> Result<Answer, RestError> {
        let until = match lane {
            Lane::Member => Some(Instant::now() + self.0.limits.member_patience),
            Lane::Clock => None,
        };
        let mut failures = 0;
        // What went wrong at the last try: it says more than that the line is too long for another.
        let mut last: Option<RestError> = None;
        loop {
            let entered = self.enter(lane, out, until).await;
            let permit = entered.map_err(|error| last.take().unwrap_or(error))?;
            let result = self.0.sender.send(out, self.0.limits.timeout).await;
            self.0
                .limiter
                .learn(permit, &out.path, result.as_ref().ok());
            match verdict(result, out) {
                Verdict::Done(answer) => return Ok(answer),
                Verdict::Refused(error) => {
                    let in_doubt = last.is_some_and(|it| it.may_have_been_applied());
                    return Err(RestError {
                        in_doubt,
                        ..self.note_revocation(error)
                    });
                }
                // The limiter knows of the wait.
                Verdict::Limited(wait) if until.is_none_or(|it| Instant::now() + wait < it) => {}
                Verdict::Limited(wait) => return Err(out.limited(Some(wait))),
                Verdict::Failed(error) => {
                    failures += 1;
                    sleep(self.pause_after(failures).ok_or(error.clone())?).await;
                    last = Some(error);
                }
            }
        }
    }

    async fn enter(
        &self,
        lane: Lane,
        out: &Outgoing<'_>,
        until: Option<Instant>,
    ) -> Result<Permit, RestError> {
        if self.0.revoked.is_cancelled() {
            return Err(out.error(Kind::Revoked));
        }
        let entering = self.0.limiter.enter(lane, &out.path);
        match until {
            Some(until) => timeout_at(until, entering)
                .await
                .map_err(|_| out.limited(None)),
            None => Ok(entering.await),
        }
    }

    fn note_revocation(&self, error: RestError) -> RestError {
        if error.status() != Some(401) {
            return error;
        }
        self.0.revoked.cancel();
        RestError {
            kind: Kind::Revoked,
            ..error
        }
    }

    async fn unlimited(&self, out: &Outgoing<'_>) -> Result<Answer, RestError> {
        let until = Instant::now() + self.0.limits.life_of(&out.path);
        let mut failures = 0;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let result = self
                .0
                .sender
                .send(out, left.min(self.0.limits.timeout))
                .await;
            self.0.limiter.count(result.as_ref().ok());
            let (pause, error) = match verdict(result, out) {
                Verdict::Done(answer) => return Ok(answer),
                // An earlier try had come through, and only its answer was lost.
                Verdict::Refused(error)
                    if failures > 0 && error.code() == Some(ALREADY_ACKNOWLEDGED) =>
                {
                    return Ok(Answer::empty());
                }
                Verdict::Refused(error) => return Err(error),
                Verdict::Limited(wait) => (Some(wait), out.limited(Some(wait))),
                Verdict::Failed(error) => {
                    failures += 1;
                    (self.pause_after(failures), error)
                }
            };
            match pause {
                Some(pause) if Instant::now() + pause < until => sleep(pause).await,
                _ => return Err(error),
            }
        }
    }

    /// The pause after the n-th failure in a row: doubled each time, less up to a half; `None`: give up.
    fn pause_after(&self, failures: u32) -> Option<Duration> {
        let limits = &self.0.limits;
        let jitter = self
            .0
            .jitter
            .lock()
            .expect("nothing panics while it holds this")
            .random_range(0.5..=1.0);
        (failures < limits.tries)
            .then(|| limits.back_off.mul_f64(jitter) * (1 << (failures - 1).min(16)))
    }
}

/// <https://docs.discord.com/developers/topics/opcodes-and-status-codes#json>
const ALREADY_ACKNOWLEDGED: u32 = 40060;

fn verdict(result: Result<Answer, Failure>, out: &Outgoing<'_>) -> Verdict {
    match result {
        Ok(answer) => match answer.status.as_u16() {
            200..300 => Verdict::Done(answer),
            429 => Verdict::Limited(answer.retry_after()),
            500.. if out.repeats() => Verdict::Failed(answer.error(out)),
            _ => Verdict::Refused(answer.error(out)),
        },
        Err(failure) if out.repeats() || failure.is_unsent() => Verdict::Failed(failure.error(out)),
        Err(failure) => Verdict::Refused(failure.error(out)),
    }
}
