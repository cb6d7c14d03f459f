//! `/leaderboard`: the team by points, streak or questions solved.

use std::sync::Arc;

use serde::Deserialize;
use serenity::all::{
    ButtonStyle, CreateCommand, CreateEmbed, CreateEmbedFooter, InteractionContext,
};

use super::question::text_option;
use crate::{
    app::board::Board,
    discord::{
        bot::Bot,
        call::Call,
        card,
        ids::Press,
        reply::{Reply, Say},
        text,
    },
    domain::board::{By, Period},
    markdown,
};

const COLOUR: u32 = 0x3b_6f_d4;

#[derive(Debug, Deserialize)]
struct Options {
    period: Option<String>,
    by: Option<String>,
}

pub fn define() -> CreateCommand {
    let period = Period::ALL.into_iter().fold(
        text_option("period", "Which days count; this week by default"),
        |option, it| option.add_string_choice(it.name(), it.name()),
    );
    let by = By::ALL.into_iter().fold(
        text_option("by", "What counts; points by default"),
        |option, it| option.add_string_choice(it.name(), it.name()),
    );
    CreateCommand::new("leaderboard")
        .description("Where the team stands")
        .contexts(vec![InteractionContext::Guild])
        .add_option(period)
        .add_option(by)
}

pub async fn run(bot: Arc<Bot>, call: Call) -> anyhow::Result<Reply> {
    let options: Options = call.options.read()?;
    let period = options.period.unwrap_or_else(|| Period::Week.name().into());
    let by = options.by.unwrap_or_else(|| By::Points.name().into());
    Ok(match page(&bot, &call, &period, &by, 0).await? {
        Ok(say) => Reply::Public(say),
        Err(refusal) => Reply::private(refusal),
    })
}

/// The buttons under a board turn its page.
pub async fn turn(
    bot: &Bot,
    call: &Call,
    period: &str,
    by: &str,
    to: u32,
) -> anyhow::Result<Reply> {
    Ok(match page(bot, call, period, by, to).await? {
        Ok(say) => Reply::Update(say),
        Err(refusal) => Reply::private(refusal),
    })
}

async fn page(
    bot: &Bot,
    call: &Call,
    period: &str,
    by: &str,
    page: u32,
) -> anyhow::Result<Result<Say, String>> {
    let Some(guild) = call.guild else {
        return Ok(Err(text::only_in_server()));
    };
    let (period, by) = match (period.parse::<Period>(), by.parse::<By>()) {
        (Ok(period), Ok(by)) => (period, by),
        (Err(fault), _) | (_, Err(fault)) => return Ok(Err(fault)),
    };
    let board = bot.app.board(guild, period, by, page).await?;
    Ok(Ok(show(&board, period, by)))
}

fn show(board: &Board, period: Period, by: By) -> Say {
    let lines: Vec<String> = board
        .lines
        .iter()
        .map(|it| text::board_line(it.rank, &markdown::inert(&it.name), it.value, by))
        .collect();
    let body = if lines.is_empty() {
        text::board_empty()
    } else {
        lines.join("\n")
    };
    let embed = CreateEmbed::new()
        .title(text::board_title(by, period))
        .description(body)
        .colour(COLOUR)
        .footer(CreateEmbedFooter::new(text::board_page(
            board.page + 1,
            board.pages,
        )));
    let turn = |page: u32, label: &str, enabled: bool| {
        let press = Press::Board {
            period: period.name().into(),
            by: by.name().into(),
            page,
        };
        card::button(press, label, ButtonStyle::Secondary).disabled(!enabled)
    };
    if board.pages == 1 {
        return Say::embed(embed);
    }
    let (page, last) = (board.page, board.pages - 1);
    // The two ids must differ, also at either end.
    Say::embed(embed)
        .button(turn(page.wrapping_sub(1), "Earlier places", page > 0))
        .button(turn(page + 1, "Later places", page < last))
}
