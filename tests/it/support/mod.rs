//! A bot on a loopback Discord: the real program through the real client, a person's verbs, and what the bot said.

pub mod program;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use rusqlite::{Connection, types::FromSql};
use sandbox::{Discord, Message, Options, Outcome, User, World};
use tempfile::TempDir;
use tokio::{sync::watch, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use whetstone::{
    bank::{Bank, source},
    clock::Clock,
    discord::{
        clock_loop::Activity,
        rest::Limits,
        serve::{Given, serve},
    },
    settings::Settings,
};

/// The bot and its Discord. Time stands still until a test moves it.
pub struct TestBot {
    pub discord: Discord,
    /// How many requests the test itself has refused for the limits' sake.
    pub allowed_429: u32,
    running: Option<Running>,
    folder: TempDir,
    /// More question files, for a story of its own.
    more: Vec<source::Source>,
}

struct Running {
    ended: JoinHandle<anyhow::Result<()>>,
    activity: watch::Receiver<Activity>,
    shutdown: CancellationToken,
}

impl TestBot {
    /// On Monday 2027-03-01 at 08:00 UTC, in a guild with an admin, Max, and the members Ana and Bob.
    pub async fn start() -> Self {
        Self::start_in(World::example().bot("Whetstone")).await
    }

    pub async fn start_in(world: World) -> Self {
        Self::start_with(world, Vec::new()).await
    }

    /// With questions beside the usual ones.
    pub async fn start_with(world: World, more: Vec<source::Source>) -> Self {
        // What the bot logs is shown with a test that fails; a second test finds the log set up already.
        let _ = tracing_subscriber::fmt()
            .with_env_filter("whetstone=debug,warn")
            .with_test_writer()
            .try_init();
        let discord = Discord::start(world, Options::default()).await;
        let folder = tempfile::tempdir().unwrap();
        let mut bot = Self {
            discord,
            allowed_429: 0,
            running: None,
            folder,
            more,
        };
        bot.run().await;
        bot.discord.next_message_in("general").await;
        bot
    }

    /// Starts the program, and returns when it is connected and its commands are there.
    pub async fn run(&mut self) {
        self.connect().await;
        self.settle().await;
    }

    /// As `run`, without waiting for what is due.
    pub async fn connect(&mut self) {
        let settings = self.settings();
        let (activity, watched) = watch::channel(Activity::Busy);
        let clock = Clock::Settable(self.discord.clock().subscribe());
        let given = Given {
            bank: bank(&self.more),
            clock,
            seed: 1,
            limits: Limits {
                member_patience: Duration::from_secs(2),
                ..Limits::default()
            },
            again: Duration::from_millis(50),
            activity,
        };
        let shutdown = CancellationToken::new();
        let mut ended = {
            let shutdown = shutdown.clone();
            tokio::spawn(async move { serve(&settings, given, shutdown).await })
        };
        tokio::select! {
            () = self.discord.wait(|it| (it.is_connected() && !it.commands().is_empty()).then_some(())) => {}
            ended = &mut ended => panic!("the bot ended: {:?}", ended.unwrap()),
        }
        self.running = Some(Running {
            ended,
            activity: watched,
            shutdown,
        });
    }

    /// How often the clock loop went to work within this time.
    pub async fn rounds_within(&self, time: Duration) -> u32 {
        let mut activity = self.running.as_ref().expect("it runs").activity.clone();
        let mut rounds = 0;
        let _ = tokio::time::timeout(time, async {
            while activity.changed().await.is_ok() {
                rounds += u32::from(*activity.borrow_and_update() == Activity::Busy);
            }
        })
        .await;
        rounds
    }

    /// Ends the program as a signal does.
    pub async fn stop(&mut self) {
        let running = self.running.take().expect("it runs");
        running.shutdown.cancel();
        running.ended.await.unwrap().unwrap();
    }

    /// Stops and starts on the same database, with `meanwhile` in between.
    pub async fn restart(&mut self, meanwhile: impl FnOnce(&Self)) {
        self.stop().await;
        meanwhile(self);
        self.run().await;
    }

    fn settings(&self) -> Settings {
        let variables = [
            ("DISCORD_TOKEN", self.discord.token().to_owned()),
            ("DISCORD_API_URL", self.discord.url().to_owned()),
            ("DATABASE_PATH", self.database().display().to_string()),
        ];
        let variables = variables
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        Settings::from_map(variables).unwrap()
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("whetstone.db")
    }

    /// Sets the clock, and returns when all that was due by then has been done: `2027-03-01 09:00`, in UTC.
    pub async fn at(&mut self, time: &str) {
        clock(self, time);
        self.settle().await;
    }

    /// Returns when all that is due has been done.
    pub async fn settle(&mut self) {
        let now = self.discord.clock().now();
        let running = self.running.as_mut().expect("it runs");
        let idle = |it: &Activity| matches!(it, Activity::IdleUntil(next) if next.is_none_or(|next| next > now));
        let waited = tokio::time::timeout(
            std::time::Duration::from_secs(10),
            running.activity.wait_for(idle),
        )
        .await;
        waited
            .expect("the clock loop comes to rest")
            .expect("the bot runs");
    }

    pub fn max(&self) -> User {
        self.discord.user("max")
    }

    pub fn ana(&self) -> User {
        self.discord.user("ana")
    }

    pub fn bob(&self) -> User {
        self.discord.user("bob")
    }

    /// Adds a daily to #daily as the admin does, and gives back what the bot said.
    pub async fn add_daily(&self, options: &str) -> String {
        slash(&self.max(), &format!("daily add channel:#daily {options}"))
            .await
            .text()
    }

    /// The last message in a channel.
    #[track_caller]
    pub fn last_in(&self, channel: &str) -> Message {
        self.discord
            .messages(channel)
            .pop()
            .expect("a message is there")
    }

    /// What the thread of a message holds.
    #[track_caller]
    pub fn thread_of(&self, message: &Message) -> String {
        let thread = self
            .discord
            .thread_of(message.id)
            .expect("the message has a thread");
        self.discord.transcript(thread)
    }
}

/// A few questions of the tests' own, so that the built-in ones may change.
fn bank(more: &[source::Source]) -> Bank {
    let mut sources = source::read_dir(Path::new("tests/data/bank")).unwrap();
    sources.extend(more.iter().cloned());
    Bank::load(&sources).unwrap()
}

impl Drop for TestBot {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(
                self.discord.unknown_routes(),
                Vec::<String>::new(),
                "the bot asked for what is not there"
            );
            assert_eq!(
                self.discord.count_429(),
                self.allowed_429,
                "the bot kept to the limits"
            );
        }
    }
}

