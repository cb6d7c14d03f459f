//! `Reveal answer`: what stands when it is pressed, and the answer's pieces on their way into a thread.

use jiff::Timestamp;
use rusqlite::Connection;

use super::App;
use crate::{
    domain::{
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
    pub question: QuestionId,
    /// The card stands in a thread, or in the chat with the member: what follows goes there too.
    pub in_thread: bool,
    /// Only the member sees it, so that nothing is kept of it.
    pub private: bool,
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
        let now = self.clock.now();
        self.store.write(move |db| standing(db, &it, now)).await
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
        let now = self.clock.now();
        self.store
            .write(move |db| line_up_answer(db, post, &texts, now))
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

    pub async fn set_piece_sent(&self, piece: Piece, message: u64) -> store::Result<()> {
        self.store
            .write(move |db| store::piece::set_sent(db, &piece, message))
            .await
    }
}

fn standing(db: &Connection, it: &Pressed, now: Timestamp) -> store::Result<Standing> {
    let post = if it.private {
        None
    } else {
        Some(post_of(db, it)?)
    };
    let (rule, attempted) = rule_for(db, it.guild, it.user, &it.question, now)?;
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
/// of them was due.
pub(super) fn rule_for(
    db: &Connection,
    guild: u64,
    user: u64,
    question: &QuestionId,
    now: Timestamp,
) -> store::Result<(RevealRule, bool)> {
    let mut open = store::post::open_with(db, guild, question)?;
    open.retain(|it| it.closes_at.is_some_and(|closes| now < closes));
    let attempted = match open.first() {
        Some(earliest) => store::attempt::exists_since(db, guild, user, question, earliest.due_at)?,
        None => false,
    };
    Ok((standing_rule(open.iter().map(|it| it.rule)), attempted))
}

fn post_of(db: &Connection, it: &Pressed) -> store::Result<Post> {
    if let Some(post) = store::post::by_message(db, it.message)? {
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

pub(super) fn line_up_answer(
    db: &Connection,
    post: u64,
    texts: &[Text],
    now: Timestamp,
) -> store::Result<()> {
    if !store::piece::has(db, post, Kind::Answer)? {
        store::piece::add(db, post, Kind::Answer, texts)?;
        store::post::set_answered(db, post, now)?;
    }
    Ok(())
}
