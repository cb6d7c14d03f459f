//! The vocabulary: which topics and companies there are, read from their two files.

use std::{cmp::Reverse, collections::HashMap};

use serde::Deserialize;
use toml::Spanned;

use super::{
    fault::{Fault, Faults},
    fences::line_of,
    names::key,
    source::Source,
};

pub use super::names::{Names, Resolved};

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
    pub(super) keys: Vec<String>,
}

impl Vocabulary {
    /// Reads `topics.toml` and `companies.toml` out of `sources`.
    pub fn load(sources: &[Source]) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let mut read = |file: &str, table: &str| match find(sources, file) {
            Some(source) => read_names(source, table, &mut faults),
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

fn read_names(source: &Source, table: &str, faults: &mut Faults) -> Names {
    let mut names = Names::default();
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
