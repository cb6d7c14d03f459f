//! Making and editing messages, the same for channels, threads and interactions.

use serde_json::{Value, json};

use super::{Call, File};
use crate::errors::{ApiError, FormFaults};
use crate::message::{Attachment, EPHEMERAL, HAS_THREAD, LOADING, Message, SUPPRESS_NOTIFICATIONS};
use crate::permissions;
use crate::pings::Pings;
use crate::state::State;
use crate::validate;

/// A message that was checked and is to be made.
pub(crate) struct Draft {
    pub(crate) content: String,
    pub(crate) embeds: Vec<Value>,
    pub(crate) components: Vec<Value>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) flags: u64,
    pub(crate) pings: Pings,
    pub(crate) kind: u8,
    pub(crate) only_for: Option<u64>,
    pub(crate) reference: Option<(u64, u64)>,
    pub(crate) interaction: Option<(u64, u8, u64)>,
}

impl Draft {
    /// A message without anything in it.
    pub(crate) fn empty(kind: u8) -> Self {
        Self {
            content: String::new(),
            embeds: Vec::new(),
            components: Vec::new(),
            attachments: Vec::new(),
            flags: 0,
            pings: Pings::default(),
            kind,
            only_for: None,
            reference: None,
            interaction: None,
        }
    }

    fn is_empty(&self) -> bool {
        self.content.is_empty()
            && self.embeds.is_empty()
            && self.components.is_empty()
            && self.attachments.is_empty()
    }
}

/// The kinds of mentions that notify when the body says nothing of them.
pub(crate) const IN_CHANNELS: &[&str] = &["users", "roles", "everyone"];
pub(crate) const IN_INTERACTIONS: &[&str] = &["users"];

impl State {
    /// Checks a body and turns it into a draft for `channel`; `body` is the message object itself.
    pub(crate) fn draft(
        &mut self,
        channel: u64,
        body: &Value,
        call: &Call,
        by_default: &[&str],
    ) -> Result<Draft, ApiError> {
        let mut faults = FormFaults::default();
        validate::message(body, &mut faults);
        faults.into_result()?;
        let place = self.channel(channel)?;
        let (guild, held) = (place.guild, self.permissions(self.application, place));
        let flags = body["flags"].as_u64().unwrap_or(0) & (EPHEMERAL | SUPPRESS_NOTIFICATIONS | 4);
        let content = text(&body["content"]);
        let attachments = self.attach(channel, &body["attachments"], &call.files);
        let mut draft = Draft {
            embeds: embeds(&body["embeds"], &attachments),
            components: list(&body["components"]),
            attachments,
            flags,
            ..Draft::empty(0)
        };
        if flags & SUPPRESS_NOTIFICATIONS == 0 {
            let allowed = &body["allowed_mentions"];
            draft.pings = self.pings(guild, &content, allowed, held, by_default);
        }
        draft.content = content;
        if draft.is_empty() {
            return Err(ApiError::code(50006));
        }
        Ok(draft)
    }

    /// As `draft`, for a message that needs rights in the channel. Without Attach Files Discord refuses;
    /// without Embed Links it drops the embeds in silence, but refuses what has neither text nor files
    /// beside them. Source: discord-api-docs#2601; that buttons alone do not count is inferred.
    pub(crate) fn draft_in_channel(
        &mut self,
        channel: u64,
        body: &Value,
        call: &Call,
    ) -> Result<Draft, ApiError> {
        let mut draft = self.draft(channel, body, call, IN_CHANNELS)?;
        let held = self.permissions(self.application, self.channel(channel)?);
        if held & permissions::ATTACH_FILES == 0 && !draft.attachments.is_empty() {
            return Err(ApiError::code(50013));
        }
        if held & permissions::EMBED_LINKS == 0 && !draft.embeds.is_empty() {
            draft.embeds.clear();
            if draft.content.is_empty() && draft.attachments.is_empty() {
                return Err(ApiError::code(50013));
            }
        }
        draft.flags &= !EPHEMERAL;
        Ok(draft)
    }

    /// Makes the message, tells the gateway, and returns a copy.
    pub(crate) fn put(&mut self, channel: u64, author: u64, draft: Draft) -> Message {
        let id = self.next_id();
        self.put_as(id, channel, author, draft)
    }

    pub(crate) fn put_as(&mut self, id: u64, channel: u64, author: u64, draft: Draft) -> Message {
        let now = self.now();
        let message = Message {
            id,
            channel,
            guild: self.channels[&channel].guild,
            author,
            author_name: self.users[&author].name.clone(),
            at: now,
            edited: None,
            content: draft.content,
            embeds: draft.embeds,
            components: draft.components,
            attachments: draft.attachments,
            flags: draft.flags,
            pings: draft.pings,
            only_for: draft.only_for.map(|user| self.users[&user].name.clone()),
            only_for_id: draft.only_for,
            gone: false,
            kind: draft.kind,
            reference: draft.reference,
            interaction: draft.interaction,
            version: 0,
        };
        let in_channel = self.messages.entry(channel).or_default();
        in_channel.insert(id, message.clone());
        if !message.is_ephemeral() {
            self.touch_thread(channel);
        }
        self.dispatch_message("MESSAGE_CREATE", &message);
        message
    }

