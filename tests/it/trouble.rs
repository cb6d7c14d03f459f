//! Trouble: what Discord refuses, limits or cuts off, and crashes at the worst moment.

use std::time::Duration;

use rusqlite::Connection;
use sandbox::{Fault, permissions};

use crate::support::{TestBot, attempt, clock, press, slash, sql, value};

const MESSAGES: &str = "/channels/{channel}/messages";
const REWIND: &str =
    "UPDATE post SET state = 'sending', message_id = NULL, sent_at = NULL, thread_id = NULL;
     DELETE FROM required_day";

/// Requests about a channel's messages, whatever came of them.
fn calls_to(bot: &TestBot, channel: u64) -> usize {
    let path = format!("/channels/{channel}/messages");
    let requests = bot.discord.requests();
    requests.iter().filter(|it| it.path.contains(&path)).count()
}

// Exactly once.

/// no time-out makes two posts or loses one. The message is there, its id is not yet known, and a member presses.
#[tokio::test]
async fn a_press_before_the_post_is_written_down_does_not_take_its_place() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.discord
        .fail(Fault::on("POST", MESSAGES).times(5).cut_after());
    clock(&bot, "2027-03-01 09:00");
    let card = bot.discord.next_message_in("daily").await;
    press(&bot.ana(), &card, "Reveal answer").await;
    bot.discord.heal();
    bot.settle().await;
    assert_eq!(bot.discord.messages("daily").len(), 1);
    let state: String = Connection::open(bot.database())
        .unwrap()
        .query_row(
            "SELECT state FROM post WHERE daily_id IS NOT NULL",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(state, "done", "the post is adopted and finished");
}

/// The same after a crash, while the bot still looks for its post: then the day is never required.
#[tokio::test]
async fn a_press_before_the_post_is_adopted_keeps_its_day_required() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.at("2027-03-01 09:00").await;
    let card = bot.last_in("daily");
    bot.stop().await;
    sql(&bot, REWIND);
    bot.discord
        .fail(Fault::on("GET", MESSAGES).times(3).status(500));
    bot.connect().await;
    press(&bot.ana(), &card, "Hint").await;
    bot.settle().await;
    assert_eq!(
        value::<i64>(&bot, "SELECT count(*) FROM required_day"),
        1,
        "the day is required"
    );
}

/// "after a longer outage the bot looks for its own post before it sends again": where it may not read the history
/// Discord answers with an empty list, which proves nothing.
#[tokio::test]
async fn where_it_cannot_look_it_does_not_send_again() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.at("2027-03-01 09:00").await;
    bot.stop().await;
    sql(&bot, REWIND);
    bot.discord
        .overwrite("daily", "Whetstone", 0, permissions::READ_MESSAGE_HISTORY);
    clock(&bot, "2027-03-01 10:00");
    bot.run().await;
    assert_eq!(bot.discord.messages("daily").len(), 1, "one post");
}

/// a post that Discord has archived meanwhile is not among the active threads.
#[tokio::test]
async fn an_archived_post_of_a_forum_is_found() {
    let mut bot = TestBot::start().await;
    slash(
        &bot.max(),
        "daily add channel:#practice time:09:00 topic:asyncio archive:1 hour",
    )
    .await;
    bot.at("2027-03-01 09:00").await;
    let posts = bot.discord.threads("practice");
    assert_eq!(posts.len(), 1);
    bot.stop().await;
    sql(&bot, REWIND);
    bot.discord.archive_thread(posts[0].id);
    clock(&bot, "2027-03-01 11:00");
    bot.run().await;
    assert_eq!(bot.discord.threads("practice").len(), 1, "one post");
}

// The clock loop comes to rest.

