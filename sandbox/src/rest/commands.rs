//! Registered commands: global ones and those of a guild.

use serde_json::{Value, json};

use super::{Call, Reply};
use crate::errors::{ApiError, FormFaults};
use crate::state::State;
use crate::validate;

/// How many slash commands there can be in each scope.
const MOST: usize = 100;

pub(super) fn list(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let scope = scope(state, call)?;
    let commands = state.commands.iter().filter(|it| it["guild_id"] == scope);
    Reply::json(commands.cloned().collect())
}

pub(super) fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let index = index(state, call)?;
    Reply::json(state.commands[index].clone())
}

/// Makes a command, or replaces the one of that name.
pub(super) fn create(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let scope = scope(state, call)?;
    let mut faults = FormFaults::default();
    validate::command(&call.body, "", &mut faults);
    faults.into_result()?;
    let same = |it: &Value| it["guild_id"] == scope && it["name"] == call.body["name"];
    let old = state.commands.iter().position(same);
    let id = old.map(|index| state.commands.remove(index)["id"].clone());
    let is_new = id.is_none();
    let command = complete(state, &call.body, &scope, id);
    state.commands.push(command.clone());
    match is_new {
        true => Reply::created(command),
        false => Reply::json(command),
    }
}

/// Replaces all commands of the scope; those of the same name keep their ids.
pub(super) fn replace(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let scope = scope(state, call)?;
    let given = call.body.as_array().map_or(&[][..], |it| it);
    let mut faults = FormFaults::default();
    if given.len() > MOST {
        faults.add(
            "",
            "BASE_TYPE_MAX_LENGTH",
            "Must be 100 or fewer in length.",
        );
    }
    for (index, command) in given.iter().enumerate() {
        validate::command(command, &format!("{index}."), &mut faults);
        if given[..index]
            .iter()
            .any(|it| it["name"] == command["name"])
        {
            let code = "APPLICATION_COMMANDS_DUPLICATE_NAME";
            faults.add(
                &index.to_string(),
                code,
                "Application command names must be unique",
            );
        }
    }
    faults.into_result()?;
    let (old, kept) = std::mem::take(&mut state.commands)
        .into_iter()
        .partition(|it| it["guild_id"] == scope);
    let old: Vec<Value> = old;
    state.commands = kept;
    let mut commands = Vec::new();
    for command in given {
        let same = old.iter().find(|it| it["name"] == command["name"]);
        let id = same.map(|it| it["id"].clone());
        commands.push(complete(state, command, &scope, id));
    }
    state.commands.extend(commands.clone());
    Reply::json(Value::Array(commands))
}

pub(super) fn edit(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let index = index(state, call)?;
    let mut command = state.commands[index].clone();
    for (key, value) in call.body.as_object().into_iter().flatten() {
        command[key] = value.clone();
    }
    let mut faults = FormFaults::default();
    validate::command(&command, "", &mut faults);
    faults.into_result()?;
    command["version"] = json!(state.next_id().to_string());
    state.commands[index] = command.clone();
    Reply::json(command)
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let index = index(state, call)?;
    state.commands.remove(index);
    Reply::nothing()
}

/// The guild in the path as `guild_id` has it; null for global commands.
fn scope(state: &State, call: &Call) -> Result<Value, ApiError> {
    if call.id(0)? != state.application {
        return Err(ApiError::code(10002));
    }
    if !call.route.contains("/guilds/") {
        return Ok(Value::Null);
    }
    let guild = state
        .guild(call.id(1)?)
        .map_err(|_| ApiError::code(50001))?;
    Ok(json!(guild.id.to_string()))
}

fn complete(state: &mut State, given: &Value, scope: &Value, id: Option<Value>) -> Value {
    let version = state.next_id().to_string();
    let mut command = json!({
        "type": 1, "default_member_permissions": null, "nsfw": false, "options": [],
        "integration_types": [0], "contexts": null, "description": "",
        "name_localizations": null, "description_localizations": null, "dm_permission": true,
    });
    for (key, value) in given.as_object().into_iter().flatten() {
        command[key] = value.clone();
    }
    command["id"] = id.unwrap_or_else(|| json!(version));
    command["application_id"] = json!(state.application.to_string());
    command["version"] = json!(version);
    if !scope.is_null() {
        command["guild_id"] = scope.clone();
    }
    command
}

/// Where the command is that the path names last.
fn index(state: &State, call: &Call) -> Result<usize, ApiError> {
    let scope = scope(state, call)?;
    let id = call
        .params
        .last()
        .expect("the routes that come here have it");
    let is_it = |it: &Value| it["id"] == *id && it["guild_id"] == scope;
    let found = state.commands.iter().position(is_it);
    found.ok_or_else(|| ApiError::code(10063))
}
