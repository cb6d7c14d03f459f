//! What can be looked at: messages, threads, commands, requests; and waiting until it is there.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::watch;

use crate::channel::{Channel, ChannelKind, Place};
use crate::discord::Discord;
use crate::log::Request;
use crate::message::Message;
use crate::state::State;
use crate::user::User;

/// A look at the state, while it cannot change.
#[derive(Clone, Copy)]
pub struct View<'s> {
    pub(crate) state: &'s State,
}

/// A channel or thread as it is now.
#[derive(Clone, Debug)]
pub struct ChannelInfo {
    pub id: u64,
    pub name: String,
    pub kind: ChannelKind,
    pub guild: Option<u64>,
    /// The channel that a thread is in.
    pub parent: Option<u64>,
    pub archived: bool,
    pub locked: bool,
    /// Minutes of quiet until a thread is archived.
    pub auto_archive_minutes: Option<i64>,
    /// The names of the tags of a forum's post.
    pub tags: Vec<String>,
}

impl<'s> View<'s> {
    /// What everybody sees in a channel or thread, oldest first; notices of Discord left out.
    pub fn messages<'p>(&self, place: impl Into<Place<'p>>) -> Vec<Message> {
        let seen = |message: &&Message| !message.is_ephemeral();
        self.all_in(place).filter(seen).cloned().collect()
    }

    /// What one person sees there: the same, and what only they see.
    pub fn messages_for<'p>(&self, user: &str, place: impl Into<Place<'p>>) -> Vec<Message> {
        let user = self.state.user_named(user).map(|user| user.id);
        let seen = |message: &&Message| user.is_some_and(|user| message.is_seen_by(user));
        self.all_in(place).filter(seen).cloned().collect()
    }

    /// A message as it is now, ephemeral ones too.
    pub fn message(&self, id: u64) -> Option<Message> {
        self.state.find_message(id).cloned()
    }

    /// The id of the thread that hangs on a message.
    pub fn thread_of(&self, message: u64) -> Option<u64> {
        let thread = self.state.channels.get(&message)?;
        thread.thread.as_ref().map(|_| thread.id)
    }

    /// The threads of a channel, or the posts of a forum, oldest first.
    pub fn threads<'p>(&self, place: impl Into<Place<'p>>) -> Vec<ChannelInfo> {
        let parent = self.find(place).id;
        let channels = self.state.channels.values();
        let threads = channels.filter(|it| it.root() == parent && it.thread.is_some());
        threads.map(|it| self.info(it)).collect()
    }

    /// A channel or thread. Panics if there is none of that name or id.
    #[track_caller]
    pub fn channel<'p>(&self, place: impl Into<Place<'p>>) -> ChannelInfo {
        self.info(self.find(place))
    }

    /// The channels of a guild without its threads, in the guild's order.
    pub fn channels(&self, guild: u64) -> Vec<ChannelInfo> {
        let channels = self.state.channels.values();
        let listed = channels.filter(|it| it.guild == Some(guild) && it.thread.is_none());
        listed.map(|it| self.info(it)).collect()
    }

    /// Ids and names of the guilds that the bot is in.
    pub fn guilds(&self) -> Vec<(u64, String)> {
        let guilds = self.state.guilds.values().filter(|guild| guild.has_bot);
        guilds.map(|it| (it.id, it.name.clone())).collect()
    }

    /// Names of a guild's members without the bot.
    pub fn members(&self, guild: u64) -> Vec<String> {
        let members = self.state.guilds.get(&guild).map(|guild| &guild.members);
        let users = members.into_iter().flat_map(|members| members.keys());
        let people = users.filter(|id| **id != self.state.application);
        people.map(|id| self.state.users[id].name.clone()).collect()
    }

    /// The registered commands as Discord's JSON.
    pub fn commands(&self) -> &'s [Value] {
        &self.state.commands
    }

    /// Every request to the REST API so far.
    pub fn requests(&self) -> &'s [Request] {
        &self.state.log.requests
    }

    /// Whether the bot has a connection to the gateway.
    pub fn is_connected(&self) -> bool {
        self.state.sessions.is_connected()
    }

    /// How many gateway sessions were opened, and how many resumed.
    pub fn sessions(&self) -> (u32, u32) {
        let sessions = &self.state.sessions;
        (sessions.identified, sessions.resumed)
    }

    #[track_caller]
    pub(crate) fn find<'p>(&self, place: impl Into<Place<'p>>) -> &'s Channel {
        let place = place.into();
        let channel = self.state.find_channel(place);
        channel.unwrap_or_else(|| panic!("there is no channel {place:?}"))
    }

    fn all_in<'p>(&self, place: impl Into<Place<'p>>) -> impl Iterator<Item = &'s Message> {
        let messages = self.state.messages.get(&self.find(place).id);
        let all = messages.into_iter().flat_map(|messages| messages.values());
        all.filter(|message| !message.is_system())
    }

    fn info(&self, channel: &Channel) -> ChannelInfo {
        let thread = channel.thread.as_ref();
        let parent = thread.and_then(|it| self.state.channels.get(&it.parent));
        let names: HashMap<u64, &String> = parent
            .into_iter()
            .flat_map(|forum| forum.tags.iter().map(|(id, name)| (*id, name)))
            .collect();
        let tags = thread.map_or(&[][..], |it| &it.applied_tags);
        ChannelInfo {
            id: channel.id,
            name: channel.name.clone(),
            kind: channel.kind,
            guild: channel.guild,
            parent: thread.map(|it| it.parent),
            archived: thread.is_some_and(|it| it.is_archived(self.state.now())),
            locked: thread.is_some_and(|it| it.locked),
            auto_archive_minutes: thread.map(|it| it.auto_archive_minutes),
            tags: tags.iter().map(|id| names[id].clone()).collect(),
        }
    }
}

