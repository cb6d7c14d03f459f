//! The ledger as the delivery works through it: what is owed, and each step on disk before the next.

use rusqlite::Connection;

use super::{App, streak};
use crate::{
    domain::snowflake,
    store::{self, daily::Daily, guild::Notice, post::Post},
};

impl App {
    pub async fn post(&self, id: u64) -> store::Result<Option<Post>> {
        self.store.read(move |db| store::post::get(db, id)).await
    }

    pub async fn post_of_message(&self, message: u64) -> store::Result<Option<Post>> {
        self.store
            .read(move |db| store::post::by_message(db, message))
            .await
    }

    pub async fn daily(&self, id: u64) -> store::Result<Option<Daily>> {
        self.store.read(move |db| store::daily::get(db, id)).await
    }

    /// Posts that are owed, the earliest first.
    pub async fn unfinished_posts(&self) -> store::Result<Vec<Post>> {
        self.store.read(store::post::unfinished).await
    }

    /// Posts with pieces of an answer that are not out.
    pub async fn unfinished_answers(&self) -> store::Result<Vec<u64>> {
        self.store.read(store::piece::unfinished).await
    }

    pub async fn step(
        &self,
        step: impl FnOnce(&Connection) -> store::Result<()> + Send + 'static,
    ) -> store::Result<()> {
        self.store.write(step).await
    }

    /// The post is in its channel. Sent before its guild day ended, it makes that day required.
    pub async fn record_sent(
        &self,
        id: u64,
        message: u64,
        thread: Option<u64>,
    ) -> store::Result<()> {
        let now = self.clock.now();
        self.store
            .write(move |db| {
                let at = snowflake::timestamp_of(message);
                store::post::set_sent(db, id, message, at, thread)?;
                let Some(Post {
                    guild,
                    day,
                    date: Some(_),
                    ..
                }) = store::post::get(db, id)?
                else {
                    return Ok(());
                };
                let calendar = store::guild::calendar(db, guild)?;
                let required = at < calendar.end(day) && store::guild::require_day(db, guild, day)?;
                if required && day < calendar.day_of(now) {
                    // A recovery made a past day required.
                    streak::recompute_guild(db, guild)?;
                }
                Ok(())
            })
            .await
    }

    pub async fn keep_notice(&self, guild: u64, text: String) -> store::Result<()> {
        let now = self.clock.now();
        self.store
            .write(move |db| store::guild::keep_notice(db, guild, now, &text))
            .await
    }

    pub async fn take_notices(&self, guild: u64) -> store::Result<Vec<String>> {
        self.store
            .write(move |db| store::guild::take_notices(db, guild))
            .await
    }

    pub async fn notices_to_send(&self) -> store::Result<Vec<Notice>> {
        self.store.read(store::guild::notices_to_send).await
    }

    pub async fn drop_notice(&self, id: u64) -> store::Result<()> {
        self.store
            .write(move |db| store::guild::drop_notice(db, id))
            .await
    }
}
