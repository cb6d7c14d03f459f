//! Sums of points and solved questions by period, kept with each grade, so that a board does not grow with history.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::{
    Result,
    sql::{self, Columns},
};
use crate::domain::{
    board::{By, Period},
    day::{self, Day},
};

/// A week, a month or all time, as the guild day `of` falls into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    key: String,
    first: Day,
    last: Day,
}

impl Span {
    pub fn new(period: Period, of: Day) -> Self {
        let (first, _) = period.range(of);
        let first = first.unwrap_or(Day::MIN);
        let (key, last) = match period {
            Period::Week => (format!("week {first}"), day::plus(first, 6)),
            Period::Month => (
                first.strftime("month %Y-%m").to_string(),
                of.last_of_month(),
            ),
            Period::AllTime => ("all".to_owned(), Day::MAX),
        };
        Self { key, first, last }
    }

    /// The three into which a day falls.
    pub fn all_of(of: Day) -> [Self; 3] {
        Period::ALL.map(|period| Self::new(period, of))
    }
}

/// Recomputes a member's sums over a span, from the attempts.
pub fn refresh(db: &Connection, guild: u64, user: u64, span: &Span) -> Result<()> {
    sql::run(
        db,
        "INSERT OR REPLACE INTO tally (guild_id, period, user_id, points, solved, last_at)
         SELECT ?1, ?2, ?3, sum(points), count(DISTINCT question) FILTER (WHERE grade = 'nailed'),
                coalesce(max(graded_at) FILTER (WHERE counts = 1), max(graded_at))
         FROM attempt
         WHERE guild_id = ?1 AND user_id = ?3 AND day BETWEEN ?4 AND ?5 AND grade IS NOT NULL
         HAVING count(*) > 0",
        params![
            guild,
            span.key,
            user,
            span.first.to_string(),
            span.last.to_string()
        ],
    )
    .map(drop)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub user: u64,
    pub name: String,
    pub value: u32,
}

/// Few are hidden, so that leaving them out is less work than looking up each of those who are not.
const SHOWN: &str =
    "user_id NOT IN (SELECT user_id FROM member WHERE guild_id = ?1 AND hidden = 1)";

/// The shown members from place `offset` on, the first first; ties in order of the last grade that counted.
pub fn page(
    db: &Connection,
    guild: u64,
    span: &Span,
    by: By,
    offset: u32,
    limit: u32,
) -> Result<Vec<Line>> {
    let column = column(by);
    let query = format!(
        "SELECT user_id, name, value
         FROM (SELECT guild_id, user_id, {column} AS value, last_at FROM tally
               WHERE guild_id = ?1 AND period = ?2 AND {column} > 0 AND {SHOWN}
               ORDER BY {column} DESC, last_at, user_id LIMIT ?3 OFFSET ?4)
         JOIN member USING (guild_id, user_id) ORDER BY value DESC, last_at, user_id"
    );
    sql::all(db, &query, params![guild, span.key, limit, offset], |row| {
        Ok(Line {
            user: row.get("user_id")?,
            name: row.get("name")?,
            value: row.get("value")?,
        })
    })
}

/// Shown members on the board.
pub fn size(db: &Connection, guild: u64, span: &Span, by: By) -> Result<u32> {
    above(db, guild, span, by, 0)
}

/// Shown members with more than `value`.
pub fn above(db: &Connection, guild: u64, span: &Span, by: By, value: u32) -> Result<u32> {
    let column = column(by);
    let query = format!(
        "SELECT count(*) FROM tally WHERE guild_id = ?1 AND period = ?2 AND {column} > ?3 AND {SHOWN}"
    );
    sql::value(db, &query, params![guild, span.key, value])
}

/// The last grade of each member that counted, for the order of equals.
pub fn last_counted(db: &Connection, guild: u64) -> Result<HashMap<u64, Timestamp>> {
    sql::all(
        db,
        "SELECT user_id, last_at FROM tally WHERE guild_id = ? AND period = 'all'",
        [guild],
        |row| Ok((row.get(0)?, row.instant(1)?)),
    )
}

/// By streak there is no tally: the streak rows are walked.
fn column(by: By) -> &'static str {
    match by {
        By::Points => "points",
        By::Solved => "solved",
        By::Streak => unreachable!("the board by streak is made of the streak rows"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::store;

    #[test]
    fn a_hidden_member_is_neither_shown_nor_counted() {
        let mut db = store::connect(Path::new(":memory:")).unwrap();
        store::migrate(&mut db).unwrap();
        db.execute_batch(
            "INSERT INTO guild (id, joined_at) VALUES (1, 0), (2, 0);
             INSERT INTO member VALUES (1, 10, 'ana', 0), (1, 11, 'bob', 1), (1, 12, 'cleo', 0), (2, 12, 'cleo', 1);
             INSERT INTO tally VALUES (1, 'all', 10, 2, 1, 0), (1, 'all', 11, 9, 1, 0), (1, 'all', 12, 6, 1, 0);",
        )
        .unwrap();
        let span = Span::new(Period::AllTime, Day::MAX);
        let lines = page(&db, 1, &span, By::Points, 0, 10).unwrap();
        let names: Vec<&str> = lines.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["cleo", "ana"]);
        assert_eq!(size(&db, 1, &span, By::Points).unwrap(), 2);
        assert_eq!(above(&db, 1, &span, By::Points, 2).unwrap(), 1);
    }
}
