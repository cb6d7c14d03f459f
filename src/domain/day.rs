//! Guild days: which day an instant belongs to, by the zone and the cut-over time that the guild had set by then.
//! Days lie end to end; a change of the rules never moves a day that has begun.

use jiff::{
    Span, Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};

use super::schedule::due_at;

/// A guild day, named by the date on which it begins. It is no more than a label until a [`Calendar`] gives it instants.
pub type Day = Date;

/// From `from_day` on, until a later rule, days change at `cut_over` in `zone`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRule {
    pub from_day: Day,
    pub zone: TimeZone,
    pub cut_over: Time,
}

/// A guild's rules, and so its days. Before the first rule days change at 00:00 UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// By ascending `from_day`, one for each.
    rules: Vec<DayRule>,
}

/// How far before a day's own cut-over an earlier day's can lie and still come later: see [`Calendar::end`].
const LOOK_BACK: i64 = 3;

impl Calendar {
    /// Of rules with the same `from_day` the last one holds.
    pub fn new(rules: Vec<DayRule>) -> Self {
        let mut calendar = Self::default();
        rules.into_iter().for_each(|rule| calendar.set(rule));
        calendar
    }

    /// The first day whose end is after the instant.
    pub fn day_of(&self, instant: Timestamp) -> Day {
        // A cut-over lies less than 26 hours from the same local time in UTC, so the end of day D lies within
        // 26 hours of the dates D+1 and D+2, and the search takes five steps at most.
        let mut day = plus(date_in_utc(instant), -3);
        while self.end(day) <= instant && day < Day::MAX {
            day = plus(day, 1);
        }
        day
    }

    pub fn start(&self, day: Day) -> Timestamp {
        self.end(plus(day, -1))
    }

    /// The first instant after the day: `max(end(day − 1), cut-over on the next date)`, so that no change of
    /// the rules makes a day end before the one before it.
    pub fn end(&self, day: Day) -> Timestamp {
        // The recursion ends here: offsets of jiff are below 26 hours, so the cut-over of day E is before
        // E+2 days+26 hours in UTC, that of `day` not before `day`+1 day−26 hours. From four days
        // back on, the first is never the later one.
        (0..=LOOK_BACK)
            .map(|back| self.cut_over_after(plus(day, -back)))
            .max()
            .expect("the range is not empty")
    }

    /// Whether a change of the rules left no time to this day. Such a day is never required.
    pub fn is_empty(&self, day: Day) -> bool {
        self.start(day) == self.end(day)
    }

    /// The rule that holds on a day; `None`: none was set yet, so days change at 00:00 UTC.
    pub fn rule_of(&self, day: Day) -> Option<&DayRule> {
        let later = self.rules.partition_point(|rule| rule.from_day <= day);
        self.rules[..later].last()
    }

    /// The rule that a change made now amounts to: it holds from the next guild day on.
    /// [`Calendar::set`] it, and store it in the place of one with the same `from_day`.
    pub fn change(&self, now: Timestamp, zone: TimeZone, cut_over: Time) -> DayRule {
        let from_day = plus(self.day_of(now), 1);
        DayRule {
            from_day,
            zone,
            cut_over,
        }
    }

    /// Adds a rule; it replaces one with the same `from_day`.
    pub fn set(&mut self, rule: DayRule) {
        match self
            .rules
            .binary_search_by_key(&rule.from_day, |it| it.from_day)
        {
            Ok(same) => self.rules[same] = rule,
            Err(place) => self.rules.insert(place, rule),
        }
    }

    fn cut_over_after(&self, day: Day) -> Timestamp {
        let date = plus(day, 1);
        match self.rule_of(day) {
            Some(rule) => due_at(date, rule.cut_over, &rule.zone),
            None => due_at(date, Time::midnight(), &TimeZone::UTC),
        }
    }
}

/// The day so many days later, or earlier.
pub fn plus(day: Day, days: i64) -> Day {
    day.saturating_add(Span::new().days(days))
}

fn date_in_utc(instant: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(instant).date()
}

#[cfg(test)]
mod tests;
