//! Dailies: made, listed, removed.

use jiff::{Timestamp, civil};

use super::App;
use crate::{
    domain::{day::DayRule, schedule},
    store::{
        self,
        daily::{Daily, Plan},
        guild,
    },
};

/// A daily as it was added.
#[derive(Debug)]
pub struct Added {
    pub id: u64,
    /// Its first due instant.
    pub first: Option<(civil::Date, Timestamp)>,
    /// How many questions match it.
    pub questions: usize,
    /// The end of the guild day into whose last hours the first post falls.
    pub falls_late: Option<Timestamp>,
}

impl App {
    pub async fn dailies(&self, guild: u64) -> store::Result<Vec<Daily>> {
        self.store
            .read(move |db| store::daily::of_guild(db, guild))
            .await
    }

    /// The first daily of a guild sets when its day begins, unless the settings did before.
    pub async fn add_daily(&self, plan: Plan) -> store::Result<Added> {
        let now = self.clock.now();
        let questions = self.bank.pool(&plan.filter).count();
        self.store
            .write(move |db| {
                guild::join(db, plan.guild, now)?;
                if !guild::has_rules(db, plan.guild)? {
                    guild::put_rule(db, plan.guild, &first_rule(&plan, now))?;
                }
                let calendar = guild::calendar(db, plan.guild)?;
                let first = schedule::next_due(&plan.schedule, now);
                let id = store::daily::add(db, &plan, first)?;
                // The first post may still fall under the old rule; what counts is a day under the one that holds.
                let later = first.and_then(|(_, due)| schedule::next_due(&plan.schedule, due));
                let falls_late = later
                    .filter(|(_, due)| schedule::falls_late(&calendar, *due))
                    .map(|(_, due)| calendar.end(calendar.day_of(due)));
                Ok(Added {
                    id,
                    first,
                    questions,
                    falls_late,
                })
            })
            .await
    }

    pub async fn remove_daily(&self, id: u64) -> store::Result<()> {
        let now = self.clock.now();
        self.store
            .write(move |db| {
                store::post::skip_unsent_of(db, id, "the daily was removed")?;
                store::daily::remove(db, id, now)
            })
            .await
    }
}

/// The guild's day begins with the post, from the next day on: today's rule stays.
fn first_rule(plan: &Plan, now: Timestamp) -> DayRule {
    crate::domain::day::Calendar::default().change(
        now,
        plan.schedule.zone.clone(),
        plan.schedule.time,
    )
}
