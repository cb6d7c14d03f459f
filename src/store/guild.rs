//! Guilds, the rules of their days, their members' names, and notices for their admins.

use jiff::{Timestamp, civil, tz::TimeZone};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Error, Result,
    sql::{self, Columns, ms},
};
use crate::domain::day::{Calendar, Day, DayRule};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guild {
    pub log_channel: Option<u64>,
}

/// True when the guild was not known before.
pub fn join(db: &Connection, guild: u64, now: Timestamp) -> Result<bool> {
    let sql = "INSERT OR IGNORE INTO guild (id, joined_at) VALUES (?, ?)";
    Ok(db.prepare_cached(sql)?.execute(params![guild, ms(now)])? == 1)
}

pub fn get(db: &Connection, guild: u64) -> Result<Guild> {
    let sql = "SELECT log_channel FROM guild WHERE id = ?";
    let row = db
        .prepare_cached(sql)?
        .query_row([guild], |row| {
            Ok(Guild {
                log_channel: row.get(0)?,
            })
        })
        .optional()?;
    Ok(row.unwrap_or_default())
}

pub fn set_log_channel(db: &Connection, guild: u64, channel: Option<u64>) -> Result<()> {
    db.prepare_cached("UPDATE guild SET log_channel = ? WHERE id = ?")?
        .execute(params![channel, guild])?;
    Ok(())
}

pub fn calendar(db: &Connection, guild: u64) -> Result<Calendar> {
    Ok(Calendar::new(rules(db, guild)?))
}

/// No rule: the guild's day has not been set yet, by its first daily or by `/server settings`.
pub fn has_rules(db: &Connection, guild: u64) -> Result<bool> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM day_rule WHERE guild_id = ?)")?
        .query_row([guild], |row| row.get(0))?)
}

pub fn rules(db: &Connection, guild: u64) -> Result<Vec<DayRule>> {
    let mut statement = db.prepare_cached(
        "SELECT from_day, zone, cut_over FROM day_rule WHERE guild_id = ? ORDER BY from_day",
    )?;
    let rules = statement.query_and_then([guild], |row| {
        let zone: String = row.get("zone")?;
        Ok(DayRule {
            from_day: row.word("from_day", "a day")?,
            zone: zone_of(&zone)?,
            cut_over: row.word("cut_over", "a local time")?,
        })
    })?;
    rules.collect()
}

/// The last of several rules from the same day wins.
pub fn put_rule(db: &Connection, guild: u64, rule: &DayRule) -> Result<()> {
    let zone = rule.zone.iana_name().unwrap_or("UTC");
    db.prepare_cached("INSERT OR REPLACE INTO day_rule VALUES (?, ?, ?, ?)")?
        .execute(params![
            guild,
            rule.from_day.to_string(),
            zone,
            sql::time_text(rule.cut_over)
        ])?;
    Ok(())
}

pub fn zone_of(name: &str) -> Result<TimeZone> {
    TimeZone::get(name).map_err(|_| Error::Corrupt {
        wanted: "an IANA time zone",
        found: name.into(),
    })
}

/// Keeps the name by which a member was last seen.
pub fn meet(db: &Connection, guild: u64, user: u64, name: &str) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO member (guild_id, user_id, name) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET name = excluded.name WHERE name <> excluded.name",
    )?
    .execute(params![guild, user, name])?;
    Ok(())
}

pub fn name(db: &Connection, guild: u64, user: u64) -> Result<Option<String>> {
    let sql = "SELECT name FROM member WHERE guild_id = ? AND user_id = ?";
    Ok(db
        .prepare_cached(sql)?
        .query_row([guild, user], |row| row.get(0))
        .optional()?)
}

pub fn keep_notice(db: &Connection, guild: u64, now: Timestamp, text: &str) -> Result<()> {
    db.prepare_cached("INSERT INTO notice (guild_id, at, text) VALUES (?, ?, ?)")?
        .execute(params![guild, ms(now), text])?;
    Ok(())
}

/// Guilds with kept notices and a log channel to put them in: guild, channel.
pub fn log_channels_with_notices(db: &Connection) -> Result<Vec<(u64, u64)>> {
    let mut statement = db.prepare_cached(
        "SELECT id, log_channel FROM guild
         WHERE log_channel IS NOT NULL AND EXISTS (SELECT 1 FROM notice WHERE guild_id = guild.id)",
    )?;
    let channels = statement.query_and_then([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    channels.collect()
}

/// The kept notices, oldest first, which are kept no longer.
pub fn take_notices(db: &Connection, guild: u64) -> Result<Vec<String>> {
    let mut statement =
        db.prepare_cached("DELETE FROM notice WHERE guild_id = ? RETURNING id, text")?;
    let mut notices: Vec<(i64, String)> = statement
        .query_map([guild], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<std::result::Result<_, _>>()?;
    notices.sort();
    Ok(notices.into_iter().map(|(_, text)| text).collect())
}

/// Days on which a daily's post was sent in time, from `from` on, ascending.
pub fn required_days(db: &Connection, guild: u64, from: Day) -> Result<Vec<Day>> {
    let mut statement = db.prepare_cached(
        "SELECT day FROM required_day WHERE guild_id = ? AND day >= ? ORDER BY day",
    )?;
    let days = statement.query_and_then(params![guild, from.to_string()], |row| {
        row.word::<civil::Date>("day", "a day")
    })?;
    days.collect()
}

/// True when the day was not required before.
pub fn require_day(db: &Connection, guild: u64, day: Day) -> Result<bool> {
    let sql = "INSERT OR IGNORE INTO required_day VALUES (?, ?)";
    Ok(db
        .prepare_cached(sql)?
        .execute(params![guild, day.to_string()])?
        == 1)
}
