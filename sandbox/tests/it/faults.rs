//! Faults on purpose, as the bot meets them.

use std::time::Duration;

use sandbox::{Discord, Fault};
use serde_json::json;

use crate::support::discord;

/// The status of an attempt to send a message; `None` if no answer came.
async fn send(discord: &Discord) -> Option<u16> {
    let path = format!("/channels/{}/messages", discord.channel("general"));
    let client = reqwest::Client::builder().timeout(Duration::from_millis(100));
    let request = client
        .build()
        .unwrap()
        .post(format!("{}/api/v10{path}", discord.url()));
    let request = request.header("authorization", format!("Bot {}", discord.token()));
    let response = request.json(&json!({ "content": "hi" })).send().await;
    response.ok().map(|response| response.status().as_u16())
}

fn on_messages() -> Fault {
    Fault::on("POST", "/channels/{id}/messages")
}

#[tokio::test]
async fn a_status_strikes_the_nth_request() {
    let discord = discord().await;
    discord.fail(on_messages().nth(2).status(502));
    assert_eq!(send(&discord).await, Some(200));
    assert_eq!(send(&discord).await, Some(502));
    assert_eq!(send(&discord).await, Some(200));
    assert_eq!(discord.messages("general").len(), 2);
    let statuses: Vec<u16> = discord.requests().iter().map(|it| it.status).collect();
    assert_eq!(statuses, [200, 502, 200]);
}

#[tokio::test]
async fn a_cut_before_applies_nothing_and_a_cut_after_does() {
    let discord = discord().await;
    discord.fail(on_messages().cut_before());
    assert_eq!(send(&discord).await, None);
    assert!(discord.messages("general").is_empty());
    discord.fail(on_messages().cut_after());
    assert_eq!(send(&discord).await, None);
    assert_eq!(discord.messages("general").len(), 1);
}

#[tokio::test]
async fn a_timeout_never_answers() {
    let discord = discord().await;
    discord.fail(on_messages().timeout());
    assert_eq!(send(&discord).await, None);
    assert!(discord.messages("general").is_empty());
    assert_eq!(discord.requests()[0].status, 0);
}

#[tokio::test]
async fn a_rate_limit_on_purpose_counts() {
    let discord = discord().await;
    discord.fail(on_messages().rate_limited(Duration::from_secs(1)).times(2));
    discord.fail(on_messages().nth(2).rate_limited_globally(Duration::ZERO));
    assert_eq!(send(&discord).await, Some(429));
    assert_eq!(send(&discord).await, Some(429));
    assert_eq!(discord.count_429(), 2);
    discord.heal();
    assert_eq!(send(&discord).await, Some(200));
}

#[tokio::test]
async fn a_stopped_sandbox_answers_nobody() {
    let discord = discord().await;
    let client = reqwest::Client::new();
    let url = format!("{}/api/v10/gateway", discord.url());
    assert!(client.get(&url).send().await.is_ok());
    drop(discord);
    assert!(client.get(&url).send().await.is_err());
}
