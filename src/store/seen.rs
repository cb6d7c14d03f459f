//! What a daily, a channel or a member has been shown.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{
    Result,
    sql::{self, Columns, ms},
};
use crate::domain::question::QuestionId;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    Daily(u64),
    Channel(u64),
    Member(u64),
}

impl Scope {
    fn columns(self) -> (&'static str, u64) {
        match self {
            Self::Daily(id) => ("daily", id),
            Self::Channel(id) => ("channel", id),
            Self::Member(id) => ("member", id),
        }
    }
}

pub type Seen = HashMap<QuestionId, Timestamp>;

pub fn of(db: &Connection, scope: Scope) -> Result<Seen> {
    let (kind, id) = scope.columns();
    sql::all(
        db,
        "SELECT question, at FROM seen WHERE scope = ? AND scope_id = ?",
        params![kind, id],
        |row| Ok((row.word(0, "a question id")?, row.instant(1)?)),
    )
}

pub fn mark(db: &Connection, scope: Scope, question: &QuestionId, at: Timestamp) -> Result<()> {
    let (kind, id) = scope.columns();
    sql::run(
        db,
        "INSERT OR REPLACE INTO seen (scope, scope_id, question, at) VALUES (?, ?, ?, ?)",
        params![kind, id, question.as_str(), ms(at)],
    )
    .map(drop)
}
