//! The reference: a bot of serenity alone, which knows no question and answers a constant.

use anyhow::Context as _;
use clap::ValueEnum;
use serenity::{
    all::{
        ButtonStyle, Command, CommandOptionType, CreateActionRow, CreateButton, CreateCommand,
        CreateCommandOption, CreateEmbed, CreateEmbedFooter, CreateInteractionResponse,
        CreateInteractionResponseMessage, Interaction, Ready,
    },
    async_trait,
    client::{ClientBuilder, Context, EventHandler},
    http::HttpBuilder,
    model::gateway::GatewayIntents,
};

/// What it answers to every command.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Answer {
    /// A sentence.
    Text,
    /// A card like that of a question: an embed and four buttons.
    Card,
}

impl Answer {
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Card => "card",
        }
    }

    fn message(self) -> CreateInteractionResponseMessage {
        let message = CreateInteractionResponseMessage::new();
        match self {
            Self::Text => message.content("What does `if []:` do?"),
            Self::Card => message.embed(embed()).components(vec![buttons()]),
        }
    }
}

fn embed() -> CreateEmbed {
    CreateEmbed::new()
        .title("Is an empty list true?")
        .description("What does `if []:` do, and which method decides it for your own class?")
        .field("Difficulty", "Easy", true)
        .field("Asked at", "most companies", true)
        .field("Topics", "Testing", true)
        .footer(CreateEmbedFooter::new("Small pack, CC0"))
}

fn buttons() -> CreateActionRow {
    let labels = ["Attempt", "Hint", "Reveal answer", "Another"];
    let button = |label: &&str| {
        let id = format!("{label}:python/truth");
        CreateButton::new(id)
            .label(*label)
            .style(ButtonStyle::Secondary)
    };
    CreateActionRow::Buttons(labels.iter().map(button).collect())
}

/// Runs until it is killed; its settings are variables of the environment, as Whetstone's are.
pub async fn run() -> anyhow::Result<()> {
    let variable = |name: &str| std::env::var(name).with_context(|| format!("{name} is missing"));
    let answer = Answer::from_str(&variable("ANSWER")?, false).map_err(anyhow::Error::msg)?;
    let http = HttpBuilder::new(variable("DISCORD_TOKEN")?)
        .proxy(variable("DISCORD_API_URL")?)
        .ratelimiter_disabled(true)
        .build();
    let mut client = ClientBuilder::new_with_http(http, GatewayIntents::GUILDS)
        .event_handler(Constant(answer))
        .await?;
    Ok(client.start().await?)
}

struct Constant(Answer);

#[async_trait]
impl EventHandler for Constant {
    async fn ready(&self, context: Context, _: Ready) {
        let option = |name: &str| {
            CreateCommandOption::new(CommandOptionType::String, name, "As Whetstone has it")
        };
        let difficulty = option("difficulty").add_string_choice("Hard", "hard");
        let question = CreateCommand::new("question")
            .description("Always the same")
            .add_option(option("query"))
            .add_option(difficulty);
        Command::set_global_commands(&context.http, vec![question])
            .await
            .expect("the loopback Discord takes commands");
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        if let Interaction::Command(command) = interaction {
            let response = CreateInteractionResponse::Message(self.0.message());
            command
                .create_response(&context.http, response)
                .await
                .expect("the loopback Discord takes the answer");
        }
    }
}
