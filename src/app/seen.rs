//! What has just been shown: known at once in memory, on disk within a second. A crash in between may repeat a question;
//! two commands at once never do.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard},
};

use jiff::Timestamp;

use super::App;
use crate::{
    domain::question::QuestionId,
    store::{self, seen::Scope},
};

#[derive(Default)]
pub struct Marks(Mutex<HashMap<(Scope, QuestionId), Timestamp>>);

impl Marks {
    /// The marks not yet on disk. Held while a question is chosen, so that the next choice sees it.
    pub fn lock(&self) -> MutexGuard<'_, HashMap<(Scope, QuestionId), Timestamp>> {
        self.0.lock().expect("nothing panics while it is held")
    }
}

impl App {
    pub fn has_marks(&self) -> bool {
        !self.marks.lock().is_empty()
    }

    /// Writes down what has been shown since the last time. To be called each second and at the end.
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
