//! Rate limits: what the headers say, what is refused, and what is outside them.

use std::time::Duration;

use reqwest::Response;
use sandbox::{Discord, Limits};
use serde_json::{Value, json};

use crate::support::discord;

const LONG: Duration = Duration::from_secs(60);

async fn post(discord: &Discord, channel: &str) -> Response {
    let path = format!("/api/v10/channels/{}/messages", discord.channel(channel));
    let request = reqwest::Client::new().post(format!("{}{path}", discord.url()));
    let request = request.header("authorization", format!("Bot {}", discord.token()));
    let body = json!({ "content": "hi" });
    request.json(&body).send().await.unwrap()
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers()[name].to_str().unwrap()
}

#[tokio::test]
async fn a_route_counts_down_and_refuses_by_channel() {
    let discord = discord().await;
    discord.set_limits(Limits::off().route("POST", "/channels/{id}/messages", 2, LONG));
    let first = post(&discord, "general").await;
    assert_eq!(header(&first, "x-ratelimit-limit"), "2");
    assert_eq!(header(&first, "x-ratelimit-remaining"), "1");
    let after: f64 = header(&first, "x-ratelimit-reset-after").parse().unwrap();
    assert!(after > 59.0 && after <= 60.0);
    post(&discord, "general").await;
    let refused = post(&discord, "general").await;
    assert_eq!(refused.status(), 429);
    assert_eq!(header(&refused, "x-ratelimit-scope"), "user");
    assert_eq!(
        header(&refused, "x-ratelimit-bucket"),
        header(&first, "x-ratelimit-bucket")
    );
    assert_eq!(header(&refused, "retry-after"), "60");
    let body: Value = refused.json().await.unwrap();
    assert_eq!(body["global"], false);
    assert!(body["retry_after"].as_f64().unwrap() > 59.0);
    assert_eq!(post(&discord, "daily").await.status(), 200);
    assert_eq!(discord.count_429(), 1);
    assert_eq!(discord.messages("general").len(), 2);
}

#[tokio::test]
async fn the_global_limit_stops_all_channels() {
    let discord = discord().await;
    discord.set_limits(Limits::off().global(1, LONG));
    assert_eq!(post(&discord, "general").await.status(), 200);
    let refused = post(&discord, "daily").await;
    assert_eq!(header(&refused, "x-ratelimit-scope"), "global");
    assert_eq!(header(&refused, "x-ratelimit-global"), "true");
    let body: Value = refused.json().await.unwrap();
    assert_eq!(body["global"], true);
}

#[tokio::test]
async fn a_shared_limit_says_so() {
    let discord = discord().await;
    discord.set_limits(Limits::off().shared("POST", "/channels/{id}/messages", 0, LONG));
    let refused = post(&discord, "general").await;
    assert_eq!(header(&refused, "x-ratelimit-scope"), "shared");
}

#[tokio::test]
async fn a_window_that_is_over_opens_anew() {
    let discord = discord().await;
    let window = Duration::from_nanos(1);
    discord.set_limits(Limits::off().route("POST", "/channels/{id}/messages", 1, window));
    for _ in 0..3 {
        assert_eq!(post(&discord, "general").await.status(), 200);
    }
}
