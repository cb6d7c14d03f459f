//! Submissions of modals.

use std::sync::Arc;

use super::{
    bot::Bot,
    buttons,
    call::{Call, On},
    card,
    ids::{CardOf, Press},
    reply::{INPUT, Reply},
    text,
};
use crate::app::attempt::Try;

pub async fn submit(bot: Arc<Bot>, call: Call, on: Option<On>, id: &str) -> anyhow::Result<Reply> {
    match (id.parse(), on) {
        (Ok(Press::Attempt(of)), Some(on)) => attempt(&bot, &call, on, of).await,
        _ => Ok(Reply::private(text::stale())),
    }
}

async fn attempt(bot: &Bot, call: &Call, on: On, of: CardOf) -> anyhow::Result<Reply> {
    let Some(question) = bot.app.bank.get(&of.question) else {
        return Ok(Reply::private(text::question_gone()));
    };
    bot.note_card(call, on, &of).await?;
    let it = Try {
        interaction: call.id,
        guild: call.guild_or_zero(),
        user: call.user,
        question: of.question,
        message: on.message,
        text: Some(call.options.text(INPUT).to_owned()),
    };
    let attempt = bot.app.record(it).await?;
    let may_share = buttons::may_share(call, on);
    Ok(Reply::Private(card::answer_to_grade(
        question,
        text::attempt_saved(),
        attempt.id,
        may_share,
    )))
}
