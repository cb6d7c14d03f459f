//! Streaks as they were after the last attempt.

use rusqlite::{Connection, Row, params};

use super::{Result, sql::Columns};
use crate::domain::streak::StreakRow;

pub fn get(db: &Connection, guild: u64, user: u64) -> Result<Option<StreakRow>> {
    let mut statement = db.prepare_cached(
        "SELECT user_id, last_day, current, longest, freezes FROM streak WHERE guild_id = ? AND user_id = ?",
    )?;
    let row = statement.query_and_then([guild, user], from_row)?.next().transpose();
    row
}

pub fn put(db: &Connection, guild: u64, user: u64, row: &StreakRow) -> Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO streak VALUES (?, ?, ?, ?, ?, ?)")?.execute(params![
        guild,
        user,
        row.last_day.to_string(),
        row.current,
        row.longest,
        row.freezes
    ])?;
    Ok(())
}

/// Of all members of a guild who are not hidden, with their ids and names.
pub fn shown_of_guild(db: &Connection, guild: u64) -> Result<Vec<(u64, String, StreakRow)>> {
    let mut statement = db.prepare_cached(
        "SELECT streak.user_id, name, last_day, current, longest, freezes
         FROM streak JOIN member USING (guild_id, user_id) WHERE guild_id = ? AND hidden = 0",
    )?;
    let rows = statement.query_and_then([guild], |row| {
        Ok((row.get("user_id")?, row.get("name")?, from_row(row)?))
    })?;
    rows.collect()
}

/// Members of a guild with a streak, hidden or not.
pub fn members(db: &Connection, guild: u64) -> Result<Vec<u64>> {
    let mut statement = db.prepare_cached("SELECT user_id FROM streak WHERE guild_id = ?")?;
    let members = statement.query_and_then([guild], |row| Ok(row.get(0)?))?;
    members.collect()
}

fn from_row(row: &Row<'_>) -> Result<StreakRow> {
    Ok(StreakRow {
        last_day: row.word("last_day", "a day")?,
        current: row.get("current")?,
        longest: row.get("longest")?,
        freezes: row.get("freezes")?,
    })
}
