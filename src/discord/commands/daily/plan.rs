//! The options of `/daily add`, and the plan that they make.

use jiff::{civil, tz::TimeZone};
use serde::Deserialize;

use crate::{
    bank::{Bank, index::Filter, vocabulary::Resolved},
    discord::{
        permissions,
        rest::{Channel, Tag},
        text,
    },
    domain::{
        question::Difficulty,
        reveal::RevealRule,
        schedule::{self, Schedule, Weekdays},
    },
    store::daily::Plan,
};

const DEFAULT_ARCHIVE: u16 = 1440;

#[derive(Debug, Deserialize)]
pub struct Add {
    pub channel: u64,
    time: String,
    timezone: Option<String>,
    days: Option<String>,
    difficulty: Option<Difficulty>,
    company: Option<String>,
    topic: Option<String>,
    ping: Option<u64>,
    reveal: Option<RevealRule>,
    reveal_at: Option<String>,
    grace: Option<String>,
    archive: Option<u16>,
    tag: Option<String>,
}

/// The options as a plan, or what is wrong with the first that is.
pub fn plan(
    bank: &Bank,
    guild: u64,
    channel: &Channel,
    zone: TimeZone,
    options: &Add,
) -> Result<Plan, String> {
    let zone = options
        .timezone
        .as_deref()
        .map_or(Ok(zone), schedule::parse_zone)?;
    let reveal_at = options
        .reveal_at
        .as_deref()
        .map(schedule::parse_time)
        .transpose()?;
    let reveal = options.reveal.unwrap_or(match reveal_at {
        Some(_) => RevealRule::Timed,
        None => RevealRule::AfterAttempt,
    });
    Ok(Plan {
        guild,
        channel: channel.id,
        forum: channel.kind == permissions::FORUM,
        schedule: Schedule {
            time: schedule::parse_time(&options.time)?,
            zone,
            days: options
                .days
                .as_deref()
                .map_or(Ok(Weekdays::WORKING), str::parse)?,
        },
        filter: Filter {
            difficulty: options.difficulty,
            company: options
                .company
                .as_deref()
                .map(|it| company(bank, it))
                .transpose()?,
            topic: options
                .topic
                .as_deref()
                .map(|it| topic(bank, it))
                .transpose()?,
            words: Vec::new(),
        },
        ping_role: options.ping,
        reveal,
        reveal_at: reveal_time(reveal, reveal_at)?,
        grace: options
            .grace
            .as_deref()
            .map_or(Ok(schedule::DEFAULT_GRACE), schedule::parse_grace)?,
        archive_minutes: options.archive.unwrap_or(DEFAULT_ARCHIVE),
        tag: options
            .tag
            .as_deref()
            .map(|it| tag(&channel.available_tags, it))
            .transpose()?,
    })
}

fn reveal_time(reveal: RevealRule, at: Option<civil::Time>) -> Result<Option<civil::Time>, String> {
    match (reveal, at) {
        (RevealRule::Timed, None) => Err(text::reveal_at_missing()),
        (RevealRule::Timed, at) => Ok(at),
        (_, Some(_)) => Err(text::reveal_at_unused()),
        (_, None) => Ok(None),
    }
}

fn company(bank: &Bank, typed: &str) -> Result<String, String> {
    slug(bank.vocabulary().resolve_company(typed), typed)
}

fn topic(bank: &Bank, typed: &str) -> Result<String, String> {
    slug(bank.vocabulary().resolve_topic(typed), typed)
}

fn slug(resolved: Resolved<'_>, typed: &str) -> Result<String, String> {
    match resolved {
        Resolved::Found(entry) => Ok(entry.slug.clone()),
        Resolved::Nearest(names) => {
            let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
            Err(text::unknown_word(typed, &names))
        }
    }
}

fn tag(tags: &[Tag], typed: &str) -> Result<u64, String> {
    let found = tags.iter().find(|it| it.name.eq_ignore_ascii_case(typed));
    found.map(|it| it.id).ok_or_else(|| {
        let names: Vec<String> = tags.iter().map(|it| it.name.clone()).collect();
        text::no_such_tag(typed, &names)
    })
}
