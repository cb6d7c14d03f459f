//! `/help`.

use std::sync::Arc;

use serenity::all::{CreateCommand, InteractionContext};

use crate::discord::{bot::Bot, call::Call, reply::Reply, text};

pub fn define() -> CreateCommand {
    CreateCommand::new("help")
        .description("What I can do, and how to ask for it")
        .contexts(vec![InteractionContext::Guild, InteractionContext::BotDm])
}

pub async fn run(_: Arc<Bot>, _: Call) -> anyhow::Result<Reply> {
    Ok(Reply::private(text::help()))
}
