//! The global rate: one slot at a time, evenly spaced, to whoever ranks highest.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{Notify, oneshot};
use tokio_util::task::AbortOnDropHandle;

use super::gate::Gate;

#[derive(Debug, Clone, Copy)]
pub(super) enum Rank {
    /// A member waits.
    Member,
    /// The clock's, but it holds its channel's turn: whoever waits for the channel waits for it.
    Held,
    Clock,
}

pub(super) struct Pacer {
    lines: Arc<Lines>,
    _driver: AbortOnDropHandle<()>,
}

#[derive(Default)]
struct Lines {
    /// One line a rank; a lock for a push or a pop.
    waiting: Mutex<[VecDeque<oneshot::Sender<()>>; 3]>,
    /// Somebody has joined a line.
    joined: Notify,
}

/// The right to send one request now.
#[must_use]
pub(super) struct Slot<'a>(&'a Lines);

impl Pacer {
    pub(super) fn new(interval: Duration, gate: Arc<Gate>) -> Self {
        let quota = Quota::with_period(interval).expect("an interval is longer than nothing");
        let lines = Arc::<Lines>::default();
        let driver = drive(Arc::clone(&lines), RateLimiter::direct(quota), gate);
        Self {
            lines,
            _driver: AbortOnDropHandle::new(tokio::spawn(driver)),
        }
    }

    /// Waits for a slot. A future dropped earlier gives its place up.
    pub(super) async fn slot(&self, rank: Rank) -> Slot<'_> {
        let (ours, given) = oneshot::channel();
        self.lines.waiting()[rank as usize].push_back(ours);
        self.lines.joined.notify_one();
        given.await.expect("a line is dropped with its pacer only");
        Slot(&self.lines)
    }
}

impl Slot<'_> {
    /// Gives the slot to the next in line; it is lost if nobody waits.
    pub(super) fn pass_on(self) {
        self.0.hand_out();
    }
}

impl Lines {
    fn waiting(&self) -> std::sync::MutexGuard<'_, [VecDeque<oneshot::Sender<()>>; 3]> {
        self.waiting
            .lock()
            .expect("nothing panics while it holds this")
    }

    fn is_empty(&self) -> bool {
        self.waiting().iter().all(VecDeque::is_empty)
    }

    /// Whoever has gone meanwhile is skipped.
    fn hand_out(&self) {
        let mut waiting = self.waiting();
        while let Some(first) = waiting.iter_mut().find_map(VecDeque::pop_front) {
            if first.send(()).is_ok() {
                return;
            }
        }
    }
}

async fn drive(lines: Arc<Lines>, rate: DefaultDirectRateLimiter, gate: Arc<Gate>) {
    loop {
        while lines.is_empty() {
            lines.joined.notified().await;
        }
        gate.open().await;
        rate.until_ready().await;
        // It may have been shut during the wait for the rate.
        gate.open().await;
        lines.hand_out();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_go_to_the_highest_rank_then_to_the_first_come() {
        let lines = Lines::default();
        let join = |rank: Rank| {
            let (ours, given) = oneshot::channel();
            lines.waiting()[rank as usize].push_back(ours);
            given
        };
        let clock = join(Rank::Clock);
        let gone = join(Rank::Member);
        let mut in_order = [
            join(Rank::Member),
            join(Rank::Member),
            join(Rank::Held),
            clock,
        ];
        drop(gone);
        for turn in 0..in_order.len() {
            lines.hand_out();
            let served = in_order.iter_mut().map(|it| it.try_recv().is_ok());
            assert_eq!(
                served.collect::<Vec<_>>().iter().position(|it| *it),
                Some(turn)
            );
        }
        assert!(lines.is_empty());
    }
}
