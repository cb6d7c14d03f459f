//! A post and a thread in each of many channels, all due at once, under Discord's limits; meanwhile a member asks.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{anyhow, ensure};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OpenFlags};
use sandbox::{Discord, Guild, Options, Outcome, User, World};
use tokio::time::{MissedTickBehavior, interval, sleep};
use whetstone::clock::Clock;

use crate::{
    data,
    figures::{Samples, heading, row, time, verdict},
    process::{Process, Program},
};

#[derive(clap::Args)]
pub struct Arguments {
    /// 10,000 are the budget's, and take seven minutes.
    #[arg(long, default_value_t = 1000)]
    channels: usize,
}

/// Discord allows a guild 500 channels.
const PER_GUILD: usize = 400;

/// Requests a second that Discord allows.
const RATE: f64 = 50.0;

/// The budget for 10,000 channels is 420 s where the limit alone makes 400 s.
const RATIO: f64 = 420.0 / 400.0;

/// Seconds that a short run may take longer: the beginning and the end weigh more in it.
const GRACE: f64 = 4.0;

const REPLY: Duration = Duration::from_millis(250);

/// From the start of the bot to the due instant.
const LEAD: SignedDuration = SignedDuration::from_secs(15);

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let channels = arguments.channels;
    let least = 2.0 * channels as f64 / RATE;
    heading(
        &format!("{channels} channels, each with a post and a thread"),
        &format!("{least:.0} s, which Discord's 50 requests a second allow"),
    );
    let discord = Discord::start(world(channels), Options::lifelike()).await;
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("whetstone.db");
    let due = Clock::System.now() + LEAD;
    data::add_dailies(&database, channels_of(&discord), due).await?;
    let _bot = Process::start(Program::Whetstone(&database), &discord)?;
    discord
        .wait(|it| (it.is_connected() && !it.commands().is_empty()).then_some(()))
        .await;
    let ana = discord.user("ana");
    let mut before = ask_until_due(&ana, due).await?;
    let (mut during, took) = ask_until_done(&ana, &database, channels).await?;
    let (messages, threads) = made(&discord);
    ensure!(
        (messages, threads) == (channels, channels),
        "{messages} posts, {threads} threads"
    );
    row("posts, threads", format!("{messages}, {threads}"));
    tell_replies("/question before", &mut before);
    let p99 = tell_replies("/question meanwhile", &mut during);
    let seconds = took.as_secs_f64();
    let budget = (least * RATIO).max(least + GRACE);
    verdict(
        &format!("at most {budget:.0} s"),
        seconds <= budget,
        format!("{seconds:.1} s, {:.3}x", seconds / least),
    );
    let refused = discord.count_429();
    verdict("no 429", refused == 0, refused);
    for path in refused_paths(&discord) {
        row("refused", path);
    }
    verdict(
        "meanwhile p99 < 250 ms",
        p99 < REPLY.as_secs_f64(),
        time(p99),
    );
    Ok(())
}

/// Guilds with the channels, and one in which Ana asks.
fn world(channels: usize) -> World {
    let team = Guild::new("Team")
        .text("general")
        .admin("max")
        .member("ana");
    let numbers: Vec<usize> = (0..channels).collect();
    let world = World::new().guild(team);
    numbers
        .chunks(PER_GUILD)
        .enumerate()
        .fold(world, |world, (n, numbers)| {
            let guild = Guild::new(&format!("Guild {n}"));
            let add = |guild: Guild, number: &usize| guild.text(&format!("daily-{number}"));
            world.guild(numbers.iter().fold(guild, add))
        })
}

/// Guild and channel of each daily.
fn channels_of(discord: &Discord) -> Vec<(u64, u64)> {
    discord.view(|view| {
        let guilds = view.guilds().into_iter().filter(|(_, name)| name != "Team");
        let channels = |guild: u64| {
            view.channels(guild)
                .into_iter()
                .map(move |it| (guild, it.id))
        };
        guilds.flat_map(|(guild, _)| channels(guild)).collect()
    })
}

/// Ten times a second.
async fn ask_until_due(ana: &User, due: Timestamp) -> anyhow::Result<Samples> {
    let mut samples = Samples::default();
    while Clock::System.now() < due {
        samples.push(ask(ana).await?);
        sleep(Duration::from_millis(100)).await;
    }
    Ok(samples)
}

async fn ask_until_done(
    ana: &User,
    database: &Path,
    posts: usize,
) -> anyhow::Result<(Samples, Duration)> {
    let db = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let start = Instant::now();
    let mut samples = Samples::default();
    let mut ticks = interval(Duration::from_millis(100));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        samples.push(ask(ana).await?);
        if samples.len() % 5 == 0 {
            let done: usize = db.query_row(DONE, [], |row| row.get(0))?;
            if done == posts {
                return Ok((samples, start.elapsed()));
            }
        }
    }
}

const DONE: &str = "SELECT count(*) FROM post WHERE state = 'done' AND daily_id IS NOT NULL";

async fn ask(ana: &User) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let outcome = ana.slash("question difficulty:Hard").await;
    let outcome = outcome.map_err(|it| anyhow!("{it:?}"))?;
    ensure!(
        matches!(outcome, Outcome::Message(_)),
        "no answer: {outcome:?}"
    );
    Ok(start.elapsed())
}

/// Posts in the channels of dailies, and threads.
fn made(discord: &Discord) -> (usize, usize) {
    discord.view(|view| {
        let count = |route: &str| {
            let of_route = view.requests().iter().filter(|it| it.route == route);
            of_route
                .filter(|it| it.method == "POST" && it.status < 300)
                .count()
        };
        let greetings = usize::from(view.messages("Team/general").iter().any(is_greeting));
        (
            count("/channels/{id}/messages") - greetings,
            count("/channels/{id}/messages/{id}/threads"),
        )
    })
}

fn refused_paths(discord: &Discord) -> Vec<String> {
    discord.view(|view| {
        let refused = view.requests().iter().enumerate();
        let refused = refused.filter(|(_, it)| it.status == 429);
        refused
            .map(|(n, it)| format!("request {n}: {} {}", it.method, it.path))
            .collect()
    })
}

/// What the bot says unasked to the one guild that it did not know; answers are interactions'.
fn is_greeting(message: &sandbox::Message) -> bool {
    message.text().contains("/daily add")
}

fn tell_replies(label: &str, samples: &mut Samples) -> f64 {
    let [p50, p99, most] = [0.5, 0.99, 1.0].map(|q| samples.quantile(q));
    let figures = [p50, p99, most].map(time);
    let [p50_text, p99_text, most_text] = &figures;
    let count = samples.len();
    row(
        label,
        format!("p50 {p50_text}  p99 {p99_text}  most {most_text}  of {count}"),
    );
    p99
}
