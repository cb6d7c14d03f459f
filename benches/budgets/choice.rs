//! Choosing a question: the index alone, the whole choice as `/question` makes it, and, apart, the search for words.

use std::{
    convert::Infallible,
    sync::Arc,
    time::{Duration, Instant},
};

use rand::{SeedableRng, rngs::StdRng};
use whetstone::{
    app::{
        App,
        ask::{Ask, Asked, Typed},
    },
    bank::{
        Bank, Pack,
        index::{Filter, Index},
        query::{Given, Wanted},
        vocabulary::Vocabulary,
    },
    clock::Clock,
    domain::question::QuestionId,
    store::{self, Store, seen::Scope},
};

use crate::{
    data,
    figures::{Latency, Samples, heading, row, time, verdict},
    process::memory_of,
};

#[derive(clap::Args)]
pub struct Arguments {
    /// Questions in each bank.
    #[arg(long, value_delimiter = ',', default_value = "150,10000,1000000")]
    sizes: Vec<usize>,
    #[arg(long, default_value_t = 9)]
    rounds: usize,
}

/// Choices a round, of the index and of the whole.
const DRAWS: usize = 20_000;
const ASKS: usize = 500;

/// Channels among which the members ask.
const CHANNELS: u64 = 500;

const CHOICE: Duration = Duration::from_millis(1);

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    heading(
        "choice by difficulty, company and topic",
        "the smallest bank; rounds alternate between the banks",
    );
    let words = data::vocabulary()?;
    of_the_index(&arguments, &words)?;
    of_the_app(&arguments, &words).await
}

fn of_the_index(arguments: &Arguments, words: &Arc<Vocabulary>) -> anyhow::Result<()> {
    let mut banks: Vec<(usize, Index, Vec<Filter>)> = Vec::new();
    for size in &arguments.sizes {
        let before = memory_of("self")?;
        let (index, filters) = data::index(words, *size);
        let grown = memory_of("self")?.resident - before.resident;
        tell_memory(arguments, *size, "the index alone", grown);
        banks.push((*size, index, filters));
    }
    measure_index("index, nothing seen", arguments, &banks, |_| false);
    measure_index("index, half seen", arguments, &banks, is_odd);
    Ok(())
}

/// What a small bank takes is lost in what was freed before.
fn tell_memory(arguments: &Arguments, size: usize, of: &str, grown: f64) {
    if arguments.sizes.iter().all(|it| *it <= size) {
        row(&format!("memory: {of}, {size}"), format!("{grown:.1} MB"));
    }
}

fn is_odd(id: &QuestionId) -> bool {
    id.as_str().as_bytes().last().is_some_and(|it| it % 2 == 1)
}

fn measure_index(
    label: &str,
    arguments: &Arguments,
    banks: &[(usize, Index, Vec<Filter>)],
    is_seen: impl Fn(&QuestionId) -> bool,
) {
    let mut chance = StdRng::seed_from_u64(3);
    let mut figures: Vec<Latency> = banks.iter().map(|_| Latency::default()).collect();
    for round in 0..=arguments.rounds {
        for ((_, index, filters), latency) in banks.iter().zip(&mut figures) {
            let mut samples = Samples::default();
            for filter in filters.iter().cycle().take(DRAWS) {
                let start = Instant::now();
                let seen = |id: &QuestionId| Ok::<_, Infallible>(is_seen(id));
                let chosen = index.pool(filter).choose(&mut chance, seen);
                std::hint::black_box(chosen.expect("looking cannot fail"));
                samples.push(start.elapsed());
            }
            // The first round warms up.
            if round > 0 {
                latency.add_round(samples);
            }
        }
    }
    tell(label, arguments, &figures);
}

fn tell(label: &str, arguments: &Arguments, figures: &[Latency]) {
    for (size, latency) in arguments.sizes.iter().zip(figures) {
        row(&format!("{label}: {size}"), latency);
    }
    let ratio = |of: fn(&Latency) -> f64| {
        let medians = figures.iter().map(of);
        let (least, most) = medians.fold((f64::MAX, 0.0_f64), |(least, most), it| {
            (least.min(it), most.max(it))
        });
        most / least
    };
    let slowest = figures.iter().map(|it| it.p99().median).fold(0.0, f64::max);
    verdict("p99 < 1 ms", slowest < CHOICE.as_secs_f64(), time(slowest));
    let (p50, p99) = (ratio(|it| it.p50().median), ratio(|it| it.p99().median));
    verdict(
        "largest within 2x of smallest",
        p50 <= 2.0 && p99 <= 2.0,
        format!("p50 {p50:.2}x, p99 {p99:.2}x"),
    );
}

struct Bot {
    app: App,
    filters: Vec<Filter>,
    _folder: tempfile::TempDir,
}

