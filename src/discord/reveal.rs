//! `Reveal answer`: into the thread, to the one who asked, or not yet.

use std::sync::Arc;

use tokio::time::timeout;

use super::{
    bot::Bot,
    call::{Call, Kind, On},
    card,
    ids::CardOf,
    reply::{Reply, Say},
    rest::{Lane, RestError},
    text, thread,
};
use crate::{
    app::reveal::Standing,
    domain::{
        question::Question,
        reveal::{self, Decision, Place, Press, Thread, Why},
    },
    store::post::Post,
};

pub async fn press(bot: Arc<Bot>, call: Call, on: On, of: CardOf) -> anyhow::Result<Reply> {
    let Some(question) = bot.app.bank.get(&of.question).cloned() else {
        return Ok(Reply::private(text::question_gone()));
    };
    let standing = bot
        .app
        .standing(call.pressed(on, &of, bot.app.clock.now()))
        .await?;
    let Standing {
        rule,
        attempted,
        answered,
        ..
    } = standing;
    let place = place(&call, on, standing.post.as_ref());
    let decision = reveal::decide(Press {
        rule,
        place,
        attempted,
        answer_is_posted: answered,
    });
    if decision != Decision::AttemptFirst {
        bot.app
            .note_shown(call.guild_or_zero(), call.user, question.id.clone())
            .await?;
    }
    Ok(match (decision, standing.post) {
        (Decision::AttemptFirst, _) => Reply::private(card::attempt_first(&question, on.message)),
        (Decision::ShowPrivately(why), _) => privately(&question, text::why_privately(why)),
        (Decision::Link, Some(post)) => Reply::private(said(&post)),
        (_, Some(post)) => {
            Reply::later(async move { into_thread(&bot, &question, post.id, on.message).await })
        }
        (_, None) => privately(&question, None),
    })
}

fn place(call: &Call, on: On, post: Option<&Post>) -> Place {
    let ours = call.ours;
    match call.kind {
        _ if on.private => Place::Private,
        Kind::Direct => Place::Dm,
        Kind::Thread => Place::Thread,
        _ if post.is_some_and(|it| it.thread.is_some()) => Place::GuildChannel(Thread::Open),
        Kind::Channel if ours.create_public_threads() && ours.send_messages_in_threads() => {
            Place::GuildChannel(Thread::Open)
        }
        _ => Place::GuildChannel(Thread::Forbidden),
    }
}

fn privately(question: &Question, why: Option<&str>) -> Reply {
    Reply::Private(card::answer(question, why))
}

/// Once, however many press at the same moment: the first puts the answer in line, and all wait until it is out.
async fn into_thread(
    bot: &Bot,
    question: &Question,
    id: u64,
    card: u64,
) -> anyhow::Result<Vec<Say>> {
    let Ok(_alone) = timeout(bot.rest.member_patience(), bot.locks.lock(id)).await else {
        return Ok(card::answer(
            question,
            text::why_privately(Why::ThreadsLimited),
        ));
    };
    let Some(mut post) = bot.app.post(id).await? else {
        return Ok(card::answer(question, None));
    };
    // A daily with the question may have opened while this waited.
    if !bot.app.may_publish(&post).await? {
        return Ok(vec![card::attempt_first(question, card)]);
    }
    match say(bot, question, &mut post).await {
        Ok(()) => Ok(vec![said(&post).into()]),
        Err(error) => match refusal(&error) {
            Some(why) => {
                if thread::is_final(&error) {
                    bot.app.set_refused(id).await?;
                } else {
                    // A limit: the clock loop finishes what is in line.
                    bot.work.notify_one();
                }
                Ok(card::answer(question, Some(why)))
            }
            None => Err(error),
        },
    }
}

async fn say(bot: &Bot, question: &Question, post: &mut Post) -> anyhow::Result<()> {
    let thread = thread::of_post(bot, Lane::Member, post).await?;
    if post.thread.is_none() {
        bot.app.set_thread(post.id, thread).await?;
        post.thread = Some(thread);
    }
    bot.app
        .line_up_answer(post.id, card::texts(card::answer(question, None)))
        .await?;
    thread::send_pieces(bot, Lane::Member, post, thread).await
}

/// Why the answer cannot go into a thread, where Discord said so; other failures are failures.
fn refusal(error: &anyhow::Error) -> Option<&'static str> {
    let error = error.downcast_ref::<RestError>()?;
    if error.is_limited() {
        text::why_privately(Why::ThreadsLimited)
    } else if error.is_gone() {
        Some(text::thread_gone())
    } else if error.status().is_some_and(|it| (400..500).contains(&it)) {
        text::why_privately(Why::ThreadsForbidden)
    } else {
        None
    }
}

fn said(post: &Post) -> String {
    match post.guild {
        0 => text::answer_is_in_this_chat(),
        _ => text::answer_is_here(&link(post)),
    }
}

/// To the post's thread.
pub fn link(post: &Post) -> String {
    post.thread
        .map_or_else(String::new, |thread| format!("<#{thread}>"))
}
