//! Grades, and the points that the first graded attempt at a question gives.

use std::{fmt, str::FromStr};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::question::Difficulty;

/// How many questions graded for one guild day give points.
pub const POINTS_A_DAY: u32 = 10;

/// How long after its first grade an attempt may be graded anew.
pub const GRADE_CHANGE_WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// What a member says of their own attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    Missed,
    Partly,
    Nailed,
}

/// Whether the member had been shown the answer before they made the attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Before,
    NotBefore,
}

/// The points of a member's *first* graded attempt at a question in a guild; later ones give none.
///
/// `graded_before` counts the questions that this member had graded for the same guild day before this one.
/// When the grade is changed, it is still the count of the first time.
pub fn points(difficulty: Difficulty, grade: Grade, shown: Shown, graded_before: u32) -> u32 {
    if shown == Shown::Before || graded_before >= POINTS_A_DAY {
        return 0;
    }
    match grade {
        Grade::Missed => 0,
        Grade::Partly => full_points(difficulty) / 2,
        Grade::Nailed => full_points(difficulty),
    }
}

/// What nailing a question gives.
pub fn full_points(difficulty: Difficulty) -> u32 {
    match difficulty {
        Difficulty::Easy => 2,
        Difficulty::Medium => 4,
        Difficulty::Hard => 6,
    }
}

/// Whether a grade first given at `graded_at` may still be changed.
pub fn may_change_grade(graded_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(graded_at) <= GRADE_CHANGE_WINDOW
}

impl Grade {
    pub const ALL: [Self; 3] = [Self::Missed, Self::Partly, Self::Nailed];

    /// As it is stored and written in custom ids.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Partly => "partly",
            Self::Nailed => "nailed",
        }
    }

    /// As it stands on a button.
    pub fn label(self) -> &'static str {
        match self {
            Self::Missed => "Missed",
            Self::Partly => "Partly",
            Self::Nailed => "Nailed it",
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Grade {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|it| it.name() == text)
            .ok_or_else(|| format!("`{text}` is no grade: write missed, partly or nailed"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Difficulty::*, Grade::*, *};

    #[test]
    fn points_by_difficulty_and_grade() {
        let row =
            |difficulty| Grade::ALL.map(|grade| points(difficulty, grade, Shown::NotBefore, 0));
        assert_eq!(row(Easy), [0, 1, 2]);
        assert_eq!(row(Medium), [0, 2, 4]);
        assert_eq!(row(Hard), [0, 3, 6]);
    }

    #[test]
    fn an_answer_seen_before_gives_none() {
        assert_eq!(points(Hard, Nailed, Shown::Before, 0), 0);
    }

    #[test]
    fn ten_questions_a_day_count() {
        assert_eq!(points(Hard, Nailed, Shown::NotBefore, 9), 6);
        assert_eq!(points(Hard, Nailed, Shown::NotBefore, 10), 0);
    }

    #[test]
    fn a_grade_may_be_changed_for_ten_minutes() {
        let graded: Timestamp = "2027-03-01T10:00:00Z".parse().unwrap();
        assert!(may_change_grade(graded, graded + GRADE_CHANGE_WINDOW));
        let later = graded + GRADE_CHANGE_WINDOW + SignedDuration::from_millis(1);
        assert!(!may_change_grade(graded, later));
    }

    #[test]
    fn grades_are_read_back() {
        for grade in Grade::ALL {
            assert_eq!(grade.to_string().parse(), Ok(grade));
            assert_eq!(
                serde_json::to_string(&grade).unwrap(),
                format!("\"{grade}\"")
            );
        }
        assert_eq!(
            "perfect".parse::<Grade>(),
            Err("`perfect` is no grade: write missed, partly or nailed".to_owned())
        );
    }
}
