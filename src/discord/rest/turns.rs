//! Who of the clock's lane may stand at a bucket: one call a path, first come, first served.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use tokio::sync::{Mutex as Turnstile, OwnedMutexGuard};

use super::path::Path;

/// An entry lives while somebody has the turn or waits for it.
#[derive(Default, Clone)]
pub(super) struct Turns(Arc<Mutex<HashMap<Path, Arc<Turnstile<()>>>>>);

pub(super) struct Turn {
    turns: Turns,
    path: Path,
    _guard: OwnedMutexGuard<()>,
}

impl Turns {
    pub(super) async fn wait(&self, path: &Path) -> Turn {
        let turnstile = Arc::clone(self.entries().entry(path.clone()).or_default());
        let guard = turnstile.lock_owned().await;
        Turn {
            turns: self.clone(),
            path: path.clone(),
            _guard: guard,
        }
    }

    fn entries(&self) -> std::sync::MutexGuard<'_, HashMap<Path, Arc<Turnstile<()>>>> {
        self.0.lock().expect("nothing panics while it holds this")
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut entries = self.turns.entries();
        // The map's and the guard's: nobody waits.
        if entries
            .get(&self.path)
            .is_some_and(|it| Arc::strong_count(it) == 2)
        {
            entries.remove(&self.path);
        }
    }
}
