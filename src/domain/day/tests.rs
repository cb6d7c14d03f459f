//! Guild days under rules that change, in zones at the edges of the world, against the definition by recursion.

use jiff::{SignedDuration, civil::date, tz::Offset};
use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

/// Around the date that Samoa left out.
const FIRST: Day = date(2011, 12, 20);

const NANOSECOND: SignedDuration = SignedDuration::from_nanos(1);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn rule(from_day: Day, zone: &str, hour: i8) -> DayRule {
    DayRule {
        from_day,
        zone: TimeZone::get(zone).unwrap(),
        cut_over: Time::constant(hour, 0, 0, 0),
    }
}

#[track_caller]
fn check_day(calendar: &Calendar, day: Day, start: &str, end: &str) {
    assert_eq!(
        (calendar.start(day), calendar.end(day)),
        (at(start), at(end))
    );
    assert_eq!(calendar.day_of(at(start)), day);
    assert_eq!(calendar.day_of(at(end) - NANOSECOND), day);
}

#[test]
fn without_rules_days_are_those_of_utc() {
    check_day(
        &Calendar::default(),
        date(2027, 3, 1),
        "2027-03-01T00:00:00Z",
        "2027-03-02T00:00:00Z",
    );
}

#[test]
fn a_day_runs_from_the_cut_over_on_its_date_through_a_change_of_the_clocks() {
    let calendar = Calendar::new(vec![rule(date(2027, 1, 1), "Europe/Berlin", 9)]);
    check_day(
        &calendar,
        date(2027, 3, 27),
        "2027-03-27T08:00:00Z",
        "2027-03-28T07:00:00Z",
    );
}

#[test]
fn a_change_makes_the_next_day_shorter_or_longer_but_not_today() {
    let mut calendar = Calendar::default();
    let noon = at("2027-03-01T12:00:00Z");
    let change = calendar.change(noon, TimeZone::UTC, Time::constant(9, 0, 0, 0));
    assert_eq!(change.from_day, date(2027, 3, 2));
    calendar.set(change);
    check_day(
        &calendar,
        date(2027, 3, 1),
        "2027-03-01T00:00:00Z",
        "2027-03-02T00:00:00Z",
    );
    check_day(
        &calendar,
        date(2027, 3, 2),
        "2027-03-02T00:00:00Z",
        "2027-03-03T09:00:00Z",
    );
    check_day(
        &calendar,
        date(2027, 3, 3),
        "2027-03-03T09:00:00Z",
        "2027-03-04T09:00:00Z",
    );
}

#[test]
fn a_change_from_the_far_west_to_the_far_east_leaves_days_empty() {
    let calendar = Calendar::new(vec![
        rule(date(2027, 3, 1), "Pacific/Niue", 23),
        rule(date(2027, 3, 2), "Pacific/Kiritimati", 0),
    ]);
    let last_end = at("2027-03-03T10:00:00Z");
    for empty in [date(2027, 3, 2), date(2027, 3, 3)] {
        assert!(calendar.is_empty(empty));
        assert_eq!(calendar.end(empty), last_end);
    }
    check_day(
        &calendar,
        date(2027, 3, 4),
        "2027-03-03T10:00:00Z",
        "2027-03-04T10:00:00Z",
    );
}

#[test]
fn a_cut_over_three_days_back_can_be_the_later_one() {
    let fixed = |from_day, offset, hour| DayRule {
        zone: TimeZone::fixed(offset),
        ..rule(from_day, "UTC", hour)
    };
    let calendar = Calendar::new(vec![
        fixed(date(2027, 3, 1), Offset::MIN, 23),
        fixed(date(2027, 3, 2), Offset::MAX, 0),
    ]);
    let last_end = at("2027-03-04T00:59:59Z");
    assert_eq!(calendar.end(date(2027, 3, 1)), last_end);
    assert_eq!(calendar.end(date(2027, 3, 4)), last_end);
    assert_eq!(calendar.day_of(last_end - NANOSECOND), date(2027, 3, 1));
    assert_eq!(calendar.day_of(last_end), date(2027, 3, 5));
}

