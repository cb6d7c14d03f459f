//! Messages of channels and threads: read, sent, edited, deleted.

use jiff::SignedDuration;
use serde_json::Value;

use super::{Call, Reply};
use crate::channel::Channel;
use crate::errors::ApiError;
use crate::message::Message;
use crate::permissions::{
    READ_MESSAGE_HISTORY, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, VIEW_CHANNEL,
};
use crate::state::State;

/// How long a nonce is remembered: Discord says "the past few minutes".
const NONCE_LIVES: SignedDuration = SignedDuration::from_mins(5);

pub(super) fn list(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let channel = state.channel_for_bot(call.id(0)?, VIEW_CHANNEL)?;
    if state.permissions(state.application, channel) & READ_MESSAGE_HISTORY == 0 {
        return Reply::json(Value::Array(Vec::new()));
    }
    let limit = match call.query.get("limit") {
        Some(given) => given.parse().ok().filter(|it| (1..=100).contains(it)),
        None => Some(50),
    };
    let Some(limit) = limit else {
        let message = "int value should be between 1 and 100.";
        return Err(ApiError::form("limit", "NUMBER_TYPE_RANGE", message));
    };
    let messages = state.messages.get(&channel.id);
    let public = messages.into_iter().flat_map(|it| it.values());
    let public: Vec<&Message> = public.filter(|it| !it.is_ephemeral()).collect();
    let page = page(&public, call, limit);
    Reply::json(page.iter().rev().map(|it| state.message_json(it)).collect())
}

/// The messages asked for, oldest first; the answer has them newest first.
fn page<'m>(all: &[&'m Message], call: &Call, limit: usize) -> Vec<&'m Message> {
    let from = |id: u64| all.partition_point(|message| message.id < id);
    let last = |until: usize, count: usize| until.saturating_sub(count)..until;
    let range = if let Some(around) = call.query_id("around") {
        let middle = from(around);
        let start = middle.saturating_sub(limit / 2);
        start..all.len().min(start + limit)
    } else if let Some(after) = call.query_id("after") {
        let start = from(after + 1);
        start..all.len().min(start + limit)
    } else if let Some(before) = call.query_id("before") {
        last(from(before), limit)
    } else {
        last(all.len(), limit)
    };
    all[range].to_vec()
}

pub(super) fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let channel = state.channel_for_bot(call.id(0)?, READ_MESSAGE_HISTORY)?.id;
    let message = state.message(channel, call.id(1)?)?;
    Reply::json(state.message_json(message))
}

pub(super) fn create(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let channel = call.id(0)?;
    may_send(state, channel)?;
    let reference = reference(state, channel, &call.body["message_reference"])?;
    let nonce = enforced_nonce(&call.body);
    let mut draft = state.draft_in_channel(channel, &call.body, call)?;
    if let Some(nonce) = &nonce
        && let Some(earlier) = state.message_with_nonce(nonce)
    {
        return Reply::json(state.message_json(earlier));
    }
    if let Some(reference) = reference {
        draft.reference = Some(reference);
        draft.kind = 19;
    }
    let message = state.put(channel, state.application, draft);
    if let Some(nonce) = nonce {
        state
            .nonces
            .insert(nonce, (channel, message.id, message.at));
    }
    let mut json = state.message_json(&message);
    if !call.body["nonce"].is_null() {
        json["nonce"] = call.body["nonce"].clone();
    }
    Reply::json(json)
}

/// Whether the bot may send there: a thread has a right of its own, and may be locked.
pub(super) fn may_send(state: &State, channel: u64) -> Result<(), ApiError> {
    let needed = match state.channel(channel)? {
        it if it.kind.is_thread() => SEND_MESSAGES_IN_THREADS,
        _ => SEND_MESSAGES,
    };
    let channel = state.channel_for_bot(channel, needed)?;
    if !channel.kind.holds_messages() {
        return Err(ApiError::code(50008));
    }
    if channel.thread.as_ref().is_some_and(|thread| thread.locked) {
        return Err(ApiError::code(160_005));
    }
    Ok(())
}

fn reference(
    state: &State,
    channel: u64,
    reference: &Value,
) -> Result<Option<(u64, u64)>, ApiError> {
    let Some(id) = reference["message_id"].as_str() else {
        return Ok(None);
    };
    let place = state.channel(channel)?;
    if state.permissions(state.application, place) & READ_MESSAGE_HISTORY == 0 {
        return Err(ApiError::code(160_002));
    }
    let message = id
        .parse()
        .ok()
        .and_then(|id| state.message(channel, id).ok());
    match message {
        Some(message) => Ok(Some((channel, message.id))),
        None if reference["fail_if_not_exists"] == false => Ok(None),
        None => Err(ApiError::form(
            "message_reference",
            "MESSAGE_REFERENCE_UNKNOWN_MESSAGE",
            "Unknown message",
        )),
    }
}

fn enforced_nonce(body: &Value) -> Option<String> {
    let nonce = &body["nonce"];
    let nonce = nonce.as_str().map(str::to_string).or_else(|| {
        let number = nonce.as_i64()?;
        Some(number.to_string())
    });
    nonce.filter(|_| body["enforce_nonce"] == true)
}

pub(super) fn edit(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel, id) = (call.id(0)?, call.id(1)?);
    let message = own_message(state, channel, id)?;
    if message.is_system() {
        return Err(ApiError::code(50021));
    }
    let mut body = call.body.clone();
    let place = state.channel(channel)?;
    if state.permissions(state.application, place) & crate::permissions::EMBED_LINKS == 0
        && body.get("embeds").is_some()
    {
        body["embeds"] = Value::Array(Vec::new());
    }
    let message = state.edit_message(channel, id, &body, call)?;
    Reply::json(state.message_json(&message))
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel, id) = (call.id(0)?, call.id(1)?);
    own_message(state, channel, id).map_err(|error| match error.status {
        // Deleting others' messages is a matter of rights, not of authorship.
        403 if error.body["code"] == 50005 => ApiError::code(50013),
        _ => error,
    })?;
    state.remove_message(channel, id)?;
    Reply::nothing()
}

/// A message of the bot's in a channel that is open to edits.
fn own_message(state: &State, channel: u64, id: u64) -> Result<&Message, ApiError> {
    let place = state.channel_for_bot(channel, VIEW_CHANNEL)?;
    let message = state.message(channel, id)?;
    if message.author != state.application {
        return Err(ApiError::code(50005));
    }
    if is_archived(state, place) {
        return Err(ApiError::code(50083));
    }
    Ok(message)
}

fn is_archived(state: &State, channel: &Channel) -> bool {
    let thread = channel.thread.as_ref();
    thread.is_some_and(|thread| thread.is_archived(state.now()))
}

impl State {
    fn message_with_nonce(&self, nonce: &str) -> Option<&Message> {
        let (channel, message, at) = *self.nonces.get(nonce)?;
        let is_fresh = self.now().duration_since(at) < NONCE_LIVES;
        self.any_message(channel, message).filter(|_| is_fresh)
    }

    /// Deletes a message and tells the gateway. A thread that hangs on it stays.
    pub(crate) fn remove_message(&mut self, channel: u64, id: u64) -> Result<(), ApiError> {
        let in_channel = self.messages.get_mut(&channel);
        let removed = in_channel.and_then(|messages| messages.remove(&id));
        let message = removed.ok_or_else(|| ApiError::code(10008))?;
        self.dispatch_message("MESSAGE_DELETE", &message);
        Ok(())
    }
}