impl Discord {
    /// Looks at several things at one moment.
    pub fn view<T>(&self, look: impl FnOnce(View<'_>) -> T) -> T {
        self.shared.read(|state| look(View { state }))
    }

    /// Waits until `look` finds something, looking again at each change. Panics with the last
    /// requests if that takes longer than `Options::patience`.
    pub async fn wait<T>(&self, mut look: impl FnMut(View<'_>) -> Option<T>) -> T {
        let patience = self.shared.read(|state| state.options.patience);
        let found = self.shared.wait_for(patience, |state| look(View { state }));
        let log = || self.shared.read(|state| state.log.tail());
        let found = found.await;
        found.unwrap_or_else(|| panic!("waited in vain; the last requests:\n{}", log()))
    }

    /// The oldest message of the bot's there that no test has read yet; waits for it if need be.
    /// What a person's verb returned counts as read.
    pub async fn next_message_in<'p>(&self, place: impl Into<Place<'p>>) -> Message {
        let place = place.into();
        let next = self
            .wait(|view| view.unread(place).into_iter().next())
            .await;
        self.shared.change(|state| state.read.insert(next.id));
        next
    }

    /// The bot's messages there that no test has read yet.
    pub fn unread_in<'p>(&self, place: impl Into<Place<'p>>) -> Vec<Message> {
        self.view(|view| view.unread(place.into()))
    }

    /// Waits until the bot is connected to the gateway.
    pub async fn connected(&self) {
        self.wait(|view| view.is_connected().then_some(())).await;
    }

    pub fn messages<'p>(&self, place: impl Into<Place<'p>>) -> Vec<Message> {
        self.view(|view| view.messages(place))
    }

    /// A message as it is now. Panics if there is none.
    #[track_caller]
    pub fn message(&self, id: u64) -> Message {
        let message = self.view(|view| view.message(id));
        message.unwrap_or_else(|| panic!("there is no message {id}"))
    }

    pub fn thread_of(&self, message: u64) -> Option<u64> {
        self.view(|view| view.thread_of(message))
    }

    pub fn threads<'p>(&self, place: impl Into<Place<'p>>) -> Vec<ChannelInfo> {
        self.view(|view| view.threads(place))
    }

    pub fn transcript<'p>(&self, place: impl Into<Place<'p>>) -> String {
        self.view(|view| view.transcript(place))
    }

    pub fn commands(&self) -> Vec<Value> {
        self.view(|view| view.commands().to_vec())
    }

    pub fn requests(&self) -> Vec<Request> {
        self.view(|view| view.requests().to_vec())
    }

    /// Requests to paths that the sandbox does not have: method and path.
    pub fn unknown_routes(&self) -> Vec<String> {
        self.view(|view| {
            let unknown = view.requests().iter().filter(|it| it.route.is_empty());
            unknown
                .map(|it| format!("{} {}", it.method, it.path))
                .collect()
        })
    }

    /// How many requests were answered 429.
    pub fn count_429(&self) -> u32 {
        self.shared.read(|state| state.buckets.refused)
    }

    /// How many gateway sessions were opened, and how many resumed.
    pub fn sessions(&self) -> (u32, u32) {
        self.view(|view| view.sessions())
    }

    /// Hears of each change of the state; the number itself means nothing.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes()
    }

    /// A person, in the first text channel of their first guild. Panics if nobody has that name.
    #[track_caller]
    pub fn user(&self, name: &str) -> User {
        let user = self.find_user(name);
        user.unwrap_or_else(|| panic!("there is nobody named {name:?}"))
    }

    /// As `user`, for names that a person typed.
    pub fn find_user(&self, name: &str) -> Option<User> {
        User::named(Arc::clone(&self.shared), name)
    }

    /// The id of a channel or thread of that name. Panics if there is none.
    #[track_caller]
    pub fn channel(&self, name: &str) -> u64 {
        self.view(|view| view.channel(name).id)
    }

    /// The id of a guild. Panics if there is none of that name.
    #[track_caller]
    pub fn guild(&self, name: &str) -> u64 {
        let guild = self
            .shared
            .read(|state| state.guild_named(name).map(|it| it.id));
        guild.unwrap_or_else(|| panic!("there is no guild {name:?}"))
    }

    /// The id of a role. Panics if no guild has one of that name.
    #[track_caller]
    pub fn role(&self, name: &str) -> u64 {
        let role = self.shared.read(|state| {
            let mut roles = state.guilds.values().flat_map(|guild| &guild.roles);
            roles.find(|role| role.name == name).map(|role| role.id)
        });
        role.unwrap_or_else(|| panic!("there is no role {name:?}"))
    }

    /// The bot's user id, which is the application's id too.
    pub fn bot_id(&self) -> u64 {
        self.shared.read(|state| state.application)
    }
}

impl View<'_> {
    fn unread(&self, place: Place<'_>) -> Vec<Message> {
        let mut messages = self.messages(place);
        messages
            .retain(|it| it.author == self.state.application && !self.state.read.contains(&it.id));
        messages
    }
}
