//! The ledger of posts: what was due, what was sent where, what is still to be closed.

use jiff::{Timestamp, civil};
use rusqlite::{Connection, Row, params};

use super::{
    Result,
    sql::{self, Columns, ms},
};
use crate::domain::{day::Day, ledger::PostState, question::QuestionId, reveal::RevealRule};

#[derive(Debug, Clone)]
pub struct Post {
    pub id: u64,
    /// 0: a direct message.
    pub guild: u64,
    pub channel: u64,
    pub daily: Option<u64>,
    /// The daily's date for which it stands; an extra of `/daily post` stands for none.
    pub date: Option<civil::Date>,
    pub number: Option<u32>,
    pub question: Option<QuestionId>,
    pub rule: RevealRule,
    pub due_at: Timestamp,
    pub day: Day,
    pub late_at: Option<Timestamp>,
    pub state: PostState,
    pub message: Option<u64>,
    pub thread: Option<u64>,
    pub closes_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub answered_at: Option<Timestamp>,
}

/// What makes a post of a daily the only one of its kind.
#[derive(Debug, Clone, Copy)]
pub enum Occasion {
    /// The daily's local date.
    Date(civil::Date),
    /// The interaction id of `/daily post`.
    Extra(u64),
}

/// A row to be made for a daily.
#[derive(Debug, Clone)]
pub struct New {
    pub guild: u64,
    pub channel: u64,
    pub daily: u64,
    pub occasion: Occasion,
    pub question: Option<QuestionId>,
    pub rule: RevealRule,
    pub due_at: Timestamp,
    pub day: Day,
    pub late_at: Timestamp,
    pub closes_at: Timestamp,
    pub state: PostState,
    pub reason: Option<&'static str>,
}

/// `None`: there is a row for this occasion already.
pub fn add(db: &Connection, new: &New) -> Result<Option<u64>> {
    let (date, interaction) = match new.occasion {
        Occasion::Date(date) => (Some(date.to_string()), None),
        Occasion::Extra(interaction) => (None, Some(interaction)),
    };
    let live = !matches!(new.state, PostState::Skipped | PostState::Failed);
    let number = if live {
        Some(super::daily::next_number(db, new.daily)?)
    } else {
        None
    };
    let added = db
        .prepare_cached(
            "INSERT OR IGNORE INTO post (guild_id, channel_id, daily_id, date, interaction_id, number, question, rule,
                                         due_at, day, late_at, closes_at, state, reason)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            new.guild,
            new.channel,
            new.daily,
            date,
            interaction,
            number,
            new.question.as_ref().map(QuestionId::as_str),
            new.rule.name(),
            ms(new.due_at),
            new.day.to_string(),
            ms(new.late_at),
            live.then(|| ms(new.closes_at)),
            new.state.as_str(),
            new.reason,
        ])?;
    Ok((added == 1).then(|| db.last_insert_rowid().unsigned_abs()))
}

/// The row of a card that `/question` showed, made at the first press of one of its buttons.
pub struct Card {
    pub guild: u64,
    pub channel: u64,
    pub question: QuestionId,
    pub message: u64,
    /// Of the message, by its id.
    pub shown_at: Timestamp,
    pub day: Day,
    /// The thread in which the card itself stands.
    pub thread: Option<u64>,
}

pub fn of_card(db: &Connection, card: &Card) -> Result<Post> {
    db.prepare_cached(
        "INSERT OR IGNORE INTO post (guild_id, channel_id, question, rule, due_at, day, state, message_id, sent_at,
                                     thread_id)
         VALUES (?1, ?2, ?3, 'anyone', ?4, ?5, 'done', ?6, ?4, ?7)",
    )?
    .execute(params![
        card.guild,
        card.channel,
        card.question.as_str(),
        ms(card.shown_at),
        card.day.to_string(),
        card.message,
        card.thread,
    ])?;
    by_message(db, card.message)?.ok_or(super::Error::Corrupt {
        wanted: "the post just made",
        found: card.message.to_string(),
    })
}

const COLUMNS: &str = "id, guild_id, channel_id, daily_id, date, number, question, rule, due_at, day, late_at, state, \
                       message_id, thread_id, closes_at, closed_at, answered_at";

pub fn get(db: &Connection, id: u64) -> Result<Option<Post>> {
    one(db, "id = ?", id)
}

pub fn by_message(db: &Connection, message: u64) -> Result<Option<Post>> {
    one(db, "message_id = ?", message)
}

fn one(db: &Connection, condition: &str, id: u64) -> Result<Option<Post>> {
    let query = format!("SELECT {COLUMNS} FROM post WHERE {condition}");
    sql::first(db, &query, [id], from_row)
}

/// Posts that a daily owes, the earliest first.
pub fn unfinished(db: &Connection) -> Result<Vec<Post>> {
    many(
        db,
        "state IN ('due', 'sending', 'sent', 'threaded') ORDER BY due_at, id",
        params![],
    )
}

/// Sent posts whose time is over and whose summary is not yet out.
pub fn to_close(db: &Connection, now: Timestamp) -> Result<Vec<Post>> {
    many(
        db,
        "closes_at <= ? AND closed_at IS NULL AND state = 'done' ORDER BY closes_at, id",
        params![ms(now)],
    )
}

/// The next instant at which a post is to be closed, after `now`.
pub fn next_close(db: &Connection, now: Timestamp) -> Result<Option<Timestamp>> {
    next(
        db,
        "SELECT closes_at AS at FROM post WHERE closes_at > ? AND closed_at IS NULL ORDER BY closes_at LIMIT 1",
        now,
    )
}

