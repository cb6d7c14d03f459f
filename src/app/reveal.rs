//! `Reveal answer`: what stands when it is pressed, and the answer's pieces on their way into a thread.

use jiff::Timestamp;
use rusqlite::Connection;

use super::{App, ledger};
use crate::{
    domain::{
        ledger::PostState,
        question::QuestionId,
        reveal::{RevealRule, standing_rule},
        snowflake,
    },
    store::{
        self,
        piece::{Kind, Piece},
        post::{Card, Post},
    },
};

/// A card on which somebody pressed.
#[derive(Debug, Clone)]
pub struct Pressed {
    /// 0: a direct message.
    pub guild: u64,
    pub channel: u64,
    pub user: u64,
    pub message: u64,
    /// The post of a daily that the card says it is of.
    pub post: Option<u64>,
    pub question: QuestionId,
    /// The card stands in a thread, or in the chat with the member: what follows goes there too.
    pub in_thread: bool,
    /// Only the member sees it, so that nothing is kept of it.
    pub private: bool,
    pub now: Timestamp,
}

/// What holds for a member and a card at a moment.
#[derive(Debug)]
pub struct Standing {
    /// `None`: the card is private.
    pub post: Option<Post>,
    pub rule: RevealRule,
    pub attempted: bool,
    /// The whole answer is in the thread.
    pub answered: bool,
}

/// One message of an answer or summary: its text, and what is attached to it.
pub type Text = (String, Option<String>);

impl App {
    /// Looks up the rule that holds now, and makes the row of a card of `/question` at its first press.
    pub async fn standing(&self, it: Pressed) -> store::Result<Standing> {
        self.store.write(move |db| standing(db, &it)).await
    }

    /// Makes the row of a card of `/question`, which is not kept before somebody presses a button of it.
    pub async fn note_card(&self, it: Pressed) -> store::Result<()> {
        if it.private {
            return Ok(());
        }
        self.store.write(move |db| post_of(db, &it).map(drop)).await
    }

    /// Remembers that the member has been shown the answer.
    pub async fn note_shown(
        &self,
        guild: u64,
        user: u64,
        question: QuestionId,
    ) -> store::Result<()> {
        let now = self.clock.now();
        self.store
            .write(move |db| store::attempt::show(db, guild, user, &question, now))
            .await
    }

    pub async fn set_thread(&self, post: u64, thread: u64) -> store::Result<()> {
        self.store
            .write(move |db| store::post::set_thread(db, post, thread))
            .await
    }

    /// Puts the answer in line for the post's thread, unless it is already.
    pub async fn line_up_answer(&self, post: u64, texts: Vec<Text>) -> store::Result<()> {
        self.store
            .write(move |db| line_up_answer(db, post, &texts))
            .await
    }

    pub async fn next_piece(&self, post: u64) -> store::Result<Option<Piece>> {
        self.store
            .read(move |db| store::piece::next(db, post))
            .await
    }

    pub async fn set_piece_sending(&self, piece: Piece) -> store::Result<()> {
        self.store
            .write(move |db| store::piece::set_sending(db, &piece))
            .await
    }

    /// With the first piece of an answer the thread holds it.
    pub async fn set_piece_sent(&self, piece: Piece, message: u64) -> store::Result<()> {
        let now = self.clock.now();
        self.store
            .write(move |db| {
                store::piece::set_sent(db, &piece, message)?;
                store::post::set_refused(db, piece.post, false)?;
                match piece.kind {
                    Kind::Answer => store::post::set_answered(db, piece.post, now),
                    Kind::Summary => Ok(()),
                }
            })
            .await
    }

    /// The thread refuses: what is in line for it waits until somebody asks again.
    pub async fn set_refused(&self, post: u64) -> store::Result<()> {
        self.store
            .write(move |db| store::post::set_refused(db, post, true))
            .await
    }

