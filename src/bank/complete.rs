//! What autocomplete offers while a query, a company or a topic is being typed.

use super::{
    Bank,
    index::Filter,
    names::{Names, key},
    query::{Given, ID_PREFIX, words_of},
    vocabulary::Entry,
};
use crate::{
    domain::question::{Difficulty, Question},
    markdown,
};

/// Discord's limit on a choice's name and value, in characters.
pub const MAX_CHOICE: usize = 100;

/// A choice to offer: what is shown, and what is sent when it is chosen. Both have at most [`MAX_CHOICE`] characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    pub name: String,
    pub value: String,
}

impl Bank {
    /// The whole query with its last words completed, where something matches, then questions by title.
    pub fn complete_query(&self, input: &str, given: &Given<'_>, limit: usize) -> Vec<Completion> {
        let words = words_of(input);
        let is_word_begun = !words.is_empty() && !input.ends_with(char::is_whitespace);
        let mut completions = (1..=words.len().min(3))
            .rev()
            .map(|length| {
                let (head, tail) = words.split_at(words.len() - length);
                self.complete_names(head, &tail.join(" "), given)
            })
            .find(|found| !found.is_empty())
            .unwrap_or_default();
        if !is_word_begun {
            completions.extend(self.complete_names(&words, "", given));
        }
        if completions.is_empty() {
            completions = self.complete_typo(&words, given);
        }
        let questions = self.complete_titles(&words, given, limit);
        let room = limit.saturating_sub(questions.len().min(limit / 2));
        completions.truncate(room);
        completions.extend(questions);
        completions.truncate(limit);
        completions
    }

    pub fn complete_company(&self, input: &str, limit: usize) -> Vec<Completion> {
        complete(&self.vocabulary().companies, input, limit)
    }

    pub fn complete_topic(&self, input: &str, limit: usize) -> Vec<Completion> {
        complete(&self.vocabulary().topics, input, limit)
    }

    /// `head` with each name that `tail` may be the beginning of, if any question matches both.
    fn complete_names(&self, head: &[&str], tail: &str, given: &Given<'_>) -> Vec<Completion> {
        let Ok(parsed) = self.parse_words(head, given) else {
            return Vec::new();
        };
        let filter = parsed.filter;
        let mut narrower: Vec<(&str, Filter)> = Vec::new();
        if filter.difficulty.is_none() {
            let begun = Difficulty::ALL.into_iter();
            let begun = begun.filter(|it| it.name().starts_with(&key(tail)));
            narrower.extend(begun.map(|it| (it.name(), filter.with_difficulty(it))));
        }
        if filter.company.is_none() {
            let begun = self.vocabulary().companies.complete(tail).into_iter();
            narrower.extend(begun.map(|it| (it.name.as_str(), filter.with_company(&it.slug))));
        }
        if filter.topic.is_none() {
            let begun = self.vocabulary().topics.complete(tail).into_iter();
            narrower.extend(begun.map(|it| (it.name.as_str(), filter.with_topic(&it.slug))));
        }
        let offer = |(name, filter): (&str, Filter)| {
            let text = [head, &[name]].concat().join(" ");
            let fits = text.chars().count() <= MAX_CHOICE && !self.pool(&filter).is_empty();
            fits.then(|| Completion {
                name: text.clone(),
                value: text,
            })
        };
        narrower.into_iter().filter_map(offer).collect()
    }

    /// The query with a last word that means nothing replaced by the names that look most like it.
    fn complete_typo(&self, words: &[&str], given: &Given<'_>) -> Vec<Completion> {
        let (Some((_, head)), Ok(parsed)) = (words.split_last(), self.parse_words(words, given))
        else {
            return Vec::new();
        };
        let nearest = parsed.unknown.last().map_or(&[][..], |word| &word.nearest);
        let names = nearest.iter();
        names
            .flat_map(|name| self.complete_names(head, name, given))
            .collect()
    }

    /// Questions with the word being typed, or else those that the whole query matches.
    fn complete_titles(&self, words: &[&str], given: &Given<'_>, limit: usize) -> Vec<Completion> {
        let Some((last, head)) = words.split_last() else {
            return Vec::new();
        };
        let mut typing = self.parse_words(head, given).unwrap_or_default().filter;
        typing.words.push(last.to_lowercase());
        let mut found = self.search(&typing, limit);
        if found.is_empty() {
            let whole = self.parse_words(words, given).unwrap_or_default();
            let ids = self.pool(&whole.filter);
            let is_understood = whole.unknown.is_empty();
            let matching = ids.iter().filter(|_| is_understood).take(limit);
            found = matching.filter_map(|id| self.get(id)).collect();
        }
        found.into_iter().map(|it| completion_of(it)).collect()
    }
}

impl Filter {
    fn with_difficulty(&self, difficulty: Difficulty) -> Self {
        Self {
            difficulty: Some(difficulty),
            ..self.clone()
        }
    }

    fn with_company(&self, slug: &str) -> Self {
        Self {
            company: Some(slug.to_owned()),
            ..self.clone()
        }
    }

    fn with_topic(&self, slug: &str) -> Self {
        Self {
            topic: Some(slug.to_owned()),
            ..self.clone()
        }
    }
}

fn completion_of(question: &Question) -> Completion {
    Completion {
        name: markdown::to_plain(&question.title, MAX_CHOICE),
        value: format!("{ID_PREFIX}{}", question.id),
    }
}

fn complete(names: &Names, input: &str, limit: usize) -> Vec<Completion> {
    let found = names.complete(input).into_iter().take(limit);
    let completion = |entry: &Entry| Completion {
        name: entry.name.clone(),
        value: entry.slug.clone(),
    };
    found.map(completion).collect()
}
