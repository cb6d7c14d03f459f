//! A daily closes: its thread gets the answer, if it has none, and the summary.

use jiff::Timestamp;

use super::{
    App,
    reveal::{self, Text},
};
use crate::store::{
    self,
    attempt::Outcome,
    piece::{self, Kind},
    post::Post,
};

impl App {
    /// Posts whose time is over.
    pub async fn posts_to_close(&self, now: Timestamp) -> store::Result<Vec<Post>> {
        self.store
            .read(move |db| store::post::to_close(db, now))
            .await
    }

    /// How the members did since the post was due.
    pub async fn outcome(&self, post: &Post) -> store::Result<Outcome> {
        let (guild, question, since) = (post.guild, post.question.clone(), post.due_at);
        self.store
            .read(move |db| match question {
                Some(question) => store::attempt::outcome(db, guild, &question, since),
                None => Ok(Outcome::default()),
            })
            .await
    }

    /// Puts the answer, unless it is there, and the summary in line for the thread.
    pub async fn line_up_close(
        &self,
        post: u64,
        answer: Vec<Text>,
        summary: String,
    ) -> store::Result<()> {
        self.store
            .write(move |db| {
                reveal::line_up_answer(db, post, &answer)?;
                if !piece::has(db, post, Kind::Summary)? {
                    piece::add(db, post, Kind::Summary, &[(summary, None)])?;
                }
                Ok(())
            })
            .await
    }

    /// Everything of the post has been said; `reason` is why not, where the thread could not be reached.
    pub async fn set_closed(&self, post: u64, reason: Option<&'static str>) -> store::Result<()> {
        let now = self.clock.now();
        self.store
            .write(move |db| {
                store::post::set_refused(db, post, reason.is_some())?;
                store::post::set_closed(db, post, now, reason)
            })
            .await
    }
}
