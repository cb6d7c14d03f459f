//! One gate for all lanes: shut while Discord says so, or when too many requests were invalid.

use std::{collections::VecDeque, sync::Mutex, time::Duration};

use tokio::time::{Instant, sleep_until};

use super::limits::Limits;

pub(super) struct Gate {
    /// A lock for two words and a short list; never held across a wait.
    state: Mutex<State>,
    allowed: u32,
    window: Duration,
}

struct State {
    shut_until: Instant,
    /// Invalid requests, counted by slices of the window: a request a slot would be too much to keep.
    invalid: VecDeque<(Instant, u32)>,
}

/// The window is counted in this many slices.
const SLICES: u32 = 20;

impl Gate {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            state: Mutex::new(State {
                shut_until: Instant::now(),
                invalid: VecDeque::new(),
            }),
            allowed: limits.invalid_requests,
            window: limits.invalid_window,
        }
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
        let mut state = self.state();
        state.shut_until = state.shut_until.max(Instant::now() + wait);
    }

    /// Counts an answer 401, 403 or 429. At the limit the gate shuts until enough of them are older than the window.
    pub(super) fn count_invalid(&self) {
        let now = Instant::now();
        let mut state = self.state();
        while state
            .invalid
            .front()
            .is_some_and(|(since, _)| *since + self.window <= now)
        {
            state.invalid.pop_front();
        }
        match state.invalid.back_mut() {
            Some((since, count)) if now < *since + self.window / SLICES => *count += 1,
            _ => state.invalid.push_back((now, 1)),
        }
        if state.invalid.iter().map(|(_, count)| count).sum::<u32>() >= self.allowed {
            let oldest = state.invalid.front().map_or(now, |(since, _)| *since);
            state.shut_until = state
                .shut_until
                .max(oldest + self.window + self.window / SLICES);
            tracing::error!(
                "too many requests were refused: all pause, or Discord would ban this address"
            );
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state
            .lock()
            .expect("nothing panics while it holds this")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(allowed: u32) -> Gate {
        Gate::new(&Limits {
            invalid_requests: allowed,
            invalid_window: Duration::from_secs(600),
            ..Limits::default()
        })
    }

    #[tokio::test(start_paused = true)]
    async fn a_shut_gate_opens_after_the_longest_wait() {
        let gate = gate(10);
        let start = Instant::now();
        gate.shut_for(Duration::from_secs(5));
        gate.shut_for(Duration::from_secs(2));
        gate.open().await;
        assert_eq!(start.elapsed().as_secs(), 5);
    }

    #[tokio::test(start_paused = true)]
    async fn too_many_refusals_shut_it_until_they_are_old() {
        let gate = gate(3);
        let start = Instant::now();
        for _ in 0..2 {
            gate.count_invalid();
        }
        gate.open().await;
        assert_eq!(start.elapsed().as_secs(), 0, "two of three are allowed");
        gate.count_invalid();
        gate.open().await;
        assert_eq!(start.elapsed().as_secs(), 630);
        gate.count_invalid();
        gate.open().await;
        assert_eq!(
            start.elapsed().as_secs(),
            630,
            "the old ones no longer count"
        );
    }
}
