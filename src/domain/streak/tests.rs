//! Streaks told as stories, and the walk of the definition against what is stored and shown.

use std::collections::BTreeSet;

use jiff::civil::date;
use proptest::{collection::btree_set, prelude::*};

use super::*;
use crate::domain::day::plus;

const FIRST: Day = date(2027, 3, 1);

/// Days by letters, from Monday 1 March 2027 on: `a` attempt, `r` required, `b` both, `.` neither.
fn days(letters: &str) -> (Vec<Day>, Vec<Day>) {
    let with = |either: char| {
        let letters = (0..).zip(letters.chars());
        letters
            .filter(|(_, letter)| [either, 'b'].contains(letter))
            .map(|(at, _)| plus(FIRST, at))
            .collect()
    };
    (with('a'), with('r'))
}

/// Today is the day after the letters.
#[track_caller]
fn check(letters: &str, current: u32, longest: u32, freezes: u32) {
    let (attempts, required) = days(letters);
    let today = plus(FIRST, letters.len().try_into().unwrap());
    let expected = Streak {
        current,
        longest,
        freezes,
    };
    assert_eq!(
        recompute(&attempts, &required, today),
        expected,
        "{letters}"
    );
}

#[test]
fn no_attempt_no_streak() {
    check("", 0, 0, 0);
    check("rrr", 0, 0, 0);
}

#[test]
fn every_day_with_an_attempt_adds_one() {
    check("b", 1, 1, 0);
    check("bbb", 3, 3, 0);
    check("ab", 2, 2, 0);
    check("rrab", 2, 2, 0);
}

#[test]
fn days_without_a_daily_break_nothing() {
    check("bbbbb..", 5, 5, 0);
    check("bbbbb..b", 6, 6, 0);
    check("b..............", 1, 1, 0);
}

#[test]
fn a_missed_day_ends_the_streak() {
    check("bbbr", 0, 3, 0);
    check("bbbrb", 1, 3, 0);
}

#[test]
fn seven_days_earn_a_freeze_and_two_can_be_held() {
    check("bbbbbb", 6, 6, 0);
    check("bbbbbbb", 7, 7, 1);
    check("bbbbbbbbbbbbbb", 14, 14, 2);
    check("bbbbbbbbbbbbbbbbbbbbb", 21, 21, 2);
}

#[test]
fn a_freeze_saves_a_missed_day() {
    check("bbbbbbbr", 7, 7, 0);
    check("bbbbbbbrb", 8, 8, 0);
    check("bbbbbbbrr", 0, 7, 0);
    check("bbbbbbbr.b.r", 0, 8, 0);
}

#[test]
fn a_new_streak_earns_anew() {
    check("bbbbbbbrrbbbbbbb", 7, 7, 1);
}

#[test]
fn today_breaks_nothing() {
    let (attempts, required) = days("bbr");
    let shown = |today| recompute(&attempts, &required, today).current;
    assert_eq!(shown(plus(FIRST, 2)), 2);
    assert_eq!(shown(plus(FIRST, 3)), 0);
}

#[test]
fn a_second_attempt_on_a_day_changes_nothing() {
    let row = StreakRow {
        last_day: FIRST,
        current: 7,
        longest: 9,
        freezes: 1,
    };
    let again = StreakRow::attempt(Some(row), FIRST, &[]);
    assert_eq!(again, Attempted::Row(row));
}

#[test]
fn an_attempt_before_the_last_one_asks_for_a_recomputation() {
    let Attempted::Row(row) = StreakRow::attempt(None, FIRST, &[]) else {
        panic!("the first attempt makes a row");
    };
    let earlier = StreakRow::attempt(Some(row), plus(FIRST, -1), &[]);
    assert_eq!(earlier, Attempted::Recompute);
}

