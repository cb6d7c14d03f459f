//! What to give up when no question matches a whole filter.

use super::{Bank, index::Filter};
use crate::domain::question::Difficulty;

/// More words than this are given up together: a button for each would help nobody.
const WORDS_APART: usize = 3;

/// A part of a filter. Company and topic are slugs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    Difficulty(Difficulty),
    Company(String),
    Topic(String),
    Words(Vec<String>),
}

/// A filter with something given up, and how many questions it then matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relaxation {
    pub dropped: Vec<Condition>,
    pub filter: Filter,
    pub count: usize,
}

impl Filter {
    pub fn conditions(&self) -> Vec<Condition> {
        let words = match self.words.len() {
            0..=WORDS_APART => self.words.chunks(1),
            all => self.words.chunks(all),
        };
        let words = words.map(|words| Condition::Words(words.to_vec()));
        let difficulty = self.difficulty.map(Condition::Difficulty);
        let company = self.company.clone().map(Condition::Company);
        let topic = self.topic.clone().map(Condition::Topic);
        let names = [difficulty, company, topic].into_iter().flatten();
        names.chain(words).collect()
    }

    fn without(&self, dropped: &[Condition]) -> Self {
        let mut filter = self.clone();
        for condition in dropped {
            match condition {
                Condition::Difficulty(_) => filter.difficulty = None,
                Condition::Company(_) => filter.company = None,
                Condition::Topic(_) => filter.topic = None,
                Condition::Words(words) => filter.words.retain(|word| !words.contains(word)),
            }
        }
        filter
    }
}

impl Bank {
    /// The relaxations of a filter that do match: by one condition, or by two where no one is enough. The most
    /// matches first.
    pub fn relaxations(&self, filter: &Filter) -> Vec<Relaxation> {
        let conditions = filter.conditions();
        let singles = conditions.iter().map(|one| vec![one.clone()]);
        let found = self.matching(filter, singles);
        if !found.is_empty() {
            return found;
        }
        let pairs = conditions.iter().enumerate().flat_map(|(n, first)| {
            let later = conditions[n + 1..].iter();
            later.map(|second| vec![first.clone(), second.clone()])
        });
        self.matching(filter, pairs)
    }

    fn matching(
        &self,
        filter: &Filter,
        drops: impl Iterator<Item = Vec<Condition>>,
    ) -> Vec<Relaxation> {
        let relax = |dropped: Vec<Condition>| {
            let filter = filter.without(&dropped);
            let count = self.pool(&filter).count();
            Relaxation {
                dropped,
                filter,
                count,
            }
        };
        let mut found: Vec<Relaxation> = drops.map(relax).filter(|it| it.count > 0).collect();
        found.sort_by_key(|it| std::cmp::Reverse(it.count));
        found
    }
}
