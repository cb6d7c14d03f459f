//! The bank: questions read from files, checked, and found again. Questions kept in the database come in through
//! [`Bank::with_pack`]; nothing here knows of one.

pub mod blocks;
pub mod cli;
pub mod complete;
pub mod export;
pub mod fault;
mod fences;
mod file;
mod front;
pub mod index;
pub mod lint;
pub mod names;
pub mod query;
pub mod relax;
pub mod run;
mod sections;
pub mod source;
pub mod stats;
pub mod vocabulary;
mod words;

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use crate::domain::question::{Question, QuestionId};
use fault::{Fault, Faults};
use file::Draft;
use index::{Entry, Filter, Index, Pool};
use source::Source;
use vocabulary::Vocabulary;
use words::{Hit, Places, Reading, Words};

/// A set of questions with an author and a licence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pack {
    pub slug: String,
    pub title: String,
    pub author: String,
    pub licence: String,
}

/// All packs that somebody sees, with what finds questions in them. Immutable: share it in an `Arc`.
#[derive(Debug, Clone, Default)]
pub struct Bank {
    vocabulary: Arc<Vocabulary>,
    packs: BTreeMap<String, Pack>,
    /// By id, at the positions of the index.
    questions: Vec<Arc<Question>>,
    index: Index,
    words: Words,
}

impl Bank {
    /// The packs compiled into the program. A test holds that they have no faults.
    pub fn built_in() -> Result<Self, Faults> {
        Self::load(&source::built_in())
    }

    /// All files, or every fault of all of them.
    pub fn load(sources: &[Source]) -> Result<Self, Faults> {
        let (bank, faults) = Self::load_what_is_right(sources);
        faults.or(bank)
    }

    /// A bank of the files without faults, and the faults of the others.
    pub fn load_what_is_right(sources: &[Source]) -> (Self, Faults) {
        let mut faults = Faults::default();
        let vocabulary = Vocabulary::load(sources).unwrap_or_else(|found| {
            faults.0.extend(found.0);
            Vocabulary::default()
        });
        let mut packs = Vec::new();
        let mut questions = Vec::new();
        for source in sources {
            match source.file_name() {
                "topics.toml" | "companies.toml" => {}
                "pack.toml" => match read_pack(source) {
                    Ok(pack) => packs.push(pack),
                    Err(fault) => faults.0.push(fault),
                },
                name if name.ends_with(".md") => {
                    match Draft::read(source, &vocabulary).into_question() {
                        Ok(question) => questions.push(question),
                        Err(found) => faults.0.extend(found),
                    }
                }
                _ => {
                    let what = "this file does not belong here: questions end in .md";
                    faults.0.push(Fault::new(&source.path, 1, what));
                }
            }
        }
        faults.0.extend(folders_without_pack(sources));
        faults.0.sort();
        (Self::new(Arc::new(vocabulary), packs, questions), faults)
    }

    /// Of questions with one id the last counts. Slugs that the vocabulary lacks are kept and not searched by.
    pub fn new(
        vocabulary: Arc<Vocabulary>,
        packs: impl IntoIterator<Item = Pack>,
        questions: impl IntoIterator<Item = impl Into<Arc<Question>>>,
    ) -> Self {
        let by_id: BTreeMap<QuestionId, Arc<Question>> = questions
            .into_iter()
            .map(Into::into)
            .map(|question: Arc<Question>| (question.id.clone(), question))
            .collect();
        let questions: Vec<Arc<Question>> = by_id.into_values().collect();
        let packs = packs.into_iter().map(|pack| (pack.slug.clone(), pack));
        let packs: BTreeMap<String, Pack> = packs.collect();
        let entries = questions.iter().map(|question| Entry {
            id: question.id.clone(),
            difficulty: question.difficulty,
            companies: &question.companies,
            topics: &question.topics,
        });
        Self {
            index: Index::new(vocabulary.clone(), entries),
            words: index_words(&vocabulary, &packs, &questions),
            vocabulary,
            packs,
            questions,
        }
    }

    /// This bank and one more pack, or that pack with new questions. The texts are shared, not copied.
    pub fn with_pack(
        &self,
        pack: Pack,
        questions: impl IntoIterator<Item = impl Into<Arc<Question>>>,
    ) -> Self {
        let others = self.questions.iter().filter(|it| it.id.pack() != pack.slug);
        let questions = questions.into_iter().map(Into::into);
        let all: Vec<Arc<Question>> = others.cloned().chain(questions).collect();
        let packs = self.packs.values().cloned().chain([pack]);
        Self::new(self.vocabulary.clone(), packs, all)
    }

