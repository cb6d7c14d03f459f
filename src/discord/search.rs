//! Finding our own posts: after a crash or a time-out the bot looks before it sends again.

use jiff::SignedDuration;

use super::{
    bot::Bot,
    ids::{CardOf, Press},
    rest::{Lane, Message, RestError},
};
use crate::{domain::snowflake, store::post::Post};

/// Discord's clock and ours may differ by this much.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(15);

/// Messages in one answer of Discord, at most.
const PAGE: u8 = 100;

/// Looks for the post in its channel, and if it is there, records it as sent.
pub async fn adopt(bot: &Bot, post: &Post, in_forum: bool) -> anyhow::Result<bool> {
    let since = snowflake::first_id_at(post.due_at - CLOCKS_DIFFER);
    let found = match in_forum {
        true => find_in_forum(bot, post, since).await,
        false => find_in_channel(bot, post, since).await,
    };
    let found = match found {
        // Nothing of ours can be where we may not look; sending will tell.
        Err(error) if error.is_forbidden() || error.is_gone() => None,
        found => found?,
    };
    if let Some((message, thread)) = found {
        bot.app.record_sent(post.id, message, thread).await?;
    }
    Ok(found.is_some())
}

/// A message, and its thread if it has one.
type Found = (u64, Option<u64>);

async fn find_in_channel(bot: &Bot, post: &Post, since: u64) -> Result<Option<Found>, RestError> {
    let mut after = since;
    loop {
        let page = bot
            .rest
            .get_messages(Lane::Clock, post.channel, after, PAGE)
            .await?;
        if let Some(message) = page.iter().find(|it| is_of(bot, it, post.id)) {
            return Ok(Some((message.id, message.thread.as_ref().map(|it| it.id))));
        }
        match page.iter().map(|it| it.id).max() {
            Some(newest) if page.len() == usize::from(PAGE) => after = newest,
            _ => return Ok(None),
        }
    }
}

/// A forum's posts are threads; the first message of each has the thread's id.
async fn find_in_forum(bot: &Bot, post: &Post, since: u64) -> Result<Option<Found>, RestError> {
    let threads = bot.rest.get_active_threads(Lane::Clock, post.guild).await?;
    for thread in threads
        .iter()
        .filter(|it| it.parent_id == Some(post.channel) && it.id >= since)
    {
        match bot
            .rest
            .get_message(Lane::Clock, thread.id, thread.id)
            .await
        {
            Ok(message) if is_of(bot, &message, post.id) => {
                return Ok(Some((thread.id, Some(thread.id))));
            }
            Err(error) if !error.is_gone() => return Err(error),
            _ => {}
        }
    }
    Ok(None)
}

/// The post's id is in the custom ids of its buttons; fetched messages carry no nonce.
fn is_of(bot: &Bot, message: &Message, post: u64) -> bool {
    bot.is_me(message.author.id)
        && message.custom_ids().any(|id| {
            matches!(id.parse(), Ok(Press::Attempt(CardOf { post: Some(of), .. })) if of == post)
        })
}
