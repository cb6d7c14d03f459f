//! Channels, threads and direct messages, and the JSON in which Discord shows them.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::permissions::Overwrite;

/// Discord's channel types, as far as they occur here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelKind {
    Text = 0,
    Direct = 1,
    Voice = 2,
    Category = 4,
    Announcement = 5,
    AnnouncementThread = 10,
    PublicThread = 11,
    PrivateThread = 12,
    Forum = 15,
}

impl ChannelKind {
    pub fn is_thread(self) -> bool {
        matches!(
            self,
            Self::AnnouncementThread | Self::PublicThread | Self::PrivateThread
        )
    }

    /// Whether messages can be in it; a forum holds threads only.
    pub(crate) fn holds_messages(self) -> bool {
        !matches!(self, Self::Category | Self::Forum)
    }
}

/// A channel by its name (`"general"`, or `"Guild/general"` where guilds share names) or its id.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    Name(&'a str),
    Id(u64),
}

impl<'a> From<&'a str> for Place<'a> {
    fn from(name: &'a str) -> Self {
        Self::Name(name)
    }
}

impl From<u64> for Place<'_> {
    fn from(id: u64) -> Self {
        Self::Id(id)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Channel {
    pub(crate) id: u64,
    pub(crate) guild: Option<u64>,
    pub(crate) kind: ChannelKind,
    pub(crate) name: String,
    pub(crate) position: u16,
    pub(crate) overwrites: Vec<Overwrite>,
    /// The tags of a forum: id and name.
    pub(crate) tags: Vec<(u64, String)>,
    pub(crate) tag_required: bool,
    /// The person at the other end of a direct message.
    pub(crate) recipient: Option<u64>,
    pub(crate) thread: Option<Thread>,
}

/// What only threads have.
#[derive(Clone, Debug)]
pub(crate) struct Thread {
    pub(crate) parent: u64,
    pub(crate) owner: u64,
    pub(crate) applied_tags: Vec<u64>,
    pub(crate) auto_archive_minutes: i64,
    pub(crate) archived: bool,
    pub(crate) locked: bool,
    pub(crate) created: Timestamp,
    pub(crate) last_activity: Timestamp,
}

impl Thread {
    /// Whether it is archived at `now`, by hand or for want of activity.
    pub(crate) fn is_archived(&self, now: Timestamp) -> bool {
        let quiet = SignedDuration::from_mins(self.auto_archive_minutes);
        self.archived || now >= self.last_activity + quiet
    }

    fn metadata(&self, now: Timestamp) -> Value {
        json!({
            "archived": self.is_archived(now),
            "auto_archive_duration": self.auto_archive_minutes,
            "archive_timestamp": self.last_activity.to_string(),
            "create_timestamp": self.created.to_string(),
            "locked": self.locked,
        })
    }
}

impl Channel {
    /// A channel with nothing special about it yet.
    pub(crate) fn new(id: u64, guild: Option<u64>, kind: ChannelKind, name: &str) -> Self {
        Self {
            id,
            guild,
            kind,
            name: name.into(),
            position: 0,
            overwrites: Vec::new(),
            tags: Vec::new(),
            tag_required: false,
            recipient: None,
            thread: None,
        }
    }

    /// The channel whose overwrites count: a thread has those of its parent.
    pub(crate) fn root(&self) -> u64 {
        self.thread.as_ref().map_or(self.id, |thread| thread.parent)
    }

    /// As REST and the gateway show it; `recipient` is the user object of a direct message.
    pub(crate) fn json(&self, now: Timestamp, recipient: Option<Value>) -> Value {
        if let Some(recipient) = recipient {
            return json!({
                "id": self.id.to_string(), "type": self.kind as u8,
                "last_message_id": null, "recipients": [recipient], "flags": 0,
            });
        }
        let mut channel = json!({
            "id": self.id.to_string(),
            "guild_id": self.guild.map(|id| id.to_string()),
            "type": self.kind as u8,
            "name": self.name,
            "position": self.position,
            "permission_overwrites": self.overwrites.iter().map(overwrite_json).collect::<Vec<_>>(),
            "topic": null, "nsfw": false, "rate_limit_per_user": 0, "last_message_id": null,
            "parent_id": null, "flags": if self.tag_required { 1 << 4 } else { 0 },
        });
        self.add_forum(&mut channel);
        self.add_thread(&mut channel, now);
        channel
    }

    fn add_forum(&self, channel: &mut Value) {
        if self.kind != ChannelKind::Forum {
            return;
        }
        channel["available_tags"] = self
            .tags
            .iter()
            .map(|(id, name)| {
                json!({ "id": id.to_string(), "name": name, "moderated": false,
                        "emoji_id": null, "emoji_name": null })
            })
            .collect();
        channel["default_forum_layout"] = json!(0);
    }

    fn add_thread(&self, channel: &mut Value, now: Timestamp) {
        let Some(thread) = &self.thread else { return };
        let tags: Vec<_> = thread.applied_tags.iter().map(u64::to_string).collect();
        channel["parent_id"] = json!(thread.parent.to_string());
        channel["owner_id"] = json!(thread.owner.to_string());
        channel["thread_metadata"] = thread.metadata(now);
        channel["message_count"] = json!(0);
        channel["member_count"] = json!(1);
        channel["total_message_sent"] = json!(0);
        channel["applied_tags"] = json!(tags);
    }

    /// The partial channel inside an interaction.
    pub(crate) fn partial(&self, now: Timestamp, permissions: u64) -> Value {
        json!({
            "id": self.id.to_string(),
            "name": self.name,
            "type": self.kind as u8,
            "guild_id": self.guild.map(|id| id.to_string()),
            "parent_id": self.thread.as_ref().map(|thread| thread.parent.to_string()),
            "thread_metadata": self.thread.as_ref().map(|thread| thread.metadata(now)),
            "permissions": permissions.to_string(),
        })
    }
}

fn overwrite_json(overwrite: &Overwrite) -> Value {
    json!({
        "id": overwrite.id.to_string(), "type": u8::from(overwrite.for_member),
        "allow": overwrite.allow.to_string(), "deny": overwrite.deny.to_string(),
    })
}
