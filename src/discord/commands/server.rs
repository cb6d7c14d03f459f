//! `/server settings`: the guild's day and its log channel.

use std::sync::Arc;

use jiff::{civil, tz::TimeZone};
use serde::Deserialize;
use serenity::all::{
    ChannelType, CommandOptionType, CreateCommand, CreateCommandOption, InteractionContext,
    Permissions,
};

use super::question::{CHOICES, text_option};
use crate::{
    app::server::Change,
    discord::{
        bot::Bot,
        call::Call,
        reply::{Choice, Reply},
        text,
    },
    domain::schedule,
};

#[derive(Debug, Deserialize)]
struct Options {
    timezone: Option<String>,
    day_begins: Option<String>,
    log_channel: Option<u64>,
}

pub fn define() -> CreateCommand {
    let settings = CreateCommandOption::new(
        CommandOptionType::SubCommand,
        "settings",
        "Show or change the time zone, when the day begins, and the log channel",
    )
    .add_sub_option(
        text_option(
            "timezone",
            "The server's time zone, for example Europe/Berlin",
        )
        .set_autocomplete(true),
    )
    .add_sub_option(text_option(
        "day_begins",
        "Local time at which a day begins for streaks, for example 09:00",
    ))
    .add_sub_option(
        CreateCommandOption::new(
            CommandOptionType::Channel,
            "log_channel",
            "Where I tell admins of trouble",
        )
        .channel_types(vec![ChannelType::Text]),
    );
    CreateCommand::new("server")
        .description("Settings of this server")
        .contexts(vec![InteractionContext::Guild])
        .default_member_permissions(Permissions::MANAGE_GUILD)
        .add_option(settings)
}

pub async fn run(bot: Arc<Bot>, call: Call) -> anyhow::Result<Reply> {
    let Some(guild) = call.guild else {
        return Ok(Reply::private(text::only_in_server()));
    };
    let options: Options = call.options.read()?;
    match change(&options) {
        Ok(change) => settings(&bot, guild, change).await,
        Err(fault) => Ok(Reply::private(fault)),
    }
}

fn change(options: &Options) -> Result<Change, String> {
    Ok(Change {
        zone: options
            .timezone
            .as_deref()
            .map(schedule::parse_zone)
            .transpose()?,
        cut_over: options
            .day_begins
            .as_deref()
            .map(schedule::parse_time)
            .transpose()?,
        log_channel: options.log_channel,
    })
}

/// The button under a daily that falls into the last hours of the day.
pub async fn move_cut_over(
    bot: &Bot,
    call: &Call,
    zone: &str,
    time: &str,
) -> anyhow::Result<Reply> {
    let Some(guild) = call.guild.filter(|_| call.manages_server()) else {
        return Ok(Reply::private(text::only_admins()));
    };
    let (Ok(zone), Ok(cut_over)) = (TimeZone::get(zone), time.parse::<civil::Time>()) else {
        return Ok(Reply::private(text::stale()));
    };
    settings(
        bot,
        guild,
        Change {
            zone: Some(zone),
            cut_over: Some(cut_over),
            log_channel: None,
        },
    )
    .await
}

async fn settings(bot: &Bot, guild: u64, change: Change) -> anyhow::Result<Reply> {
    let now = bot.app.change_settings(guild, change).await?;
    let zone = now.zone.iana_name().unwrap_or("UTC");
    let cut_over = now.cut_over.strftime("%H:%M").to_string();
    let mut lines = vec![text::settings(zone, &cut_over, now.log_channel)];
    lines.extend(now.from.map(text::settings_from));
    Ok(Reply::private(lines.join("\n")))
}

pub fn complete(_: &Bot, call: &Call) -> Vec<Choice> {
    match &call.options.focused {
        Some((option, input)) if option == "timezone" => zones(input),
        _ => Vec::new(),
    }
}

pub fn zones(input: &str) -> Vec<Choice> {
    let zones = schedule::complete_zone(input, CHOICES).into_iter();
    zones
        .map(|it| Choice {
            name: it.clone(),
            value: it,
        })
        .collect()
}
