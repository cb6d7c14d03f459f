//! The vocabulary: which topics and companies there are, and what people may call them.

use std::{cmp::Reverse, collections::HashMap};

use serde::Deserialize;
use strsim::{damerau_levenshtein, normalized_damerau_levenshtein};
use toml::Spanned;

use super::{
    fault::{Fault, Faults},
    fences::line_of,
    source::Source,
};

/// How many names are offered for one that resolves to nothing.
pub(super) const NEAREST: usize = 3;

#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    pub topics: Names,
    pub companies: Names,
}

/// A topic or a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub slug: String,
    pub name: String,
    pub aliases: Vec<String>,
    /// Stands for many companies and is not one of them.
    pub is_group: bool,
    /// Of each spelling, in their order: they are compared with whatever is typed.
    keys: Vec<String>,
}

/// What a typed name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved<'a> {
    Found(&'a Entry),
    /// Nothing; these names look most like it, the likest first.
    Nearest(Vec<&'a str>),
}

/// The topics, or the companies, in the order of their file.
#[derive(Debug, Clone, Default)]
pub struct Names {
    entries: Vec<Entry>,
    by_key: HashMap<String, usize>,
}

impl Vocabulary {
    /// Reads `topics.toml` and `companies.toml` out of `sources`.
    pub fn load(sources: &[Source]) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let mut read = |file: &str, table: &str| match find(sources, file) {
            Some(source) => Names::read(source, table, &mut faults),
            None => {
                let what = "this file is missing: it names the vocabulary";
                faults.0.push(Fault::new(&format!("data/{file}"), 1, what));
                Names::default()
            }
        };
        let vocabulary = Self {
            topics: read("topics.toml", "topic"),
            companies: read("companies.toml", "company"),
        };
        faults.or(vocabulary)
    }

    pub fn resolve_topic(&self, typed: &str) -> Resolved<'_> {
        self.topics.resolve(typed)
    }

    pub fn resolve_company(&self, typed: &str) -> Resolved<'_> {
        self.companies.resolve(typed)
    }
}

impl Entry {
    /// Slug, name and aliases.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        [self.slug.as_str(), self.name.as_str()]
            .into_iter()
            .chain(self.aliases.iter().map(String::as_str))
    }

    /// Whether `typed` is the slug or the name, not an alias, which may be narrower.
    pub fn is_called(&self, typed: &str) -> bool {
        key(typed) == key(&self.slug) || key(typed) == key(&self.name)
    }
}

impl Names {
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    pub fn get(&self, slug: &str) -> Option<&Entry> {
        self.exact(slug).filter(|entry| entry.slug == slug)
    }

    /// The name to show for a slug; the slug itself if a guild's pack brought an unknown one.
    pub fn name_of<'a>(&'a self, slug: &'a str) -> &'a str {
        self.get(slug).map_or(slug, |entry| &entry.name)
    }

    pub(super) fn position(&self, slug: &str) -> Option<u16> {
        let position = *self.by_key.get(&key(slug))?;
        (self.entries[position].slug == slug).then_some(u16::try_from(position).ok()?)
    }

    /// By slug, name or alias; case, spaces and hyphens do not count.
    pub fn exact(&self, typed: &str) -> Option<&Entry> {
        self.by_key.get(&key(typed)).map(|at| &self.entries[*at])
    }

