//! The state a sandbox starts from, its clock, and changes from outside.

use jiff::{SignedDuration, Timestamp};
use sandbox::{ChannelKind, Discord, Guild, Options, World, snowflake_at, time_of};
use serde_json::{Value, json};

use crate::support::{call, discord};

#[tokio::test]
async fn the_example_has_a_channel_of_each_kind() {
    let discord = Discord::start(World::example(), Options::default()).await;
    let guild = discord.guild("Python Guild");
    let kinds: Vec<_> = discord.view(|view| {
        let channels = view.channels(guild).into_iter();
        channels.map(|it| (it.name, it.kind)).collect()
    });
    assert!(kinds.contains(&("announcements".into(), ChannelKind::Announcement)));
    assert!(kinds.contains(&("practice".into(), ChannelKind::Forum)));
    assert_eq!(
        discord.view(|view| view.members(guild)),
        ["max", "ana", "bob"]
    );
    assert!(discord.user("ana").in_channel("leads").say("hi").is_err());
    let path = format!("/channels/{}/messages", discord.channel("leads"));
    let (status, _) = call(&discord, "POST", &path, json!({ "content": "hi" })).await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn ids_are_the_same_in_each_run() {
    let (one, two) = (discord().await, discord().await);
    assert_eq!(one.channel("daily"), two.channel("daily"));
    assert_eq!(one.user("ana").id, two.user("ana").id);
}

#[tokio::test]
async fn messages_carry_the_time_of_the_clock() {
    let discord = discord().await;
    let later: Timestamp = "2027-06-01T12:00:00Z".parse().unwrap();
    discord.clock().set(later);
    let first = discord.user("ana").say("a").unwrap();
    let second = discord.user("ana").say("b").unwrap();
    assert_eq!((first.at, time_of(first.id)), (later, later));
    assert!(first.id < second.id);
    assert!(first.id >= snowflake_at(later));
}

#[tokio::test]
async fn the_clock_stands_until_it_runs_and_tells_its_followers() {
    let discord = discord().await;
    let clock = discord.clock();
    let mut follower = clock.subscribe();
    assert_eq!(clock.now(), clock.now());
    clock.advance(SignedDuration::from_hours(2));
    follower.changed().await.unwrap();
    assert_eq!(*follower.borrow_and_update(), (clock.now(), None));
    clock.run();
    follower.changed().await.unwrap();
    assert!(follower.borrow_and_update().1.is_some());
    let running = clock.now();
    while clock.now() == running {
        tokio::task::yield_now().await;
    }
    clock.stop();
    assert_eq!(clock.now(), clock.now());
}

#[tokio::test]
async fn channels_of_several_guilds_are_told_apart() {
    let other = Guild::new("Other").text("general").member("eve");
    let world = World::example().guild(other);
    let discord = Discord::start(world, Options::default()).await;
    let ours = discord.channel("general");
    assert_eq!(discord.channel("Python Guild/general"), ours);
    assert_ne!(discord.channel("Other/general"), ours);
    assert_eq!(discord.user("eve").place, discord.channel("Other/general"));
}

#[tokio::test]
async fn a_deleted_message_or_channel_is_gone() {
    let discord = discord().await;
    let said = discord.user("ana").say("hi").unwrap();
    discord.delete_message(said.id);
    assert!(discord.messages("general").is_empty());
    let general = discord.channel("general");
    discord.delete_channel("general");
    let path = format!("/channels/{general}");
    let (status, answer) = call(&discord, "GET", &path, Value::Null).await;
    assert_eq!((status, &answer["code"]), (404, &json!(10003)));
}

#[tokio::test]
async fn unread_messages_are_handed_out_in_order() {
    let discord = discord().await;
    let path = format!("/channels/{}/messages", discord.channel("general"));
    for text in ["one", "two"] {
        call(&discord, "POST", &path, json!({ "content": text })).await;
    }
    assert_eq!(discord.next_message_in("general").await.text(), "one");
    assert_eq!(discord.unread_in("general").len(), 1);
    assert_eq!(discord.next_message_in("general").await.text(), "two");
}
