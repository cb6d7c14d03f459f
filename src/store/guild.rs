//! Guilds, the rules of their days, their members' names, and notices for their admins.

use std::collections::HashSet;

use jiff::{Timestamp, civil, tz::TimeZone};
use rusqlite::{Connection, params};

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
    let query = "INSERT OR IGNORE INTO guild (id, joined_at) VALUES (?, ?)";
    Ok(sql::run(db, query, params![guild, ms(now)])? == 1)
}

pub fn get(db: &Connection, guild: u64) -> Result<Guild> {
    let query = "SELECT log_channel FROM guild WHERE id = ?";
    let row = sql::first(db, query, [guild], |row| {
        Ok(Guild {
            log_channel: row.get(0)?,
        })
    })?;
    Ok(row.unwrap_or_default())
}

pub fn set_log_channel(db: &Connection, guild: u64, channel: Option<u64>) -> Result<()> {
    sql::run(
        db,
        "UPDATE guild SET log_channel = ? WHERE id = ?",
        params![channel, guild],
    )
    .map(drop)
}

pub fn calendar(db: &Connection, guild: u64) -> Result<Calendar> {
    Ok(Calendar::new(rules(db, guild)?))
}

/// No rule: the guild's day has not been set yet, by its first daily or by `/server settings`.
pub fn has_rules(db: &Connection, guild: u64) -> Result<bool> {
    sql::value(
        db,
        "SELECT EXISTS (SELECT 1 FROM day_rule WHERE guild_id = ?)",
        [guild],
    )
}

pub fn rules(db: &Connection, guild: u64) -> Result<Vec<DayRule>> {
    sql::all(
        db,
        "SELECT from_day, zone, cut_over FROM day_rule WHERE guild_id = ? ORDER BY from_day",
        [guild],
        |row| {
            let zone: String = row.get("zone")?;
            Ok(DayRule {
                from_day: row.word("from_day", "a day")?,
                zone: zone_of(&zone)?,
                cut_over: row.word("cut_over", "a local time")?,
            })
        },
    )
}

/// The last of several rules from the same day wins.
pub fn put_rule(db: &Connection, guild: u64, rule: &DayRule) -> Result<()> {
    let zone = rule.zone.iana_name().unwrap_or("UTC");
    sql::run(
        db,
        "INSERT OR REPLACE INTO day_rule VALUES (?, ?, ?, ?)",
        params![
            guild,
            rule.from_day.to_string(),
            zone,
            sql::time_text(rule.cut_over)
        ],
    )
    .map(drop)
}

pub fn zone_of(name: &str) -> Result<TimeZone> {
    TimeZone::get(name).map_err(|_| Error::Corrupt {
        wanted: "an IANA time zone",
        found: name.into(),
    })
}

/// Keeps the name by which a member was last seen.
pub fn meet(db: &Connection, guild: u64, user: u64, name: &str) -> Result<()> {
    sql::run(
        db,
        "INSERT INTO member (guild_id, user_id, name) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET name = excluded.name WHERE name <> excluded.name",
        params![guild, user, name],
    )
    .map(drop)
}

pub fn name(db: &Connection, guild: u64, user: u64) -> Result<Option<String>> {
    let query = "SELECT name FROM member WHERE guild_id = ? AND user_id = ?";
    sql::first(db, query, [guild, user], |row| Ok(row.get(0)?))
}

/// Those who are not to be shown on boards.
pub fn hidden(db: &Connection, guild: u64) -> Result<HashSet<u64>> {
    sql::all(
        db,
        "SELECT user_id FROM member WHERE guild_id = ? AND hidden = 1",
        [guild],
        |row| Ok(row.get(0)?),
    )
}

pub fn keep_notice(db: &Connection, guild: u64, now: Timestamp, text: &str) -> Result<()> {
    sql::run(
        db,
        "INSERT INTO notice (guild_id, at, text) VALUES (?, ?, ?)",
        params![guild, ms(now), text],
    )
    .map(drop)
}

/// A kept notice of a guild that has a log channel by now.
#[derive(Debug, Clone)]
pub struct Notice {
    pub id: u64,
    pub channel: u64,
    pub text: String,
}

pub fn notices_to_send(db: &Connection) -> Result<Vec<Notice>> {
    let query = "SELECT notice.id, log_channel, text FROM notice JOIN guild ON guild.id = guild_id
                 WHERE log_channel IS NOT NULL ORDER BY notice.id";
    sql::all(db, query, [], |row| {
        Ok(Notice {
            id: row.get(0)?,
            channel: row.get(1)?,
            text: row.get(2)?,
        })
    })
}

pub fn drop_notice(db: &Connection, id: u64) -> Result<()> {
    sql::run(db, "DELETE FROM notice WHERE id = ?", [id]).map(drop)
}

/// The kept notices and their ids, oldest first.
pub fn notices(db: &Connection, guild: u64) -> Result<Vec<(u64, String)>> {
    let query = "SELECT id, text FROM notice WHERE guild_id = ? ORDER BY id";
    sql::all(db, query, [guild], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Days on which a daily's post was sent in time, from `from` on, ascending.
pub fn required_days(db: &Connection, guild: u64, from: Day) -> Result<Vec<Day>> {
    sql::all(
        db,
        "SELECT day FROM required_day WHERE guild_id = ? AND day >= ? ORDER BY day",
        params![guild, from.to_string()],
        |row| row.word::<civil::Date>("day", "a day"),
    )
}

/// True when the day was not required before.
pub fn require_day(db: &Connection, guild: u64, day: Day) -> Result<bool> {
    let query = "INSERT OR IGNORE INTO required_day VALUES (?, ?)";
    Ok(sql::run(db, query, params![guild, day.to_string()])? == 1)
}
