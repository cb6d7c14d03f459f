//! Made-up banks, guilds with a history, and dailies: as many as a budget asks for, the same in each run.

use std::{path::Path, sync::Arc};

use anyhow::Context;
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, date, time},
    tz::TimeZone,
};
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use rusqlite::{Connection, params};
use whetstone::{
    bank::{
        index::{Entry, Filter, Index},
        source,
        vocabulary::{Names, Vocabulary},
    },
    domain::{
        day::{Day, DayRule},
        question::{Difficulty, Question, QuestionId},
        reveal::RevealRule,
        schedule::{Schedule, Weekdays, next_due},
        streak::StreakRow,
    },
    store::{self, Store, daily::Plan},
};

pub fn vocabulary() -> anyhow::Result<Arc<Vocabulary>> {
    let vocabulary = Vocabulary::load(&source::built_in());
    Ok(Arc::new(vocabulary.context("the vocabulary has faults")?))
}

/// What a made-up question is found by.
struct Marks {
    difficulty: Difficulty,
    companies: Vec<String>,
    topics: Vec<String>,
}

impl Marks {
    /// One to three companies and topics, each as likely as the others.
    fn draw(words: &Vocabulary, chance: &mut impl Rng) -> Self {
        Self {
            difficulty: Difficulty::ALL[chance.random_range(0..3)],
            companies: some_of(&words.companies, chance),
            topics: some_of(&words.topics, chance),
        }
    }

    /// One that this question matches.
    fn filter(&self, chance: &mut impl Rng) -> Filter {
        let one_of = |slugs: &[String], at: usize| slugs.get(at % slugs.len()).cloned();
        Filter {
            difficulty: Some(self.difficulty),
            company: one_of(&self.companies, chance.random_range(0..6)),
            topic: one_of(&self.topics, chance.random_range(0..6)),
            words: Vec::new(),
        }
    }
}

fn some_of(names: &Names, chance: &mut impl Rng) -> Vec<String> {
    let all: Vec<&str> = names.iter().map(|it| it.slug.as_str()).collect();
    let mut slugs: Vec<String> = (0..chance.random_range(1..=3))
        .map(|_| all[chance.random_range(0..all.len())].to_owned())
        .collect();
    slugs.sort();
    slugs.dedup();
    slugs
}

fn id(n: usize) -> QuestionId {
    let id = QuestionId::new("made-up", &format!("question-{n:07}"));
    id.expect("the parts are lower case letters and digits")
}

/// An index of `size` questions, and a thousand filters each of which some question matches.
pub fn index(words: &Arc<Vocabulary>, size: usize) -> (Index, Vec<Filter>) {
    let mut chance = StdRng::seed_from_u64(1);
    let marks: Vec<Marks> = (0..size.min(50_000))
        .map(|_| Marks::draw(words, &mut chance))
        .collect();
    let entries = (0..size).map(|n| {
        let marks = &marks[n % marks.len()];
        Entry {
            id: id(n),
            difficulty: marks.difficulty,
            companies: &marks.companies,
            topics: &marks.topics,
        }
    });
    let index = Index::new(Arc::clone(words), entries);
    let filters = (0..1000).map(|_| {
        let at = chance.random_range(0..marks.len());
        marks[at].filter(&mut chance)
    });
    let filters = filters.collect();
    (index, filters)
}

/// Questions whose texts are short, and filters as of [`index`].
pub fn questions(words: &Vocabulary, size: usize) -> (Vec<Question>, Vec<Filter>) {
    let mut chance = StdRng::seed_from_u64(1);
    let mut filters = Vec::new();
    let questions = (0..size).map(|n| {
        let marks = Marks::draw(words, &mut chance);
        if n % size.div_ceil(1000) == 0 {
            filters.push(marks.filter(&mut chance));
        }
        Question {
            id: id(n),
            title: format!("What is made up {}?", word(&mut chance)),
            prompt: format!("Say {} and {}.", word(&mut chance), word(&mut chance)),
            hints: vec!["Look again.".into()],
            answer: "It depends.".into(),
            difficulty: marks.difficulty,
            companies: marks.companies,
            asked_widely: false,
            topics: marks.topics,
            links: Vec::new(),
        }
    });
    let questions = questions.collect();
    (questions, filters)
}

/// One of 10,000.
pub fn word(chance: &mut impl Rng) -> String {
    format!("word{:04}", chance.random_range(0..10_000))
}

/// The guild whose members have a history.
pub const GUILD: u64 = 1_000_000_000_000_000_001;

/// The last day of that history, a Thursday.
pub const TODAY: Date = date(2026, 12, 31);

