//! One gate for all lanes: shut while Discord says so, or when too many requests were invalid.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard},
    time::Duration,
};

use tokio::time::{Instant, sleep_until};

use super::limits::Limits;

/// A lock for a few words; never held across a wait.
pub(super) struct Gate(Mutex<State>);

struct State {
    shut_until: Instant,
    /// Invalid requests, counted by slices of the window: an entry for each would be too much to keep.
    invalid: VecDeque<(Instant, u32)>,
    allowed: u32,
    window: Duration,
}

const SLICES: u32 = 20;

impl Gate {
    pub(super) fn new(limits: &Limits) -> Self {
        Self(Mutex::new(State::new(Instant::now(), limits)))
    }

    /// Returns once the gate is open.
    pub(super) async fn open(&self) {
        loop {
            let until = self.state().shut_until;
            if until <= Instant::now() {
                return;
            }
            sleep_until(until).await;
        }
    }

    pub(super) fn shut_for(&self, wait: Duration) {
        self.state().shut_until(Instant::now() + wait);
    }

    /// Counts an answer 401, 403 or 429.
    pub(super) fn count_invalid(&self) {
        self.state().count_invalid(Instant::now());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("nothing panics while it holds this")
    }
}

impl State {
    fn new(now: Instant, limits: &Limits) -> Self {
        Self {
            shut_until: now,
            invalid: VecDeque::new(),
            allowed: limits.invalid_requests,
            window: limits.invalid_window,
        }
    }

    /// The longest wait holds.
    fn shut_until(&mut self, until: Instant) {
        self.shut_until = self.shut_until.max(until);
    }

    /// At the limit the gate shuts until the oldest slice is older than the window.
    fn count_invalid(&mut self, now: Instant) {
        let slice = self.window / SLICES;
        while self
            .invalid
            .front()
            .is_some_and(|(since, _)| *since + slice + self.window <= now)
        {
            self.invalid.pop_front();
        }
        match self.invalid.back_mut() {
            Some((since, count)) if now < *since + slice => *count += 1,
            _ => self.invalid.push_back((now, 1)),
        }
        if self.invalid.iter().map(|(_, count)| count).sum::<u32>() >= self.allowed {
            let oldest = self.invalid.front().map_or(now, |(since, _)| *since);
            self.shut_until(oldest + slice + self.window);
            tracing::error!(
                "too many requests were refused: all pause, or Discord would ban this address"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(start: Instant) -> State {
        State::new(
            start,
            &Limits {
                invalid_requests: 3,
                invalid_window: Duration::from_secs(600),
                ..Limits::default()
            },
        )
    }

    fn seconds(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    #[test]
    fn the_longest_wait_holds() {
        let start = Instant::now();
        let mut state = state(start);
        state.shut_until(start + seconds(5));
        state.shut_until(start + seconds(2));
        assert_eq!(state.shut_until, start + seconds(5));
    }

    #[test]
    fn too_many_refusals_shut_it_until_the_oldest_are_out_of_the_window() {
        let start = Instant::now();
        let mut state = state(start);
        state.count_invalid(start);
        state.count_invalid(start + seconds(10));
        assert_eq!(state.shut_until, start, "two are fewer than three");
        state.count_invalid(start + seconds(500));
        assert_eq!(state.shut_until, start + seconds(630));
    }

    #[test]
    fn old_refusals_are_forgotten() {
        let start = Instant::now();
        let mut state = state(start);
        state.count_invalid(start);
        state.count_invalid(start);
        state.count_invalid(start + seconds(630));
        assert_eq!(state.shut_until, start);
        assert_eq!(state.invalid.len(), 1);
    }
}
