//! Action rows: buttons and selects, their counts, lengths and custom ids.

use serde_json::Value;

use super::{from_1_to, up_to};
use crate::errors::FormFaults;

const ACTION_ROW: u64 = 1;
const BUTTON: u64 = 2;
const STRING_SELECT: u64 = 3;
/// Selects of users, roles, both and channels.
const OTHER_SELECTS: std::ops::RangeInclusive<u64> = 5..=8;

const LINK: u64 = 5;

pub(super) fn rows(components: &Value, faults: &mut FormFaults) {
    let rows = faults.list("components", components, up_to(5));
    let mut seen = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let path = format!("components.{index}");
        if row["type"].as_u64() != Some(ACTION_ROW) {
            wrong_type(&path, "(1,)", faults);
            continue;
        }
        self::row(&path, row, &mut seen, faults);
    }
}

fn row<'v>(path: &str, row: &'v Value, seen: &mut Vec<&'v str>, faults: &mut FormFaults) {
    let path = format!("{path}.components");
    let controls = faults.list(&path, &row["components"], from_1_to(5));
    for (index, control) in controls.iter().enumerate() {
        let path = format!("{path}.{index}");
        match control["type"].as_u64() {
            Some(BUTTON) => button(&path, control, faults),
            Some(kind) if kind == STRING_SELECT || OTHER_SELECTS.contains(&kind) => {
                select(&path, control, faults);
                if controls.len() > 1 {
                    let message = "A select menu must be alone in its row";
                    faults.add(&path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message);
                }
            }
            _ => wrong_type(&path, "(2, 3, 5, 6, 7, 8)", faults),
        }
        if let Some(id) = control["custom_id"].as_str() {
            if seen.contains(&id) {
                let message = "Component custom id cannot be duplicated";
                let path = format!("{path}.custom_id");
                faults.add(&path, "COMPONENT_CUSTOM_ID_DUPLICATED", message);
            }
            seen.push(id);
        }
    }
}

fn button(path: &str, button: &Value, faults: &mut FormFaults) {
    let style = button["style"].as_u64();
    faults.number(&format!("{path}.style"), &button["style"], 1, 6);
    faults.optional(&format!("{path}.label"), &button["label"], up_to(80));
    if button["label"].as_str().is_none_or(str::is_empty) && button["emoji"].is_null() {
        let message = "A button must have a label or an emoji";
        faults.add(path, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", message);
    }
    match style {
        None => faults.required(&format!("{path}.style"), &Value::Null, up_to(0)),
        Some(LINK) => {
            faults.required(&format!("{path}.url"), &button["url"], from_1_to(512));
            if !button["custom_id"].is_null() {
                let message = "A custom id and url cannot both be specified";
                faults.add(path, "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", message);
            }
        }
        Some(_) => {
            let path = format!("{path}.custom_id");
            faults.required(&path, &button["custom_id"], from_1_to(100));
        }
    }
}

fn select(path: &str, select: &Value, faults: &mut FormFaults) {
    faults.required(
        &format!("{path}.custom_id"),
        &select["custom_id"],
        from_1_to(100),
    );
    faults.optional(
        &format!("{path}.placeholder"),
        &select["placeholder"],
        up_to(150),
    );
    faults.number(&format!("{path}.min_values"), &select["min_values"], 0, 25);
    faults.number(&format!("{path}.max_values"), &select["max_values"], 1, 25);
    if select["type"].as_u64() != Some(STRING_SELECT) {
        return;
    }
    let path = format!("{path}.options");
    let options = faults.list(&path, &select["options"], from_1_to(25));
    for (index, option) in options.iter().enumerate() {
        let part = |name: &str| format!("{path}.{index}.{name}");
        faults.required(&part("label"), &option["label"], from_1_to(100));
        faults.required(&part("value"), &option["value"], from_1_to(100));
        faults.optional(&part("description"), &option["description"], up_to(100));
        if options[..index]
            .iter()
            .any(|it| it["value"] == option["value"])
        {
            let message = "The specified option value is already used";
            faults.add(
                &part("value"),
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                message,
            );
        }
    }
}

fn wrong_type(path: &str, choices: &str, faults: &mut FormFaults) {
    let message = format!("Value of field \"type\" must be one of {choices}.");
    faults.add(&format!("{path}.type"), "UNION_TYPE_CHOICES", &message);
}
