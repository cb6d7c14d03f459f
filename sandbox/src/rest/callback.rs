//! The first answer to an interaction: a message, a deferral, an update, choices or a modal.

use std::sync::Arc;

use serde_json::{Value, json};

use super::compose::{Draft, IN_INTERACTIONS};
use super::{Call, Reply};
use crate::errors::{ApiError, FormFaults};
use crate::interaction::{Answer, Interaction, InteractionKind};
use crate::message::{EPHEMERAL, LOADING, Message};
use crate::outcome::{Choice, Deferred, Input, Modal, Outcome};
use crate::state::State;
use crate::validate;

const MESSAGE: u64 = 4;
const DEFERRED_MESSAGE: u64 = 5;
const DEFERRED_UPDATE: u64 = 6;
const UPDATE: u64 = 7;
const CHOICES: u64 = 8;
const MODAL: u64 = 9;

/// What an answer leads to: what the person sees, what `@original` is, and its message.
struct Given {
    outcome: Outcome,
    answer: Answer,
    original: Option<Message>,
}

pub(super) fn answer(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let id = call.id(0)?;
    let interaction = open_interaction(state, id, &call.params[1])?;
    let kind = call.body["type"].as_u64().unwrap_or(0);
    if !fits(kind, interaction) {
        let message = format!("Value must not be {kind} for this interaction.");
        return Err(ApiError::form("type", "BASE_TYPE_CHOICES", &message));
    }
    let given = match kind {
        MESSAGE => say(state, id, call)?,
        DEFERRED_MESSAGE => defer(state, id, call),
        DEFERRED_UPDATE => defer_update(state, id, call)?,
        UPDATE => update(state, id, call)?,
        CHOICES => choose(&call.body["data"])?,
        _ => open_modal(state, id, &call.body["data"])?,
    };
    let interaction = state.interactions.get_mut(&id).expect("it was found above");
    interaction.answer = given.answer;
    interaction.original = given.original.as_ref().map(|message| message.id);
    state.read.extend(interaction.original);
    if let Some(reply) = interaction.reply.take() {
        // The person may have stopped waiting, as people do.
        let _ = reply.send(given.outcome);
    }
    if call
        .query
        .get("with_response")
        .is_some_and(|it| it == "true")
    {
        return Reply::json(response_json(state, id, kind, given.original.as_ref()));
    }
    Reply::nothing()
}

/// An interaction that may still be answered for the first time.
fn open_interaction<'s>(
    state: &'s State,
    id: u64,
    token: &str,
) -> Result<&'s Interaction, ApiError> {
    let interaction = state.interactions.get(&id).filter(|it| it.token == token);
    let interaction = interaction.ok_or_else(|| ApiError::code(10062))?;
    if interaction.answer != Answer::Waiting {
        return Err(ApiError::code(40060));
    }
    if interaction.received.elapsed() > state.options.answer_within {
        return Err(ApiError::code(10062));
    }
    state.channel(interaction.channel)?;
    Ok(interaction)
}

/// Which answers each kind of interaction takes. Source: "Interaction Callback Type".
fn fits(answer: u64, interaction: &Interaction) -> bool {
    let has_message = interaction.source.is_some();
    match interaction.kind {
        InteractionKind::Autocomplete => answer == CHOICES,
        InteractionKind::Command => matches!(answer, MESSAGE | DEFERRED_MESSAGE | MODAL),
        InteractionKind::Component => matches!(answer, 4..=7 | MODAL),
        InteractionKind::Modal => {
            matches!(answer, MESSAGE | DEFERRED_MESSAGE)
                || has_message && matches!(answer, DEFERRED_UPDATE | UPDATE)
        }
    }
}

fn say(state: &mut State, id: u64, call: &Call) -> Result<Given, ApiError> {
    let message = state
        .answer_with(id, &call.body["data"], call)
        .map_err(|error| error.under("data"))?;
    Ok(Given {
        outcome: Outcome::Message(message.clone()),
        answer: Answer::Given,
        original: Some(message),
    })
}

fn defer(state: &mut State, id: u64, call: &Call) -> Given {
    let mut draft = Draft::empty(0);
    draft.flags = LOADING | call.body["data"]["flags"].as_u64().unwrap_or(0) & EPHEMERAL;
    let message = state.put_answer(id, draft);
    Given {
        outcome: Outcome::Deferred(deferred(state, call, &message)),
        answer: Answer::Deferred,
        original: Some(message),
    }
}

