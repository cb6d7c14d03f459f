//! `/daily`: what is posted by itself, where and when.

use std::sync::Arc;

use jiff::civil;
use serde::Deserialize;
use serenity::all::{
    ButtonStyle, ChannelType, CommandOptionType, CreateCommand, CreateCommandOption,
    InteractionContext, Permissions,
};

use super::{
    question::{CHOICES, choice, difficulty_option, text_option},
    server::zones,
};
use crate::{
    bank::{Bank, index::Filter, vocabulary::Resolved},
    discord::{
        bot::Bot,
        call::Call,
        card,
        ids::Press,
        permissions::{self, Ours},
        reply::{Choice, Reply, Say},
        rest::Lane,
        text,
    },
    domain::{
        question::Difficulty,
        reveal::RevealRule,
        schedule::{self, Schedule, Weekdays},
    },
    store::daily::{Daily, Plan},
};

/// Minutes of silence after which Discord archives a thread: the only values it takes.
const ARCHIVE: [(u16, &str); 4] = [
    (60, "1 hour"),
    (1440, "1 day"),
    (4320, "3 days"),
    (10080, "1 week"),
];
const DEFAULT_ARCHIVE: u16 = 1440;

#[derive(Debug, Deserialize)]
struct Add {
    channel: u64,
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

pub fn define() -> CreateCommand {
    CreateCommand::new("daily")
        .description("Questions that I post by myself")
        .contexts(vec![InteractionContext::Guild])
        .default_member_permissions(Permissions::MANAGE_GUILD)
        .add_option(define_add())
        .add_option(subcommand("list", "The dailies of this server"))
        .add_option(
            subcommand("remove", "Remove a daily; what it posted stays")
                .add_sub_option(daily_option()),
        )
        .add_option(subcommand("post", "Post one more question now").add_sub_option(daily_option()))
}

fn define_add() -> CreateCommandOption {
    let channel = CreateCommandOption::new(CommandOptionType::Channel, "channel", "Where to post")
        .channel_types(vec![
            ChannelType::Text,
            ChannelType::News,
            ChannelType::Forum,
        ])
        .required(true);
    let reveal = RevealRule::ALL.into_iter().fold(
        text_option("reveal", "Who may see the answer before the daily closes"),
        |option, it| option.add_string_choice(text::reveal_rule(it), it.name()),
    );
    let archive = ARCHIVE.into_iter().fold(
        CreateCommandOption::new(
            CommandOptionType::Integer,
            "archive",
            "When a silent thread is archived",
        ),
        |option, (minutes, name)| option.add_int_choice(name, minutes.into()),
    );
    subcommand("add", "Post a question on these days at this time")
        .add_sub_option(channel)
        .add_sub_option(text_option("time", "Local time, for example 09:00").required(true))
        .add_sub_option(
            text_option(
                "timezone",
                "For example Europe/Berlin; the server's by default",
            )
            .set_autocomplete(true),
        )
        .add_sub_option(text_option(
            "days",
            "mon-fri by default; also mon,wed or every day",
        ))
        .add_sub_option(difficulty_option())
        .add_sub_option(
            text_option("company", "Only questions asked at this company").set_autocomplete(true),
        )
        .add_sub_option(
            text_option("topic", "Only questions about this topic").set_autocomplete(true),
        )
        .add_sub_option(CreateCommandOption::new(
            CommandOptionType::Role,
            "ping",
            "The role to ping",
        ))
        .add_sub_option(reveal)
        .add_sub_option(text_option(
            "reveal_at",
            "With reveal timed: the local time of the answer, for example 17:00",
        ))
        .add_sub_option(text_option(
            "grace",
            "How late a post may still be made, for example 6h",
        ))
        .add_sub_option(archive)
        .add_sub_option(text_option("tag", "The tag of the posts, in a forum"))
}

fn subcommand(name: &str, description: &str) -> CreateCommandOption {
    CreateCommandOption::new(CommandOptionType::SubCommand, name, description)
}

fn daily_option() -> CreateCommandOption {
    text_option("daily", "Which daily")
        .required(true)
        .set_autocomplete(true)
}

pub async fn run(bot: Arc<Bot>, call: Call) -> anyhow::Result<Reply> {
    let Some(guild) = call.guild else {
        return Ok(Reply::private(text::only_in_server()));
    };
    match call.options.subcommand.as_deref() {
        Some("add") => Ok(Reply::later(async move {
            add(&bot, &call, guild).await.map(|it| vec![it])
        })),
        Some("remove") => remove(&bot, &call, guild).await,
        Some("post") => post(&bot, &call, guild).await,
        _ => list(&bot, guild).await,
    }
}

async fn add(bot: &Bot, call: &Call, guild: u64) -> anyhow::Result<Say> {
    let options: Add = call.options.read()?;
    let channel = match bot.rest.get_channel(Lane::Member, options.channel).await {
        Err(error) if error.is_forbidden() || error.is_gone() => {
            return Ok(text::channel_lacks(options.channel, &["View Channel"]).into());
        }
        channel => channel?,
    };
    let forum = channel.kind == permissions::FORUM;
    if !forum && ![permissions::TEXT, permissions::ANNOUNCEMENT].contains(&channel.kind) {
        return Ok(text::channel_unfit(channel.id).into());
    }
    let ours = Ours::fetch(bot, guild).await?;
    let missing = permissions::missing_for_daily(ours.in_channel(&channel), forum);
    if !missing.is_empty() {
        return Ok(text::channel_lacks(channel.id, &missing).into());
    }
    let zone = bot.app.zone(guild).await?;
    let tags: Vec<(u64, &str)> = channel
        .available_tags
        .iter()
        .map(|it| (it.id, it.name.as_str()))
        .collect();
    let plan = match plan(&bot.app.bank, guild, forum, &tags, zone, &options) {
        Ok(plan) => plan,
        Err(fault) => return Ok(fault.into()),
    };
    if bot.app.bank.pool(&plan.filter).is_empty() {
        return Ok(text::daily_nothing_to_post().into());
    }
    let pings_nobody = plan
        .ping_role
        .filter(|role| !ours.in_channel(&channel).mention_everyone() && !ours.may_ping(*role));
    let added = bot.app.add_daily(plan.clone()).await?;
    bot.work.notify_one();
    let mut lines = vec![text::daily_added(
        &plan,
        added.first.map(|(_, due)| due),
        added.questions,
    )];
    lines.extend(pings_nobody.map(text::role_pings_nobody));
    let Some(ends) = added.falls_late else {
        return Ok(lines.join("\n").into());
    };
    lines.push(text::late_in_the_day(ends));
    let press = Press::CutOver {
        zone: plan.schedule.zone.iana_name().unwrap_or("UTC").to_owned(),
        time: plan.schedule.time.strftime("%H:%M").to_string(),
    };
    let button = card::button(press, text::move_the_day(), ButtonStyle::Primary);
    Ok(Say::from(lines.join("\n")).button(button))
}

/// The options as a plan, or what is wrong with the first that is.
fn plan(
    bank: &Bank,
    guild: u64,
    forum: bool,
    tags: &[(u64, &str)],
    zone: jiff::tz::TimeZone,
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
        channel: options.channel,
        forum,
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
        tag: options.tag.as_deref().map(|it| tag(tags, it)).transpose()?,
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

fn tag(tags: &[(u64, &str)], typed: &str) -> Result<u64, String> {
    let found = tags
        .iter()
        .find(|(_, name)| name.eq_ignore_ascii_case(typed));
    found.map(|(id, _)| *id).ok_or_else(|| {
        let names: Vec<String> = tags.iter().map(|(_, name)| (*name).to_owned()).collect();
        text::no_such_tag(typed, &names)
    })
}

async fn list(bot: &Bot, guild: u64) -> anyhow::Result<Reply> {
    let dailies = bot.app.dailies(guild).await?;
    if dailies.is_empty() {
        return Ok(Reply::private(text::no_dailies()));
    }
    let words = bot.app.bank.vocabulary();
    let lines: Vec<String> = dailies
        .iter()
        .map(|it| {
            let filter = &it.plan.filter;
            let what = text::filter(
                filter.difficulty,
                filter
                    .company
                    .as_deref()
                    .map(|slug| words.companies.name_of(slug)),
                filter
                    .topic
                    .as_deref()
                    .map(|slug| words.topics.name_of(slug)),
                &[],
            );
            text::daily_line(it, &what)
        })
        .collect();
    Ok(Reply::private(lines.join("\n\n")))
}

async fn remove(bot: &Bot, call: &Call, guild: u64) -> anyhow::Result<Reply> {
    let Some(daily) = chosen(bot, call, guild).await? else {
        return Ok(Reply::private(text::no_such_daily()));
    };
    bot.app.remove_daily(daily.id).await?;
    bot.work.notify_one();
    Ok(Reply::private(text::daily_removed(daily.plan.channel)))
}

async fn post(bot: &Bot, call: &Call, guild: u64) -> anyhow::Result<Reply> {
    let Some(daily) = chosen(bot, call, guild).await? else {
        return Ok(Reply::private(text::no_such_daily()));
    };
    let channel = daily.plan.channel;
    let posted = bot.app.post_extra(daily, call.id).await?;
    bot.try_again(channel);
    bot.work.notify_one();
    Ok(Reply::private(match posted {
        Some(_) => text::daily_posting(channel),
        None => text::daily_nothing_to_post(),
    }))
}

/// The daily whose number came in, if it is one of this guild.
async fn chosen(bot: &Bot, call: &Call, guild: u64) -> anyhow::Result<Option<Daily>> {
    let Ok(id) = call
        .options
        .text("daily")
        .trim()
        .trim_start_matches('#')
        .parse::<u64>()
    else {
        return Ok(None);
    };
    Ok(bot
        .app
        .dailies(guild)
        .await?
        .into_iter()
        .find(|it| it.id == id))
}

pub async fn complete(bot: &Bot, call: &Call) -> Vec<Choice> {
    let Some((option, input)) = &call.options.focused else {
        return Vec::new();
    };
    let bank = &bot.app.bank;
    match option.as_str() {
        "timezone" => zones(input),
        "company" => bank
            .complete_company(input, CHOICES)
            .into_iter()
            .map(choice)
            .collect(),
        "topic" => bank
            .complete_topic(input, CHOICES)
            .into_iter()
            .map(choice)
            .collect(),
        _ => dailies(bot, call, input).await.unwrap_or_default(),
    }
}

async fn dailies(bot: &Bot, call: &Call, input: &str) -> anyhow::Result<Vec<Choice>> {
    let guild = call.guild_or_zero();
    let typed = input.to_lowercase();
    let all = bot.app.dailies(guild).await?.into_iter();
    let choices = all.map(|it| Choice {
        name: text::daily_choice(&it),
        value: it.id.to_string(),
    });
    Ok(choices
        .filter(|it| it.name.to_lowercase().contains(&typed))
        .take(CHOICES)
        .collect())
}