/// "it does no work per daily while nothing is due". A post that could have no thread is closed.
#[tokio::test]
async fn the_close_of_a_post_without_a_thread_is_done_once() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.discord
        .overwrite("daily", "Whetstone", 0, permissions::CREATE_PUBLIC_THREADS);
    bot.at("2027-03-01 09:00").await;
    bot.at("2027-03-02 08:30").await;
    assert_eq!(
        value::<i64>(&bot, "SELECT count(*) FROM post WHERE closed_at IS NULL"),
        0
    );
    let rounds = bot.rounds_within(Duration::from_millis(200)).await;
    assert!(rounds <= 1, "{rounds} rounds with nothing to do");
}

/// The same with a thread that has been closed to the bot: the pieces stay in line for ever.
#[tokio::test]
async fn a_close_that_the_thread_refuses_is_tried_once() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.at("2027-03-01 09:00").await;
    let thread = bot.discord.thread_of(bot.last_in("daily").id).unwrap();
    bot.discord.delete_channel(thread);
    bot.at("2027-03-02 08:30").await;
    for _ in 0..2 {
        bot.stop().await;
        bot.run().await;
    }
    assert_eq!(calls_to(&bot, thread), 1, "one call, then it is closed");
}

/// the clock loop. A reveal that was refused is not in line for ever.
#[tokio::test]
async fn a_reveal_that_the_thread_refused_is_not_tried_for_ever() {
    let mut bot = TestBot::start().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/truth").await;
    let answer = attempt(&ana, &card, "false").await;
    press(&ana, &answer, "Share in thread").await;
    let thread = bot.discord.thread_of(card.id).unwrap();
    bot.discord.delete_channel(thread);
    let before = calls_to(&bot, thread);
    press(&ana, &card, "Reveal answer").await;
    for _ in 0..2 {
        bot.stop().await;
        bot.run().await;
    }
    assert_eq!(calls_to(&bot, thread) - before, 1, "one call for one press");
}

/// no points "from a post whose thread already held the answer": this one never did.
#[tokio::test]
async fn an_answer_that_no_thread_took_costs_nobody_else_points() {
    let bot = TestBot::start().await;
    let (ana, bob) = (bot.ana(), bot.bob());
    let card = slash(&ana, "question query:id:python/truth").await;
    let answer = attempt(&ana, &card, "false").await;
    press(&ana, &answer, "Share in thread").await;
    bot.discord
        .delete_channel(bot.discord.thread_of(card.id).unwrap());
    press(&ana, &card, "Reveal answer").await;
    let answer = attempt(&bob, &card, "false").await;
    let graded = press(&bob, &answer, "Nailed it").await.text();
    assert!(
        graded.contains("point") && !graded.contains("No points"),
        "{graded}"
    );
}

/// "Answer text never reaches somebody who is not yet entitled to it". A reveal that was cut off at 08:00 is not finished
/// at 09:00, when a daily has opened with the same question.
#[tokio::test]
async fn an_unfinished_reveal_does_not_give_away_the_open_daily() {
    let mut bot = TestBot::start().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/event-loop").await;
    press(&ana, &card, "Reveal answer").await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.stop().await;
    let thread = bot.discord.thread_of(card.id).unwrap();
    bot.discord
        .delete_message(bot.discord.messages(thread)[0].id);
    let cut_off =
        "UPDATE piece SET message_id = NULL, sending = 0; UPDATE post SET answered_at = NULL";
    sql(&bot, cut_off);
    clock(&bot, "2027-03-01 09:00");
    bot.run().await;
    assert_eq!(bot.discord.messages("daily").len(), 1, "it is open");
    assert!(
        !bot.thread_of(&card).contains("Model answer"),
        "the daily's answer is public"
    );
    bot.at("2027-03-02 08:30").await;
    assert!(
        bot.thread_of(&card).contains("Model answer"),
        "it is finished after the close"
    );
}

/// "while Discord limits their creation, privately to the one who asked, with the reason".
#[tokio::test]
async fn a_reveal_does_not_wait_behind_the_clocks_thread() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio reveal:anyone")
        .await;
    let limited = Fault::on("POST", "/channels/{channel}/messages/{message}/threads")
        .rate_limited(Duration::from_secs(40));
    bot.discord.fail(limited);
    bot.allowed_429 = 1;
    clock(&bot, "2027-03-01 09:00");
    let card = bot.discord.next_message_in("daily").await;
    let answer = press(&bot.ana(), &card, "Reveal answer").await.text();
    assert!(
        answer.contains("Model answer") && answer.contains("limits new threads"),
        "{answer}"
    );
}

