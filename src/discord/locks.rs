//! One lock for each key, there while somebody holds or awaits it: work on one post by one task at a time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use tokio::sync::OwnedMutexGuard;

#[derive(Default)]
pub struct Locks(Mutex<HashMap<u64, Arc<tokio::sync::Mutex<()>>>>);

impl Locks {
    pub async fn lock(&self, key: u64) -> OwnedMutexGuard<()> {
        let lock = {
            let mut locks = self.0.lock().expect("nothing panics while it is held");
            // Those that nobody holds or awaits are only in the map.
            locks.retain(|_, lock| Arc::strong_count(lock) > 1);
            Arc::clone(locks.entry(key).or_default())
        };
        lock.lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_is_held_by_one_and_forgotten_after() {
        let locks = Locks::default();
        let one = locks.lock(1).await;
        let _other = locks.lock(2).await;
        let second = locks.lock(1);
        tokio::pin!(second);
        assert!(futures_util::poll!(&mut second).is_pending());
        drop(one);
        drop(second.await);
        let _third = locks.lock(3).await;
        assert_eq!(locks.0.lock().unwrap().len(), 2, "2 and 3 are held");
    }
}
