//! What has just been shown: known at once in memory, on disk within a second. A crash in between may repeat a question;
//! two commands at once never do.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard},
};

use jiff::Timestamp;
use tokio::sync::Notify;

use super::App;
use crate::{
    domain::question::QuestionId,
    store::{self, seen::Scope},
};

pub type Unwritten = HashMap<(Scope, QuestionId), Timestamp>;

#[derive(Default)]
pub struct Marks {
    marks: Mutex<Unwritten>,
    new: Notify,
}

impl Marks {
    /// Under the lock, so that two choices at once see each other.
    pub fn mark(
        &self,
        unwritten: &mut Unwritten,
        scope: Scope,
        question: &QuestionId,
        at: Timestamp,
    ) {
        unwritten.insert((scope, question.clone()), at);
        self.new.notify_one();
    }

    /// The marks not yet on disk. Held while a question is chosen, so that the next choice sees it.
    pub fn lock(&self) -> MutexGuard<'_, Unwritten> {
        self.marks.lock().expect("nothing panics while it is held")
    }
}

impl App {
    /// Returns once something has been shown that is not on disk.
    pub async fn new_marks(&self) {
        self.marks.new.notified().await;
    }

    /// Writes down what has been shown since the last time. To be called within a second of it, and at the end.
    pub async fn write_marks(&self) -> store::Result<()> {
        let marks = self.marks.lock().clone();
        if marks.is_empty() {
            return Ok(());
        }
        let written = marks.clone();
        self.store
            .write(move |db| {
                marks.iter().try_for_each(|((scope, question), at)| {
                    store::seen::mark(db, *scope, question, *at)
                })
            })
            .await?;
        self.marks
            .lock()
            .retain(|key, at| written.get(key) != Some(at));
        Ok(())
    }
}