fn defer_update(state: &mut State, id: u64, call: &Call) -> Result<Given, ApiError> {
    let message = source_of(state, id)?.clone();
    Ok(Given {
        outcome: Outcome::Deferred(deferred(state, call, &message)),
        answer: Answer::Given,
        original: Some(message),
    })
}

fn update(state: &mut State, id: u64, call: &Call) -> Result<Given, ApiError> {
    let source = source_of(state, id)?;
    let (channel, source) = (source.channel, source.id);
    let message = state
        .edit_message(channel, source, &call.body["data"], call)
        .map_err(|error| error.under("data"))?;
    Ok(Given {
        outcome: Outcome::Update(message.clone()),
        answer: Answer::Given,
        original: Some(message),
    })
}

fn choose(data: &Value) -> Result<Given, ApiError> {
    let mut faults = FormFaults::default();
    validate::choices(data, &mut faults);
    faults.into_result()?;
    let choices = data["choices"].as_array().into_iter().flatten();
    let choices = choices.map(|choice| Choice {
        name: choice["name"].as_str().unwrap_or_default().into(),
        value: choice["value"].clone(),
    });
    Ok(Given {
        outcome: Outcome::Choices(choices.collect()),
        answer: Answer::Given,
        original: None,
    })
}

fn open_modal(state: &State, id: u64, data: &Value) -> Result<Given, ApiError> {
    let mut faults = FormFaults::default();
    validate::modal(data, &mut faults);
    faults.into_result()?;
    let interaction = &state.interactions[&id];
    let rows = data["components"].as_array().into_iter().flatten();
    let inputs = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
    let modal = Modal {
        custom_id: text(&data["custom_id"]),
        title: text(&data["title"]),
        inputs: inputs.map(input).collect(),
        channel: interaction.channel,
        source: interaction.source,
    };
    Ok(Given {
        outcome: Outcome::Modal(modal),
        answer: Answer::Given,
        original: None,
    })
}

fn input(data: &Value) -> Input {
    let length = |key: &str| data[key].as_u64().and_then(|it| usize::try_from(it).ok());
    Input {
        custom_id: text(&data["custom_id"]),
        label: text(&data["label"]),
        is_paragraph: data["style"] == 2,
        required: data["required"].as_bool().unwrap_or(true),
        min_length: length("min_length").unwrap_or(0),
        max_length: length("max_length").unwrap_or(4000),
        value: text(&data["value"]),
        placeholder: text(&data["placeholder"]),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}

/// The message that the interaction came from; it may have been deleted since.
fn source_of(state: &State, id: u64) -> Result<&Message, ApiError> {
    let interaction = &state.interactions[&id];
    let source = interaction.source.expect("`fits` saw that it has one");
    let message = state.any_message(interaction.channel, source);
    message.ok_or_else(|| ApiError::code(10008))
}

fn deferred(state: &State, call: &Call, message: &Message) -> Deferred {
    Deferred {
        shared: Arc::clone(&call.shared),
        channel: message.channel,
        message: message.id,
        version: message.version,
        patience: state.options.patience,
    }
}

fn response_json(state: &State, id: u64, kind: u64, message: Option<&Message>) -> Value {
    let interaction = &state.interactions[&id];
    let mut response = json!({
        "interaction": {
            "id": id.to_string(), "type": interaction.kind as u8,
            "response_message_id": message.map(|it| it.id.to_string()),
            "response_message_loading": message.is_some_and(Message::is_loading),
            "response_message_ephemeral": message.is_some_and(Message::is_ephemeral),
        },
        "resource": { "type": kind },
    });
    if let Some(message) = message.filter(|_| kind == MESSAGE || kind == UPDATE) {
        response["resource"]["message"] = state.message_json(message);
    }
    response
}

impl State {
    /// Makes a message that answers an interaction, from a message object in the body.
    pub(super) fn answer_with(
        &mut self,
        interaction: u64,
        body: &Value,
        call: &Call,
    ) -> Result<Message, ApiError> {
        let channel = self.interactions[&interaction].channel;
        let draft = self.draft(channel, body, call, IN_INTERACTIONS)?;
        Ok(self.put_answer(interaction, draft))
    }

    fn put_answer(&mut self, id: u64, mut draft: Draft) -> Message {
        let interaction = &self.interactions[&id];
        let (channel, user) = (interaction.channel, interaction.user);
        draft.kind = if interaction.kind == InteractionKind::Command {
            20
        } else {
            0
        };
        draft.interaction = Some((id, interaction.kind as u8, user));
        draft.only_for = (draft.flags & EPHEMERAL != 0).then_some(user);
        self.put(channel, self.application, draft)
    }
}
