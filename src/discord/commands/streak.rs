//! `/streak`: a member's streak, and why it is so.

use std::sync::Arc;

use serde::Deserialize;
use serenity::all::{CommandOptionType, CreateCommand, CreateCommandOption, InteractionContext};

use crate::{
    discord::{
        bot::Bot,
        call::Call,
        reply::{Reply, Say},
        text,
    },
    domain::streak::What,
};

#[derive(Debug, Deserialize)]
struct Options {
    member: Option<u64>,
}

pub fn define() -> CreateCommand {
    CreateCommand::new("streak")
        .description("Your streak day by day, or a team mate's")
        .contexts(vec![InteractionContext::Guild])
        .add_option(CreateCommandOption::new(
            CommandOptionType::User,
            "member",
            "Whose streak; yours by default",
        ))
}

pub async fn run(bot: Arc<Bot>, call: Call) -> anyhow::Result<Reply> {
    let Some(guild) = call.guild else {
        return Ok(Reply::private(text::only_in_server()));
    };
    let options: Options = call.options.read()?;
    let user = options.member.unwrap_or(call.user);
    let name = if user == call.user {
        "You".to_owned()
    } else {
        format!("<@{user}>")
    };
    let Some(it) = bot.app.streak(guild, user).await? else {
        return Ok(Reply::private(text::no_attempts(&name)));
    };
    let mut lines = vec![text::streak(&name, it.streak), String::new()];
    // What was before the first attempt says nothing.
    let since_first = it
        .days
        .iter()
        .rev()
        .take_while(|it| it.what != What::Before);
    lines.extend(since_first.map(text::streak_day));
    lines.push(format!("-# {}", text::streak_rules()));
    Ok(Reply::private(Say::from(lines.join("\n"))))
}
