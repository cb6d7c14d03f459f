//! All that one person sees at one moment, as the JSON that the page draws.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State as Given};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Page;
use crate::channel::{Channel, ChannelKind};
use crate::guild::{Account, Guild};
use crate::message::Message;
use crate::permissions::{SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, VIEW_CHANNEL};
use crate::slash::{Refused, Typing};
use crate::state::State;

/// How many messages of a place are shown: the newest ones.
const SHOWN: usize = 200;

/// Who looks where; both empty at first.
#[derive(Deserialize)]
pub(super) struct From {
    #[serde(default)]
    r#as: String,
    #[serde(default)]
    r#in: String,
}

pub(super) async fn look(
    Given(page): Given<Arc<Page>>,
    Query(from): Query<From>,
) -> Result<Json<Value>, Refused> {
    let seen = page.shared.read(|state| {
        let me = person(state, &from.r#as)?;
        let eyes = Eyes { state, me };
        let place = eyes.place(&from.r#in)?;
        Ok(eyes.all(place))
    });
    let mut seen = seen?;
    seen["title"] = json!(page.options.title);
    seen["tries"] = json!(page.options.tries);
    Ok(Json(seen))
}

/// The person of that name; without a name the first one there is.
fn person<'s>(state: &'s State, name: &str) -> Result<&'s Account, Refused> {
    let mut people = state.users.values().filter(|user| !user.bot);
    let found = people.find(|user| name.is_empty() || user.name == name);
    found.ok_or_else(|| Refused(format!("there is nobody named {name:?}")))
}

struct Eyes<'s> {
    state: &'s State,
    me: &'s Account,
}

