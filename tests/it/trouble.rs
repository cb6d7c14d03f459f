//! Trouble: what Discord refuses, limits or cuts off, what members forge, and texts that are too long.

use std::time::Duration;

use rusqlite::Connection;
use sandbox::{Fault, Guild, Message, World, permissions};
use whetstone::bank::source::Source;

use crate::support::{TestBot, attempt, press, slash};

const MESSAGES: &str = "/channels/{channel}/messages";
const REWIND: &str =
    "UPDATE post SET state = 'sending', message_id = NULL, sent_at = NULL, thread_id = NULL;
     DELETE FROM required_day";

fn sql(bot: &TestBot, batch: &str) {
    Connection::open(bot.database())
        .unwrap()
        .execute_batch(batch)
        .unwrap();
}

fn number(bot: &TestBot, query: &str) -> i64 {
    Connection::open(bot.database())
        .unwrap()
        .query_row(query, [], |row| row.get(0))
        .unwrap()
}

fn clock(bot: &TestBot, time: &str) {
    let at = format!("{}:00Z", time.replace(' ', "T")).parse().unwrap();
    bot.discord.clock().set(at);
}

/// Requests about a channel's messages, whatever came of them.
fn calls_to(bot: &TestBot, channel: u64) -> usize {
    let path = format!("/channels/{channel}/messages");
    let requests = bot.discord.requests();
    requests.iter().filter(|it| it.path.contains(&path)).count()
}

/// Requests to make a message, whatever came of them.
fn posts_to(bot: &TestBot, channel: u64) -> usize {
    let path = format!("/channels/{channel}/messages");
    let requests = bot.discord.requests();
    let posts = requests
        .iter()
        .filter(|it| it.method == "POST" && it.path.ends_with(&path));
    posts.count()
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

/// The same after a crash, while the bot still looks for its post: then the day is never required (§5).
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
        number(&bot, "SELECT count(*) FROM required_day"),
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
        number(&bot, "SELECT count(*) FROM post WHERE closed_at IS NULL"),
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

/// "Answer text never reaches somebody who is not yet entitled to it". A reveal that failed at 08:00 is finished at
/// 09:00, when a daily has opened with the same question.
#[tokio::test]
async fn an_unfinished_reveal_does_not_give_away_the_open_daily() {
    let mut bot = TestBot::start().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/event-loop").await;
    bot.discord
        .fail(Fault::on("POST", MESSAGES).times(5).status(500));
    press(&ana, &card, "Reveal answer").await;
    bot.discord.heal();
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.at("2027-03-01 09:00").await;
    assert_eq!(bot.discord.messages("daily").len(), 1, "it is open");
    assert!(
        !bot.thread_of(&card).contains("Model answer"),
        "the daily's answer is public"
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
    while number(&bot, "SELECT count(*) FROM seen") == 0 {
        assert!(std::time::Instant::now() < deadline, "not within a second");
        tokio::task::yield_now().await;
    }
}

// Limits of Discord.

async fn outcome_text(outcome: sandbox::Outcome) -> String {
    match outcome {
        sandbox::Outcome::NoResponse => "NO RESPONSE".into(),
        other => other.settled().await.text(),
    }
}

/// Nothing fails silently: twenty-five unknown words.
#[tokio::test]
async fn many_unknown_words_get_an_answer() {
    let bot = TestBot::start().await;
    let words: Vec<String> = (0..20).map(|n| format!("zq{n:02}")).collect();
    let query = format!("question query:{}", words.join(" "));
    let shown = outcome_text(bot.ana().slash(&query).await.unwrap()).await;
    assert!(shown.contains("zq00"), "{shown}");
}

/// What is typed is as long as Discord lets it be; longer than a message it cannot come.
#[tokio::test]
async fn options_that_are_too_long_are_not_taken() {
    let bot = TestBot::start().await;
    let long = "q".repeat(101);
    for command in [
        format!("question company:{long}"),
        format!("daily add channel:#daily time:{long}"),
    ] {
        assert!(bot.max().slash(&command).await.is_err(), "{command}");
    }
}

/// within Discord's limits, nothing lost.
#[tokio::test]
async fn a_long_hint_is_shown() {
    let hint = "word ".repeat(500);
    let text = format!(
        "+++\ntitle = \"What is long?\"\ndifficulty = \"easy\"\ncompanies = []\nasked_widely = false\ntopics = [\"testing\"]\n\
         links = []\n+++\n\nSay it.\n\n## Hints\n\n1. {hint}\n\n## Answer\n\nThis.\n"
    );
    let more = vec![Source::new("tests/data/bank/python/long.md", text)];
    let bot = TestBot::start_with(World::example().bot("Whetstone"), more).await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/long").await;
    let shown = outcome_text(ana.press(&card, "Hint").await.unwrap()).await;
    assert!(shown.contains("Hint 1 of 1"), "{shown}");
}

// Notices.

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

// Forged ids.

/// giving up is "an attempt graded missed", and the answer was shown with it.
#[tokio::test]
async fn a_given_up_attempt_cannot_be_graded_for_points() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.at("2027-03-01 09:00").await;
    let ana = bot.ana();
    let card = bot.last_in("daily");
    let refused = press(&ana, &card, "Reveal answer").await;
    let given_up = press(&ana, &refused, "I give up").await;
    let forged = ana.press_id(&given_up, "grade:1:nailed").await.unwrap();
    let said = forged.settled().await.text();
    assert!(!said.contains("+6"), "{said}");
}

/// A guild's attempts are not to be graded or shared from another guild.
#[tokio::test]
async fn an_attempt_of_another_guild_is_out_of_reach() {
    let other = Guild::new("Other Guild").text("lobby").member("ana");
    let bot = TestBot::start_in(World::example().guild(other).bot("Whetstone")).await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/truth").await;
    attempt(&ana, &card, "false").await;
    let there = ana.in_channel("lobby");
    let there_card = slash(&there, "question query:id:python/locks").await;
    let said = there
        .press_id(&there_card, "share:1")
        .await
        .unwrap()
        .settled()
        .await
        .text();
    assert!(!said.contains("Shared behind"), "{said}");
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

/// The same 100 words of a query twice over: ids of buttons are cut to 100 characters, and two are then the same.
#[tokio::test]
async fn relaxations_of_long_words_are_offered() {
    let bot = TestBot::start().await;
    let (one, other) = (["await"; 8].join("-"), ["fixture"; 6].join("-"));
    let query = format!("question query:{one} {other}");
    let shown = outcome_text(bot.ana().slash(&query).await.unwrap()).await;
    assert_ne!(shown, "NO RESPONSE");
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

/// A question without topics passes the loader, and its card has an empty field, which Discord refuses.
#[tokio::test]
async fn a_question_without_topics_has_a_card() {
    let text = "+++\ntitle = \"What is bare?\"\ndifficulty = \"easy\"\ncompanies = []\nasked_widely = false\ntopics = []\n\
         links = []\n+++\n\nSay it.\n\n## Hints\n\n1. So.\n\n## Answer\n\nThis.\n";
    let more = vec![Source::new("tests/data/bank/python/bare.md", text)];
    let bot = TestBot::start_with(World::example().bot("Whetstone"), more).await;
    let shown = outcome_text(
        bot.ana()
            .slash("question query:id:python/bare")
            .await
            .unwrap(),
    )
    .await;
    assert!(shown.contains("What is bare?"), "{shown}");
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