    /// A new message keeps a thread open, or opens it again.
    fn touch_thread(&mut self, id: u64) {
        let now = self.now();
        let channel = self
            .channels
            .get_mut(&id)
            .expect("messages are in channels");
        let Some(thread) = &mut channel.thread else {
            return;
        };
        let was_archived = thread.is_archived(now);
        thread.last_activity = now;
        thread.archived = false;
        if was_archived {
            let channel = channel.clone();
            self.dispatch_channel("UPDATE", &channel);
        }
    }

    /// Changes what the body names and leaves the rest, as PATCH does; returns a copy.
    pub(crate) fn edit_message(
        &mut self,
        channel: u64,
        id: u64,
        body: &Value,
        call: &Call,
    ) -> Result<Message, ApiError> {
        let mut faults = FormFaults::default();
        validate::message(body, &mut faults);
        faults.into_result()?;
        let old = self.any_message(channel, id);
        let mut message = old.ok_or_else(|| ApiError::code(10008))?.clone();
        if body.get("content").is_some() {
            message.content = text(&body["content"]);
        }
        if body.get("components").is_some() {
            message.components = list(&body["components"]);
        }
        keep_attachments(&mut message.attachments, &body["attachments"]);
        let new = self.attach(channel, &body["attachments"], &call.files);
        message.attachments.extend(new);
        if body.get("embeds").is_some() {
            message.embeds = embeds(&body["embeds"], &message.attachments);
        }
        if is_empty(&message) && message.flags & HAS_THREAD == 0 {
            return Err(ApiError::code(50006));
        }
        message.edited = (!message.is_loading()).then(|| self.now());
        message.flags &= !LOADING;
        message.version += 1;
        let in_channel = self.messages.entry(channel).or_default();
        in_channel.insert(id, message.clone());
        self.dispatch_message("MESSAGE_UPDATE", &message);
        Ok(message)
    }

    /// Keeps the files so that they can be fetched; `described` may name them anew by their index.
    fn attach(&mut self, channel: u64, described: &Value, files: &[File]) -> Vec<Attachment> {
        let mut attachments = Vec::new();
        for file in files {
            let described = described.as_array().into_iter().flatten();
            let named = described
                .filter(|it| is_id(&it["id"], file.index))
                .find_map(|it| it["filename"].as_str());
            let name = named.unwrap_or(&file.name);
            let attachment = self.keep_file(channel, name, &file.content_type, &file.bytes);
            attachments.push(attachment);
        }
        attachments
    }

    pub(crate) fn keep_file(
        &mut self,
        channel: u64,
        name: &str,
        content_type: &str,
        bytes: &std::sync::Arc<[u8]>,
    ) -> Attachment {
        let id = self.next_id();
        let attachment = Attachment {
            id,
            name: name.into(),
            content_type: content_type.into(),
            url: format!("{}/attachments/{channel}/{id}/{name}", self.url),
            bytes: std::sync::Arc::clone(bytes),
        };
        self.files.insert(id, attachment.clone());
        attachment
    }
}

fn is_empty(message: &Message) -> bool {
    message.content.is_empty()
        && message.embeds.is_empty()
        && message.components.is_empty()
        && message.attachments.is_empty()
}

/// A list of attachments in an edit names those that stay; without one all stay.
fn keep_attachments(attachments: &mut Vec<Attachment>, kept: &Value) {
    if let Some(kept) = kept.as_array() {
        attachments.retain(|it| kept.iter().any(|kept| is_id(&kept["id"], it.id)));
    }
}

/// An id comes as a number or as a text.
fn is_id(value: &Value, id: u64) -> bool {
    let text = value.as_str().and_then(|text| text.parse().ok());
    text.or(value.as_u64()) == Some(id)
}

/// Discord trims the content of messages.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().trim().to_string()
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

/// Completes embeds as Discord does; pictures named `attachment://card.png` get the file's address.
fn embeds(value: &Value, files: &[Attachment]) -> Vec<Value> {
    let mut embeds = list(value);
    for embed in &mut embeds {
        embed["type"] = json!("rich");
        // Not by index, which would put a null where there are none.
        let fields = embed.get_mut("fields").and_then(Value::as_array_mut);
        for field in fields.into_iter().flatten() {
            let inline = field["inline"].as_bool().unwrap_or(false);
            field["inline"] = json!(inline);
        }
        for picture in ["image", "thumbnail"] {
            let name = embed[picture]["url"].as_str();
            let name = name.and_then(|url| url.strip_prefix("attachment://"));
            let file = files.iter().find(|file| Some(file.name.as_str()) == name);
            if let Some(file) = file {
                embed[picture]["url"] = json!(file.url);
            }
        }
    }
    embeds
}
