//! Guilds, their channels, roles, members and open threads.

use serde_json::{Value, json};

use super::{Call, Reply};
use crate::errors::ApiError;
use crate::permissions::VIEW_CHANNEL;
use crate::state::State;

pub(super) fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    Reply::json(state.guild(call.id(0)?)?.json())
}

pub(super) fn channels(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild = state.guild(call.id(0)?)?.id;
    let channels = state.channels.values();
    let listed = channels.filter(|it| it.guild == Some(guild) && !it.kind.is_thread());
    Reply::json(listed.map(|it| state.channel_json(it)).collect())
}

pub(super) fn roles(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild = state.guild(call.id(0)?)?;
    Reply::json(guild.roles.iter().map(|role| role.json()).collect())
}

pub(super) fn member(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild = state.guild(call.id(0)?)?;
    let user = call.id(1)?;
    let account = state
        .users
        .get(&user)
        .ok_or_else(|| ApiError::code(10013))?;
    let member = guild.members.get(&user);
    let member = member.ok_or_else(|| ApiError::code(10007))?;
    Reply::json(member.json(account))
}

pub(super) fn active_threads(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild = state.guild(call.id(0)?)?.id;
    let now = state.now();
    let threads = state.channels.values().filter(|it| {
        it.guild == Some(guild)
            && it.thread.as_ref().is_some_and(|it| !it.is_archived(now))
            && state.permissions(state.application, it) & VIEW_CHANNEL != 0
    });
    let threads: Vec<Value> = threads.map(|it| state.channel_json(it)).collect();
    Reply::json(json!({ "threads": threads, "members": [] }))
}
