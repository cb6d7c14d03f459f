//! A person at a client: types commands, presses buttons, fills in forms, exactly the way Discord's does.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::channel::{ChannelKind, Place};
use crate::interaction::{Act, InteractionKind};
use crate::message::{Attachment, Message};
use crate::outcome::{Modal, Outcome};
use crate::permissions::{SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, VIEW_CHANNEL};
use crate::rest::Draft;
use crate::slash::{Refused, Typing, refuse};
use crate::state::{Shared, State};
use crate::text::label_of;
use crate::view::View;

/// A person in a place. Cheap to clone; `in_channel` and the like make a copy elsewhere.
#[derive(Clone)]
pub struct User {
    shared: Arc<Shared>,
    pub id: u64,
    pub name: String,
    /// The channel, thread or direct message that they look at.
    pub place: u64,
}

impl User {
    pub(crate) fn named(shared: Arc<Shared>, name: &str) -> Option<Self> {
        let (id, place) = shared.change(|state| {
            let id = state.user_named(name)?.id;
            let place = first_place(state, id).unwrap_or_else(|| state.direct_channel(id));
            Some((id, place))
        })?;
        Some(Self {
            shared,
            id,
            name: name.into(),
            place,
        })
    }

    /// Panics if there is no such channel.
    #[track_caller]
    pub fn in_channel<'p>(&self, place: impl Into<Place<'p>>) -> Self {
        let place = self.shared.read(|state| View { state }.find(place).id);
        Self {
            place,
            ..self.clone()
        }
    }

    /// Panics if there is no such thread.
    #[track_caller]
    pub fn in_thread(&self, id: u64) -> Self {
        self.in_channel(id)
    }

    /// In the direct messages with the bot.
    pub fn in_dm(&self) -> Self {
        let place = self.shared.change(|state| state.direct_channel(self.id));
        Self {
            place,
            ..self.clone()
        }
    }

    /// Types a command: `question query:hard google private:true`, `daily add channel:#daily`.
    pub async fn slash(&self, text: &str) -> Result<Outcome, Refused> {
        self.type_command(InteractionKind::Command, text, &[]).await
    }

    /// Types a command with a file at hand, which an option takes by its name: `file:questions.csv`.
    pub async fn slash_with_file(
        &self,
        text: &str,
        name: &str,
        bytes: &[u8],
    ) -> Result<Outcome, Refused> {
        let bytes: Arc<[u8]> = Arc::from(bytes);
        let kind = "application/octet-stream";
        let file = |state: &mut State| state.keep_file(self.place, name, kind, &bytes);
        let files = [self.shared.change(file)];
        self.type_command(InteractionKind::Command, text, &files)
            .await
    }

    /// Types a command as far as given, and asks for completions of the last option.
    pub async fn autocomplete(&self, text: &str) -> Result<Outcome, Refused> {
        self.type_command(InteractionKind::Autocomplete, text, &[])
            .await
    }

    /// Presses the first button with that label on the message as it is now.
    pub async fn press(&self, message: &Message, label: &str) -> Result<Outcome, Refused> {
        let button = self.shared.read(|state| {
            let message = self.see(state, message)?;
            let mut buttons = message.controls().filter(|it| it["type"] == 2);
            match buttons.find(|it| label_of(it) == label) {
                Some(button) if button["disabled"] == true => refuse(format!("[{label}] is off")),
                Some(button) => Ok(button.clone()),
                None => refuse(format!("there is no [{label}] on:\n{}", message.text())),
            }
        })?;
        if let Some(url) = button["url"].as_str() {
            return Ok(Outcome::Link(url.into()));
        }
        let id = button["custom_id"].as_str().unwrap_or_default();
        self.press_id(message, id).await
    }

    /// Sends a press with any custom id, as a stale or a forged client can.
    pub async fn press_id(&self, message: &Message, custom_id: &str) -> Result<Outcome, Refused> {
        let message = self
            .shared
            .read(|state| self.see(state, message).cloned())?;
        let data = json!({ "custom_id": custom_id, "component_type": 2 });
        let kind = InteractionKind::Component;
        let there = self.in_place_of(&message);
        Ok(there.interact(kind, data, Some(message.id)).await)
    }

    /// Chooses from the select with that custom id or placeholder, by the options' labels.
    pub async fn select(
        &self,
        message: &Message,
        which: &str,
        labels: &[&str],
    ) -> Result<Outcome, Refused> {
        let (message, data) = self.shared.read(|state| {
            let message = self.see(state, message)?;
            let is_it = |it: &&Value| it["custom_id"] == which || it["placeholder"] == which;
            let mut selects = message.controls().filter(|it| it["type"] == 3);
            match selects.find(is_it) {
                Some(select) => Ok((message.clone(), selection(select, labels)?)),
                None => refuse(format!(
                    "there is no select {which:?} on:\n{}",
                    message.text()
                )),
            }
        })?;
        let kind = InteractionKind::Component;
        let there = self.in_place_of(&message);
        Ok(there.interact(kind, data, Some(message.id)).await)
    }

    /// Fills in a form and submits it; inputs are named by custom id or label, others stay as they are.
    pub async fn submit(&self, modal: &Modal, texts: &[(&str, &str)]) -> Result<Outcome, Refused> {
        self.shared
            .read(|state| self.look(state, modal.channel).map(|_| ()))?;
        let data = filled_in(modal, texts)?;
        let there = Self {
            place: modal.channel,
            ..self.clone()
        };
        Ok(there
            .interact(InteractionKind::Modal, data, modal.source)
            .await)
    }

    /// Writes a plain message; everybody but the bot can read it.
    pub fn say(&self, text: &str) -> Result<Message, Refused> {
        self.shared.change(|state| {
            let channel = &state.channels[&self.place];
            let needed = match channel.kind.is_thread() {
                true => SEND_MESSAGES_IN_THREADS,
                false => SEND_MESSAGES,
            };
            let held = state.permissions(self.id, channel);
            if held & needed == 0 {
                return refuse(format!("{} may not write in {}", self.name, channel.name));
            }
            let everything = &["users", "roles", "everyone"];
            let pings = state.pings(channel.guild, text, &Value::Null, held, everything);
            let draft = Draft {
                content: text.into(),
                pings,
                ..Draft::empty(0)
            };
            Ok(state.put(self.place, self.id, draft))
        })
    }

    /// Reloads the client: messages that only this person saw are gone.
    pub fn reload(&self) {
        self.shared.change(|state| {
            let all = state.messages.values_mut().flat_map(|it| it.values_mut());
            for message in all.filter(|it| it.only_for_id == Some(self.id)) {
                message.gone = true;
            }
        });
    }

    /// Takes away a message that only this person sees, as the client does on "Dismiss message".
    pub fn dismiss(&self, message: &Message) -> Result<(), Refused> {
        self.shared.change(|state| {
            self.see(state, message)?;
            let now = state.any_message_mut(message.channel, message.id);
            match now.filter(|it| it.only_for_id == Some(self.id)) {
                Some(message) => message.gone = true,
                None => return refuse("others see that message too"),
            }
            Ok(())
        })
    }

    /// What this person sees where they are, oldest first.
    pub fn sees(&self) -> Vec<Message> {
        self.shared
            .read(|state| View { state }.messages_for(&self.name, self.place))
    }

    fn in_place_of(&self, message: &Message) -> Self {
        Self {
            place: message.channel,
            ..self.clone()
        }
    }

    async fn type_command(
        &self,
        kind: InteractionKind,
        text: &str,
        files: &[Attachment],
    ) -> Result<Outcome, Refused> {
        let data = self.shared.read(|state| {
            let typing = Typing {
                state,
                user: &state.users[&self.id],
                channel: self.look(state, self.place)?,
                files,
                completing: kind == InteractionKind::Autocomplete,
            };
            typing.data(text)
        })?;
        Ok(self.interact(kind, data, None).await)
    }

    /// The channel, if this person sees it.
    fn look<'s>(
        &self,
        state: &'s State,
        place: u64,
    ) -> Result<&'s crate::channel::Channel, Refused> {
        let channel = state.channels.get(&place);
        match channel.filter(|it| state.permissions(self.id, it) & VIEW_CHANNEL != 0) {
            Some(channel) => Ok(channel),
            None => refuse(format!("{} does not see that channel", self.name)),
        }
    }

    /// The message as it is now, if this person sees it.
    fn see<'s>(&self, state: &'s State, message: &Message) -> Result<&'s Message, Refused> {
        self.look(state, message.channel)?;
        let now = state.any_message(message.channel, message.id);
        match now.filter(|it| it.is_seen_by(self.id)) {
            Some(message) => Ok(message),
            None => refuse(format!("{} does not see that message", self.name)),
        }
    }

    async fn interact(&self, kind: InteractionKind, data: Value, source: Option<u64>) -> Outcome {
        let (answer, within) = self.shared.change(|state| {
            let act = Act {
                user: self.id,
                channel: self.place,
                kind,
                data,
                source,
            };
            (state.interact(act), state.options.answer_within)
        });
        match tokio::time::timeout(within, answer).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) | Err(_) => Outcome::NoResponse,
        }
    }
}