/// The next instant at which a post that could not be sent is given up, after `now`.
pub fn next_late(db: &Connection, now: Timestamp) -> Result<Option<Timestamp>> {
    next(
        db,
        "SELECT min(late_at) AS at FROM post WHERE state IN ('due', 'sending', 'sent', 'threaded') AND late_at > ?",
        now,
    )
}

fn next(db: &Connection, query: &str, now: Timestamp) -> Result<Option<Timestamp>> {
    let at = sql::first(db, query, [ms(now)], |row| row.maybe_instant("at"))?;
    Ok(at.flatten())
}

/// Questions of the guild's dailies that have not closed.
pub fn open_questions(db: &Connection, guild: u64) -> Result<Vec<QuestionId>> {
    let query = "SELECT DISTINCT question FROM post
         WHERE guild_id = ? AND closes_at IS NOT NULL AND closed_at IS NULL AND question IS NOT NULL";
    sql::all(db, query, [guild], |row| {
        row.word("question", "a question id")
    })
}

/// The dailies' posts of this question that have not closed, the earliest due first.
pub fn open_with(db: &Connection, guild: u64, question: &QuestionId) -> Result<Vec<Post>> {
    many(
        db,
        "guild_id = ? AND question = ? AND closes_at IS NOT NULL AND closed_at IS NULL ORDER BY due_at, id",
        params![guild, question.as_str()],
    )
}

/// Questions that other dailies of the guild posted since `since`.
pub fn recent_of_others(
    db: &Connection,
    guild: u64,
    daily: u64,
    since: Timestamp,
) -> Result<Vec<QuestionId>> {
    sql::all(
        db,
        "SELECT DISTINCT question FROM post
         WHERE guild_id = ? AND daily_id <> ? AND due_at >= ? AND question IS NOT NULL",
        params![guild, daily, ms(since)],
        |row| row.word("question", "a question id"),
    )
}

fn many(db: &Connection, condition: &str, params: impl rusqlite::Params) -> Result<Vec<Post>> {
    let query = format!("SELECT {COLUMNS} FROM post WHERE {condition}");
    sql::all(db, &query, params, from_row)
}

/// The message is about to be sent: from here on it may exist.
pub fn set_sending(db: &Connection, id: u64) -> Result<()> {
    sql::run(
        db,
        "UPDATE post SET state = 'sending' WHERE id = ? AND state = 'due'",
        [id],
    )
    .map(drop)
}

/// A forum's post brings its thread with it.
pub fn set_sent(
    db: &Connection,
    id: u64,
    message: u64,
    at: Timestamp,
    thread: Option<u64>,
) -> Result<()> {
    sql::run(db, "UPDATE post SET state = 'sent', message_id = ?, sent_at = ?, thread_id = ? WHERE id = ? AND state = 'sending'", params![message, ms(at), thread, id]).map(drop)
}

pub fn set_threaded(
    db: &Connection,
    id: u64,
    thread: Option<u64>,
    reason: Option<&str>,
) -> Result<()> {
    sql::run(db, "UPDATE post SET state = 'threaded', thread_id = coalesce(?, thread_id), reason = ? WHERE id = ? AND state = 'sent'", params![thread, reason, id]).map(drop)
}

pub fn set_done(db: &Connection, id: u64) -> Result<()> {
    sql::run(
        db,
        "UPDATE post SET state = 'done' WHERE id = ? AND state = 'threaded'",
        [id],
    )
    .map(drop)
}

/// Given up before it was sent; it closes with that.
pub fn set_skipped(db: &Connection, id: u64, reason: &str) -> Result<()> {
    sql::run(db, "UPDATE post SET state = 'skipped', reason = ?, closes_at = NULL WHERE id = ? AND state IN ('due', 'sending')", params![reason, id]).map(drop)
}

/// The thread of a card, opened when its answer was first asked for.
pub fn set_thread(db: &Connection, id: u64, thread: u64) -> Result<()> {
    sql::run(
        db,
        "UPDATE post SET thread_id = ? WHERE id = ?",
        [thread, id],
    )
    .map(drop)
}

pub fn set_answered(db: &Connection, id: u64, now: Timestamp) -> Result<()> {
    sql::run(
        db,
        "UPDATE post SET answered_at = coalesce(answered_at, ?) WHERE id = ?",
        params![ms(now), id],
    )
    .map(drop)
}

pub fn set_closed(db: &Connection, id: u64, now: Timestamp, reason: Option<&str>) -> Result<()> {
    sql::run(
        db,
        "UPDATE post SET closed_at = ?, reason = coalesce(?, reason) WHERE id = ?",
        params![ms(now), reason, id],
    )
    .map(drop)
}

fn from_row(row: &Row<'_>) -> Result<Post> {
    Ok(Post {
        id: row.get("id")?,
        guild: row.get("guild_id")?,
        channel: row.get("channel_id")?,
        daily: row.get("daily_id")?,
        date: row.maybe_word("date", "a date")?,
        number: row.get("number")?,
        question: row.maybe_word("question", "a question id")?,
        rule: row.word("rule", "a reveal rule")?,
        due_at: row.instant("due_at")?,
        day: row.word("day", "a day")?,
        late_at: row.maybe_instant("late_at")?,
        state: row.word("state", "a state of a post")?,
        message: row.get("message_id")?,
        thread: row.get("thread_id")?,
        closes_at: row.maybe_instant("closes_at")?,
        closed_at: row.maybe_instant("closed_at")?,
        answered_at: row.maybe_instant("answered_at")?,
    })
}
