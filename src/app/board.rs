//! The leaderboard, a page at a time.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::Connection;

use super::App;
use crate::{
    domain::{
        board::{self, By, Period, Standing},
        day::Day,
    },
    store::{
        self,
        tally::{self, Span},
    },
};

/// Lines of a page.
pub const PAGE: u32 = 10;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    pub lines: Vec<Line>,
    /// From 0.
    pub page: u32,
    pub pages: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub rank: u32,
    pub user: u64,
    pub name: String,
    pub value: u32,
}

impl App {
    pub async fn board(
        &self,
        guild: u64,
        period: Period,
        by: By,
        page: u32,
    ) -> store::Result<Board> {
        let now = self.clock.now();
        self.store
            .read(move |db| {
                let today = store::guild::calendar(db, guild)?.day_of(now);
                match by {
                    By::Streak => by_streak(db, guild, period, today, page),
                    By::Points | By::Solved => {
                        by_tally(db, guild, &Span::new(period, today), by, page)
                    }
                }
            })
            .await
    }
}

fn by_tally(db: &Connection, guild: u64, span: &Span, by: By, page: u32) -> store::Result<Board> {
    let pages = tally::size(db, guild, span, by)?.div_ceil(PAGE).max(1);
    let page = page.min(pages - 1);
    let place = |value| Ok::<_, store::Error>(tally::above(db, guild, span, by, value)? + 1);
    let mut lines: Vec<Line> = Vec::new();
    for (n, line) in (page * PAGE + 1..).zip(tally::page(db, guild, span, by, page * PAGE, PAGE)?) {
        let rank = match lines.last() {
            Some(above) if above.value == line.value => above.rank,
            Some(_) => n,
            // Equals of the first may be on the page before.
            None => place(line.value)?,
        };
        lines.push(Line {
            rank,
            user: line.user,
            name: line.name,
            value: line.value,
        });
    }
    Ok(Board { lines, page, pages })
}

/// The stored rows walked to today, or for all time the longest streaks.
fn by_streak(
    db: &Connection,
    guild: u64,
    period: Period,
    today: Day,
    page: u32,
) -> store::Result<Board> {
    let rows = store::streak::of_guild(db, guild)?;
    let earliest = rows.iter().map(|(_, row)| row.last_day).min();
    let required = store::guild::required_days(db, guild, earliest.unwrap_or(today))?;
    let last: HashMap<u64, Timestamp> = tally::last_counted(db, guild)?;
    let hidden = store::guild::hidden(db, guild)?;
    let standings: Vec<Standing> = rows
        .iter()
        .map(|(member, row)| Standing {
            member: *member,
            value: match period {
                Period::AllTime => row.longest,
                Period::Week | Period::Month => row.shown(&required, today).current,
            },
            last_counted: last.get(member).copied(),
            hidden: hidden.contains(member),
        })
        .collect();
    let ranked = board::rank(&standings);
    let pages = u32::try_from(ranked.len())
        .unwrap_or(u32::MAX)
        .div_ceil(PAGE)
        .max(1);
    let page = page.min(pages - 1);
    let on_page = ranked.iter().skip((page * PAGE) as usize);
    let lines = on_page.take(PAGE as usize).map(|it| {
        Ok(Line {
            rank: it.rank,
            user: it.member,
            name: store::guild::name(db, guild, it.member)?.unwrap_or_default(),
            value: it.value,
        })
    });
    Ok(Board {
        lines: lines.collect::<store::Result<_>>()?,
        page,
        pages,
    })
}
