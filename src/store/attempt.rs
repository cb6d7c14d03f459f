//! Attempts and what members have been shown.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::{
    Result,
    sql::{self, Columns, ms},
};
use crate::domain::{day::Day, points::Grade, question::QuestionId};

#[derive(Debug, Clone)]
pub struct Attempt {
    pub id: u64,
    /// 0: a direct message.
    pub guild: u64,
    pub user: u64,
    pub question: QuestionId,
    /// The card's.
    pub message: u64,
    pub at: Timestamp,
    pub day: Day,
    /// `None`: given up.
    pub text: Option<String>,
    pub shown_before: bool,
    pub shared: bool,
    pub grade: Option<Grade>,
    pub graded_at: Option<Timestamp>,
    pub counts: bool,
    pub points: u32,
}

pub struct New<'a> {
    pub interaction: u64,
    pub guild: u64,
    pub user: u64,
    pub question: &'a QuestionId,
    pub message: u64,
    pub at: Timestamp,
    pub day: Day,
    pub text: Option<&'a str>,
    pub shown_before: bool,
}

/// The attempt's id; that of the first time when the interaction is repeated.
pub fn add(db: &Connection, new: &New<'_>) -> Result<u64> {
    db.prepare_cached(
        "INSERT OR IGNORE INTO attempt (interaction_id, guild_id, user_id, question, message_id, at, day, text, shown_before)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        new.interaction,
        new.guild,
        new.user,
        new.question.as_str(),
        new.message,
        ms(new.at),
        new.day.to_string(),
        new.text,
        new.shown_before,
    ])?;
    let query = "SELECT id FROM attempt WHERE interaction_id = ?";
    sql::value(db, query, [new.interaction])
}

const COLUMNS: &str = "id, guild_id, user_id, question, message_id, at, day, text, shown_before, shared, grade, \
                       graded_at, counts, points";

pub fn get(db: &Connection, id: u64) -> Result<Option<Attempt>> {
    one(db, "id = ?", params![id])
}

/// The member's last attempt from this card that is not graded.
pub fn ungraded(db: &Connection, message: u64, user: u64) -> Result<Option<Attempt>> {
    one(
        db,
        "message_id = ? AND user_id = ? AND grade IS NULL AND text IS NOT NULL ORDER BY id DESC LIMIT 1",
        params![message, user],
    )
}

fn one(db: &Connection, condition: &str, params: impl rusqlite::Params) -> Result<Option<Attempt>> {
    let query = format!("SELECT {COLUMNS} FROM attempt WHERE {condition}");
    sql::first(db, &query, params, from_row)
}

/// From any card of this question, at or after `since`.
pub fn exists_since(
    db: &Connection,
    guild: u64,
    user: u64,
    question: &QuestionId,
    since: Timestamp,
) -> Result<bool> {
    let query = "SELECT EXISTS (SELECT 1 FROM attempt WHERE guild_id = ? AND user_id = ? AND question = ? AND at >= ?)";
    let params = params![guild, user, question.as_str(), ms(since)];
    sql::value(db, query, params)
}

/// How many members tried this question from `since` on, and with which last grades.
pub fn outcome(
    db: &Connection,
    guild: u64,
    question: &QuestionId,
    since: Timestamp,
) -> Result<Outcome> {
    let mut statement = db.prepare_cached(
        "SELECT grade, count(*) FROM (
             SELECT grade, max(at) FROM attempt WHERE guild_id = ? AND question = ? AND at >= ? GROUP BY user_id
         ) GROUP BY grade",
    )?;
    let mut rows = statement.query(params![guild, question.as_str(), ms(since)])?;
    let mut outcome = Outcome::default();
    while let Some(row) = rows.next()? {
        let members: u32 = row.get(1)?;
        outcome.members += members;
        match row.maybe_word("grade", "a grade")? {
            Some(Grade::Nailed) => outcome.nailed = members,
            Some(Grade::Partly) => outcome.partly = members,
            Some(Grade::Missed) => outcome.missed = members,
            None => {}
        }
    }
    Ok(outcome)
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    pub members: u32,
    pub nailed: u32,
    pub partly: u32,
    pub missed: u32,
}

