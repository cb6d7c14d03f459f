//! Streaks, boards, the server's settings, the help.

use super::count;
use crate::domain::{
    board::{By, Period},
    day::Day,
    streak::{DayLine, Streak, What},
};

pub fn streak_line(it: Streak) -> String {
    let freezes = match it.freezes {
        0 => String::new(),
        n => format!(", {} in hand", count(n, "freeze")),
    };
    match it.current {
        0 => "Streak: 0 days. Your next attempt starts one.".into(),
        n => format!("Streak: {}{freezes}.", count(n, "day")),
    }
}

pub fn streak(name: &str, it: Streak) -> String {
    let current = match it.current {
        0 => "no streak at the moment".to_owned(),
        n => format!("**{}** in a row", count(n, "day")),
    };
    format!(
        "{name}: {current}, longest {}, {} in hand.",
        count(it.longest, "day"),
        count(it.freezes, "freeze")
    )
}

pub fn streak_day(line: &DayLine) -> String {
    let what = match line.what {
        What::Attempted { .. } => "tried a question",
        What::Frozen => "missed; a freeze saved the streak",
        What::Missed => "missed: the streak ended",
        What::Free => "no daily: nothing was due",
        What::TodayOpen { required: true } => "today: the daily waits for you",
        What::TodayOpen { required: false } => "today: nothing is due",
        What::Before => "before your first attempt",
    };
    let mark = match line.what {
        What::Attempted { .. } => "🟩",
        What::Frozen => "🟦",
        What::Missed => "🟥",
        What::Free | What::Before => "⬜",
        What::TodayOpen { .. } => "🟨",
    };
    let earned = if line.earned_freeze {
        ", a freeze earned"
    } else {
        ""
    };
    format!("{mark} {} {what}{earned}", line.day.strftime("%a %-d %b:"))
}

pub fn streak_rules() -> &'static str {
    "A day with an attempt adds one. Every 7 days in a row earn a freeze, two at most; a missed day with a daily uses one. Days without a daily break nothing."
}

pub fn no_attempts(name: &str) -> String {
    format!("{name} has not tried a question here yet. `/question` gives one.")
}

pub fn board_title(by: By, period: Period) -> String {
    let what = match (by, period) {
        (By::Points, _) => "Points",
        (By::Solved, _) => "Questions solved",
        (By::Streak, Period::AllTime) => return "Longest streaks of all time".into(),
        (By::Streak, _) => return "Current streaks".into(),
    };
    match period {
        Period::Week => format!("{what} this week"),
        Period::Month => format!("{what} this month"),
        Period::AllTime => format!("{what} of all time"),
    }
}

pub fn board_line(rank: u32, name: &str, value: u32, by: By) -> String {
    let noun = match by {
        By::Points => "point",
        By::Streak => "day",
        By::Solved => "question",
    };
    format!("**{rank}.** {name}: {}", count(value, noun))
}

pub fn board_empty() -> String {
    "Nobody is on this board yet. Be the first: `/question`, `Attempt`, then grade yourself.".into()
}

pub fn board_page(page: u32, of: u32) -> String {
    format!("Page {page} of {of}")
}

pub fn settings(zone: &str, cut_over: &str, log_channel: Option<u64>) -> String {
    let log = log_channel.map_or_else(
        || "none: I keep notices for your next admin command".to_owned(),
        |it| format!("<#{it}>"),
    );
    format!("**Settings of this server**\nDay begins at: {cut_over} ({zone})\nLog channel: {log}")
}

pub fn settings_from(day: Day) -> String {
    format!("The day's new beginning holds from {day} on; today stays as it is.")
}

pub fn greeting() -> String {
    "Hello! I keep your team sharp for interviews. `/question` gives one at any moment.\n**Next step** for an admin: `/daily add channel:#general time:09:00` posts one every working day. `/help` says the rest.".into()
}

pub fn help() -> String {
    [
        "**Practise**",
        "`/question` gives a question. Narrow it down in any order: `/question query:hard google asyncio`. With `private:True` only you see it.",
        "On a card: `Hint` helps a little, `Attempt` takes your answer and shows the model answer, `Reveal answer` opens it in a thread, `Another` deals a new card.",
        "",
        "**Keep at it**",
        "`/streak` shows your streak and why it is so. `/leaderboard` shows the team by points, streak or questions solved.",
        "",
        "**For those who manage the server**",
        "`/daily add channel:#general time:09:00` posts a question every working day; `/daily list`, `/daily remove` and `/daily post` do what they say.",
        "`/server settings` sets the time zone, when the day begins, and the log channel.",
        "",
        "Points: easy 2, medium 4, hard 6, half for partly. The first graded attempt at a question counts.",
    ]
    .join("\n")
}
