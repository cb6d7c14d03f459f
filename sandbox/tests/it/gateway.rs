//! Sessions: READY, resume, reconnects and closes, with the real client.

use serde_json::json;

use crate::support::{bot, call, discord};

#[tokio::test]
async fn serenity_connects_and_is_told_of_guilds() {
    let discord = discord().await;
    let _bot = bot(&discord, async |_, _| {}).await;
    assert_eq!(discord.sessions(), (1, 0));
    let (status, me) = call(&discord, "GET", "/users/@me", json!(null)).await;
    assert_eq!((status, &me["bot"]), (200, &json!(true)));
}
