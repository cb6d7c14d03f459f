//! Presses of buttons: from the custom id to what happens.

use std::sync::Arc;

use super::{
    bot::Bot,
    call::{Call, Kind, On},
    card,
    commands::{leaderboard, question, server},
    ids::{CardOf, Press},
    reply::{Modal, Reply},
    reveal, share, text,
};
use crate::{
    app::attempt::Try,
    domain::{points::Grade, question::QuestionId},
    markdown,
};

pub async fn press(bot: Arc<Bot>, call: Call, on: On, id: &str) -> anyhow::Result<Reply> {
    let Ok(press) = id.parse::<Press>() else {
        return Ok(Reply::private(text::stale()));
    };
    match press {
        Press::Hint(card) => hint(&bot, &call, on, &card).await,
        Press::Attempt(card) => attempt(&bot, &call, on, card).await,
        Press::Reveal(card) => reveal::press(bot, call, on, card).await,
        Press::Another(ask) => question::deal(&bot, &call, ask).await,
        Press::GiveUp { card, question } => give_up(&bot, &call, card, question).await,
        Press::Grade { attempt, grade } => grade_attempt(&bot, &call, attempt, grade).await,
        Press::Share { attempt } => share::press(bot, call, attempt).await,
        Press::Board { period, by, page } => {
            leaderboard::turn(&bot, &call, &period, &by, page).await
        }
        Press::CutOver { zone, time } => server::move_cut_over(&bot, &call, &zone, &time).await,
    }
}

async fn hint(bot: &Bot, call: &Call, on: On, of: &CardOf) -> anyhow::Result<Reply> {
    let Some(question) = bot.app.bank.get(&of.question) else {
        return Ok(Reply::private(text::question_gone()));
    };
    let there_are = question.hints.len();
    bot.note_card(call, on, of).await?;
    let next = bot.app.next_hint(on.message, call.user, there_are).await?;
    Ok(match next.and_then(|n| Some((n, question.hints.get(n)?))) {
        Some((n, hint)) => {
            let pieces = markdown::render(&text::hint(n + 1, there_are, hint)).messages;
            Reply::Private(pieces.into_iter().map(Into::into).collect())
        }
        None => Reply::private(text::no_more_hints(there_are)),
    })
}

/// The attempt of this card that waits for its grade, or the form for a new one.
async fn attempt(bot: &Bot, call: &Call, on: On, of: CardOf) -> anyhow::Result<Reply> {
    let Some(question) = bot.app.bank.get(&of.question) else {
        return Ok(Reply::private(text::question_gone()));
    };
    if let Some(waiting) = bot.app.ungraded_attempt(on.message, call.user).await? {
        let may_share = may_share(call, on) && !waiting.shared;
        return Ok(Reply::Private(card::answer_to_grade(
            question,
            text::attempt_waits(),
            waiting.id,
            may_share,
        )));
    }
    Ok(Reply::Modal(Modal {
        id: Press::Attempt(of).id(),
        title: text::attempt_title().into(),
        label: text::attempt_label().into(),
        placeholder: text::attempt_placeholder().into(),
    }))
}

/// An ephemeral card cannot carry a thread, and a chat has nobody to share with.
pub fn may_share(call: &Call, on: On) -> bool {
    !on.private && matches!(call.kind, Kind::Channel | Kind::Thread)
}

async fn give_up(bot: &Bot, call: &Call, card: u64, id: QuestionId) -> anyhow::Result<Reply> {
    let Some(question) = bot.app.bank.get(&id) else {
        return Ok(Reply::private(text::question_gone()));
    };
    let it = Try {
        interaction: call.id,
        guild: call.guild_or_zero(),
        user: call.user,
        question: id,
        message: card,
        text: None,
    };
    let graded = bot.app.give_up(it, question.difficulty).await?;
    Ok(Reply::Private(card::answer(
        question,
        Some(&text::gave_up(&graded)),
    )))
}

async fn grade_attempt(bot: &Bot, call: &Call, id: u64, grade: Grade) -> anyhow::Result<Reply> {
    let Some(attempt) = bot.app.attempt(id).await? else {
        return Ok(Reply::private(text::stale()));
    };
    if attempt.user != call.user || attempt.guild != call.guild_or_zero() {
        return Ok(Reply::private(text::not_yours()));
    }
    // What was given up is missed.
    if attempt.text.is_none() {
        return Ok(Reply::private(text::stale()));
    }
    let Some(question) = bot.app.bank.get(&attempt.question) else {
        return Ok(Reply::private(text::question_gone()));
    };
    let graded = bot.app.grade(attempt, grade, question.difficulty).await?;
    Ok(Reply::private(
        graded.map_or_else(text::too_late_to_grade, |it| text::graded(&it)),
    ))
}
