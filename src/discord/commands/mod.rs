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
    pub run: fn(Arc<Bot>, Call) -> Running,
    pub complete: fn(&Bot, &Call) -> Vec<Choice>,
}

pub type Running = Pin<Box<dyn Future<Output = anyhow::Result<Reply>> + Send>>;

/// Every command, in the order of the help.
pub static ALL: [Command; 6] = [
    Command { name: "question", define: question::define, run: |b, c| run(question::run(b, c)), complete: question::complete },
    Command { name: "daily", define: daily::define, run: |b, c| run(daily::run(b, c)), complete: daily::complete },
    Command { name: "leaderboard", define: leaderboard::define, run: |b, c| run(leaderboard::run(b, c)), complete: nothing },
    Command { name: "streak", define: streak::define, run: |b, c| run(streak::run(b, c)), complete: nothing },
    Command { name: "server", define: server::define, run: |b, c| run(server::run(b, c)), complete: server::complete },
    Command { name: "help", define: help::define, run: |b, c| run(help::run(b, c)), complete: nothing },
];

pub fn named(name: &str) -> Option<&'static Command> {
    ALL.iter().find(|it| it.name == name)
}

fn run(handler: impl Future<Output = anyhow::Result<Reply>> + Send + 'static) -> Running {
    Box::pin(handler)
}

fn nothing(_: &Bot, _: &Call) -> Vec<Choice> {
    Vec::new()
}
