//! A set of weekdays, as members write it and read it: `mon-fri`, `mon, wed`, `every day`.

use std::{fmt, str::FromStr};

use jiff::civil::Weekday;

/// A set of weekdays. One that was parsed is never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weekdays(u8);

const NAMES: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

impl Weekdays {
    pub const ALL: Self = Self(0b111_1111);
    /// Monday to Friday.
    pub const WORKING: Self = Self(0b001_1111);
    const WEEKEND: Self = Self(0b110_0000);

    pub fn contains(self, day: Weekday) -> bool {
        self.0 >> day.to_monday_zero_offset() & 1 == 1
    }

    /// Monday is bit 0, Sunday bit 6.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// `None`: no day at all, or more than seven.
    pub fn from_bits(bits: u8) -> Option<Self> {
        (1..=Self::ALL.0).contains(&bits).then_some(Self(bits))
    }

    /// Counts from Monday, and goes round after Sunday.
    fn has(self, day: usize) -> bool {
        self.0 >> (day % 7) & 1 == 1
    }
}

/// `mon-fri`, `mon, wed`, `sat-mon` or `every day`, in the order of the week: parsing reads it back.
impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ALL {
            return f.pad("every day");
        }
        let words: Vec<String> = (0..7)
            .filter(|day| self.has(*day))
            .filter_map(|day| self.word_at(day))
            .collect();
        f.pad(&words.join(", "))
    }
}

impl Weekdays {
    /// What is written for this day of the set: a range if it begins one, its name if it stands alone.
    fn word_at(self, day: usize) -> Option<String> {
        let name = |day: usize| &NAMES[day % 7][..3];
        // Start from seven, so that one may count backwards.
        let first = (day + 1..=day + 7)
            .rev()
            .take_while(|it| self.has(*it))
            .last()?;
        let last = (day + 7..).take_while(|it| self.has(*it)).last()?;
        match last - first {
            0 | 1 => Some(name(day).to_owned()),
            _ if first == day + 7 => Some(format!("{}-{}", name(first), name(last))),
            _ => None,
        }
    }
}

impl FromStr for Weekdays {
    type Err = String;

    /// Reads names and ranges in any case and any order; a range may go over the end of the week.
    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || {
            format!(
                "`{text}` names no days: write `mon-fri`, `mon, wed`, `weekends` or `every day`"
            )
        };
        let days = tidy(text)
            .split([',', ';', '/', '&', '+', ' '])
            .filter(|word| !word.is_empty() && *word != "and")
            .map(parse_word)
            .try_fold(0, |days, word| Some(days | word?.0))
            .ok_or_else(fault)?;
        Self::from_bits(days).ok_or_else(fault)
    }
}

/// Lower case, one hyphen without spaces for each range, no `every`.
fn tidy(text: &str) -> String {
    let words = text.to_lowercase().replace(['–', '—', '-'], " - ");
    let words: Vec<&str> = words
        .split_whitespace()
        .map(|word| {
            if matches!(word, "to" | "through") {
                "-"
            } else {
                word
            }
        })
        .filter(|word| *word != "every")
        .collect();
    words.join(" ").replace(" - ", "-")
}

fn parse_word(word: &str) -> Option<Weekdays> {
    match word.strip_suffix('s').unwrap_or(word) {
        "day" | "daily" | "everyday" | "all" => Some(Weekdays::ALL),
        "weekday" | "workday" => Some(Weekdays::WORKING),
        "weekend" => Some(Weekdays::WEEKEND),
        _ => match word.split_once('-') {
            Some((first, last)) => Some(range(parse_day(first)?, parse_day(last)?)),
            None => parse_day(word).map(|day| range(day, day)),
        },
    }
}

/// From the first day to the last, over the end of the week where the last is the earlier one.
fn range(first: usize, last: usize) -> Weekdays {
    let length = (last + 7 - first) % 7;
    let days = (first..=first + length).fold(0, |days, day| days | 1 << (day % 7));
    Weekdays(days)
}

/// A day's name, shortened to two letters or more: `mo`, `tues`, `wednesdays`.
fn parse_day(word: &str) -> Option<usize> {
    let names = |word: &str| {
        NAMES
            .iter()
            .position(|name| word.len() >= 2 && name.starts_with(word))
    };
    names(word).or_else(|| names(word.strip_suffix('s')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let days: Weekdays = text.parse().unwrap();
        assert_eq!(days.to_string(), expected, "{text}");
    }

    #[test]
    fn what_members_write() {
        check("mon-fri", "mon-fri");
        check("Mon - Fri", "mon-fri");
        check("Monday–Friday", "mon-fri");
        check("monday to friday", "mon-fri");
        check("weekdays", "mon-fri");
        check("mon,wed", "mon, wed");
        check("WED, Mon", "mon, wed");
        check("tues and thurs", "tue, thu");
        check("Mondays & Weds", "mon, wed");
        check("every day", "every day");
        check("Daily", "every day");
        check("mon-sun", "every day");
        check("every monday", "mon");
        check("weekends", "sat, sun");
        check("weekdays, sat", "mon-sat");
        check("sat-mon", "sat-mon");
        check("sa su mo we", "wed, sat-mon");
    }

    #[test]
    fn what_is_no_day_gets_an_example() {
        for text in [
            "", " , ", "m", "someday", "mon-", "-", "mon-xyz", "1-5", "mon--fri", "s",
        ] {
            let fault = text.parse::<Weekdays>().unwrap_err();
            assert_eq!(
                fault,
                format!(
                    "`{text}` names no days: write `mon-fri`, `mon, wed`, `weekends` or `every day`"
                )
            );
        }
    }

    #[test]
    fn every_set_is_read_back() {
        for bits in 1..=127 {
            let days = Weekdays::from_bits(bits).unwrap();
            assert_eq!(days.to_string().parse(), Ok(days));
        }
        assert_eq!(Weekdays::from_bits(0), None);
        assert_eq!(Weekdays::from_bits(128), None);
    }

    #[test]
    fn monday_is_the_first_bit() {
        let monday: Weekdays = "mon".parse().unwrap();
        assert_eq!(monday.bits(), 1);
        assert!(monday.contains(Weekday::Monday));
        assert!(!monday.contains(Weekday::Sunday));
    }
}
