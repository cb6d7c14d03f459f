//! Dailies, and what their admins should know.

use jiff::{Timestamp, civil};

use super::{count, either, filter, relative, when};
use crate::{
    bank::index::Filter,
    domain::{reveal::RevealRule, schedule::Schedule},
    store::daily::{Daily, Plan},
};

pub fn daily_number(n: u32) -> String {
    format!("Daily #{n}")
}

pub fn closed(members: u32, nailed: u32, partly: u32, missed: u32) -> String {
    if members == 0 {
        return "**That was the daily.** Nobody tried it this time. There is a new chance with the next one.".into();
    }
    let grades: Vec<String> = [
        (nailed, "nailed it"),
        (partly, "got it partly"),
        (missed, "missed it"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, what)| format!("{n} {what}"))
    .collect();
    let grades = if grades.is_empty() {
        String::new()
    } else {
        format!(": {}", grades.join(", "))
    };
    let who = if members == 1 {
        "1 member".to_owned()
    } else {
        format!("{members} members")
    };
    format!("**That was the daily.** {who} tried it{grades}. Well done for showing up.")
}

pub fn no_dailies() -> String {
    "There is no daily yet. Make one with `/daily add`, for example `/daily add channel:#general time:09:00`.".into()
}

pub fn no_such_daily() -> String {
    "I do not find that daily. Choose one from the list that appears while you type, or look with `/daily list`.".into()
}

pub fn reveal_rule(it: RevealRule) -> &'static str {
    match it {
        RevealRule::Anyone => "anyone, at once",
        RevealRule::AfterAttempt => "those who attempted",
        RevealRule::Timed => "those who attempted; all at a set time",
    }
}

pub fn reveal_at_missing() -> String {
    "With `reveal` timed I need `reveal_at`: the local time of the answer, for example `reveal_at:17:00`.".into()
}

pub fn reveal_at_unused() -> String {
    "`reveal_at` goes with `reveal` timed only. Choose that, or leave `reveal_at` out.".into()
}

pub fn no_such_tag(typed: &str, tags: &[String]) -> String {
    if tags.is_empty() {
        "That channel has no tags. Please leave `tag` out.".into()
    } else {
        format!(
            "That channel has no tag “{typed}”. It has {}.",
            either(tags)
        )
    }
}

/// `mon-fri at 09:00 (Europe/Berlin) in <#1>`
fn schedule(plan: &Plan) -> String {
    let Schedule { time, zone, days } = &plan.schedule;
    let zone = zone.iana_name().unwrap_or("UTC");
    format!("{days} at {} ({zone})", time.strftime("%H:%M"))
}

pub fn daily_added(plan: &Plan, first: Option<Timestamp>, questions: usize) -> String {
    let first = first.map_or_else(String::new, |it| {
        format!(" The first comes {}.", relative(it))
    });
    let questions = count(u32::try_from(questions).unwrap_or(u32::MAX), "question");
    format!(
        "Done: I post in <#{}> {}, choosing from {questions}.{first}",
        plan.channel,
        schedule(plan)
    )
}

pub fn daily_line(daily: &Daily, what: &str) -> String {
    let plan = &daily.plan;
    let next = daily
        .next
        .map_or_else(String::new, |(_, due)| format!("\nNext: {}", when(due)));
    let ping = plan
        .ping_role
        .map_or_else(String::new, |it| format!(", pings <@&{it}>"));
    let reveal = match plan.reveal_at {
        Some(time) => format!("all at {}", time.strftime("%H:%M")),
        None => reveal_rule(plan.reveal).to_owned(),
    };
    format!(
        "**#{}** {} in <#{}>: {what}{ping}\nAnswer for: {reveal}{next}",
        daily.id,
        schedule(plan),
        plan.channel
    )
}

/// For an autocomplete: no mentions there.
pub fn daily_choice(daily: &Daily) -> String {
    let Filter {
        difficulty,
        company,
        topic,
        ..
    } = &daily.plan.filter;
    let what = filter(*difficulty, company.as_deref(), topic.as_deref(), &[]);
    format!("#{} {}: {what}", daily.id, schedule(&daily.plan))
        .chars()
        .take(100)
        .collect()
}

pub fn move_the_day() -> &'static str {
    "Begin the day with this post"
}

pub fn daily_removed(channel: u64) -> String {
    format!(
        "Removed: no more questions at that time in <#{channel}>. What was posted stays, and so do streaks and points; open questions still get their answers."
    )
}

pub fn daily_posting(channel: u64) -> String {
    format!("On its way to <#{channel}>.")
}

pub fn daily_nothing_to_post() -> String {
    "No question matches this daily's filter, so there is nothing to post. Make a wider one with `/daily add`.".into()
}

pub fn channel_lacks(channel: u64, missing: &[&str]) -> String {
    let missing: Vec<String> = missing.iter().map(|it| format!("`{it}`")).collect();
    format!(
        "I may not post in <#{channel}> yet: there I lack {}. Please allow me that in the channel's settings, then try again.",
        missing.join(", ")
    )
}

pub fn channel_unfit(channel: u64) -> String {
    format!(
        "<#{channel}> cannot take a daily. Please choose a text, announcement or forum channel."
    )
}

pub fn role_pings_nobody(role: u64) -> String {
    format!(
        "Mind: <@&{role}> cannot be mentioned by me, so the ping reaches nobody. In the server's settings, under Roles, switch on “Allow anyone to @mention this role”."
    )
}

pub fn late_in_the_day(ends: Timestamp) -> String {
    format!(
        "Mind: this server's day ends {}, so members would have less than 12 hours for it that day. The button moves the day to begin with this post; it holds from the next day on.",
        relative(ends)
    )
}

pub fn notice_skipped(channel: u64, date: civil::Date) -> String {
    format!(
        "The question of {date} for <#{channel}> was not posted: I could not in time. The day is not required, so no streak breaks."
    )
}

pub fn notice_empty(channel: u64) -> String {
    format!(
        "No question was left for the daily in <#{channel}>: none matches its filter. Make a wider one with `/daily add` and remove this one."
    )
}

pub fn notice_aside(channel: u64, forbidden: bool) -> String {
    let why = if forbidden {
        "I may not post there any more"
    } else {
        "the channel is gone"
    };
    format!(
        "I cannot post in <#{channel}>: {why}. Please check my permissions in its settings, or remove the daily with `/daily remove`. I try again when something changes there."
    )
}

pub fn notice_no_thread(channel: u64) -> String {
    format!(
        "I could post in <#{channel}> but not open a thread. Please allow me `Create Public Threads` and `Send Messages in Threads` there."
    )
}

pub fn notice_no_answer(channel: u64) -> String {
    format!(
        "The daily in <#{channel}> closed, but I could not post its answer: its thread is gone or closed to me. `Reveal answer` on the card still shows it."
    )
}

/// A heading, then one text for each; nothing without any.
pub fn notices(notices: &[String]) -> Vec<String> {
    let heading = (!notices.is_empty()).then(|| "**While you were away**".to_owned());
    let lines = notices.iter().map(|it| format!("- {it}"));
    heading.into_iter().chain(lines).collect()
}
