//! All that the loopback Discord knows, behind one lock; and how things in it are found.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use crate::channel::{Channel, ChannelKind, Place};
use crate::clock::Clock;
use crate::discord::Options;
use crate::errors::ApiError;
use crate::faults::Faults;
use crate::guild::{Account, Guild, Role};
use crate::interaction::Interaction;
use crate::limits::Buckets;
use crate::log::Log;
use crate::message::{Attachment, Message};
use crate::permissions::{self, Overwrite};
use crate::session::Sessions;
use crate::snowflake::Snowflakes;

pub(crate) struct State {
    /// `http://127.0.0.1:port`.
    pub(crate) url: String,
    /// The application's id, which is the bot's user id too.
    pub(crate) application: u64,
    pub(crate) options: Options,
    pub(crate) clock: Clock,
    pub(crate) ids: Snowflakes,
    /// How many ids were given out to things that no clock made: guilds, roles, people.
    pub(crate) fixtures: u64,
    pub(crate) users: BTreeMap<u64, Account>,
    pub(crate) guilds: BTreeMap<u64, Guild>,
    /// Threads and direct messages among them.
    pub(crate) channels: BTreeMap<u64, Channel>,
    /// By channel, then by id.
    pub(crate) messages: HashMap<u64, BTreeMap<u64, Message>>,
    /// Files that can be fetched, by id.
    pub(crate) files: HashMap<u64, Attachment>,
    /// By nonce: the message that took it, and when.
    pub(crate) nonces: HashMap<String, (u64, u64, Timestamp)>,
    /// Registered commands as Discord's JSON; those of a guild have `guild_id`.
    pub(crate) commands: Vec<serde_json::Value>,
    pub(crate) interactions: HashMap<u64, Interaction>,
    pub(crate) sessions: Sessions,
    pub(crate) faults: Faults,
    pub(crate) buckets: Buckets,
    pub(crate) log: Log,
    /// Messages that a test has read, or got from a person's verb.
    pub(crate) read: HashSet<u64>,
    /// Connections that outlive the server are cut at their next request.
    pub(crate) stopped: bool,
}

/// The state and the news that it changed.
pub(crate) struct Shared {
    state: Mutex<State>,
    changes: watch::Sender<u64>,
}

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self {
            state: Mutex::new(state),
            changes: watch::Sender::new(0),
        }
    }

    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    /// Changes the state and tells everybody who waits for a change.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let outcome = change(&mut self.lock());
        self.changes.send_modify(|count| *count += 1);
        outcome
    }

    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Looks again at each change until `look` finds something; `None` after `patience` of real time.
    pub(crate) async fn wait_for<T>(
        &self,
        patience: Duration,
        mut look: impl FnMut(&State) -> Option<T>,
    ) -> Option<T> {
        let mut changes = self.changes();
        let found = async {
            loop {
                changes.mark_unchanged();
                if let Some(found) = self.read(&mut look) {
                    return found;
                }
                changes.changed().await.expect("the sender lives in `self`");
            }
        };
        tokio::time::timeout(patience, found).await.ok()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A failed assertion inside a test's closure must not hide behind a poisoned lock.
        self.state
            .lock()
            .unwrap_or_else(|poison| poison.into_inner())
    }
}

impl State {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn next_id(&mut self) -> u64 {
        let now = self.now();
        self.ids.next(now)
    }

    pub(crate) fn bot(&self) -> &Account {
        &self.users[&self.application]
    }

    pub(crate) fn channel(&self, id: u64) -> Result<&Channel, ApiError> {
        self.channels.get(&id).ok_or_else(|| ApiError::code(10003))
    }

    /// A guild that the bot is in.
    pub(crate) fn guild(&self, id: u64) -> Result<&Guild, ApiError> {
        let guild = self.guilds.get(&id).filter(|guild| guild.has_bot);
        guild.ok_or_else(|| ApiError::code(10004))
    }

