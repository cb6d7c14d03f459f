//! Interactions: their payload as Discord sends it, and how far each has been answered.

use std::time::Instant;

use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::channel::{Channel, ChannelKind};
use crate::errors::ApiError;
use crate::outcome::Outcome;
use crate::session::ANY;
use crate::state::State;

/// Discord's interaction types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InteractionKind {
    Command = 2,
    Component = 3,
    Autocomplete = 4,
    Modal = 5,
}

pub(crate) struct Interaction {
    pub(crate) id: u64,
    pub(crate) token: String,
    pub(crate) kind: InteractionKind,
    pub(crate) user: u64,
    pub(crate) channel: u64,
    /// The message whose component was used, also by the modal that it opened.
    pub(crate) source: Option<u64>,
    pub(crate) received: Instant,
    pub(crate) answer: Answer,
    /// What `@original` means.
    pub(crate) original: Option<u64>,
    /// Tells the person's client of the first answer.
    pub(crate) reply: Option<oneshot::Sender<Outcome>>,
}

/// How far the bot has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Waiting,
    /// "Thinking…": the first follow-up takes its place.
    Deferred,
    Given,
}

/// Who does what, where.
pub(crate) struct Act {
    pub(crate) user: u64,
    pub(crate) channel: u64,
    pub(crate) kind: InteractionKind,
    pub(crate) data: Value,
    pub(crate) source: Option<u64>,
}

/// A file to be attached to an interaction or a message at most: 10 MiB.
pub(crate) const ATTACHMENT_LIMIT: usize = 10 * 1024 * 1024;

impl State {
    /// Sends the interaction to the bot; the receiver gets the bot's first answer.
    pub(crate) fn interact(&mut self, act: Act) -> oneshot::Receiver<Outcome> {
        self.drop_dead_interactions();
        let id = self.next_id();
        let token = format!("interaction-token-{id}");
        let payload = self.payload(id, &token, &act);
        let guild = self.channels[&act.channel].guild;
        let (reply, answer) = oneshot::channel();
        let interaction = Interaction {
            id,
            token,
            kind: act.kind,
            user: act.user,
            channel: act.channel,
            source: act.source,
            received: Instant::now(),
            answer: Answer::Waiting,
            original: None,
            reply: Some(reply),
        };
        self.interactions.insert(id, interaction);
        self.dispatch(guild, ANY, "INTERACTION_CREATE", &payload);
        answer
    }

    /// An interaction whose token still lives; else error 50027.
    pub(crate) fn interaction_by_token(&self, token: &str) -> Result<&Interaction, ApiError> {
        let id = token.strip_prefix("interaction-token-").unwrap_or_default();
        id.parse()
            .ok()
            .and_then(|id: u64| self.interactions.get(&id))
            .filter(|it| it.received.elapsed() < self.options.token_lives)
            .ok_or_else(|| ApiError::code(50027))
    }

    /// Forgets, now and then, what nobody can refer to any more.
    fn drop_dead_interactions(&mut self) {
        if self.interactions.len() % 4096 == 4095 {
            let lives = self.options.token_lives;
            self.interactions
                .retain(|_, it| it.received.elapsed() < lives);
        }
    }

    fn payload(&self, id: u64, token: &str, act: &Act) -> Value {
        let channel = &self.channels[&act.channel];
        let bot_permissions = self.permissions(self.application, channel);
        let user = &self.users[&act.user];
        let mut payload = json!({
            "id": id.to_string(),
            "application_id": self.application.to_string(),
            "type": act.kind as u8,
            "token": token,
            "version": 1,
            "data": act.data,
            "channel_id": channel.id.to_string(),
            "channel": self.partial_channel(channel, act.user),
            "app_permissions": bot_permissions.to_string(),
            "locale": user.locale,
            "entitlements": [],
            "attachment_size_limit": ATTACHMENT_LIMIT,
            "authorizing_integration_owners": { "0": channel.guild.unwrap_or(0).to_string() },
            "context": u8::from(channel.guild.is_none()),
        });
        self.add_person(&mut payload, channel, act.user);
        if let Some(source) = act.source.and_then(|id| self.any_message(channel.id, id)) {
            payload["message"] = self.message_json(source);
        }
        payload
    }

    fn add_person(&self, payload: &mut Value, channel: &Channel, user: u64) {
        let account = &self.users[&user];
        let Some(guild) = channel.guild.map(|id| &self.guilds[&id]) else {
            payload["user"] = account.json();
            return;
        };
        let mut member = guild.members[&user].json(account);
        member["permissions"] = json!(self.permissions(user, channel).to_string());
        payload["member"] = member;
        payload["guild_id"] = json!(guild.id.to_string());
        payload["guild_locale"] = json!(guild.locale);
        payload["guild"] =
            json!({ "id": guild.id.to_string(), "locale": guild.locale, "features": [] });
    }

    /// A channel inside an interaction: its permissions are those of the person, not of the bot.
    pub(crate) fn partial_channel(&self, channel: &Channel, user: u64) -> Value {
        if channel.kind == ChannelKind::Direct {
            return self.channel_json(channel);
        }
        channel.partial(self.now(), self.permissions(user, channel))
    }
}
