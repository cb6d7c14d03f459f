//! Every sentence that a member sees. Short, warm, plain; a refusal says what to do next.

use jiff::{Timestamp, civil};

use crate::{
    app::attempt::{Graded, NoPoints},
    bank::{index::Filter, relax::Condition},
    domain::{
        board::{By, Period},
        day::Day,
        points::Grade,
        question::Difficulty,
        reveal::{RevealRule, Why},
        schedule::Schedule,
        streak::{DayLine, Streak, What},
    },
    store::daily::{Daily, Plan},
};

// Words of more than one sentence.

/// `1 point`, `2 points`.
fn count(n: u32, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}

/// `a, b or c`.
pub fn either(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// `Hard`, for a heading.
pub fn difficulty(it: Difficulty) -> &'static str {
    match it {
        Difficulty::Easy => "Easy",
        Difficulty::Medium => "Medium",
        Difficulty::Hard => "Hard",
    }
}

/// An instant in each reader's own zone.
pub fn when(at: Timestamp) -> String {
    format!("<t:{}:F>", at.as_second())
}

/// An instant as "in 3 hours".
pub fn relative(at: Timestamp) -> String {
    format!("<t:{}:R>", at.as_second())
}

// Trouble.

pub fn failure(id: &str) -> String {
    format!(
        "Something went wrong on my side, and nothing was changed by this. Please try again; if it stays, tell your admin the number `{id}`: the log has it."
    )
}

pub fn stale() -> String {
    "This button is from an older time and does nothing any more. Please ask for a new card with `/question`.".into()
}

pub fn question_gone() -> String {
    "This question has left the bank. Please take another one with `/question`.".into()
}

pub fn only_in_server() -> String {
    "This works in a server only: please use it there.".into()
}

pub fn only_admins() -> String {
    "That is for those who manage the server. Please ask one of them.".into()
}

pub fn not_yours() -> String {
    "That attempt is somebody else's. Press `Attempt` on the card to make your own.".into()
}

// Asking.

pub fn unknown_word(word: &str, nearest: &[String]) -> String {
    let nearest: Vec<String> = nearest.iter().map(|it| format!("`{it}`")).collect();
    if nearest.is_empty() {
        format!(
            "I know no difficulty, company, topic or word like `{word}`. Try `hard`, `google` or `asyncio`."
        )
    } else {
        format!("I do not know `{word}`. Did you mean {}?", either(&nearest))
    }
}

pub fn no_match(what: &str, has_relaxations: bool) -> String {
    if has_relaxations {
        format!("No question is {what}. These come close:")
    } else {
        format!("No question is {what}. Try fewer words, for example `/question query:hard`.")
    }
}

pub fn relaxed(what: &str, count: usize) -> String {
    format!("{what} ({count})")
}

/// What a relaxation gives up.
pub fn given_up(it: &Condition) -> String {
    match it {
        Condition::Difficulty(_) => "any difficulty".into(),
        Condition::Company(_) => "any company".into(),
        Condition::Topic(_) => "any topic".into(),
        Condition::Words(words) => format!("without “{}”", words.join(" ")),
    }
}

/// What a filter says, for "No question matches …".
pub fn filter(
    difficulty: Option<Difficulty>,
    company: Option<&str>,
    topic: Option<&str>,
    words: &[String],
) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(difficulty.map(|it| it.name().to_owned()));
    parts.extend(company.map(|it| format!("asked at {it}")));
    parts.extend(topic.map(|it| format!("about {it}")));
    parts.extend((!words.is_empty()).then(|| format!("with “{}”", words.join(" "))));
    if parts.is_empty() {
        "any question".into()
    } else {
        parts.join(", ")
    }
}

pub fn todays_question(link: Option<&str>) -> String {
    match link {
        Some(link) => {
            format!("This one is open as a daily: {link}. Its answer keeps to that daily's rule.")
        }
        None => "This one is open as a daily. Its answer keeps to that daily's rule.".into(),
    }
}

// Hints.

pub fn hint(n: usize, of: usize, hint: &str) -> String {
    format!("**Hint {n} of {of}**\n{hint}")
}

pub fn no_more_hints(there_are: usize) -> String {
    match there_are {
        0 => "This question has no hints. Say what you know so far: that is what an interview asks for.".into(),
        1 => "You have seen its one hint. Try it now: press `Attempt`.".into(),
        n => format!("You have seen all {n} hints. Try it now: press `Attempt`."),
    }
}

