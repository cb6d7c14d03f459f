//! A daily's post on its way into its channel: from one state of the ledger to the next, each step safe to repeat.

use anyhow::Context;
use serde_json::{Value, json};

use super::{
    bot::Bot,
    card,
    reply::Say,
    rest::{Lane, RestError},
    search, text, thread,
};
use crate::{
    domain::{ledger::PostState, question::Question},
    markdown,
    ops::metrics,
    store::{self, daily::Daily, post::Post},
};

/// Takes a post as far as it goes now. What its channel refuses stays due until its grace ends.
pub async fn deliver(bot: &Bot, id: u64) -> anyhow::Result<()> {
    let _alone = bot.locks.lock(id).await;
    // Found in this state, it may have been sent before a crash; put into it below, it has not.
    let mut may_exist = true;
    while let Some(post) = bot.app.post(id).await? {
        let daily = bot
            .app
            .daily(post.daily.unwrap_or_default())
            .await?
            .context("the post has no daily")?;
        match post.state {
            PostState::Due if is_late(bot, &post) => return give_up(bot, &post).await,
            PostState::Due => {
                bot.app
                    .step(move |db| store::post::set_sending(db, id))
                    .await?;
                may_exist = false;
            }
            PostState::Sending
                if may_exist && search::adopt(bot, &post, daily.plan.forum).await? => {}
            PostState::Sending if is_late(bot, &post) => return give_up(bot, &post).await,
            PostState::Sending => match send(bot, &post, &daily).await? {
                Sent::Yes => {}
                Sent::No => break,
            },
            PostState::Sent => thread::open_for_daily(bot, &post, &daily).await?,
            PostState::Threaded => {
                bot.app
                    .step(move |db| store::post::set_done(db, id))
                    .await?
            }
            PostState::Done | PostState::Skipped | PostState::Failed => break,
        }
    }
    Ok(())
}

fn is_late(bot: &Bot, post: &Post) -> bool {
    post.late_at.is_some_and(|late| bot.app.clock.now() >= late)
}

async fn give_up(bot: &Bot, post: &Post) -> anyhow::Result<()> {
    let id = post.id;
    bot.app
        .step(move |db| {
            store::post::set_skipped(db, id, "the channel could not be reached in time")
        })
        .await?;
    bot.tell_admins(post.guild, text::notice_skipped(post.channel, post.day))
        .await
}

/// Whether the channel took it.
enum Sent {
    Yes,
    No,
}

async fn send(bot: &Bot, post: &Post, daily: &Daily) -> anyhow::Result<Sent> {
    let question = question_of(bot, post)?;
    let number = post.number.unwrap_or(1);
    let say = card::daily_card(
        &bot.app.bank,
        question,
        post.id,
        number,
        daily.plan.ping_role,
    );
    let sent = if daily.plan.forum {
        send_to_forum(bot, post, daily, question, &say).await
    } else {
        let mut body = body(&say);
        body["nonce"] = json!(format!("post-{}", post.id));
        body["enforce_nonce"] = json!(true);
        bot.rest
            .create_message(Lane::Clock, post.channel, &body, &[])
            .await
            .map(|it| (it.id, None))
    };
    match sent {
        Ok((message, thread)) => {
            bot.app.record_sent(post.id, message, thread).await?;
            metrics::posted();
            Ok(Sent::Yes)
        }
        Err(error) if error.is_forbidden() || error.is_gone() => {
            bot.set_aside(post, &error).await?;
            Ok(Sent::No)
        }
        Err(error) => Err(error).context("cannot send the post"),
    }
}

/// A forum's post is a thread whose first message has the same id.
async fn send_to_forum(
    bot: &Bot,
    post: &Post,
    daily: &Daily,
    question: &Question,
    say: &Say,
) -> Result<(u64, Option<u64>), RestError> {
    let body = json!({
        "name": thread_name(question),
        "auto_archive_duration": daily.plan.archive_minutes,
        "applied_tags": daily.plan.tag.iter().map(u64::to_string).collect::<Vec<_>>(),
        "message": body(say),
    });
    let thread = bot
        .rest
        .create_forum_post(Lane::Clock, post.channel, &body, &[])
        .await?;
    Ok((thread.id, Some(thread.id)))
}

fn body(say: &Say) -> Value {
    serde_json::to_value(say.message()).expect("messages are structs with string keys")
}

pub fn question_of<'a>(bot: &'a Bot, post: &Post) -> anyhow::Result<&'a Question> {
    let id = post.question.as_ref().context("the post has no question")?;
    bot.app
        .bank
        .get(id)
        .map(AsRef::as_ref)
        .with_context(|| format!("question {id} has left the bank"))
}

/// Discord's limit: 100 characters.
pub fn thread_name(question: &Question) -> String {
    markdown::to_plain(&question.title, 100)
}
