//! `whetstone sandbox`: the bot against a loopback Discord in the same process, with a page to use it.

use std::{
    collections::HashMap,
    env,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, anyhow};
use sandbox::{Discord, Guild, Options, PageOptions, World};
use tempfile::TempDir;
use whetstone::{
    bank::Bank,
    clock::Clock,
    discord::serve::{self, Given},
    ops::{lock::Lock, logs, signals},
    settings::{Faults, Settings},
};

use crate::cli::Sandbox;

/// Serves the page and runs the bot until a signal comes.
pub async fn run(options: &Sandbox) -> anyhow::Result<()> {
    let discord = start(options.port).await?;
    let folder =
        TempDir::with_prefix("whetstone-").context("cannot make a folder for the database")?;
    let settings = settings(&discord, &database(options, &folder))?;
    logs::init(&settings.log);
    let _lock = Lock::hold(&settings.database)?;
    let shutdown = signals::shutdown_on_signal().context("cannot listen for signals")?;
    let bank = Bank::built_in().context("the bank has faults")?;
    let given = Given {
        clock: Clock::Settable(discord.clock().subscribe()),
        ..Given::of_the_system(bank, rand::random())
    };
    let bot = serve::serve(&settings, given, shutdown);
    let greeting = async {
        discord.connected().await;
        println!("{}", greeting(&discord));
    };
    // A bot that does not start says so instead of an address.
    tokio::pin!(bot);
    tokio::select! {
        ended = &mut bot => return ended,
        () = greeting => {}
    }
    bot.await
}

/// # Errors
/// The port is taken, or may not be used.
async fn start(port: u16) -> anyhow::Result<Discord> {
    let page = PageOptions {
        title: "Whetstone sandbox".into(),
        tries: TRIES
            .map(|(text, command)| (text.into(), command.into()))
            .into(),
    };
    let options = Options {
        port,
        // A slow machine may take its time to start the bot.
        patience: Duration::from_secs(60),
        page: Some(page),
        ..Options::lifelike()
    };
    let started = Discord::try_start(world(), options).await;
    started.map_err(|fault| match fault.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "port {port} is taken: choose another, for example `whetstone sandbox --port {}`",
            port.checked_add(1).unwrap_or(8080)
        ),
        _ => anyhow!(fault).context(format!("cannot listen on 127.0.0.1:{port}")),
    })
}

fn world() -> World {
    World::new().bot("Whetstone").guild(
        Guild::new("Python Guild")
            .text("general")
            .text("daily")
            .announcement("announcements")
            .forum("practice", &["easy", "medium", "hard"])
            .private("leads")
            .mentionable_role("early-birds")
            .role("team", 0)
            .admin("Max")
            .member_with("Ana", &["team"])
            .member("Bob"),
    )
}

/// The story of the first minutes, told on the page.
const TRIES: [(&str, &str); 6] = [
    (
        "Practise: ask for a question, then press Attempt, Hint and Reveal answer.",
        "/question query:hard asyncio",
    ),
    (
        "As Max: have one posted every day.",
        "/daily add channel:#daily time:09:00 timezone:{zone} days:every day",
    ),
    (
        "Move the clock, top right, to tomorrow 09:00, and look into #daily.",
        "",
    ),
    (
        "As Ana, then as Bob: attempt it and grade yourself. Then compare.",
        "/leaderboard",
    ),
    (
        "See your streak, come back tomorrow, and see it grow.",
        "/streak",
    ),
    ("All that there is:", "/help"),
];

fn database(options: &Sandbox, folder: &TempDir) -> PathBuf {
    let kept = options.database.clone();
    kept.unwrap_or_else(|| folder.path().join("whetstone.db"))
}

/// Nothing of the real bot's settings is taken over but what is logged.
fn settings(discord: &Discord, database: &Path) -> Result<Settings, Faults> {
    let filter = env::var("RUST_LOG").unwrap_or_else(|_| "warn".into());
    let variables = [
        ("DISCORD_TOKEN", discord.token().to_owned()),
        ("DATABASE_PATH", database.display().to_string()),
        ("DISCORD_API_URL", discord.url().to_owned()),
        ("RUST_LOG", filter),
    ];
    Settings::from_map(HashMap::from(
        variables.map(|(name, value)| (name.to_owned(), value)),
    ))
}

fn greeting(discord: &Discord) -> String {
    let page = discord.page_url().expect("it was started with a page");
    format!(
        "The sandbox is at {page}

Open it in a browser and try, as Max:
  /question query:hard asyncio                           then Attempt, Hint, Reveal answer
  /daily add channel:#daily time:09:00 days:every day    then move the clock to tomorrow
  /streak, /leaderboard, /help

Ctrl-C ends it."
    )
}
