//! A message, as the sandbox keeps it.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::interaction::InteractionKind;
use crate::pings::Pings;
use crate::session::{DIRECT_MESSAGES, GUILD_MESSAGES};
use crate::state::State;

/// "The bot is thinking…": a deferred answer that has not come yet.
pub(crate) const LOADING: u64 = 1 << 7;
pub(crate) const EPHEMERAL: u64 = 1 << 6;
pub(crate) const HAS_THREAD: u64 = 1 << 5;
pub(crate) const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;

/// Types of messages that Discord writes by itself.
pub(crate) const THREAD_CREATED: u8 = 18;
pub(crate) const THREAD_STARTER: u8 = 21;

/// One message: a copy, which does not change when the message is edited.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: u64,
    pub channel: u64,
    pub guild: Option<u64>,
    /// The author's user id.
    pub author: u64,
    pub author_name: String,
    pub at: Timestamp,
    pub edited: Option<Timestamp>,
    pub content: String,
    /// As Discord's JSON.
    pub embeds: Vec<Value>,
    /// Rows, as Discord's JSON.
    pub components: Vec<Value>,
    pub attachments: Vec<Attachment>,
    pub flags: u64,
    /// Whom it notified.
    pub pings: Pings,
    /// The name of the only person who sees it, if it is ephemeral.
    pub only_for: Option<String>,
    pub(crate) only_for_id: Option<u64>,
    /// Whether its only reader has reloaded the client since.
    pub(crate) gone: bool,
    pub(crate) kind: u8,
    /// The message that this one answers, or whose thread it opens: channel, message.
    pub(crate) reference: Option<(u64, u64)>,
    /// The interaction that it answers: id, interaction type, user.
    pub(crate) interaction: Option<(u64, u8, u64)>,
    /// Grows with each edit.
    pub(crate) version: u32,
}

/// A file at a message, or handed to a command.
#[derive(Clone, Debug)]
pub struct Attachment {
    pub id: u64,
    pub name: String,
    pub content_type: String,
    pub url: String,
    pub bytes: Arc<[u8]>,
}

impl Message {
    pub fn is_ephemeral(&self) -> bool {
        self.only_for.is_some()
    }

    /// Whether it is a deferred answer that has not come yet.
    pub fn is_loading(&self) -> bool {
        self.flags & LOADING != 0
    }

    /// Whether Discord wrote it by itself, on the opening of a thread.
    pub(crate) fn is_system(&self) -> bool {
        matches!(self.kind, THREAD_CREATED | THREAD_STARTER)
    }

    pub(crate) fn is_seen_by(&self, user: u64) -> bool {
        self.only_for_id
            .is_none_or(|only| only == user && !self.gone)
    }

    /// The components inside the rows, in reading order.
    pub(crate) fn controls(&self) -> impl Iterator<Item = &Value> {
        self.components
            .iter()
            .flat_map(|row| row["components"].as_array().into_iter().flatten())
    }
}

impl Attachment {
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id.to_string(), "filename": self.name, "size": self.bytes.len(),
            "url": self.url, "proxy_url": self.url, "content_type": self.content_type,
        })
    }
}

impl State {
    /// As the bot gets it: without nonce, and without the text of people, unless it is to the bot.
    /// Source: the Message Content intent, which covers REST too.
    pub(crate) fn message_json(&self, message: &Message) -> Value {
        let hidden = message.author != self.application
            && message.guild.is_some()
            && !message.pings.users.contains(&self.application);
        let content = if hidden { "" } else { &message.content };
        let embeds = if hidden { &[] } else { &message.embeds[..] };
        let attachments: Vec<_> = message.attachments.iter().map(Attachment::json).collect();
        let users = message
            .pings
            .users
            .iter()
            .filter_map(|id| self.users.get(id));
        let roles: Vec<_> = message.pings.roles.iter().map(u64::to_string).collect();
        let mut json = json!({
            "id": message.id.to_string(),
            "channel_id": message.channel.to_string(),
            "author": self.users[&message.author].json(),
            "content": content,
            "timestamp": message.at.to_string(),
            "edited_timestamp": message.edited.map(|at| at.to_string()),
            "tts": false, "pinned": false, "type": message.kind, "flags": message.flags,
            "mention_everyone": message.pings.everyone,
            "mentions": users.map(|user| user.json()).collect::<Vec<_>>(),
            "mention_roles": roles,
            "attachments": if hidden { json!([]) } else { json!(attachments) },
            "embeds": embeds,
            "components": message.components,
        });
        self.add_relations(&mut json, message);
        json
    }

    fn add_relations(&self, json: &mut Value, message: &Message) {
        if message.flags & HAS_THREAD != 0
            && let Some(thread) = self.channels.get(&message.id)
        {
            json["thread"] = self.channel_json(thread);
        }
        if let Some((channel, id)) = message.reference {
            json["message_reference"] = json!({
                "type": 0, "message_id": id.to_string(), "channel_id": channel.to_string(),
                "guild_id": message.guild.map(|id| id.to_string()),
            });
            let referenced = self
                .any_message(channel, id)
                .filter(|it| it.reference.is_none());
            json["referenced_message"] = referenced.map_or(Value::Null, |it| self.message_json(it));
        }
        if let Some((id, kind, user)) = message.interaction {
            json["application_id"] = json!(self.application.to_string());
            json["webhook_id"] = json!(self.application.to_string());
            let metadata = |kind: u8| {
                json!({
                    "id": id.to_string(), "type": kind, "user": self.users[&user].json(),
                    "authorizing_integration_owners": { "0": message.guild.unwrap_or(0).to_string() },
                    "original_response_message_id": null,
                    "interacted_message_id": message.id.to_string(),
                })
            };
            json["interaction_metadata"] = metadata(kind);
            if kind == InteractionKind::Modal as u8 {
                let opened_by = metadata(InteractionKind::Component as u8);
                json["interaction_metadata"]["triggering_interaction_metadata"] = opened_by;
            }
        }
    }

    /// MESSAGE_CREATE or _UPDATE, for sessions that asked for messages.
    pub(crate) fn dispatch_message(&mut self, event: &str, message: &Message) {
        let intent = match message.guild {
            Some(_) => GUILD_MESSAGES,
            None => DIRECT_MESSAGES,
        };
        if message.is_ephemeral() || !self.sessions.want(intent) {
            return;
        }
        let mut data = self.message_json(message);
        data["guild_id"] = json!(message.guild.map(|id| id.to_string()));
        self.dispatch(message.guild, intent, event, &data);
    }
}
