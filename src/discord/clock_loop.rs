//! The clock loop: sleeps until something is due, then sets it going. It does no work while nothing is.

use std::{
    collections::HashSet,
    future::Future,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex},
    time::Duration,
};

use anyhow::bail;
use futures_util::FutureExt;
use jiff::Timestamp;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::{bot::Bot, close, deliver, rest::Lane, text, thread};
use crate::{app::due::Trouble, domain::ledger::PostState};

/// Posts that are being worked on, so that no work is begun twice.
#[derive(Clone, Default)]
struct InHand {
    posts: Arc<Mutex<HashSet<u64>>>,
    /// One was done while others are not.
    released: Arc<Notify>,
}

/// How long the loop gathers what is done before it looks again.
const TOGETHER: Duration = Duration::from_secs(1);

/// What the clock loop is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    Busy,
    /// All that was due has been done; `None`: nothing ever is, as things stand.
    IdleUntil(Option<Timestamp>),
}

/// Runs from the first READY until the shutdown, and says what it is at.
pub async fn run(bot: Arc<Bot>, activity: watch::Sender<Activity>, shutdown: CancellationToken) {
    tokio::select! {
        () = bot.ready() => {}
        () = shutdown.cancelled() => return,
    }
    let in_hand = InHand::default();
    loop {
        activity.send_replace(Activity::Busy);
        let outcome = begin_what_is_due(&bot, &in_hand).await;
        match &outcome {
            Err(error) => tracing::error!("the clock loop failed, and goes on soon: {error:#}"),
            Ok(next) if in_hand.is_empty() => {
                activity.send_replace(Activity::IdleUntil(*next));
            }
            Ok(_) => {}
        }
        let failed = outcome.is_err();
        let next = outcome.unwrap_or(None);
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = bot.work.notified() => {}
            () = sleep_until(&bot, next) => {}
            () = tokio::time::sleep(bot.again), if failed => {}
            // One look for all that were done within this time: there may be thousands.
            () = async {
                in_hand.released.notified().await;
                tokio::time::sleep(bot.again.min(TOGETHER)).await;
            } => {}
        }
    }
}

async fn sleep_until(bot: &Bot, next: Option<Timestamp>) {
    match next {
        Some(next) => bot.app.clock.sleep_until(next).await,
        None => std::future::pending().await,
    }
}

/// Gives back when there is work again.
async fn begin_what_is_due(bot: &Arc<Bot>, in_hand: &InHand) -> anyhow::Result<Option<Timestamp>> {
    for channel in bot.app.make_due(words).await? {
        bot.try_again(channel);
    }
    bot.news.notify_one();
    let now = bot.app.clock.now();
    for post in bot.app.unfinished_posts().await? {
        let is_unsent = post.state == PostState::Due || post.refused;
        let is_over = is_unsent && post.late_at.is_some_and(|late| now >= late);
        if !bot.is_aside(post.channel) || is_over {
            let id = post.id;
            begin(bot, in_hand, id, move |bot| async move {
                deliver::deliver(&bot, id).await
            });
        }
    }
    for post in bot.app.posts_to_close(now).await? {
        if bot.is_aside(post.channel) {
            continue;
        }
        begin(bot, in_hand, post.id, move |bot| async move {
            close::close(&bot, post.id).await
        });
    }
    for post in bot.app.unfinished_answers().await? {
        if !bot.is_aside(post.channel) && bot.app.may_publish(&post).await? {
            begin(bot, in_hand, post.id, move |bot| async move {
                finish_answer(&bot, post.id).await
            });
        }
    }
    Ok(bot.app.next_work(now).await?)
}

fn words(trouble: Trouble) -> String {
    match trouble {
        Trouble::Skipped { channel, date } => text::notice_skipped(channel, date),
        Trouble::NothingLeft { channel } => text::notice_empty(channel),
    }
}

/// Begins work on a post, unless somebody is at it. When it is done, or may be tried again, the loop looks again.
fn begin<F>(bot: &Arc<Bot>, in_hand: &InHand, post: u64, work: impl FnOnce(Arc<Bot>) -> F)
where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    if !in_hand.take(post) {
        return;
    }
    let work = work(Arc::clone(bot));
    let (bot, in_hand) = (Arc::clone(bot), in_hand.clone());
    tokio::spawn(async move {
        // The work is in hand at a shutdown, the pause after a failure is not.
        let work = AssertUnwindSafe(work).catch_unwind();
        let outcome = bot
            .tasks
            .track_future(work)
            .await
            .unwrap_or_else(|_| bail!("the work panicked"));
        if let Err(error) = &outcome {
            tracing::warn!(
                post,
                "the post is not finished, and tried again in {:?}: {error:#}",
                bot.again
            );
            tokio::time::sleep(bot.again).await;
        }
        let is_last = in_hand.release(post);
        if is_last || outcome.is_err() {
            bot.work.notify_one();
        } else {
            in_hand.released.notify_one();
        }
    });
}

/// The rest of an answer that was on its way when the bot stopped, or when Discord failed.
async fn finish_answer(bot: &Bot, id: u64) -> anyhow::Result<()> {
    let _alone = bot.locks.lock(id).await;
    let Some(post) = bot.app.post(id).await? else {
        return Ok(());
    };
    let Some(thread) = post.thread else {
        return Ok(());
    };
    match thread::send_pieces(bot, Lane::Clock, &post, thread).await {
        Err(error) if thread::is_final(&error) => Ok(bot.app.set_refused(id).await?),
        sent => sent,
    }
}

impl InHand {
    fn take(&self, post: u64) -> bool {
        self.posts().insert(post)
    }

    /// True when nothing is in hand any more.
    fn release(&self, post: u64) -> bool {
        let mut posts = self.posts();
        posts.remove(&post);
        posts.is_empty()
    }

    fn is_empty(&self) -> bool {
        self.posts().is_empty()
    }

    fn posts(&self) -> std::sync::MutexGuard<'_, HashSet<u64>> {
        self.posts.lock().expect("nothing panics while it is held")
    }
}
