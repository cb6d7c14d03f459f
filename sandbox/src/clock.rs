//! The sandbox's clock: it stands still or runs, and can be set. Snowflakes and timestamps come from it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// What the clock showed, and since when it has been running; `None`: it stands still.
pub type Reading = (Timestamp, Option<Instant>);

/// A handle to the one clock of a sandbox; clones show and set the same time.
#[derive(Clone)]
pub struct Clock {
    reading: Arc<watch::Sender<Reading>>,
}

impl Clock {
    /// A clock that shows `at` until it is set.
    pub fn frozen(at: Timestamp) -> Self {
        Self {
            reading: Arc::new(watch::Sender::new((at, None))),
        }
    }

    /// A clock that starts at `at` and runs on in real time.
    pub fn running(at: Timestamp) -> Self {
        let clock = Self::frozen(at);
        clock.run();
        clock
    }

    /// A clock that shows what the machine's clock shows.
    pub fn of_the_machine() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "a sandbox for people starts at their time"
        )]
        Self::running(Timestamp::now())
    }

    pub fn now(&self) -> Timestamp {
        let (at, running_since) = *self.reading.borrow();
        at + running_since.map_or(Duration::ZERO, |since| since.elapsed())
    }

    /// Shows `at` from now on; a running clock runs on from there.
    pub fn set(&self, at: Timestamp) {
        self.reading.send_modify(|reading| {
            *reading = (at, reading.1.map(|_| Instant::now()));
        });
    }

    pub fn advance(&self, by: SignedDuration) {
        self.set(self.now() + by);
    }

    /// Runs on in real time from what it shows.
    pub fn run(&self) {
        let now = self.now();
        self.reading.send_replace((now, Some(Instant::now())));
    }

    /// Stands still at what it shows.
    pub fn stop(&self) {
        let now = self.now();
        self.reading.send_replace((now, None));
    }

    /// Follows the clock: the receiver sees each setting, start and stop.
    pub fn subscribe(&self) -> watch::Receiver<Reading> {
        self.reading.subscribe()
    }
}
