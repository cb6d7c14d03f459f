//! The settings of a guild.

use jiff::{civil, tz::TimeZone};

use super::App;
use crate::{
    domain::day::Day,
    store::{self, guild},
};

/// What to change; `None` stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub zone: Option<TimeZone>,
    pub cut_over: Option<civil::Time>,
    pub log_channel: Option<u64>,
}

/// The settings as they are, or will be.
#[derive(Debug, Clone)]
pub struct Settings {
    pub zone: TimeZone,
    pub cut_over: civil::Time,
    pub log_channel: Option<u64>,
    /// The day has a new beginning from this day on.
    pub from: Option<Day>,
}

impl App {
    /// The guild's zone at this moment.
    pub async fn zone(&self, id: u64) -> store::Result<TimeZone> {
        let now = self.clock.now();
        self.store
            .read(move |db| {
                let calendar = guild::calendar(db, id)?;
                let rule = calendar.rule_of(
                    calendar
                        .change(now, TimeZone::UTC, civil::Time::midnight())
                        .from_day,
                );
                Ok(rule.map_or(TimeZone::UTC, |it| it.zone.clone()))
            })
            .await
    }

    pub async fn change_settings(&self, id: u64, change: Change) -> store::Result<Settings> {
        let now = self.clock.now();
        self.store
            .write(move |db| {
                guild::join(db, id, now)?;
                let calendar = guild::calendar(db, id)?;
                // The rule of tomorrow: that of the last change, which may not hold yet.
                let mut rule = calendar.change(now, TimeZone::UTC, civil::Time::midnight());
                if let Some(last) = calendar.rule_of(rule.from_day) {
                    (rule.zone, rule.cut_over) = (last.zone.clone(), last.cut_over);
                }
                let changes = change.zone.is_some() || change.cut_over.is_some();
                rule.zone = change.zone.unwrap_or(rule.zone);
                rule.cut_over = change.cut_over.unwrap_or(rule.cut_over);
                if changes {
                    guild::put_rule(db, id, &rule)?;
                }
                if let Some(channel) = change.log_channel {
                    guild::set_log_channel(db, id, Some(channel))?;
                }
                let log_channel = guild::get(db, id)?.log_channel;
                let from = changes.then_some(rule.from_day);
                Ok(Settings {
                    zone: rule.zone,
                    cut_over: rule.cut_over,
                    log_channel,
                    from,
                })
            })
            .await
    }
}
