//! What the bot answers, in our words, and its way into the forms that Discord wants.

use std::{future::Future, pin::Pin};

use serde::Serialize;
use serenity::all::{
    CreateActionRow, CreateAllowedMentions, CreateButton, CreateEmbed, CreateInputText,
    CreateInteractionResponse, CreateInteractionResponseMessage, CreateMessage, CreateModal,
    EditInteractionResponse, InputTextStyle, InteractionResponseFlags, RoleId,
};

use super::rest::File;
use crate::markdown;

/// Characters in a message at most, by Discord's rule.
pub const MESSAGE: usize = 2000;

/// Buttons in a row at most, by Discord's rule.
const ROW: usize = 5;

/// The answer to an interaction.
pub enum Reply {
    /// For everybody in the channel.
    Public(Say),
    /// For the member alone; texts after the first go as follow-ups.
    Private(Vec<Say>),
    /// Takes the place of the message whose button was pressed.
    Update(Say),
    Modal(Modal),
    /// For the member alone, once the work is done; it may take longer than Discord waits for a first answer.
    Later(Pin<Box<dyn Future<Output = anyhow::Result<Vec<Say>>> + Send>>),
}

impl Reply {
    pub fn private(say: impl Into<Say>) -> Self {
        Self::Private(vec![say.into()])
    }

    pub fn later(work: impl Future<Output = anyhow::Result<Vec<Say>>> + Send + 'static) -> Self {
        Self::Later(Box::pin(work))
    }
}

/// One message.
#[derive(Debug, Clone, Default)]
pub struct Say {
    pub text: String,
    pub embed: Option<CreateEmbed>,
    pub buttons: Vec<CreateButton>,
    /// Name and content of an attached file.
    pub file: Option<(String, String)>,
    /// The role that it pings; nothing else is ever pinged.
    pub ping: Option<u64>,
}

/// Texts, each on lines of its own, in as few messages as hold them.
pub fn pack(texts: impl IntoIterator<Item = String>) -> Vec<Say> {
    let mut messages: Vec<String> = Vec::new();
    for text in texts {
        let text = markdown::truncate(&text, MESSAGE);
        match messages.last_mut() {
            Some(last) if markdown::units(last) + 1 + markdown::units(&text) <= MESSAGE => {
                last.push('\n');
                last.push_str(&text);
            }
            _ => messages.push(text),
        }
    }
    messages.into_iter().map(Say::from).collect()
}

impl From<String> for Say {
    fn from(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }
}

impl From<&str> for Say {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl Say {
    pub fn embed(embed: CreateEmbed) -> Self {
        Self {
            embed: Some(embed),
            ..Self::default()
        }
    }

    pub fn button(mut self, button: CreateButton) -> Self {
        self.buttons.push(button);
        self
    }

    /// As a message of its own in a channel. Files travel beside it: see [`Say::files`].
    pub fn message(&self) -> CreateMessage {
        CreateMessage::new()
            .content(&self.text)
            .embeds(self.embed.iter().cloned().collect())
            .components(self.rows())
            .allowed_mentions(self.mentions())
    }

    pub fn response(&self, private: bool) -> CreateInteractionResponseMessage {
        let flags = if private {
            InteractionResponseFlags::EPHEMERAL
        } else {
            InteractionResponseFlags::empty()
        };
        CreateInteractionResponseMessage::new()
            .content(&self.text)
            .embeds(self.embed.iter().cloned().collect())
            .components(self.rows())
            .allowed_mentions(self.mentions())
            .flags(flags)
    }

    pub fn edit(&self) -> EditInteractionResponse {
        EditInteractionResponse::new()
            .content(&self.text)
            .embeds(self.embed.iter().cloned().collect())
            .components(self.rows())
            .allowed_mentions(self.mentions())
    }

    pub fn files(&self) -> Vec<File> {
        let file = |(name, content): &(String, String)| File {
            name: name.clone(),
            bytes: content.clone().into_bytes(),
        };
        self.file.iter().map(file).collect()
    }

    fn rows(&self) -> Vec<CreateActionRow> {
        self.buttons
            .chunks(ROW)
            .map(|row| CreateActionRow::Buttons(row.to_vec()))
            .collect()
    }

    fn mentions(&self) -> CreateAllowedMentions {
        CreateAllowedMentions::new().roles(self.ping.map(RoleId::new))
    }
}

/// A form with one text input.
pub struct Modal {
    pub id: String,
    /// At most 45 characters.
    pub title: String,
    pub label: String,
    pub placeholder: String,
}

/// The name of a modal's one input.
pub const INPUT: &str = "text";

impl Modal {
    pub fn response(&self) -> CreateInteractionResponse {
        let input = CreateInputText::new(InputTextStyle::Paragraph, &self.label, INPUT)
            .placeholder(&self.placeholder)
            .min_length(1)
            .max_length(4000);
        let modal = CreateModal::new(&self.id, &self.title)
            .components(vec![CreateActionRow::InputText(input)]);
        CreateInteractionResponse::Modal(modal)
    }
}

/// An offer of an autocomplete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What is shown, at most 100 characters.
    pub name: String,
    /// What comes in when it is chosen, at most 100 characters.
    pub value: String,
}
