//! `Share in thread`: the member's own words, behind a spoiler.

use std::sync::Arc;

use serde_json::json;

use super::{
    bot::Bot,
    call::Call,
    reply::{MESSAGE, Reply, Say},
    rest::{Lane, RestError},
    reveal, text, thread,
};
use crate::{
    markdown,
    store::{attempt::Attempt, post::Post},
};

pub async fn press(bot: Arc<Bot>, call: Call, id: u64) -> anyhow::Result<Reply> {
    let Some(attempt) = bot.app.attempt(id).await? else {
        return Ok(Reply::private(text::stale()));
    };
    if attempt.user != call.user {
        return Ok(Reply::private(text::not_yours()));
    }
    Ok(match bot.app.post_of_message(attempt.message).await? {
        Some(post) => Reply::later(async move {
            let say = share(&bot, &call, attempt, post.id).await?;
            Ok(vec![say.into()])
        }),
        None => Reply::private(text::nowhere_to_share()),
    })
}

async fn share(bot: &Bot, call: &Call, attempt: Attempt, post: u64) -> anyhow::Result<String> {
    let _alone = bot.locks.lock(post).await;
    let shared = bot
        .app
        .attempt(attempt.id)
        .await?
        .is_none_or(|it| it.shared);
    let Some(post) = bot.app.post(post).await?.filter(|_| !shared) else {
        return Ok(text::shared_before());
    };
    match say(bot, call, &attempt, post).await {
        Ok(link) => {
            bot.app.mark_shared(attempt.id).await?;
            Ok(text::shared(&link))
        }
        Err(error) => match error
            .downcast_ref::<RestError>()
            .and_then(RestError::status)
        {
            Some(400..500) => Ok(text::nowhere_to_share()),
            _ => Err(error),
        },
    }
}

async fn say(bot: &Bot, call: &Call, attempt: &Attempt, mut post: Post) -> anyhow::Result<String> {
    let thread = thread::of_post(bot, Lane::Member, &post).await?;
    if post.thread.is_none() {
        bot.app.set_thread(post.id, thread).await?;
        post.thread = Some(thread);
    }
    let words = markdown::spoiler(attempt.text.as_deref().unwrap_or_default(), MESSAGE);
    let mut texts = vec![text::shared_text(&markdown::inert(&call.name))];
    texts.extend(words);
    for (n, text) in texts.into_iter().enumerate() {
        let mut body = serde_json::to_value(Say::from(text).message())?;
        body["nonce"] = json!(format!("share-{}-{n}", attempt.id));
        body["enforce_nonce"] = json!(true);
        bot.rest
            .create_message(Lane::Member, thread, &body, &[])
            .await?;
    }
    Ok(reveal::link(&post))
}
