//! Threads: from a message, on their own, and as posts of a forum.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::compose::Draft;
use super::{Call, Reply};
use crate::channel::{Channel, ChannelKind, Thread};
use crate::errors::{ApiError, FormFaults};
use crate::message::{HAS_THREAD, THREAD_CREATED, THREAD_STARTER};
use crate::permissions::{
    CREATE_PRIVATE_THREADS, CREATE_PUBLIC_THREADS, READ_MESSAGE_HISTORY, SEND_MESSAGES,
};
use crate::state::State;
use crate::validate;

pub(super) fn from_message(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (parent, message) = (call.id(0)?, call.id(1)?);
    let kind = thread_kind(state.channel(parent)?)?;
    let parent = state.channel_for_bot(parent, CREATE_PUBLIC_THREADS)?.id;
    let source = state.message(parent, message)?;
    if source.is_system() {
        return Err(ApiError::code(50021));
    }
    check(&call.body)?;
    if state.channels.contains_key(&message) {
        return Err(ApiError::code(160_004));
    }
    let source = state
        .any_message_mut(parent, message)
        .expect("it was found above");
    source.flags |= HAS_THREAD;
    let thread = state.open_thread(message, parent, kind, &call.body);
    let starter = Draft {
        reference: Some((parent, message)),
        ..Draft::empty(THREAD_STARTER)
    };
    state.put(thread.id, state.application, starter);
    Reply::created(state.channel_json(&thread))
}

pub(super) fn create(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let parent = state.channel_for_bot(call.id(0)?, 0)?;
    if parent.kind == ChannelKind::Forum {
        return post_in_forum(state, call, parent.id);
    }
    let public = thread_kind(parent)?;
    let is_public = matches!(call.body["type"].as_u64(), Some(10 | 11));
    let (needed, kind) = match is_public {
        true => (CREATE_PUBLIC_THREADS, public),
        false => (CREATE_PRIVATE_THREADS, ChannelKind::PrivateThread),
    };
    let parent = state.channel_for_bot(parent.id, needed)?.id;
    check(&call.body)?;
    let id = state.next_id();
    let thread = state.open_thread(id, parent, kind, &call.body);
    if is_public {
        let notice = Draft {
            content: thread.name.clone(),
            ..Draft::empty(THREAD_CREATED)
        };
        state.put(parent, state.application, notice);
    }
    Reply::created(state.channel_json(&thread))
}

/// A thread and its first message, which share their id.
fn post_in_forum(state: &mut State, call: &Call, forum: u64) -> Result<Reply, ApiError> {
    let forum = state.channel_for_bot(forum, SEND_MESSAGES)?;
    let tags = applied_tags(forum, &call.body)?;
    let forum = forum.id;
    check(&call.body)?;
    let message = &call.body["message"];
    if message.is_null() {
        let text = "This field is required";
        return Err(ApiError::form("message", "BASE_TYPE_REQUIRED", text));
    }
    let draft = state
        .draft_in_channel(forum, message, call)
        .map_err(|error| error.under("message"))?;
    let id = state.next_id();
    let kind = ChannelKind::PublicThread;
    state.open_thread(id, forum, kind, &call.body);
    let thread = state.channels.get_mut(&id).expect("it was just opened");
    thread.thread.as_mut().expect("it is a thread").applied_tags = tags;
    let message = state.put_as(id, id, state.application, draft);
    let mut json = state.channel_json(&state.channels[&id]);
    json["message"] = state.message_json(&message);
    Reply::created(json)
}

fn applied_tags(forum: &Channel, body: &Value) -> Result<Vec<u64>, ApiError> {
    let given = body["applied_tags"].as_array().map_or(&[][..], |it| it);
    if given.is_empty() && forum.tag_required {
        return Err(ApiError::code(40067));
    }
    if given.len() > 5 {
        let message = "Must be 5 or fewer in length.";
        return Err(ApiError::form(
            "applied_tags",
            "BASE_TYPE_MAX_LENGTH",
            message,
        ));
    }
    let known = |tag: &Value| {
        let id = tag.as_str()?.parse().ok()?;
        forum.tags.iter().any(|tag| tag.0 == id).then_some(id)
    };
    let tags: Option<Vec<u64>> = given.iter().map(known).collect();
    tags.ok_or_else(|| ApiError::form("applied_tags", "INVALID_TAG", "Invalid tag"))
}

/// What a thread of this channel is; error 50024 where there can be none.
fn thread_kind(parent: &Channel) -> Result<ChannelKind, ApiError> {
    match parent.kind {
        ChannelKind::Text => Ok(ChannelKind::PublicThread),
        ChannelKind::Announcement => Ok(ChannelKind::AnnouncementThread),
        _ => Err(ApiError::code(50024)),
    }
}

fn check(body: &Value) -> Result<(), ApiError> {
    let mut faults = FormFaults::default();
    validate::thread(body, &mut faults);
    faults.into_result()
}

impl State {
    fn open_thread(&mut self, id: u64, parent: u64, kind: ChannelKind, body: &Value) -> Channel {
        let now = self.now();
        let guild = self.channels[&parent].guild;
        let name = body["name"].as_str().unwrap_or_default();
        let thread = Thread {
            parent,
            owner: self.application,
            applied_tags: Vec::new(),
            auto_archive_minutes: body["auto_archive_duration"].as_i64().unwrap_or(4320),
            archived: false,
            locked: false,
            created: now,
            last_activity: now,
        };
        let channel = Channel {
            thread: Some(thread),
            ..Channel::new(id, guild, kind, name)
        };
        self.channels.insert(id, channel.clone());
        self.dispatch_channel("CREATE", &channel);
        channel
    }
}

/// The latest archived first; `before` is an archive timestamp, `limit` at most 100.
pub(super) fn archived(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let parent = call.id(0)?;
    state.channel_for_bot(parent, READ_MESSAGE_HISTORY)?;
    let now = state.now();
    let before: Option<Timestamp> = call.query.get("before").and_then(|it| it.parse().ok());
    let limit = call
        .query
        .get("limit")
        .and_then(|it| it.parse().ok())
        .unwrap_or(50);
    let mut found: Vec<(Timestamp, u64)> = Vec::new();
    for channel in state.channels.values() {
        let is_in = |it: &&Thread| it.parent == parent && it.is_archived(now);
        let Some(thread) = channel.thread.as_ref().filter(is_in) else {
            continue;
        };
        if before.is_none_or(|before| thread.last_activity < before) {
            found.push((thread.last_activity, channel.id));
        }
    }
    found.sort();
    let page = found.iter().rev().take(limit);
    let page: Vec<Value> = page
        .map(|(_, id)| state.channel_json(&state.channels[id]))
        .collect();
    let has_more = found.len() > limit;
    Reply::json(json!({ "threads": page, "members": [], "has_more": has_more }))
}