/// The first text channel that a person sees.
fn first_place(state: &State, user: u64) -> Option<u64> {
    let mut texts = state
        .channels
        .values()
        .filter(|it| it.kind == ChannelKind::Text);
    let seen = texts.find(|it| state.permissions(user, it) & VIEW_CHANNEL != 0);
    seen.map(|channel| channel.id)
}

fn selection(select: &Value, labels: &[&str]) -> Result<Value, Refused> {
    let options = select["options"].as_array().map_or(&[][..], |it| it);
    let value_of = |label: &&str| {
        let option = options.iter().find(|it| it["label"] == **label);
        option.map(|it| it["value"].clone())
    };
    let values: Option<Vec<Value>> = labels.iter().map(value_of).collect();
    let bound = |key: &str| select[key].as_u64().unwrap_or(1);
    let fits = (bound("min_values")..=bound("max_values")).contains(&(labels.len() as u64));
    match values.filter(|_| fits && select["disabled"] != true) {
        Some(values) => Ok(json!({
            "custom_id": select["custom_id"], "component_type": 3, "values": values,
        })),
        None => refuse(format!("{labels:?} cannot be chosen")),
    }
}

fn filled_in(modal: &Modal, texts: &[(&str, &str)]) -> Result<Value, Refused> {
    let is_known = |name: &str| modal.inputs.iter().any(|it| it.is_named(name));
    if let Some((name, _)) = texts.iter().find(|(name, _)| !is_known(name)) {
        return refuse(format!("there is no input {name:?} in:\n{}", modal.text()));
    }
    let mut rows = Vec::new();
    for input in &modal.inputs {
        let given = texts.iter().find(|(name, _)| input.is_named(name));
        let value = given.map_or(input.value.as_str(), |(_, text)| text);
        input.check(value)?;
        rows.push(json!({
            "type": 1,
            "components": [{ "type": 4, "custom_id": input.custom_id, "value": value }],
        }));
    }
    Ok(json!({ "custom_id": modal.custom_id, "components": rows }))
}
