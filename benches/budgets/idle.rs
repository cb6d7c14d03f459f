//! What 100,000 dailies cost while none is due: two Whetstones at the same time, one with them and one without.

use std::{path::Path, time::Duration};

use sandbox::{Discord, Options, World};
use tokio::time::sleep;
use whetstone::clock::Clock;

use crate::{
    data,
    figures::{Spread, heading, row, verdict},
    process::{Process, Program},
};

#[derive(clap::Args)]
pub struct Arguments {
    #[arg(long, default_value_t = 100_000)]
    dailies: u64,
    /// Of each round, in seconds; the budget's is 60.
    #[arg(long, default_value_t = 20)]
    span: u64,
    #[arg(long, default_value_t = 3)]
    rounds: usize,
}

/// What follows a start is over by then.
const SETTLE: Duration = Duration::from_secs(5);

/// Milliseconds a minute.
const BUDGET: f64 = 10.0;

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let dailies = arguments.dailies;
    heading(
        &format!("{dailies} dailies, none due"),
        "the same program at the same time, without dailies",
    );
    let folder = tempfile::tempdir()?;
    let (with, without) = (
        folder.path().join("with.db"),
        folder.path().join("without.db"),
    );
    let channels = (0..dailies).map(|n| (data::GUILD + n / 100, data::GUILD + 1_000_000 + n));
    let next = data::tomorrow(Clock::System.now());
    data::add_dailies(&with, channels.collect(), next).await?;
    let (_first, with) = connected(&with).await?;
    let (_second, without) = connected(&without).await?;
    sleep(SETTLE).await;
    let span = Duration::from_secs(arguments.span);
    let mut rounds = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..arguments.rounds {
        let before = [with.cpu()?, without.cpu()?];
        sleep(span).await;
        let used = [with.cpu()? - before[0], without.cpu()? - before[1]];
        let [with, without] = used.map(|it| it.as_secs_f64() * 1000.0 * 60.0 / span.as_secs_f64());
        for (round, figure) in rounds.iter_mut().zip([with, without, with - without]) {
            round.push(figure);
        }
    }
    let [with, without, more] = rounds.map(|it| Spread::of(&it));
    row(
        &format!("{dailies} dailies"),
        with.plain("ms of CPU a minute"),
    );
    row("none", without.plain("ms of CPU a minute"));
    verdict(
        "at most 10 ms more",
        more.median <= BUDGET,
        more.plain("ms"),
    );
    Ok(())
}

async fn connected(database: &Path) -> anyhow::Result<(Discord, Process)> {
    let discord = Discord::start(World::example(), Options::lifelike()).await;
    let bot = Process::start(Program::Whetstone(database), &discord)?;
    discord.connected().await;
    Ok((discord, bot))
}