/// One letter a day: what it was, then the streak after it, with `+` for a freeze earned.
fn told(letters: &str, today_after: i64, count: u32) -> String {
    let (attempts, required) = days(letters);
    let lines = day_by_day(&attempts, &required, plus(FIRST, today_after), count);
    let words = lines.iter().map(|line| {
        let letter = match line.what {
            What::Attempted { required: true } => "B",
            What::Attempted { required: false } => "A",
            What::Frozen => "F",
            What::Missed => "M",
            What::Free => ".",
            What::TodayOpen { required: true } => "?",
            What::TodayOpen { required: false } => "!",
            What::Before => "-",
        };
        let plus = if line.earned_freeze { "+" } else { "" };
        format!("{letter}{}{plus}", line.streak_after)
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_last_days_one_by_one() {
    assert_eq!(
        told("r.bbbabbb.rrrb.r", 15, 14),
        "B1 B2 B3 A4 B5 B6 B7+ .7 F7 M0 M0 B1 .1 ?1"
    );
    assert_eq!(told("r.a", 3, 5), "-0 -0 -0 A1 !1");
    assert_eq!(told("rb", 1, 2), "-0 B1");
    assert_eq!(told("rr", 1, 2), "-0 ?0");
}

/// The definition, walked day by day.
fn walk(attempts: &BTreeSet<Day>, required: &BTreeSet<Day>, today: Day) -> Streak {
    let mut streak = Streak::default();
    let Some(first) = attempts.first() else {
        return streak;
    };
    for day in first
        .series(jiff::Span::new().days(1))
        .take_while(|day| *day <= today)
    {
        if attempts.contains(&day) {
            streak.current += 1;
            streak.longest = streak.longest.max(streak.current);
            if streak.current % 7 == 0 && streak.freezes < 2 {
                streak.freezes += 1;
            }
        } else if required.contains(&day) && day < today {
            if streak.freezes > 0 {
                streak.freezes -= 1;
            } else {
                streak.current = 0;
            }
        }
    }
    streak
}

/// Mostly days with an attempt, so that freezes are earned; mostly required ones.
fn histories() -> impl Strategy<Value = (BTreeSet<Day>, BTreeSet<Day>)> {
    let days = |letters: Vec<(u8, u8)>| {
        let with = |holds: fn(&(u8, u8)) -> bool| {
            let letters = (0..).zip(&letters);
            letters
                .filter(|(_, it)| holds(it))
                .map(|(at, _)| plus(FIRST, at))
                .collect()
        };
        (with(|it| it.0 < 8), with(|it| it.1 < 7))
    };
    proptest::collection::vec((0_u8..10, 0_u8..10), 0..60).prop_map(days)
}

fn sorted(days: &BTreeSet<Day>) -> Vec<Day> {
    days.iter().copied().collect()
}

proptest! {
    #[test]
    fn what_is_stored_and_shown_is_the_walk((attempts, required) in histories()) {
        let required_days = sorted(&required);
        let mut row = None;
        let mut so_far = BTreeSet::new();
        for today in (-1..62).map(|after| plus(FIRST, after)) {
            if attempts.contains(&today) {
                so_far.insert(today);
                let Attempted::Row(next) = StreakRow::attempt(row, today, &required_days) else {
                    panic!("today is after the last attempt");
                };
                row = Some(next);
            }
            let shown = row.map_or(Streak::default(), |row| row.shown(&required_days, today));
            prop_assert_eq!(shown, walk(&so_far, &required, today));
        }
    }

    #[test]
    fn a_recomputation_is_the_walk_for_every_today((attempts, required) in histories(), after in 0_i64..90) {
        let last = attempts.last().copied().unwrap_or(FIRST);
        let today = plus(last, after);
        let recomputed = recompute(&sorted(&attempts), &sorted(&required), today);
        prop_assert_eq!(recomputed, walk(&attempts, &required, today));
    }

    #[test]
    fn a_day_made_required_later_counts_after_a_recomputation(
        (attempts, required) in histories(),
        made_later in btree_set(0_i64..60, 0..5),
    ) {
        let mut all = required.clone();
        all.extend(made_later.into_iter().map(|after| plus(FIRST, after)));
        let row = StreakRow::recompute(&sorted(&attempts), &sorted(&all));
        for today in (60..63).map(|after| plus(FIRST, after)) {
            let shown = row.map_or(Streak::default(), |row| row.shown(&sorted(&all), today));
            prop_assert_eq!(shown, walk(&attempts, &all, today));
        }
    }

    #[test]
    fn the_required_days_since_suffice((attempts, required) in histories()) {
        let required_days = sorted(&required);
        if let Some(row) = StreakRow::recompute(&sorted(&attempts), &required_days) {
            let since: Vec<Day> = required_days.iter().copied().filter(|day| *day > row.last_day).collect();
            let today = plus(FIRST, 61);
            prop_assert_eq!(row.shown(&since, today), row.shown(&required_days, today));
        }
    }

    #[test]
    fn every_line_is_the_walk_to_that_day((attempts, required) in histories(), after in 0_i64..62) {
        let today = plus(FIRST, after);
        let attempts: BTreeSet<Day> = attempts.into_iter().filter(|day| *day <= today).collect();
        for line in day_by_day(&sorted(&attempts), &sorted(&required), today, 14) {
            let walk_to = |today| walk(&attempts.iter().copied().filter(|day| *day <= line.day).collect(), &required, today);
            let over = if line.day == today { today } else { plus(line.day, 1) };
            prop_assert_eq!(line.streak_after, walk_to(over).current);
            let earned = walk_to(line.day).freezes > walk_before(&attempts, &required, line.day).freezes;
            prop_assert_eq!(line.earned_freeze, earned);
            let froze = walk_to(over).freezes < walk_before(&attempts, &required, line.day).freezes;
            prop_assert_eq!(line.what == What::Frozen, froze);
        }
    }
}

/// The walk to the beginning of a day, before any attempt on it.
fn walk_before(attempts: &BTreeSet<Day>, required: &BTreeSet<Day>, day: Day) -> Streak {
    let earlier = attempts.iter().copied().filter(|it| *it < day).collect();
    walk(&earlier, required, day)
}
