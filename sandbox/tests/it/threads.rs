//! Threads from messages, forum posts, archiving by the clock, locks.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{call, discord};

#[tokio::test]
async fn a_message_has_one_thread_with_its_own_id() {
    let discord = discord().await;
    let said = discord.user("ana").say("hi").unwrap();
    let path = format!("/channels/{}/messages/{}/threads", said.channel, said.id);
    let body = json!({ "name": "talk", "auto_archive_duration": 1440 });
    let (status, thread) = call(&discord, "POST", &path, body.clone()).await;
    assert_eq!((status, &thread["id"]), (201, &json!(said.id.to_string())));
    assert_eq!(thread["thread_metadata"]["auto_archive_duration"], 1440);
    assert_eq!(discord.thread_of(said.id), Some(said.id));
    let (status, refused) = call(&discord, "POST", &path, body).await;
    assert_eq!((status, &refused["code"]), (400, &json!(160004)));
    let inside = format!("/channels/{}/messages", said.id);
    call(&discord, "POST", &inside, json!({ "content": "in it" })).await;
    assert_eq!(discord.transcript(said.id), "Bot: in it");
}

#[tokio::test]
async fn a_quiet_thread_is_archived_and_a_message_opens_it() {
    let discord = discord().await;
    let said = discord.user("ana").say("hi").unwrap();
    let path = format!("/channels/{}/messages/{}/threads", said.channel, said.id);
    let body = json!({ "name": "talk", "auto_archive_duration": 60 });
    call(&discord, "POST", &path, body).await;
    let inside = format!("/channels/{}/messages", said.id);
    let (_, sent) = call(&discord, "POST", &inside, json!({ "content": "a" })).await;
    let one = format!("{inside}/{}", sent["id"].as_str().unwrap());
    discord.clock().advance(SignedDuration::from_hours(1));
    assert!(discord.threads("general")[0].archived);
    let edit = json!({ "content": "b" });
    let (status, refused) = call(&discord, "PATCH", &one, edit.clone()).await;
    assert_eq!((status, &refused["code"]), (400, &json!(50083)));
    call(&discord, "POST", &inside, json!({ "content": "c" })).await;
    assert!(!discord.threads("general")[0].archived);
    assert_eq!(call(&discord, "PATCH", &one, edit).await.0, 200);
}

#[tokio::test]
async fn a_locked_thread_takes_no_message() {
    let discord = discord().await;
    let said = discord.user("ana").say("hi").unwrap();
    let path = format!("/channels/{}/messages/{}/threads", said.channel, said.id);
    call(&discord, "POST", &path, json!({ "name": "talk" })).await;
    discord.lock_thread(said.id);
    let inside = format!("/channels/{}/messages", said.id);
    let (status, refused) = call(&discord, "POST", &inside, json!({ "content": "x" })).await;
    assert_eq!((status, &refused["code"]), (403, &json!(160005)));
}

#[tokio::test]
async fn a_forum_post_is_a_thread_with_tags_and_a_first_message() {
    let discord = discord().await;
    let path = format!("/channels/{}", discord.channel("forum"));
    let (_, forum) = call(&discord, "GET", &path, Value::Null).await;
    let tag = forum["available_tags"][1]["id"].clone();
    let message = json!({ "content": "First", "embeds": [{ "title": "T" }] });
    let body = json!({ "name": "Day 1", "applied_tags": [tag], "message": message });
    let threads = format!("{path}/threads");
    let (status, post) = call(&discord, "POST", &threads, body).await;
    assert_eq!(status, 201, "{post}");
    assert_eq!(post["id"], post["message"]["id"]);
    let posts = discord.threads("forum");
    assert_eq!(posts[0].tags, ["hard"]);
    assert_eq!(discord.transcript(posts[0].id), "Bot: First\n| # T");
    let (status, refused) = call(&discord, "POST", &threads, json!({ "name": "x" })).await;
    let code = &refused["errors"]["message"]["_errors"][0]["code"];
    assert_eq!((status, code), (400, &json!("BASE_TYPE_REQUIRED")));
    let messages = format!("{path}/messages");
    let (status, refused) = call(&discord, "POST", &messages, json!({ "content": "x" })).await;
    assert_eq!((status, &refused["code"]), (400, &json!(50008)));
}

#[tokio::test]
async fn a_voice_channel_has_no_threads() {
    let discord = discord().await;
    let path = format!("/channels/{}/threads", discord.channel("lounge"));
    let body = json!({ "name": "x", "type": 11 });
    let (status, refused) = call(&discord, "POST", &path, body).await;
    assert_eq!((status, &refused["code"]), (400, &json!(50024)));
}

#[tokio::test]
async fn open_threads_are_listed_and_can_be_closed_by_their_owner() {
    let discord = discord().await;
    let path = format!("/channels/{}/threads", discord.channel("general"));
    let body = json!({ "name": "x", "type": 11 });
    let (_, thread) = call(&discord, "POST", &path, body).await;
    let active = format!("/guilds/{}/threads/active", discord.guild("Guild"));
    let (_, listed) = call(&discord, "GET", &active, Value::Null).await;
    assert_eq!(listed["threads"][0]["id"], thread["id"]);
    let one = format!("/channels/{}", thread["id"].as_str().unwrap());
    let (status, _) = call(&discord, "PATCH", &one, json!({ "archived": true })).await;
    assert_eq!(status, 200);
    let (_, listed) = call(&discord, "GET", &active, Value::Null).await;
    assert_eq!(listed["threads"], json!([]));
    let (status, refused) = call(&discord, "PATCH", &one, json!({ "locked": true })).await;
    assert_eq!((status, &refused["code"]), (403, &json!(50013)));
}