    /// Whether a post's answer may be public now: an answer that was lined up earlier waits while a daily with the
    /// question is open under a stricter rule.
    pub async fn may_publish(&self, post: &Post) -> store::Result<bool> {
        let now = self.clock.now();
        let (guild, question) = (post.guild, post.question.clone());
        if post.closes_at.is_some_and(|closes| closes <= now) {
            return Ok(true);
        }
        self.store
            .read(move |db| match question {
                Some(question) => {
                    let open = open_for(db, guild, &question)?;
                    let open = open.iter().filter(|it| it.is_open(now));
                    Ok(standing_rule(open.map(|it| it.rule)) == RevealRule::Anyone)
                }
                None => Ok(true),
            })
            .await
    }
}

fn standing(db: &Connection, it: &Pressed) -> store::Result<Standing> {
    let post = if it.private {
        None
    } else {
        Some(post_of(db, it)?)
    };
    let (rule, attempted) = rule_for(db, it.guild, it.user, &it.question, it.now)?;
    let answered = match &post {
        Some(Post {
            id,
            thread: Some(_),
            answered_at: Some(_),
            ..
        }) => store::piece::next(db, *id)?.is_none(),
        _ => false,
    };
    Ok(Standing {
        post,
        rule,
        attempted,
        answered,
    })
}

/// The strictest rule of the open dailies with this question, and whether the member attempted it since the earliest
/// of them was due. In a direct message those of all guilds count.
pub(super) fn rule_for(
    db: &Connection,
    guild: u64,
    user: u64,
    question: &QuestionId,
    now: Timestamp,
) -> store::Result<(RevealRule, bool)> {
    let mut open = open_for(db, guild, question)?;
    open.retain(|it| it.is_open(now));
    let attempted = match open.first() {
        Some(first) => store::attempt::exists_since(db, guild, user, question, first.due_at)?,
        None => false,
    };
    Ok((standing_rule(open.iter().map(|it| it.rule)), attempted))
}

/// The earliest due first. In a direct message (0) it is not known in which guilds the member is: those of all count.
pub(super) fn open_for(
    db: &Connection,
    guild: u64,
    question: &QuestionId,
) -> store::Result<Vec<Post>> {
    match guild {
        0 => store::post::open_anywhere(db, question),
        guild => store::post::open_with(db, guild, question),
    }
}

fn post_of(db: &Connection, it: &Pressed) -> store::Result<Post> {
    if let Some(post) = store::post::by_message(db, it.message)? {
        return Ok(post);
    }
    if let Some(post) = not_yet_recorded(db, it)? {
        return Ok(post);
    }
    let shown_at = snowflake::timestamp_of(it.message);
    let card = Card {
        guild: it.guild,
        channel: it.channel,
        question: it.question.clone(),
        message: it.message,
        shown_at,
        day: store::guild::calendar(db, it.guild)?.day_of(shown_at),
        thread: it.in_thread.then_some(it.channel),
    };
    store::post::of_card(db, &card)
}

/// A press may be the first to tell that a daily's post is in its channel.
fn not_yet_recorded(db: &Connection, it: &Pressed) -> store::Result<Option<Post>> {
    let Some(post) = it
        .post
        .map(|id| store::post::get(db, id))
        .transpose()?
        .flatten()
    else {
        return Ok(None);
    };
    // A forum's post is pressed in its thread, which has the message's id.
    let in_forum = it.channel == it.message;
    let is_there = post.guild == it.guild && (post.channel == it.channel || in_forum);
    if !is_there || post.state != PostState::Sending || post.question.as_ref() != Some(&it.question)
    {
        return Ok(None);
    }
    ledger::record_sent(
        db,
        post.id,
        it.message,
        in_forum.then_some(it.channel),
        it.now,
    )?;
    store::post::get(db, post.id)
}

pub(super) fn line_up_answer(db: &Connection, post: u64, texts: &[Text]) -> store::Result<()> {
    if !store::piece::has(db, post, Kind::Answer)? {
        store::piece::add(db, post, Kind::Answer, texts)?;
    }
    Ok(())
}