    pub fn get(&self, id: &QuestionId) -> Option<&Arc<Question>> {
        let position = self.index.position(id)?;
        Some(&self.questions[position as usize])
    }

    /// In the order of their ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Question>> {
        self.questions.iter()
    }

    pub fn len(&self) -> usize {
        self.questions.len()
    }

    pub fn is_empty(&self) -> bool {
        self.questions.is_empty()
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub fn pack(&self, slug: &str) -> Option<&Pack> {
        self.packs.get(slug)
    }

    pub fn packs(&self) -> impl Iterator<Item = &Pack> {
        self.packs.values()
    }

    /// What matches the filter. If the own text of some has all the words, only those; else whatever has them by the
    /// names of its topics and companies: `pytest` is first what says pytest, then all of testing.
    pub fn pool(&self, filter: &Filter) -> Pool<'_> {
        let pool = self.index.pool(filter);
        if filter.words.is_empty() {
            return pool;
        }
        let hits = self.hits(&pool, filter, Reading::Finished);
        let has_text = hits.iter().any(|hit| hit.is_text);
        let kept = hits.iter().filter(|hit| hit.is_text || !has_text);
        pool.only(kept.map(|hit| hit.position).collect())
    }

    /// Questions that match while the last word is being typed, the best first.
    pub fn search(&self, filter: &Filter, limit: usize) -> Vec<&Arc<Question>> {
        let mut hits = self.hits(&self.index.pool(filter), filter, Reading::Typing);
        hits.sort_by_key(|hit| (std::cmp::Reverse(hit.score), hit.position));
        hits.truncate(limit);
        let question = |hit: Hit| &self.questions[hit.position as usize];
        hits.into_iter().map(question).collect()
    }

    /// By position.
    fn hits(&self, pool: &Pool<'_>, filter: &Filter, reading: Reading) -> Vec<Hit> {
        let mut hits = self.words.search(&filter.words, reading);
        hits.retain(|hit| pool.has(hit.position));
        hits
    }
}

fn index_words(
    vocabulary: &Vocabulary,
    packs: &BTreeMap<String, Pack>,
    questions: &[Arc<Question>],
) -> Words {
    let mut words = Words::default();
    for (position, question) in (0..).zip(questions) {
        words.add(position, &question.title, Places::TITLE);
        words.add(position, &question.prompt, Places::PROMPT);
        // The pack's name counts as text, so that it narrows nothing: all of a pack have it.
        words.add(position, question.id.pack(), Places::PROMPT);
        if let Some(pack) = packs.get(question.id.pack()) {
            words.add(position, &pack.title, Places::PROMPT);
        }
        let topics = question.topics.iter();
        let topics = topics.filter_map(|slug| vocabulary.topics.get(slug));
        let companies = question.companies.iter();
        let companies = companies.filter_map(|slug| vocabulary.companies.get(slug));
        for spelling in topics.chain(companies).flat_map(|entry| entry.spellings()) {
            words.add(position, spelling, Places::NAME);
        }
    }
    words.shrink();
    words
}

fn read_pack(source: &Source) -> Result<Pack, Fault> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Raw {
        title: String,
        author: String,
        licence: String,
    }
    let raw: Raw = toml::from_str(&source.text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Fault::new(
            &source.path,
            fences::line_of(&source.text, at),
            error.message(),
        )
    })?;
    Ok(Pack {
        slug: source.folder().to_owned(),
        title: raw.title,
        author: raw.author,
        licence: raw.licence,
    })
}

/// A pack without `pack.toml` has no licence that could be shown.
fn folders_without_pack(sources: &[Source]) -> Vec<Fault> {
    let folders = |is_pack: fn(&Source) -> bool| -> HashSet<&str> {
        let files = sources.iter().filter(|source| is_pack(source));
        files.map(Source::folder).collect()
    };
    let packs = folders(|source| source.file_name() == "pack.toml");
    let used = folders(|source| source.file_name().ends_with(".md"));
    used.difference(&packs)
        .map(|folder| {
            let what = "this file is missing: write title, author and licence of the pack";
            Fault::new(&format!("data/{folder}/pack.toml"), 1, what)
        })
        .collect()
}

#[cfg(test)]
mod tests;
