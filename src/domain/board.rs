//! Boards: the period, what is counted, and who stands where.

use std::{cmp::Reverse, fmt, str::FromStr};

use jiff::Timestamp;

use super::day::{Day, plus};

/// The guild days that a board counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    Week,
    Month,
    AllTime,
}

/// What a board counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    Points,
    /// The current streak; for all time, the longest.
    Streak,
    /// Distinct questions with a nailed attempt.
    Solved,
}

/// What a member has to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub member: u64,
    pub value: u32,
    /// When the last grade that counted was given; of equals the earlier comes first, one without any last.
    pub last_counted: Option<Timestamp>,
    /// Hidden from boards, by their own wish or because they left.
    pub hidden: bool,
}

/// A line of a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// 1, 2, 2, 4: equals share the better one.
    pub rank: u32,
    pub member: u64,
    pub value: u32,
}

/// The shown members in their order, without those who have nothing to show.
pub fn rank(standings: &[Standing]) -> Vec<Line> {
    let mut shown: Vec<&Standing> = standings.iter().filter(|it| it.is_shown()).collect();
    shown.sort_by_key(|it| {
        let undated = it.last_counted.is_none();
        (Reverse(it.value), undated, it.last_counted, it.member)
    });
    let mut lines: Vec<Line> = Vec::with_capacity(shown.len());
    for (place, standing) in (1..).zip(shown) {
        let rank = match lines.last() {
            Some(above) if above.value == standing.value => above.rank,
            _ => place,
        };
        lines.push(standing.at(rank));
    }
    lines
}

/// The place that a member sees as their own, hidden or not: after the shown members with more.
/// `None`: they have nothing to show yet.
pub fn place_of(member: u64, standings: &[Standing]) -> Option<Line> {
    let own = standings
        .iter()
        .find(|it| it.member == member && it.value > 0)?;
    let better = (1..).zip(
        standings
            .iter()
            .filter(|it| it.is_shown() && it.value > own.value),
    );
    Some(own.at(better.last().map_or(1, |(count, _)| count + 1)))
}

impl Standing {
    fn is_shown(&self) -> bool {
        !self.hidden && self.value > 0
    }

    fn at(&self, rank: u32) -> Line {
        Line {
            rank,
            member: self.member,
            value: self.value,
        }
    }
}

impl Period {
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::AllTime];

    /// The first guild day that counts, `None` for the very first, and the last.
    pub fn range(self, today: Day) -> (Option<Day>, Day) {
        let first = match self {
            Self::Week => {
                let since_monday = today.weekday().to_monday_zero_offset();
                Some(plus(today, -i64::from(since_monday)))
            }
            Self::Month => Some(today.first_of_month()),
            Self::AllTime => None,
        };
        (first, today)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::AllTime => "all time",
        }
    }
}

impl By {
    pub const ALL: [Self; 3] = [Self::Points, Self::Streak, Self::Solved];

    pub fn name(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Streak => "streak",
            Self::Solved => "solved",
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|it| it.name() == text)
            .ok_or_else(|| format!("`{text}` is no period: write week, month or all time"))
    }
}

impl FromStr for By {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|it| it.name() == text)
            .ok_or_else(|| {
                format!("`{text}` is nothing a board counts: write points, streak or solved")
            })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn standing(member: u64, value: u32, second: i64) -> Standing {
        Standing {
            member,
            value,
            last_counted: Some(Timestamp::from_second(second).unwrap()),
            hidden: false,
        }
    }

    fn hidden(standing: Standing) -> Standing {
        Standing {
            hidden: true,
            ..standing
        }
    }

    fn members_and_ranks(standings: &[Standing]) -> Vec<(u64, u32)> {
        let lines = rank(standings);
        lines.iter().map(|it| (it.member, it.rank)).collect()
    }

    #[test]
    fn equals_share_a_rank_and_the_earlier_comes_first() {
        let board = [
            standing(1, 2, 0),
            standing(2, 4, 20),
            standing(3, 6, 50),
            standing(4, 4, 10),
        ];
        assert_eq!(members_and_ranks(&board), [(3, 1), (4, 2), (2, 2), (1, 4)]);
    }

    #[test]
    fn one_without_a_grade_is_the_last_of_equals() {
        let ungraded = Standing {
            last_counted: None,
            ..standing(1, 4, 0)
        };
        let board = [ungraded, standing(2, 4, 10)];
        assert_eq!(members_and_ranks(&board), [(2, 1), (1, 1)]);
    }

    #[test]
    fn a_hidden_member_takes_no_rank_and_sees_their_own() {
        let board = [
            standing(1, 6, 0),
            hidden(standing(2, 5, 0)),
            hidden(standing(3, 4, 0)),
            standing(4, 3, 0),
        ];
        assert_eq!(members_and_ranks(&board), [(1, 1), (4, 2)]);
        let place = |member| place_of(member, &board).map(|line| line.rank);
        assert_eq!([2, 3, 4].map(place), [Some(2), Some(2), Some(2)]);
    }

    #[test]
    fn nothing_to_show_is_no_place() {
        let board = [standing(1, 0, 0)];
        assert_eq!(rank(&board), []);
        assert_eq!(place_of(1, &board), None);
        assert_eq!(place_of(2, &board), None);
    }

    #[test]
    fn weeks_start_on_monday() {
        let week = |day| Period::Week.range(day);
        let monday = date(2027, 3, 1);
        assert_eq!(week(monday), (Some(monday), monday));
        assert_eq!(week(date(2027, 3, 7)), (Some(monday), date(2027, 3, 7)));
        assert_eq!(week(date(2027, 2, 28)).0, Some(date(2027, 2, 22)));
    }

    #[test]
    fn months_and_all_time() {
        let today = date(2027, 3, 31);
        assert_eq!(Period::Month.range(today), (Some(date(2027, 3, 1)), today));
        assert_eq!(Period::AllTime.range(today), (None, today));
    }

    #[test]
    fn names_are_read_back() {
        for period in Period::ALL {
            assert_eq!(period.to_string().parse(), Ok(period));
        }
        for by in By::ALL {
            assert_eq!(by.to_string().parse(), Ok(by));
        }
        assert!("year".parse::<Period>().is_err());
        assert!("luck".parse::<By>().is_err());
    }

    proptest! {
        #[test]
        fn a_rank_is_one_more_than_the_shown_members_with_more(
            values in proptest::collection::vec((0_u32..6, 0_i64..4, any::<bool>()), 0..20)
        ) {
            let board: Vec<Standing> = (0..)
                .zip(values)
                .map(|(member, (value, second, hide))| Standing {
                    hidden: hide,
                    ..standing(member, value, second)
                })
                .collect();
            let lines = rank(&board);
            prop_assert_eq!(lines.len(), board.iter().filter(|it| it.is_shown()).count());
            prop_assert!(lines.is_sorted_by_key(|line| line.rank));
            for line in &lines {
                let better = lines.iter().filter(|other| other.value > line.value).count();
                prop_assert_eq!(line.rank as usize, better + 1);
                prop_assert_eq!(place_of(line.member, &board), Some(*line));
            }
        }
    }
}
