//! Instants, days, times and words of the domain as SQL values.

use std::str::FromStr;

use jiff::{Timestamp, civil};
use rusqlite::Row;

use super::{Error, Result};

pub fn ms(instant: Timestamp) -> i64 {
    instant.as_millisecond()
}

pub fn time_text(time: civil::Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// Columns by name, as the domain's types.
pub trait Columns {
    fn instant(&self, column: &str) -> Result<Timestamp>;
    fn maybe_instant(&self, column: &str) -> Result<Option<Timestamp>>;
    fn word<T: FromStr>(&self, column: &str, wanted: &'static str) -> Result<T>;
    fn maybe_word<T: FromStr>(&self, column: &str, wanted: &'static str) -> Result<Option<T>>;
}

impl Columns for Row<'_> {
    fn instant(&self, column: &str) -> Result<Timestamp> {
        instant(self.get(column)?)
    }

    fn maybe_instant(&self, column: &str) -> Result<Option<Timestamp>> {
        self.get::<_, Option<i64>>(column)?.map(instant).transpose()
    }

    fn word<T: FromStr>(&self, column: &str, wanted: &'static str) -> Result<T> {
        parse(self.get(column)?, wanted)
    }

    fn maybe_word<T: FromStr>(&self, column: &str, wanted: &'static str) -> Result<Option<T>> {
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