    pub fn resolve(&self, typed: &str) -> Resolved<'_> {
        if let Some(entry) = self.exact(typed) {
            return Resolved::Found(entry);
        }
        match self.misspelt(typed).as_slice() {
            [only] => Resolved::Found(only.entry),
            _ => Resolved::Nearest(self.nearest(typed)),
        }
    }

    /// Those whose spelling is a small typo away, and no other nearer.
    pub(super) fn misspelt(&self, typed: &str) -> Vec<Misspelt<'_>> {
        let typed = key(typed);
        let mut found: Vec<Misspelt<'_>> = self
            .entries
            .iter()
            .filter_map(|entry| Misspelt::of(entry, &typed))
            .collect();
        let least = found.iter().map(|it| it.distance).min();
        found.retain(|it| Some(it.distance) == least);
        found
    }

    /// Names that look most like what was typed, the likest first.
    pub fn nearest(&self, typed: &str) -> Vec<&str> {
        let names = self.by_likeness(typed).into_iter().take(NEAREST);
        names.map(|(_, name)| name).collect()
    }

    /// Every name with its likeness to what was typed (1 is the same, above it a beginning), the likest first.
    pub(super) fn by_likeness(&self, typed: &str) -> Vec<(f64, &str)> {
        let mut names: Vec<(f64, &str)> = self
            .iter()
            .map(|entry| (likeness(entry, typed), entry.name.as_str()))
            .collect();
        names.sort_by(|a, b| b.0.total_cmp(&a.0));
        names
    }

    /// Entries that `input` may be the beginning of: by name first, then alias, then a later word; then typos.
    pub fn complete(&self, input: &str) -> Vec<&Entry> {
        let mut found: Vec<(u8, &Entry)> = self
            .iter()
            .filter_map(|entry| Some((completion_rank(entry, input)?, entry)))
            .collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, entry)| entry).collect()
    }

    fn read(source: &Source, table: &str, faults: &mut Faults) -> Self {
        let mut names = Self::default();
        let fault = |line, what: String| Fault::new(&source.path, line, what);
        let mut file: HashMap<String, Vec<RawEntry>> = match toml::from_str(&source.text) {
            Ok(file) => file,
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                let line = line_of(&source.text, at);
                faults.0.push(fault(line, error.message().to_owned()));
                return names;
            }
        };
        for raw in file.remove(table).unwrap_or_default() {
            let line = line_of(&source.text, raw.slug.span().start);
            for what in names.add(raw.into()) {
                faults.0.push(fault(line, what));
            }
        }
        for unknown in file.keys() {
            let what = format!("`{unknown}` is unknown here: write [[{table}]]");
            faults.0.push(fault(1, what));
        }
        names
    }

    /// Says which spellings another entry has already.
    fn add(&mut self, entry: Entry) -> Vec<String> {
        let position = self.entries.len();
        let mut taken = Vec::new();
        for spelling in entry.spellings() {
            let other = *self.by_key.entry(key(spelling)).or_insert(position);
            if other != position {
                let other = &self.entries[other].slug;
                taken.push(format!(
                    "`{spelling}` already means `{other}`: drop it in one of them"
                ));
            }
        }
        self.entries.push(entry);
        taken
    }
}

/// An entry, and the spelling of it that was probably meant.
pub(super) struct Misspelt<'a> {
    pub entry: &'a Entry,
    pub spelling: &'a str,
    pub distance: usize,
}

impl<'a> Misspelt<'a> {
    fn of(entry: &'a Entry, typed_key: &str) -> Option<Self> {
        let allowed = allowed_typos(typed_key);
        let is_near = |known: &str| known.len().abs_diff(typed_key.len()) <= 4 * allowed;
        entry
            .spellings()
            .zip(&entry.keys)
            .filter(|(_, known)| is_near(known))
            .map(|(spelling, known)| (damerau_levenshtein(known, typed_key), spelling))
            .filter(|(distance, _)| *distance <= allowed)
            .min_by_key(|(distance, _)| *distance)
            .map(|(distance, spelling)| Self {
                entry,
                spelling,
                distance,
            })
    }
}

/// Words of three letters are too near to each other to guess: `zip` is not `pip`.
pub(super) fn allowed_typos(key: &str) -> usize {
    match key.chars().count() {
        0..=3 => 0,
        4..=5 => 1,
        _ => 2,
    }
}

/// Letters and digits in lower case: what two spellings of one name have in common. No name is as long as the limit,
/// which bounds what comparing costs.
pub(super) fn key(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(60)
        .collect()
}

fn likeness(entry: &Entry, typed: &str) -> f64 {
    let typed = key(typed);
    entry
        .keys
        .iter()
        .map(|known| {
            let begins = !typed.is_empty() && known.starts_with(&typed);
            normalized_damerau_levenshtein(known, &typed) + f64::from(u8::from(begins))
        })
        .fold(0.0, f64::max)
}

