//! The time, handed in: the system's, or one that the sandbox sets.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::watch;

/// What a settable clock showed, and since when it has been running; `None`: it stands still.
pub type Reading = (Timestamp, Option<Instant>);

#[derive(Clone)]
pub enum Clock {
    System,
    Settable(watch::Receiver<Reading>),
}

impl Clock {
    pub fn now(&self) -> Timestamp {
        match self {
            #[expect(
                clippy::disallowed_methods,
                reason = "this is where the program reads the clock"
            )]
            Self::System => Timestamp::now(),
            Self::Settable(reading) => {
                let (at, running_since) = *reading.borrow();
                at + running_since.map_or(Duration::ZERO, |since| since.elapsed())
            }
        }
    }

    /// Returns once `now() >= instant`, also when the clock is set forward meanwhile.
    pub async fn sleep_until(&self, instant: Timestamp) {
        loop {
            let Ok(left) = Duration::try_from(instant.duration_since(self.now())) else {
                return;
            };
            if left.is_zero() {
                return;
            }
            match self {
                // A minute at most: the system's clock may be set, or the machine may have slept.
                Self::System => tokio::time::sleep(left.min(Duration::from_secs(60))).await,
                Self::Settable(reading) => {
                    let mut reading = reading.clone();
                    let running = reading.borrow_and_update().1.is_some();
                    if instant <= self.now() {
                        return;
                    }
                    tokio::select! {
                        () = tokio::time::sleep(left), if running => {}
                        changed = reading.changed() => if changed.is_err() { std::future::pending::<()>().await },
                    }
                }
            }
        }
    }
}
