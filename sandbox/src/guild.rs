//! Guilds, roles, members and accounts, and the JSON in which Discord shows them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

#[derive(Clone, Debug)]
pub(crate) struct Guild {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) locale: String,
    pub(crate) owner: u64,
    pub(crate) roles: Vec<Role>,
    pub(crate) members: BTreeMap<u64, Member>,
    pub(crate) joined: Timestamp,
    /// Whether the bot is in it.
    pub(crate) has_bot: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Role {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) permissions: u64,
    pub(crate) mentionable: bool,
    pub(crate) position: u16,
    /// Whether it is the bot's own.
    pub(crate) managed: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) nick: Option<String>,
    pub(crate) roles: Vec<u64>,
    pub(crate) joined: Timestamp,
}

/// A person or the bot, apart from any guild.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) bot: bool,
    pub(crate) locale: String,
}

impl Account {
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id.to_string(), "username": self.name, "discriminator": "0",
            "global_name": null, "avatar": null, "bot": self.bot, "flags": 0, "public_flags": 0,
        })
    }
}

impl Member {
    /// As inside an interaction's `resolved`: without the user.
    pub(crate) fn partial(&self) -> Value {
        json!({
            "nick": self.nick, "avatar": null, "banner": null,
            "roles": self.roles.iter().map(u64::to_string).collect::<Vec<_>>(),
            "joined_at": self.joined.to_string(), "premium_since": null,
            "deaf": false, "mute": false, "pending": false, "flags": 0,
            "communication_disabled_until": null,
        })
    }

    pub(crate) fn json(&self, account: &Account) -> Value {
        let mut member = self.partial();
        member["user"] = account.json();
        member
    }
}

impl Role {
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id.to_string(), "name": self.name, "color": 0,
            "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
            "hoist": false, "icon": null, "unicode_emoji": null, "position": self.position,
            "permissions": self.permissions.to_string(), "managed": self.managed,
            "mentionable": self.mentionable, "flags": 0,
        })
    }
}

impl Guild {
    pub(crate) fn role(&self, id: u64) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == id)
    }

    /// What a member's roles give, before any channel's overwrites.
    pub(crate) fn base_permissions(&self, user: u64) -> u64 {
        if user == self.owner {
            return crate::permissions::ALL;
        }
        let roles = self.members.get(&user).map_or(&[][..], |it| &it.roles[..]);
        self.roles
            .iter()
            .filter(|role| role.id == self.id || roles.contains(&role.id))
            .fold(0, |permissions, role| permissions | role.permissions)
    }

    /// The fields that REST and GUILD_CREATE share.
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id.to_string(), "name": self.name, "icon": null, "splash": null,
            "discovery_splash": null, "owner_id": self.owner.to_string(), "region": "deprecated",
            "afk_channel_id": null, "afk_timeout": 300, "widget_enabled": false,
            "verification_level": 0, "default_message_notifications": 1,
            "explicit_content_filter": 0, "mfa_level": 0, "application_id": null,
            "system_channel_id": null, "system_channel_flags": 0, "rules_channel_id": null,
            "vanity_url_code": null, "description": null, "banner": null, "premium_tier": 0,
            "premium_subscription_count": 0, "preferred_locale": self.locale,
            "public_updates_channel_id": null, "nsfw_level": 0, "nsfw": false,
            "premium_progress_bar_enabled": false, "safety_alerts_channel_id": null,
            "emojis": [], "stickers": [], "features": [],
            "roles": self.roles.iter().map(Role::json).collect::<Vec<_>>(),
        })
    }
}
