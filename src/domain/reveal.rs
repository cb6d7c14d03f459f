//! Who sees the answer when `Reveal answer` is pressed, and where. The rule is looked up at the press;
//! a card carries the question, never a right to its answer.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// When an answer is for everybody. A stricter rule is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevealRule {
    /// As soon as somebody asks: the rule of `/question`.
    Anyone,
    /// For those who attempted; for everybody when the daily closes.
    AfterAttempt,
    /// As `AfterAttempt`, but the daily closes at a time of its own.
    Timed,
}

/// Where the card is on which somebody pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    GuildChannel(Thread),
    Thread,
    Dm,
    /// An ephemeral message, which only one member sees.
    Private,
}

/// Whether a card in a guild channel can have its answer in a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thread {
    /// It is there, or it can be made.
    Open,
    /// The bot may not make one here.
    Forbidden,
    /// Discord limits the making of threads at present.
    Limited,
}

/// What a press of `Reveal answer` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Post the answer in the card's thread, made where it is missing, once; then link to it.
    PostInThread,
    /// Post the answer where the card is: in its thread or in the chat with the member.
    PostHere,
    /// The answer is public already: link to it.
    Link,
    ShowPrivately(Why),
    /// Say that an attempt comes first, or giving up. No word of the answer.
    AttemptFirst,
}

/// Why an answer is shown to one member alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    PrivateCard,
    /// The daily is open, and the member has attempted.
    Attempted,
    /// No thread can be made: the bot lacks the permission.
    ThreadsForbidden,
    /// No thread can be made: Discord limits it.
    ThreadsLimited,
}

/// The rule that holds on every card of a question in a guild: the strictest of the dailies with it that are open.
/// Where none is open, anyone may see the answer.
pub fn standing_rule(open: impl IntoIterator<Item = RevealRule>) -> RevealRule {
    open.into_iter().max().unwrap_or(RevealRule::Anyone)
}

/// A press of `Reveal answer`, with all that decides what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Press {
    /// The [`standing_rule`] at this moment.
    pub rule: RevealRule,
    pub place: Place,
    /// The member attempted the question, on any card, since the earliest open post of it was due.
    pub attempted: bool,
    /// The answer is already in the thread, or chat, of this card.
    pub answer_is_posted: bool,
}

/// What a press does.
pub fn decide(press: Press) -> Decision {
    match (press.rule, press.place) {
        // What is in a thread is public, whatever the rule has become since.
        (_, Place::GuildChannel(_) | Place::Thread | Place::Dm) if press.answer_is_posted => {
            Decision::Link
        }
        (RevealRule::Anyone, Place::GuildChannel(thread)) => match thread {
            Thread::Open => Decision::PostInThread,
            Thread::Forbidden => Decision::ShowPrivately(Why::ThreadsForbidden),
            Thread::Limited => Decision::ShowPrivately(Why::ThreadsLimited),
        },
        (RevealRule::Anyone, Place::Thread | Place::Dm) => Decision::PostHere,
        (RevealRule::Anyone, Place::Private) => Decision::ShowPrivately(Why::PrivateCard),
        (RevealRule::AfterAttempt | RevealRule::Timed, _) if press.attempted => {
            Decision::ShowPrivately(Why::Attempted)
        }
        (RevealRule::AfterAttempt | RevealRule::Timed, _) => Decision::AttemptFirst,
    }
}

impl RevealRule {
    pub const ALL: [Self; 3] = [Self::Anyone, Self::AfterAttempt, Self::Timed];

    pub fn name(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::AfterAttempt => "after-attempt",
            Self::Timed => "timed",
        }
    }
}

impl fmt::Display for RevealRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for RevealRule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|it| it.name() == text)
            .ok_or_else(|| {
                format!("`{text}` is no reveal rule: write anyone, after-attempt or timed")
            })
    }
}

#[cfg(test)]
mod tests {
    use super::{Decision::*, RevealRule::*, *};

    const CHANNEL: Place = Place::GuildChannel(super::Thread::Open);

    /// A press by someone who did not attempt, on a card whose answer is not posted.
    fn press(rule: RevealRule, place: Place) -> Press {
        Press {
            rule,
            place,
            attempted: false,
            answer_is_posted: false,
        }
    }

    fn attempted(press: Press) -> Press {
        Press {
            attempted: true,
            ..press
        }
    }

    fn posted(press: Press) -> Press {
        Press {
            answer_is_posted: true,
            ..press
        }
    }

    #[test]
    fn the_strictest_open_rule_holds() {
        assert_eq!(standing_rule([]), Anyone);
        assert_eq!(standing_rule([AfterAttempt, Anyone]), AfterAttempt);
        assert_eq!(standing_rule([AfterAttempt, Timed, Anyone]), Timed);
    }

    #[test]
    fn anyone_gets_the_answer_into_the_thread_once() {
        assert_eq!(decide(press(Anyone, CHANNEL)), PostInThread);
        assert_eq!(decide(posted(press(Anyone, CHANNEL))), Link);
    }

    #[test]
    fn in_a_thread_or_a_chat_the_answer_goes_there() {
        assert_eq!(decide(press(Anyone, Place::Thread)), PostHere);
        assert_eq!(decide(press(Anyone, Place::Dm)), PostHere);
    }

    #[test]
    fn without_a_thread_the_one_who_asked_gets_it_with_the_reason() {
        let in_channel = |thread| decide(press(Anyone, Place::GuildChannel(thread)));
        assert_eq!(
            in_channel(super::Thread::Forbidden),
            ShowPrivately(Why::ThreadsForbidden)
        );
        assert_eq!(
            in_channel(super::Thread::Limited),
            ShowPrivately(Why::ThreadsLimited)
        );
    }

    #[test]
    fn a_private_card_is_revealed_privately_even_where_a_thread_has_the_answer() {
        let private = press(Anyone, Place::Private);
        assert_eq!(decide(private), ShowPrivately(Why::PrivateCard));
        assert_eq!(decide(posted(private)), ShowPrivately(Why::PrivateCard));
    }

    #[test]
    fn while_a_daily_is_open_only_an_attempt_shows_the_answer() {
        for rule in [AfterAttempt, Timed] {
            for place in [CHANNEL, Place::Thread, Place::Dm, Place::Private] {
                assert_eq!(decide(press(rule, place)), AttemptFirst);
                assert_eq!(
                    decide(attempted(press(rule, place))),
                    ShowPrivately(Why::Attempted)
                );
            }
        }
    }

    #[test]
    fn what_is_in_the_thread_is_public_under_every_rule() {
        for rule in RevealRule::ALL {
            assert_eq!(decide(posted(press(rule, CHANNEL))), Link);
        }
        assert_eq!(decide(posted(press(Timed, Place::Private))), AttemptFirst);
    }

    #[test]
    fn rules_are_read_back() {
        for rule in RevealRule::ALL {
            assert_eq!(rule.to_string().parse(), Ok(rule));
        }
        assert_eq!(
            "never".parse::<RevealRule>(),
            Err("`never` is no reveal rule: write anyone, after-attempt or timed".to_owned())
        );
    }
}
