//! Ends the process when the runtime stands still: some gateway closes make serenity spin for good, and with it stand
//! every timer and the signal handler. The supervisor starts it again.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use tokio::time::interval;

#[derive(Debug, Clone, Copy)]
pub struct Watchdog {
    /// The runtime must show a sign of life this often.
    pub tick: Duration,
    /// After this many looks without one it stands still. Looks are counted, not time, so that a machine that slept
    /// does not count as a runtime that did.
    pub patience: u32,
}

impl Default for Watchdog {
    fn default() -> Self {
        Self {
            tick: Duration::from_secs(1),
            patience: 20,
        }
    }
}

impl Watchdog {
    /// The exit code of a process that stood still: EX_SOFTWARE of sysexits.
    pub const EXIT_CODE: i32 = 70;

    /// Watches the current runtime until it ends; `on_stall` runs on a thread of its own, which no runtime can hold up.
    pub fn watch(self, on_stall: impl FnOnce() + Send + 'static) {
        let signs = Arc::new(AtomicU64::new(0));
        let seen = Arc::downgrade(&signs);
        tokio::spawn(give_signs(signs, self.tick));
        thread::Builder::new()
            .name("watchdog".to_owned())
            .spawn(move || {
                let mut looks = Looks::default();
                while let Some(signs) = seen.upgrade() {
                    if looks.without_a_sign(signs.load(Ordering::Relaxed)) >= self.patience {
                        return on_stall();
                    }
                    drop(signs);
                    thread::sleep(self.tick);
                }
            })
            .expect("a process that has just started may have one more thread");
    }
}

async fn give_signs(signs: Arc<AtomicU64>, tick: Duration) {
    let mut ticks = interval(tick);
    loop {
        ticks.tick().await;
        signs.fetch_add(1, Ordering::Relaxed);
    }
}

#[derive(Default)]
struct Looks {
    last: u64,
    in_vain: u32,
}

impl Looks {
    /// How many looks in a row, this one included, have seen nothing new.
    fn without_a_sign(&mut self, signs: u64) -> u32 {
        self.in_vain = if signs == self.last {
            self.in_vain + 1
        } else {
            0
        };
        self.last = signs;
        self.in_vain
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn each_sign_of_life_starts_the_count_again() {
        let mut looks = Looks::default();
        let counts = [1, 1, 1, 2, 2].map(|signs| looks.without_a_sign(signs));
        assert_eq!(counts, [0, 1, 2, 0, 1]);
    }

    #[tokio::test]
    async fn a_runtime_that_stands_still_is_noticed() {
        let watchdog = Watchdog {
            tick: Duration::from_millis(1),
            patience: 5,
        };
        let (stalled, noticed) = mpsc::channel();
        watchdog.watch(move || stalled.send(()).unwrap());
        // This blocks the test's only thread, and so its runtime.
        assert_eq!(noticed.recv_timeout(Duration::from_secs(10)), Ok(()));
    }
}
