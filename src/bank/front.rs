//! The front matter of a question file: TOML between two lines of `+++`, with every fault at its line.

use std::collections::HashSet;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    fences::line_of,
    sections::{Placed, Section},
    vocabulary::Vocabulary,
};
use crate::domain::question::Difficulty;

const KEYS: [&str; 6] = [
    "title",
    "difficulty",
    "companies",
    "asked_widely",
    "topics",
    "links",
];

/// What the front matter says; companies and topics are slugs. A value with a fault is left empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    pub title: String,
    pub difficulty: Option<Difficulty>,
    pub companies: Vec<String>,
    pub asked_widely: bool,
    pub topics: Vec<String>,
    pub links: Vec<String>,
    /// How many topics are written, the unknown ones among them; `None` if there is no list.
    pub topics_written: Option<usize>,
    /// Where these stand, for faults found later.
    pub title_line: usize,
    pub topics_line: usize,
    pub links_line: usize,
}

/// Faults are (line in the file, what is wrong).
pub fn parse(section: &Section<'_>, vocabulary: &Vocabulary) -> (FrontMatter, Placed) {
    let mut reader = Reader {
        section,
        faults: Vec::new(),
    };
    let (table, errors) = DeTable::parse_recoverable(section.text);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        reader.fault(at, error.message());
    }
    let front = reader.read(table.get_ref(), vocabulary);
    (front, reader.faults)
}

struct Reader<'a> {
    section: &'a Section<'a>,
    faults: Placed,
}

impl Reader<'_> {
    fn read(&mut self, table: &DeTable<'_>, vocabulary: &Vocabulary) -> FrontMatter {
        for key in table.keys() {
            if !KEYS.contains(&key.get_ref().as_ref()) {
                let what = format!(
                    "`{}` is unknown here: write {}",
                    key.get_ref(),
                    KEYS.join(", ")
                );
                self.fault(key.span().start, what);
            }
        }
        FrontMatter {
            title_line: self.line_of_key(table, "title"),
            topics_line: self.line_of_key(table, "topics"),
            links_line: self.line_of_key(table, "links"),
            title: self.text(table, "title"),
            difficulty: self.difficulty(table),
            companies: self.names(table, "companies", |typed| {
                let company = vocabulary.companies.exact(typed);
                company
                    .map(|it| it.slug.clone())
                    .ok_or_else(|| vocabulary.companies.nearest(typed).join(", "))
            }),
            asked_widely: self.flag(table, "asked_widely"),
            topics_written: table
                .get("topics")
                .and_then(|it| Some(it.get_ref().as_array()?.len())),
            topics: self.names(table, "topics", |typed| {
                let topic = vocabulary.topics.get(typed);
                topic.map(|it| it.slug.clone()).ok_or_else(|| {
                    let nearest = vocabulary.topics.nearest(typed).into_iter();
                    let slugs = nearest.filter_map(|name| vocabulary.topics.exact(name));
                    slugs
                        .map(|it| it.slug.as_str())
                        .collect::<Vec<_>>()
                        .join(", ")
                })
            }),
            links: self.texts(table, "links"),
        }
    }

    fn fault(&mut self, offset: usize, what: impl Into<String>) {
        let line = self.section.line + line_of(self.section.text, offset) - 1;
        self.faults.push((line, what.into()));
    }

    fn line_of_key(&self, table: &DeTable<'_>, key: &str) -> usize {
        let offset = table.get(key).map_or(0, |value| value.span().start);
        self.section.line + line_of(self.section.text, offset) - 1
    }

    fn value<'t, 'i, T>(
        &mut self,
        table: &'t DeTable<'i>,
        key: &str,
        example: &str,
        read: impl Fn(&'t DeValue<'i>) -> Option<T>,
    ) -> Option<(usize, T)> {
        let Some(value) = table.get(key) else {
            self.fault(0, format!("`{key}` is missing: write `{key} = {example}`"));
            return None;
        };
        let found = read(value.get_ref()).map(|it| (value.span().start, it));
        if found.is_none() {
            let what = format!("`{key}` has another type: write `{key} = {example}`");
            self.fault(value.span().start, what);
        }
        found
    }

    fn text(&mut self, table: &DeTable<'_>, key: &str) -> String {
        let found = self.value(table, key, "\"…\"", |it| it.as_str());
        let text = found.map_or("", |(_, text)| text).trim().to_owned();
        if let (true, Some((at, _))) = (text.is_empty(), found) {
            self.fault(at, format!("`{key}` is empty"));
        }
        text
    }

    fn flag(&mut self, table: &DeTable<'_>, key: &str) -> bool {
        let found = self.value(table, key, "false", DeValue::as_bool);
        found.is_some_and(|(_, flag)| flag)
    }

    fn difficulty(&mut self, table: &DeTable<'_>) -> Option<Difficulty> {
        let (at, text) = self.value(table, "difficulty", "\"easy\"", |it| it.as_str())?;
        text.parse()
            .map_err(|what: String| self.fault(at, what))
            .ok()
    }

    /// Strings of a list, each with its offset.
    fn list(&mut self, table: &DeTable<'_>, key: &str) -> Vec<(usize, String)> {
        let list = |it: &DeValue<'_>| -> Option<Vec<(usize, String)>> {
            let text = |it: &Spanned<DeValue<'_>>| {
                Some((it.span().start, it.get_ref().as_str()?.to_owned()))
            };
            it.as_array()?.iter().map(text).collect()
        };
        let found = self.value(table, key, "[\"…\"]", list);
        found.map_or_else(Vec::new, |(_, texts)| texts)
    }

    fn texts(&mut self, table: &DeTable<'_>, key: &str) -> Vec<String> {
        let list = self.list(table, key).into_iter();
        list.map(|(_, text)| text).collect()
    }

    /// Resolves each name to a slug; `resolve` gives the names to write instead where there is none.
    fn names(
        &mut self,
        table: &DeTable<'_>,
        key: &str,
        resolve: impl Fn(&str) -> Result<String, String>,
    ) -> Vec<String> {
        let mut seen = HashSet::new();
        let mut slugs = Vec::new();
        for (at, typed) in self.list(table, key) {
            match resolve(&typed) {
                Ok(slug) if !seen.insert(slug.clone()) => {
                    self.fault(at, format!("`{typed}` is there twice in `{key}`"));
                }
                Ok(slug) => slugs.push(slug),
                Err(nearest) => {
                    let what =
                        format!("`{typed}` is unknown in `{key}`; the nearest are {nearest}");
                    self.fault(at, what);
                }
            }
        }
        slugs
    }
}
