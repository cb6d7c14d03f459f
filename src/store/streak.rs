//! Streaks as they were after the last attempt.

use rusqlite::{Connection, Row, params};

use super::{
    Result,
    sql::{self, Columns},
};
use crate::domain::streak::StreakRow;

pub fn get(db: &Connection, guild: u64, user: u64) -> Result<Option<StreakRow>> {
    sql::first(
        db,
        "SELECT user_id, last_day, current, longest, freezes FROM streak WHERE guild_id = ? AND user_id = ?",
        [guild, user],
        from_row,
    )
}

pub fn put(db: &Connection, guild: u64, user: u64, row: &StreakRow) -> Result<()> {
    sql::run(
        db,
        "INSERT OR REPLACE INTO streak VALUES (?, ?, ?, ?, ?, ?)",
        params![
            guild,
            user,
            row.last_day.to_string(),
            row.current,
            row.longest,
            row.freezes
        ],
    )
    .map(drop)
}

/// Of all members of a guild, hidden or not, with their ids.
pub fn of_guild(db: &Connection, guild: u64) -> Result<Vec<(u64, StreakRow)>> {
    sql::all(
        db,
        "SELECT user_id, last_day, current, longest, freezes FROM streak WHERE guild_id = ?",
        [guild],
        |row| Ok((row.get(0)?, from_row(row)?)),
    )
}

/// Members of a guild with a streak, hidden or not.
pub fn members(db: &Connection, guild: u64) -> Result<Vec<u64>> {
    sql::all(
        db,
        "SELECT user_id FROM streak WHERE guild_id = ?",
        [guild],
        |row| Ok(row.get(0)?),
    )
}

/// Behind the member's id.
fn from_row(row: &Row<'_>) -> Result<StreakRow> {
    Ok(StreakRow {
        last_day: row.word(1, "a day")?,
        current: row.get(2)?,
        longest: row.get(3)?,
        freezes: row.get(4)?,
    })
}
