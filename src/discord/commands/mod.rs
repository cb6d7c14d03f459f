//! The slash commands, one a file: its definition, its handler, its autocomplete.

pub mod daily;
pub mod help;
pub mod leaderboard;
pub mod question;
pub mod server;
pub mod streak;

use std::{future::Future, pin::Pin, sync::Arc};

use serenity::all::CreateCommand;

use super::{
    bot::Bot,
    call::Call,
    reply::{Choice, Reply},
};

/// A slash command.
pub struct Command {
    pub name: &'static str,
    pub define: fn() -> CreateCommand,
    pub run: fn(Arc<Bot>, Call) -> Work<anyhow::Result<Reply>>,
    pub complete: fn(Arc<Bot>, Call) -> Work<Vec<Choice>>,
}

pub type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Every command, in the order of the help.
pub static ALL: [Command; 6] = [
    Command {
        name: "question",
        define: question::define,
        run: |bot, call| Box::pin(question::run(bot, call)),
        complete: |bot, call| Box::pin(async move { question::complete(&bot, &call) }),
    },
    Command {
        name: "daily",
        define: daily::define,
        run: |bot, call| Box::pin(daily::run(bot, call)),
        complete: |bot, call| Box::pin(async move { daily::complete(&bot, &call).await }),
    },
    Command {
        name: "leaderboard",
        define: leaderboard::define,
        run: |bot, call| Box::pin(leaderboard::run(bot, call)),
        complete: nothing,
    },
    Command {
        name: "streak",
        define: streak::define,
        run: |bot, call| Box::pin(streak::run(bot, call)),
        complete: nothing,
    },
    Command {
        name: "server",
        define: server::define,
        run: |bot, call| Box::pin(server::run(bot, call)),
        complete: |bot, call| Box::pin(async move { server::complete(&bot, &call) }),
    },
    Command {
        name: "help",
        define: help::define,
        run: |bot, call| Box::pin(help::run(bot, call)),
        complete: nothing,
    },
];

pub fn named(name: &str) -> Option<&'static Command> {
    ALL.iter().find(|it| it.name == name)
}

fn nothing(_: Arc<Bot>, _: Call) -> Work<Vec<Choice>> {
    Box::pin(async { Vec::new() })
}
