//! `/question` from dispatch to reply, over loopback: Whetstone and the bot that answers a constant, turn about.

use std::time::Instant;

use anyhow::{anyhow, ensure};
use sandbox::{Discord, Guild, Options, Outcome, User, World};

use crate::{
    bare::Answer,
    figures::{Latency, Samples, Spread, heading, row, time, verdict},
    process::{Process, Program},
};

#[derive(clap::Args)]
pub struct Arguments {
    #[arg(long, default_value_t = 21)]
    rounds: usize,
    /// Commands a round, to each bot.
    #[arg(long, default_value_t = 300)]
    each: usize,
}

const COMMANDS: [&str; 3] = [
    "question",
    "question difficulty:Hard",
    "question query:hard google",
];

const CHANNELS: usize = 50;

const RATIO: f64 = 1.5;

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    heading(
        "/question from dispatch to reply",
        "a serenity bot that answers a constant; rounds alternate between the bots",
    );
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("whetstone.db");
    let bots = [
        Asked::start(Program::Whetstone(&database)).await?,
        Asked::start(Program::Bare(Answer::Text)).await?,
        Asked::start(Program::Bare(Answer::Card)).await?,
    ];
    let [mut ours, mut text, mut card] = [(); 3].map(|()| Latency::default());
    for round in 0..=arguments.rounds {
        for (bot, latency) in bots.iter().zip([&mut ours, &mut text, &mut card]) {
            let samples = bot.ask(arguments.each).await?;
            // The first round warms up.
            if round > 0 {
                latency.add_round(samples);
            }
        }
    }
    for (bot, name) in bots
        .iter()
        .zip(["Whetstone", "constant sentence", "constant card"])
    {
        let answers = arguments.each * (arguments.rounds + 1);
        let each = bot.bot.cpu()?.as_secs_f64() / answers as f64;
        row(&format!("{name}, CPU for an answer"), time(each));
    }
    row("Whetstone", &ours);
    row("constant sentence", &text);
    row("constant card", &card);
    let ratio = ours.p50().median / text.p50().median;
    verdict(
        "p50 within 1.5x of the sentence",
        ratio <= RATIO,
        format!("{ratio:.2}x"),
    );
    let (to_card, p99) = (ours.p50() / card.p50(), ours.p99() / text.p99());
    row("p50 to the constant card", format!("{to_card:.2}x"));
    row("p99 to the constant sentence", format!("{p99:.2}x"));
    Ok(())
}

impl std::ops::Div for Spread {
    type Output = f64;

    fn div(self, reference: Self) -> f64 {
        self.median / reference.median
    }
}

/// A bot with a Discord of its own, and a member in each of its channels.
struct Asked {
    members: Vec<User>,
    bot: Process,
    _discord: Discord,
}

impl Asked {
    async fn start(program: Program<'_>) -> anyhow::Result<Self> {
        let guild = (0..CHANNELS).fold(Guild::new("Team"), |guild, n| guild.text(&format!("c{n}")));
        let world = World::new().guild(guild.admin("max").member("ana"));
        let discord = Discord::start(world, Options::lifelike()).await;
        let bot = Process::start(program, &discord)?;
        discord
            .wait(|it| (it.is_connected() && !it.commands().is_empty()).then_some(()))
            .await;
        let ana = discord.user("ana");
        let members = (0..CHANNELS).map(|n| ana.in_channel(format!("c{n}").as_str()));
        Ok(Self {
            members: members.collect(),
            bot,
            _discord: discord,
        })
    }

    async fn ask(&self, times: usize) -> anyhow::Result<Samples> {
        let mut samples = Samples::default();
        let members = self.members.iter().cycle();
        for (member, command) in members.zip(COMMANDS.iter().cycle()).take(times) {
            let start = Instant::now();
            let outcome = member
                .slash(command)
                .await
                .map_err(|it| anyhow!("{it:?}"))?;
            samples.push(start.elapsed());
            ensure!(
                matches!(outcome, Outcome::Message(_)),
                "no answer: {outcome:?}"
            );
        }
        Ok(samples)
    }
}
