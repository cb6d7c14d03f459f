//! Finding a topic or a company by what people call it: slug, name, alias, beginning, or any of these with a typo.

use std::collections::HashMap;

use strsim::{damerau_levenshtein, normalized_damerau_levenshtein};

use super::vocabulary::Entry;

/// How many names are offered for one that resolves to nothing.
pub(super) const NEAREST: usize = 3;

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

    /// Says which spellings another entry has already.
    pub(super) fn add(&mut self, entry: Entry) -> Vec<String> {
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
