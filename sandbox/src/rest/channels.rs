//! Channels: looked up, threads among them edited, direct messages opened.

use serde_json::Value;

use super::{Call, Reply};
use crate::errors::{ApiError, FormFaults};
use crate::permissions::{MANAGE_CHANNELS, MANAGE_THREADS, VIEW_CHANNEL};
use crate::state::State;
use crate::validate;

pub(super) fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let channel = state.channel_for_bot(call.id(0)?, VIEW_CHANNEL)?;
    Reply::json(state.channel_json(channel))
}

pub(super) fn typing(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    super::messages::may_send(state, call.id(0)?)?;
    Reply::nothing()
}

pub(super) fn open_direct(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let recipient = &call.body["recipient_id"];
    let id = recipient.as_str().and_then(|it| it.parse().ok());
    let user = id
        .or(recipient.as_u64())
        .filter(|id| state.users.contains_key(id));
    let user = user.ok_or_else(|| ApiError::code(10013))?;
    let channel = state.direct_channel(user);
    Reply::json(state.channel_json(&state.channels[&channel]))
}

/// Renames, archives, locks or re-times a thread; other channels need Manage Channels, and keep all
/// but their name here.
pub(super) fn edit(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let id = call.id(0)?;
    may_edit(state, id, &call.body)?;
    let mut faults = FormFaults::default();
    validate::thread_edit(&call.body, &mut faults);
    faults.into_result()?;
    let now = state.now();
    let channel = state.channels.get_mut(&id).expect("it was found above");
    if let Some(name) = call.body["name"].as_str() {
        channel.name = name.into();
    }
    if let Some(thread) = &mut channel.thread {
        if let Some(archived) = call.body["archived"].as_bool() {
            thread.archived = archived;
            thread.last_activity = now;
        }
        if let Some(locked) = call.body["locked"].as_bool() {
            thread.locked = locked;
        }
        if let Some(minutes) = call.body["auto_archive_duration"].as_i64() {
            thread.auto_archive_minutes = minutes;
        }
    }
    let channel = channel.clone();
    state.dispatch_channel("UPDATE", &channel);
    Reply::json(state.channel_json(&channel))
}

/// The owner of a thread may do all but lock it; an archived one can only be opened.
fn may_edit(state: &State, id: u64, body: &Value) -> Result<(), ApiError> {
    let channel = state.channel_for_bot(id, VIEW_CHANNEL)?;
    let Some(thread) = &channel.thread else {
        return state.channel_for_bot(id, MANAGE_CHANNELS).map(|_| ());
    };
    let is_owner = thread.owner == state.application;
    if !is_owner || !body["locked"].is_null() || thread.locked {
        state.channel_for_bot(id, MANAGE_THREADS)?;
    }
    if thread.is_archived(state.now()) && body["archived"] != false {
        return Err(ApiError::code(50083));
    }
    Ok(())
}
