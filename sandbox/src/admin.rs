//! What happens to guilds from outside: channels deleted, rights changed, members gone. The gateway
//! is told as Discord tells it.

use serde_json::json;

use crate::channel::{Channel, Place};
use crate::discord::Discord;
use crate::session::GUILDS;
use crate::state::State;
use crate::view::View;
use crate::world;

impl Discord {
    /// The bot is invited to a guild; returns the guild's id.
    pub fn join_guild(&self, guild: world::Guild) -> u64 {
        self.shared.change(|state| {
            let id = state.add_guild(&guild);
            let created = state.guild_create_json(id);
            state.dispatch(Some(id), GUILDS, "GUILD_CREATE", &created);
            id
        })
    }

    /// The bot is thrown out of a guild. Panics if there is none of that name.
    pub fn leave_guild(&self, name: &str) {
        let id = self.guild(name);
        self.shared.change(|state| {
            let bot = state.application;
            let guild = state.guilds.get_mut(&id).expect("it was found above");
            guild.has_bot = false;
            guild.members.remove(&bot);
            let deleted = json!({ "id": id.to_string() });
            state.dispatch(Some(id), GUILDS, "GUILD_DELETE", &deleted);
        });
    }

    /// Deletes a channel or a thread with all that is in it.
    pub fn delete_channel<'p>(&self, place: impl Into<Place<'p>>) {
        self.on_channel(place, |state, channel| {
            let inside = |it: &Channel| it.id == channel.id || it.root() == channel.id;
            let gone: Vec<u64> = state
                .channels
                .values()
                .filter(|it| inside(it))
                .map(|it| it.id)
                .collect();
            for id in gone {
                state.channels.remove(&id);
                state.messages.remove(&id);
            }
            state.dispatch_channel("DELETE", &channel);
        });
    }

    /// Makes a text channel. Returns its id.
    pub fn create_channel(&self, guild: u64, name: &str) -> u64 {
        self.shared.change(|state| {
            let id = state.next_id();
            let channel = Channel::new(id, Some(guild), crate::ChannelKind::Text, name);
            state.channels.insert(id, channel.clone());
            state.dispatch_channel("CREATE", &channel);
            id
        })
    }

    pub fn rename_channel<'p>(&self, place: impl Into<Place<'p>>, name: &str) {
        self.change_channel(place, |channel| channel.name = name.into());
    }

    /// Deletes a message, whosever it is. Panics if there is none.
    pub fn delete_message(&self, id: u64) {
        self.shared.change(|state| {
            let channel = state.find_message(id).map(|it| it.channel);
            let removed = channel.map(|channel| state.remove_message(channel, id));
            assert!(matches!(removed, Some(Ok(()))), "there is no message {id}");
        });
    }

    /// Replaces what a channel says of `who` (a role, a member, "@everyone", "bot").
    pub fn overwrite<'p>(&self, place: impl Into<Place<'p>>, who: &str, allow: u64, deny: u64) {
        let place = place.into();
        let overwrite = self.shared.read(|state| {
            let guild = View { state }.find(place).guild;
            state.overwrite(guild.expect("the channel is in a guild"), who, allow, deny)
        });
        self.change_channel(place, |channel| {
            channel.overwrites.retain(|it| it.id != overwrite.id);
            channel.overwrites.push(overwrite);
        });
    }

    /// Archives a thread by hand.
    pub fn archive_thread(&self, id: u64) {
        self.change_channel(id, |channel| {
            let thread = channel.thread.as_mut();
            thread.expect("the channel is a thread").archived = true;
        });
    }

    /// Locks a thread: only those who manage threads can write in it.
    pub fn lock_thread(&self, id: u64) {
        self.change_channel(id, |channel| {
            let thread = channel.thread.as_mut();
            thread.expect("the channel is a thread").locked = true;
        });
    }

    /// Changes what a role gives and whether all may ping it; the bot's own role has the bot's name.
    pub fn set_role(&self, name: &str, permissions: u64, mentionable: bool) {
        let id = self.role(name);
        self.shared.change(|state| {
            let mut guilds = state.guilds.values_mut();
            let (guild, role) = guilds
                .find_map(|guild| {
                    let id_of_guild = guild.id;
                    let role = guild.roles.iter_mut().find(|role| role.id == id)?;
                    Some((id_of_guild, role))
                })
                .expect("it was found above");
            role.permissions = permissions;
            role.mentionable = mentionable;
            let updated = json!({ "guild_id": guild.to_string(), "role": role.json() });
            state.dispatch(Some(guild), GUILDS, "GUILD_ROLE_UPDATE", &updated);
        });
    }

    /// A person leaves all guilds. Panics if nobody has that name.
    pub fn remove_member(&self, name: &str) {
        let user = self.user(name).id;
        self.shared.change(|state| {
            for guild in state.guilds.values_mut() {
                guild.members.remove(&user);
            }
        });
    }

    /// A person, perhaps a new one, joins a guild.
    pub fn add_member(&self, guild: u64, name: &str) {
        self.shared.change(|state| {
            let user = state.add_account(name);
            let member = crate::guild::Member {
                nick: None,
                roles: Vec::new(),
                joined: state.now(),
            };
            let guild = state.guilds.get_mut(&guild).expect("the guild is there");
            guild.members.insert(user, member);
        });
    }

    /// Gives a person a name for one guild. Panics if they are not in it.
    pub fn set_nick(&self, guild: u64, name: &str, nick: &str) {
        let user = self.user(name).id;
        self.shared.change(|state| {
            let guild = state.guilds.get_mut(&guild).expect("the guild is there");
            let member = guild.members.get_mut(&user);
            member.expect("they are a member").nick = Some(nick.into());
        });
    }

    /// What the client of a person says its language is: `de`, `en-US`.
    pub fn set_locale(&self, name: &str, locale: &str) {
        let user = self.user(name).id;
        self.shared.change(|state| {
            let account = state.users.get_mut(&user);
            account.expect("it was found above").locale = locale.into();
        });
    }

    fn on_channel<'p>(
        &self,
        place: impl Into<Place<'p>>,
        change: impl FnOnce(&mut State, Channel),
    ) {
        self.shared.change(|state| {
            let channel = View { state }.find(place).clone();
            change(state, channel);
        });
    }

    fn change_channel<'p>(&self, place: impl Into<Place<'p>>, change: impl FnOnce(&mut Channel)) {
        self.on_channel(place, |state, mut channel| {
            change(&mut channel);
            state.channels.insert(channel.id, channel.clone());
            state.dispatch_channel("UPDATE", &channel);
        });
    }
}
