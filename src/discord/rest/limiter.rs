//! When a request may go: its bucket (a kept limiter library), the global rate, the gate, and the order of the lanes.

use std::{sync::Arc, time::Duration};

use tokio::time::timeout;
use twilight_http_ratelimiting::RateLimiter as Buckets;

use super::{
    Lane,
    answer::Answer,
    gate::Gate,
    limits::Limits,
    pacer::{Pacer, Rank},
    path::Path,
    turns::{Turn, Turns},
};

pub(super) struct Limiter {
    /// Its own global limit is off: it would send all 50 at once.
    buckets: Buckets,
    pacer: Pacer,
    gate: Arc<Gate>,
    turns: Turns,
}

/// The right to send one request; to be handed back to [`Limiter::learn`].
pub(super) struct Permit {
    bucket: twilight_http_ratelimiting::Permit,
    _turn: Option<Turn>,
}

/// A free bucket answers sooner than this; it is asked through a channel.
const AT_ONCE: Duration = Duration::from_millis(2);

impl Limiter {
    pub(super) fn new(limits: &Limits) -> Self {
        let gate = Arc::new(Gate::new(limits));
        Self {
            buckets: Buckets::new(u16::MAX),
            pacer: Pacer::new(limits.interval, Arc::clone(&gate)),
            gate,
            turns: Turns::default(),
        }
    }

    /// Waits until the request may go, and must then go at once.
    pub(super) async fn enter(&self, lane: Lane, path: &Path) -> Permit {
        match lane {
            Lane::Member => self.enter_as_member(path).await,
            Lane::Clock => self.enter_as_clock(path).await,
        }
    }

    async fn enter_as_member(&self, path: &Path) -> Permit {
        let bucket = self.buckets.acquire(path.0.clone()).await;
        let _ = self.pacer.slot(Rank::Member).await;
        Permit {
            bucket,
            _turn: None,
        }
    }

    /// The clock's lane may be long. So that a member never waits for it, it enters a bucket one call at a time, and
    /// not before the pacer has a slot for it; a bucket that then makes it wait earns it a place before the others.
    async fn enter_as_clock(&self, path: &Path) -> Permit {
        let turn = Some(self.turns.wait(path).await);
        let slot = self.pacer.slot(Rank::Clock).await;
        let mut acquiring = self.buckets.acquire(path.0.clone());
        if let Ok(bucket) = timeout(AT_ONCE, &mut acquiring).await {
            return Permit {
                bucket,
                _turn: turn,
            };
        }
        slot.pass_on();
        let bucket = acquiring.await;
        let _ = self.pacer.slot(Rank::Held).await;
        Permit {
            bucket,
            _turn: turn,
        }
    }

    /// Takes in what the answer says of the limits; `None`: there was no answer.
    pub(super) fn learn(&self, permit: Permit, path: &Path, answer: Option<&Answer>) {
        self.count(answer);
        let Some(answer) = answer else {
            return;
        };
        if answer.is_global() {
            self.gate.shut_for(answer.retry_after());
            permit.bucket.complete(None);
        } else if answer.status == 429 {
            permit.bucket.complete(Some(answer.exhausted_bucket(path)));
        } else {
            permit.bucket.complete(answer.bucket());
        }
        if answer.status == 429 {
            let (wait, global) = (answer.retry_after(), answer.is_global());
            tracing::warn!(request = %path, ?wait, global, "rate limited");
        }
    }

    /// Counts what Discord holds against this address; refusals for what others did (`shared`) are not.
    pub(super) fn count(&self, answer: Option<&Answer>) {
        match answer.map(|it| it.status.as_u16()) {
            Some(401 | 403) => self.gate.count_invalid(),
            Some(429) if answer.is_some_and(|it| !it.is_shared()) => self.gate.count_invalid(),
            _ => {}
        }
    }
}
