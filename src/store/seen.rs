//! What a daily, a channel or a member has been shown.

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

/// When it was last shown there. What has been shown is asked for one question at a time, so that a choice costs the
/// same where thousands have been.
pub fn at(db: &Connection, scope: Scope, question: &QuestionId) -> Result<Option<Timestamp>> {
    let (kind, id) = scope.columns();
    sql::first(
        db,
        "SELECT at FROM seen WHERE scope = ? AND scope_id = ? AND question = ?",
        params![kind, id, question.as_str()],
        |row| row.instant(0),
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
