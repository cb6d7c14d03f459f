//! Rights: what the bot may not do is refused with Discord's codes.

use sandbox::Discord;
use sandbox::permissions::{
    ATTACH_FILES, CREATE_PUBLIC_THREADS, EMBED_LINKS, READ_MESSAGE_HISTORY, SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS, VIEW_CHANNEL,
};
use serde_json::{Value, json};

use crate::support::{call, discord, send_file};

/// What the bot gets for a plain message in `general`: status and code.
async fn send(discord: &Discord) -> (u16, Value) {
    let path = format!("/channels/{}/messages", discord.channel("general"));
    let (status, answer) = call(discord, "POST", &path, json!({ "content": "hi" })).await;
    (status, answer["code"].clone())
}

#[tokio::test]
async fn a_channel_may_hide_itself_or_be_read_only() {
    let discord = discord().await;
    assert_eq!(send(&discord).await.0, 200);
    discord.overwrite("general", "bot", 0, SEND_MESSAGES);
    assert_eq!(send(&discord).await, (403, json!(50013)));
    discord.overwrite("general", "bot", 0, VIEW_CHANNEL);
    assert_eq!(send(&discord).await, (403, json!(50001)));
    discord.delete_channel("general");
    let (status, answer) = call(&discord, "GET", "/channels/1", Value::Null).await;
    assert_eq!((status, &answer["code"]), (404, &json!(10003)));
}

#[tokio::test]
async fn a_guild_that_threw_the_bot_out_is_unknown_to_it() {
    let discord = discord().await;
    let guild = discord.guild("Guild");
    discord.leave_guild("Guild");
    let (status, answer) = call(&discord, "GET", &format!("/guilds/{guild}"), Value::Null).await;
    assert_eq!((status, &answer["code"]), (404, &json!(10004)));
    assert_eq!(send(&discord).await, (403, json!(50001)));
}

#[tokio::test]
async fn embeds_are_dropped_and_files_refused_without_the_right() {
    let discord = discord().await;
    let path = format!("/channels/{}/messages", discord.channel("general"));
    discord.overwrite("general", "bot", 0, EMBED_LINKS | ATTACH_FILES);
    let body = json!({ "content": "hi", "embeds": [{ "title": "T" }] });
    let (_, sent) = call(&discord, "POST", &path, body).await;
    assert_eq!(sent["embeds"], json!([]));
    let button = json!({ "type": 2, "style": 1, "label": "x", "custom_id": "a" });
    let row = json!({ "type": 1, "components": [button] });
    let alone = json!({ "embeds": [{ "title": "T" }], "components": [row] });
    let (status, refused) = call(&discord, "POST", &path, alone).await;
    assert_eq!((status, &refused["code"]), (403, &json!(50013)));
    let (status, refused) = send_file(&discord, &path, json!({}), "a.txt", b"a").await;
    assert_eq!((status, &refused["code"]), (403, &json!(50013)));
}

#[tokio::test]
async fn without_history_nothing_is_listed() {
    let discord = discord().await;
    discord.user("ana").say("hi").unwrap();
    let path = format!("/channels/{}/messages", discord.channel("general"));
    discord.overwrite("general", "bot", 0, READ_MESSAGE_HISTORY);
    let listed = call(&discord, "GET", &path, Value::Null).await;
    assert_eq!(listed, (200, json!([])));
}

#[tokio::test]
async fn threads_have_rights_of_their_own() {
    let discord = discord().await;
    let said = discord.user("ana").say("hi").unwrap();
    let path = format!("/channels/{}/messages/{}/threads", said.channel, said.id);
    let name = json!({ "name": "talk" });
    discord.overwrite(
        "general",
        "bot",
        0,
        CREATE_PUBLIC_THREADS | SEND_MESSAGES_IN_THREADS,
    );
    let (status, refused) = call(&discord, "POST", &path, name.clone()).await;
    assert_eq!((status, &refused["code"]), (403, &json!(50013)));
    discord.overwrite("general", "bot", 0, SEND_MESSAGES_IN_THREADS);
    assert_eq!(call(&discord, "POST", &path, name).await.0, 201);
    let inside = format!("/channels/{}/messages", said.id);
    let (status, refused) = call(&discord, "POST", &inside, json!({ "content": "x" })).await;
    assert_eq!((status, &refused["code"]), (403, &json!(50013)));
}

#[tokio::test]
async fn members_are_found_unless_they_left() {
    let discord = discord().await;
    let guild = discord.guild("Guild");
    let ana = discord.user("ana").id;
    let path = format!("/guilds/{guild}/members/{ana}");
    let (_, member) = call(&discord, "GET", &path, Value::Null).await;
    assert_eq!(
        (&member["nick"], &member["user"]["username"]),
        (&json!("Ana B."), &json!("ana"))
    );
    discord.remove_member("ana");
    let (status, answer) = call(&discord, "GET", &path, Value::Null).await;
    assert_eq!((status, &answer["code"]), (404, &json!(10007)));
}

#[tokio::test]
async fn a_wrong_token_is_unauthorized() {
    let discord = discord().await;
    let url = format!("{}/api/v10/users/@me", discord.url());
    let request = reqwest::Client::new()
        .get(url)
        .header("authorization", "Bot wrong");
    assert_eq!(request.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn an_unknown_route_is_answered_and_noted() {
    let discord = discord().await;
    let (status, answer) = call(&discord, "GET", "/nonsense", Value::Null).await;
    assert_eq!(
        (status, &answer["message"]),
        (404, &json!("404: Not Found"))
    );
    assert_eq!(discord.unknown_routes(), ["GET /api/v10/nonsense"]);
}
