//! What follows the first answer: follow-ups, and `@original` looked at, edited or taken away.

use super::{Call, Reply};
use crate::errors::ApiError;
use crate::interaction::Answer;
use crate::message::EPHEMERAL;
use crate::state::State;

pub(super) fn follow_up(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let interaction = interaction(state, call)?;
    let answered = state.interactions[&interaction].answer;
    let message = match answered {
        Answer::Waiting => return Err(ApiError::code(10015)),
        // After a deferral the first follow-up takes the place of "thinking…".
        Answer::Deferred => {
            let original = original(state, interaction)?;
            let channel = state.interactions[&interaction].channel;
            set_answered(state, interaction);
            state.edit_message(channel, original, &call.body, call)?
        }
        Answer::Given => state.answer_with(interaction, &call.body, call)?,
    };
    Reply::json(state.message_json(&message))
}

pub(super) fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel, message) = target(state, call)?;
    let message = state.any_message(channel, message);
    let message = message.ok_or_else(|| ApiError::code(10008))?;
    Reply::json(state.message_json(message))
}

pub(super) fn edit(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let interaction = interaction(state, call)?;
    let (channel, message) = target(state, call)?;
    let message = state.edit_message(channel, message, &call.body, call)?;
    if state.interactions[&interaction].original == Some(message.id) {
        set_answered(state, interaction);
    }
    Reply::json(state.message_json(&message))
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel, message) = target(state, call)?;
    state.remove_message(channel, message)?;
    Reply::nothing()
}

fn set_answered(state: &mut State, interaction: u64) {
    let interaction = state.interactions.get_mut(&interaction);
    interaction.expect("it was found above").answer = Answer::Given;
}

/// The interaction whose token stands in the path.
fn interaction(state: &State, call: &Call) -> Result<u64, ApiError> {
    if call.id(0)? != state.application {
        return Err(ApiError::code(10015));
    }
    Ok(state.interaction_by_token(&call.params[1])?.id)
}

fn original(state: &State, interaction: u64) -> Result<u64, ApiError> {
    let original = state.interactions[&interaction].original;
    original.ok_or_else(|| ApiError::code(10008))
}

/// Channel and id of the message that the path names; one of this interaction's, or of its person's.
fn target(state: &State, call: &Call) -> Result<(u64, u64), ApiError> {
    let id = interaction(state, call)?;
    let interaction = &state.interactions[&id];
    let message = match call.params[2].as_str() {
        "@original" => original(state, id)?,
        _ => call.id(2)?,
    };
    let is_own = |it: &crate::message::Message| {
        it.interaction.is_some_and(|(by, ..)| by == id) || Some(it.id) == interaction.original
    };
    state
        .any_message(interaction.channel, message)
        .filter(|it| is_own(it) && (it.flags & EPHEMERAL == 0 || !it.gone))
        .map(|it| (it.channel, it.id))
        .ok_or_else(|| ApiError::code(10008))
}
