//! Every sentence that a member sees. Short, warm, plain; a refusal says what to do next.

mod attempt;
mod daily;
mod team;

pub use attempt::*;
pub use daily::*;
pub use team::*;

use jiff::Timestamp;

use crate::{bank::relax::Condition, domain::question::Difficulty};

/// `1 point`, `2 points`.
pub fn count(n: u32, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}

/// `a, b or c`.
pub fn either(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// `Hard`, for a heading.
pub fn difficulty(it: Difficulty) -> &'static str {
    match it {
        Difficulty::Easy => "Easy",
        Difficulty::Medium => "Medium",
        Difficulty::Hard => "Hard",
    }
}

/// An instant in each reader's own zone.
pub fn when(at: Timestamp) -> String {
    format!("<t:{}:F>", at.as_second())
}

/// An instant as "in 3 hours".
pub fn relative(at: Timestamp) -> String {
    format!("<t:{}:R>", at.as_second())
}

pub fn failure(id: &str) -> String {
    format!(
        "Something went wrong on my side, and nothing was changed by this. Please try again; if it stays, tell your admin the number `{id}`: the log has it."
    )
}

pub fn stale() -> String {
    "This button is from an older time and does nothing any more. Please ask for a new card with `/question`.".into()
}

pub fn question_gone() -> String {
    "This question has left the bank. Please take another one with `/question`.".into()
}

pub fn only_in_server() -> String {
    "This works in a server only: please use it there.".into()
}

pub fn only_admins() -> String {
    "That is for those who manage the server. Please ask one of them.".into()
}

pub fn not_yours() -> String {
    "That attempt is somebody else's. Press `Attempt` on the card to make your own.".into()
}

pub fn unknown_word(word: &str, nearest: &[String]) -> String {
    let nearest: Vec<String> = nearest.iter().map(|it| format!("`{it}`")).collect();
    if nearest.is_empty() {
        format!(
            "I know no difficulty, company, topic or word like `{word}`. Try `hard`, `google` or `asyncio`."
        )
    } else {
        format!("I do not know `{word}`. Did you mean {}?", either(&nearest))
    }
}

pub fn no_match(what: &str, has_relaxations: bool) -> String {
    if has_relaxations {
        format!("No question is {what}. These come close:")
    } else {
        format!("No question is {what}. Try fewer words, for example `/question query:hard`.")
    }
}

pub fn relaxed(what: &str, count: usize) -> String {
    format!("{what} ({count})")
}

/// What a relaxation gives up.
pub fn given_up(it: &Condition) -> String {
    match it {
        Condition::Difficulty(_) => "any difficulty".into(),
        Condition::Company(_) => "any company".into(),
        Condition::Topic(_) => "any topic".into(),
        Condition::Words(words) => format!("without “{}”", words.join(" ")),
    }
}

/// What a filter says, for "No question matches …".
pub fn filter(
    difficulty: Option<Difficulty>,
    company: Option<&str>,
    topic: Option<&str>,
    words: &[String],
) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(difficulty.map(|it| it.name().to_owned()));
    parts.extend(company.map(|it| format!("asked at {it}")));
    parts.extend(topic.map(|it| format!("about {it}")));
    parts.extend((!words.is_empty()).then(|| format!("with “{}”", words.join(" "))));
    if parts.is_empty() {
        "any question".into()
    } else {
        parts.join(", ")
    }
}

pub fn todays_question(link: Option<&str>) -> String {
    match link {
        Some(link) => {
            format!("This one is open as a daily: {link}. Its answer keeps to that daily's rule.")
        }
        None => "This one is open as a daily. Its answer keeps to that daily's rule.".into(),
    }
}
