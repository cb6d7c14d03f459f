//! Finding our own posts: after a crash or a time-out the bot looks before it sends again.

use jiff::SignedDuration;
use serenity::all::Permissions;

use super::{
    bot::Bot,
    ids::{CardOf, Press},
    permissions::Ours,
    rest::{Channel, Lane, Message, RestError},
};
use crate::{domain::snowflake, store::post::Post};

/// Discord's clock and ours may differ by this much.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(15);

/// Messages in one answer of Discord, at most.
const PAGE: u8 = 100;

/// What came of looking for a post.
pub enum Looked {
    /// It is there, and recorded as sent.
    Adopted,
    NotThere,
    /// The bot may not read the channel: nothing is known.
    MayNotLook,
}

/// Looks for the post in its channel, and if it is there, records it as sent.
pub async fn adopt(bot: &Bot, post: &Post, in_forum: bool) -> anyhow::Result<Looked> {
    let since = snowflake::first_id_at(post.due_at - CLOCKS_DIFFER);
    let found = match in_forum {
        true => find_in_forum(bot, post, since).await,
        false => find_in_channel(bot, post, since).await,
    };
    match found {
        Ok(Some((message, thread))) => {
            bot.app.record_sent(post.id, message, thread).await?;
            Ok(Looked::Adopted)
        }
        Ok(None) if may_look(bot, post).await? => Ok(Looked::NotThere),
        Err(error) if error.is_gone() => Ok(Looked::NotThere),
        Ok(None) => Ok(Looked::MayNotLook),
        Err(error) if error.is_forbidden() => Ok(Looked::MayNotLook),
        Err(error) => Err(error.into()),
    }
}

/// Without Read Message History Discord answers with an empty list, which proves nothing.
pub async fn may_look(bot: &Bot, post: &Post) -> Result<bool, RestError> {
    if post.guild == 0 {
        // In a direct message the bot sees all.
        return Ok(true);
    }
    let look = Permissions::VIEW_CHANNEL | Permissions::READ_MESSAGE_HISTORY;
    let channel = match bot.rest.get_channel(Lane::Clock, post.channel).await {
        Err(error) if error.is_forbidden() => return Ok(false),
        channel => channel?,
    };
    Ok(Ours::fetch(bot, post.guild)
        .await?
        .in_channel(&channel)
        .contains(look))
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

/// A forum's posts are threads, perhaps archived by now; the first message of each has the thread's id.
async fn find_in_forum(bot: &Bot, post: &Post, since: u64) -> Result<Option<Found>, RestError> {
    let active = bot.rest.get_active_threads(Lane::Clock, post.guild).await?;
    if let Some(found) = find_among(bot, post, since, &active).await? {
        return Ok(Some(found));
    }
    let mut before = None;
    loop {
        let page = bot
            .rest
            .get_archived_threads(Lane::Clock, post.channel, before)
            .await?;
        if let Some(found) = find_among(bot, post, since, &page).await? {
            return Ok(Some(found));
        }
        let last = page
            .last()
            .and_then(|it| it.thread_metadata.as_ref()?.archive_timestamp);
        match last {
            // What was archived before the post was due is not the post.
            Some(last)
                if page.len() == usize::from(PAGE) && last > snowflake::timestamp_of(since) =>
            {
                before = Some(last);
            }
            _ => return Ok(None),
        }
    }
}

async fn find_among(
    bot: &Bot,
    post: &Post,
    since: u64,
    threads: &[Channel],
) -> Result<Option<Found>, RestError> {
    let of_forum = |it: &&Channel| it.parent_id == Some(post.channel) && it.id >= since;
    for thread in threads.iter().filter(of_forum) {
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
    bot.wrote(message)
        && message.custom_ids().any(|id| {
            matches!(id.parse(), Ok(Press::Attempt(CardOf { post: Some(of), .. })) if of == post)
        })
}
