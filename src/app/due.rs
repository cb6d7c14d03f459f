//! Dailies come due: each due instant becomes a row of the ledger, with its question, once.

use jiff::{SignedDuration, Timestamp, civil};
use rand::rngs::StdRng;
use rusqlite::Connection;

use super::App;
use crate::{
    bank::Bank,
    domain::{day::Calendar, ledger::PostState, question::QuestionId, schedule, snowflake},
    store::{
        self,
        daily::{Daily, Plan},
        post::{New, Occasion, Post},
        seen::Scope,
    },
};

/// Dailies taken in one transaction at most, so that the writer is free in between.
const BATCH: usize = 100;

/// For how long a daily leaves out what another one of the guild posted, if it can.
const APART: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What the admins are to be told; the words are `discord`'s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Skipped { channel: u64, date: civil::Date },
    NothingLeft { channel: u64 },
}

pub type Words = fn(Trouble) -> String;

impl App {
    /// Makes a row for each due instant that has come, and moves its daily on. Gives back the channels in which there
    /// is something to post now; what the admins should know is kept in the same transaction.
    pub async fn make_due(&self, words: Words) -> store::Result<Vec<u64>> {
        let now = self.clock.now();
        let mut channels = Vec::new();
        loop {
            let (bank, mut chance) = (self.bank.clone(), self.chance());
            let (taken, new) = self
                .store
                .write(move |db| {
                    let mut channels = Vec::new();
                    let due: Vec<Daily> = store::daily::due(db, now, BATCH)?;
                    for daily in &due {
                        channels.extend(come_due(db, &bank, &mut chance, daily, now, words)?);
                    }
                    Ok((due.len(), channels))
                })
                .await?;
            channels.extend(new);
            if taken < BATCH {
                return Ok(channels);
            }
        }
    }

    /// A row for an extra of `/daily post`, which makes no day required. `None`: no question matches its filter.
    pub async fn post_extra(&self, daily: Daily, interaction: u64) -> store::Result<Option<Post>> {
        let now = self.clock.now();
        let (bank, mut chance) = (self.bank.clone(), self.chance());
        self.store
            .write(move |db| {
                let at = snowflake::timestamp_of(interaction);
                let occasion = Occasion::Extra(interaction);
                let late_at = at + daily.plan.grace;
                let calendar = store::guild::calendar(db, daily.plan.guild)?;
                let Some(question) = choose(db, &bank, &mut chance, &daily, now)? else {
                    return Ok(None);
                };
                let new = row(&daily, &calendar, occasion, at, late_at, Some(question));
                let Some(id) = store::post::add(db, &new)? else {
                    return Ok(None);
                };
                mark_seen(db, &new, now)?;
                store::post::get(db, id)
            })
            .await
    }

    /// When there is work again: a due instant, a close, or the end of a grace.
    pub async fn next_work(&self, now: Timestamp) -> store::Result<Option<Timestamp>> {
        self.store
            .read(move |db| {
                let instants = [
                    store::daily::next_due(db)?,
                    store::post::next_close(db, now)?,
                    store::post::next_late(db, now)?,
                ];
                Ok(instants.into_iter().flatten().min())
            })
            .await
    }
}

/// All due instants of a daily up to now; those that are too late are recorded as skipped. Gives back its channel if
/// there is something to post.
fn come_due(
    db: &Connection,
    bank: &Bank,
    chance: &mut StdRng,
    daily: &Daily,
    now: Timestamp,
    words: Words,
) -> store::Result<Option<u64>> {
    let calendar = store::guild::calendar(db, daily.plan.guild)?;
    let Plan {
        guild,
        channel,
        ref schedule,
        grace,
        ..
    } = daily.plan;
    let (mut next, mut to_post) = (daily.next, None);
    while let Some((date, due)) = next.filter(|(_, due)| *due <= now) {
        next = schedule::next_due(schedule, due);
        let late_at = next.map_or(due + grace, |(_, following)| following.min(due + grace));
        let in_time = now < late_at;
        let question = if in_time {
            choose(db, bank, chance, daily, now)?
        } else {
            None
        };
        let mut new = row(
            daily,
            &calendar,
            Occasion::Date(date),
            due,
            late_at,
            question,
        );
        let trouble = match (in_time, &new.question) {
            (false, _) => Some((
                PostState::Skipped,
                "the bot was away",
                Trouble::Skipped { channel, date },
            )),
            (true, None) => Some((
                PostState::Failed,
                "no question matches",
                Trouble::NothingLeft { channel },
            )),
            (true, Some(_)) => None,
        };
        if let Some((state, reason, _)) = trouble {
            (new.state, new.reason) = (state, Some(reason));
        }
        match (store::post::add(db, &new)?, trouble) {
            (None, _) => {}
            (Some(_), Some((.., trouble))) => {
                store::guild::keep_notice(db, guild, now, &words(trouble))?
            }
            (Some(_), None) => {
                mark_seen(db, &new, now)?;
                to_post = Some(channel);
            }
        }
    }
    store::daily::set_next(db, daily.id, next)?;
    Ok(to_post)
}

fn row(
    daily: &Daily,
    calendar: &Calendar,
    occasion: Occasion,
    due_at: Timestamp,
    late_at: Timestamp,
    question: Option<QuestionId>,
) -> New {
    let plan = &daily.plan;
    let reveal_at = plan
        .reveal_at
        .map(|time| (time, plan.schedule.zone.clone()));
    New {
        guild: plan.guild,
        channel: plan.channel,
        daily: daily.id,
        occasion,
        question,
        rule: plan.reveal,
        due_at,
        day: calendar.day_of(due_at),
        late_at,
        closes_at: schedule::closes_at(calendar, due_at, plan.reveal, reveal_at.as_ref()),
        state: PostState::Due,
        reason: None,
    }
}

fn mark_seen(db: &Connection, new: &New, now: Timestamp) -> store::Result<()> {
    match &new.question {
        Some(question) => store::seen::mark(db, Scope::Daily(new.daily), question, now),
        None => Ok(()),
    }
}

/// Uniformly among what the daily has not posted, first of that what no other daily of the guild posted lately; when
/// it has posted all, what it posted longest ago.
fn choose(
    db: &Connection,
    bank: &Bank,
    chance: &mut StdRng,
    daily: &Daily,
    now: Timestamp,
) -> store::Result<Option<QuestionId>> {
    let pool = bank.pool(&daily.plan.filter);
    let others = store::post::recent_of_others(db, daily.plan.guild, daily.id, now - APART)?;
    let shown = |id: &QuestionId| store::seen::at(db, Scope::Daily(daily.id), id);
    let is_shown = |id: &QuestionId| shown(id).map(|at| at.is_some());
    let mut chosen = pool.choose(chance, |id| -> store::Result<bool> {
        Ok(others.contains(id) || is_shown(id)?)
    })?;
    if chosen.is_none() {
        chosen = pool.choose(chance, is_shown)?;
    }
    if chosen.is_none() {
        chosen = pool.longest_ago(shown)?;
    }
    Ok(chosen.cloned())
}
