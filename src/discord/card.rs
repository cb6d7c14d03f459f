//! How a question, its hints and its answer look.

use serenity::all::{ButtonStyle, CreateButton, CreateEmbed, CreateEmbedFooter};

use super::{
    ids::{Ask, CardOf, Press},
    reply::Say,
    text,
};
use crate::{
    app::reveal::Text,
    bank::{Bank, index::Filter},
    domain::{
        points::Grade,
        question::{Difficulty, Question},
    },
    markdown,
};

/// Discord's limit on an embed's title, in characters.
const TITLE: usize = 256;

/// The card that `/question` shows.
pub fn card(bank: &Bank, question: &Question, ask: Ask) -> Say {
    let of = CardOf {
        post: None,
        question: question.id.clone(),
    };
    let another = button(Press::Another(ask), "Another", ButtonStyle::Secondary);
    buttons(Say::embed(embed(bank, question, None)), of).button(another)
}

/// The card that a daily posts.
pub fn daily_card(
    bank: &Bank,
    question: &Question,
    post: u64,
    number: u32,
    ping: Option<u64>,
) -> Say {
    let of = CardOf {
        post: Some(post),
        question: question.id.clone(),
    };
    let say = Say {
        text: ping.map_or_else(String::new, |role| format!("<@&{role}>")),
        ping,
        ..Say::embed(embed(bank, question, Some(number)))
    };
    buttons(say, of)
}

fn buttons(say: Say, of: CardOf) -> Say {
    say.button(button(
        Press::Attempt(of.clone()),
        "Attempt",
        ButtonStyle::Primary,
    ))
    .button(button(
        Press::Hint(of.clone()),
        "Hint",
        ButtonStyle::Secondary,
    ))
    .button(button(
        Press::Reveal(of),
        "Reveal answer",
        ButtonStyle::Secondary,
    ))
}

pub fn button(press: Press, label: &str, style: ButtonStyle) -> CreateButton {
    CreateButton::new(press.id()).label(label).style(style)
}

fn embed(bank: &Bank, question: &Question, number: Option<u32>) -> CreateEmbed {
    let pack = bank.pack(question.id.pack());
    let mut footer: Vec<String> = number.map(text::daily_number).into_iter().collect();
    footer.extend(pack.map(|it| format!("{} pack by {}, {}", it.title, it.author, it.licence)));
    CreateEmbed::new()
        .title(markdown::to_line(&question.title, TITLE))
        .description(markdown::to_description(&question.prompt))
        .colour(colour(question.difficulty))
        .field("Difficulty", text::difficulty(question.difficulty), true)
        .field("Asked at", asked_at(bank, question), true)
        .field("Topics", topics(bank, question), true)
        .footer(CreateEmbedFooter::new(footer.join(" · ")))
}

/// What a filter asks for, in words.
pub fn what(bank: &Bank, filter: &Filter) -> String {
    let words = bank.vocabulary();
    text::filter(
        filter.difficulty,
        filter
            .company
            .as_deref()
            .map(|it| words.companies.name_of(it)),
        filter.topic.as_deref().map(|it| words.topics.name_of(it)),
        &filter.words,
    )
}

fn asked_at(bank: &Bank, question: &Question) -> String {
    let mut names: Vec<&str> = question
        .companies
        .iter()
        .map(|slug| bank.vocabulary().companies.name_of(slug))
        .collect();
    if question.asked_widely {
        names.push("most companies");
    }
    if names.is_empty() {
        "not known".into()
    } else {
        names.join(", ")
    }
}

fn topics(bank: &Bank, question: &Question) -> String {
    let names: Vec<&str> = question
        .topics
        .iter()
        .map(|slug| bank.vocabulary().topics.name_of(slug))
        .collect();
    names.join(", ")
}

fn colour(difficulty: Difficulty) -> u32 {
    match difficulty {
        Difficulty::Easy => 0x2e_9e_5b,
        Difficulty::Medium => 0xd9_8e_04,
        Difficulty::Hard => 0xc8_3c_3c,
    }
}

/// The model answer as messages, with a lead before it where there is one. Never empty.
pub fn answer(question: &Question, lead: Option<&str>) -> Vec<Say> {
    let mut whole = String::new();
    if let Some(lead) = lead {
        whole.push_str(&format!("{lead}\n\n"));
    }
    whole.push_str(&format!(
        "{}\n\n{}",
        text::answer_heading(&question.title),
        question.answer
    ));
    if !question.links.is_empty() {
        let links: Vec<String> = question
            .links
            .iter()
            .map(|it| format!("- <{it}>"))
            .collect();
        whole.push_str(&format!("\n\n{}\n\n{}", text::read_on(), links.join("\n")));
    }
    let rendered = markdown::render(&whole);
    let mut says: Vec<Say> = rendered.messages.into_iter().map(Say::from).collect();
    if let (Some(file), Some(last)) = (rendered.file, says.last_mut()) {
        last.file = Some((format!("{}.md", question.id.slug()), file));
    }
    says
}

/// Messages as the ledger keeps them.
pub fn texts(says: Vec<Say>) -> Vec<Text> {
    says.into_iter()
        .map(|it| (it.text, it.file.map(|(_, content)| content)))
        .collect()
}

/// The model answer with the buttons by which a member grades an attempt, and shares it where that is possible.
pub fn answer_to_grade(question: &Question, lead: &str, attempt: u64, may_share: bool) -> Vec<Say> {
    let mut says = answer(question, Some(lead));
    if let Some(last) = says.pop() {
        says.push(grade_buttons(last, attempt, may_share));
    }
    says
}

pub fn grade_buttons(say: Say, attempt: u64, may_share: bool) -> Say {
    let grade = |grade: Grade, style| button(Press::Grade { attempt, grade }, grade.label(), style);
    let say = say
        .button(grade(Grade::Missed, ButtonStyle::Secondary))
        .button(grade(Grade::Partly, ButtonStyle::Secondary))
        .button(grade(Grade::Nailed, ButtonStyle::Success));
    if may_share {
        say.button(button(
            Press::Share { attempt },
            "Share in thread",
            ButtonStyle::Secondary,
        ))
    } else {
        say
    }
}

/// "Attempt first", with the way out.
pub fn attempt_first(question: &Question, card: u64) -> Say {
    let give_up = Press::GiveUp {
        card,
        question: question.id.clone(),
    };
    Say::from(text::attempt_first()).button(button(give_up, "I give up", ButtonStyle::Danger))
}
