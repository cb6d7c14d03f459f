//! Hints, attempts, and the answer.

use super::{count, streak_line};
use crate::{
    app::attempt::{Graded, NoPoints},
    domain::{points::Grade, reveal::Why},
};

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
