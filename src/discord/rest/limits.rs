//! How fast, how long, how often: in one place, so that tests make it short.

use std::time::Duration;

use super::path::Path;

#[derive(Debug, Clone)]
pub struct Limits {
    /// The least time between two requests of all lanes together. Discord allows 50 in a second: the default leaves
    /// 10 ms of it for the network's unevenness.
    pub interval: Duration,
    pub connect_timeout: Duration,
    /// For one try, up to the last byte of its answer.
    pub timeout: Duration,
    /// A try that failed is repeated this often at most.
    pub tries: u32,
    /// The pause after the first failure; doubled after each further one.
    pub back_off: Duration,
    /// A member's call that would wait longer than this for a limit fails instead, and the member is told.
    pub member_patience: Duration,
    /// An interaction must have its first answer within 3 s.
    pub callback_life: Duration,
    /// An interaction's webhook takes messages for 15 minutes.
    pub webhook_life: Duration,
    /// Discord bans an address after 10,000 invalid requests (401, 403, 429) in 10 minutes: all pause at this many.
    pub invalid_requests: u32,
    pub invalid_window: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            interval: Duration::from_micros(20_200),
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(15),
            tries: 5,
            back_off: Duration::from_millis(250),
            member_patience: Duration::from_secs(10),
            callback_life: Duration::from_secs(3),
            webhook_life: Duration::from_secs(15 * 60),
            invalid_requests: 8_000,
            invalid_window: Duration::from_secs(10 * 60),
        }
    }
}

impl Limits {
    /// How long an answer to an interaction is worth repeating.
    pub(super) fn life_of(&self, path: &Path) -> Duration {
        if path.is_callback() {
            self.callback_life
        } else {
            self.webhook_life
        }
    }
}
