//! A question and the words that describe it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A question of a pack, complete as its author wrote it. Texts are CommonMark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    pub id: QuestionId,
    pub title: String,
    pub prompt: String,
    pub hints: Vec<String>,
    /// Everything under `## Answer`: the layers of the model answer, with their headings.
    pub answer: String,
    pub difficulty: Difficulty,
    /// Slugs of `data/companies.toml`.
    pub companies: Vec<String>,
    /// Asked at most companies, so that naming some would say too little.
    pub asked_widely: bool,
    /// Slugs of `data/topics.toml`, the most fitting first.
    pub topics: Vec<String>,
    pub links: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Difficulty {
    Easy,
    Medium,
    Hard,
}

impl Difficulty {
    pub const ALL: [Self; 3] = [Self::Easy, Self::Medium, Self::Hard];

    pub fn name(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Medium => "medium",
            Self::Hard => "hard",
        }
    }
}

impl fmt::Display for Difficulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Difficulty {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|it| it.name() == text)
            .ok_or_else(|| format!("`{text}` is no difficulty: write easy, medium or hard"))
    }
}

/// `pack/slug`, for example `python/decorators`: lower case letters, digits and hyphens, at most 60 bytes in all,
/// so that it fits a custom id (100 characters) with room for the rest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QuestionId(Box<str>);

impl QuestionId {
    pub const MAX_LEN: usize = 60;

    pub fn new(pack: &str, slug: &str) -> Result<Self, String> {
        format!("{pack}/{slug}").parse()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn pack(&self) -> &str {
        self.0.split_once('/').map_or("", |(pack, _)| pack)
    }

    pub fn slug(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, slug)| slug)
    }
}

impl FromStr for QuestionId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let part = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        match text.split_once('/') {
            Some((pack, slug)) if part(pack) && part(slug) && text.len() <= Self::MAX_LEN => {
                Ok(Self(text.into()))
            }
            _ => Err(format!(
                "`{text}` is no question id: write pack/slug in lower case letters, digits and hyphens, \
                 at most {} characters",
                Self::MAX_LEN
            )),
        }
    }
}

impl TryFrom<String> for QuestionId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<QuestionId> for String {
    fn from(id: QuestionId) -> Self {
        id.0.into()
    }
}

impl fmt::Display for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
