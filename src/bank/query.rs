//! Free words to a filter: `hard google asyncio` in any order, with aliases, small typos, and words to search for.

use std::{cmp::Ordering, fmt};

use strsim::{damerau_levenshtein, normalized_damerau_levenshtein};

use super::{
    Bank,
    index::Filter,
    names::{NEAREST, Resolved, allowed_typos, key},
    vocabulary,
};
use crate::domain::question::{Difficulty, QuestionId};

/// What a chosen question is written as, with its id behind it.
pub const ID_PREFIX: &str = "id:";

/// From which likeness on (0 to 1) a name is offered: below it, none of them was meant.
pub(super) const NEAR_ENOUGH: f64 = 0.4;

/// Only so much of a query is read, in characters.
const MAX_QUERY: usize = 200;

/// The longest name has this many words.
const MAX_PHRASE: usize = 4;

/// Words of a sentence that say nothing about which question is wanted, unless they are all there is: `with` alone is a
/// topic.
const FILLERS: [&str; 52] = [
    "a",
    "about",
    "an",
    "and",
    "any",
    "are",
    "at",
    "between",
    "can",
    "difference",
    "do",
    "does",
    "explain",
    "for",
    "from",
    "give",
    "happen",
    "happens",
    "how",
    "i",
    "in",
    "is",
    "it",
    "me",
    "mean",
    "of",
    "on",
    "one",
    "or",
    "please",
    "question",
    "questions",
    "some",
    "than",
    "that",
    "the",
    "this",
    "to",
    "versus",
    "vs",
    "was",
    "what",
    "when",
    "where",
    "which",
    "who",
    "why",
    "with",
    "work",
    "works",
    "would",
    "you",
];

/// The options beside the query, as typed: nobody is confined to what autocomplete offers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    pub difficulty: Option<Difficulty>,
    pub company: Option<&'a str>,
    pub topic: Option<&'a str>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// This one, by `id:pack/slug`.
    Question(QuestionId),
    Matching(Parsed),
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    pub filter: Filter,
    /// Words that mean nothing here; they are not part of the filter.
    pub unknown: Vec<UnknownWord>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    pub word: String,
    /// The likest names and words, at most three.
    pub nearest: Vec<String>,
}

/// A query that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryFault {
    NoSuchQuestion(String),
    TwoDifficulties(Difficulty, Difficulty),
}

impl fmt::Display for QueryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchQuestion(id) => write!(
                f,
                "There is no question `{id}` here. It may have been removed: type a word of its title instead."
            ),
            Self::TwoDifficulties(first, second) => write!(
                f,
                "A question cannot be {first} and {second} at once. Keep one of the two."
            ),
        }
    }
}

impl std::error::Error for QueryFault {}

impl Bank {
    /// What the query and the options beside it ask for.
    pub fn parse_query(&self, query: &str, given: &Given<'_>) -> Result<Wanted, QueryFault> {
        if let Some(id) = query.trim().strip_prefix(ID_PREFIX) {
            let known = id.parse().ok().filter(|id| self.get(id).is_some());
            let fault = || QueryFault::NoSuchQuestion(id.chars().take(MAX_QUERY).collect());
            return known.map(Wanted::Question).ok_or_else(fault);
        }
        self.parse_words(&words_of(query), given)
            .map(Wanted::Matching)
    }

    pub(super) fn parse_words(
        &self,
        words: &[&str],
        given: &Given<'_>,
    ) -> Result<Parsed, QueryFault> {
        let mut parsed = self.parse_given(given);
        let mut rest = words;
        while !rest.is_empty() {
            let (length, meaning) = self.meaning(rest, words.len() == 1);
            parsed.add(meaning)?;
            rest = &rest[length..];
        }
        Ok(parsed)
    }

    fn parse_given(&self, given: &Given<'_>) -> Parsed {
        let mut parsed = Parsed::default();
        parsed.filter.difficulty = given.difficulty;
        let unknown = |typed: &str, nearest: Vec<&str>| UnknownWord {
            word: typed.to_owned(),
            nearest: nearest.into_iter().map(str::to_owned).collect(),
        };
        let company = given.company.filter(|it| !it.trim().is_empty());
        match company.map(|typed| (typed, self.vocabulary().resolve_company(typed))) {
            Some((_, Resolved::Found(company))) => parsed.add_company(company),
            Some((typed, Resolved::Nearest(names))) => parsed.unknown.push(unknown(typed, names)),
            None => {}
        }
        let topic = given.topic.filter(|it| !it.trim().is_empty());
        match topic.map(|typed| (typed, self.vocabulary().resolve_topic(typed))) {
            Some((typed, Resolved::Found(topic))) => parsed.add_topic(topic, typed),
            Some((typed, Resolved::Nearest(names))) => parsed.unknown.push(unknown(typed, names)),
            None => {}
        }
        parsed
    }

    /// What the words begin with means, and how many of them it takes: the longest name wins.
    fn meaning(&self, words: &[&str], is_alone: bool) -> (usize, Meaning<'_>) {
        let is_filler = |phrase: &str| FILLERS.contains(&phrase.to_lowercase().as_str());
        (1..=words.len().min(MAX_PHRASE))
            .rev()
            .map(|length| (length, words[..length].join(" ")))
            .filter(|(_, phrase)| is_alone || !is_filler(phrase))
            .find_map(|(length, phrase)| Some((length, self.name(&phrase)?)))
            .unwrap_or_else(|| (1, self.word(words[0])))
    }

