//! Why a streak is what it is: the last days one by one, for `/streak`.

use super::{Streak, StreakRow, earns_freeze};
use crate::domain::day::{Day, plus};

/// One guild day of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayLine {
    pub day: Day,
    pub what: What,
    /// The streak when the day was over, or as it stands today.
    pub streak_after: u32,
    pub earned_freeze: bool,
}

/// What a guild day was to a member's streak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Attempted {
        required: bool,
    },
    /// Required, without an attempt: it used a freeze.
    Frozen,
    /// Required, without an attempt, and no freeze was held.
    Missed,
    /// Not required, and without an attempt.
    Free,
    /// Today, without an attempt yet.
    TodayOpen {
        required: bool,
    },
    /// Before the member's first attempt.
    Before,
}

/// The last `count` guild days up to today, oldest first. Both lists of days ascend and are complete: what a day did
/// depends on all before it.
pub fn day_by_day(
    attempt_days: &[Day],
    required_days: &[Day],
    today: Day,
    count: u32,
) -> Vec<DayLine> {
    let days = (0..i64::from(count)).rev().map(|ago| plus(today, -ago));
    days.map(|day| line(attempt_days, required_days, day, today))
        .collect()
}

/// A day, from the stored state that the attempts before it left.
fn line(attempt_days: &[Day], required_days: &[Day], day: Day, today: Day) -> DayLine {
    let earlier = &attempt_days[..attempt_days.partition_point(|it| *it < day)];
    let before = match StreakRow::recompute(earlier, required_days) {
        Some(row) => row.shown(required_days, day),
        None => Streak::default(),
    };
    let required = required_days.binary_search(&day).is_ok();
    let what = match () {
        () if attempt_days.binary_search(&day).is_ok() => What::Attempted { required },
        () if day >= today => What::TodayOpen { required },
        () if earlier.is_empty() => What::Before,
        () if !required => What::Free,
        () if before.freezes > 0 => What::Frozen,
        () => What::Missed,
    };
    let streak_after = match what {
        What::Attempted { .. } => before.current + 1,
        What::Missed => 0,
        _ => before.current,
    };
    let earned_freeze =
        matches!(what, What::Attempted { .. }) && earns_freeze(streak_after, before.freezes);
    DayLine {
        day,
        what,
        streak_after,
        earned_freeze,
    }
}