#[test]
fn the_last_of_several_changes_wins() {
    let mut calendar = Calendar::default();
    let noon = at("2027-03-01T12:00:00Z");
    for hour in [9, 17] {
        let change = calendar.change(noon, TimeZone::UTC, Time::constant(hour, 0, 0, 0));
        calendar.set(change);
    }
    assert_eq!(
        calendar,
        Calendar::new(vec![rule(date(2027, 3, 2), "UTC", 17)])
    );
    assert_eq!(calendar.rule_of(date(2027, 3, 1)), None);
}

#[test]
fn the_ends_of_time_have_days() {
    for instant in [Timestamp::MIN, Timestamp::MAX] {
        let calendar = Calendar::new(vec![rule(FIRST, "Asia/Tokyo", 9)]);
        let day = calendar.day_of(instant);
        assert!(calendar.start(day) <= instant);
    }
}

/// Zones at the edges of the world, one that leaps over the date line, and the largest offsets that jiff knows.
fn zones() -> impl Strategy<Value = TimeZone> {
    let named = [
        "Pacific/Apia",
        "Pacific/Kiritimati",
        "Pacific/Niue",
        "America/New_York",
        "UTC",
    ];
    let mut zones = named.map(|name| TimeZone::get(name).unwrap()).to_vec();
    zones.extend([Offset::MIN, Offset::MAX].map(TimeZone::fixed));
    select(zones)
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let rules = (0_i64..20, zones(), 0_i8..24, 0_i8..60);
    let rules = rules.prop_map(|(after, zone, hour, minute)| DayRule {
        from_day: plus(FIRST, after),
        zone,
        cut_over: Time::new(hour, minute, 0, 0).unwrap(),
    });
    vec(rules, 0..8).prop_map(Calendar::new)
}

/// The definition; its recursion ends long before the first rule, where nothing can have changed.
fn end_by_recursion(calendar: &Calendar, day: Day) -> Timestamp {
    let own = calendar.cut_over_after(day);
    if day < plus(FIRST, -10) {
        return own;
    }
    own.max(end_by_recursion(calendar, plus(day, -1)))
}

fn instants() -> impl Strategy<Value = Timestamp> {
    (-4 * 86400_i64..26 * 86400)
        .prop_map(|second| at("2011-12-20T00:00:00Z") + SignedDuration::from_secs(second))
}

proptest! {
    #[test]
    fn the_end_is_that_of_the_recursion(calendar in calendars(), after in -4_i64..26) {
        let day = plus(FIRST, after);
        prop_assert_eq!(calendar.end(day), end_by_recursion(&calendar, day));
        prop_assert!(calendar.start(day) <= calendar.end(day));
        prop_assert_eq!(calendar.is_empty(day), calendar.start(day) == calendar.end(day));
    }

    #[test]
    fn an_instant_belongs_to_one_day_which_is_not_empty(calendar in calendars(), instant in instants()) {
        let days = (-10..32).map(|after| plus(FIRST, after));
        let of_instant: Vec<Day> = days
            .filter(|day| {
                let start = end_by_recursion(&calendar, plus(*day, -1));
                start <= instant && instant < end_by_recursion(&calendar, *day)
            })
            .collect();
        prop_assert_eq!(&of_instant, &[calendar.day_of(instant)]);
        prop_assert!(!calendar.is_empty(of_instant[0]));
    }

    #[test]
    fn a_change_moves_no_day_that_has_begun(
        calendar in calendars(),
        now in instants(),
        zone in zones(),
        hour in 0_i8..24,
    ) {
        let today = calendar.day_of(now);
        let mut changed = calendar.clone();
        changed.set(calendar.change(now, zone, Time::new(hour, 0, 0, 0).unwrap()));
        for day in (-30..=0).map(|before| plus(today, before)) {
            prop_assert_eq!(changed.end(day), calendar.end(day));
        }
        prop_assert_eq!(changed.day_of(now), today);
    }
}