    fn name(&self, phrase: &str) -> Option<Meaning<'_>> {
        if let Ok(difficulty) = key(phrase).parse() {
            return Some(Meaning::Difficulty(difficulty));
        }
        if let Some(company) = self.vocabulary().companies.exact(phrase) {
            return Some(Meaning::Company(company));
        }
        let topic = self.vocabulary().topics.exact(phrase)?;
        Some(Meaning::Topic(topic, phrase.to_owned()))
    }

    fn word(&self, word: &str) -> Meaning<'_> {
        let lower = word.to_lowercase();
        if FILLERS.contains(&lower.as_str()) || key(word).is_empty() {
            Meaning::Nothing
        } else if self.words.knows(&lower) {
            Meaning::Word(lower)
        } else if let Some(meaning) = self.misspelt(&lower) {
            meaning
        } else if self.words.knows_beginning(&lower) {
            Meaning::Word(lower)
        } else {
            Meaning::Unknown(UnknownWord {
                word: word.to_owned(),
                nearest: self.nearest(&lower),
            })
        }
    }

    /// The one name that is a small typo away, if there is just one at the least distance.
    fn misspelt(&self, word: &str) -> Option<Meaning<'_>> {
        let companies = self.vocabulary().companies.misspelt(word).into_iter();
        let companies = companies.map(|it| (it.distance, Meaning::Company(it.entry)));
        let topics = self.vocabulary().topics.misspelt(word).into_iter();
        let topics = topics.map(|it| {
            let meaning = Meaning::Topic(it.entry, it.spelling.to_owned());
            (it.distance, meaning)
        });
        let difficulties = Difficulty::ALL.into_iter();
        let difficulties = difficulties
            .map(|it| (damerau_levenshtein(it.name(), &key(word)), it))
            .filter(|(distance, _)| *distance <= allowed_typos(&key(word)))
            .map(|(distance, it)| (distance, Meaning::Difficulty(it)));
        let mut found: Vec<(usize, Meaning<'_>)> =
            companies.chain(topics).chain(difficulties).collect();
        found.sort_by_key(|(distance, _)| *distance);
        let is_clear = found.get(1).is_none_or(|second| second.0 > found[0].0);
        let first = found.into_iter().next().filter(|_| is_clear)?;
        Some(first.1)
    }

    /// The likest names and words.
    fn nearest(&self, word: &str) -> Vec<String> {
        let names = &self.vocabulary();
        let mut near = names.companies.by_likeness(word);
        near.extend(names.topics.by_likeness(word));
        let words = self.words.nearest(word, NEAREST).into_iter();
        near.extend(words.map(|known| (normalized_damerau_levenshtein(known, word), known)));
        near.retain(|(likeness, _)| *likeness >= NEAR_ENOUGH);
        near.sort_by(|a, b| b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal));
        let mut nearest: Vec<String> = Vec::new();
        for (_, name) in near {
            if nearest.len() < NEAREST && !nearest.iter().any(|it| key(it) == key(name)) {
                nearest.push(name.to_owned());
            }
        }
        nearest
    }
}

impl Filter {
    /// Words that [`Bank::parse_query`] reads back as this filter.
    pub fn to_query(&self) -> String {
        let difficulty = self.difficulty.map(|it| it.name().to_owned());
        let names = [difficulty, self.company.clone(), self.topic.clone()];
        let words = names.into_iter().flatten().chain(self.words.clone());
        words.collect::<Vec<_>>().join(" ")
    }
}

/// What one or more words of a query mean.
enum Meaning<'a> {
    Difficulty(Difficulty),
    Company(&'a vocabulary::Entry),
    /// With the spelling that was used: an alias is often narrower than its topic.
    Topic(&'a vocabulary::Entry, String),
    Word(String),
    Nothing,
    Unknown(UnknownWord),
}

impl Parsed {
    fn add(&mut self, meaning: Meaning<'_>) -> Result<(), QueryFault> {
        match meaning {
            Meaning::Difficulty(new) => match self.filter.difficulty.replace(new) {
                Some(old) if old != new => return Err(QueryFault::TwoDifficulties(old, new)),
                _ => {}
            },
            Meaning::Company(company) => self.add_company(company),
            Meaning::Topic(topic, spelling) => self.add_topic(topic, &spelling),
            Meaning::Word(word) => self.add_word(&word),
            Meaning::Nothing => {}
            Meaning::Unknown(word) => self.unknown.push(word),
        }
        Ok(())
    }

    /// A filter names one company; a second one is searched for by its name, so that both must be given.
    fn add_company(&mut self, company: &vocabulary::Entry) {
        match &self.filter.company {
            None => self.filter.company = Some(company.slug.clone()),
            Some(slug) if *slug == company.slug => {}
            Some(_) => self.add_word(&company.name),
        }
    }

    /// As with companies; and an alias is searched for too, because `heap` is less than all data structures.
    fn add_topic(&mut self, topic: &vocabulary::Entry, spelling: &str) {
        match &self.filter.topic {
            None => self.filter.topic = Some(topic.slug.clone()),
            Some(slug) if *slug == topic.slug => {}
            Some(_) => return self.add_word(spelling),
        }
        if !topic.is_called(spelling) {
            self.add_word(spelling);
        }
    }

    fn add_word(&mut self, word: &str) {
        let word = word.to_lowercase();
        if !self.filter.words.contains(&word) {
            self.filter.words.push(word);
        }
    }
}

pub(super) fn words_of(query: &str) -> Vec<&str> {
    let end = query
        .char_indices()
        .nth(MAX_QUERY)
        .map_or(query.len(), |(at, _)| at);
    query[..end]
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .collect()
}
