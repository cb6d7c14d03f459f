//! What is read of Discord's answers: only the fields that are used, so that a new or missing one harms nothing.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

#[derive(Debug, Clone, Deserialize)]
pub struct Message {
    #[serde(deserialize_with = "snowflake")]
    pub id: u64,
    pub author: Option<User>,
    #[serde(default)]
    pub content: String,
    #[serde(default)]
    components: Vec<Component>,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// The thread that was made from it.
    pub thread: Option<Channel>,
}

impl Message {
    /// Of its buttons and menus, in order.
    pub fn custom_ids(&self) -> impl Iterator<Item = &str> {
        self.components
            .iter()
            .flat_map(|row| std::iter::once(row).chain(&row.components))
            .filter_map(|it| it.custom_id.as_deref())
    }
}

#[derive(Debug, Clone, Deserialize)]
struct Component {
    custom_id: Option<String>,
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Attachment {
    pub filename: String,
    pub size: u64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct User {
    #[serde(deserialize_with = "snowflake")]
    pub id: u64,
    pub username: String,
    pub global_name: Option<String>,
    #[serde(default)]
    pub bot: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Member {
    #[serde(default, deserialize_with = "snowflakes")]
    pub roles: Vec<u64>,
}

/// A channel or a thread.
#[derive(Debug, Clone, Deserialize)]
pub struct Channel {
    #[serde(deserialize_with = "snowflake")]
    pub id: u64,
    /// <https://docs.discord.com/developers/resources/channel#channel-object-channel-types>
    #[serde(rename = "type")]
    pub kind: u8,
    #[serde(default, deserialize_with = "optional_snowflake")]
    pub guild_id: Option<u64>,
    #[serde(default, deserialize_with = "optional_snowflake")]
    pub parent_id: Option<u64>,
    #[serde(default)]
    pub name: Option<String>,
    /// Among the channels of its guild.
    #[serde(default)]
    pub position: i64,
    #[serde(default)]
    pub permission_overwrites: Vec<Overwrite>,
    /// Of forums.
    #[serde(default)]
    pub available_tags: Vec<Tag>,
    #[serde(default)]
    pub flags: u64,
    pub thread_metadata: Option<ThreadMetadata>,
    /// Present in the answer to a forum post: its first message.
    pub message: Option<Box<Message>>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ThreadMetadata {
    pub archived: bool,
    /// When it was archived or brought back last.
    pub archive_timestamp: Option<Timestamp>,
    #[serde(default)]
    pub locked: bool,
}

/// Permissions of one role or member in one channel, as bits.
#[derive(Debug, Clone, Deserialize)]
pub struct Overwrite {
    #[serde(deserialize_with = "snowflake")]
    pub id: u64,
    /// 0: a role, 1: a member.
    #[serde(rename = "type")]
    pub kind: u8,
    #[serde(deserialize_with = "snowflake")]
    pub allow: u64,
    #[serde(deserialize_with = "snowflake")]
    pub deny: u64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Tag {
    #[serde(deserialize_with = "snowflake")]
    pub id: u64,
    pub name: String,
    #[serde(default)]
    pub moderated: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Role {
    #[serde(deserialize_with = "snowflake")]
    pub id: u64,
    pub name: String,
    /// As bits.
    #[serde(deserialize_with = "snowflake")]
    pub permissions: u64,
    #[serde(default)]
    pub mentionable: bool,
    #[serde(default)]
    pub position: i64,
}

/// The answer to `GET /gateway/bot`.
#[derive(Debug, Clone, Deserialize)]
pub struct GatewayBot {
    pub url: String,
    /// How many connections Discord wants.
    #[serde(default = "one")]
    pub shards: u32,
    /// What stands in for Discord may know none.
    #[serde(default)]
    pub session_start_limit: SessionStartLimit,
}

/// Discord resets the token of a bot that starts 1,000 times in a day; the last starts are left to its owner.
const STARTS_TO_SPARE: u32 = 20;

impl GatewayBot {
    /// Whether a bot with one connection may start now; if not, why, and what to do.
    pub fn may_start(&self) -> Result<(), String> {
        let limit = &self.session_start_limit;
        if self.shards > 1 {
            return Err(format!(
                "Discord wants {} connections for a bot in so many servers, and Whetstone keeps one: \
                 take it out of some, or run a second bot with a token of its own",
                self.shards
            ));
        }
        if limit.remaining <= STARTS_TO_SPARE {
            return Err(format!(
                "the bot may start only {} more times today, and Discord resets its token at none: find out why it \
                 restarts, and start it again in {} minutes",
                limit.remaining,
                limit.reset_after.div_ceil(60_000)
            ));
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Deserialize)]
pub struct SessionStartLimit {
    /// How often the bot may still start; at 0 Discord resets the token.
    pub remaining: u32,
    pub total: u32,
    /// Milliseconds until `remaining` is full again.
    pub reset_after: u64,
}

impl Default for SessionStartLimit {
    fn default() -> Self {
        Self {
            remaining: 1000,
            total: 1000,
            reset_after: 0,
        }
    }
}

fn one() -> u32 {
    1
}

/// Ids and permission bits come as strings: JavaScript has no whole numbers of 64 bits.
fn snowflake<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    number(&String::deserialize(from)?)
}

fn optional_snowflake<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    Option::<String>::deserialize(from)?
        .as_deref()
        .map(number)
        .transpose()
}

fn snowflakes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u64>, D::Error> {
    Vec::<String>::deserialize(from)?
        .iter()
        .map(|it| number(it))
        .collect()
}

fn number<E: serde::de::Error>(text: &str) -> Result<u64, E> {
    text.parse()
        .map_err(|_| E::custom("a number in a string was expected"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_tells_the_custom_ids_of_its_buttons() {
        let message: Message = serde_json::from_value(serde_json::json!({
            "id": "10", "channel_id": "20", "author": {"id": "30", "username": "bot", "bot": true},
            "components": [
                {"type": 1, "components": [{"type": 2, "custom_id": "hint:1"}, {"type": 2, "url": "https://example.com"}]},
                {"type": 99, "custom_id": "new"},
            ],
        }))
        .unwrap();
        assert_eq!(message.custom_ids().collect::<Vec<_>>(), ["hint:1", "new"]);
    }
}