// Attempts.

pub fn attempt_title() -> &'static str {
    "Your attempt"
}

pub fn attempt_label() -> &'static str {
    "What would you say to the interviewer?"
}

pub fn attempt_placeholder() -> &'static str {
    "Key points are enough. Only you see this, unless you share it."
}

pub fn attempt_saved() -> &'static str {
    "Your attempt is saved. Compare it with the model answer, then grade yourself below."
}

pub fn attempt_waits() -> &'static str {
    "You have tried this one already. Here is the model answer again: how did you do?"
}

pub fn graded(it: &Graded) -> String {
    let head = match it.grade {
        Grade::Nailed => "**Nailed it.**",
        Grade::Partly => "**Partly there.**",
        Grade::Missed => "**Missed, and noted.** That is what practice is for.",
    };
    let points = match it.why_no_points {
        Some(why) => no_points(why).to_owned(),
        None if it.grade == Grade::Missed => "No points this time.".to_owned(),
        None => format!("+{}.", count(it.points, "point")),
    };
    let streak = it
        .streak
        .map_or_else(String::new, |it| format!("\n{}", streak_line(it)));
    format!("{head} {points}{streak}\nYou may change the grade for ten minutes.")
}

fn no_points(why: NoPoints) -> &'static str {
    match why {
        NoPoints::DirectMessage => "Points are for servers; here it is practice.",
        NoPoints::NotTheFirst => {
            "No points: only the first graded attempt at a question gives some."
        }
        NoPoints::ShownBefore => "No points: you had seen the answer before.",
        NoPoints::EnoughForTheDay => {
            "No points: ten questions a day give some, and you have done more. Impressive."
        }
    }
}

pub fn too_late_to_grade() -> String {
    "This attempt was graded more than ten minutes ago; its grade stays. Press `Attempt` on the card to try again.".into()
}

pub fn gave_up(it: &Graded) -> String {
    let streak = it
        .streak
        .map_or_else(String::new, |it| format!(" {}", streak_line(it)));
    format!("Noted as missed: knowing what you do not know is half of it.{streak}")
}

pub fn shared(link: &str) -> String {
    format!("Shared behind a spoiler: {link}")
}

pub fn shared_before() -> String {
    "You have shared this attempt already.".into()
}

pub fn shared_text(name: &str) -> String {
    format!("**{name}** tried it:")
}

pub fn nowhere_to_share() -> String {
    "There is no thread to share it in, and I may not make one here. An admin can allow me `Create Public Threads` and `Send Messages in Threads`.".into()
}

// The answer.

pub fn answer_heading(title: &str) -> String {
    format!("**Model answer: {title}**")
}

pub fn read_on() -> &'static str {
    "Read on:"
}

pub fn answer_is_in_this_chat() -> String {
    "The answer is here in our chat.".into()
}

pub fn answer_is_here(link: &str) -> String {
    format!("The answer is here: {link}")
}

pub fn attempt_first() -> String {
    "Have a go first: press `Attempt` on the card, a few words will do. Then I show you the answer at once.\nNo idea at all? Giving up shows it too, and counts as missed.".into()
}

pub fn why_privately(why: Why) -> Option<&'static str> {
    match why {
        Why::PrivateCard | Why::Attempted => None,
        Why::ThreadsForbidden => Some(
            "I may not make threads here, so only you see the answer. An admin can allow me `Create Public Threads` and `Send Messages in Threads`.",
        ),
        Why::ThreadsLimited => {
            Some("Discord limits new threads at the moment, so only you see the answer.")
        }
    }
}

pub fn thread_gone() -> &'static str {
    "The thread of this question was deleted, so only you see the answer."
}

/// The name of a thread whose question has left the bank.
pub fn thread_without_name() -> &'static str {
    "Today's question"
}

// Dailies.

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
        "Done: {} I post in <#{}>, from {questions}.{first}",
        schedule(plan),
        plan.channel
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

// For the admins.

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
        "I cannot post in <#{channel}>: {why}. Please check my permissions with `/server check`, or remove the daily. I try again when something changes there."
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

pub fn notices(notices: &[String]) -> String {
    format!(
        "**While you were away**\n{}",
        notices
            .iter()
            .map(|it| format!("- {it}\n"))
            .collect::<String>()
    )
}

// Streaks.

fn streak_line(it: Streak) -> String {
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

// Boards.

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

// Servers.

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
