//! Commands: names, descriptions, options, choices, and the sum of it all; and autocompletions.

use serde_json::Value;

use super::{chars, from_1_to, up_to};
use crate::errors::FormFaults;

/// What options are of: a command itself, a subcommand or a group of these.
const COMMAND: u64 = 0;
const SUBCOMMAND: u64 = 1;
const GROUP: u64 = 2;
const STRING: u64 = 3;
const INTEGER: u64 = 4;
const NUMBER: u64 = 10;
const ATTACHMENT: u64 = 11;
/// Characters of names, descriptions and choices that a command may have in all.
const COMMAND_SUM: usize = 8000;

/// Checks a command to be registered; `prefix` leads to it (`"0."` in a bulk overwrite).
pub(crate) fn command(command: &Value, prefix: &str, faults: &mut FormFaults) {
    if command["type"].as_u64().unwrap_or(1) != 1 {
        faults.required(&format!("{prefix}name"), &command["name"], from_1_to(32));
        return;
    }
    name(prefix, command, faults);
    options(prefix, command, COMMAND, faults);
    if weight(command) > COMMAND_SUM {
        let message = "Command exceeds maximum size (8000)";
        let code = "APPLICATION_COMMAND_TOO_LARGE";
        faults.add(prefix.trim_end_matches('.'), code, message);
    }
}

/// Checks the `data` of an autocompletion.
pub(crate) fn choices(data: &Value, faults: &mut FormFaults) {
    let choices = faults.list("data.choices", &data["choices"], up_to(25));
    for (index, choice) in choices.iter().enumerate() {
        self::choice(&format!("data.choices.{index}"), choice, faults);
    }
}

fn name(prefix: &str, command: &Value, faults: &mut FormFaults) {
    let path = format!("{prefix}name");
    faults.required(&path, &command["name"], from_1_to(32));
    let name = command["name"].as_str().unwrap_or_default();
    if !name.chars().all(is_name_character) {
        let message = "Command name is invalid";
        faults.add(&path, "APPLICATION_COMMAND_INVALID_NAME", message);
    }
    let path = format!("{prefix}description");
    faults.required(&path, &command["description"], from_1_to(100));
}

/// Source: `^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$`, lower case where there is one.
fn is_name_character(it: char) -> bool {
    (it.is_alphanumeric() && !it.is_uppercase()) || matches!(it, '-' | '_' | '\'')
}

fn options(prefix: &str, command: &Value, parent: u64, faults: &mut FormFaults) {
    let path = format!("{prefix}options");
    let options = faults.list(&path, &command["options"], up_to(25));
    let mut optional_seen = false;
    for (index, option) in options.iter().enumerate() {
        let prefix = format!("{path}.{index}.");
        name(&prefix, option, faults);
        let required = option["required"] == true;
        if required && optional_seen {
            let message = "Required options must be placed before non-required options";
            faults.add(
                &path,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                message,
            );
        }
        optional_seen |= !required;
        if options[..index]
            .iter()
            .any(|it| it["name"] == option["name"])
        {
            let message = "Application command option names must be unique";
            faults.add(
                &path,
                "APPLICATION_COMMAND_OPTIONS_NAME_NOT_UNIQUE",
                message,
            );
        }
        self::option(&prefix, option, parent, faults);
    }
    let is_nested = |option: &&Value| matches!(kind_of(option), SUBCOMMAND | GROUP);
    let nested = options.iter().filter(is_nested).count();
    if nested > 0 && nested < options.len() {
        let message = "Subcommands cannot stand beside other options";
        faults.add(&path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
    }
}

fn option(prefix: &str, option: &Value, parent: u64, faults: &mut FormFaults) {
    match (parent, kind_of(option)) {
        (COMMAND, kind @ (SUBCOMMAND | GROUP)) | (GROUP, kind @ SUBCOMMAND) => {
            options(prefix, option, kind, faults);
        }
        (COMMAND | SUBCOMMAND, kind @ STRING..=ATTACHMENT) => {
            value_option(prefix, option, kind, faults);
        }
        _ => {
            let message = "This type is not allowed here.";
            faults.add(&format!("{prefix}type"), "BASE_TYPE_CHOICES", message);
        }
    }
}

fn kind_of(option: &Value) -> u64 {
    option["type"].as_u64().unwrap_or(0)
}

fn value_option(prefix: &str, option: &Value, kind: u64, faults: &mut FormFaults) {
    let path = format!("{prefix}choices");
    let choices = faults.list(&path, &option["choices"], up_to(25));
    for (index, choice) in choices.iter().enumerate() {
        self::choice(&format!("{path}.{index}"), choice, faults);
    }
    let completes = option["autocomplete"] == true;
    if completes && !choices.is_empty() {
        let message = "Autocomplete and choices cannot both be set";
        faults.add(
            &path,
            "APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES",
            message,
        );
    }
    if completes && !matches!(kind, STRING | INTEGER | NUMBER) {
        let message = "Autocomplete is not supported for this option type";
        let path = format!("{prefix}autocomplete");
        faults.add(
            &path,
            "APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_TYPE",
            message,
        );
    }
    faults.number(
        &format!("{prefix}min_length"),
        &option["min_length"],
        0,
        6000,
    );
    faults.number(
        &format!("{prefix}max_length"),
        &option["max_length"],
        1,
        6000,
    );
}

fn choice(path: &str, choice: &Value, faults: &mut FormFaults) {
    faults.required(&format!("{path}.name"), &choice["name"], from_1_to(100));
    let value = format!("{path}.value");
    if choice["value"].is_number() {
        return;
    }
    faults.required(&value, &choice["value"], up_to(100));
}

fn weight(command: &Value) -> usize {
    let options = command["options"].as_array().into_iter().flatten();
    let choices = command["choices"].as_array().into_iter().flatten();
    let choices = choices.map(|it| chars(&it["name"]) + chars(&it["value"]));
    chars(&command["name"])
        + chars(&command["description"])
        + options.map(weight).sum::<usize>()
        + choices.sum::<usize>()
}
