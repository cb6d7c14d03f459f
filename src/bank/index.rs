//! Lists of questions by difficulty, company and topic, so that a choice costs the same in every bank.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use jiff::Timestamp;
use rand::{Rng, RngExt, seq::IteratorRandom};
use serde::{Deserialize, Serialize};

use super::vocabulary::Vocabulary;
use crate::domain::question::{Difficulty, QuestionId};

/// Draws, at most, before the pool is searched for what is unseen: enough unless fewer than one in twenty is.
const DRAWS: usize = 64;

/// What a question must be. Company and topic are slugs; every word must be found.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Filter {
    pub difficulty: Option<Difficulty>,
    pub company: Option<String>,
    pub topic: Option<String>,
    #[serde(default)]
    pub words: Vec<String>,
}

impl Filter {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Ids and lists, no texts: about 100 bytes a question.
///
/// For each difficulty there is a list for every (company or any, topic or any) that occurs, so that whatever matches a
/// filter is one such list, or three without a common member when the difficulty is open.
#[derive(Debug, Clone, Default)]
pub struct Index {
    vocabulary: Arc<Vocabulary>,
    /// In ascending order; the lists hold positions in here, ascending too.
    ids: Vec<QuestionId>,
    lists: HashMap<Cell, Vec<u32>>,
}

type Cell = (Difficulty, Option<u16>, Option<u16>);

/// What the index needs to know of a question. Slugs that the vocabulary lacks are not found by.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    pub id: QuestionId,
    pub difficulty: Difficulty,
    pub companies: &'a [String],
    pub topics: &'a [String],
}

impl Index {
    /// Entries in ascending order of their ids, none twice.
    pub fn new<'a>(
        vocabulary: Arc<Vocabulary>,
        entries: impl IntoIterator<Item = Entry<'a>>,
    ) -> Self {
        let mut index = Self {
            vocabulary,
            ..Self::default()
        };
        for entry in entries {
            index.push(entry);
        }
        index.lists.values_mut().for_each(Vec::shrink_to_fit);
        index
    }

    /// All that matches difficulty, company and topic; the words are not looked at.
    pub fn pool(&self, filter: &Filter) -> Pool<'_> {
        let cells = self.cells(filter).unwrap_or_default();
        let lists = cells.iter().filter_map(|cell| self.lists.get(cell));
        Pool {
            index: self,
            parts: lists.map(|list| Cow::Borrowed(list.as_slice())).collect(),
        }
    }

    pub fn ids(&self) -> &[QuestionId] {
        &self.ids
    }

    pub fn position(&self, id: &QuestionId) -> Option<u32> {
        let position = self.ids.binary_search(id).ok()?;
        u32::try_from(position).ok()
    }

    fn push(&mut self, entry: Entry<'_>) {
        let position = u32::try_from(self.ids.len()).expect("a bank has fewer than 2^32 questions");
        debug_assert!(self.ids.last() < Some(&entry.id), "ids ascend");
        self.ids.push(entry.id);
        let names = &self.vocabulary;
        let positions = |slugs: &[String], of: &dyn Fn(&str) -> Option<u16>| -> Vec<Option<u16>> {
            let known = slugs.iter().filter_map(|slug| of(slug)).map(Some);
            [None].into_iter().chain(known).collect()
        };
        let companies = positions(entry.companies, &|slug| names.companies.position(slug));
        let topics = positions(entry.topics, &|slug| names.topics.position(slug));
        for company in companies {
            for topic in &topics {
                let cell = (entry.difficulty, company, *topic);
                self.lists.entry(cell).or_default().push(position);
            }
        }
    }

    /// `None` if the filter names a company or a topic that the vocabulary lacks.
    fn cells(&self, filter: &Filter) -> Option<Vec<Cell>> {
        let names = &self.vocabulary;
        let company = match &filter.company {
            Some(slug) => Some(names.companies.position(slug)?),
            None => None,
        };
        let topic = match &filter.topic {
            Some(slug) => Some(names.topics.position(slug)?),
            None => None,
        };
        let difficulties = Difficulty::ALL.into_iter();
        let wanted = difficulties.filter(|it| filter.difficulty.is_none_or(|only| only == *it));
        Some(wanted.map(|it| (it, company, topic)).collect())
    }
}

/// The questions that match a filter.
#[derive(Debug, Clone)]
pub struct Pool<'a> {
    index: &'a Index,
    /// Without common members.
    parts: Vec<Cow<'a, [u32]>>,
}

impl<'a> Pool<'a> {
    /// One of those that are not seen, each as likely as the others; `None` if all are seen.
    ///
    /// The cost does not depend on the size of the pool unless nearly all of it is seen.
    pub fn choose<E>(
        &self,
        rng: &mut impl Rng,
        is_seen: impl Fn(&QuestionId) -> Result<bool, E>,
    ) -> Result<Option<&'a QuestionId>, E> {
        let count = self.count();
        if count == 0 {
            return Ok(None);
        }
        for _ in 0..DRAWS.min(count) {
            let drawn = self.nth(rng.random_range(0..count));
            if !is_seen(drawn)? {
                return Ok(Some(drawn));
            }
        }
        let mut unseen = Vec::new();
        for id in self.iter() {
            if !is_seen(id)? {
                unseen.push(id);
            }
        }
        Ok(unseen.into_iter().choose(rng))
    }

    /// The one shown longest ago, of those that were ever shown.
    pub fn longest_ago<E>(
        &self,
        shown: impl Fn(&QuestionId) -> Result<Option<Timestamp>, E>,
    ) -> Result<Option<&'a QuestionId>, E> {
        let mut longest = None;
        for id in self.iter() {
            if let Some(at) = shown(id)?
                && longest.is_none_or(|(first, _)| at < first)
            {
                longest = Some((at, id));
            }
        }
        Ok(longest.map(|(_, id)| id))
    }

    pub fn count(&self) -> usize {
        self.parts.iter().map(|part| part.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| part.is_empty())
    }

    pub fn contains(&self, id: &QuestionId) -> bool {
        self.index
            .position(id)
            .is_some_and(|position| self.has(position))
    }

    /// In an order that means nothing.
    pub fn iter(&self) -> impl Iterator<Item = &'a QuestionId> {
        let index = self.index;
        let positions = self.parts.iter().flat_map(|part| part.iter());
        positions.map(|position| &index.ids[*position as usize])
    }

    pub(super) fn has(&self, position: u32) -> bool {
        let has = |part: &Cow<'_, [u32]>| part.binary_search(&position).is_ok();
        self.parts.iter().any(has)
    }

    /// Those at `positions`, which ascend and lie in this pool.
    pub(super) fn only(&self, positions: Vec<u32>) -> Self {
        Self {
            index: self.index,
            parts: vec![Cow::Owned(positions)],
        }
    }

    fn nth(&self, mut n: usize) -> &'a QuestionId {
        for part in &self.parts {
            match part.get(n) {
                Some(position) => return &self.index.ids[*position as usize],
                None => n -= part.len(),
            }
        }
        unreachable!("n is below the count of the pool")
    }
}
