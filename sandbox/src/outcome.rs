//! What a person's client sees after it did something.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::message::Message;
use crate::slash::{Refused, refuse};
use crate::state::Shared;

/// The bot's first answer to an interaction.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A new message, perhaps ephemeral.
    Message(Message),
    /// The bot takes its time: a "thinking…" message, or nothing to see until the edit.
    Deferred(Deferred),
    /// The message with the component changed in place.
    Update(Message),
    Modal(Modal),
    Choices(Vec<Choice>),
    /// A link button: the browser opens it, and the bot does not hear of it.
    Link(String),
    /// "The application did not respond": no valid answer came in time.
    NoResponse,
}

/// A choice of an autocompletion.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub name: String,
    pub value: Value,
}

/// A form that the bot opened.
#[derive(Clone, Debug)]
pub struct Modal {
    pub custom_id: String,
    pub title: String,
    pub inputs: Vec<Input>,
    pub(crate) channel: u64,
    /// The message whose component opened it.
    pub(crate) source: Option<u64>,
}

/// A text input of a form.
#[derive(Clone, Debug)]
pub struct Input {
    pub custom_id: String,
    pub label: String,
    pub is_paragraph: bool,
    pub required: bool,
    pub min_length: usize,
    pub max_length: usize,
    /// What is already in it.
    pub value: String,
    pub placeholder: String,
}

/// An answer that the bot promised.
#[derive(Clone)]
pub struct Deferred {
    pub(crate) shared: Arc<Shared>,
    pub(crate) channel: u64,
    pub(crate) message: u64,
    pub(crate) version: u32,
    pub(crate) patience: Duration,
}

impl Deferred {
    /// The message once the bot has edited it. Panics if that takes too long.
    pub async fn wait_edit(&self) -> Message {
        let edited = self.shared.wait_for(self.patience, |state| {
            state
                .any_message(self.channel, self.message)
                .filter(|message| message.version > self.version)
                .cloned()
        });
        let log = || self.shared.read(|state| state.log.tail());
        edited
            .await
            .unwrap_or_else(|| panic!("the deferred answer never came; last requests:\n{}", log()))
    }
}

impl std::fmt::Debug for Deferred {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Deferred({})", self.message)
    }
}

impl Outcome {
    /// The new or changed message. Panics if the answer was something else.
    #[track_caller]
    pub fn message(self) -> Message {
        match self {
            Self::Message(message) | Self::Update(message) => message,
            other => panic!("expected a message, got {other:?}"),
        }
    }

    /// The message, waited for if the answer was deferred. Panics if it was something else.
    pub async fn settled(self) -> Message {
        match self {
            Self::Deferred(deferred) => deferred.wait_edit().await,
            other => other.message(),
        }
    }

    #[track_caller]
    pub fn modal(self) -> Modal {
        match self {
            Self::Modal(modal) => modal,
            other => panic!("expected a modal, got {other:?}"),
        }
    }

    #[track_caller]
    pub fn choices(self) -> Vec<Choice> {
        match self {
            Self::Choices(choices) => choices,
            other => panic!("expected choices, got {other:?}"),
        }
    }

    /// The answer as a person reads it, whatever it is.
    pub fn text(&self) -> String {
        match self {
            Self::Message(message) | Self::Update(message) => message.text(),
            Self::Deferred(_) => "(thinking…)".into(),
            Self::Modal(modal) => modal.text(),
            Self::Choices(choices) => {
                let names: Vec<&str> = choices.iter().map(|it| it.name.as_str()).collect();
                names.join("\n")
            }
            Self::Link(url) => format!("(opens {url})"),
            Self::NoResponse => "(the application did not respond)".into(),
        }
    }
}

impl Input {
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.custom_id == name || self.label == name
    }

    /// What the client checks before it submits; an optional input may stay empty.
    pub(crate) fn check(&self, text: &str) -> Result<(), Refused> {
        let length = text.chars().count();
        if length == 0 && !self.required {
            return Ok(());
        }
        if length < self.min_length.max(1) {
            return refuse(format!("{}: too short", self.label));
        }
        if length > self.max_length {
            return refuse(format!("{}: too long", self.label));
        }
        Ok(())
    }
}
