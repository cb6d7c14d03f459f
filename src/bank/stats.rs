//! How many questions a bank has, by difficulty, company and topic.

use std::{collections::BTreeMap, fmt};

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::Bank;
use crate::domain::question::Difficulty;

/// Companies and topics by name, those without a question left out. A question counts for each that it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stats {
    pub questions: usize,
    #[serde(serialize_with = "in_order")]
    pub by_difficulty: BTreeMap<Difficulty, usize>,
    pub by_company: BTreeMap<String, usize>,
    pub by_topic: BTreeMap<String, usize>,
}

impl Bank {
    pub fn stats(&self) -> Stats {
        let vocabulary = self.vocabulary();
        let mut by_company = BTreeMap::new();
        let mut by_topic = BTreeMap::new();
        let mut by_difficulty: BTreeMap<Difficulty, usize> =
            Difficulty::ALL.into_iter().map(|it| (it, 0)).collect();
        for question in self.iter() {
            *by_difficulty.entry(question.difficulty).or_default() += 1;
            for slug in &question.companies {
                let name = vocabulary.companies.name_of(slug).to_owned();
                *by_company.entry(name).or_default() += 1;
            }
            for slug in &question.topics {
                let name = vocabulary.topics.name_of(slug).to_owned();
                *by_topic.entry(name).or_default() += 1;
            }
        }
        Stats {
            questions: self.len(),
            by_difficulty,
            by_company,
            by_topic,
        }
    }
}

/// From easy to hard, not by the alphabet.
fn in_order<S: Serializer>(
    counts: &BTreeMap<Difficulty, usize>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(counts.len()))?;
    for (difficulty, count) in counts {
        map.serialize_entry(difficulty.name(), count)?;
    }
    map.end()
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let difficulties = self.by_difficulty.iter();
        let difficulties: Vec<(&str, usize)> = difficulties
            .map(|(it, count)| (it.name(), *count))
            .collect();
        write!(f, "{} questions", self.questions)?;
        section(f, "Difficulty", &difficulties)?;
        section(f, "Company", &by_count(&self.by_company))?;
        section(f, "Topic", &by_count(&self.by_topic))
    }
}

/// The most first.
fn by_count(counts: &BTreeMap<String, usize>) -> Vec<(&str, usize)> {
    let counts = counts.iter().map(|(name, count)| (name.as_str(), *count));
    let mut counts: Vec<(&str, usize)> = counts.collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

fn section(f: &mut fmt::Formatter<'_>, title: &str, counts: &[(&str, usize)]) -> fmt::Result {
    write!(f, "\n\n{title}")?;
    let width = counts.iter().map(|(name, _)| name.chars().count()).max();
    let width = width.unwrap_or(0);
    counts
        .iter()
        .try_for_each(|(name, count)| write!(f, "\n  {name:width$}  {count:>5}"))
}
