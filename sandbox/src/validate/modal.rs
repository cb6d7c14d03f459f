//! Modals: a title and one to five text inputs, each in a row of its own.

use serde_json::Value;

use super::{from_1_to, up_to};
use crate::errors::FormFaults;

pub(crate) fn modal(data: &Value, faults: &mut FormFaults) {
    faults.required("data.custom_id", &data["custom_id"], from_1_to(100));
    faults.required("data.title", &data["title"], from_1_to(45));
    let rows = faults.list("data.components", &data["components"], from_1_to(5));
    let mut seen = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let path = format!("data.components.{index}.components");
        let inputs = faults.list(&path, &row["components"], from_1_to(1));
        for input in inputs {
            let path = format!("{path}.0");
            text_input(&path, input, faults);
            if seen.contains(&&input["custom_id"]) {
                let message = "Component custom id cannot be duplicated";
                let path = format!("{path}.custom_id");
                faults.add(&path, "COMPONENT_CUSTOM_ID_DUPLICATED", message);
            }
            seen.push(&input["custom_id"]);
        }
    }
}

fn text_input(path: &str, input: &Value, faults: &mut FormFaults) {
    let part = |name: &str| format!("{path}.{name}");
    if input["type"].as_u64() != Some(4) {
        let message = "Value of field \"type\" must be one of (4,).";
        faults.add(&part("type"), "UNION_TYPE_CHOICES", message);
        return;
    }
    faults.required(&part("custom_id"), &input["custom_id"], from_1_to(100));
    faults.required(&part("label"), &input["label"], from_1_to(45));
    faults.number(&part("style"), &input["style"], 1, 2);
    faults.number(&part("min_length"), &input["min_length"], 0, 4000);
    faults.number(&part("max_length"), &input["max_length"], 1, 4000);
    faults.optional(&part("value"), &input["value"], up_to(4000));
    faults.optional(&part("placeholder"), &input["placeholder"], up_to(100));
}
