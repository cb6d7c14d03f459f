//! Streaks and freezes: what a member's attempts and the guild's required days amount to, day by day.

mod lines;

use super::day::Day;

pub use lines::{DayLine, What, day_by_day};

/// A freeze is earned at each multiple of this streak.
const DAYS_A_FREEZE: u32 = 7;

/// How many freezes a member can hold.
const MOST_FREEZES: u32 = 2;

/// What a member sees of their streak, all in days but the freezes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Streak {
    pub current: u32,
    pub longest: u32,
    pub freezes: u32,
}

/// What is stored of a member's streak: the state after their last attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreakRow {
    /// The guild day of the last attempt.
    pub last_day: Day,
    pub current: u32,
    pub longest: u32,
    pub freezes: u32,
}

/// What an attempt makes of a stored row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempted {
    Row(StreakRow),
    /// The attempt is on a day before the last one: store [`StreakRow::recompute`] of all attempts.
    Recompute,
}

/// The streak by its definition: from the first attempt to today, a day with an attempt adds one, a required day that is
/// over without one uses a freeze, or ends the streak. Both lists of days ascend; today breaks nothing, and an attempt
/// that is dated after it (by a clock ahead of ours) counts.
pub fn recompute(attempt_days: &[Day], required_days: &[Day], today: Day) -> Streak {
    match StreakRow::recompute(attempt_days, required_days) {
        Some(row) => row.shown(required_days, today),
        None => Streak::default(),
    }
}

impl StreakRow {
    /// The row after an attempt on `day`. `row` is the stored one, if there is one; `required_days` are those of the
    /// guild, ascending, at least the ones between the row's last day and `day`.
    pub fn attempt(row: Option<Self>, day: Day, required_days: &[Day]) -> Attempted {
        let streak = match row {
            None => Streak::default(),
            Some(row) if day < row.last_day => return Attempted::Recompute,
            Some(row) if day == row.last_day => return Attempted::Row(row),
            Some(row) => row.shown(required_days, day),
        };
        Attempted::Row(streak.and_attempt(day))
    }

    /// The row after all attempts of a member; `None` without any. Both lists of days ascend; a day may be repeated.
    pub fn recompute(attempt_days: &[Day], required_days: &[Day]) -> Option<Self> {
        attempt_days.iter().fold(None, |row, day| {
            match Self::attempt(row, *day, required_days) {
                Attempted::Row(row) => Some(row),
                Attempted::Recompute => row,
            }
        })
    }

    /// The row walked over the required days that are over by `today`, all of them without an attempt.
    /// `required_days` ascend and are at least those after the row's last day.
    pub fn shown(&self, required_days: &[Day], today: Day) -> Streak {
        let up_to = |day| required_days.partition_point(|required| *required < day);
        let since = required_days.partition_point(|required| *required <= self.last_day);
        let missed = up_to(today).saturating_sub(since);
        Streak::from(*self).and_missed(u32::try_from(missed).unwrap_or(u32::MAX))
    }
}

impl Streak {
    fn and_attempt(self, day: Day) -> StreakRow {
        let current = self.current + 1;
        let earned = earns_freeze(current, self.freezes);
        StreakRow {
            last_day: day,
            current,
            longest: self.longest.max(current),
            freezes: self.freezes + u32::from(earned),
        }
    }

    fn and_missed(self, days: u32) -> Self {
        Self {
            current: if days > self.freezes { 0 } else { self.current },
            freezes: self.freezes.saturating_sub(days),
            ..self
        }
    }
}

impl From<StreakRow> for Streak {
    fn from(row: StreakRow) -> Self {
        Self {
            current: row.current,
            longest: row.longest,
            freezes: row.freezes,
        }
    }
}

/// Whether the attempt that made the streak `current` earns a freeze for one who holds `freezes`.
fn earns_freeze(current: u32, freezes: u32) -> bool {
    current.is_multiple_of(DAYS_A_FREEZE) && freezes < MOST_FREEZES
}

#[cfg(test)]
mod tests;
