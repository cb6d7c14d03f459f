//! Messages: content, embeds, rows of components, allowed mentions, nonce.

use serde_json::Value;

use super::{chars, component, from_1_to, up_to};
use crate::errors::FormFaults;

/// Characters that all embeds of a message may have together.
const EMBED_SUM: usize = 6000;

/// Checks a message object, of whatever route it is.
pub(crate) fn message(body: &Value, faults: &mut FormFaults) {
    faults.optional("content", &body["content"], up_to(2000));
    nonce(&body["nonce"], faults);
    embeds(&body["embeds"], faults);
    component::rows(&body["components"], faults);
    allowed_mentions(&body["allowed_mentions"], faults);
    faults.list("attachments", &body["attachments"], up_to(10));
}

fn nonce(nonce: &Value, faults: &mut FormFaults) {
    if !nonce.is_number() {
        faults.optional("nonce", nonce, up_to(25));
    }
}

fn embeds(embeds: &Value, faults: &mut FormFaults) {
    let embeds = faults.list("embeds", embeds, up_to(10));
    for (index, it) in embeds.iter().enumerate() {
        embed(&format!("embeds.{index}"), it, faults);
    }
    let sum: usize = embeds.iter().map(weight).sum();
    if sum > EMBED_SUM {
        let message = "Embed size exceeds maximum size of 6000";
        faults.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", message);
    }
}

fn embed(path: &str, embed: &Value, faults: &mut FormFaults) {
    let mut part = |name: &str, value: &Value, max| {
        faults.optional(&format!("{path}.{name}"), value, up_to(max));
    };
    part("title", &embed["title"], 256);
    part("description", &embed["description"], 4096);
    part("footer.text", &embed["footer"]["text"], 2048);
    part("author.name", &embed["author"]["name"], 256);
    let fields = faults.list(&format!("{path}.fields"), &embed["fields"], up_to(25));
    for (index, field) in fields.iter().enumerate() {
        let path = format!("{path}.fields.{index}");
        faults.required(&format!("{path}.name"), &field["name"], from_1_to(256));
        faults.required(&format!("{path}.value"), &field["value"], from_1_to(1024));
    }
    if embed["color"]
        .as_u64()
        .is_some_and(|color| color > 0xFF_FFFF)
    {
        let message = "int value should be less than or equal to 16777215.";
        faults.add(&format!("{path}.color"), "NUMBER_TYPE_MAX", message);
    }
}

/// What an embed adds to the sum.
fn weight(embed: &Value) -> usize {
    let fields = embed["fields"].as_array().into_iter().flatten();
    chars(&embed["title"])
        + chars(&embed["description"])
        + chars(&embed["footer"]["text"])
        + chars(&embed["author"]["name"])
        + fields
            .map(|field| chars(&field["name"]) + chars(&field["value"]))
            .sum::<usize>()
}

fn allowed_mentions(allowed: &Value, faults: &mut FormFaults) {
    let parsed = allowed["parse"].as_array().map_or(&[][..], |it| it);
    for kind in ["users", "roles"] {
        let path = format!("allowed_mentions.{kind}");
        let listed = faults.list(&path, &allowed[kind], up_to(100));
        if !listed.is_empty() && parsed.iter().any(|it| it == kind) {
            let message =
                format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            faults.add(
                "allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                &message,
            );
        }
    }
}
