//! Guilds and members as they come to be known.

use super::App;
use crate::store;

impl App {
    /// True when the guild was not known before.
    pub async fn join(&self, guild: u64) -> store::Result<bool> {
        let now = self.clock.now();
        self.store
            .write(move |db| store::guild::join(db, guild, now))
            .await
    }

    /// Keeps the name by which the guild shows a member now.
    pub async fn meet(&self, guild: u64, user: u64, name: &str) -> store::Result<()> {
        let name = name.to_owned();
        let now = self.clock.now();
        let known = {
            let name = name.clone();
            self.store
                .read(move |db| store::guild::name(db, guild, user).map(|it| it == Some(name)))
                .await?
        };
        if known {
            return Ok(());
        }
        self.store
            .write(move |db| {
                store::guild::join(db, guild, now)?;
                store::guild::meet(db, guild, user, &name)
            })
            .await
    }
}
