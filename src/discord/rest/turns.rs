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

#[cfg(test)]
mod tests {
    use serenity::{
        http::{LightMethod, Request, Route},
        model::id::ChannelId,
    };

    use super::*;

    #[tokio::test]
    async fn nothing_is_kept_of_turns_that_are_over() {
        let turns = Turns::default();
        for channel in 1..100 {
            let route = Route::ChannelMessages {
                channel_id: ChannelId::new(channel),
            };
            let path = Path::of(&Request::new(route, LightMethod::Post));
            let first = turns.wait(&path).await;
            let (second, ()) = tokio::join!(turns.wait(&path), async { drop(first) });
            drop(second);
        }
        assert!(turns.entries().is_empty());
    }
}
