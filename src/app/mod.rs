//! What happens: each file loads, decides by the domain, saves, and gives back what there is to say. It speaks to
//! nobody: who is told, and in which words, is the business of `discord`.

pub mod ask;
pub mod attempt;
pub mod board;
pub mod close;
pub mod daily;
pub mod due;
mod ledger;
mod member;
pub mod reveal;
mod seen;
pub mod server;
pub mod streak;

use std::sync::{Arc, Mutex};

use rand::{SeedableRng, rngs::StdRng};

use crate::{bank::Bank, clock::Clock, store::Store};

/// What every action works with.
pub struct App {
    pub store: Store,
    pub bank: Arc<Bank>,
    pub clock: Clock,
    pub(crate) marks: Arc<seen::Marks>,
    /// Held for a draw at a time.
    chance: Mutex<StdRng>,
}

impl App {
    pub fn new(store: Store, bank: Arc<Bank>, clock: Clock, seed: u64) -> Self {
        Self {
            store,
            bank,
            clock,
            marks: Arc::default(),
            chance: Mutex::new(StdRng::seed_from_u64(seed)),
        }
    }

    /// A generator of its own for one piece of work.
    pub(crate) fn chance(&self) -> StdRng {
        let mut chance = self.chance.lock().expect("nothing panics while it is held");
        StdRng::from_rng(&mut *chance)
    }
}
