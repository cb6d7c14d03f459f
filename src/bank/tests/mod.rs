//! A small bank to find questions in.

mod files;
mod pool;
mod query;

use std::sync::{Arc, LazyLock};

use super::{
    Bank, Pack,
    index::Filter,
    source::{self, Source},
    vocabulary::Vocabulary,
};
use crate::domain::question::{
    Difficulty::{self, Easy, Hard, Medium},
    Question, QuestionId,
};

fn question(slug: &str, difficulty: Difficulty, companies: &[&str], topics: &[&str]) -> Question {
    let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    Question {
        id: QuestionId::new("python", slug).unwrap(),
        title: slug.replace('-', " "),
        prompt: String::new(),
        hints: Vec::new(),
        answer: "Yes.".to_owned(),
        difficulty,
        companies: owned(companies),
        asked_widely: false,
        topics: owned(topics),
        links: Vec::new(),
    }
}

static VOCABULARY: LazyLock<Arc<Vocabulary>> =
    LazyLock::new(|| Arc::new(Vocabulary::load(&source::built_in()).unwrap()));

static BANK: LazyLock<Bank> = LazyLock::new(bank);

fn bank_of(questions: Vec<Question>) -> Bank {
    let pack = Pack {
        slug: "python".to_owned(),
        title: "Python".to_owned(),
        author: "Ana".to_owned(),
        licence: "CC BY 4.0".to_owned(),
    };
    Bank::new(VOCABULARY.clone(), [pack], questions)
}

fn bank() -> Bank {
    let mut questions = vec![
        question("the-lock", Hard, &["google", "meta"], &["concurrency"]),
        question(
            "thread-pools",
            Medium,
            &["google"],
            &["concurrency", "asyncio"],
        ),
        question("gather", Hard, &["google"], &["asyncio"]),
        question("fixtures", Easy, &[], &["testing"]),
        question("doubles", Medium, &["hft-firms"], &["testing"]),
        question("closing-files", Easy, &["amazon"], &["context-managers"]),
    ];
    questions[0].prompt = "What does the GIL keep from running at once?".to_owned();
    questions[3].title = "Scopes of a `pytest` fixture".to_owned();
    bank_of(questions)
}

fn slugs<'a>(ids: impl IntoIterator<Item = &'a QuestionId>) -> Vec<&'a str> {
    ids.into_iter().map(QuestionId::slug).collect()
}
