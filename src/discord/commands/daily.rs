//! `/daily`: what is posted by itself, where and when.

mod plan;

use std::sync::Arc;

use serenity::all::{
    ButtonStyle, ChannelType, CommandOptionType, CreateCommand, CreateCommandOption,
    InteractionContext, Permissions,
};

use self::plan::{Add, plan};
use super::{
    question::{CHOICES, choice, difficulty_option, text_option},
    server::zones,
};
use crate::{
    app::daily::Added,
    discord::{
        bot::Bot,
        call::Call,
        card,
        ids::Press,
        permissions::{self, Ours},
        reply::{Choice, Reply, Say, pack},
        rest::{Channel, Lane},
        text,
    },
    domain::reveal::RevealRule,
    store::daily::{Daily, Plan},
};

/// Minutes of silence after which Discord archives a thread: the only values it takes.
const ARCHIVE: [(u16, &str); 4] = [
    (60, "1 hour"),
    (1440, "1 day"),
    (4320, "3 days"),
    (10080, "1 week"),
];

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
    let target = match Target::look(bot, guild, options.channel).await? {
        Ok(target) => target,
        Err(refusal) => return Ok(refusal.into()),
    };
    let zone = bot.app.zone(guild).await?;
    let plan = match plan(&bot.app.bank, guild, &target.channel, zone, &options) {
        Ok(plan) => plan,
        Err(fault) => return Ok(fault.into()),
    };
    if bot.app.bank.pool(&plan.filter).is_empty() {
        return Ok(text::daily_nothing_to_post().into());
    }
    let added = bot.app.add_daily(plan.clone()).await?;
    bot.work.notify_one();
    let pings_nobody = plan.ping_role.filter(|role| !target.may_ping(*role));
    Ok(added_said(&plan, &added, pings_nobody))
}

/// The channel of a daily to be, and what the bot may do there.
struct Target {
    channel: Channel,
    ours: Ours,
}

impl Target {
    /// A refusal says what lacks.
    async fn look(bot: &Bot, guild: u64, channel: u64) -> anyhow::Result<Result<Self, String>> {
        let channel = match bot.rest.get_channel(Lane::Member, channel).await {
            Err(error) if error.is_forbidden() || error.is_gone() => {
                return Ok(Err(text::channel_lacks(channel, &["View Channel"])));
            }
            channel => channel?,
        };
        if !permissions::DAILY_CHANNELS.contains(&channel.kind) {
            return Ok(Err(text::channel_unfit(channel.id)));
        }
        let ours = Ours::fetch(bot, guild).await?;
        let missing = permissions::missing_for_daily(ours.in_channel(&channel), channel.kind);
        if !missing.is_empty() {
            return Ok(Err(text::channel_lacks(channel.id, &missing)));
        }
        Ok(Ok(Self { channel, ours }))
    }

    fn may_ping(&self, role: u64) -> bool {
        self.ours.in_channel(&self.channel).mention_everyone() || self.ours.may_ping(role)
    }
}

fn added_said(plan: &Plan, added: &Added, pings_nobody: Option<u64>) -> Say {
    let first = added.first.map(|(_, due)| due);
    let mut lines = vec![text::daily_added(plan, first, added.questions)];
    lines.extend(pings_nobody.map(text::role_pings_nobody));
    lines.extend(added.falls_late.map(text::late_in_the_day));
    let say = Say::from(lines.join("\n"));
    if added.falls_late.is_none() {
        return say;
    }
    let press = Press::CutOver {
        zone: plan.schedule.zone.iana_name().unwrap_or("UTC").to_owned(),
        time: plan.schedule.time.strftime("%H:%M").to_string(),
    };
    say.button(card::button(
        press,
        text::move_the_day(),
        ButtonStyle::Primary,
    ))
}

async fn list(bot: &Bot, guild: u64) -> anyhow::Result<Reply> {
    let dailies = bot.app.dailies(guild).await?;
    if dailies.is_empty() {
        return Ok(Reply::private(text::no_dailies()));
    }
    let line = |it: &Daily| text::daily_line(it, &card::what(&bot.app.bank, &it.plan.filter));
    Ok(Reply::Private(pack(dailies.iter().map(line))))
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