/// Ids depend on what else happens: a text without them.
pub fn without_ids(text: &str) -> String {
    let is_id = |word: &str| word.len() > 15;
    let words = text.split_inclusive(|it: char| !it.is_ascii_digit());
    let shown = words.map(|word| {
        let digits = word.trim_end_matches(|it: char| !it.is_ascii_digit());
        if is_id(digits) {
            word.replacen(digits, "ID", 1)
        } else {
            word.to_owned()
        }
    });
    shown.collect()
}

/// Changes the database behind the bot's back, as a crash at a bad moment would have left it.
pub fn sql(bot: &TestBot, batch: &str) {
    let db = Connection::open(bot.database()).unwrap();
    db.execute_batch(batch).unwrap();
}

/// The one value that a query finds in the bot's database.
pub fn value<T: FromSql>(bot: &TestBot, query: &str) -> T {
    let db = Connection::open(bot.database()).unwrap();
    db.query_row(query, [], |row| row.get(0)).unwrap()
}

/// Sets the clock, and waits for nothing: `2027-03-01 09:00`, in UTC.
pub fn clock(bot: &TestBot, time: &str) {
    let at: Timestamp = format!("{}:00Z", time.replace(' ', "T")).parse().unwrap();
    bot.discord.clock().set(at);
}

/// A command and its answer, waited for.
pub async fn slash(user: &User, command: &str) -> Message {
    user.slash(command)
        .await
        .unwrap_or_else(|refused| panic!("{command}: {refused:?}"))
        .settled()
        .await
}

/// A button and its answer, waited for.
pub async fn press(user: &User, message: &Message, label: &str) -> Message {
    outcome(user, message, label).await.settled().await
}

pub async fn outcome(user: &User, message: &Message, label: &str) -> Outcome {
    user.press(message, label)
        .await
        .unwrap_or_else(|refused| panic!("{label}: {refused:?}"))
}

/// Presses `Attempt` and hands in the form; the first message of what came back.
pub async fn attempt(user: &User, card: &Message, words: &str) -> Message {
    let modal = outcome(user, card, "Attempt").await.modal();
    user.submit(&modal, &[("text", words)])
        .await
        .unwrap()
        .settled()
        .await
}
