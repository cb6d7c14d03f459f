//! When a daily is due and when it closes, in its own zone. A local time that does not exist moves by the length of
//! the gap; of one that occurs twice the first counts.

mod parse;
mod weekdays;
mod zones;

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};

use super::{
    day::{Calendar, plus},
    reveal::RevealRule,
};

pub use parse::{parse_grace, parse_time};
pub use weekdays::Weekdays;
pub use zones::{complete_zone, parse_zone};

/// How late a daily is still posted, unless its admins chose otherwise.
pub const DEFAULT_GRACE: SignedDuration = SignedDuration::from_hours(6);

/// What a daily stays open at least.
pub const SHORTEST_OPEN: SignedDuration = SignedDuration::from_hours(23);

/// A post so near to the end of its guild day leaves members of other zones too little of it.
const LATE_IN_THE_DAY: SignedDuration = SignedDuration::from_hours(12);

/// The days of the week and the local time at which a daily is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    pub time: Time,
    pub zone: TimeZone,
    pub days: Weekdays,
}

/// One due post: the date for which it stands, and when.
pub type Due = (Date, Timestamp);

/// The instant of a local date and time; total, because the ends of time stand in for what lies beyond them.
pub fn due_at(date: Date, time: Time, zone: &TimeZone) -> Timestamp {
    zone.to_ambiguous_timestamp(date.to_datetime(time))
        .compatible()
        .unwrap_or(if date.year() > 0 {
            Timestamp::MAX
        } else {
            Timestamp::MIN
        })
}

/// The first due post strictly after an instant; `None` without weekdays, or at the end of time.
pub fn next_due(schedule: &Schedule, after: Timestamp) -> Option<Due> {
    // A gap at midnight moves the due instant of a date into the next one, hence the day before. A zone may once
    // have left out the only weekday of a week, hence two weeks.
    let first = plus(schedule.zone.to_datetime(after).date(), -1);
    (0..=16)
        .map(|days| plus(first, days))
        .filter(|date| schedule.is_eligible(*date))
        .map(|date| (date, schedule.due_on(date)))
        .find(|(_, due)| *due > after)
}

/// All due posts with `after < due <= until`, in order.
pub fn due_between(
    schedule: &Schedule,
    after: Timestamp,
    until: Timestamp,
) -> impl Iterator<Item = Due> {
    std::iter::successors(next_due(schedule, after), |(_, due)| {
        next_due(schedule, *due)
    })
    .take_while(move |(_, due)| *due <= until)
}

/// The first time after an instant at which the clocks of a zone show `time`.
pub fn first_at_after(time: Time, zone: &TimeZone, after: Timestamp) -> Timestamp {
    let every_day = Schedule {
        time,
        zone: zone.clone(),
        days: Weekdays::ALL,
    };
    next_due(&every_day, after).map_or(Timestamp::MAX, |(_, at)| at)
}

/// When a daily that was due at `due` closes: a `timed` one at the first `reveal_at` after that; any other, and one
/// that lacks a `reveal_at`, with the guild day or 23 hours after that, whichever is later.
pub fn closes_at(
    calendar: &Calendar,
    due: Timestamp,
    rule: RevealRule,
    reveal_at: Option<&(Time, TimeZone)>,
) -> Timestamp {
    match (rule, reveal_at) {
        (RevealRule::Timed, Some((time, zone))) => first_at_after(*time, zone, due),
        _ => calendar.end(calendar.day_of(due)).max(due + SHORTEST_OPEN),
    }
}

/// Whether a post at `due` falls into the last 12 hours of its guild day.
pub fn falls_late(calendar: &Calendar, due: Timestamp) -> bool {
    let end = calendar.end(calendar.day_of(due));
    end.duration_since(due) <= LATE_IN_THE_DAY
}

impl Schedule {
    /// Whether a post stands for this date. A date that the zone left out (as Samoa did 30 December 2011) has the due
    /// instant of the next one, and none of its own.
    pub fn is_eligible(&self, date: Date) -> bool {
        self.days.contains(date.weekday()) && self.due_on(date) < self.due_on(plus(date, 1))
    }

    /// The due instant of a date, eligible or not.
    pub fn due_on(&self, date: Date) -> Timestamp {
        due_at(date, self.time, &self.zone)
    }
}

#[cfg(test)]
mod tests;
