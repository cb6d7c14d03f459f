//! From the start of the process until it is connected and its commands are registered.

use std::{path::Path, time::Instant};

use sandbox::{Discord, Options, World};

use crate::{
    bare::Answer,
    data,
    figures::{Spread, heading, row, verdict},
    process::{Process, Program},
};

#[derive(clap::Args)]
pub struct Arguments {
    /// Stored, by 10,000 members.
    #[arg(long, default_value_t = 1_000_000)]
    attempts: u64,
    #[arg(long, default_value_t = 21)]
    rounds: usize,
}

const MEMBERS: u64 = 10_000;

const BUDGET: f64 = 0.1;

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let attempts = arguments.attempts;
    heading(
        &format!("start to ready with {attempts} attempts stored"),
        "an empty database, and a bare serenity bot; the three start in turn",
    );
    let folder = tempfile::tempdir()?;
    let (full, empty) = (
        folder.path().join("full.db"),
        folder.path().join("empty.db"),
    );
    data::history(&full, MEMBERS, attempts / MEMBERS, 365)?;
    let programs = [
        Program::Whetstone(&full),
        Program::Whetstone(&empty),
        Program::Bare(Answer::Text),
    ];
    let mut rounds = [Vec::new(), Vec::new(), Vec::new()];
    for round in 0..=arguments.rounds {
        for (program, rounds) in programs.iter().zip(&mut rounds) {
            let took = start(*program).await?;
            // The first one makes the database, or warms up.
            if round > 0 {
                rounds.push(took);
            }
        }
    }
    let [full_took, empty_took, bare] = rounds.map(|it| Spread::of(&it));
    row(
        &format!("{attempts} attempts, {}", size(&full)?),
        full_took.time(),
    );
    row("empty database", empty_took.time());
    row("bare serenity bot", bare.time());
    verdict(
        "< 100 ms",
        full_took.median < BUDGET,
        format!(
            "{:.2}x of empty, {:.2}x of bare",
            full_took / empty_took,
            full_took / bare
        ),
    );
    Ok(())
}

fn size(database: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::metadata(database)?.len();
    Ok(format!("{} MB", bytes / 1_000_000))
}

/// In seconds.
async fn start(program: Program<'_>) -> anyhow::Result<f64> {
    let discord = Discord::start(World::example(), Options::lifelike()).await;
    let start = Instant::now();
    let bot = Process::start(program, &discord)?;
    discord
        .wait(|it| (it.is_connected() && !it.commands().is_empty()).then_some(()))
        .await;
    let took = start.elapsed().as_secs_f64();
    bot.stop()?;
    Ok(took)
}