// Seen-marks.

/// "seen-marks are in memory at once and on disk within a second".
#[tokio::test]
async fn a_seen_mark_is_on_disk_within_a_second() {
    let bot = TestBot::start().await;
    slash(&bot.ana(), "question").await;
    let deadline = std::time::Instant::now() + Duration::from_secs(1);
    while value::<i64>(&bot, "SELECT count(*) FROM seen") == 0 {
        assert!(std::time::Instant::now() < deadline, "not within a second");
        tokio::task::yield_now().await;
    }
}

// What grows with history.

/// the tables that the clock loop asks at each wake and each due daily are not read whole.
#[tokio::test]
async fn no_query_of_the_clock_loop_reads_a_whole_table() {
    let bot = TestBot::start().await;
    let db = Connection::open(bot.database()).unwrap();
    let queries = [
        "SELECT DISTINCT post_id FROM piece WHERE message_id IS NULL ORDER BY post_id",
        "SELECT DISTINCT question FROM post WHERE guild_id = 1 AND daily_id <> 1 AND due_at >= 1 AND question IS NOT NULL",
        "SELECT coalesce(max(number), 0) + 1 FROM post WHERE daily_id = 1",
    ];
    let mut scans = Vec::new();
    for query in queries {
        let mut plan = db.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
        let lines: Vec<String> = plan
            .query_map([], |row| row.get(3))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        scans.extend(
            lines
                .into_iter()
                .filter(|it| it.starts_with("SCAN") && !it.contains("USING INDEX piece_unsent"))
                .map(|it| format!("{it}: {query}")),
        );
    }
    assert_eq!(scans, Vec::<String>::new());
}

/// `/daily remove` says "no more questions at that time".
#[tokio::test]
async fn a_removed_daily_posts_nothing_more() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.discord.fail(Fault::on("POST", MESSAGES).status(403));
    bot.at("2027-03-01 09:00").await;
    slash(&bot.max(), "daily remove daily:1").await;
    bot.discord.rename_channel("daily", "daily-2");
    bot.restart(|_| {}).await;
    assert_eq!(bot.discord.messages("daily-2").len(), 0);
}

/// "Every error says what happened": this one says that nothing was changed, and the attempt is saved.
#[tokio::test]
async fn a_deadline_that_passed_does_not_say_that_nothing_was_changed() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.at("2027-03-01 09:00").await;
    let ana = bot.ana();
    let refused = press(&ana, &bot.last_in("daily"), "Reveal answer").await;
    let busy = Connection::open(bot.database()).unwrap();
    busy.execute_batch("BEGIN IMMEDIATE").unwrap();
    let said = press(&ana, &refused, "I give up").await.text();
    busy.execute_batch("COMMIT").unwrap();
    assert!(
        said.contains("went wrong") && !said.contains("nothing was changed"),
        "{said}"
    );
}

/// a post that failed is tried again "in 30s", as the log says, also while another post is still in hand.
#[tokio::test]
async fn a_post_that_failed_does_not_wait_for_all_others() {
    let mut bot = TestBot::start().await;
    slash(
        &bot.max(),
        "daily add channel:#announcements time:08:30 topic:testing",
    )
    .await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    let limited = Fault::on("POST", "/channels/{channel}/messages/{message}/threads")
        .rate_limited(Duration::from_secs(120));
    bot.discord.fail(limited);
    bot.allowed_429 = 1;
    clock(&bot, "2027-03-01 08:30");
    bot.discord.next_message_in("announcements").await;
    bot.discord
        .fail(Fault::on("POST", MESSAGES).times(5).status(500));
    clock(&bot, "2027-03-01 09:00");
    bot.discord.next_message_in("daily").await;
}
