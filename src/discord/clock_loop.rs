//! The clock loop: sleeps until something is due, then sets it going. It does no work while nothing is.

use std::{
    collections::HashSet,
    future::Future,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::Timestamp;
use tokio::{sync::watch, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{bot::Bot, close, deliver, rest::Lane, text, thread};
use crate::app::due::Trouble;

/// What has been shown is on disk within this time.
const MARKS: Duration = Duration::from_secs(1);

/// After a failure that may pass, the work is tried again after this long.
const AGAIN: Duration = Duration::from_secs(30);

/// Posts that are being worked on, so that no work is begun twice.
#[derive(Clone, Default)]
struct InHand(Arc<Mutex<HashSet<u64>>>);

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
    let mut marks = tokio::time::interval(MARKS);
    loop {
        activity.send_replace(Activity::Busy);
        let outcome = begin_what_is_due(&bot, &in_hand).await;
        match &outcome {
            Err(error) => {
                tracing::error!("the clock loop failed, and goes on in {AGAIN:?}: {error:#}")
            }
            Ok(next) if in_hand.is_empty() => {
                activity.send_replace(Activity::IdleUntil(*next));
            }
            Ok(_) => {}
        }
        let failed = outcome.is_err();
        let again = Instant::now() + AGAIN;
        let next = outcome.unwrap_or(None);
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return write_marks(&bot).await,
                () = bot.work.notified() => break,
                () = sleep_until(&bot, next) => break,
                () = tokio::time::sleep_until(again), if failed => break,
                _ = marks.tick(), if bot.app.has_marks() => write_marks(&bot).await,
            }
        }
    }
}

async fn sleep_until(bot: &Bot, next: Option<Timestamp>) {
    match next {
        Some(next) => bot.app.clock.sleep_until(next).await,
        None => std::future::pending().await,
    }
}

async fn write_marks(bot: &Bot) {
    if let Err(error) = bot.app.write_marks().await {
        tracing::error!("cannot write down what was shown: {error}");
    }
}

/// Gives back when there is work again.
async fn begin_what_is_due(bot: &Arc<Bot>, in_hand: &InHand) -> anyhow::Result<Option<Timestamp>> {
    let made = bot.app.make_due().await?;
    for channel in made.channels {
        bot.try_again(channel);
    }
    for trouble in made.troubles {
        let (guild, notice) = match trouble {
            Trouble::Skipped {
                guild,
                channel,
                date,
            } => (guild, text::notice_skipped(channel, date)),
            Trouble::NothingLeft { guild, channel } => (guild, text::notice_empty(channel)),
        };
        bot.tell_admins(guild, notice).await?;
    }
    let now = bot.app.clock.now();
    for post in bot.app.unfinished_posts().await? {
        let is_over = post.late_at.is_some_and(|late| now >= late);
        if !bot.is_aside(post.channel) || is_over {
            let id = post.id;
            begin(bot, in_hand, id, move |bot| async move {
                deliver::deliver(&bot, id).await
            });
        }
    }
    for post in bot.app.posts_to_close().await? {
        begin(bot, in_hand, post.id, move |bot| async move {
            close::close(&bot, post.id).await
        });
    }
    for id in bot.app.unfinished_answers().await? {
        begin(bot, in_hand, id, move |bot| async move {
            finish_answer(&bot, id).await
        });
    }
    bot.send_notices().await?;
    Ok(bot.app.next_work().await?)
}

/// Begins work on a post, unless somebody is at it; when it is done the loop looks again.
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
        let outcome = bot.tasks.track_future(work).await;
        if let Err(error) = &outcome {
            tracing::warn!(
                post,
                "the post is not finished, and tried again in {AGAIN:?}: {error:#}"
            );
            tokio::time::sleep(AGAIN).await;
        }
        if in_hand.release(post) {
            bot.work.notify_one();
        }
    });
}

/// The rest of an answer that was on its way when the bot stopped.
async fn finish_answer(bot: &Bot, id: u64) -> anyhow::Result<()> {
    let _alone = bot.locks.lock(id).await;
    if let Some(post) = bot.app.post(id).await?
        && let Some(thread) = post.thread
    {
        thread::send_pieces(bot, Lane::Clock, &post, thread).await?;
    }
    Ok(())
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
        self.0.lock().expect("nothing panics while it is held")
    }
}
