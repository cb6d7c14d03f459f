//! What the admins should know, on its way into the log channels: apart from the clock loop, so that no post waits for it.

use std::sync::Arc;

use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{
    bot::Bot,
    reply::Say,
    rest::{Lane, RestError},
};
use crate::store::guild::Notice;

/// Runs from the first READY until the shutdown. A notice is forgotten once it is in the log channel.
pub async fn run(bot: Arc<Bot>, shutdown: CancellationToken) {
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = bot.news.notified() => {}
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            told = tell(&bot) => {
                if let Err(error) = told {
                    tracing::error!("cannot read or forget the notices: {error:#}");
                }
            }
        }
    }
}

async fn tell(bot: &Bot) -> anyhow::Result<()> {
    for notice in bot.app.notices_to_send().await? {
        if bot.is_aside(notice.channel) {
            continue;
        }
        match send(bot, &notice).await {
            Ok(()) => bot.app.drop_notice(notice.id).await?,
            Err(error) => {
                tracing::warn!("cannot write to a log channel: {error}");
                if error.is_forbidden() || error.is_gone() {
                    bot.refuses(notice.channel);
                }
            }
        }
    }
    Ok(())
}

async fn send(bot: &Bot, notice: &Notice) -> Result<(), RestError> {
    let mut body = Say::from(notice.text.clone()).body();
    body["nonce"] = json!(format!("notice-{}", notice.id));
    body["enforce_nonce"] = json!(true);
    bot.rest
        .create_message(Lane::Clock, notice.channel, &body, &[])
        .await
        .map(drop)
}
