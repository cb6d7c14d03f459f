//! Sums of points and solved questions by period, kept with each grade, so that a board does not grow with history.

use rusqlite::{Connection, params};

use super::Result;
use crate::domain::board::{By, Period};

/// Recomputes a member's sums of the period that `first..=last` spans, from the attempts.
pub fn refresh(db: &Connection, guild: u64, user: u64, period: &Period) -> Result<()> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO tally (guild_id, period, user_id, points, solved, last_at)
         SELECT ?1, ?2, ?3, sum(points), count(DISTINCT question) FILTER (WHERE grade = 'nailed'),
                coalesce(max(graded_at) FILTER (WHERE counts = 1), max(graded_at))
         FROM attempt
         WHERE guild_id = ?1 AND user_id = ?3 AND day BETWEEN ?4 AND ?5 AND grade IS NOT NULL
         HAVING count(*) > 0",
    )?
    .execute(params![
        guild,
        period.key(),
        user,
        period.first_day().to_string(),
        period.last_day().to_string()
    ])?;
    Ok(())
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub user: u64,
    pub name: String,
    pub value: u32,
}

/// The shown members from place `offset` on, the first first; ties in order of the last grade that counted.
pub fn page(db: &Connection, guild: u64, period: &Period, by: By, offset: u32, limit: u32) -> Result<Vec<Line>> {
    let column = column(by);
    let sql = format!(
        "SELECT tally.user_id, name, {column} AS value FROM tally JOIN member USING (guild_id, user_id)
         WHERE guild_id = ? AND period = ? AND {column} > 0 AND hidden = 0
         ORDER BY {column} DESC, last_at, tally.user_id LIMIT ? OFFSET ?"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let lines = statement.query_and_then(params![guild, period.key(), limit, offset], |row| {
        Ok(Line { user: row.get("user_id")?, name: row.get("name")?, value: row.get("value")? })
    })?;
    lines.collect()
}

/// Shown members on the board.
pub fn size(db: &Connection, guild: u64, period: &Period, by: By) -> Result<u32> {
    let column = column(by);
    let sql = format!(
        "SELECT count(*) FROM tally JOIN member USING (guild_id, user_id)
         WHERE guild_id = ? AND period = ? AND {column} > 0 AND hidden = 0"
    );
    Ok(db.prepare_cached(&sql)?.query_row(params![guild, period.key()], |row| row.get(0))?)
}

/// Shown members with more than `value`.
pub fn above(db: &Connection, guild: u64, period: &Period, by: By, value: u32) -> Result<u32> {
    let column = column(by);
    let sql = format!(
        "SELECT count(*) FROM tally JOIN member USING (guild_id, user_id)
         WHERE guild_id = ? AND period = ? AND {column} > ? AND hidden = 0"
    );
    Ok(db.prepare_cached(&sql)?.query_row(params![guild, period.key(), value], |row| row.get(0))?)
}

/// What a member has, hidden or not.
pub fn of_member(db: &Connection, guild: u64, period: &Period, by: By, user: u64) -> Result<u32> {
    let sql = format!(
        "SELECT coalesce(max({}), 0) FROM tally WHERE guild_id = ? AND period = ? AND user_id = ?",
        column(by)
    );
    Ok(db.prepare_cached(&sql)?.query_row(params![guild, period.key(), user], |row| row.get(0))?)
}

/// By streak there is no tally: the streak rows are walked.
fn column(by: By) -> &'static str {
    match by {
        By::Points => "points",
        By::Solved => "solved",
        By::Streak => unreachable!("the board by streak is made of the streak rows"),
    }
}
