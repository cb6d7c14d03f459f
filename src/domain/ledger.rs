//! The states through which a post goes, and the steps between them that exist: always forward, so that after a crash
//! the stored state says from which step on to go.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Where a post is on its way to the channel. A later state is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PostState {
    /// To be posted; nothing has been sent.
    Due,
    /// A request to send it may have reached Discord. From here on it is searched for before it is sent again.
    Sending,
    /// Its message id is stored.
    Sent,
    /// Its thread id is stored.
    Threaded,
    /// Nothing is left to do.
    Done,
    /// Never posted: it came too late, or its daily was paused, removed or told to skip.
    Skipped,
    /// Never posted: there was no question to post, or no way to post it until its grace ended.
    Failed,
}

impl PostState {
    pub const ALL: [Self; 7] = [
        Self::Due,
        Self::Sending,
        Self::Sent,
        Self::Threaded,
        Self::Done,
        Self::Skipped,
        Self::Failed,
    ];

    /// The states that may follow this one. What has been sent is finished, never skipped.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Due => &[Self::Sending, Self::Skipped, Self::Failed],
            Self::Sending => &[Self::Sent, Self::Skipped, Self::Failed],
            // Without a thread where none can be made.
            Self::Sent => &[Self::Threaded, Self::Done],
            Self::Threaded => &[Self::Done],
            Self::Done | Self::Skipped | Self::Failed => &[],
        }
    }

    pub fn may_become(self, next: Self) -> bool {
        self.next().contains(&next)
    }

    pub fn is_final(self) -> bool {
        self.next().is_empty()
    }

    /// Whether the message is known to be in the channel.
    pub fn is_posted(self) -> bool {
        matches!(self, Self::Sent | Self::Threaded | Self::Done)
    }

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Threaded => "threaded",
            Self::Done => "done",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for PostState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for PostState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|it| it.as_str() == text)
            .ok_or_else(|| {
                let states = Self::ALL.map(Self::as_str).join(", ");
                format!("`{text}` is no state of a post: it is one of {states}")
            })
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::Index};

    use super::{PostState::*, *};

    #[test]
    fn states_are_read_back() {
        for state in PostState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert!("posted".parse::<PostState>().is_err());
    }

    #[test]
    fn only_what_was_never_sent_can_be_skipped() {
        let skippable: Vec<_> = PostState::ALL
            .into_iter()
            .filter(|state| state.may_become(Skipped))
            .collect();
        assert_eq!(skippable, [Due, Sending]);
    }

    #[test]
    fn three_ends() {
        let ends: Vec<_> = PostState::ALL
            .into_iter()
            .filter(|state| state.is_final())
            .collect();
        assert_eq!(ends, [Done, Skipped, Failed]);
    }

    proptest! {
        #[test]
        fn every_path_goes_forward_to_an_end(choices: [Index; 5]) {
            let mut path = vec![Due];
            for choice in choices {
                let here = path[path.len() - 1];
                if !here.is_final() {
                    path.push(*choice.get(here.next()));
                }
            }
            prop_assert!(path.is_sorted_by(|a, b| a < b), "{path:?}");
            prop_assert!(path[path.len() - 1].is_final(), "{path:?}");
            let posted: Vec<_> = path.iter().map(|state| state.is_posted()).collect();
            prop_assert!(posted.is_sorted(), "a message does not vanish: {path:?}");
        }
    }
}
