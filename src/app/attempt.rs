//! A member tries a question, gives up, or grades an attempt.

use jiff::Timestamp;
use rusqlite::Connection;

use super::{App, reveal::rule_for, streak};
use crate::{
    domain::{
        day::Day,
        points::{self, Grade, Shown},
        question::{Difficulty, QuestionId},
        reveal::RevealRule,
        snowflake,
        streak::Streak,
    },
    store::{self, attempt::Attempt, tally::Span},
};

/// A try that a member hands in.
pub struct Try {
    /// Of the modal or button; its timestamp is the attempt's.
    pub interaction: u64,
    /// 0: a direct message.
    pub guild: u64,
    pub user: u64,
    pub question: QuestionId,
    /// The card's.
    pub message: u64,
    /// `None`: given up.
    pub text: Option<String>,
}

impl App {
    /// The member's attempt from this card that waits for its grade. One made before a daily with the question opened
    /// entitles nobody to its answer, so it does not count until that daily closes.
    pub async fn ungraded_attempt(
        &self,
        message: u64,
        user: u64,
    ) -> store::Result<Option<Attempt>> {
        let now = self.clock.now();
        self.store
            .read(move |db| {
                let Some(attempt) = store::attempt::ungraded(db, message, user)? else {
                    return Ok(None);
                };
                let (rule, attempted) = rule_for(db, attempt.guild, user, &attempt.question, now)?;
                Ok((rule == RevealRule::Anyone || attempted).then_some(attempt))
            })
            .await
    }

    /// The index of the member's next hint of this card; `None`: all have been shown.
    pub async fn next_hint(
        &self,
        message: u64,
        user: u64,
        there_are: usize,
    ) -> store::Result<Option<usize>> {
        self.store
            .write(move |db| store::attempt::next_hint(db, message, user, there_are))
            .await
    }

    pub async fn attempt(&self, id: u64) -> store::Result<Option<Attempt>> {
        self.store.read(move |db| store::attempt::get(db, id)).await
    }

    /// Records an attempt; it is on disk when this returns. From now on the member has been shown the answer.
    pub async fn record(&self, it: Try) -> store::Result<Attempt> {
        self.store.write(move |db| record(db, &it)).await
    }

    /// Giving up is an attempt that is graded missed.
    pub async fn give_up(&self, it: Try, difficulty: Difficulty) -> store::Result<Graded> {
        let now = self.clock.now();
        self.store
            .write(move |db| {
                let attempt = record(db, &it)?;
                grade(db, attempt, Grade::Missed, difficulty, now)
            })
            .await
    }

    /// `None`: the time in which a grade may be changed is over.
    pub async fn grade(
        &self,
        attempt: Attempt,
        as_grade: Grade,
        difficulty: Difficulty,
    ) -> store::Result<Option<Graded>> {
        let now = self.clock.now();
        self.store
            .write(move |db| {
                // Read again within the transaction: two presses may come at once.
                let attempt = store::attempt::get(db, attempt.id)?.unwrap_or(attempt);
                if attempt
                    .graded_at
                    .is_some_and(|at| !points::may_change_grade(at, now))
                {
                    return Ok(None);
                }
                grade(db, attempt, as_grade, difficulty, now).map(Some)
            })
            .await
    }

    /// True the first time.
    pub async fn mark_shared(&self, attempt: u64) -> store::Result<bool> {
        self.store
            .write(move |db| store::attempt::set_shared(db, attempt))
            .await
    }
}

/// What a grade did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graded {
    pub grade: Grade,
    pub points: u32,
    pub why_no_points: Option<NoPoints>,
    /// `None`: in a direct message there is none.
    pub streak: Option<Streak>,
}

/// Why a grade that could have given points gave none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPoints {
    DirectMessage,
    NotTheFirst,
    ShownBefore,
    EnoughForTheDay,
}

fn record(db: &Connection, it: &Try) -> store::Result<Attempt> {
    let at = snowflake::timestamp_of(it.interaction);
    let day = store::guild::calendar(db, it.guild)?.day_of(at);
    let new = store::attempt::New {
        interaction: it.interaction,
        guild: it.guild,
        user: it.user,
        question: &it.question,
        message: it.message,
        at,
        day,
        text: it.text.as_deref(),
        shown_before: was_shown(db, it, at)?,
    };
    let id = store::attempt::add(db, &new)?;
    store::attempt::show(db, it.guild, it.user, &it.question, at)?;
    if it.guild != 0 {
        streak::count_day(db, it.guild, it.user, day)?;
    }
    store::attempt::get(db, id)?.ok_or(store::Error::Corrupt {
        wanted: "the attempt just made",
        found: id.to_string(),
    })
}

/// To the member before, or to everybody in the thread of the card from which the attempt comes.
fn was_shown(db: &Connection, it: &Try, at: Timestamp) -> store::Result<bool> {
    let in_thread = store::post::by_message(db, it.message)?
        .and_then(|post| post.answered_at)
        .is_some_and(|answered| answered <= at);
    Ok(in_thread || store::attempt::was_shown(db, it.guild, it.user, &it.question, at)?)
}

fn grade(
    db: &Connection,
    attempt: Attempt,
    grade: Grade,
    difficulty: Difficulty,
    now: Timestamp,
) -> store::Result<Graded> {
    let first = !store::attempt::counts_elsewhere(db, &attempt)?;
    let before = store::attempt::graded_before(db, &attempt)?;
    let shown = if attempt.shown_before {
        Shown::Before
    } else {
        Shown::NotBefore
    };
    let in_guild = attempt.guild != 0;
    let points = if first && in_guild {
        points::points(difficulty, grade, shown, before)
    } else {
        0
    };
    store::attempt::set_grade(db, attempt.id, grade, now, first, points)?;
    if !in_guild {
        return Ok(Graded {
            grade,
            points,
            why_no_points: Some(NoPoints::DirectMessage),
            streak: None,
        });
    }
    refresh_tallies(db, attempt.guild, attempt.user, attempt.day)?;
    let why_no_points = match (grade, first, attempt.shown_before) {
        (Grade::Missed, ..) => None,
        (_, false, _) => Some(NoPoints::NotTheFirst),
        (_, _, true) => Some(NoPoints::ShownBefore),
        _ => (points == 0).then_some(NoPoints::EnoughForTheDay),
    };
    let today = store::guild::calendar(db, attempt.guild)?.day_of(now);
    let streak = streak::shown(db, attempt.guild, attempt.user, today)?;
    Ok(Graded {
        grade,
        points,
        why_no_points,
        streak: Some(streak),
    })
}

fn refresh_tallies(db: &Connection, guild: u64, user: u64, day: Day) -> store::Result<()> {
    Span::all_of(day)
        .iter()
        .try_for_each(|span| store::tally::refresh(db, guild, user, span))
}
