//! Full text search over titles, prompts and names: an inverted index in memory.

use std::{collections::BTreeMap, ops::BitOr};

use strsim::damerau_levenshtein;

use super::names::allowed_typos;

/// Below this a beginning says too little: `a` would find everything.
const SHORTEST_PREFIX: usize = 2;

/// Where a question has a word, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Places(u8);

impl Places {
    /// In the name or an alias of one of its topics or companies.
    pub const NAME: Self = Self(1);
    pub const PROMPT: Self = Self(2);
    pub const TITLE: Self = Self(4);

    /// In its own text, not only in the names of what it belongs to.
    pub fn is_text(self) -> bool {
        self > Self::NAME
    }
}

impl BitOr for Places {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

#[derive(Debug, Clone, Default)]
pub struct Words {
    by_stem: BTreeMap<String, Posting>,
}

#[derive(Debug, Clone)]
struct Posting {
    /// The word as it was first met, to be shown.
    word: String,
    /// Positions ascend.
    hits: Vec<(u32, Places)>,
}

/// A question that has all the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    pub position: u32,
    /// Higher is better: titles before prompts before names.
    pub score: u32,
    /// Its own text has all the words.
    pub is_text: bool,
}

/// How the words of a query are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// A word that is not known stands for those that it begins.
    Finished,
    /// So does the last word even when it is known: it is being typed.
    Typing,
}

impl Words {
    /// Positions must not descend from call to call.
    pub fn add(&mut self, position: u32, text: &str, place: Places) {
        for token in tokens(text) {
            let posting = self.by_stem.entry(stem(&token)).or_insert_with(|| Posting {
                word: token,
                hits: Vec::new(),
            });
            match posting.hits.last_mut() {
                Some((last, places)) if *last == position => *places = *places | place,
                _ => posting.hits.push((position, place)),
            }
        }
    }

    pub fn shrink(&mut self) {
        let postings = self.by_stem.values_mut();
        postings.for_each(|posting| posting.hits.shrink_to_fit());
    }

    /// Questions that have every one of the words, by position; of no words, none.
    pub fn search(&self, words: &[String], reading: Reading) -> Vec<Hit> {
        let tokens: Vec<String> = words.iter().flat_map(|word| tokens(word)).collect();
        let last = tokens.len().saturating_sub(1);
        let mut found: Option<BTreeMap<u32, Hit>> = None;
        for (n, token) in tokens.iter().enumerate() {
            let is_typed = reading == Reading::Typing && n == last;
            let places = self.places(token, is_typed);
            found = Some(match found {
                None => places
                    .into_iter()
                    .map(|(at, it)| (at, hit(at, it)))
                    .collect(),
                Some(found) => both(found, &places),
            });
        }
        found.unwrap_or_default().into_values().collect()
    }

    pub fn knows(&self, word: &str) -> bool {
        let mut tokens = tokens(word).peekable();
        tokens.peek().is_some() && tokens.all(|it| self.by_stem.contains_key(&stem(&it)))
    }

    pub fn knows_beginning(&self, word: &str) -> bool {
        tokens(word).any(|token| self.beginning(&token).next().is_some())
    }

    /// Known words that look like this one, the likest first.
    pub fn nearest(&self, word: &str, limit: usize) -> Vec<&str> {
        let word = word.to_lowercase();
        let allowed = allowed_typos(&word).max(1);
        let mut near: Vec<(usize, &str)> = self
            .by_stem
            .values()
            .filter(|it| it.word.len().abs_diff(word.len()) <= 4 * allowed)
            .map(|it| (damerau_levenshtein(&it.word, &word), it.word.as_str()))
            .filter(|(distance, _)| *distance <= allowed)
            .collect();
        near.sort_unstable();
        near.truncate(limit);
        near.into_iter().map(|(_, word)| word).collect()
    }

    fn places(&self, token: &str, is_typed: bool) -> BTreeMap<u32, Places> {
        let exact = self.by_stem.get(&stem(token));
        let prefixed = (is_typed || exact.is_none()).then(|| self.beginning(token));
        let postings = exact.into_iter().chain(prefixed.into_iter().flatten());
        let mut places = BTreeMap::new();
        for (position, place) in postings.flat_map(|posting| &posting.hits) {
            let all = places.entry(*position).or_insert(*place);
            *all = *all | *place;
        }
        places
    }

    fn beginning(&self, token: &str) -> impl Iterator<Item = &Posting> {
        let is_long_enough = token.chars().count() >= SHORTEST_PREFIX;
        let from = token.to_owned();
        let token = token.to_owned();
        self.by_stem
            .range(from..)
            .take_while(move |(stem, _)| is_long_enough && stem.starts_with(&token))
            .map(|(_, posting)| posting)
    }
}

fn hit(position: u32, places: Places) -> Hit {
    Hit {
        position,
        score: u32::from(places.0),
        is_text: places.is_text(),
    }
}

fn both(found: BTreeMap<u32, Hit>, places: &BTreeMap<u32, Places>) -> BTreeMap<u32, Hit> {
    let join = |(position, first): (u32, Hit)| {
        let second = hit(position, *places.get(&position)?);
        let joined = Hit {
            position,
            score: first.score + second.score,
            is_text: first.is_text && second.is_text,
        };
        Some((position, joined))
    };
    found.into_iter().filter_map(join).collect()
}

/// Words in lower case: runs of letters and digits.
pub fn tokens(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|token| !token.is_empty())
        .map(str::to_lowercase)
}

/// One form for singular and plural, which is all the grammar that the search needs.
fn stem(token: &str) -> String {
    let is_plural = token.len() > 3 && token.ends_with('s') && !token.ends_with("ss");
    token[..token.len() - usize::from(is_plural)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let mut words = Words::default();
        words.add(0, "Decorators with arguments", Places::TITLE);
        words.add(0, "Wrap `functools.wraps` around it", Places::PROMPT);
        words.add(1, "An event loop decorator", Places::PROMPT);
        words.add(1, "Asyncio event-loop", Places::NAME);
        words.add(2, "asyncio", Places::TITLE);
        words
    }

    #[track_caller]
    fn check(query: &[&str], reading: Reading, positions: &[u32]) {
        let query: Vec<String> = query.iter().map(ToString::to_string).collect();
        let mut hits = words().search(&query, reading);
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.score));
        let found: Vec<u32> = hits.iter().map(|hit| hit.position).collect();
        assert_eq!(found, positions);
    }

    #[test]
    fn titles_come_before_prompts_before_names() {
        check(&["decorator"], Reading::Finished, &[0, 1]);
        check(&["asyncio"], Reading::Finished, &[2, 1]);
    }

    #[test]
    fn every_word_must_be_found() {
        check(&["decorator", "wraps"], Reading::Finished, &[0]);
        check(&["event-loop"], Reading::Finished, &[1]);
        check(&["decorator", "zebra"], Reading::Finished, &[]);
        check(&[], Reading::Finished, &[]);
    }

    #[test]
    fn a_word_that_is_not_known_stands_for_those_that_it_begins() {
        check(&["decor"], Reading::Finished, &[0, 1]);
        check(&["d"], Reading::Finished, &[]);
    }

    #[test]
    fn nearest_words_help_with_typos() {
        assert_eq!(words().nearest("argumants", 3), ["arguments"]);
        assert!(!words().knows("argumants"));
        assert!(words().knows("Argument"));
    }
}