impl<'s> Eyes<'s> {
    /// The place with that id if I see it, else my first channel.
    fn place(&self, id: &str) -> Result<&'s Channel, Refused> {
        let wanted = id
            .parse()
            .ok()
            .and_then(|id: u64| self.state.channels.get(&id));
        let mut texts = self
            .state
            .channels
            .values()
            .filter(|it| it.kind == ChannelKind::Text);
        let found = wanted
            .filter(|it| self.sees(it))
            .or_else(|| texts.find(|it| self.sees(it)))
            .or_else(|| self.direct());
        found.ok_or_else(|| Refused(format!("{} sees no channel", self.me.name)))
    }

    fn all(&self, place: &Channel) -> Value {
        let state = self.state;
        let bot = state.bot();
        let (now, running_since) = (state.now(), state.clock.subscribe().borrow().1);
        json!({
            "me": { "id": self.me.id.to_string(), "name": self.me.name },
            "bot": { "id": bot.id.to_string(), "name": bot.name, "online": state.sessions.is_connected() },
            "clock": { "now": now.to_string(), "running": running_since.is_some() },
            "people": self.people(),
            "guilds": self.guilds(),
            "direct": self.direct().map(|it| self.listed(it)),
            "place": self.shown(place),
            "commands": self.commands(place),
            "names": self.names(),
        })
    }

    fn people(&self) -> Value {
        let people = self.state.users.values().filter(|user| !user.bot);
        people
            .map(|user| json!({ "name": user.name, "roles": self.roles_of(user) }))
            .collect()
    }

    fn roles_of(&self, user: &Account) -> Vec<&str> {
        let mut guilds = self.guilds_of(user);
        let Some((guild, member)) = guilds.find_map(|it| Some((it, it.members.get(&user.id)?)))
        else {
            return Vec::new();
        };
        let roles = guild
            .roles
            .iter()
            .filter(|it| member.roles.contains(&it.id));
        roles.map(|role| role.name.as_str()).collect()
    }

    fn guilds_of(&self, user: &Account) -> impl Iterator<Item = &'s Guild> {
        let id = user.id;
        let guilds = self.state.guilds.values();
        guilds.filter(move |it| it.members.contains_key(&id))
    }

    fn guilds(&self) -> Value {
        let guilds = self.guilds_of(self.me);
        guilds
            .map(|guild| {
                let channels = self.state.channels.values();
                let top = channels.filter(|it| it.guild == Some(guild.id) && it.thread.is_none());
                let seen = top.filter(|it| self.sees(it)).map(|it| self.with_threads(it));
                json!({ "id": guild.id.to_string(), "name": guild.name, "channels": seen.collect::<Vec<_>>() })
            })
            .collect()
    }

    /// A channel, and its threads with the newest first.
    fn with_threads(&self, channel: &Channel) -> Value {
        let mut listed = self.listed(channel);
        let threads = self.state.channels.values().rev();
        let threads = threads.filter(|it| it.thread.is_some() && it.root() == channel.id);
        listed["threads"] = threads.map(|it| self.listed(it)).collect();
        listed
    }

    fn listed(&self, channel: &Channel) -> Value {
        let last = self.messages(channel).last().map(|it| it.id.to_string());
        let thread = channel.thread.as_ref();
        let named = |id: &u64| {
            let forum = self.state.channels.get(&channel.root())?;
            forum
                .tags
                .iter()
                .find(|(tag, _)| tag == id)
                .map(|(_, name)| name)
        };
        let tags = thread.map_or(&[][..], |it| &it.applied_tags).iter();
        json!({
            "id": channel.id.to_string(), "name": channel.name, "kind": channel.kind as u8,
            "archived": thread.is_some_and(|it| it.is_archived(self.state.now())),
            "tags": tags.filter_map(named).collect::<Vec<_>>(),
            "last": last,
        })
    }

    fn direct(&self) -> Option<&'s Channel> {
        let mut channels = self.state.channels.values();
        channels.find(|it| it.recipient == Some(self.me.id))
    }

    fn shown(&self, place: &Channel) -> Value {
        let mut shown = self.listed(place);
        let messages: Vec<_> = self.messages(place).map(|it| self.message(it)).collect();
        let from = messages.len().saturating_sub(SHOWN);
        shown["guild"] = json!(place.guild.map(|id| id.to_string()));
        shown["parent"] = json!(place.thread.as_ref().map(|it| it.parent.to_string()));
        shown["holds_messages"] = json!(place.kind.holds_messages());
        shown["may_write"] = json!(self.may_write(place));
        shown["starter"] = json!(self.starter(place).map(|it| self.message(it)));
        shown["messages"] = json!(messages[from..]);
        shown
    }

    fn may_write(&self, place: &Channel) -> bool {
        let needed = match place.kind.is_thread() {
            true => SEND_MESSAGES_IN_THREADS,
            false => SEND_MESSAGES,
        };
        self.state.permissions(self.me.id, place) & needed != 0
    }

    /// The message that a thread hangs on, which clients show above it. Its id is the thread's.
    fn starter(&self, place: &Channel) -> Option<&'s Message> {
        let parent = place.thread.as_ref()?.parent;
        let message = self.state.any_message(parent, place.id)?;
        message.is_seen_by(self.me.id).then_some(message)
    }

    fn messages(&self, channel: &Channel) -> impl Iterator<Item = &'s Message> {
        let me = self.me.id;
        let all = self.state.messages.get(&channel.id);
        let all = all.into_iter().flat_map(|messages| messages.values());
        all.filter(move |it| !it.is_system() && it.is_seen_by(me))
    }

    fn message(&self, message: &Message) -> Value {
        let state = self.state;
        let files = message.attachments.iter().map(|file| {
            let url = file.url.strip_prefix(&state.url).unwrap_or(&file.url);
            json!({ "name": file.name, "type": file.content_type, "size": file.bytes.len(), "url": url })
        });
        let thread = state
            .channels
            .get(&message.id)
            .filter(|it| it.thread.is_some());
        let asked_by = message
            .interaction
            .map(|(_, _, user)| &state.users[&user].name);
        json!({
            "id": message.id.to_string(),
            "channel": message.channel.to_string(),
            "author": self.name_in(message.guild, message.author),
            "by_bot": message.author == state.application,
            "at": message.at.to_string(),
            "edited": message.edited.is_some(),
            "content": message.content,
            "embeds": message.embeds,
            "components": message.components,
            "files": files.collect::<Vec<_>>(),
            "ephemeral": message.is_ephemeral(),
            "loading": message.is_loading(),
            "asked_by": asked_by,
            "pings_me": message.pings.everyone || self.is_pinged(message),
            "thread": thread.filter(|it| it.root() == message.channel).map(|it| self.listed(it)),
        })
    }

    fn is_pinged(&self, message: &Message) -> bool {
        let guild = message.guild.and_then(|id| self.state.guilds.get(&id));
        let member = guild.and_then(|it| it.members.get(&self.me.id));
        let roles = member.map_or(&[][..], |it| &it.roles);
        let pings = &message.pings;
        pings.users.contains(&self.me.id) || pings.roles.iter().any(|it| roles.contains(it))
    }

    fn name_in(&self, guild: Option<u64>, user: u64) -> &'s str {
        let member = guild
            .and_then(|id| self.state.guilds.get(&id))
            .and_then(|it| it.members.get(&user));
        let nick = member.and_then(|it| it.nick.as_deref());
        nick.unwrap_or(&self.state.users[&user].name)
    }

    /// The commands that the client offers me here.
    fn commands(&self, place: &Channel) -> Vec<&'s Value> {
        let typing = Typing {
            state: self.state,
            user: self.me,
            channel: place,
            files: &[],
            completing: false,
        };
        let commands = self.state.commands.iter();
        commands.filter(|it| typing.offers(it)).collect()
    }

    /// What ids in texts stand for.
    fn names(&self) -> Value {
        let users = self.state.users.values();
        let users: Map<_, _> = users
            .map(|it| (it.id.to_string(), json!(it.name)))
            .collect();
        let roles = self.guilds_of(self.me).flat_map(|it| &it.roles);
        let roles: Map<_, _> = roles
            .map(|it| (it.id.to_string(), json!(it.name)))
            .collect();
        let channels = self.state.channels.values().filter(|it| self.sees(it));
        let channels: Map<_, _> = channels
            .map(|it| {
                (
                    it.id.to_string(),
                    json!({ "name": it.name, "kind": it.kind as u8 }),
                )
            })
            .collect();
        json!({ "users": users, "roles": roles, "channels": channels })
    }

    fn sees(&self, channel: &Channel) -> bool {
        self.state.permissions(self.me.id, channel) & VIEW_CHANNEL != 0
    }
}
