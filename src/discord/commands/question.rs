//! `/question`: practice at any moment.

use std::sync::Arc;

use serde::Deserialize;
use serenity::all::{
    ButtonStyle, CommandOptionType, CreateCommand, CreateCommandOption, InteractionContext,
};

use crate::{
    app::ask::{Ask, Asked, Dealt, Typed},
    bank::{complete::Completion, index::Filter, query::Given, relax::Relaxation},
    discord::{
        bot::Bot,
        call::{Call, Kind},
        card,
        ids::{self, Press},
        reply::{Choice, Reply, Say},
        text,
    },
    domain::question::Difficulty,
    markdown,
    store::post::Post,
};

/// Buttons of a message, at most.
const RELAXATIONS: usize = 5;

/// Characters of a button's label, at most.
const LABEL: usize = 80;

/// Choices of an autocomplete, at most.
pub const CHOICES: usize = 25;

#[derive(Debug, Deserialize)]
struct Options {
    query: Option<String>,
    difficulty: Option<Difficulty>,
    company: Option<String>,
    topic: Option<String>,
    private: Option<bool>,
}

pub fn define() -> CreateCommand {
    CreateCommand::new("question")
        .description("Practise now: get an interview question")
        .contexts(vec![InteractionContext::Guild, InteractionContext::BotDm])
        .add_option(
            text_option(
                "query",
                "Words in any order, for example: hard google asyncio",
            )
            .set_autocomplete(true),
        )
        .add_option(difficulty_option())
        .add_option(text_option("company", "Asked at this company").set_autocomplete(true))
        .add_option(text_option("topic", "About this topic").set_autocomplete(true))
        .add_option(CreateCommandOption::new(
            CommandOptionType::Boolean,
            "private",
            "Only you see the question and its answer",
        ))
}

pub fn text_option(name: &str, description: &str) -> CreateCommandOption {
    CreateCommandOption::new(CommandOptionType::String, name, description)
}

pub fn difficulty_option() -> CreateCommandOption {
    Difficulty::ALL
        .into_iter()
        .fold(text_option("difficulty", "How hard it is"), |option, it| {
            option.add_string_choice(text::difficulty(it), it.name())
        })
}

pub async fn run(bot: Arc<Bot>, call: Call) -> anyhow::Result<Reply> {
    let options: Options = call.options.read()?;
    let ask = ask_of(&call, options.private.unwrap_or(false));
    let typed = Typed {
        query: options.query.unwrap_or_default(),
        difficulty: options.difficulty,
        company: options.company,
        topic: options.topic,
    };
    let asked = bot.app.ask(&ask, &typed).await?;
    Ok(show(&bot, ask.private, asked))
}

/// `Another`, or a relaxation that was offered: a new card by a filter.
pub async fn deal(bot: &Bot, call: &Call, it: ids::Ask) -> anyhow::Result<Reply> {
    let ask = ask_of(call, it.private);
    let asked = bot.app.matching(&ask, it.filter).await?;
    Ok(show(bot, ask.private, asked))
}

fn ask_of(call: &Call, private: bool) -> Ask {
    Ask {
        guild: call.guild_or_zero(),
        channel: call.channel,
        user: call.user,
        // In a direct message nobody else is there.
        private: private && call.kind != Kind::Direct,
    }
}

fn show(bot: &Bot, private: bool, asked: Asked) -> Reply {
    match asked {
        Asked::Question(dealt) => {
            let say = dealt_card(bot, private, *dealt);
            if private {
                Reply::private(say)
            } else {
                Reply::Public(say)
            }
        }
        Asked::NoMatch {
            filter,
            relaxations,
        } => Reply::private(no_match(bot, private, &filter, relaxations)),
        Asked::Unknown(words) => {
            let sentences: Vec<String> = words
                .iter()
                .map(|it| text::unknown_word(&it.word, &it.nearest))
                .collect();
            Reply::private(sentences.join("\n"))
        }
        Asked::Fault(fault) => Reply::private(fault.to_string()),
    }
}

fn dealt_card(bot: &Bot, private: bool, dealt: Dealt) -> Say {
    let ask = ids::Ask {
        filter: dealt.filter,
        private,
    };
    let mut say = card::card(&bot.app.bank, &dealt.question, ask);
    if let Some(post) = dealt.open {
        say.text = text::todays_question(link(&post).as_deref());
    }
    say
}

fn link(post: &Post) -> Option<String> {
    let message = post.message?;
    Some(format!(
        "https://discord.com/channels/{}/{}/{message}",
        post.guild, post.channel
    ))
}

fn no_match(bot: &Bot, private: bool, filter: &Filter, relaxations: Vec<Relaxation>) -> Say {
    let what = card::what(&bot.app.bank, filter);
    let say = Say::from(text::no_match(&what, !relaxations.is_empty()));
    relaxations
        .into_iter()
        .take(RELAXATIONS)
        .fold(say, |say, it| {
            let given_up: Vec<String> = it.dropped.iter().map(text::given_up).collect();
            let label = markdown::truncate(&text::relaxed(&given_up.join(", "), it.count), LABEL);
            let ask = ids::Ask {
                filter: it.filter,
                private,
            };
            say.button(card::button(
                Press::Another(ask),
                &label,
                ButtonStyle::Secondary,
            ))
        })
}

pub fn complete(bot: &Bot, call: &Call) -> Vec<Choice> {
    let Some((option, input)) = &call.options.focused else {
        return Vec::new();
    };
    let options = &call.options;
    let given_text = |name: &str| Some(options.text(name)).filter(|it| !it.is_empty());
    let given = Given {
        difficulty: options.text("difficulty").parse().ok(),
        company: given_text("company"),
        topic: given_text("topic"),
    };
    let bank = &bot.app.bank;
    let completions = match option.as_str() {
        "query" => bank.complete_query(input, &given, CHOICES),
        "company" => bank.complete_company(input, CHOICES),
        _ => bank.complete_topic(input, CHOICES),
    };
    completions.into_iter().map(choice).collect()
}

pub fn choice(it: Completion) -> Choice {
    Choice {
        name: it.name,
        value: it.value,
    }
}
