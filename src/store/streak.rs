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

/// Of all members of a guild, with their ids, names, and whether they are hidden from boards.
pub fn of_guild(db: &Connection, guild: u64) -> Result<Vec<Named>> {
    sql::all(
        db,
        "SELECT streak.user_id, name, hidden, last_day, current, longest, freezes
         FROM streak JOIN member USING (guild_id, user_id) WHERE guild_id = ?",
        [guild],
        |row| {
            let (user, name, hidden) = (row.get("user_id")?, row.get("name")?, row.get("hidden")?);
            Ok(Named {
                user,
                name,
                hidden,
                row: from_row(row)?,
            })
        },
    )
}

#[derive(Debug, Clone)]
pub struct Named {
    pub user: u64,
    pub name: String,
    pub hidden: bool,
    pub row: StreakRow,
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

fn from_row(row: &Row<'_>) -> Result<StreakRow> {
    Ok(StreakRow {
        last_day: row.word("last_day", "a day")?,
        current: row.get("current")?,
        longest: row.get("longest")?,
        freezes: row.get("freezes")?,
    })
}
