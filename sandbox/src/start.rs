//! From a `World` to the state: ids given out in order, names resolved.

use std::collections::{BTreeMap, HashMap};

use crate::channel::Channel;
use crate::clock::Clock;
use crate::discord::Options;
use crate::guild::{Account, Guild, Member, Role};
use crate::permissions::Overwrite;
use crate::session::Sessions;
use crate::snowflake::Snowflakes;
use crate::state::State;
use crate::world;

/// Ids of fixtures count up from here: round numbers that read well, older than any clock in use.
const FIRST_ID: u64 = 1_000_000_000_000_000_000;

impl State {
    pub(crate) fn new(world: &world::World, url: String, options: Options) -> Self {
        let clock = match options.start {
            Some(at) if options.frozen => Clock::frozen(at),
            Some(at) => Clock::running(at),
            None => Clock::of_the_machine(),
        };
        let mut state = Self {
            url,
            application: FIRST_ID,
            clock,
            ids: Snowflakes::default(),
            fixtures: 0,
            users: BTreeMap::new(),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            messages: HashMap::new(),
            files: HashMap::new(),
            nonces: HashMap::new(),
            commands: Vec::new(),
            interactions: HashMap::new(),
            sessions: Sessions::default(),
            faults: Default::default(),
            buckets: Default::default(),
            log: Default::default(),
            read: Default::default(),
            stopped: false,
            options,
        };
        state.application = state.add_account(&world.bot);
        let bot = state.application;
        state.users.get_mut(&bot).expect("it was just added").bot = true;
        for guild in &world.guilds {
            state.add_guild(guild);
        }
        state
    }

    /// Builds a guild with the bot in it, without telling anybody; returns its id.
    pub(crate) fn add_guild(&mut self, spec: &world::Guild) -> u64 {
        let id = self.fixture_id();
        let mut guild = Guild {
            id,
            name: spec.name.clone(),
            locale: spec.locale.clone(),
            owner: 0,
            roles: vec![role(id, "@everyone", spec.everyone)],
            members: BTreeMap::new(),
            joined: self.now(),
            has_bot: true,
        };
        self.add_roles(&mut guild, spec);
        self.add_members(&mut guild, spec);
        self.guilds.insert(id, guild);
        for (position, channel) in spec.channels.iter().enumerate() {
            self.add_channel(id, channel, position);
        }
        for overwrite in &spec.overwrites {
            self.add_overwrite(id, overwrite);
        }
        id
    }

    pub(crate) fn fixture_id(&mut self) -> u64 {
        self.fixtures += 1;
        FIRST_ID + self.fixtures
    }

    /// The user of that name, made if there is none.
    pub(crate) fn add_account(&mut self, name: &str) -> u64 {
        if let Some(user) = self.user_named(name) {
            return user.id;
        }
        let account = Account {
            id: self.fixture_id(),
            name: name.into(),
            bot: false,
            locale: "en-US".into(),
        };
        let id = account.id;
        self.users.insert(id, account);
        id
    }

    fn add_roles(&mut self, guild: &mut Guild, spec: &world::Guild) {
        for role_spec in &spec.roles {
            guild.roles.push(Role {
                mentionable: role_spec.mentionable,
                position: u16::try_from(guild.roles.len()).expect("a guild has 250 roles at most"),
                ..role(self.fixture_id(), &role_spec.name, role_spec.permissions)
            });
        }
        guild.roles.push(Role {
            managed: true,
            position: u16::try_from(guild.roles.len()).expect("a guild has 250 roles at most"),
            ..role(
                self.fixture_id(),
                &self.bot().name.clone(),
                spec.bot_permissions,
            )
        });
    }

    fn add_members(&mut self, guild: &mut Guild, spec: &world::Guild) {
        let joined = self.now();
        let bot_role = guild.roles.last().expect("the bot's role is there").id;
        let bot = Member {
            nick: None,
            roles: vec![bot_role],
            joined,
        };
        guild.members.insert(self.application, bot);
        for member in &spec.members {
            let user = self.add_account(&member.name);
            let roles = member.roles.iter().map(|name| role_named(guild, name));
            let member = Member {
                nick: member.nick.clone(),
                roles: roles.collect(),
                joined,
            };
            guild.members.insert(user, member);
        }
        let admins = spec.members.iter().find(|it| it.roles == ["Admin"]);
        let owner = admins.map_or("owner", |admin| &admin.name);
        guild.owner = self.add_account(owner);
    }

    fn add_channel(&mut self, guild: u64, spec: &world::ChannelSpec, position: usize) {
        let id = self.fixture_id();
        let tags = spec.tags.iter().map(|tag| (self.fixture_id(), tag.clone()));
        let channel = Channel {
            tags: tags.collect(),
            tag_required: spec.tag_required,
            position: u16::try_from(position).unwrap_or(u16::MAX),
            ..Channel::new(id, Some(guild), spec.kind, &spec.name)
        };
        self.channels.insert(id, channel);
    }

    fn add_overwrite(&mut self, guild: u64, spec: &world::OverwriteSpec) {
        let overwrite = self.overwrite(guild, &spec.who, spec.allow, spec.deny);
        let channel = self
            .channels
            .values_mut()
            .find(|it| it.guild == Some(guild) && it.name == spec.channel);
        let channel = channel.unwrap_or_else(|| panic!("there is no channel {:?}", spec.channel));
        channel.overwrites.push(overwrite);
    }

    /// `who` is a role, a member, "@everyone" or "bot"; panics where there is none such.
    pub(crate) fn overwrite(&self, guild: u64, who: &str, allow: u64, deny: u64) -> Overwrite {
        let guild = &self.guilds[&guild];
        let role = guild
            .roles
            .iter()
            .find(|role| role.name == who && !role.managed);
        let user = match who {
            "bot" => Some(self.application),
            name => self.user_named(name).map(|user| user.id),
        };
        let id = role.map(|role| role.id).or(user);
        Overwrite {
            id: id.unwrap_or_else(|| panic!("there is no role or member {who:?}")),
            for_member: role.is_none(),
            allow,
            deny,
        }
    }
}

fn role(id: u64, name: &str, permissions: u64) -> Role {
    Role {
        id,
        name: name.into(),
        permissions,
        mentionable: false,
        position: 0,
        managed: false,
    }
}

fn role_named(guild: &Guild, name: &str) -> u64 {
    let role = guild.roles.iter().find(|role| role.name == name);
    role.unwrap_or_else(|| panic!("there is no role {name:?}"))
        .id
}
