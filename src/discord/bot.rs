//! Who answers: stands in until the bot is written.

use std::sync::Arc;

use serenity::model::{
    application::Interaction,
    gateway::Ready,
    guild::{Guild, UnavailableGuild},
    id::{ChannelId, GuildId},
};
use tokio_util::task::TaskTracker;

use super::rest::Rest;

pub struct Bot {
    pub rest: Rest,
    pub tasks: TaskTracker,
}

impl Bot {
    pub async fn on_ready(&self, _ready: Ready) {}
    pub async fn on_interaction(self: Arc<Self>, _interaction: Interaction) {}
    pub async fn on_guild_create(&self, _guild: Guild) {}
    pub async fn on_guild_delete(&self, _guild: UnavailableGuild) {}
    pub async fn on_channel_change(&self, _guild: GuildId, _channel: ChannelId) {}
    pub async fn on_role_change(&self, _guild: GuildId) {}
}
