//! Dailies: the schedules of a guild.

use jiff::{SignedDuration, Timestamp, civil};
use rusqlite::{Connection, Row, params};

use super::{
    Result, guild,
    sql::{self, Columns, ms, time_text},
};
use crate::{
    bank::index::Filter,
    domain::{reveal::RevealRule, schedule::Schedule},
};

/// What an admin decides about a daily.
#[derive(Debug, Clone)]
pub struct Plan {
    pub guild: u64,
    pub channel: u64,
    /// The channel is a forum: posts there are threads of their own.
    pub forum: bool,
    pub schedule: Schedule,
    pub filter: Filter,
    pub ping_role: Option<u64>,
    pub reveal: RevealRule,
    /// Local time in the schedule's zone, for `RevealRule::Timed`.
    pub reveal_at: Option<civil::Time>,
    pub grace: SignedDuration,
    pub archive_minutes: u16,
    pub tag: Option<u64>,
}

#[derive(Debug, Clone)]
pub struct Daily {
    pub id: u64,
    pub plan: Plan,
    /// The next due instant and its local date; `None`: it is removed.
    pub next: Option<(civil::Date, Timestamp)>,
}

const COLUMNS: &str = "id, guild_id, channel_id, forum, time, zone, days, difficulty, company, topic, ping_role, reveal, \
                       reveal_at, grace_s, archive_min, tag, next_due, next_date";

pub fn add(db: &Connection, plan: &Plan, next: Option<(civil::Date, Timestamp)>) -> Result<u64> {
    let zone = plan.schedule.zone.iana_name().unwrap_or("UTC");
    db.prepare_cached(
        "INSERT INTO daily (guild_id, channel_id, forum, time, zone, days, difficulty, company, topic, ping_role, reveal,
                            reveal_at, grace_s, archive_min, tag, next_due, next_date)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        plan.guild,
        plan.channel,
        plan.forum,
        time_text(plan.schedule.time),
        zone,
        plan.schedule.days.to_string(),
        plan.filter.difficulty.map(|it| it.name()),
        plan.filter.company,
        plan.filter.topic,
        plan.ping_role,
        plan.reveal.name(),
        plan.reveal_at.map(time_text),
        plan.grace.as_secs(),
        plan.archive_minutes,
        plan.tag,
        next.map(|(_, due)| ms(due)),
        next.map(|(date, _)| date.to_string()),
    ])?;
    Ok(db.last_insert_rowid().unsigned_abs())
}

/// Also of removed ones: their posts are still to be closed.
pub fn get(db: &Connection, id: u64) -> Result<Option<Daily>> {
    let query = format!("SELECT {COLUMNS} FROM daily WHERE id = ?");
    sql::first(db, &query, [id], from_row)
}

/// Those of a guild that are not removed, oldest first.
pub fn of_guild(db: &Connection, guild: u64) -> Result<Vec<Daily>> {
    let query = format!(
        "SELECT {COLUMNS} FROM daily WHERE guild_id = ? AND removed_at IS NULL ORDER BY id"
    );
    sql::all(db, &query, [guild], from_row)
}

/// Those whose due instant has come, the earliest first.
pub fn due(db: &Connection, now: Timestamp, limit: usize) -> Result<Vec<Daily>> {
    let query =
        format!("SELECT {COLUMNS} FROM daily WHERE next_due <= ? ORDER BY next_due, id LIMIT ?");
    sql::all(db, &query, params![ms(now), limit], from_row)
}

pub fn next_due(db: &Connection) -> Result<Option<Timestamp>> {
    let query = "SELECT next_due FROM daily WHERE next_due IS NOT NULL ORDER BY next_due LIMIT 1";
    sql::first(db, query, [], |row| row.instant("next_due"))
}

pub fn set_next(db: &Connection, id: u64, next: Option<(civil::Date, Timestamp)>) -> Result<()> {
    sql::run(
        db,
        "UPDATE daily SET next_due = ?, next_date = ? WHERE id = ?",
        params![
            next.map(|(_, due)| ms(due)),
            next.map(|(date, _)| date.to_string()),
            id
        ],
    )
    .map(drop)
}

/// Its posts and required days stay.
pub fn remove(db: &Connection, id: u64, now: Timestamp) -> Result<()> {
    sql::run(
        db,
        "UPDATE daily SET removed_at = ?, next_due = NULL, next_date = NULL WHERE id = ?",
        params![ms(now), id],
    )
    .map(drop)
}

/// The number that the daily's next post bears.
pub fn next_number(db: &Connection, id: u64) -> Result<u32> {
    let query = "SELECT coalesce(max(number), 0) + 1 FROM post WHERE daily_id = ?";
    sql::value(db, query, [id])
}

fn from_row(row: &Row<'_>) -> Result<Daily> {
    let zone: String = row.get("zone")?;
    let next_date = row.maybe_word("next_date", "a date")?;
    Ok(Daily {
        id: row.get("id")?,
        next: next_date.zip(row.maybe_instant("next_due")?),
        plan: Plan {
            guild: row.get("guild_id")?,
            channel: row.get("channel_id")?,
            forum: row.get("forum")?,
            schedule: Schedule {
                time: row.word("time", "a local time")?,
                zone: guild::zone_of(&zone)?,
                days: row.word("days", "weekdays")?,
            },
            filter: Filter {
                difficulty: row.maybe_word("difficulty", "a difficulty")?,
                company: row.get("company")?,
                topic: row.get("topic")?,
                words: Vec::new(),
            },
            ping_role: row.get("ping_role")?,
            reveal: row.word("reveal", "a reveal rule")?,
            reveal_at: row.maybe_word("reveal_at", "a local time")?,
            grace: SignedDuration::from_secs(row.get("grace_s")?),
            archive_minutes: row.get("archive_min")?,
            tag: row.get("tag")?,
        },
    })
}
