//! Sessions: READY, resume with replay, reconnects and closes, with the real client and by hand.

use sandbox::{Discord, Guild};
use serde_json::{Value, json};

use crate::support::{Ear, bot, call, discord};

/// The names of the events with a sequence number, in order, as far as they have come.
async fn hear_all(ear: &mut Ear, count: usize) -> Vec<(u64, String)> {
    let mut events = Vec::new();
    while events.len() < count {
        let frame = ear.frame().await.expect("the connection is open");
        let name = frame["t"].as_str().unwrap_or_default().to_string();
        events.extend(frame["s"].as_u64().map(|sequence| (sequence, name)));
    }
    events
}

/// Connects by hand and identifies or resumes with this payload; the close code, if it comes to that.
async fn code_for(discord: &Discord, payload: Value) -> u16 {
    let mut ear = Ear::dial(discord).await;
    ear.send(payload).await;
    ear.close_code().await
}

fn identify(discord: &Discord, change: impl FnOnce(&mut Value)) -> Value {
    let mut data = json!({ "token": discord.token(), "intents": 1, "properties": {} });
    change(&mut data);
    json!({ "op": 2, "d": data })
}

#[tokio::test]
async fn serenity_connects_and_resumes() {
    let discord = discord().await;
    let _bot = bot(&discord, async |_, _| {}).await;
    assert_eq!(discord.sessions(), (1, 0));
    for (resumes, interrupt) in [Discord::gateway_drop, Discord::gateway_reconnect]
        .into_iter()
        .enumerate()
    {
        interrupt(&discord);
        let resumed = u32::try_from(resumes).unwrap() + 1;
        discord
            .wait(|view| (view.sessions() == (1, resumed)).then_some(()))
            .await;
    }
}

#[tokio::test]
async fn serenity_resumes_after_a_close_that_allows_it() {
    let discord = discord().await;
    let _bot = bot(&discord, async |_, _| {}).await;
    discord.gateway_close(4000);
    discord
        .wait(|view| (view.sessions() == (1, 1)).then_some(()))
        .await;
}

#[tokio::test]
async fn events_missed_meanwhile_are_replayed() {
    let discord = discord().await;
    let mut ear = Ear::connect(&discord).await;
    let session = ear.session.clone();
    discord.gateway_drop();
    assert!(ear.frame().await.is_none());
    let guild = discord.guild("Guild");
    discord.create_channel(guild, "new");
    discord.join_guild(Guild::new("Other").text("general"));
    let mut again = Ear::dial(&discord).await;
    let resume = json!({ "token": discord.token(), "session_id": session, "seq": 2 });
    again.send(json!({ "op": 6, "d": resume })).await;
    let events = hear_all(&mut again, 3).await;
    let names = ["CHANNEL_CREATE", "GUILD_CREATE", "RESUMED"];
    assert_eq!(
        events,
        [3, 4, 5]
            .into_iter()
            .zip(names.map(String::from))
            .collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_session_that_is_not_known_is_invalid() {
    let discord = discord().await;
    let mut ear = Ear::dial(&discord).await;
    let resume = json!({ "token": discord.token(), "session_id": "old", "seq": 2 });
    ear.send(json!({ "op": 6, "d": resume })).await;
    let answer = ear.frame().await.unwrap();
    assert_eq!((&answer["op"], &answer["d"]), (&json!(9), &json!(false)));
    ear.send(identify(&discord, |_| {})).await;
    assert_eq!(hear_all(&mut ear, 1).await, [(1, "READY".to_string())]);
}

#[tokio::test]
async fn an_invalidated_session_cannot_be_resumed() {
    let discord = discord().await;
    let mut ear = Ear::connect(&discord).await;
    discord.gateway_invalid_session(false);
    let said = ear.frame().await.unwrap();
    assert_eq!((&said["op"], &said["d"]), (&json!(9), &json!(false)));
    assert!(!discord.view(|view| view.is_connected()));
}

#[tokio::test]
async fn closes_have_discords_codes() {
    let discord = discord().await;
    let wrong_token = identify(&discord, |data| data["token"] = json!("wrong"));
    assert_eq!(code_for(&discord, wrong_token).await, 4004);
    let no_such_intent = identify(&discord, |data| data["intents"] = json!(1_u64 << 40));
    assert_eq!(code_for(&discord, no_such_intent).await, 4013);
    let privileged = identify(&discord, |data| data["intents"] = json!(1 << 15));
    assert_eq!(code_for(&discord, privileged).await, 4014);
    let no_such_shard = identify(&discord, |data| data["shard"] = json!([2, 2]));
    assert_eq!(code_for(&discord, no_such_shard).await, 4010);
    assert_eq!(code_for(&discord, json!({ "op": 3, "d": {} })).await, 4003);
    assert_eq!(code_for(&discord, json!({ "op": 99 })).await, 4001);
    let mut ear = Ear::connect(&discord).await;
    ear.send(identify(&discord, |_| {})).await;
    assert_eq!(ear.close_code().await, 4005);
}

#[tokio::test]
async fn heartbeats_are_answered_until_they_are_not() {
    let discord = discord().await;
    let mut ear = Ear::connect(&discord).await;
    ear.send(json!({ "op": 1, "d": 1 })).await;
    assert_eq!(ear.frame().await.unwrap()["op"], 11);
    discord.stop_acking();
    ear.send(json!({ "op": 1, "d": 1 })).await;
    discord.gateway_reconnect();
    assert_eq!(ear.frame().await.unwrap()["op"], 7);
}

#[tokio::test]
async fn changes_of_a_guild_are_told() {
    let discord = discord().await;
    let mut ear = Ear::connect(&discord).await;
    discord.set_role("team", 0, true);
    assert_eq!(
        ear.hear("GUILD_ROLE_UPDATE").await["role"]["mentionable"],
        true
    );
    discord.overwrite("general", "bot", 0, 2048);
    let changed = ear.hear("CHANNEL_UPDATE").await;
    assert_eq!(changed["permission_overwrites"][0]["deny"], "2048");
    let said = discord.user("ana").say("hi").unwrap();
    discord.overwrite("general", "bot", 0, 0);
    let path = format!("/channels/{}/messages/{}/threads", said.channel, said.id);
    call(&discord, "POST", &path, json!({ "name": "talk" })).await;
    assert_eq!(ear.hear("THREAD_CREATE").await["name"], "talk");
    discord.delete_channel("daily");
    assert_eq!(ear.hear("CHANNEL_DELETE").await["name"], "daily");
    discord.leave_guild("Guild");
    let guild = discord.guild("Guild").to_string();
    assert_eq!(ear.hear("GUILD_DELETE").await["id"], guild);
}

#[tokio::test]
async fn messages_are_told_only_to_those_who_asked() {
    let discord = discord().await;
    let mut guilds = Ear::connect(&discord).await;
    let mut messages = Ear::dial(&discord).await;
    let intents = json!(1 | 1 << 9);
    messages
        .send(identify(&discord, |data| {
            data["intents"] = intents;
            data["shard"] = json!([0, 1]);
        }))
        .await;
    messages.hear("READY").await;
    discord.user("ana").say("hi").unwrap();
    messages.hear("MESSAGE_CREATE").await;
    discord.rename_channel("daily", "weekly");
    let next = hear_all(&mut guilds, 1).await;
    assert_eq!(next[0].1, "CHANNEL_UPDATE");
}