/// A database of a guild with `members` who made `attempts` each within the last `days`, all graded.
pub fn history(path: &Path, members: u64, attempts: u64, days: i64) -> anyhow::Result<()> {
    drop(Store::open(path)?);
    let mut db = Connection::open(path)?;
    let db = db.transaction()?;
    let first = TODAY.checked_sub((days - 1).days())?;
    store::guild::join(&db, GUILD, first.to_zoned(TimeZone::UTC)?.timestamp())?;
    let required: Vec<Day> = first
        .series(1.day())
        .take_while(|day| *day <= TODAY)
        .filter(|day| Weekdays::WORKING.contains(day.weekday()))
        .collect();
    for day in &required {
        store::guild::require_day(&db, GUILD, *day)?;
    }
    let mut chance = StdRng::seed_from_u64(2);
    for member in 0..members {
        let user = GUILD + 1000 + member;
        store::guild::meet(&db, GUILD, user, &format!("member {member}"))?;
        let mut tried: Vec<Day> = (0..attempts)
            .map(|_| first.saturating_add(chance.random_range(0..days).days()))
            .collect();
        tried.sort();
        for (n, day) in (0..).zip(&tried) {
            attempt(&db, user, member * attempts + n, *day, &mut chance)?;
        }
        if let Some(row) = StreakRow::recompute(&tried, &required) {
            store::streak::put(&db, GUILD, user, &row)?;
        }
    }
    db.execute_batch(TALLIES)?;
    Ok(db.commit()?)
}

/// Each of a member's attempts is at another question.
fn attempt(
    db: &Connection,
    user: u64,
    n: u64,
    day: Day,
    chance: &mut impl Rng,
) -> anyhow::Result<()> {
    let (grade, points) = [("nailed", 6), ("partly", 3), ("missed", 0)][chance.random_range(0..3)];
    let noon = day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC)?.timestamp();
    let at = noon.as_millisecond() + chance.random_range(0..3_600_000);
    db.prepare_cached(
        "INSERT INTO attempt (interaction_id, guild_id, user_id, question, message_id, at, day, text, shown_before,
                              grade, graded_at, counts, points)
         VALUES (?1, ?2, ?3, ?4, ?1, ?5, ?6, ?7, 0, ?8, ?5, 1, ?9)",
    )?
    .execute(params![
        GUILD + n,
        GUILD,
        user,
        format!("python/question-{n}"),
        at,
        day.to_string(),
        "It reads, adds and writes; another thread may write in between.",
        grade,
        points,
    ])?;
    Ok(())
}

/// As `store::tally::refresh` keeps them, for everybody at once.
const TALLIES: &str = "
    CREATE TEMP TABLE spans AS
        WITH done AS (SELECT guild_id, user_id, question, grade, points, graded_at, day FROM attempt)
        SELECT 'all' AS period, * FROM done
        UNION ALL SELECT 'month ' || substr(day, 1, 7), * FROM done
        UNION ALL SELECT 'week ' || date(day, 'weekday 0', '-6 days'), * FROM done;
    INSERT INTO tally (guild_id, period, user_id, points, solved, last_at)
        SELECT guild_id, period, user_id, sum(points), count(DISTINCT question) FILTER (WHERE grade = 'nailed'),
               max(graded_at)
        FROM spans GROUP BY guild_id, period, user_id;
    DROP TABLE spans;
";

/// Adds a daily to each channel, next due at `next` on each of them.
pub async fn add_dailies(
    path: &Path,
    channels: Vec<(u64, u64)>,
    next: Timestamp,
) -> anyhow::Result<()> {
    let store = Store::open(path)?;
    let added = store.write(move |db| {
        for (guild, channel) in channels {
            if store::guild::join(db, guild, next)? {
                store::guild::put_rule(db, guild, &rule(next))?;
            }
            let date = next.to_zoned(TimeZone::UTC).date();
            store::daily::add(db, &plan(guild, channel, next), Some((date, next)))?;
        }
        Ok(())
    });
    Ok(added.await?)
}

/// Midnight in UTC, since the day before.
fn rule(next: Timestamp) -> DayRule {
    DayRule {
        from_day: next.to_zoned(TimeZone::UTC).date().saturating_sub(1.day()),
        zone: TimeZone::UTC,
        cut_over: time(0, 0, 0, 0),
    }
}

/// Each day at the minute of `due`.
fn plan(guild: u64, channel: u64, due: Timestamp) -> Plan {
    let due = due.to_zoned(TimeZone::UTC);
    Plan {
        guild,
        channel,
        forum: false,
        schedule: Schedule {
            time: time(due.hour(), due.minute(), 0, 0),
            zone: TimeZone::UTC,
            days: Weekdays::ALL,
        },
        filter: Filter::default(),
        ping_role: None,
        reveal: RevealRule::AfterAttempt,
        reveal_at: None,
        grace: SignedDuration::from_hours(6),
        archive_minutes: 1440,
        tag: None,
    }
}

/// An instant that is due in a day.
pub fn tomorrow(now: Timestamp) -> Timestamp {
    let every_day = plan(0, 0, now).schedule;
    next_due(&every_day, now).map_or(Timestamp::MAX, |(_, due)| due)
}

/// The guilds as known ones.
pub async fn join(path: &Path, guilds: Vec<u64>) -> anyhow::Result<()> {
    let store = Store::open(path)?;
    let joined = store.write(move |db| {
        for guild in guilds {
            store::guild::join(db, guild, Timestamp::UNIX_EPOCH)?;
        }
        Ok(())
    });
    Ok(joined.await?)
}
