//! Exactly once: a crash after any step of a post neither loses it nor posts it twice.

use rusqlite::Connection;
use sandbox::Fault;

use crate::support::TestBot;

/// Stops the bot as it would stand had it crashed: `rewind` undoes what it wrote down last.
async fn crashed(rewind: &str) -> TestBot {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.at("2027-03-01 09:00").await;
    bot.restart(|bot| {
        Connection::open(bot.database())
            .unwrap()
            .execute_batch(rewind)
            .unwrap();
    })
    .await;
    bot
}

#[track_caller]
fn is_there_once(bot: &TestBot) {
    let posts = bot.discord.messages("daily");
    assert_eq!(posts.len(), 1, "one post");
    assert!(
        bot.discord.thread_of(posts[0].id).is_some(),
        "with its thread"
    );
    let state: String = Connection::open(bot.database())
        .unwrap()
        .query_row(
            "SELECT state || ' ' || message_id || ' ' || thread_id FROM post",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(state, format!("done {0} {0}", posts[0].id));
}

#[tokio::test]
async fn after_it_was_sent_and_before_that_was_written_down() {
    let rewind =
        "UPDATE post SET state = 'sending', message_id = NULL, sent_at = NULL, thread_id = NULL;
                  DELETE FROM required_day";
    is_there_once(&crashed(rewind).await);
}

#[tokio::test]
async fn after_that_was_written_down() {
    is_there_once(&crashed("UPDATE post SET state = 'sent', thread_id = NULL").await);
}

#[tokio::test]
async fn after_the_thread_was_made() {
    is_there_once(&crashed("UPDATE post SET state = 'threaded'").await);
}

#[tokio::test]
async fn before_it_was_sent() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.at("2027-03-01 09:00").await;
    bot.restart(|bot| {
        bot.discord.delete_message(bot.last_in("daily").id);
        let rewind =
            "UPDATE post SET state = 'due', message_id = NULL, sent_at = NULL, thread_id = NULL";
        Connection::open(bot.database())
            .unwrap()
            .execute_batch(rewind)
            .unwrap();
    })
    .await;
    is_there_once(&bot);
}

#[tokio::test]
async fn when_the_connection_is_cut_after_the_post_was_made() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.discord
        .fail(Fault::on("POST", "/channels/{channel}/messages").cut_after());
    bot.at("2027-03-01 09:00").await;
    is_there_once(&bot);
}

#[tokio::test]
async fn when_the_crash_was_longer_ago_than_the_grace() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.at("2027-03-01 09:00").await;
    bot.stop().await;
    let rewind =
        "UPDATE post SET state = 'sending', message_id = NULL, sent_at = NULL, thread_id = NULL";
    Connection::open(bot.database())
        .unwrap()
        .execute_batch(rewind)
        .unwrap();
    bot.discord
        .clock()
        .set("2027-03-01T20:00:00Z".parse().unwrap());
    bot.run().await;
    is_there_once(&bot);
}

#[tokio::test]
async fn an_answer_cut_off_between_its_pieces_is_finished_once() {
    for rewind in [
        "UPDATE piece SET message_id = NULL, sending = 1; UPDATE post SET closed_at = NULL",
        "UPDATE piece SET message_id = NULL, sending = 1 WHERE kind = 'summary'; UPDATE post SET closed_at = NULL",
        "UPDATE post SET closed_at = NULL",
    ] {
        let mut bot = TestBot::start().await;
        bot.add_daily("time:09:00 topic:asyncio").await;
        bot.at("2027-03-01 09:00").await;
        bot.at("2027-03-02 08:30").await;
        let post = bot.last_in("daily");
        let said = bot.thread_of(&post);
        assert!(
            said.contains("Model answer") && said.contains("That was the daily"),
            "{said}"
        );
        bot.restart(|bot| {
            Connection::open(bot.database())
                .unwrap()
                .execute_batch(rewind)
                .unwrap();
        })
        .await;
        assert_eq!(bot.thread_of(&post), said, "{rewind}");
    }
}
