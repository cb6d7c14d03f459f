//! Resident memory in 1,000 guilds, at rest and after questions, against a bare serenity bot in the same guilds.

use std::time::Duration;

use anyhow::anyhow;
use sandbox::{Discord, Guild, Options, World};
use tokio::time::sleep;

use crate::{
    bare::Answer,
    data,
    figures::{Spread, heading, row, verdict},
    process::{Memory, Process, Program},
};

#[derive(clap::Args)]
pub struct Arguments {
    #[arg(long, default_value_t = 1000)]
    guilds: usize,
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Asked before the second look.
    #[arg(long, default_value_t = 2000)]
    questions: usize,
}

/// Megabytes.
const BUDGET: f64 = 30.0;

const SETTLE: Duration = Duration::from_secs(4);

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    heading(
        &format!("resident memory in {} guilds", arguments.guilds),
        "a bare serenity bot in the same guilds; the two run in turn",
    );
    let (mut ours, mut bare) = (Rounds::default(), Rounds::default());
    for _ in 0..arguments.rounds {
        let folder = tempfile::tempdir()?;
        let database = folder.path().join("whetstone.db");
        ours.add(measure(Program::Whetstone(&database), &arguments).await?);
        bare.add(measure(Program::Bare(Answer::Card), &arguments).await?);
    }
    ours.tell("Whetstone");
    bare.tell("bare serenity bot");
    let most = Spread::of(&ours.after);
    let ratio = most / Spread::of(&bare.after);
    verdict(
        "< 30 MB",
        most.median < BUDGET,
        format!("{:.1} MB, {ratio:.2}x of bare", most.median),
    );
    Ok(())
}

/// Megabytes resident at rest and after the questions, and what of the latter is no file's.
#[derive(Default)]
struct Rounds {
    at_rest: Vec<f64>,
    after: Vec<f64>,
    anonymous: Vec<f64>,
}

impl Rounds {
    fn add(&mut self, [at_rest, after]: [Memory; 2]) {
        self.at_rest.push(at_rest.resident);
        self.after.push(after.resident);
        self.anonymous.push(after.anonymous);
    }

    fn tell(&self, who: &str) {
        row(
            &format!("{who}, at rest"),
            Spread::of(&self.at_rest).plain("MB"),
        );
        row(
            &format!("{who}, after questions"),
            Spread::of(&self.after).plain("MB"),
        );
        row(
            &format!("{who}, of these anonymous"),
            Spread::of(&self.anonymous).plain("MB"),
        );
    }
}

async fn measure(program: Program<'_>, arguments: &Arguments) -> anyhow::Result<[Memory; 2]> {
    let options = Options {
        patience: Duration::from_secs(60),
        ..Options::lifelike()
    };
    let discord = Discord::start(world(arguments.guilds), options).await;
    if let Program::Whetstone(database) = program {
        // It has been in them before: what it says to a new one takes two requests each.
        let guilds = discord.view(|view| view.guilds());
        data::join(database, guilds.into_iter().map(|(id, _)| id).collect()).await?;
    }
    let bot = Process::start(program, &discord)?;
    discord
        .wait(|it| (it.is_connected() && !it.commands().is_empty()).then_some(()))
        .await;
    sleep(SETTLE).await;
    let at_rest = bot.memory()?;
    let ana = discord.user("ana");
    for _ in 0..arguments.questions {
        let asked = ana.slash("question difficulty:Hard").await;
        asked.map_err(|it| anyhow!("{it:?}"))?;
    }
    let after = bot.memory()?;
    bot.stop()?;
    Ok([at_rest, after])
}

/// Ten channels and ten members in each.
fn world(guilds: usize) -> World {
    (0..guilds).fold(World::new(), |world, n| {
        let guild = Guild::new(&format!("Guild {n}")).admin("max").member("ana");
        let guild = (2..10).fold(guild, |guild, member| {
            guild.member(&format!("member {member}"))
        });
        world.guild((0..10).fold(guild, |guild, channel| {
            guild.text(&format!("channel-{channel}"))
        }))
    })
}
