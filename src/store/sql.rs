//! Instants, days, times and words of the domain as SQL values.

use std::str::FromStr;

use jiff::{Timestamp, civil};
use rusqlite::{Connection, Params, Row, RowIndex, types::FromSql};

use super::{Error, Result};

pub fn ms(instant: Timestamp) -> i64 {
    instant.as_millisecond()
}

pub fn time_text(time: civil::Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// Columns as the domain's types, by name; by position where there are thousands of rows, since a name is looked up in
/// each of them.
pub trait Columns {
    fn instant(&self, column: impl RowIndex) -> Result<Timestamp>;
    fn maybe_instant(&self, column: impl RowIndex) -> Result<Option<Timestamp>>;
    fn word<T: FromStr>(&self, column: impl RowIndex, wanted: &'static str) -> Result<T>;
    fn maybe_word<T: FromStr>(
        &self,
        column: impl RowIndex,
        wanted: &'static str,
    ) -> Result<Option<T>>;
}

impl Columns for Row<'_> {
    fn instant(&self, column: impl RowIndex) -> Result<Timestamp> {
        instant(self.get(column)?)
    }

    fn maybe_instant(&self, column: impl RowIndex) -> Result<Option<Timestamp>> {
        self.get::<_, Option<i64>>(column)?.map(instant).transpose()
    }

    fn word<T: FromStr>(&self, column: impl RowIndex, wanted: &'static str) -> Result<T> {
        parse(self.get(column)?, wanted)
    }

    fn maybe_word<T: FromStr>(
        &self,
        column: impl RowIndex,
        wanted: &'static str,
    ) -> Result<Option<T>> {
        self.get::<_, Option<String>>(column)?
            .map(|text| parse(text, wanted))
            .transpose()
    }
}

pub fn instant(ms: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(ms).map_err(|_| Error::Corrupt {
        wanted: "an instant in milliseconds",
        found: ms.to_string(),
    })
}

pub fn parse<T: FromStr>(text: String, wanted: &'static str) -> Result<T> {
    text.parse().map_err(|_| Error::Corrupt {
        wanted,
        found: text,
    })
}

/// The first row, if there is one.
pub fn first<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query_and_then(params, read)?;
    rows.next().transpose()
}

/// All rows, in a collection of any kind.
pub fn all<T, C: FromIterator<T>>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<C> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_and_then(params, read)?;
    rows.collect()
}

/// The one value of a statement that always has a row.
pub fn value<T: FromSql>(db: &Connection, sql: &str, params: impl Params) -> Result<T> {
    Ok(db
        .prepare_cached(sql)?
        .query_row(params, |row| row.get(0))?)
}

/// How many rows it changed.
pub fn run(db: &Connection, sql: &str, params: impl Params) -> Result<usize> {
    Ok(db.prepare_cached(sql)?.execute(params)?)
}
