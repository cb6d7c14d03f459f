//! A member's streak: counted with each attempt, shown as of today, recomputed when a day becomes required late.

use rusqlite::Connection;

use super::App;
use crate::{
    domain::{
        day::Day,
        streak::{self, Attempted, DayLine, Streak, StreakRow},
    },
    store,
};

/// How many guild days `/streak` explains one by one.
pub const DAYS_SHOWN: u32 = 14;

/// A streak and its reasons.
pub struct Explained {
    pub streak: Streak,
    pub days: Vec<DayLine>,
}

impl App {
    /// `None`: the member has not tried a question in this guild.
    pub async fn streak(&self, guild: u64, user: u64) -> store::Result<Option<Explained>> {
        let now = self.clock.now();
        self.store
            .read(move |db| {
                let today = store::guild::calendar(db, guild)?.day_of(now);
                let attempts = store::attempt::days(db, guild, user)?;
                let Some(first) = attempts.first() else {
                    return Ok(None);
                };
                let required = store::guild::required_days(db, guild, *first)?;
                Ok(Some(Explained {
                    streak: shown(db, guild, user, today)?,
                    days: streak::day_by_day(&attempts, &required, today, DAYS_SHOWN),
                }))
            })
            .await
    }
}

/// The stored row walked over the required days since.
pub fn shown(db: &Connection, guild: u64, user: u64, today: Day) -> store::Result<Streak> {
    let Some(row) = store::streak::get(db, guild, user)? else {
        return Ok(Streak::default());
    };
    let required = store::guild::required_days(db, guild, row.last_day)?;
    Ok(row.shown(&required, today))
}

/// Takes an attempt's day into the stored row.
pub fn count_day(db: &Connection, guild: u64, user: u64, day: Day) -> store::Result<()> {
    let row = store::streak::get(db, guild, user)?;
    let required = match row {
        Some(row) => store::guild::required_days(db, guild, row.last_day)?,
        None => Vec::new(),
    };
    match StreakRow::attempt(row, day, &required) {
        Attempted::Row(row) => store::streak::put(db, guild, user, &row),
        Attempted::Recompute => recompute(db, guild, user),
    }
}

/// A past day became required: every stored streak is made anew from the attempts.
pub fn recompute_guild(db: &Connection, guild: u64) -> store::Result<()> {
    let members = store::streak::members(db, guild)?;
    members
        .into_iter()
        .try_for_each(|user| recompute(db, guild, user))
}

fn recompute(db: &Connection, guild: u64, user: u64) -> store::Result<()> {
    let attempts = store::attempt::days(db, guild, user)?;
    let Some(first) = attempts.first() else {
        return Ok(());
    };
    let required = store::guild::required_days(db, guild, *first)?;
    match StreakRow::recompute(&attempts, &required) {
        Some(row) => store::streak::put(db, guild, user, &row),
        None => Ok(()),
    }
}
