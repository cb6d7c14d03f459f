//! Numbers for Prometheus, served at `METRICS_ADDR`. Labels are few and fixed: no ids, no names, no texts.

use std::{net::SocketAddr, time::Duration};

use anyhow::Context;
use metrics::{Unit, describe_counter, describe_histogram};
use metrics_exporter_prometheus::PrometheusBuilder;

/// Interactions handled, by kind and by how it went: `answered`, `failed`.
const INTERACTIONS: &str = "whetstone_interactions_total";
/// Seconds from the interaction's arrival to Discord's receipt of the answer, by kind.
const ANSWER_SECONDS: &str = "whetstone_answer_seconds";
/// Posts of dailies that reached their channel.
const POSTS: &str = "whetstone_posts_total";
/// Answers of Discord's REST API to what was asked under its limits, by status.
const REQUESTS: &str = "whetstone_requests_total";

/// Serves the numbers from now on. Must be called inside a tokio runtime.
///
/// # Errors
/// The address cannot be listened on.
pub fn serve(address: SocketAddr) -> anyhow::Result<()> {
    PrometheusBuilder::new()
        .with_http_listener(address)
        .install()
        .with_context(|| format!("cannot serve metrics at {address} (METRICS_ADDR)"))?;
    describe_counter!(INTERACTIONS, "Interactions handled, by kind and outcome");
    describe_histogram!(
        ANSWER_SECONDS,
        Unit::Seconds,
        "From an interaction to its answer"
    );
    describe_counter!(POSTS, "Posts of dailies that reached their channel");
    describe_counter!(REQUESTS, "Answers of Discord's REST API, by status");
    Ok(())
}

pub fn answered(kind: &'static str, outcome: &'static str, after: Duration) {
    metrics::counter!(INTERACTIONS, "kind" => kind, "outcome" => outcome).increment(1);
    metrics::histogram!(ANSWER_SECONDS, "kind" => kind).record(after);
}

pub fn posted() {
    metrics::counter!(POSTS).increment(1);
}

pub fn requested(status: u16) {
    metrics::counter!(REQUESTS, "status" => status.to_string()).increment(1);
}
