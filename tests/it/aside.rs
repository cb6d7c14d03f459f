//! Channels that refuse, and what the admins are told of it.

use std::time::Duration;

use sandbox::{Fault, Guild, Message, World, permissions};

use crate::support::{TestBot, clock, slash};

const MESSAGES: &str = "/channels/{channel}/messages";

/// Requests to make a message, whatever came of them.
fn posts_to(bot: &TestBot, channel: u64) -> usize {
    let path = format!("/channels/{channel}/messages");
    let requests = bot.discord.requests();
    let posts = requests
        .iter()
        .filter(|it| it.method == "POST" && it.path.ends_with(&path));
    posts.count()
}

/// "A channel that answers 403 or 404 is set aside after that one call".
#[tokio::test]
async fn a_log_channel_that_is_gone_is_left_alone() {
    let mut bot = TestBot::start().await;
    slash(&bot.max(), "server settings log_channel:#general").await;
    let log_channel = bot.discord.channel("general");
    bot.add_daily("time:09:00 topic:asyncio days:every day")
        .await;
    bot.stop().await;
    bot.discord.overwrite(
        "general",
        "Whetstone",
        0,
        permissions::SEND_MESSAGES | permissions::VIEW_CHANNEL,
    );
    clock(&bot, "2027-03-05 08:00");
    bot.run().await;
    bot.at("2027-03-05 09:00").await;
    bot.at("2027-03-06 09:00").await;
    bot.at("2027-03-07 09:00").await;
    let calls = posts_to(&bot, log_channel);
    assert!(calls <= 4, "{calls} calls to a channel that refuses");
}

/// A notice whose sending timed out is there twice.
#[tokio::test]
async fn a_notice_cut_off_is_there_once() {
    let mut bot = TestBot::start().await;
    slash(&bot.max(), "server settings log_channel:#general").await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.stop().await;
    clock(&bot, "2027-03-01 20:00");
    bot.discord.fail(Fault::on("POST", MESSAGES).cut_after());
    bot.run().await;
    bot.at("2027-03-02 09:00").await;
    let told = bot.discord.messages("general");
    let told: Vec<&Message> = told
        .iter()
        .filter(|it| it.content.contains("2027-03-01"))
        .collect();
    assert_eq!(told.len(), 1);
}

// Channels set aside.

/// tried again "when an interaction there shows sufficient `app_permissions`".
#[tokio::test]
async fn an_interaction_in_a_channel_set_aside_tries_it_again() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.discord.fail(Fault::on("POST", MESSAGES).status(403));
    bot.at("2027-03-01 09:00").await;
    let of_the_bot = |bot: &TestBot| {
        let posts = bot.discord.messages("daily");
        posts
            .iter()
            .filter(|it| it.text().contains("Daily #1"))
            .count()
    };
    assert_eq!(of_the_bot(&bot), 0);
    slash(&bot.ana().in_channel("daily"), "question").await;
    let is_daily = |it: &Message| it.text().contains("Daily #1");
    bot.discord
        .wait(|it| it.messages("daily").into_iter().find(is_daily))
        .await;
}

/// "Nothing fails silently"; a forum that wants a tag refuses each post with 400.
#[tokio::test]
async fn a_forum_that_wants_a_tag_is_told_of() {
    let world = World::new()
        .guild(
            Guild::new("Python Guild")
                .text("general")
                .strict_forum("practice", &["easy", "hard"])
                .admin("max")
                .member("ana")
                .member("bob"),
        )
        .bot("Whetstone");
    let mut bot = TestBot::start_in(world).await;
    let max = bot.max();
    let said = slash(&max, "daily add channel:#practice time:09:00 topic:asyncio")
        .await
        .text();
    bot.at("2027-03-01 09:00").await;
    assert!(
        said.contains("wants a tag") && said.contains("`easy` or `hard`"),
        "{said}"
    );
}

/// a daily is on time, also while a log channel is slow to take what the admins are told.
#[tokio::test]
async fn a_slow_log_channel_holds_up_no_post() {
    let mut bot = TestBot::start().await;
    slash(&bot.max(), "server settings log_channel:#general").await;
    bot.add_daily("time:09:00 topic:asyncio grace:1h").await;
    bot.add_daily("time:11:00 topic:testing").await;
    bot.stop().await;
    clock(&bot, "2027-03-01 11:00");
    bot.discord
        .fail(Fault::on("POST", MESSAGES).rate_limited(Duration::from_secs(20)));
    bot.allowed_429 = 1;
    bot.run().await;
    assert_eq!(bot.discord.messages("daily").len(), 1, "the post of 11:00");
}