async fn of_the_app(arguments: &Arguments, words: &Arc<Vocabulary>) -> anyhow::Result<()> {
    let mut bots = Vec::new();
    for size in &arguments.sizes {
        let before = memory_of("self")?;
        let (questions, filters) = data::questions(words, *size);
        let bank = Bank::new(Arc::clone(words), [pack()], questions);
        let grown = memory_of("self")?.resident - before.resident;
        tell_memory(arguments, *size, "a bank with its texts and words", grown);
        let folder = tempfile::tempdir()?;
        let store = Store::open(&folder.path().join("whetstone.db"))?;
        mark_seen(&store, &bank).await?;
        bots.push(Bot {
            app: App::new(store, Arc::new(bank), Clock::System, 1),
            filters,
            _folder: folder,
        });
    }
    measure_app("choice, fresh channels", arguments, &bots, 0..CHANNELS).await?;
    measure_app("choice, channels that saw 100", arguments, &bots, SAW_100).await?;
    measure_app(
        "choice, a channel that saw 2,000",
        arguments,
        &bots,
        SAW_2000,
    )
    .await?;
    measure_words(arguments, &bots);
    Ok(())
}

fn pack() -> Pack {
    Pack {
        slug: "made-up".into(),
        title: "Made up".into(),
        author: "the benchmarks".into(),
        licence: "CC0-1.0".into(),
    }
}

const SAW_100: std::ops::Range<u64> = 10_000..10_010;
const SAW_2000: std::ops::Range<u64> = 20_000..20_001;

/// What these channels have been shown, as far as the bank goes.
async fn mark_seen(store: &Store, bank: &Bank) -> anyhow::Result<()> {
    let step = (bank.len() / 2000).max(1);
    let ids: Vec<QuestionId> = bank.iter().step_by(step).map(|it| it.id.clone()).collect();
    let now = Clock::System.now();
    let marked = store.write(move |db| {
        let seen = SAW_100
            .map(|it| (it, 100))
            .chain(SAW_2000.map(|it| (it, 2000)));
        for (channel, count) in seen {
            for id in ids.iter().take(count) {
                store::seen::mark(db, Scope::Channel(channel), id, now)?;
            }
        }
        Ok(())
    });
    Ok(marked.await?)
}

async fn measure_app(
    label: &str,
    arguments: &Arguments,
    bots: &[Bot],
    channels: std::ops::Range<u64>,
) -> anyhow::Result<()> {
    let mut figures: Vec<Latency> = bots.iter().map(|_| Latency::default()).collect();
    for round in 0..=arguments.rounds {
        for (bot, latency) in bots.iter().zip(&mut figures) {
            let samples = ask(bot, channels.clone()).await?;
            if round > 0 {
                latency.add_round(samples);
            }
        }
    }
    tell(label, arguments, &figures);
    Ok(())
}

async fn ask(bot: &Bot, channels: std::ops::Range<u64>) -> anyhow::Result<Samples> {
    let mut samples = Samples::default();
    let asked = channels.cycle().zip(bot.filters.iter().cycle());
    for (n, (channel, filter)) in asked.take(ASKS).enumerate() {
        let ask = Ask {
            guild: 1,
            channel,
            ..Ask::default()
        };
        let typed = Typed {
            query: String::new(),
            difficulty: filter.difficulty,
            company: filter.company.clone(),
            topic: filter.topic.clone(),
        };
        let start = Instant::now();
        let asked = bot.app.ask(&ask, &typed).await?;
        samples.push(start.elapsed());
        anyhow::ensure!(
            matches!(asked, Asked::Question(_)),
            "nothing matches {filter:?}"
        );
        // As the clock loop does each second.
        if n % 100 == 99 {
            bot.app.write_marks().await?;
        }
    }
    Ok(samples)
}

/// Two words that each some question has, with all that reading them takes.
fn measure_words(arguments: &Arguments, bots: &[Bot]) {
    for (size, bot) in arguments.sizes.iter().zip(bots) {
        let mut chance = StdRng::seed_from_u64(4);
        let mut latency = Latency::default();
        for _ in 0..arguments.rounds {
            let mut samples = Samples::default();
            for _ in 0..50 {
                let query = format!("{} {}", data::word(&mut chance), data::word(&mut chance));
                let start = Instant::now();
                let wanted = bot.app.bank.parse_query(&query, &Given::default());
                std::hint::black_box(&wanted);
                if let Ok(Wanted::Matching(parsed)) = wanted {
                    std::hint::black_box(bot.app.bank.pool(&parsed.filter).count());
                }
                samples.push(start.elapsed());
            }
            latency.add_round(samples);
        }
        row(
            &format!("search for two words: {size} (no budget)"),
            latency,
        );
    }
}
