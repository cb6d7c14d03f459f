//! The bot put together, and run until the shutdown.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{
    bot::Bot,
    clock_loop::{self, Activity},
    gateway, news,
    rest::{Limits, Rest},
    seen,
};
use crate::{app::App, bank::Bank, clock::Clock, settings::Settings, store::Store};

/// What is handed in: the questions, the time, chance, limits, and where the clock loop says what it is at.
pub struct Given {
    pub bank: Bank,
    pub clock: Clock,
    pub seed: u64,
    pub limits: Limits,
    /// After a failure that may pass, a post is tried again after this long.
    pub again: Duration,
    pub activity: watch::Sender<Activity>,
}

impl Given {
    /// As in production.
    pub fn of_the_system(bank: Bank, seed: u64) -> Self {
        Self {
            bank,
            clock: Clock::System,
            seed,
            limits: Limits::default(),
            again: Duration::from_secs(30),
            activity: watch::Sender::new(Activity::Busy),
        }
    }
}

/// # Errors
/// A database that does not open, or what [`gateway::run`] says.
pub async fn serve(
    settings: &Settings,
    given: Given,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let store = Store::open(&settings.database)
        .with_context(|| format!("cannot open the database {}", settings.database.display()))?;
    let rest = Rest::new(
        settings.token.expose(),
        &settings.api_url,
        given.limits,
        given.seed,
    )?;
    let app = App::new(store, Arc::new(given.bank), given.clock, given.seed);
    let bot = Arc::new(Bot::new(app, rest, given.again, settings.dev_guild));
    let clock_loop = clock_loop::run(Arc::clone(&bot), given.activity, shutdown.clone());
    bot.tasks.spawn(clock_loop);
    bot.tasks
        .spawn(news::run(Arc::clone(&bot), shutdown.clone()));
    bot.tasks
        .spawn(seen::run(Arc::clone(&bot), shutdown.clone()));
    gateway::run(settings, bot, shutdown).await
}
