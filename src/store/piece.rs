//! The pieces of an answer and the summary of a close, on their way into a thread.

use rusqlite::{Connection, params};

use super::{Result, sql};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub post: u64,
    pub n: u32,
    pub content: String,
    /// Attached to the message when the answer is too long for messages.
    pub file: Option<String>,
    /// It may have been sent already: look before sending again.
    pub sending: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Answer,
    Summary,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Summary => "summary",
        }
    }
}

pub fn has(db: &Connection, post: u64, kind: Kind) -> Result<bool> {
    let query = "SELECT EXISTS (SELECT 1 FROM piece WHERE post_id = ? AND kind = ?)";
    sql::value(db, query, params![post, kind.as_str()])
}

/// Puts texts in line behind what is there.
pub fn add(
    db: &Connection,
    post: u64,
    kind: Kind,
    texts: &[(String, Option<String>)],
) -> Result<()> {
    let mut statement = db.prepare_cached(
        "INSERT INTO piece (post_id, n, kind, content, file)
         SELECT ?1, (SELECT count(*) FROM piece WHERE post_id = ?1), ?2, ?3, ?4",
    )?;
    for (content, file) in texts {
        statement.execute(params![post, kind.as_str(), content, file])?;
    }
    Ok(())
}

/// The first piece that is not known to be sent.
pub fn next(db: &Connection, post: u64) -> Result<Option<Piece>> {
    sql::first(
        db,
        "SELECT n, content, file, sending FROM piece WHERE post_id = ? AND message_id IS NULL ORDER BY n LIMIT 1",
        [post],
        |row| {
            Ok(Piece {
                post,
                n: row.get("n")?,
                content: row.get("content")?,
                file: row.get("file")?,
                sending: row.get("sending")?,
            })
        },
    )
}

pub fn set_sending(db: &Connection, piece: &Piece) -> Result<()> {
    sql::run(
        db,
        "UPDATE piece SET sending = 1 WHERE post_id = ? AND n = ?",
        params![piece.post, piece.n],
    )
    .map(drop)
}

pub fn set_sent(db: &Connection, piece: &Piece, message: u64) -> Result<()> {
    sql::run(
        db,
        "UPDATE piece SET message_id = ? WHERE post_id = ? AND n = ?",
        params![message, piece.post, piece.n],
    )
    .map(drop)
}

/// Posts with pieces that are not out, for the work after a restart.
pub fn unfinished(db: &Connection) -> Result<Vec<u64>> {
    let query = "SELECT DISTINCT post_id FROM piece WHERE message_id IS NULL ORDER BY post_id";
    sql::all(db, query, [], |row| Ok(row.get(0)?))
}