/// Distinct days with an attempt, ascending.
pub fn days(db: &Connection, guild: u64, user: u64) -> Result<Vec<Day>> {
    let query = "SELECT DISTINCT day FROM attempt WHERE guild_id = ? AND user_id = ? ORDER BY day";
    sql::all(db, query, params![guild, user], |row| {
        row.word("day", "a day")
    })
}

/// Is there a graded attempt of this member at this question, other than this one, that counts?
pub fn counts_elsewhere(db: &Connection, attempt: &Attempt) -> Result<bool> {
    let query = "SELECT EXISTS (SELECT 1 FROM attempt
               WHERE guild_id = ? AND user_id = ? AND question = ? AND counts = 1 AND id <> ?)";
    let params = params![
        attempt.guild,
        attempt.user,
        attempt.question.as_str(),
        attempt.id
    ];
    sql::value(db, query, params)
}

/// Questions graded for this day before this attempt was.
pub fn graded_before(db: &Connection, attempt: &Attempt) -> Result<u32> {
    let query = "SELECT count(*) FROM attempt
               WHERE guild_id = ?1 AND user_id = ?2 AND day = ?3 AND counts = 1 AND id <> ?4
                 AND (?5 IS NULL OR (graded_at, id) < (?5, ?4))";
    let params = params![
        attempt.guild,
        attempt.user,
        attempt.day.to_string(),
        attempt.id,
        attempt.graded_at.map(ms)
    ];
    sql::value(db, query, params)
}

pub fn set_grade(
    db: &Connection,
    id: u64,
    grade: Grade,
    now: Timestamp,
    counts: bool,
    points: u32,
) -> Result<()> {
    sql::run(db, "UPDATE attempt SET grade = ?, graded_at = coalesce(graded_at, ?), counts = ?, points = ? WHERE id = ?", params![grade.name(), ms(now), counts, points, id]).map(drop)
}

pub fn set_shared(db: &Connection, id: u64) -> Result<bool> {
    let query = "UPDATE attempt SET shared = 1 WHERE id = ? AND shared = 0";
    Ok(sql::run(db, query, [id])? == 1)
}

/// Remembers the first time that the answer was shown to this member.
pub fn show(
    db: &Connection,
    guild: u64,
    user: u64,
    question: &QuestionId,
    at: Timestamp,
) -> Result<()> {
    sql::run(
        db,
        "INSERT OR IGNORE INTO shown (guild_id, user_id, question, at) VALUES (?, ?, ?, ?)",
        params![guild, user, question.as_str(), ms(at)],
    )
    .map(drop)
}

/// Shown to this member in this guild, by a press of Reveal or with an earlier attempt.
pub fn was_shown(db: &Connection, guild: u64, user: u64, question: &QuestionId) -> Result<bool> {
    let query =
        "SELECT EXISTS (SELECT 1 FROM shown WHERE guild_id = ? AND user_id = ? AND question = ?)";
    let params = params![guild, user, question.as_str()];
    sql::value(db, query, params)
}

/// Counts one more hint of this card as shown, of `there_are`. `None`: all have been; else the index of the next.
pub fn next_hint(
    db: &Connection,
    message: u64,
    user: u64,
    there_are: usize,
) -> Result<Option<usize>> {
    let query = "INSERT INTO hint (message_id, user_id, shown) VALUES (?1, ?2, 1)
               ON CONFLICT DO UPDATE SET shown = shown + 1 WHERE shown < ?3 RETURNING shown - 1";
    let params = params![message, user, there_are];
    sql::first(db, query, params, |row| Ok(row.get(0)?))
}

fn from_row(row: &Row<'_>) -> Result<Attempt> {
    Ok(Attempt {
        id: row.get("id")?,
        guild: row.get("guild_id")?,
        user: row.get("user_id")?,
        question: row.word("question", "a question id")?,
        message: row.get("message_id")?,
        at: row.instant("at")?,
        day: row.word("day", "a day")?,
        text: row.get("text")?,
        shown_before: row.get("shown_before")?,
        shared: row.get("shared")?,
        grade: row.maybe_word("grade", "a grade")?,
        graded_at: row.maybe_instant("graded_at")?,
        counts: row.get("counts")?,
        points: row.get("points")?,
    })
}
