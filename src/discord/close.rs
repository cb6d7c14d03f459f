//! A daily closes: its thread gets the answer, if it has none, and the summary.

use super::{bot::Bot, card, deliver, rest::Lane, text, thread};
use crate::store::post::Post;

pub async fn close(bot: &Bot, id: u64) -> anyhow::Result<()> {
    let _alone = bot.locks.lock(id).await;
    let Some(post) = bot.app.post(id).await?.filter(|it| it.closed_at.is_none()) else {
        return Ok(());
    };
    let outcome = bot.app.outcome(&post).await?;
    let summary = text::closed(
        outcome.members,
        outcome.nailed,
        outcome.partly,
        outcome.missed,
    );
    let answer = match deliver::question_of(bot, &post) {
        Ok(question) => card::texts(card::answer(question, None)),
        // It has left the bank: the summary still tells the team how they did.
        Err(_) => Vec::new(),
    };
    bot.app.line_up_close(id, answer, summary).await?;
    match say(bot, &post).await {
        Ok(()) => bot.app.set_closed(id, None).await?,
        Err(error) if thread::is_final(&error) => {
            tracing::warn!(post = id, "cannot close in the thread: {error:#}");
            bot.app
                .set_closed(id, Some("the thread could not be reached"))
                .await?;
            bot.tell_admins(post.guild, text::notice_no_answer(post.channel))
                .await?;
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

async fn say(bot: &Bot, post: &Post) -> anyhow::Result<()> {
    let thread = thread::of_post(bot, Lane::Clock, post).await?;
    if post.thread.is_none() {
        bot.app.set_thread(post.id, thread).await?;
    }
    thread::send_pieces(bot, Lane::Clock, post, thread).await
}
