//! What was asked of the API and how it answered, in order.

use serde_json::Value;

/// One request to the REST API.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// Without `/api/v10`: `/channels/1/messages`.
    pub path: String,
    /// The route with its placeholders: `/channels/{id}/messages`; empty for an unknown one.
    pub route: &'static str,
    pub query: String,
    /// What was sent, `Null` if nothing; of a multipart body the `payload_json`.
    pub body: Value,
    /// The answer's status; 0 if there was none (a fault).
    pub status: u16,
}

#[derive(Default)]
pub(crate) struct Log {
    pub(crate) requests: Vec<Request>,
}

impl Log {
    /// The last requests, one a line, for the message of a failed test.
    pub(crate) fn tail(&self) -> String {
        let from = self.requests.len().saturating_sub(20);
        let lines = self.requests[from..].iter().map(|request| {
            format!(
                "  {} {} -> {}\n",
                request.method, request.path, request.status
            )
        });
        lines.collect()
    }
}