fn completion_rank(entry: &Entry, input: &str) -> Option<u8> {
    let input = key(input);
    let begins = |text: &str| key(text).starts_with(&input);
    let later_word = |text: &str| text.split([' ', '-']).skip(1).any(begins);
    if begins(&entry.name) || begins(&entry.slug) {
        Some(0)
    } else if entry.aliases.iter().any(|alias| begins(alias)) {
        Some(1)
    } else if entry.spellings().any(later_word) {
        Some(2)
    } else {
        Misspelt::of(entry, &input).map(|_| 3)
    }
}

/// The file of the vocabulary lies at the top; where two match, the shorter path is it.
fn find<'a>(sources: &'a [Source], file: &str) -> Option<&'a Source> {
    sources
        .iter()
        .filter(|source| source.file_name() == file)
        .max_by_key(|source| Reverse(source.path.len()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    slug: Spanned<String>,
    name: String,
    aliases: Vec<String>,
    #[serde(default)]
    group: bool,
}

impl From<RawEntry> for Entry {
    fn from(raw: RawEntry) -> Self {
        let mut entry = Self {
            slug: raw.slug.into_inner(),
            name: raw.name,
            aliases: raw.aliases,
            is_group: raw.group,
            keys: Vec::new(),
        };
        entry.keys = entry.spellings().map(key).collect();
        entry
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::source;

    fn built_in() -> Vocabulary {
        Vocabulary::load(&source::built_in()).expect("the built-in vocabulary has no faults")
    }

    #[track_caller]
    fn check_topic(typed: &str, slug: &str) {
        match built_in().resolve_topic(typed) {
            Resolved::Found(entry) => assert_eq!(entry.slug, slug),
            nearest => panic!("{typed}: {nearest:?}"),
        }
    }

    #[track_caller]
    fn check_company(typed: &str, slug: &str) {
        match built_in().resolve_company(typed) {
            Resolved::Found(entry) => assert_eq!(entry.slug, slug),
            nearest => panic!("{typed}: {nearest:?}"),
        }
    }

    #[test]
    fn names_resolve_by_alias_and_small_typos() {
        check_company("Google", "google");
        check_company("gogle", "google");
        check_company("amzn", "amazon");
        check_company("hft FIRMS", "hft-firms");
        check_topic("pytest", "testing");
        check_topic("Context Managers", "context-managers");
        check_topic("contextmanager", "context-managers");
        check_topic("ascyncio", "asyncio");
        check_topic("metaclases", "metaprogramming");
    }

    #[test]
    fn what_resolves_to_nothing_gets_the_nearest_names() {
        let vocabulary = built_in();
        let Resolved::Nearest(names) = vocabulary.resolve_company("drop") else {
            panic!("drop is no company");
        };
        assert_eq!(names.len(), 3);
        assert_eq!(names[0], "Dropbox");
        let Resolved::Nearest(names) = vocabulary.resolve_topic("zzz") else {
            panic!("zzz is no topic");
        };
        assert_eq!(names.len(), 3);
    }

    #[test]
    fn three_letters_are_not_guessed() {
        assert!(built_in().topics.misspelt("zip").is_empty());
    }

    #[test]
    fn completion_prefers_names_to_aliases() {
        let vocabulary = built_in();
        let slugs = |input| -> Vec<&str> {
            let found = vocabulary.topics.complete(input);
            found.into_iter().map(|entry| entry.slug.as_str()).collect()
        };
        assert_eq!(slugs("asyn"), ["asyncio"]);
        assert_eq!(slugs("pytes"), ["testing"]);
        assert_eq!(slugs("")[0], "syntax");
        assert_eq!(slugs("type"), ["typing"]);
    }

    #[test]
    fn one_spelling_means_one_thing() {
        let topics = r#"
[[topic]]
slug = "testing"
name = "Testing"
aliases = ["tests"]

[[topic]]
slug = "mocks"
name = "Mocks"
aliases = ["Tests"]
"#;
        let sources = [
            Source::new("data/topics.toml", topics),
            Source::new(
                "data/companies.toml",
                "[[firm]]\nslug = 'a'\nname = 'A'\naliases = []\n",
            ),
        ];
        let faults = Vocabulary::load(&sources).unwrap_err();
        assert_eq!(
            faults.to_string(),
            "data/companies.toml:1: `firm` is unknown here: write [[company]]\n\
             data/topics.toml:8: `Tests` already means `testing`: drop it in one of them"
        );
    }
}
