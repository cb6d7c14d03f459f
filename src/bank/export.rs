//! Questions as data for other programs, and as one Markdown text for people.

use std::fmt::Write;

use serde::Serialize;

use super::Bank;
use crate::domain::question::{Difficulty, Question, QuestionId};

/// A question whole: companies by name, topics by slug.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exported<'a> {
    pub id: &'a QuestionId,
    pub title: &'a str,
    pub prompt: &'a str,
    pub hints: &'a [String],
    pub answer: &'a str,
    pub difficulty: Difficulty,
    pub companies: Vec<&'a str>,
    pub asked_widely: bool,
    pub topics: &'a [String],
    pub links: &'a [String],
}

impl Bank {
    /// Every question, by id.
    pub fn export(&self) -> Vec<Exported<'_>> {
        self.iter().map(|it| self.exported(it)).collect()
    }

    /// Every question as one Markdown text.
    pub fn to_markdown(&self) -> String {
        let questions = self.export();
        let texts = questions.iter().map(Exported::to_markdown);
        texts.collect::<Vec<_>>().join("\n\n---\n\n")
    }

    fn exported<'a>(&'a self, question: &'a Question) -> Exported<'a> {
        let companies = question.companies.iter();
        let names = companies.map(|slug| self.vocabulary().companies.name_of(slug));
        Exported {
            id: &question.id,
            title: &question.title,
            prompt: &question.prompt,
            hints: &question.hints,
            answer: &question.answer,
            difficulty: question.difficulty,
            companies: names.collect(),
            asked_widely: question.asked_widely,
            topics: &question.topics,
            links: &question.links,
        }
    }
}

impl Exported<'_> {
    fn to_markdown(&self) -> String {
        let mut text = format!("# {}\n\n{}: {}", self.title, self.id, self.difficulty);
        for names in [self.companies.join(", "), self.topics.join(", ")] {
            if !names.is_empty() {
                text.push_str("; ");
                text.push_str(&names);
            }
        }
        let mut section = |heading: &str, body: &str| {
            if !body.is_empty() {
                write!(text, "{heading}\n\n{body}").expect("a string takes any text");
            }
        };
        let numbered = (1..)
            .zip(self.hints)
            .map(|(n, hint)| format!("{n}. {hint}"));
        let links = self.links.iter().map(|link| format!("- <{link}>"));
        section("", self.prompt);
        section("\n\n## Hints", &numbered.collect::<Vec<_>>().join("\n"));
        section("\n\n## Answer", self.answer);
        section("\n\n## Links", &links.collect::<Vec<_>>().join("\n"));
        text
    }
}
