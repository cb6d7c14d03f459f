//! What Discord answers when it refuses: the codes in use here, their statuses and their texts.

use serde_json::{Map, Value, json};

/// An error answer: its HTTP status and JSON body.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

/// Code, status, message. Source: Discord's list of JSON error codes.
const KNOWN: &[(u32, u16, &str)] = &[
    (10002, 404, "Unknown Application"),
    (10003, 404, "Unknown Channel"),
    (10004, 404, "Unknown Guild"),
    (10007, 404, "Unknown Member"),
    (10008, 404, "Unknown Message"),
    (10013, 404, "Unknown User"),
    (10015, 404, "Unknown Webhook"),
    (10062, 404, "Unknown interaction"),
    (10063, 404, "Unknown application command"),
    (
        30034,
        400,
        "Max number of daily application command creates has been reached (200)",
    ),
    (40005, 413, "Request entity too large"),
    (40060, 400, "Interaction has already been acknowledged."),
    (
        40067,
        400,
        "A tag is required to create a forum post in this channel",
    ),
    (50001, 403, "Missing Access"),
    (50005, 403, "Cannot edit a message authored by another user"),
    (50006, 400, "Cannot send an empty message"),
    (50008, 400, "Cannot send messages in a non-text channel"),
    (50013, 403, "Missing Permissions"),
    (50021, 403, "Cannot execute action on a system message"),
    (50024, 400, "Cannot execute action on this channel type"),
    (50027, 401, "Invalid Webhook Token"),
    (
        50083,
        400,
        "Tried to perform an operation on an archived thread, such as editing a message or adding a user to the thread",
    ),
    (50109, 400, "The request body contains invalid JSON."),
    (
        160002,
        403,
        "You cannot reply without permission to read message history",
    ),
    (
        160004,
        400,
        "A thread has already been created for this message",
    ),
    (160005, 403, "Thread is locked"),
];

impl ApiError {
    pub(crate) fn code(code: u32) -> Self {
        let (code, status, message) = KNOWN
            .iter()
            .find(|known| known.0 == code)
            .expect("every code in use is in the table");
        Self {
            status: *status,
            body: json!({ "message": message, "code": code }),
        }
    }

    /// The answer for a path or a method that the API does not have.
    pub(crate) fn not_found() -> Self {
        Self::plain(404, "404: Not Found")
    }

    pub(crate) fn unauthorized() -> Self {
        Self::plain(401, "401: Unauthorized")
    }

    pub(crate) fn plain(status: u16, message: &str) -> Self {
        Self {
            status,
            body: json!({ "message": message, "code": 0 }),
        }
    }

    /// Moves the faults of a form that is part of a larger one: `content` to `data.content`.
    pub(crate) fn under(mut self, key: &str) -> Self {
        if let Some(errors) = self.body.get_mut("errors") {
            *errors = json!({ key: errors.take() });
        }
        self
    }

    /// "Invalid Form Body" with one fault.
    pub(crate) fn form(path: &str, code: &str, message: &str) -> Self {
        let mut faults = FormFaults::default();
        faults.add(path, code, message);
        faults.into_error()
    }
}

/// Gathers what is wrong with a body, field by field, into error 50035.
#[derive(Default)]
pub(crate) struct FormFaults {
    root: Map<String, Value>,
}

impl FormFaults {
    /// `path` is dotted, with indices: `embeds.0.title`; empty for the body as a whole.
    pub(crate) fn add(&mut self, path: &str, code: &str, message: &str) {
        let mut at = &mut self.root;
        for key in path.split('.').filter(|key| !key.is_empty()) {
            at = at
                .entry(key)
                .or_insert_with(|| json!({}))
                .as_object_mut()
                .expect("only objects are inserted on the way");
        }
        at.entry("_errors")
            .or_insert_with(|| json!([]))
            .as_array_mut()
            .expect("`_errors` is a list")
            .push(json!({ "code": code, "message": message }));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.root.is_empty()
    }

    pub(crate) fn into_error(self) -> ApiError {
        ApiError {
            status: 400,
            body: json!({ "message": "Invalid Form Body", "code": 50035, "errors": self.root }),
        }
    }

    pub(crate) fn into_result(self) -> Result<(), ApiError> {
        if self.is_empty() {
            return Ok(());
        }
        Err(self.into_error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_nest_by_their_path() {
        let error = ApiError::form("embeds.0.title", "BASE_TYPE_MAX_LENGTH", "Too long.");
        assert_eq!(
            error.body["errors"]["embeds"]["0"]["title"]["_errors"][0]["code"],
            "BASE_TYPE_MAX_LENGTH"
        );
        assert_eq!(error.status, 400);
        let moved = error.under("data");
        assert!(moved.body["errors"]["data"]["embeds"]["0"].is_object());
    }
}
