//! Due instants around the changes of every zone's clocks, and when posts are late and close.

use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

use super::*;
use crate::domain::day::DayRule;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn schedule(time: &str, zone: &str, days: &str) -> Schedule {
    Schedule {
        time: parse_time(time).unwrap(),
        zone: parse_zone(zone).unwrap(),
        days: days.parse().unwrap(),
    }
}

#[track_caller]
fn check_next(schedule: &Schedule, after: &str, expected: Option<(Date, &str)>) {
    let expected = expected.map(|(date, due)| (date, at(due)));
    assert_eq!(next_due(schedule, at(after)), expected);
}

#[test]
fn the_next_working_day() {
    let daily = schedule("09:00", "Europe/Berlin", "mon-fri");
    let monday = Some((date(2027, 3, 1), "2027-03-01T08:00:00Z"));
    check_next(&daily, "2027-02-26T08:00:00Z", monday);
    check_next(&daily, "2027-03-01T07:59:59.999Z", monday);
    let tuesday = Some((date(2027, 3, 2), "2027-03-02T08:00:00Z"));
    check_next(&daily, "2027-03-01T08:00:00Z", tuesday);
}

#[test]
fn a_time_that_does_not_exist_moves_by_the_gap() {
    let daily = schedule("02:30", "America/New_York", "every day");
    let half_past_three = "2027-03-14T07:30:00Z";
    check_next(
        &daily,
        "2027-03-14T00:00:00Z",
        Some((date(2027, 3, 14), half_past_three)),
    );
}

#[test]
fn a_time_that_occurs_twice_counts_once() {
    let daily = schedule("01:30", "America/New_York", "every day");
    let first = (date(2027, 11, 7), "2027-11-07T05:30:00Z");
    check_next(&daily, "2027-11-07T00:00:00Z", Some(first));
    let second = (date(2027, 11, 8), "2027-11-08T06:30:00Z");
    check_next(&daily, first.1, Some(second));
}

#[test]
fn a_gap_at_midnight_moves_a_date_into_the_next() {
    let daily = schedule("23:30", "America/Nuuk", "sat");
    let saturday = (date(2027, 3, 27), "2027-03-28T01:30:00Z");
    check_next(&daily, "2027-03-28T01:10:00Z", Some(saturday));
}

#[test]
fn a_date_that_a_zone_left_out_has_no_post() {
    let daily = schedule("09:00", "Pacific/Apia", "every day");
    let dues = due_between(
        &daily,
        at("2011-12-29T00:00:00Z"),
        at("2011-12-31T23:00:00Z"),
    );
    let dates: Vec<Date> = dues.map(|(date, _)| date).collect();
    assert_eq!(
        dates,
        [date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1)]
    );
}

#[test]
fn no_weekday_no_post() {
    let fridays = schedule("09:00", "Pacific/Apia", "fri");
    let next_week = (date(2012, 1, 6), "2012-01-05T19:00:00Z");
    check_next(&fridays, "2011-12-29T00:00:00Z", Some(next_week));
    assert_eq!(next_due(&fridays, Timestamp::MAX), None);
}

#[test]
fn the_end_of_an_interval_belongs_to_it() {
    let daily = schedule("09:00", "UTC", "every day");
    let (from, to) = (at("2027-03-01T09:00:00Z"), at("2027-03-03T09:00:00Z"));
    let dates: Vec<Date> = due_between(&daily, from, to)
        .map(|(date, _)| date)
        .collect();
    assert_eq!(dates, [date(2027, 3, 2), date(2027, 3, 3)]);
    assert_eq!(due_between(&daily, from, from).count(), 0);
}

/// Days that change at 09:00 in Berlin, as a daily at that time sets them.
fn berlin_days() -> Calendar {
    Calendar::new(vec![DayRule {
        from_day: date(2027, 1, 1),
        zone: parse_zone("berlin").unwrap(),
        cut_over: parse_time("9").unwrap(),
    }])
}

#[test]
fn a_daily_closes_with_its_guild_day() {
    let close = |due| closes_at(&berlin_days(), at(due), RevealRule::AfterAttempt, None);
    assert_eq!(close("2027-03-01T08:00:00Z"), at("2027-03-02T08:00:00Z"));
    assert_eq!(close("2027-03-01T09:00:00Z"), at("2027-03-02T08:00:00Z"));
}

#[test]
fn a_daily_is_open_for_23_hours_at_least() {
    let close = |due| closes_at(&berlin_days(), at(due), RevealRule::Anyone, None);
    assert_eq!(close("2027-03-01T09:01:00Z"), at("2027-03-02T08:01:00Z"));
    assert_eq!(close("2027-03-02T07:59:00Z"), at("2027-03-03T06:59:00Z"));
}

