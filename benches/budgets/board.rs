//! Boards of a guild of 10,000, through the app, from a database with a month of attempts and from one with a year.

use std::{sync::Arc, time::Instant};

use anyhow::ensure;
use jiff::tz::TimeZone;
use tempfile::TempDir;
use tokio::sync::watch;
use whetstone::{
    app::App,
    bank::Bank,
    clock::Clock,
    domain::board::{By, Period},
    store::Store,
};

use crate::{
    data,
    figures::{Latency, Samples, heading, row, time, verdict},
};

#[derive(clap::Args)]
pub struct Arguments {
    #[arg(long, default_value_t = 10_000)]
    members: u64,
    /// Of each member in a year.
    #[arg(long, default_value_t = 100)]
    attempts: u64,
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Boards a round, of each kind.
    #[arg(long, default_value_t = 30)]
    each: usize,
}

const BUDGET: f64 = 0.020;

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let (members, year) = (arguments.members, arguments.members * arguments.attempts);
    heading(
        &format!("boards of {members} members over a year, {year} attempts"),
        "the same after a month; rounds alternate between the two",
    );
    let month = Kept::new(members, arguments.attempts.div_ceil(12), 31)?;
    let year = Kept::new(members, arguments.attempts, 365)?;
    let (mut slowest, mut steepest) = (0.0_f64, 0.0_f64);
    for by in By::ALL {
        for period in Period::ALL {
            for (which, page) in [("first", 0), ("last", u32::MAX)] {
                let [short, long] = compare([&month, &year], &arguments, period, by, page).await?;
                let ratio = long.p50().median / short.p50().median;
                row(
                    &format!("{by}, {period}, {which} page"),
                    format!(
                        "month p50 {} | year {long} | {ratio:.2}x",
                        short.p50().time()
                    ),
                );
                slowest = slowest.max(long.p99().median);
                steepest = steepest.max(ratio);
            }
        }
    }
    verdict(
        "p99 < 20 ms",
        slowest < BUDGET,
        format!("the slowest board {}", time(slowest)),
    );
    verdict(
        "flat as history grows",
        steepest < 2.0,
        format!("the year's p50 at most {steepest:.2}x of the month's"),
    );
    Ok(())
}

async fn compare(
    guilds: [&Kept; 2],
    arguments: &Arguments,
    period: Period,
    by: By,
    page: u32,
) -> anyhow::Result<[Latency; 2]> {
    let mut figures = [Latency::default(), Latency::default()];
    for round in 0..=arguments.rounds {
        for (kept, latency) in guilds.iter().zip(&mut figures) {
            let mut samples = Samples::default();
            for _ in 0..arguments.each {
                let start = Instant::now();
                let board = kept.app.board(data::GUILD, period, by, page).await?;
                samples.push(start.elapsed());
                ensure!(!board.lines.is_empty(), "the board is empty");
            }
            // The first round warms up.
            if round > 0 {
                latency.add_round(samples);
            }
        }
    }
    Ok(figures)
}

/// The app on a database of its own, on the last day of its history.
struct Kept {
    app: App,
    _folder: TempDir,
}

impl Kept {
    fn new(members: u64, attempts: u64, days: i64) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("whetstone.db");
        data::history(&path, members, attempts, days)?;
        let now = data::TODAY
            .at(20, 0, 0, 0)
            .to_zoned(TimeZone::UTC)?
            .timestamp();
        // It stands still, also without its sender.
        let (_, reading) = watch::channel((now, None));
        let bank = Arc::new(Bank::default());
        Ok(Self {
            app: App::new(Store::open(&path)?, bank, Clock::Settable(reading), 1),
            _folder: folder,
        })
    }
}