    pub(crate) fn role(&self, guild: Option<u64>, id: u64) -> Option<&Role> {
        self.guilds.get(&guild?)?.role(id)
    }

    /// A message that can be fetched; ephemeral ones cannot.
    pub(crate) fn message(&self, channel: u64, id: u64) -> Result<&Message, ApiError> {
        self.any_message(channel, id)
            .filter(|message| !message.is_ephemeral())
            .ok_or_else(|| ApiError::code(10008))
    }

    pub(crate) fn any_message(&self, channel: u64, id: u64) -> Option<&Message> {
        self.messages.get(&channel)?.get(&id)
    }

    pub(crate) fn any_message_mut(&mut self, channel: u64, id: u64) -> Option<&mut Message> {
        self.messages.get_mut(&channel)?.get_mut(&id)
    }

    /// A message wherever it is.
    pub(crate) fn find_message(&self, id: u64) -> Option<&Message> {
        self.messages.values().find_map(|channel| channel.get(&id))
    }

    /// What a user may do in a channel; nothing where they are no member.
    pub(crate) fn permissions(&self, user: u64, channel: &Channel) -> u64 {
        let Some(guild) = channel.guild.and_then(|id| self.guilds.get(&id)) else {
            let is_theirs = user == self.application || channel.recipient == Some(user);
            return if is_theirs { permissions::DIRECT } else { 0 };
        };
        let Some(member) = guild.members.get(&user) else {
            return 0;
        };
        let overwrites: &[Overwrite] = self
            .channels
            .get(&channel.root())
            .map_or(&[], |root| &root.overwrites);
        let base = guild.base_permissions(user);
        permissions::in_channel(base, guild.id, user, &member.roles, overwrites)
    }

    /// The channel, if the bot may see it and holds `needed` there; else 10003, 50001 or 50013.
    pub(crate) fn channel_for_bot(&self, id: u64, needed: u64) -> Result<&Channel, ApiError> {
        let channel = self.channel(id)?;
        let held = self.permissions(self.application, channel);
        if held & permissions::VIEW_CHANNEL == 0 {
            return Err(ApiError::code(50001));
        }
        if held & needed != needed {
            return Err(ApiError::code(50013));
        }
        Ok(channel)
    }

    pub(crate) fn find_channel(&self, place: Place<'_>) -> Option<&Channel> {
        let name = match place {
            Place::Id(id) => return self.channels.get(&id),
            Place::Name(name) => name,
        };
        let in_guild = name.split_once('/').and_then(|(guild, name)| {
            let guild = self.guild_named(guild)?;
            Some((Some(guild.id), name))
        });
        let (guild, name) = in_guild.unwrap_or((None, name));
        self.channels
            .values()
            .find(|channel| channel.name == name && (guild.is_none() || channel.guild == guild))
    }

    pub(crate) fn guild_named(&self, name: &str) -> Option<&Guild> {
        self.guilds.values().find(|guild| guild.name == name)
    }

    pub(crate) fn user_named(&self, name: &str) -> Option<&Account> {
        self.users.values().find(|user| user.name == name)
    }

    /// The direct messages between the bot and a user, opened if they were not.
    pub(crate) fn direct_channel(&mut self, user: u64) -> u64 {
        let open = |channel: &&Channel| channel.recipient == Some(user);
        if let Some(channel) = self.channels.values().find(open) {
            return channel.id;
        }
        let id = self.next_id();
        let name = format!("@{}", self.users[&user].name);
        let channel = Channel {
            recipient: Some(user),
            ..Channel::new(id, None, ChannelKind::Direct, &name)
        };
        self.channels.insert(id, channel);
        id
    }

    /// The JSON of a channel.
    pub(crate) fn channel_json(&self, channel: &Channel) -> serde_json::Value {
        let recipient = channel.recipient.map(|user| self.users[&user].json());
        channel.json(self.now(), recipient)
    }
}