#[test]
fn a_timed_daily_closes_at_its_own_time() {
    let reveal_at = (
        parse_time("17:00").unwrap(),
        parse_zone("America/New_York").unwrap(),
    );
    let close =
        |due, rule| closes_at(&Calendar::default(), at(due), rule, Some(&reveal_at)).to_string();
    assert_eq!(
        close("2027-03-01T08:00:00Z", RevealRule::Timed),
        "2027-03-01T22:00:00Z"
    );
    assert_eq!(
        close("2027-03-01T22:00:00Z", RevealRule::Timed),
        "2027-03-02T22:00:00Z"
    );
    assert_eq!(
        close("2027-03-01T08:00:00Z", RevealRule::AfterAttempt),
        "2027-03-02T07:00:00Z"
    );
}

#[test]
fn the_last_half_of_a_guild_day_is_late() {
    let falls = |due| falls_late(&berlin_days(), at(due));
    assert!(!falls("2027-03-01T08:00:00Z"));
    assert!(!falls("2027-03-01T19:59:59Z"));
    assert!(falls("2027-03-01T20:00:00Z"));
    assert!(falls("2027-03-02T07:59:59Z"));
    assert!(!falls("2027-03-02T08:00:00Z"));
}

/// Every change of the clocks of every zone, older names of the same zone aside, from 2010 to 2035.
fn clock_changes() -> Vec<(TimeZone, Timestamp)> {
    let (from, to) = (at("2010-01-01T00:00:00Z"), at("2035-01-01T00:00:00Z"));
    let names = jiff::tz::db().available();
    names
        .filter_map(|name| TimeZone::get(name.as_str()).ok())
        .filter(TimeZone::is_primary)
        .flat_map(|zone| {
            let changes: Vec<Timestamp> = zone
                .following(from)
                .map(|change| change.timestamp())
                .take_while(|change| *change < to)
                .collect();
            changes
                .into_iter()
                .map(move |change| (zone.clone(), change))
        })
        .collect()
}

/// States the rule a second time: the first instant at which the clocks show the local time, or, if they never do,
/// the instant at which they would have shown it, had they not been changed.
fn due_by_the_clock(date: Date, time: Time, zone: &TimeZone) -> Timestamp {
    let local = date.to_datetime(time);
    let as_utc = due_at(date, time, &TimeZone::UTC);
    let two_days = 48.hours();
    let mut offsets: Vec<_> = zone
        .following(as_utc - two_days)
        .take_while(|change| change.timestamp() < as_utc + two_days)
        .map(|change| change.offset())
        .collect();
    offsets.insert(0, zone.to_offset(as_utc - two_days));
    let instants = offsets.iter().map(|it| it.to_timestamp(local).unwrap());
    instants
        .filter(|instant| zone.to_datetime(*instant) == local)
        .min()
        .unwrap_or_else(|| offsets[0].to_timestamp(local).unwrap())
}

#[test]
fn one_due_instant_for_each_eligible_date_around_every_clock_change() {
    let changes = clock_changes();
    assert!(changes.len() > 5000);
    for (zone, change) in changes {
        // A local time that the change touches, and one near it that it does not.
        for minutes in [-31, 0, 29] {
            let local = zone.to_datetime(change) + minutes.minutes();
            check_around(&zone, local.date(), local.time());
        }
    }
}

#[track_caller]
fn check_around(zone: &TimeZone, around: Date, time: Time) {
    let daily = Schedule {
        time,
        zone: zone.clone(),
        days: Weekdays::ALL,
    };
    let dates = (-3..=3).map(|days| plus(around, days));
    let expected: Vec<Due> = dates
        .map(|date| (date, due_by_the_clock(date, time, zone)))
        .filter(|(date, due)| *due != due_by_the_clock(plus(*date, 1), time, zone))
        .collect();
    let (first, last) = (expected[0].1, expected[expected.len() - 1].1);
    let dues: Vec<Due> = due_between(&daily, first - 1.second(), last).collect();
    assert_eq!(dues, expected, "{zone:?} {around} {time}");
    assert!(dues.is_sorted_by(|a, b| a.1 < b.1));
}

proptest! {
    #[test]
    fn dues_are_the_same_however_the_time_is_cut(
        days in 1_u8..=127,
        minute in 0_i64..1440,
        seconds in 0_i64..40 * 86400,
        zone in proptest::sample::select(vec!["Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"]),
    ) {
        let daily = Schedule {
            time: Time::midnight().wrapping_add(minute.minutes()),
            zone: parse_zone(zone).unwrap(),
            days: Weekdays::from_bits(days).unwrap(),
        };
        let (from, to) = (at("2017-10-01T00:00:00Z"), at("2017-11-10T00:00:00Z"));
        let cut = from + seconds.seconds();
        let whole: Vec<Due> = due_between(&daily, from, to).collect();
        let halves = due_between(&daily, from, cut).chain(due_between(&daily, cut, to));
        prop_assert_eq!(&whole, &halves.collect::<Vec<_>>());
        prop_assert!(whole.iter().all(|(date, _)| daily.is_eligible(*date)));
        prop_assert!(whole.len() >= 5 * usize::try_from(days.count_ones()).unwrap());
    }
}
