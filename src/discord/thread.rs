//! Threads of posts: opening them, and putting into them what is in line, each piece once.

use anyhow::{Context, bail};
use serde_json::json;

use super::{
    bot::Bot,
    deliver,
    reply::Say,
    rest::{File, Lane, RestError},
    search, text,
};
use crate::store::{self, daily::Daily, piece::Piece, post::Post};

/// How long a thread of a `/question` card stays open without a message, in minutes.
const CARD_ARCHIVE: u16 = 1440;

/// Discord's code: the message has a thread already, whose id is the message's.
const THREAD_EXISTS: u32 = 160_004;

/// The step from sent to threaded. Without the permission the post stays without a thread, and the admins are told.
pub async fn open_for_daily(bot: &Bot, post: &Post, daily: &Daily) -> anyhow::Result<()> {
    let id = post.id;
    if let Some(thread) = post.thread {
        return Ok(bot
            .app
            .step(move |db| store::post::set_threaded(db, id, Some(thread), None))
            .await?);
    }
    match open(bot, Lane::Clock, post, daily.plan.archive_minutes).await {
        Ok(thread) => {
            bot.app
                .step(move |db| store::post::set_threaded(db, id, Some(thread), None))
                .await?
        }
        Err(error) if error.is_forbidden() || error.is_gone() || error.status() == Some(400) => {
            let reason = "no thread could be made";
            bot.app
                .step(move |db| store::post::set_threaded(db, id, None, Some(reason)))
                .await?;
            bot.tell_admins(post.guild, text::notice_no_thread(post.channel))
                .await?;
        }
        Err(error) => return Err(error).context("cannot open the thread"),
    }
    Ok(())
}

/// The post's thread, opened if need be.
pub async fn of_post(bot: &Bot, lane: Lane, post: &Post) -> Result<u64, RestError> {
    match post.thread {
        Some(thread) => Ok(thread),
        None => open(bot, lane, post, CARD_ARCHIVE).await,
    }
}

async fn open(bot: &Bot, lane: Lane, post: &Post, archive: u16) -> Result<u64, RestError> {
    let message = post.message.unwrap_or_default();
    let question = post.question.as_ref().and_then(|id| bot.app.bank.get(id));
    let name = question.map_or_else(
        || text::thread_without_name().to_owned(),
        |it| deliver::thread_name(it),
    );
    match bot
        .rest
        .create_thread_from_message(lane, post.channel, message, &name, archive)
        .await
    {
        Ok(thread) => Ok(thread.id),
        Err(error) if error.code() == Some(THREAD_EXISTS) => Ok(message),
        Err(error) => Err(error),
    }
}

/// Sends what is in line for a post's thread. The caller holds the post's lock.
pub async fn send_pieces(bot: &Bot, lane: Lane, post: &Post, thread: u64) -> anyhow::Result<()> {
    while let Some(piece) = bot.app.next_piece(post.id).await? {
        let since = post.message.unwrap_or(thread);
        let found = if piece.sending {
            find_piece(bot, lane, thread, since, &piece).await?
        } else {
            None
        };
        let message = match found {
            Some(message) => message,
            None if piece.sending && !search::may_look(bot, post).await? => {
                bot.set_aside(post, text::notice_may_not_look(post.channel))
                    .await?;
                bail!("may not look whether a piece of the answer is in the thread");
            }
            None => send_piece(bot, lane, thread, &piece).await?,
        };
        bot.app.set_piece_sent(piece, message).await?;
    }
    Ok(())
}

async fn send_piece(bot: &Bot, lane: Lane, thread: u64, piece: &Piece) -> anyhow::Result<u64> {
    bot.app.set_piece_sending(piece.clone()).await?;
    let mut body = Say::from(piece.content.clone()).body();
    body["nonce"] = json!(format!("piece-{}-{}", piece.post, piece.n));
    body["enforce_nonce"] = json!(true);
    let files: Vec<File> = piece
        .file
        .iter()
        .map(|it| File {
            name: "answer.md".into(),
            bytes: it.clone().into_bytes(),
        })
        .collect();
    Ok(bot
        .rest
        .create_message(lane, thread, &body, &files)
        .await?
        .id)
}

/// A piece in flight when the bot stopped is recognised by its exact text among the bot's own messages.
async fn find_piece(
    bot: &Bot,
    lane: Lane,
    thread: u64,
    since: u64,
    piece: &Piece,
) -> Result<Option<u64>, RestError> {
    let mut after = since;
    loop {
        let page = bot.rest.get_messages(lane, thread, after, 100).await?;
        let found = page
            .iter()
            .find(|it| bot.wrote(it) && it.content == piece.content);
        if let Some(message) = found {
            return Ok(Some(message.id));
        }
        match page.iter().map(|it| it.id).max() {
            Some(newest) if page.len() == 100 => after = newest,
            _ => return Ok(None),
        }
    }
}

/// Discord said no: the thread is deleted, locked or closed to the bot.
pub fn is_final(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<RestError>()
        .is_some_and(RestError::is_refusal)
}
