//! The state a sandbox starts from, told tersely. Names are resolved and ids given out at the start.

use crate::channel::ChannelKind;
use crate::permissions;

/// Guilds and the bot that is in them.
#[derive(Clone, Debug)]
pub struct World {
    pub(crate) bot: String,
    pub(crate) guilds: Vec<Guild>,
}

/// A guild to be: what is in it, in the order in which ids are given out.
#[derive(Clone, Debug)]
pub struct Guild {
    pub(crate) name: String,
    pub(crate) locale: String,
    pub(crate) everyone: u64,
    pub(crate) bot_permissions: u64,
    pub(crate) roles: Vec<RoleSpec>,
    pub(crate) channels: Vec<ChannelSpec>,
    pub(crate) members: Vec<MemberSpec>,
    pub(crate) overwrites: Vec<OverwriteSpec>,
}

#[derive(Clone, Debug)]
pub(crate) struct RoleSpec {
    pub(crate) name: String,
    pub(crate) permissions: u64,
    pub(crate) mentionable: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct ChannelSpec {
    pub(crate) name: String,
    pub(crate) kind: ChannelKind,
    pub(crate) tags: Vec<String>,
    pub(crate) tag_required: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct MemberSpec {
    pub(crate) name: String,
    pub(crate) nick: Option<String>,
    pub(crate) roles: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct OverwriteSpec {
    pub(crate) channel: String,
    pub(crate) who: String,
    pub(crate) allow: u64,
    pub(crate) deny: u64,
}

impl World {
    pub fn new() -> Self {
        Self {
            bot: "Bot".into(),
            guilds: Vec::new(),
        }
    }

    /// One guild with a channel of each kind that matters, an admin, two members and a role.
    pub fn example() -> Self {
        Self::new().guild(
            Guild::new("Python Guild")
                .text("general")
                .text("daily")
                .announcement("announcements")
                .forum("practice", &["easy", "hard"])
                .voice("lounge")
                .private("leads")
                .role("team", 0)
                .mentionable_role("early-birds")
                .admin("max")
                .member_with("ana", &["team"])
                .member("bob"),
        )
    }

    /// What the bot is called; "Bot" by default.
    pub fn bot(mut self, name: &str) -> Self {
        self.bot = name.into();
        self
    }

    pub fn guild(mut self, guild: Guild) -> Self {
        self.guilds.push(guild);
        self
    }
}

impl Default for World {
    fn default() -> Self {
        Self::example()
    }
}

impl Guild {
    pub fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            locale: "en-US".into(),
            everyone: permissions::EVERYONE,
            bot_permissions: permissions::BOT,
            roles: Vec::new(),
            channels: Vec::new(),
            members: Vec::new(),
            overwrites: Vec::new(),
        }
    }

    pub fn text(self, name: &str) -> Self {
        self.channel(name, ChannelKind::Text)
    }

    pub fn announcement(self, name: &str) -> Self {
        self.channel(name, ChannelKind::Announcement)
    }

    pub fn voice(self, name: &str) -> Self {
        self.channel(name, ChannelKind::Voice)
    }

    pub fn category(self, name: &str) -> Self {
        self.channel(name, ChannelKind::Category)
    }

    /// A forum whose posts may carry these tags.
    pub fn forum(mut self, name: &str, tags: &[&str]) -> Self {
        self = self.channel(name, ChannelKind::Forum);
        let forum = self.channels.last_mut().expect("it was just added");
        forum.tags = tags.iter().map(ToString::to_string).collect();
        self
    }

    /// A forum whose posts must carry one of these tags at least.
    pub fn strict_forum(mut self, name: &str, tags: &[&str]) -> Self {
        self = self.forum(name, tags);
        let forum = self.channels.last_mut().expect("it was just added");
        forum.tag_required = true;
        self
    }

    /// A text channel that everyone sees but in which nobody, the bot included, may post.
    pub fn private(self, name: &str) -> Self {
        let posting = permissions::SEND_MESSAGES | permissions::SEND_MESSAGES_IN_THREADS;
        let threads = permissions::CREATE_PUBLIC_THREADS;
        self.text(name)
            .deny(name, "@everyone", posting | threads)
            .deny(name, "bot", posting | threads)
    }

    /// A role that only those with Mention Everyone can ping.
    pub fn role(mut self, name: &str, permissions: u64) -> Self {
        self.roles.push(RoleSpec {
            name: name.into(),
            permissions,
            mentionable: false,
        });
        self
    }

    pub fn mentionable_role(mut self, name: &str) -> Self {
        self = self.role(name, 0);
        let role = self.roles.last_mut().expect("it was just added");
        role.mentionable = true;
        self
    }

    pub fn member(self, name: &str) -> Self {
        self.member_with(name, &[])
    }

    pub fn member_with(mut self, name: &str, roles: &[&str]) -> Self {
        self.members.push(MemberSpec {
            name: name.into(),
            nick: None,
            roles: roles.iter().map(ToString::to_string).collect(),
        });
        self
    }

    /// A member with a role "Admin" that may do everything; the first one owns the guild.
    pub fn admin(mut self, name: &str) -> Self {
        if !self.roles.iter().any(|role| role.name == "Admin") {
            self = self.role("Admin", permissions::ADMINISTRATOR);
        }
        self.member_with(name, &["Admin"])
    }

    /// Gives the member added last a name for this guild.
    pub fn nick(mut self, nick: &str) -> Self {
        let member = self
            .members
            .last_mut()
            .expect("a member comes before a nick");
        member.nick = Some(nick.into());
        self
    }

    /// What `who` (a role, a member, "@everyone", "bot") may do in a channel, whatever their roles say.
    pub fn allow(self, channel: &str, who: &str, permissions: u64) -> Self {
        self.overwrite(channel, who, permissions, 0)
    }

    /// What `who` (a role, a member, "@everyone", "bot") may not do in a channel.
    pub fn deny(self, channel: &str, who: &str, permissions: u64) -> Self {
        self.overwrite(channel, who, 0, permissions)
    }

    /// Replaces what the invite of the bot asked for.
    pub fn bot_permissions(mut self, permissions: u64) -> Self {
        self.bot_permissions = permissions;
        self
    }

    /// Replaces what everyone may do.
    pub fn everyone(mut self, permissions: u64) -> Self {
        self.everyone = permissions;
        self
    }

    pub fn locale(mut self, locale: &str) -> Self {
        self.locale = locale.into();
        self
    }

    fn channel(mut self, name: &str, kind: ChannelKind) -> Self {
        self.channels.push(ChannelSpec {
            name: name.into(),
            kind,
            tags: Vec::new(),
            tag_required: false,
        });
        self
    }

    fn overwrite(mut self, channel: &str, who: &str, allow: u64, deny: u64) -> Self {
        self.overwrites.push(OverwriteSpec {
            channel: channel.into(),
            who: who.into(),
            allow,
            deny,
        });
        self
    }
}
